"""A simulation as one HTML page that stands alone: no script, no request, light and dark."""

from __future__ import annotations

from html import escape
from pathlib import Path

from askless.bench.outcome import MARKS, YARDSTICK, Outcome
from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.tables import (
    against_table,
    metric_name,
    reach_table,
    scale_of,
    style_of,
    time_table,
    values_table,
)
from askless.bench.report.words import against_sentence, few_seeds

__all__ = ["html_report"]


def html_report(outcome: Outcome, *, command: str = "") -> str:
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
        f'<p class="lede">{escape(_lede(outcome))}</p>',
        f'<p class="facts">{escape(_facts(outcome))}</p>',
        *(f'<p class="facts">{escape(note)}</p>' for note in (*few_seeds(outcome), *outcome.study.notes)),
        "</header>",
        _figure(outcome),
        against_table(outcome),
        reach_table(outcome),
        time_table(outcome),
        values_table(outcome),
        _method(outcome, command),
    ]
    return document(f"askless: strategies on {source}", parts)


def _lede(outcome: Outcome) -> str:
    """The first thing to know."""
    compared = outcome.against()
    if compared:
        first = next(iter(compared))
        told = against_sentence(first, compared[first], scale_of(outcome), metric_name(outcome))
        return f"{told} {_saved(outcome, first)}".strip()
    scale = scale_of(outcome)
    best = max(outcome.strategies, key=lambda name: (-1 if scale.error else 1) * float(outcome.area(name).mean()))
    found = f"{scale.value(outcome.area(best).mean())}{scale.unit}"
    return f"{best} has the {'lowest' if scale.error else 'highest'} curve, {found} {metric_name(outcome)} on average."


def _saved(outcome: Outcome, name: str) -> str:
    """What that means in labels, at the highest share that the strategy reaches."""
    for share in reversed(MARKS):
        count, other = outcome.reach(name, share), outcome.reach(YARDSTICK, share)
        if count is not None:
            needs = f"more than {outcome.labels[-1]}" if other is None else str(other)
            full = f"all {outcome.full_labels:,} labels give"
            scale = scale_of(outcome)
            reached = (
                f"come within {scale.mark(share).removeprefix('+')} of the error that {full}"
                if scale.error
                else f"reach {scale.mark(share)} of what {full}"
            )
            return f"To {reached} it needs {count} labels, {YARDSTICK} {needs}."
    return ""


def _facts(outcome: Outcome) -> str:
    """On what it was measured."""
    study, plan = outcome.study, outcome.study.plan
    test = "two fifths set aside as a test" if plan.test is None else f"tested on {Path(plan.test).name}"
    several = (
        "numbers as labels"
        if study.task == "regress"
        else f"{len(study.space.names)} {'labels' if study.task == 'multilabel' else 'classes'}"
    )
    start = f", the first {plan.start} at random" if plan.start else ""
    seeds = f"{len(outcome.runs)} seed{'s' if len(outcome.runs) > 1 else ''}"
    if len(outcome.runs) < plan.seeds:
        seeds = f"{len(outcome.runs)} of {plan.seeds} seeds (stopped before the end)"
    return (
        f"{len(study.items):,} items, {several}; {test}; model {outcome.model}; "
        f"{study.budget} labels in batches of {plan.batch}{start}; {seeds}."
    )


def _figure(outcome: Outcome) -> str:
    """The curves."""
    drawn = [name for name in reversed(outcome.strategies) if name != YARDSTICK]
    if YARDSTICK in outcome.strategies:
        drawn.insert(0, YARDSTICK)  # it lies below the others
    scale = scale_of(outcome)
    svg = chart(
        [_line(outcome, name) for name in drawn],
        mark=scale.factor * outcome.full,
        mark_name=f"all {outcome.full_labels:,} labels",
        metric=metric_name(outcome),
        unit=scale.unit.strip(),
        title=f"{metric_name(outcome) if scale.error else metric_name(outcome).capitalize()} against number of labels",
        description=" ".join(_described(outcome, name) for name in outcome.strategies),
    )
    bands = "bands are 95 % intervals of the mean" if len(outcome.runs) > 1 else "one seed, hence no bands"
    return (
        f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n'
        f"<figcaption>Mean over seeds; {bands}. The level line is the same model trained on "
        f"all labels of the pool ({scale.value(outcome.full)}{scale.unit}). "
        "The values are in a table below.</figcaption>\n</figure>"
    )


def _line(outcome: Outcome, name: str) -> Line:
    """A strategy's curve, shares in per cent."""
    factor = scale_of(outcome).factor
    band = outcome.band(name)
    return Line(
        name,
        style_of(name, outcome.strategies),
        outcome.labels,
        [factor * p.mean for p in band],
        [factor * p.low for p in band],
        [factor * p.high for p in band],
    )


def _described(outcome: Outcome, name: str) -> str:
    """A curve in words."""
    curve, scale = outcome.metric(name).mean(axis=0), scale_of(outcome)
    labels = outcome.labels
    first, last = (f"{scale.value(value)}{scale.unit}" for value in (curve[0], curve[-1]))
    return f"{name} goes from {first} at {labels[0]} labels to {last} at {labels[-1]}."


def _method(outcome: Outcome, command: str) -> str:
    """How it was done, and how to do it again."""
    from askless import __version__

    again = f"<p>Made by askless {escape(__version__)} with</p>\n<pre><code>{escape(command)}</code></pre>\n"
    told = (
        "Every strategy of a seed sees the same split and asks the same oracle, which answers with the label in the "
        "data. Exact copies of an item are asked about once and are never on both sides of the split. After each batch "
        "the model is trained on all labels so far and measured on the test. Until two different labels have been "
        "seen there is no model; then the commonest answer so far (of numbers, their mean) is "
        "predicted for every item. What features need to "
        "learn is learnt from the pool only."
    )
    if "auto" in outcome.strategies:
        told += " auto asks one question in ten at random (one in twenty in batches of one); that is included."
    source = f"<p>{escape(outcome.study.sentence)}</p>\n"
    return f"<section>\n<h2>How this was measured</h2>\n<p>{told}</p>\n{source}{again if command else ''}</section>"
