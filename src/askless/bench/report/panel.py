"""A small learning curve among many: lines and bands, axes with their ends only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from askless.bench.report.chart import Line, ticks

__all__ = ["panel", "thinned"]

WIDTH, HEIGHT = 270, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 8, 20
LEAST = 5.0
"""Points that the vertical axis spans at least."""


def thinned(count: int, most: int) -> list[int]:
    """Positions of at most so many of a number of points, first and last among them, closer at the start.

    Examples
    --------
    >>> thinned(4, 10), thinned(100, 5)
    ([0, 1, 2, 3], [0, 6, 25, 56, 99])
    """
    if count <= most:
        return list(range(count))
    return sorted({round((count - 1) * (i / (most - 1)) ** 2) for i in range(most)})


def panel(lines: Sequence[Line], *, title: str, bands: bool = True, across: str = "labels") -> str:
    """Draw the curves of one data set.

    Parameters
    ----------
    lines : sequence of Line
        At least one, in per cent; later ones are drawn over earlier ones.
    title : str
        Stands above, and is read to those who do not see the picture.
    bands : bool, default True
    across : str, default "labels"
        What the horizontal axis counts.

    Returns
    -------
    figure : str
        HTML.

    Examples
    --------
    >>> nan = [math.nan] * 2
    >>> panel([Line("auto", "s1", [10, 20], [70.0, 90.0], nan, nan)], title="wine").startswith("<figure")
    True
    """
    values = [v for line in lines for v in line.y if math.isfinite(v)] or [0.0]
    low, high = min(values), max(values)
    low, high = max(0.0, low - max(0.0, LEAST - high + low) / 2), min(100.0, max(high, low + LEAST))
    levels = ticks(min(low, high - LEAST), high)
    levels = levels if len(levels) < 6 else levels[::2] if len(levels) % 2 else [levels[0], levels[-1]]
    left, right = min(line.x[0] for line in lines), max(line.x[-1] for line in lines)

    def x(labels: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (labels - left) / max(right - left, 1)

    def y(value: float) -> float:
        inside = min(max(value, levels[0]), levels[-1])
        return TOP + (HEIGHT - TOP - BOTTOM) * (levels[-1] - inside) / (levels[-1] - levels[0])

    def path(xs: Sequence[int], ys: Sequence[float]) -> str:
        return " ".join(f"{x(a):.0f},{y(b):.1f}" for a, b in zip(xs, ys, strict=True) if math.isfinite(b))

    parts = []
    for level in levels:
        parts.append(f'<path class="grid" d="M{LEFT} {y(level):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 5}" y="{y(level) + 4:.1f}" text-anchor="end">{level:g}</text>')
    for labels, anchor in ((left, "start"), (right, "end")):
        parts.append(f'<text class="tick" x="{x(labels):.0f}" y="{HEIGHT - 5}" text-anchor="{anchor}">{labels}</text>')
    for line in lines if bands else ():
        if all(map(math.isfinite, [*line.low, *line.high])):
            there, back = path(line.x, line.high), path(line.x[::-1], line.low[::-1])
            parts.append(f'<polygon class="band {line.style}" points="{there} {back}"/>')
    parts += [f'<polyline class="line {line.style}" points="{path(line.x, line.y)}"/>' for line in lines]
    ends = "; ".join(f"{line.name} {line.y[-1]:.1f} %" for line in lines)
    return (
        f'<figure class="panel"><figcaption>{escape(title)}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escape(title)}, at {right} labels: {escape(ends)}'
        f"</title>{''.join(parts)}</svg></figure>"
    )
