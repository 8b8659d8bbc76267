"""A simulation of a stream as one HTML page that stands alone: no script, no request, light and dark."""

from __future__ import annotations

from html import escape
from pathlib import Path

from askless.bench.prequential.baselines import shown
from askless.bench.prequential.generated import is_generated
from askless.bench.prequential.headline import lede
from askless.bench.prequential.outcome import Outcome
from askless.bench.prequential.plan import YARDSTICK, Arm
from askless.bench.prequential.tables import facts, few, tables
from askless.bench.prequential.timeline import Course, broken, timeline
from askless.bench.protocol.finding import Table
from askless.bench.report.document import document
from askless.bench.report.tables import MANY_STYLES, table
from askless.bench.report.words import percent

__all__ = ["html_report"]

TOLD_PLACES = 10
"""Columns of the table of curves: as many as find room beside the names."""


def html_report(outcome: Outcome, *, command: str = "") -> str:
    """The report on an outcome.

    Parameters
    ----------
    outcome : Outcome
    command : str, default ""
        The call that made it.

    Returns
    -------
    page : str
        HTML, complete in itself.
    """
    source = outcome.plan.source
    source = source if is_generated(source) else "/".join(Path(source).parts[-2:])
    notes = (*few(outcome), *outcome.notes)
    parts = [
        "<header>",
        f"<h1>Strategies on the stream {escape(source)}</h1>",
        f'<p class="lede">{escape(lede(outcome))}</p>',
        f'<p class="facts">{escape(facts(outcome))}</p>',
        *(f'<p class="facts">{escape(note)}</p>' for note in notes),
        "</header>",
        _figure(outcome),
        *(_table(outcome, one) for one in tables(outcome)),
        _curves(outcome),
        _method(outcome, command),
    ]
    return document(f"askless: strategies on the stream {source}", parts)


def _style(outcome: Outcome, name: str) -> str:
    """Class that colours an arm; the yardstick is always the grey one."""
    yardstick = Arm(*YARDSTICK).name
    others = [arm for arm in outcome.arms if arm != yardstick]
    return "s0" if name == yardstick else f"s{others.index(name) % MANY_STYLES + 1}"


def _figure(outcome: Outcome) -> str:
    """Accuracy over time, and what each learner did."""
    full = outcome.places >= min(outcome.window, outcome.n_items)  # before, points are means of a handful
    drawn = timeline(
        [
            Course(shown("last_class"), "mark", _means(outcome, "last_class")),
            *(_course(outcome, name) for name in outcome.arms),
        ],
        outcome.places.tolist(),
        first=int(full.argmax()),
        changes=outcome.changes or (),
        title="Accuracy over time, with labels bought, alarms and swaps",
        description=" ".join(_described(outcome, name) for name in outcome.arms),
    )
    truth = " Grey bands are the true changes." if outcome.changes else ""
    most = percent(max(float(outcome.bought(name).max()) for name in outcome.arms))
    caption = (
        f"Accuracy over the latest {outcome.window:,} items, mean over seeds; last_class copies the last label, and "
        "sees every label for that. Below, for each learner: bars are the labels it bought, the tallest "
        f"{most} % of the items there; triangles are the alarms it gave, diamonds the models it swapped, of all seeds."
        f"{truth} The values are in a table below."
    )
    return f"<figure>\n{drawn}\n<figcaption>{caption}</figcaption>\n</figure>"


def _course(outcome: Outcome, name: str) -> Course:
    """An arm as it is drawn."""
    tracks = outcome.tracks(name)
    return Course(
        name,
        _style(outcome, name),
        _means(outcome, name),
        outcome.bought(name).tolist(),
        [(run.seed, number) for run, track in zip(outcome.runs, tracks, strict=True) for number in track.drifts],
        [(run.seed, number) for run, track in zip(outcome.runs, tracks, strict=True) for number in track.swaps],
    )


def _means(outcome: Outcome, name: str) -> list[float]:
    """The curve of an arm or a baseline in per cent, mean over seeds."""
    means: list[float] = (100 * outcome.curve(name).mean(axis=0)).tolist()
    return means


def _described(outcome: Outcome, name: str) -> str:
    """A learner in words."""
    tracks = outcome.tracks(name)
    curve = _means(outcome, name)
    alarms, swaps = (sum(map(len, lists)) for lists in ([t.drifts for t in tracks], [t.swaps for t in tracks]))
    return (
        f"{name}: between {min(curve):.1f} and {max(curve):.1f} %, at the end {curve[-1]:.1f} %; "
        f"{alarms:,} alarms and {swaps:,} swaps in {len(tracks)} seeds."
    )


def _chip(outcome: Outcome, name: str) -> str:
    """A name, with its colour if it is that of an arm."""
    if name not in outcome.arms:
        return escape(name)
    return f'<span class="chip {_style(outcome, name)}" aria-hidden="true"></span>{broken(name)}'


def _table(outcome: Outcome, one: Table) -> str:
    """A table of findings."""
    rows = [[_chip(outcome, row[0]), *map(escape, row[1:])] for row in one.rows]
    head = ["learner", *map(escape, one.head[1:])]
    made = f'<div class="learners">{table("Mean over seeds", head, rows, note=escape(one.note))}</div>'
    return f"<section>\n<h2>{escape(one.title)}</h2>\n{made}\n</section>"


def _curves(outcome: Outcome) -> str:
    """The curves as a table, every so manyth point."""
    every = -(-len(outcome.places) // TOLD_PLACES)
    told = range(every - 1, len(outcome.places), every)
    rows = []
    for name in (*outcome.arms, "last_class"):
        means = _means(outcome, name)
        rows.append(
            [_chip(outcome, name if name in outcome.arms else shown(name)), *(f"{means[at]:.1f}" for at in told)]
        )
    caption = f"Accuracy over the latest {outcome.window:,} items, %: mean over seeds"
    made = table(caption, ["until item", *(f"{outcome.places[at]:,}" for at in told)], rows)
    return (
        "<section>\n<details>\n<summary>The curves as a table</summary>\n"
        f'<div class="learners">{made}</div>\n</details>\n</section>'
    )


def _method(outcome: Outcome, command: str) -> str:
    """How it was done, and how to do it again."""
    from askless import __version__

    order = (
        "Each seed makes a stream of its own, the same for all learners."
        if is_generated(outcome.plan.source)
        else "The items come in the order of the file; the seeds draw the questions."
    )
    told = (
        "Every item is predicted first, and that prediction counts whether the label is bought or not; items that come "
        "before the first answer count as wrong. A learner sees no label but those that it asked for, when they come. "
        f"{order} An alarm finds a change if it is the first since the change began; while a change is under way every "
        "alarm is right, and all others are false."
    )
    again = f"<p>Made by askless {escape(__version__)} with</p>\n<pre><code>{escape(command)}</code></pre>\n"
    source = f"<p>{escape(outcome.sentence)}</p>\n"
    return f"<section>\n<h2>How this was measured</h2>\n<p>{told}</p>\n{source}{again if command else ''}</section>"
