"""Learning curves with bands as an SVG picture that needs nothing else.

Colours and dashes are classes (``line s0``, ``band s0``, ...); the page around gives them. Strategies
are told apart by dashes and by names at the ends of the lines, not by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Line", "apart", "chart", "ticks"]

WIDTH, HEIGHT = 820, 430
LEFT, RIGHT, TOP, BOTTOM = 62, 132, 18, 52
LINE_HEIGHT = 17
LEAST = 10.0
"""Points that the vertical axis spans at least, so that noise does not look like progress."""
ROOM = 20.0
"""Points that bands may go beyond the curves: as much as that of an estimate from thirty answers does."""


@dataclass(frozen=True)
class Line:
    """One curve.

    Parameters
    ----------
    name : str
        Stands at its end.
    style : str
        Class that gives colour and dashes, "s0" to "s7".
    x : sequence of int of length n
        Numbers of labels.
    y : sequence of float of length n
        The metric in per cent.
    low, high : sequence of float of length n
        The band around it; NaN where there is none.
    """

    name: str
    style: str
    x: Sequence[int]
    y: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class _Frame:
    """Where values lie on the picture."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, labels: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (labels - self.left) / (self.right - self.left)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.top - value) / (self.top - self.bottom)

    def within(self, value: float) -> float:
        return min(max(value, self.bottom), self.top)


def chart(
    lines: Sequence[Line],
    *,
    mark: float,
    mark_name: str,
    metric: str,
    title: str,
    description: str,
    unit: str = "%",
    whole: bool = False,
    across: str = "labels",
) -> str:
    """Draw curves.

    Parameters
    ----------
    lines : sequence of Line
        At least one; later ones are drawn over earlier ones.
    mark : float
        Drawn as a level line, in per cent.
    mark_name : str
        What it says there; "" for nothing.
    metric : str
        What the vertical axis shows.
    title, description : str
        For those who do not see the picture.
    unit : str, default "%"
        Of the metric; "" for errors, which have no upper end.
    whole : bool, default False
        Whether bands are shown whole, though they squeeze the curves.
    across : str, default "labels"
        What the horizontal axis counts.

    Returns
    -------
    svg : str

    Examples
    --------
    >>> nan = [math.nan] * 2
    >>> svg = chart([Line("auto", "s0", [10, 20], [70.0, 90.0], nan, nan)], mark=95.0, mark_name="all labels",
    ...             metric="accuracy", title="Curves", description="auto rises")
    >>> svg.startswith("<svg"), "auto, 20 labels: 90.0 %" in svg
    (True, True)
    """
    levels = ticks(*_range(lines, mark, unit, whole=whole), least=0.5 if unit else 0.0)
    first, last = min(line.x[0] for line in lines), max(line.x[-1] for line in lines)
    steps = ticks(0 if 2 * first <= last else first, last, whole=True)  # a late beginning is shown close up
    frame = _Frame(steps[0], max(last, steps[0] + 1), levels[0], levels[-1])
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="chart-title chart-text">',
        f'<title id="chart-title">{escape(title)}</title><desc id="chart-text">{escape(description)}</desc>',
        *_axes(frame, levels, [n for n in steps if n <= frame.right], f"{metric}, {unit}" if unit else metric, across),
        f'<line class="mark" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{frame.y(mark):.1f}" y2="{frame.y(mark):.1f}"/>',
        *(_band(line, frame) for line in lines),
        *(_curve(line, frame, unit, across) for line in lines),
        *_names(lines, frame, mark, mark_name),
        "</svg>",
    ]
    return "\n".join(parts)


