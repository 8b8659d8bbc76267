"""How far a labelling project is, as one HTML page that stands alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.doubtful import doubtful
from askless.bench.report.effort import minds, time_spent
from askless.bench.report.quality import confusion, estimates, per_label, residuals
from askless.bench.report.reasons import asked_why
from askless.bench.report.search import Found, finds, told
from askless.bench.report.sentence_quality import Sentences, by_type, costs, estimated
from askless.bench.report.tables import table
from askless.core.digits import written
from askless.core.task import SEQUENCES
from askless.data.labels.real import Real
from askless.data.store.state import ItemState, State
from askless.enough.estimate import Estimate
from askless.pool.judged import Judged

__all__ = ["Findings", "project_report", "title"]


@dataclass(frozen=True)
class Findings:
    """What a report tells beside the log.

    Parameters
    ----------
    judged : Judged or None
        Every answer beside what a model says of it; None if that could not be had.
    missing : str
        Why not.
    name : callable
        Id of a row of the pool.
    excerpt : callable, optional
        One line of an item; without it, no item appears in the report.
    estimate : Estimate, optional
        How good the model is, for a log that does not say it: a learner in a notebook estimates only when asked.
    ahead : sequence of str
        What is said of the labels to come, the forecast and whether to stop.
    search : Found, optional
        How far it is, where items of one label are looked for: then it stands in place of how good the model is.
    sentences : Sentences, optional
        In place of `judged` where answers are tags or spans.
    """

    judged: Judged | None = None
    missing: str = ""
    name: Callable[[int], str] = str
    excerpt: Callable[[int], str] | None = None
    estimate: Estimate | None = None
    ahead: Sequence[str] = ()
    search: Found | None = None
    sentences: Sentences | None = None


NOTHING = Findings()


def project_report(name: str, state: State, curve: Sequence[Mapping[str, Any]], findings: Findings = NOTHING) -> str:
    """The report on a project.

    Parameters
    ----------
    name : str
        Of the project.
    state : State
        What its log says.
    curve : sequence of mappings
        Estimates by number of labels: "labels", "value", "low", "high", "n".
    findings : Findings, optional
        What the log does not say.

    Returns
    -------
    page : str
        HTML, complete in itself. No item appears in it unless `findings` brings excerpts.

    Examples
    --------
    >>> page = project_report("mails", State(), [])
    >>> "0 of 0 items labelled" in page, "Too early" in page
    (True, True)
    """
    counts = state.counts()
    shown = _shown(counts["estimate"], findings)
    said = escape(shown.sentence if shown is not None else "Too early to say how good the model is.")
    answered = [item for item in state.items.values() if item.labelled]
    search = findings.search
    if search is not None:
        said = escape(f"It looks for “{search.label}”: {search.steps[-1] if search.steps else 0:,} found.")
    test = f" {state.tests_answered():,} of {len(state.held):,} test items are answered." if state.held else ""
    parts = [
        "<header>",
        f"<h1>{escape(name)}</h1>",
        f'<p class="lede">{counts["labelled"]:,} of {counts["items"]:,} items labelled. {said}</p>',
        f'<p class="facts">{escape(_facts(state, answered))}{test}</p>',
        "</header>",
        *(
            [_figure(curve, state, findings.sentences)]
            if search is None
            else [finds(search), _section("The search", told(search))]
        ),
        *(_quality(state, answered, findings, shown) if answered and search is None else []),
        _labels(state, answered),
        _ahead(findings.ahead),
        _section("What was asked, and why", asked_why(answered)) if answered else "",
        _section("Time", time_spent(state) + _costs(findings.sentences) + minds(state)) if answered else "",
    ]
    return document(f"askless: {name}", [part for part in parts if part])


def title(name: str) -> str:
    """How the report on a project of this name is told from other pages.

    Examples
    --------
    >>> title("mails") in project_report("mails", State(), [])
    True
    """
    return f"<title>{escape(f'askless: {name}')}</title>"


def _shown(logged: Mapping[str, Any] | None, findings: Findings) -> Estimate | None:
    """The estimate at the top: the latest of the log, or one that was made for the report."""
    if logged is not None and (logged["ready"] or findings.estimate is None):
        return Estimate.from_json(logged)
    return findings.estimate


def _quality(state: State, answered: Sequence[ItemState], findings: Findings, shown: Estimate | None) -> list[str]:
    """How good the model is, and which answers may be wrong."""
    judged, sentences = findings.judged, findings.sentences
    if sentences is not None:
        given = state.space.count(item.answer for item in answered)
        return [_section("How good the model is", estimated(sentences, shown) + by_type(sentences, given))]
    if judged is None:
        missing = findings.missing or "The answers were not judged by a model."
        return [_section("How good the model is", f"<p>{escape(missing)}</p>")]
    if state.space.kind == "real":
        detail = residuals(judged)
    else:
        detail = per_label(judged, state.space.count(item.answer for item in answered)) + confusion(judged)
    return [
        _section("How good the model is", estimates(judged, shown) + detail),
        _section("Answers that may be wrong", doubtful(judged, findings.name, findings.excerpt)),
    ]


def _ahead(lines: Sequence[str]) -> str:
    """What is to be expected of more labels."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return _section("Are the labels enough?", said) if said else ""


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


