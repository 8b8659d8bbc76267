"""How far a stream is, and how it fared, as one HTML page that stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import numpy as np

from askless.bench.prequential.timeline import Course, timeline
from askless.bench.report.document import document
from askless.bench.report.tables import table
from askless.core.digits import written
from askless.data.labels.real import Real
from askless.enough.estimate import NEEDED, Estimate, estimate_accuracy
from askless.enough.rmse import estimate_rmse
from askless.stream.record import Record

__all__ = ["STEPS_TOLD", "stream_report"]

STEPS_TOLD = 1_000
"""Steps of adaptation that a report tells, the latest."""
PLACES = 80
"""Points of the curve."""
ROWS = 10
"""Parts of the stream that the table tells of."""
FEW = f"fewer than {NEEDED} random answers"
WINDOW = 100
"""Random answers, the latest at each point, that a curve is the mean of."""
ALARMS, SWAPS = ("drift", "warning"), ("swap", "recall")


@dataclass(frozen=True)
class _Part:
    """A part of the stream.

    Parameters
    ----------
    first, end : int
        Number of its first item, and of the one after its last.
    asked : int
        Items of it that were asked about.
    estimate : Estimate
        From the random answers to its items.
    """

    first: int
    end: int
    asked: int
    estimate: Estimate


def stream_report(name: str, record: Record) -> str:
    """The report on the project of a stream.

    Parameters
    ----------
    name : str
        Of the project.
    record : Record
        What it has come to.

    Returns
    -------
    page : str
        HTML, complete in itself. No item appears in it.

    Examples
    --------
    >>> from askless.data.labels.classes import Classes
    >>> page = stream_report("readings", Record(Classes(["ok", "broken"])))
    >>> "0 items seen" in page, "Too early" in page
    (True, True)
    """
    parts = [
        "<header>",
        f"<h1>{escape(name)}</h1>",
        f'<p class="lede">{record.seen:,} items seen, {record.asked:,} asked about '
        f"({100 * record.realised:.1f} %), {record.answered:,} answered. {escape(record.estimate.sentence)}</p>",
        f'<p class="facts">{escape(_facts(record))}</p>',
        "</header>",
        _figure(record),
        _along(record),
        _labels(record),
        _adaptation(record),
    ]
    return document(f"askless: {name}", [part for part in parts if part])


def _facts(record: Record) -> str:
    """How it was done."""
    said = [
        f"{name} {record.settings[name]}" for name in ("strategy", "adaptation", "model") if record.settings.get(name)
    ]
    budget = record.settings.get("budget")
    if budget is not None:
        said.append(f"budget {100 * budget:.4g} %" if isinstance(budget, (int, float)) else f"budget {budget}")
    asked, answered = record.random
    said += [
        f"{record.waiting:,} wait for an answer, {record.skipped:,} skipped",
        f"{answered:,} of {asked:,} random questions answered",
    ]
    return "; ".join(said) + "."


def _figure(record: Record) -> str:
    """Accuracy over time, and below it what was asked and what adaptation did."""
    n = record.seen
    places = sorted({round(n * at / PLACES) for at in range(1, PLACES + 1)} - {0})
    counts = np.searchsorted(record.checked, places)
    enough = np.flatnonzero(counts >= NEEDED)
    if not enough.size:
        return ""
    real = isinstance(record.space, Real)
    curve = [_mean(record, int(count)) for count in counts]
    bought = np.diff([0, *np.searchsorted(record.numbers, places)]) / np.diff([0, *places])
    style, measure = "s1", "error (RMSE)" if real else "accuracy"
    named = measure[0].upper() + measure[1:]
    course = Course(
        measure if real else "right answers",
        style,
        curve,
        bought.tolist(),
        drifts=[(None, number) for number in _numbers(record, ALARMS)],
        swaps=[(None, number) for number in _numbers(record, SWAPS)],
        below="asked about",
    )
    unit = record.space.unit if isinstance(record.space, Real) else ""
    drawn = timeline(
        [course],
        places,
        first=int(enough[0]),
        title=f"{named} over time, with labels, alarms and swaps",
        description=f"From {_shown(curve[enough[0]], real)} at item {places[enough[0]]:,} to "
        f"{_shown(curve[-1], real)} at item {places[-1]:,}.",
        metric=f"{measure}, {unit}" if unit else measure if real else "",
    )
    return (
        f"<figure>\n{drawn}\n<figcaption>{named} of the predictions for the "
        f"latest {WINDOW} items (fewer at first) that were asked about at random and answered, each predicted when it "
        "came. Below: bars are the share of items asked about, triangles warnings and alarms, diamonds models that "
        "were swapped. Answers that still wait may change the latest points.</figcaption>\n</figure>"
    )


def _mean(record: Record, count: int) -> float:
    """The measure over the latest random answers up to one of them."""
    scores = record.scores[max(0, count - WINDOW) : count]
    if not scores.size:
        return float("nan")
    return float(np.sqrt(scores.mean())) if isinstance(record.space, Real) else 100 * float(scores.mean())


def _shown(value: float, real: bool) -> str:
    return written(value, 3) if real else f"{value:.0f} %"


def _numbers(record: Record, acts: Sequence[str]) -> list[int]:
    """How many items had been seen at steps of adaptation."""
    return [event.data["number"] for event in record.adapted if event.data["act"] in acts]


def _along(record: Record) -> str:
    """The stream in parts, as a table."""
    real = isinstance(record.space, Real)
    rows = [
        [
            f"{part.first:,} to {part.end - 1:,}",
            f"{part.asked:,}",
            f"{100 * part.asked / (part.end - part.first):.1f} %",
            f"{part.estimate.n:,}",
            *_told(part.estimate, real),
        ]
        for part in _parts(record)
    ]
    if not rows:
        return ""
    measure = "error (RMSE)" if real else "accuracy"
    head = ["items", "asked about", "share", "random answers", measure, "90 % interval"]
    note = f"Only random questions that were answered, and predicted before, count. “–”: {FEW}."
    return _section("Along the stream", table("What was asked, and how good predictions were", head, rows, note=note))


def _parts(record: Record) -> list[_Part]:
    """Parts of the stream of one length."""
    ends = sorted({round(record.seen * at / ROWS) for at in range(1, ROWS + 1)} - {0})
    found = []
    for first, end in pairwise([0, *ends]):
        low, high = np.searchsorted(record.checked, [first, end])
        scores = record.scores[low:high]
        made = estimate_rmse(scores) if isinstance(record.space, Real) else estimate_accuracy(scores)
        low, high = np.searchsorted(record.numbers, [first, end])
        found.append(_Part(first, end, int(high - low), made))
    return found


def _told(made: Estimate, real: bool) -> list[str]:
    """An estimate and its interval as cells."""
    if made.value is None or made.low is None or made.high is None:
        return [f'<span title="{FEW}">–</span>'] * 2
    value, low, high = (written(part, 3) if real else f"{100 * part:.0f}" for part in (made.value, made.low, made.high))
    return [f"{value}{'' if real else ' %'}", f"{low} to {high}{'' if real else ' %'}"]


def _labels(record: Record) -> str:
    """How often each label was given, or how far numbers reach."""
    if record.spread:
        return _section("Labels", f"<p>Numbers from {escape(record.spread)}.</p>")
    total = max(1, record.answered)
    rows = [[escape(name), f"{n:,}", f"{100 * n / total:.0f} %"] for name, n in record.answers.items()]
    note = "Shares of the answers, which need not be those of the stream: a strategy chooses what it asks about."
    return _section("Labels", table("Labels given", ["label", "items", "share"], rows, note=note)) if rows else ""


def _adaptation(record: Record) -> str:
    """Each step of adaptation."""
    if not record.adapted:
        return ""
    rows = [
        [f"{event.data['number']:,}", escape(event.data["act"]), escape(event.data["sentence"])]
        for event in reversed(record.adapted)
    ]
    told = f"The latest {len(rows):,} of {record.steps:,} steps" if record.steps > len(rows) else "All steps"
    made = table(f"{told}, the latest first", ["items seen", "step", "what happened"], rows)
    return _section("Adaptation", f'<div class="wordy">{made}</div>')


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>"