def ticks(low: float, high: float, *, whole: bool = False, least: float = 0.5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, four to nine of them.

    Examples
    --------
    >>> ticks(61.2, 93.0), ticks(0, 200, whole=True)
    ([60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0], [0.0, 50.0, 100.0, 150.0, 200.0])
    """
    span = max(high - low, 1.0 if whole else least)
    power = 10.0 ** math.floor(math.log10(span / 4))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if span / (m * power) <= 7)
    step = max(round(step), 1) if whole else step
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [float(f"{n * step:.6g}") + 0.0 for n in range(first, last + 1)]


def _range(lines: Sequence[Line], mark: float, unit: str, *, whole: bool = False) -> tuple[float, float]:
    """What the vertical axis spans: all curves, bands unless they would squeeze these, and never a mere few points."""
    values = [mark, *(v for line in lines for v in line.y if math.isfinite(v))]
    low, high = min(values), max(values)
    room = math.inf if whole else max(high - low, ROOM) if unit else high - low
    bands = [v for line in lines for v in (*line.low, *line.high) if math.isfinite(v)]
    low, high = min([low, *(max(v, low - room) for v in bands)]), max([high, *(min(v, high + room) for v in bands)])
    if not unit:
        return max(0.0, low), high if high > low else low + 0.1 * abs(low) + 1e-9
    low, high = max(0.0, low), min(100.0, high)
    if (missing := LEAST - (high - low)) > 0:
        low = min(max(0.0, low - missing / 2), 100.0 - LEAST)
        high = low + LEAST
    return low, high


def _axes(frame: _Frame, levels: Sequence[float], steps: Sequence[float], metric: str, across: str) -> list[str]:
    """Grid, numbers and names of the axes."""
    end, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for level in levels:
        y = frame.y(level)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{level:g}</text>')
    for n in steps:
        x = frame.x(n)
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{floor}" y2="{floor + 5}"/>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{floor + 20}" text-anchor="middle">{_number(n)}</text>')
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{end}" y1="{floor}" y2="{floor}"/>')
    parts.append(
        f'<text class="name" x="{(LEFT + end) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
    )
    middle = (TOP + floor) / 2
    parts.append(
        f'<text class="name" transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">'
        f"{escape(metric)}</text>"
    )
    return parts


def _number(n: float) -> str:
    """A number of a horizontal axis; :g would write a million as 1e+06."""
    return f"{n:,.0f}" if n >= 100_000 else f"{n:g}"


def _band(line: Line, frame: _Frame) -> str:
    """The band of a curve; nothing if it has none."""
    if not all(math.isfinite(v) for v in (*line.low, *line.high)):
        return ""
    upper = [(frame.x(x), frame.y(frame.within(v))) for x, v in zip(line.x, line.high, strict=True)]
    lower = [(frame.x(x), frame.y(frame.within(v))) for x, v in zip(line.x, line.low, strict=True)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)])
    return f'<polygon class="band {line.style}" points="{points}"/>'


def _curve(line: Line, frame: _Frame, unit: str, across: str) -> str:
    """The curve, with a dot a point that tells its value."""
    places = [(frame.x(x), frame.y(y)) for x, y in zip(line.x, line.y, strict=True)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [
        f'<circle class="dot {line.style}" cx="{px:.1f}" cy="{py:.1f}" r="2.5">'
        f"<title>{escape(_told(line, i, unit, across))}</title></circle>"
        for i, (px, py) in enumerate(places)
    ]
    return f'<polyline class="line {line.style}" points="{points}"/>' + "".join(dots)


def _told(line: Line, i: int, unit: str, across: str) -> str:
    """A point in words."""
    form = ".1f" if unit else ".4g"
    said = f"{line.name}, {line.x[i]} {across}: {line.y[i]:{form}} {unit}".rstrip()
    return said + (f" ({line.low[i]:{form}} to {line.high[i]:{form}})" if math.isfinite(line.low[i]) else "")


def _names(lines: Sequence[Line], frame: _Frame, mark: float, mark_name: str) -> list[str]:
    """Names at the ends of the lines, moved apart where they would overlap."""
    named = [(frame.y(mark), mark_name, "mark-name")] if mark_name else []
    wanted = [*named, *((frame.y(li.y[-1]), li.name, li.style) for li in lines)]
    wanted.sort(key=lambda entry: entry[0])
    heights = apart([entry[0] for entry in wanted], HEIGHT - BOTTOM)
    x = WIDTH - RIGHT + 12
    return [
        f'<text class="end {style}" x="{x}" y="{height + 4:.1f}">{escape(name)}</text>'
        for height, (_, name, style) in zip(heights, wanted, strict=True)
    ]


def apart(heights: Sequence[float], floor: float) -> list[float]:
    """Heights of names, rising, moved apart where they would overlap, none below the floor.

    Examples
    --------
    >>> apart([10.0, 12.0, 90.0, 99.0], 100.0)
    [10.0, 27.0, 83.0, 100.0]
    """
    moved = list(heights)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + LINE_HEIGHT)
    over = moved[-1] - floor
    if over > 0:  # push back up from the floor
        moved[-1] -= over
        for i in reversed(range(len(moved) - 1)):
            moved[i] = min(moved[i], moved[i + 1] - LINE_HEIGHT)
    return moved
