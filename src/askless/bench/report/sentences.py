"""A simulation on sentences as one HTML page that stands alone: curves in every unit, and a table of types."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path

from askless.bench.outcome import YARDSTICK
from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.panel import panel
from askless.bench.report.tables import style_of, table
from askless.bench.report.words import percent
from askless.bench.sequences.curve import UNITS
from askless.bench.sequences.game import GROWTH
from askless.bench.sequences.outcome import MARKS, Outcome, TypeScore
from askless.bench.sequences.words import COST_NOTE, amount, cautions, lede, metric_title, remark, saved
from askless.enough.effort import CONTEXT, Effort

__all__ = ["sentences_report"]

_NAMES = {
    "tokens": "tokens read",
    "sentences": "questions",
    "decisions": "decisions",
    "corrections": "corrections",
    "seconds": "predicted minutes",
}


def sentences_report(outcome: Outcome, *, command: str = "") -> str:
    """The report on an outcome.

    Parameters
    ----------
    outcome : Outcome
        One seed or more.
    command : str, default ""
        The call that made it.

    Returns
    -------
    page : str
        HTML, complete in itself.
    """
    source = "/".join(Path(outcome.study.plan.source).parts[-2:])
    parts = [
        "<header>",
        f"<h1>Strategies on {escape(source)}</h1>",
        f'<p class="lede">{escape(lede(outcome))}</p>',
        f'<p class="facts">{escape(remark(outcome))}</p>',
        f'<p class="facts">{escape(_facts(outcome))}</p>',
        *(f'<p class="facts">{escape(note)}</p>' for note in (*cautions(outcome), *outcome.study.notes)),
        "</header>",
        _figure(outcome),
        _panels(outcome),
        _needed(outcome),
        _types(outcome),
        _times(outcome),
        _method(outcome, command),
    ]
    return document(f"askless: strategies on {source}", [part for part in parts if part])


def _facts(outcome: Outcome) -> str:
    """On what it was measured."""
    plan = outcome.study.plan
    test = "two fifths set aside as a test" if plan.test is None else f"tested on {Path(plan.test).name}"
    dev = f"; the bias of O tuned on {Path(plan.dev).name}" if plan.dev else ""
    what = "tags" if plan.task == "tag" else "types of spans"
    seeds = f"{len(outcome.runs)} seed{'s' if len(outcome.runs) > 1 else ''}"
    if len(outcome.runs) < plan.seeds:
        seeds = f"{len(outcome.runs)} of {plan.seeds} seeds (stopped before the end)"
    batch = f"batches of {plan.batch} sentences" if plan.batch else f"batches of {100 * GROWTH:.0f} % of what was read"
    return (
        f"{outcome.sentences:,.0f} different sentences, {outcome.tokens:,.0f} tokens, {len(outcome.study.space.names)} "
        f"{what}; {test}{dev}; model {outcome.model}; {plan.start} random sentences, then {batch}; {seeds}."
    )


def _drawn(outcome: Outcome) -> list[str]:
    """Strategies in the order of drawing: the yardstick lies below the others."""
    drawn = [name for name in reversed(outcome.strategies) if name != YARDSTICK]
    return [YARDSTICK, *drawn] if YARDSTICK in outcome.strategies else drawn


def _lines(outcome: Outcome, unit: str) -> list[Line]:
    """Curves against a unit, in per cent; seconds as minutes."""
    found = []
    for name in _drawn(outcome):
        at, band = outcome.band(name, unit)
        across = [round(x / 60) for x in at] if unit == "seconds" else at
        values = [[100 * getattr(p, part) for p in band] for part in ("mean", "low", "high")]
        found.append(Line(name, style_of(name, outcome.strategies), across, *values))
    return found


def _figure(outcome: Outcome) -> str:
    """The curves against the unit of the plan."""
    unit, metric = outcome.study.plan.unit, metric_title(outcome)
    lines = _lines(outcome, unit)
    told = " ".join(
        f"{line.name} goes from {line.y[0]:.1f} % at {line.x[0]:,} to {line.y[-1]:.1f} % at {line.x[-1]:,}."
        for line in lines
    )
    svg = chart(
        lines,
        mark=100 * outcome.full,
        mark_name="all answers",
        metric=metric,
        title=f"{metric[0].upper()}{metric[1:]} against {_NAMES[unit]}",
        description=told,
        across=_NAMES[unit],
    )
    bands = "bands are 95 % intervals of the mean" if len(outcome.runs) > 1 else "one seed, hence no bands"
    return (
        f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n'
        f"<figcaption>Mean over seeds; {bands}. The level line is the same model trained on all answers of the pool "
        f"({percent(outcome.full)} %).</figcaption>\n</figure>"
    )


def _panels(outcome: Outcome) -> str:
    """The same curves against every other unit."""
    others = [unit for unit in UNITS if unit != outcome.study.plan.unit]
    drawn = "".join(
        panel(_lines(outcome, unit), title=f"against {_NAMES[unit]}", across=_NAMES[unit], bands=len(outcome.runs) > 1)
        for unit in others
    )
    return f'<section>\n<h2>In other units</h2>\n<div class="panels">{drawn}</div>\n</section>'


def _chip(outcome: Outcome, name: str) -> str:
    """A strategy's name with its colour."""
    return f'<span class="chip {style_of(name, outcome.strategies)}" aria-hidden="true"></span>{escape(name)}'


