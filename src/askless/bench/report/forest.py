"""Differences with their intervals, a row a data set, as an SVG picture that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from askless.bench.report.chart import ticks
from askless.bench.report.words import points
from askless.bench.statistics import Interval

__all__ = ["Row", "forest_plot"]

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 820, 210, 168, 10, 28
STEP, GAP = 15, 9
LEAST = 4.0
"""Points that the axis spans at least, so that noise does not look like a difference."""
HIGHEST, BEYOND = 0.9, 1.6
"""Ends of intervals that are so many times beyond this share of all ends are cut, with an arrow."""


@dataclass(frozen=True)
class Row:
    """One data set.

    Parameters
    ----------
    name : str
    found : sequence of Interval or None
        A difference for each series, as a share; None where it was not run.
    bold : bool, default False
        For the mean over sets.
    """

    name: str
    found: Sequence[Interval | None]
    bold: bool = False


@dataclass(frozen=True)
class _Axis:
    """Where values lie across."""

    low: float
    high: float

    def x(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return LEFT + (WIDTH - LEFT - RIGHT) * (inside - self.low) / (self.high - self.low)


def forest_plot(rows: Sequence[Row], series: Sequence[tuple[str, str]], *, title: str, number: int = 0) -> str:
    """Draw differences.

    Parameters
    ----------
    rows : sequence of Row
        At least one.
    series : sequence of (str, str)
        Name and style ("s0" to "s7") of each series.
    title : str
        For those who do not see the picture.
    number : int, default 0
        Of the picture on its page, for its ids.

    Returns
    -------
    svg : str

    Examples
    --------
    >>> row = Row("wine", [Interval(0.02, 0.01, 0.03, 10)])
    >>> svg = forest_plot([row], [("auto against random", "s1")], title="Differences")
    >>> svg.startswith("<svg"), "wine, auto against random: +2.0 (+1.0 to +3.0), 10 seeds" in svg
    (True, True)
    """
    axis = _axis(rows)
    block = STEP * len(series) + GAP
    height = TOP + block * len(rows) + BOTTOM
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="forest-{number}">',
        f'<title id="forest-{number}">{escape(title)}</title>',
        *_frame(axis, height),
    ]
    for at, row in enumerate(rows):
        top = TOP + at * block
        weight = ' font-weight="700"' if row.bold else ""
        parts.append(
            f'<text x="{LEFT - 12}" y="{top + block / 2 + 4:.1f}" text-anchor="end"{weight}>{escape(row.name)}</text>'
        )
        if at:
            parts.append(f'<line class="grid" x1="8" x2="{WIDTH - 8}" y1="{top:.1f}" y2="{top:.1f}"/>')
        for index, ((name, style), found) in enumerate(zip(series, row.found, strict=True)):
            if found is not None and math.isfinite(found.mean):
                y = top + GAP / 2 + STEP * (index + 0.5)
                parts += _mark(axis, found, f"{row.name}, {name}", style, y, row.bold)
    return "\n".join([*parts, "</svg>"])


def _axis(rows: Sequence[Row]) -> _Axis:
    """From below the lowest to above the highest, zero always between."""
    found = [interval for row in rows for interval in row.found if interval is not None]
    means = [100 * interval.mean for interval in found if math.isfinite(interval.mean)]
    ends = sorted(abs(100 * end) for i in found for end in (i.low, i.high) if math.isfinite(end))
    most = BEYOND * ends[math.ceil(HIGHEST * len(ends)) - 1] if ends else 0.0
    lows = [max(100 * i.low, -most) for i in found if math.isfinite(i.low)]
    highs = [min(100 * i.high, most) for i in found if math.isfinite(i.high)]
    low, high = min([0.0, *means, *lows]), max([0.0, *means, *highs])
    if high - low < LEAST:
        low, high = low - (LEAST - high + low) / 2, high + (LEAST - high + low) / 2
    across = ticks(low, high)
    return _Axis(across[0], across[-1])


def _frame(axis: _Axis, height: int) -> list[str]:
    """Grid, zero, and numbers; what they are stands around the picture, where it is not cut on a narrow screen."""
    floor = height - BOTTOM + 6
    parts = []
    for value in ticks(axis.low, axis.high):
        if axis.low <= value <= axis.high:
            x = axis.x(value)
            kind = "axis" if value == 0 else "grid"
            parts.append(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{floor}"/>')
            label = f"{value:+g}".replace("-", "−") if value else "0"
            parts.append(f'<text class="tick" x="{x:.1f}" y="{floor + 15}" text-anchor="middle">{label}</text>')
    return parts


def _mark(axis: _Axis, found: Interval, name: str, style: str, y: float, bold: bool) -> list[str]:
    """One difference: its interval, its mean and both in words."""
    x = axis.x(100 * found.mean)
    span = "" if math.isnan(found.low) else f"{points(found.low)} to {points(found.high)}"
    told = f"{name}: {points(found.mean)}" + (f" ({span}), {found.n} seeds" if span else ", 1 seed")
    parts = [f"<g><title>{escape(told)}</title>"]
    if span:
        parts.append(
            f'<line class="line {style} whole" x1="{axis.x(100 * found.low):.1f}" x2="{axis.x(100 * found.high):.1f}" '
            f'y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        for end, way in ((100 * found.low, -1), (100 * found.high, 1)):
            if not axis.low <= end <= axis.high:
                tip = axis.x(end)
                parts.append(f'<path class="dot {style}" d="M{tip + 7 * way:.1f} {y:.1f}l{-7 * way} -4v8z"/>')
    shape = (
        f'<path class="dot {style}" d="M{x:.1f} {y - 6:.1f}l6 6-6 6-6-6z"/>'
        if bold
        else f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    )
    words = f"{points(found.mean)}" + (f" <tspan class='tick'>({span})</tspan>" if span else "")
    parts += [shape, "</g>", f'<text x="{WIDTH - RIGHT + 14}" y="{y + 4:.1f}">{words}</text>']
    return parts
