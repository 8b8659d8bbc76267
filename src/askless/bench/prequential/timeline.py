"""Accuracy over time as an SVG picture, and below it what each learner did: labels bought, alarms, models swapped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from askless.bench.prequential.flow import Change
from askless.bench.report.chart import ticks

__all__ = ["Course", "broken", "timeline"]

WIDTH, HEIGHT = 720, 340
LEFT, RIGHT, TOP, BOTTOM = 68, 28, 14, 50
STRIP, BARS = 54, 18
"""Height of what is told of one learner, its name above, and of its labels within."""
LEAST = 10.0
"""Points that the vertical axis spans at least, so that noise does not look like progress."""
MOST_MARKS = 400
"""Alarms or swaps that are drawn of one learner; of more every so manyth."""


@dataclass(frozen=True)
class Course:
    """A learner or a baseline along the stream.

    Parameters
    ----------
    name : str
    style : str
        Class that gives colour and dashes: "s0" to "s7", or "mark" for a baseline.
    curve : sequence of float of length n_places
        Accuracy in per cent over the latest items, or the error of predicted numbers.
    bought : sequence of float of length n_places
        Share of the items since the place before that were asked about; empty for a baseline.
    drifts, swaps : sequence of (int or None, int)
        Seed, where there are several, and number of the item before which it happened.
    below : str, optional
        Name of what is told below the curves, if not that of the learner.
    """

    name: str
    style: str
    curve: Sequence[float]
    bought: Sequence[float] = ()
    drifts: Sequence[tuple[int | None, int]] = ()
    swaps: Sequence[tuple[int | None, int]] = ()
    below: str = ""


@dataclass(frozen=True)
class _Frame:
    """Where values lie on the picture."""

    n_items: int
    bottom: float
    top: float

    def x(self, number: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * number / max(self.n_items, 1)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.top - value) / (self.top - self.bottom)


def timeline(
    courses: Sequence[Course],
    places: Sequence[int],
    *,
    first: int = 0,
    changes: Sequence[Change] = (),
    title: str,
    description: str,
    metric: str = "",
) -> str:
    """Draw learners along a stream, with a legend above, which wraps where names are long.

    Parameters
    ----------
    courses : sequence of Course
        At least one; later ones are drawn over earlier ones.
    places : sequence of int of length n_places
        Numbers of items so far; the last is the length of the stream.
    first : int, default 0
        Point with which the curves begin.
    changes : sequence of (int, int), optional
        Where the stream changes; drawn as bands.
    title, description : str
        For those who do not see the picture.
    metric : str, optional
        What the vertical axis shows, where it is the error of predicted numbers.

    Returns
    -------
    html : str
        A legend and an SVG picture.

    Examples
    --------
    >>> course = Course("random+passive", "s0", [70.0, 80.0], [0.1, 0.1], drifts=[(0, 120)])
    >>> html = timeline([course], [100, 200], changes=[(110, 110)], title="Accuracy", description="It rises.")
    >>> "<svg" in html, "alarm before item 120" in html, "change at item 110" in html
    (True, True, True)
    """
    levels = ticks(*_range(courses, first), least=0.0) if metric else ticks(*_spread(courses, first))
    frame = _Frame(places[-1], levels[0], levels[-1])
    learners = [course for course in courses if len(course.bought)]
    height = HEIGHT + STRIP * len(learners)
    most = max((max(course.bought) for course in learners), default=1.0) or 1.0
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="time-title time-text">',
        f'<title id="time-title">{escape(title)}</title><desc id="time-text">{escape(description)}</desc>',
        *(_change(change, frame, height) for change in changes),
        *_axes(frame, levels, metric or "accuracy, %"),
        *(_curve(course, places, first, frame, "" if metric else " %") for course in courses),
        *(_strip(course, at, places, frame, most) for at, course in enumerate(learners)),
        "</svg>",
    ]
    svg = "\n".join(parts)
    return f'{_legend(courses, changes)}\n<div class="scroll" tabindex="0">{svg}</div>'


def _legend(courses: Sequence[Course], changes: Sequence[Change]) -> str:
    """What lines and marks stand for."""
    lines = [(f'<line class="{_line(course)}" x1="2" x2="42" y1="7" y2="7"/>', course.name) for course in courses]
    marks = [
        ('<path class="bought s0" stroke-width="5" d="M14 13v-7M21 13v-12M28 13v-5"/>', "labels bought"),
        ('<path class="alarm s0" d="M22 12l-5 -9h10z"/>', "alarm"),
        ('<path class="swap s0" d="M22 2l5 5l-5 5l-5 -5z"/>', "model swapped"),
        ('<rect class="change" x="17" y="0" width="10" height="14"/>', "true change"),
    ]
    shown = [*lines, *(marks if changes else marks[:-1])]
    told = "\n".join(
        f'<span><svg class="key" viewBox="0 0 44 14" width="44" height="14" aria-hidden="true">{drawn}</svg>'
        f"{broken(name)}</span>"
        for drawn, name in shown
    )
    return f'<p class="legend">{told}</p>'


def broken(name: str) -> str:
    """The name of a learner as HTML that a narrow screen may break between its words.

    Examples
    --------
    >>> broken("iwal+active:hddm_a")
    'iwal+<wbr>active:<wbr>hddm_<wbr>a'
    """
    return re.sub(r"([+:_])", r"\1<wbr>", escape(name))


def _range(courses: Sequence[Course], first: int) -> tuple[float, float]:
    """The least and the largest value."""
    values = [value for course in courses for value in course.curve[first:]]
    return min(values), max(values)


def _spread(courses: Sequence[Course], first: int) -> tuple[float, float]:
    """What the vertical axis spans where it shows per cent."""
    low, high = _range(courses, first)
    if (missing := LEAST - (high - low)) > 0:
        low = min(max(0.0, low - missing / 2), 100.0 - LEAST)
        high = low + LEAST
    return low, high


def _change(change: Change, frame: _Frame, height: int) -> str:
    """A true change, over curves and strips; an abrupt one is a line."""
    start, end = change
    left = frame.x(start)
    wide = max(frame.x(end) - left, 3.0)
    told = f"change at item {start:,}" if start == end else f"change from item {start:,} to {end:,}"
    return (
        f'<rect class="change" x="{left:.1f}" y="{TOP}" width="{wide:.1f}" height="{height - TOP}">'
        f"<title>{told}</title></rect>"
    )


def _axes(frame: _Frame, levels: Sequence[float], metric: str) -> list[str]:
    """Grid, numbers and names of the axes."""
    end, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = []
    for level in levels:
        y = frame.y(level)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{end}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{level:g}</text>')
    for number in ticks(0, frame.n_items, whole=True):
        if number <= frame.n_items:
            x = frame.x(number)
            parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{floor}" y2="{floor + 5}"/>')
            parts.append(f'<text class="tick" x="{x:.1f}" y="{floor + 20}" text-anchor="middle">{number:,.0f}</text>')
    parts.append(f'<line class="axis" x1="{LEFT}" x2="{end}" y1="{floor}" y2="{floor}"/>')
    parts.append(f'<text class="name" x="{(LEFT + end) / 2}" y="{floor + 38}" text-anchor="middle">items</text>')
    parts.append(
        f'<text class="name" transform="translate(16 {(TOP + floor) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(metric)}</text>"
    )
    return parts


def _curve(course: Course, places: Sequence[int], first: int, frame: _Frame, unit: str) -> str:
    """Accuracy or error over time."""
    drawn = zip(places[first:], course.curve[first:], strict=True)
    points = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in drawn)
    told = f"{course.name}: at the end {course.curve[-1]:.{1 if unit else 3}{'f' if unit else 'g'}}{unit}"
    return f'<polyline class="{_line(course)}" points="{points}"><title>{escape(told)}</title></polyline>'


def _line(course: Course) -> str:
    """Classes of a curve."""
    return course.style if course.style == "mark" else f"line {course.style}"


def _strip(course: Course, at: int, places: Sequence[int], frame: _Frame, most: float) -> str:
    """Labels bought as bars, alarms as triangles above them, swaps as diamonds on their floor."""
    floor = HEIGHT + STRIP * at + STRIP - 10
    named = escape(course.below or course.name)
    starts = [0, *places[:-1]]
    width = frame.x(places[0]) - frame.x(0)
    bars = "".join(
        f"M{frame.x((start + end) / 2):.1f} {floor}v{-BARS * share / most:.1f}"
        for start, end, share in zip(starts, places, course.bought, strict=True)
        if share
    )
    parts = [
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}"/>',
        f'<path class="bought {course.style}" stroke-width="{width:.2f}" d="{bars}"/>',
        *(
            f'<path class="alarm {course.style}" d="M{frame.x(number):.1f} {floor - BARS - 1}l-4 -7h8z">'
            f"<title>{escape(course.name)}: alarm before item {number:,}{_seed(seed)}</title></path>"
            for seed, number in _some(course.drifts)
        ),
        *(
            f'<path class="swap {course.style}" d="M{frame.x(number):.1f} {floor - 5}l5 5l-5 5l-5 -5z">'
            f"<title>{escape(course.name)}: model swapped before item {number:,}{_seed(seed)}</title></path>"
            for seed, number in _some(course.swaps)
        ),
        f'<text class="end {course.style}" x="{LEFT}" y="{floor - BARS - 12}">{named}</text>',
    ]
    return "\n".join(parts)


def _seed(seed: int | None) -> str:
    """Which seed, where there are several."""
    return "" if seed is None else f", seed {seed}"


def _some(marks: Sequence[tuple[int | None, int]]) -> Sequence[tuple[int | None, int]]:
    """Not more than can be told apart."""
    return marks[:: -(-len(marks) // MOST_MARKS)] if marks else marks
