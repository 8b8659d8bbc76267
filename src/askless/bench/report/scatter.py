"""Points against each other as an SVG picture, with the line on which both are equal."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.chart import ticks

__all__ = ["scatter"]

SIZE, LEFT, BOTTOM, ROOM = 460, 66, 52, 16
MOST = 1000
"""Points drawn; of more, evenly spaced ones."""


def scatter(x: npt.NDArray[Any], y: npt.NDArray[Any], *, across: str, up: str, title: str) -> str:
    """Draw points.

    Parameters
    ----------
    x, y : arrays of shape (n,)
        In the same unit, n >= 1.
    across, up : str
        Names of the axes.
    title : str
        For those who do not see the picture.

    Returns
    -------
    svg : str

    Examples
    --------
    >>> svg = scatter(np.array([1.0, 2.0]), np.array([1.1, 1.9]), across="answer", up="model", title="Both")
    >>> svg.count("<circle")
    2
    """
    at = np.unique(np.linspace(0, len(x) - 1, min(len(x), MOST)).astype(int))
    x, y = np.asarray(x, dtype=np.float64)[at], np.asarray(y, dtype=np.float64)[at]
    levels = ticks(float(min(x.min(), y.min())), float(max(x.max(), y.max())), least=1e-9)
    low, high = levels[0], levels[-1]

    def place(value: float) -> float:
        return (SIZE - LEFT - ROOM) * (value - low) / (high - low)

    def right(value: float) -> float:
        return LEFT + place(value)

    def down(value: float) -> float:
        return SIZE - BOTTOM - place(value)

    floor, end = SIZE - BOTTOM, down(high)
    grid = []
    for level in levels:
        grid += [
            f'<line class="grid" x1="{LEFT}" x2="{right(high):.1f}" y1="{down(level):.1f}" y2="{down(level):.1f}"/>',
            f'<text class="tick" x="{LEFT - 8}" y="{down(level) + 4:.1f}" text-anchor="end">{level:g}</text>',
            f'<text class="tick" x="{right(level):.1f}" y="{floor + 20}" text-anchor="middle">{level:g}</text>',
        ]
    middle, centre = (floor + end) / 2, (LEFT + right(high)) / 2
    line = f'x1="{right(low):.1f}" y1="{down(low):.1f}" x2="{right(high):.1f}" y2="{down(high):.1f}"'
    points = [
        f'<circle class="dot s1" cx="{right(a):.1f}" cy="{down(b):.1f}" r="3"/>' for a, b in zip(x, y, strict=True)
    ]
    parts = [
        f'<svg class="chart square" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-labelledby="scatter-title">',
        f'<title id="scatter-title">{escape(title)}</title>',
        *grid,
        f'<line class="mark" {line}/>',
        *points,
        f'<text class="name" x="{centre:.0f}" y="{SIZE - 8}" text-anchor="middle">{escape(across)}</text>',
        f'<text class="name" transform="translate(16 {middle:.0f}) rotate(-90)" text-anchor="middle">{escape(up)}'
        "</text>",
        "</svg>",
    ]
    return "\n".join(parts)
