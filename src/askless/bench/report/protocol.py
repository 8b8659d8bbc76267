"""A benchmark as one HTML page that stands alone: no script, no request, light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from askless.bench.bootstrap import over_sets
from askless.bench.protocol.curve import Curve
from askless.bench.protocol.curves import Header
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocol.paired import Floats, paired, places
from askless.bench.protocol.protocol import Protocol
from askless.bench.report.chart import Line
from askless.bench.report.document import document
from askless.bench.report.forest import Row, forest_plot
from askless.bench.report.panel import panel, thinned
from askless.bench.report.tables import style_of, table
from askless.bench.statistics import Interval, mean_interval

__all__ = ["protocol_report"]

Places = Mapping[tuple[str, int], Mapping[str, Mapping[str, list[Curve]]]]

FEW_FOR_BANDS = 5
"""Seeds below which bands are so wide that they hide the curves."""
AGAINST = ("random", "margin")
"""With what auto is compared in pictures."""
MOST_POINTS, FEWEST_POINTS = 40, 8
LETTERS, LETTERS_A_POINT = 1_500_000, 32
"""Of the curves on a page, about: points are left out so that it can be opened and sent."""


def protocol_report(
    protocol: Protocol, finding: Finding, curves: Sequence[Curve], header: Header, *, command: str = ""
) -> str:
    """The report on the curves of a protocol.

    Parameters
    ----------
    protocol : Protocol
    finding : Finding
        What it found in `curves`.
    curves : sequence of Curve
        One or more.
    header : Header
        Of the file that they are from.
    command : str, default ""
        The call that made it.

    Returns
    -------
    page : str
        HTML, complete in itself.
    """
    found = places(curves)
    parts = [
        "<header>",
        f"<h1>Benchmark {escape(protocol.name)}</h1>",
        f'<p class="lede">{escape(protocol.summary)}</p>',
        f'<p class="facts">{escape(_facts(curves, found))}</p>',
        "</header>",
        _gates(finding.gates),
        *(_table(one) for one in finding.tables),
        _forests(curves),
        _panels(found, _names(curves)),
        _method(header, command),
    ]
    return document(f"askless bench {protocol.name}", [part for part in parts if part])


def _names(curves: Sequence[Curve]) -> list[str]:
    """Strategies: auto, then by name."""
    return sorted({curve.cell.strategy for curve in curves}, key=lambda name: (name != "auto", name))


def _facts(curves: Sequence[Curve], found: Places) -> str:
    """On what it was measured."""
    cells = [curve.cell for curve in curves]
    seeds = sorted(max(map(len, strategies.values())) for sets in found.values() for strategies in sets.values())
    spread = str(seeds[0]) if seeds[0] == seeds[-1] else f"{seeds[0]} to {seeds[-1]}"
    batches = ", ".join(map(str, sorted({cell.batch for cell in cells})))
    return (
        f"{len({cell.set for cell in cells})} data sets; models: {', '.join(sorted({cell.model for cell in cells}))}; "
        f"labels at a time: {batches}; seeds: {spread}; {len(curves):,} curves."
    )


def _gates(gates: Sequence[Gate]) -> str:
    """What was asked for, and what was measured."""
    if not gates:
        return ""
    rows = [
        [
            f'<span class="sign {gate.sign}">{gate.sign}</span> {escape(gate.name)}',
            escape(gate.asked),
            escape(gate.measured),
        ]
        for gate in gates
    ]
    made = table("“Open” means that too little was run to tell.", ["what", "asked for", "measured"], rows)
    return f'<section class="wordy">\n<h2>What was asked for</h2>\n{made}\n</section>'


def _table(one: Table) -> str:
    """A table of the protocol's."""
    rows = [[escape(cell) for cell in row] for row in one.rows]
    made = table("", [escape(cell) for cell in one.head], rows, note=escape(one.note))
    return f"<section>\n<h2>{escape(one.title)}</h2>\n{made}\n</section>".replace("<caption></caption>\n", "")


def _pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """What is compared with what."""
    if "auto" in names:
        return [("auto", other) for other in AGAINST if other in names]
    return [(name, AGAINST[0]) for name in names if name != AGAINST[0]] if AGAINST[0] in names else []


def _forests(curves: Sequence[Curve]) -> str:
    """A picture of the differences for each model and batch size."""
    pairs = _pairs(_names(curves))
    series = [(f"{this} against {other}", f"s{at % 7 + 1}") for at, (this, other) in enumerate(pairs)]
    found = [paired(curves, *pair) for pair in pairs]
    figures = []
    for at, where in enumerate(sorted({where for one in found for where in one})):
        columns = [one.get(where, {}) for one in found]
        title = f"{where[0]}, {_at_a_time(where[1])}"
        rows = [Row(name, [_interval(column.get(name)) for column in columns]) for name in _sets(columns)]
        if len(rows) > 1:
            rows.append(Row(f"mean of {len(rows)} sets", [_mean(column) for column in columns], bold=True))
        svg = forest_plot(rows, series, title=f"Differences with {title}", number=at)
        figures.append(
            f"<figure>\n<h3>{escape(title)}</h3>\n{_legend(series)}\n"
            f'<div class="scroll" tabindex="0">{svg}</div>\n'
            "<figcaption>Difference of the mean over the curve, in points.</figcaption></figure>"
        )
    if not figures:
        return ""
    note = (
        "Mean over seeds of the difference within a seed, with its 95 % t interval. That of the mean over sets is over "
        "seeds, on these very sets. An arrow: the interval goes on."
    )
    return f'<section>\n<h2>Differences, set by set</h2>\n<p class="note">{note}</p>\n' + "\n".join(
        [*figures, "</section>"]
    )


