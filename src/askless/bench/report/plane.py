"""A function of two inputs as coloured cells, with the questions as dots on them, as an SVG picture.

Colours are classes and shares of them; the page around gives them, for light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.chart import ticks

__all__ = ["Axis", "Dot", "plane"]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440, 400, 58, 14, 12, 50
LETTER, GAP, LINE = 7.5, 8, 15
"""How wide a digit is, how far numbers stay from each other, and how high they are."""
STEPS = 20
"""Strengths of a colour that are told apart, so that cells of one strength are drawn as one."""


@dataclass(frozen=True)
class Axis:
    """An input along a side of the picture.

    Parameters
    ----------
    name : str
        With its unit.
    low, high : float
        Values at the two ends.
    log : bool, default False
        Whether the scale is logarithmic.

    Examples
    --------
    >>> Axis("rate, 1/s", 0.1, 10.0, log=True).place(1.0)
    0.5
    """

    name: str
    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """From 0 to 1 along the side."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    @property
    def marks(self) -> list[float]:
        """Round values between the ends."""
        if not self.log:
            found = ticks(self.low, self.high, least=0.0) if self.high > self.low else [self.low]
        else:
            tens = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            found = [m * 10.0**ten for ten in tens for m in ((1, 2, 5) if len(tens) < 5 else (1,))]
        slack = 1e-9 * abs(self.high - self.low)
        inside = [float(f"{value:.6g}") for value in found if self.low - slack <= value <= self.high + slack]
        if self.log and len(inside) < 2:  # between two powers of ten there may be none
            return Axis(self.name, self.low, self.high).marks
        return inside

    def shown(self, room: Callable[[str], float]) -> list[float]:
        """Those of `marks` whose numbers do not run together, powers of ten before others.

        Parameters
        ----------
        room : callable
            The share of the side that a text takes.

        Examples
        --------
        >>> Axis("rate, 1/s", 0.1, 100.0, log=True).shown(lambda text: 0.2)
        [0.1, 1.0, 10.0, 100.0]
        """
        kept: list[float] = []
        first = {"1": 0, "5": 1} if self.log else {}
        for value in sorted(self.marks, key=lambda value: (first.get(f"{value:e}"[0], 2), value)):
            place, wide = self.place(value), room(f"{value:g}")
            if all(abs(place - self.place(one)) >= (wide + room(f"{one:g}")) / 2 for one in kept):
                kept.append(value)
        return sorted(kept)


@dataclass(frozen=True)
class Dot:
    """A question.

    Parameters
    ----------
    x, y : float
        Its place, from 0 to 1.
    style : str
        Class of its colour, "s0" to "s7"; "" is a cross: nobody could answer.
    near : float
        From 0 (far from the plane in the other inputs) to 1 (in it).
    told : str
        What it is, for those who point at it.
    """

    x: float
    y: float
    style: str
    near: float
    told: str


def plane(
    shares: npt.NDArray[np.float64],
    styles: npt.NDArray[Any],
    axes: tuple[Axis, Axis],
    dots: Sequence[Dot],
    *,
    title: str,
    description: str,
    name: str,
) -> str:
    """Draw a function of two inputs.

    Parameters
    ----------
    shares : float64 array of shape (rows, columns)
        Strength of the colour of each cell, from 0 to 1; NaN where there is nothing. The first row is the lowest.
    styles : int array of shape (rows, columns)
        Number of the colour of each cell, 0 to 7.
    axes : (Axis, Axis)
        Across and up.
    dots : sequence of Dot
        Drawn over it, the nearest last.
    title, description : str
        For those who do not see the picture.
    name : str
        Tells the picture from others of the page.

    Returns
    -------
    svg : str

    Examples
    --------
    >>> axes = (Axis("heat, K", 0.0, 10.0), Axis("time, s", 0.0, 1.0))
    >>> svg = plane(np.array([[0.0, 1.0]]), np.array([[1, 1]]), axes, [Dot(0.5, 0.5, "s1", 1.0, "ok")], title="Model",
    ...             description="It rises.", name="surface")
    >>> svg.count("<rect"), svg.count("<circle"), "heat, K" in svg
    (2, 1, True)
    """
    parts = [
        f'<svg class="chart plane" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="{name}-title {name}-text">',
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-text">{escape(description)}</desc>',
        *_cells(shares, styles),
        *_sides(axes),
        *(_dot(dot) for dot in sorted(dots, key=lambda dot: dot.near)),
        "</svg>",
    ]
    return "\n".join(parts)


def _x(place: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place


def _y(place: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - place)


def _cells(shares: npt.NDArray[np.float64], styles: npt.NDArray[Any]) -> list[str]:
    """Cells, those of one colour beside each other as one."""
    rows, columns = shares.shape
    level = np.where(np.isfinite(shares), np.rint(np.clip(np.nan_to_num(shares), 0, 1) * STEPS), -1).astype(int)
    parts = []
    for row in range(rows):
        top, bottom = _y((row + 1) / rows), _y(row / rows)
        start = 0
        for at in range(1, columns + 1):
            same = at < columns and level[row, at] == level[row, start] and styles[row, at] == styles[row, start]
            if same:
                continue
            if level[row, start] >= 0:
                left, right = _x(start / columns), _x(at / columns)
                # A little larger than it is, or the page would shine through between cells.
                parts.append(
                    f'<rect class="cell s{styles[row, start]}" style="--share:{100 * level[row, start] // STEPS}%" '
                    f'x="{left:.1f}" y="{top:.1f}" width="{right - left + 0.4:.1f}" height="{bottom - top + 0.4:.1f}"/>'
                )
            start = at
    return parts


def _sides(axes: tuple[Axis, Axis]) -> list[str]:
    """Numbers and names of both sides."""
    across, up = axes
    floor, end = _y(0), _x(1)
    parts = [
        f'<path class="axis" fill="none" d="M{LEFT} {TOP}V{floor}H{end}"/>',
        f'<text class="name" x="{(LEFT + end) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(across.name)}</text>",
        f'<text class="name" transform="translate(14 {(TOP + floor) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(up.name)}</text>",
    ]
    for value in across.marks:
        x = _x(across.place(value))
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{floor}" y2="{floor + 4}"/>')
    for value in across.shown(lambda text: (LETTER * len(text) + GAP) / (WIDTH - LEFT - RIGHT)):
        x = _x(across.place(value))
        parts.append(f'<text class="tick" x="{x:.1f}" y="{floor + 18}" text-anchor="middle">{value:g}</text>')
    for value in up.marks:
        y = _y(up.place(value))
        parts.append(f'<line class="axis" x1="{LEFT - 4}" x2="{LEFT}" y1="{y:.1f}" y2="{y:.1f}"/>')
    for value in up.shown(lambda text: LINE / (HEIGHT - TOP - BOTTOM)):
        y = _y(up.place(value))
        parts.append(f'<text class="tick" x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    return parts


def _dot(dot: Dot) -> str:
    """A question: a dot, paler the farther it lies from the plane; a cross if nobody could answer."""
    x, y = _x(dot.x), _y(dot.y)
    told, pale = f"<title>{escape(dot.told)}</title>", f'opacity="{0.25 + 0.75 * dot.near:.2f}"'
    if not dot.style:
        return f'<path class="cross" {pale} d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8">{told}</path>'
    return f'<circle class="asked {dot.style}" {pale} cx="{x:.1f}" cy="{y:.1f}" r="4.5">{told}</circle>'
