"""How far a labelling project is, as one HTML page that stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from statistics import median
from typing import Any

from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.tables import table
from askless.core.digits import written
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.state import ItemState, State

__all__ = ["project_report"]


def project_report(name: str, state: State, curve: Sequence[Mapping[str, Any]]) -> str:
    """The report on a project.

    Parameters
    ----------
    name : str
        Of the project.
    state : State
        What its log says.
    curve : sequence of mappings
        Estimates by number of labels: "labels", "value", "low", "high", "n".

    Returns
    -------
    page : str
        HTML, complete in itself. No item appears in it, only counts.

    Examples
    --------
    >>> page = project_report("mails", State(), [])
    >>> "0 of 0 items labelled" in page, "Too early" in page
    (True, True)
    """
    counts = state.counts()
    estimate = counts["estimate"]
    said = escape(estimate["sentence"]) if estimate else "Too early to say how good the model is."
    answered = [item for item in state.items.values() if item.labelled]
    parts = [
        "<header>",
        f"<h1>{escape(name)}</h1>",
        f'<p class="lede">{counts["labelled"]:,} of {counts["items"]:,} items labelled. {said}</p>',
        f'<p class="facts">{escape(_facts(state, answered))}</p>',
        "</header>",
        _figure(curve, state.space),
        _labels(state, answered),
        _origins(answered),
        _annotators(answered),
    ]
    return document(f"askless: {name}", [part for part in parts if part])


def _facts(state: State, answered: Sequence[ItemState]) -> str:
    """How it was done."""
    models = [trained["model"] for trained in state.trained if trained.get("model")]
    times = [item.answered.time for item in answered if item.answered is not None]
    said = [
        f"source {state.project['source']}" if state.project.get("source") else "",
        f"model {models[-1]}, trained {len(models):,} times" if models else "",
        f"strategy {state.strategy}" if state.strategy else "",
        f"{state.skipped:,} skipped, {state.flagged:,} flagged",
        " to ".join(dict.fromkeys([_day(min(times)), _day(max(times))])) if times else "",
    ]
    return "; ".join(part for part in said if part) + "."


def _day(when: float) -> str:
    return datetime.fromtimestamp(when).date().isoformat()


def _figure(curve: Sequence[Mapping[str, Any]], space: LabelSpace) -> str:
    """The learning curve."""
    if len(curve) < 2:
        return ""
    error = isinstance(space, Real)
    measure = "error (RMSE)" if error else "F1" if space.kind == "multilabel" else "accuracy"
    scaled = {key: [point[key] * (1 if error else 100) for point in curve] for key in ("value", "low", "high")}
    line = Line("estimate", "s1", [p["labels"] for p in curve], scaled["value"], scaled["low"], scaled["high"])
    first, last = (
        space.shown(float(written(value, 3))) if isinstance(space, Real) else f"{value:.0f} %"
        for value in (line.y[0], line.y[-1])
    )
    svg = chart(
        [line],
        mark=line.y[-1],
        mark_name="",
        metric=f"{measure}, {space.unit}" if isinstance(space, Real) and space.unit else measure,
        title=f"Estimated {measure} against number of labels",
        description=f"From {first} at {line.x[0]} labels to {last} at {line.x[-1]}.",
        unit="" if error else "%",
    )
    return (
        f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n'
        f"<figcaption>Estimated {measure} with its 95 % interval{'; smaller is better' if error else ''}. Only items "
        "drawn at random and asked without a suggestion count, each scored by a model that had not trained on it."
        "</figcaption>\n</figure>"
    )


def _labels(state: State, answered: Sequence[ItemState]) -> str:
    """How often each label was given, or how far numbers reach."""
    if isinstance(state.space, Real):
        numbers: list[Any] = [item.answer for item in answered]
        said = state.space.spread(numbers) if numbers else ""
        return _section("Labels", f"<p>Numbers from {escape(said)}.</p>") if said else ""
    counted = state.space.count(item.answer for item in answered)
    rows = [[escape(name), f"{n:,}", f"{100 * n / max(1, len(answered)):.0f} %"] for name, n in counted.items()]
    return _section("Labels", table("Labels given", ["label", "items", "share"], rows)) if rows else ""


def _origins(answered: Sequence[ItemState]) -> str:
    """Where the labels come from."""
    counted = Counter(_origin(item) for item in answered)
    rows = [[escape(origin), f"{n:,}"] for origin, n in counted.most_common()]
    return (
        _section("How they came to be labelled", table("Origin of the labels", ["asked", "items"], rows))
        if rows
        else ""
    )


def _origin(item: ItemState) -> str:
    """How an item came to be labelled."""
    data = item.answered.data if item.answered is not None else {}
    if data.get("given"):
        return "came with the source" if data["given"] == "source" else "imported"
    if data.get("copy_of"):
        return "exact copies of another item"
    if item.query is None:
        return "chosen by a person"
    return "drawn at random" if item.query.random else f"chosen by {item.query.strategy}"


def _annotators(answered: Sequence[ItemState]) -> str:
    """Who answered, and how fast."""
    given = [item.answered.data for item in answered if item.answered is not None]
    spent: dict[str, list[float]] = {}
    for data in given:
        if data.get("seconds") is not None:
            spent.setdefault(str(data.get("annotator") or "not named"), []).append(float(data["seconds"]))
    rows = [[escape(who), f"{len(times):,}", f"{median(times):.1f}"] for who, times in spent.items()]
    return _section("Time", table("Time for an answer", ["annotator", "answers", "median, s"], rows)) if rows else ""


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>"