def _sets(columns: Sequence[Mapping[str, Floats]]) -> list[str]:
    """Names of sets by the first difference, largest first."""
    names = sorted({name for column in columns for name in column})
    first = columns[0]
    return sorted(names, key=lambda name: -float(first[name].mean()) if name in first else math.inf)


def _interval(values: Floats | None) -> Interval | None:
    """A mean difference with its interval."""
    return None if values is None else mean_interval(values)


def _mean(column: Mapping[str, Floats]) -> Interval | None:
    """The mean over sets."""
    return over_sets(column).seeds if column else None


def _legend(series: Sequence[tuple[str, str]]) -> str:
    """Names with their colours."""
    chips = [
        f'<span><span class="chip {style}" aria-hidden="true"></span>{escape(name)}</span>' for name, style in series
    ]
    return f'<p class="legend">{" ".join(chips)}</p>'


def _key(style: str) -> str:
    """A piece of a line."""
    line = f'<line class="line {style}" x1="2" x2="42" y1="5" y2="5"/>'
    return f'<svg class="key" viewBox="0 0 44 10" width="44" height="10" aria-hidden="true">{line}</svg>'


def _at_a_time(batch: int) -> str:
    return f"{batch} label{'' if batch == 1 else 's'} at a time"


def _panels(found: Places, names: Sequence[str]) -> str:
    """The learning curves of every set, folded away but for the first group."""
    n_lines = sum(len(strategies) for sets in found.values() for strategies in sets.values())
    most = min(MOST_POINTS, max(FEWEST_POINTS, LETTERS // (LETTERS_A_POINT * max(n_lines, 1))))
    bands = n_lines * most * LETTERS_A_POINT <= LETTERS  # else lines alone, a third of it
    keys = [f"<span>{_key(style_of(name, names))}{escape(name)}</span>" for name in names]
    legend = f'<p class="legend">{" ".join(keys)}</p>'
    groups = []
    for at, ((model, batch), sets) in enumerate(found.items()):
        drawn = [_panel(name, strategies, names, most, bands) for name, strategies in sets.items()]
        groups.append(
            f"<details{' open' if not at else ''}>\n<summary>{escape(model)}, {_at_a_time(batch)}</summary>\n"
            f'<div class="panels">{"".join(drawn)}</div>\n</details>'
        )
    note = "The metric in per cent against the number of labels, mean over seeds" + (
        f"; bands are 95 % intervals of it, where there are {FEW_FOR_BANDS} seeds or more." if bands else "."
    )
    head = f'<h2>Learning curves</h2>\n<p class="note">{note}</p>\n{legend}\n'
    return f"<section>\n{head}" + "\n".join([*groups, "</section>"])


def _panel(name: str, strategies: Mapping[str, list[Curve]], names: Sequence[str], most: int, bands: bool) -> str:
    """The curves of one set."""
    drawn = {one: [curve for curve in strategies.get(one, ()) if curve.metric] for one in reversed(names)}
    lines = [_line(one, style_of(one, names), curves, most) for one, curves in drawn.items() if curves]
    return panel(lines, title=name, bands=bands) if lines else ""


def _line(name: str, style: str, curves: Sequence[Curve], most: int) -> Line:
    """The mean of the curves of a strategy, as far as all of them go."""
    count = min(len(curve.metric) for curve in curves)
    at = thinned(count, most)
    values = 100 * np.array([[curve.metric[i] for i in at] for curve in curves])
    mean, half = values.mean(axis=0), _half(values)
    labels = [curves[0].labels[i] for i in at]
    return Line(name, style, labels, mean.tolist(), (mean - half).tolist(), (mean + half).tolist())


def _half(values: Floats) -> Floats:
    """Half of the width of the t interval of each point; NaN where it would be so wide that it hides the curves."""
    from scipy.special import stdtrit

    n = len(values)
    if n < FEW_FOR_BANDS:
        return np.full(values.shape[1], np.nan)
    half: Floats = stdtrit(n - 1, 0.975) * values.std(axis=0, ddof=1) / np.sqrt(n)
    return half


def _method(header: Header, command: str) -> str:
    """What drew the curves, and how to do it again."""
    libraries = ", ".join(f"{name} {number}" for name, number in header.versions.items())
    told = "Every strategy of a seed sees the same pool, the same test and the same answers; only these are compared."
    again = f"<pre><code>{escape(command)}</code></pre>\n" if command else ""
    return (
        f"<section>\n<h2>How to do it again</h2>\n{again}<p>{told}</p>\n"
        f'<p class="facts">Drawn by askless {escape(header.askless)} with {escape(libraries)}.</p>\n</section>'
    )