def _needed(outcome: Outcome) -> str:
    """What each strategy takes to come near to all answers, and what it saves against random."""
    parts = []
    for share in MARKS:
        rows = []
        for name in outcome.strategies:
            tokens = outcome.reach(name, share, "tokens")
            part = "not reached" if tokens is None else f"{100 * tokens / outcome.tokens:.1f} %"
            cells = [amount(outcome.reach(name, share, unit), unit) for unit in UNITS[1:]]
            spared = [saved(outcome.saved(name, share, unit)) for unit in ("tokens", "seconds")]
            if name == YARDSTICK:
                spared = ["", ""]
            rows.append([_chip(outcome, name), part, *cells, *spared])
        head = ["strategy", "tokens", "questions", "decisions", "corrections", "predicted time"]
        head += ["tokens saved", "time saved"]
        parts.append(table(f"{100 * share:.0f} % of the {metric_title(outcome)} with all answers", head, rows))
    effort = Effort()
    note = (
        "Where a curve first comes to the mark; between two points it is a straight line. Saved is against "
        f"{YARDSTICK}, paired by seed, with 95 % intervals. A decision is a question or a corrected token. "
        + COST_NOTE.format(fixed=effort.fixed, token=effort.token, decision=effort.decision)
    )
    made = "\n".join(parts)
    return f'<section>\n<h2>What it takes</h2>\n{made}\n<p class="note">{escape(note)}</p>\n</section>'


def _types(outcome: Outcome) -> str:
    """Each tag or type at the end of every strategy's curve, and with all answers."""
    what = "tag" if outcome.study.plan.task == "tag" else "type"
    head = [what, "precision, %", "recall, %", "F1, %", "in the test"]
    parts: list[str] = []
    for name in (*outcome.strategies, None):
        title = "The model with all answers" if name is None else f"{name}, at the end of its curve"
        made = table(escape(title), head, [_type_cells(one) for one in outcome.types(name)])
        parts.append(made if not parts else f"<details>\n<summary>{escape(title)}</summary>\n{made}\n</details>")
    return f"<section>\n<h2>By {what}</h2>\n" + "\n".join(parts) + "\n</section>"


def _type_cells(one: TypeScore) -> list[str]:
    """A row."""
    shares = ["–" if math.isnan(value) else percent(value) for value in (one.precision, one.recall, one.f1)]
    return [escape(one.name), *shares, f"{one.support:,.0f}"]


def _times(outcome: Outcome) -> str:
    """What the machine took."""
    rows = []
    for name in outcome.strategies:
        curves = [run.curves[name] for run in outcome.runs]
        query = sum(sum(curve.seconds_query) for curve in curves) / len(curves)
        fit = sum(sum(curve.seconds_fit) for curve in curves) / len(curves)
        rows.append([_chip(outcome, name), f"{query:.1f}", f"{fit:.1f}"])
    made = table("Seconds of the processor, a seed", ["strategy", "choosing", "training"], rows)
    return f"<section>\n<h2>What the machine took</h2>\n{made}\n</section>"


def _method(outcome: Outcome, command: str) -> str:
    """How it was done, and how to do it again."""
    from askless import __version__

    plan = outcome.study.plan
    again = f"<p>Made by askless {escape(__version__)} with</p>\n<pre><code>{escape(command)}</code></pre>\n"
    batches = (
        f"{plan.batch} sentences"
        if plan.batch
        else f"sentences with {100 * GROWTH:.0f} % of the tokens read so far, so that all read the same amounts"
    )
    told = (
        f"Every strategy of a seed begins with the same {plan.start} random sentences, and then asks for {batches}; "
        "the answers are those of the file. Exact copies of a sentence are asked once. After each batch the model is "
        "trained on all answers and measured on the test. A correction is a token whose tag is not the one that the "
        "model suggested when it was asked; where there was no model, all tags count, and all tokens of a span. "
        f"Of a window of a sentence {CONTEXT} more tokens on either side are read, and a span that it cuts is marked "
        "whole; the rest of the sentence stays unknown."
    )
    return (
        f"<section>\n<h2>How this was measured</h2>\n<p>{told}</p>\n<p>{escape(outcome.study.sentence)}</p>\n"
        f"{again if command else ''}</section>"
    )
