"""The tables of a report, as HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from askless.bench.outcome import MARKS, YARDSTICK, Outcome
from askless.bench.report.words import METRIC_NAMES, Scale, probability

__all__ = ["against_table", "metric_name", "reach_table", "scale_of", "style_of", "time_table", "values_table"]

MANY_STYLES = 7  # s1 to s7; s0 is the yardstick's


def metric_name(outcome: Outcome) -> str:
    """The metric in words."""
    return METRIC_NAMES[outcome.study.metric_name]


def scale_of(outcome: Outcome) -> Scale:
    """How the metric is written."""
    return Scale(outcome.study.lower_is_better)


def style_of(name: str, strategies: Sequence[str]) -> str:
    """Class that colours a strategy; the yardstick is always the grey one."""
    if name == YARDSTICK:
        return "s0"
    return f"s{[n for n in strategies if n != YARDSTICK].index(name) % MANY_STYLES + 1}"


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], *, note: str = "") -> str:
    """A table; the first column names the row, cells hold HTML."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>" for row in rows
    )
    after = f'\n<p class="note">{note}</p>' if note else ""
    return (
        f'<div class="scroll" tabindex="0"><table>\n<caption>{caption}</caption>\n<thead><tr>{top}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>{after}"
    )


def chip(outcome: Outcome, name: str) -> str:
    """A strategy's name with its colour."""
    return f'<span class="chip {style_of(name, outcome.strategies)}" aria-hidden="true"></span>{escape(name)}'


def against_table(outcome: Outcome) -> str:
    """The table of areas, against the yardstick where it was run."""
    compared = outcome.against()
    scale = scale_of(outcome)
    rows = []
    for name in outcome.strategies:
        row = [
            chip(outcome, name),
            scale.value(outcome.area(name).mean()),
            scale.value(outcome.metric(name)[:, -1].mean()),
        ]
        if compared:
            found = compared.get(name)
            row += [scale.difference(found.mean), scale.spread(found), probability(found.p)] if found else ["", "", ""]
        rows.append(row)
    metric = escape(metric_name(outcome))
    head = [
        "strategy",
        f"mean{scale.head}",
        f"at {outcome.labels[-1]} labels{scale.unit and ', %'}",
    ]
    if compared:
        head += [f"against {YARDSTICK}{'' if scale.error else ', points'}", "95 % interval", "p"]
        note = "Differences of the mean over the curve, paired by seed: t interval and paired t test, two-sided."
    else:
        note = f"{YARDSTICK} was not among the strategies, so nothing is compared with it."
    return (
        f"<section>\n<h2>Against {YARDSTICK}</h2>\n"
        + table(f"Mean {metric} over the curve, and at its end", head, rows, note=note)
        + ("\n</section>")
    )


def reach_table(outcome: Outcome) -> str:
    """The table of labels needed."""
    beyond = f"&gt; {outcome.labels[-1]}"
    scale = scale_of(outcome)
    rows = []
    for name in outcome.strategies:
        counts = [outcome.reach(name, share) for share in MARKS]
        rows.append([chip(outcome, name), *(beyond if n is None else str(n) for n in counts)])
    head = ["strategy", *(scale.mark(share) for share in MARKS)]
    metric = escape(metric_name(outcome))
    caption = f"Labels until the {metric} is {scale.within} that with all {outcome.full_labels:,} labels"
    note = "Median over seeds of the first such point of the curve; each seed is measured against its own."
    made = table(caption, head, rows, note=note)
    return f"<section>\n<h2>Labels needed</h2>\n{made}\n</section>"


def time_table(outcome: Outcome) -> str:
    """The table of seconds."""
    rows = []
    for name in outcome.strategies:
        curves = [run.curves[name] for run in outcome.runs]
        each = [
            sum(sum(seconds) for seconds in column) / sum(len(seconds) for seconds in column)
            for column in ([c.seconds_query for c in curves], [c.seconds_fit for c in curves])
        ]
        rows.append([chip(outcome, name), *(f"{1000 * seconds:.0f}" for seconds in each)])
    head = ["strategy", "choosing, ms a batch", "training, ms a batch"]
    return f"<section>\n<h2>Time</h2>\n{table('Mean time on this machine', head, rows)}\n</section>"


def values_table(outcome: Outcome) -> str:
    """The curves as a table."""
    scale = scale_of(outcome)
    bands = {name: outcome.band(name) for name in outcome.strategies}
    rows = []
    for i, n in enumerate(outcome.labels):
        cells = []
        for name in outcome.strategies:
            found = bands[name][i]
            span = (
                "" if math.isnan(found.low) else f" <small>{scale.value(found.low)}–{scale.value(found.high)}</small>"
            )
            cells.append(f"{scale.value(found.mean)}{span}")
        rows.append([str(n), *cells])
    head = ["labels", *(chip(outcome, name) for name in outcome.strategies)]
    metric = escape(metric_name(outcome))
    metric = metric if scale.error else metric.capitalize()
    made = table(f"{metric}{scale.head}: mean over seeds, 95 % interval", head, rows)
    return f"<section>\n<details>\n<summary>The curves as a table</summary>\n{made}\n</details>\n</section>"