def _costs(sentences: Sentences | None) -> str:
    """What answers about sentences cost."""
    return "" if sentences is None else costs(sentences.effort)


def _figure(curve: Sequence[Mapping[str, Any]], state: State, sentences: Sentences | None = None) -> str:
    """The learning curve, of sentences against the tokens read."""
    if len(curve) < 2:
        return ""
    space = state.space
    error = isinstance(space, Real)
    measure = "error (RMSE)" if error else "F1" if space.kind in ("multilabel", "spans") else "accuracy"
    tokens = sentences.tokens if sentences is not None else ()
    unit = "tokens read" if tokens else "labels"
    across = [tokens[min(p["labels"], len(tokens)) - 1] if tokens else p["labels"] for p in curve]
    scaled = {key: [point[key] * (1 if error else 100) for point in curve] for key in ("value", "low", "high")}
    line = Line("estimate", "s1", across, scaled["value"], scaled["low"], scaled["high"])
    first, last = (
        space.shown(float(written(value, 3))) if isinstance(space, Real) else f"{value:.0f} %"
        for value in (line.y[0], line.y[-1])
    )
    svg = chart(
        [line],
        mark=line.y[-1],
        mark_name="",
        metric=f"{measure}, {space.unit}" if isinstance(space, Real) and space.unit else measure,
        title=f"Estimated {measure} against number of {unit}",
        description=f"From {first} at {line.x[0]} {unit} to {last} at {line.x[-1]}.",
        across=unit,
        unit="" if error else "%",
        whole=not error,
    )
    return (
        f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n'
        f"<figcaption>Estimated {measure} with its interval{'; smaller is better' if error else ''}. "
        f"{_rests(state)} An interval holds by itself, not the whole band at once.</figcaption>\n</figure>"
    )


def _rests(state: State) -> str:
    """What the points of the curve rest on."""
    made = [trained["estimate"] for trained in state.trained if trained.get("estimate")]
    bases = {estimate.get("basis", "random") for estimate in made if estimate["ready"]}
    said = []
    if "answers" in bases:
        said.append("All answers count, corrected for how they were chosen (90 % intervals).")
    if "random" in bases:
        first = "Elsewhere only" if said else "Only"
        said.append(
            f"{first} items drawn at random and asked without a suggestion count, each scored by a model that had not "
            "trained on it."
        )
    if "test" in bases:
        said.append(
            "From when enough test items were answered, only these count." if said else "Only test items count."
        )
    return " ".join(said)


def _labels(state: State, answered: Sequence[ItemState]) -> str:
    """How often each label was given, or how far numbers reach."""
    if isinstance(state.space, Real):
        numbers: list[Any] = [item.answer for item in answered]
        said = state.space.spread(numbers) if numbers else ""
        return _section("Labels", f"<p>Numbers from {escape(said)}.</p>") if said else ""
    counted = state.space.count(item.answer for item in answered)
    of = sum(counted.values()) if state.space.kind in SEQUENCES else len(answered)
    rows = [[escape(name), f"{n:,}", f"{100 * n / max(1, of):.0f} %"] for name, n in counted.items()]
    if state.space.kind in SEQUENCES:
        what, whole = ("tag", "tokens") if state.space.kind == "tags" else ("type", "spans")
        return _section("Labels", table(f"{whole.capitalize()} marked", [what, whole, "share"], rows)) if rows else ""
    return _section("Labels", table("Labels given", ["label", "items", "share"], rows)) if rows else ""


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>"
