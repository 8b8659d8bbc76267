"""Learning curves as SVG."""

import itertools
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.bench.report.chart import HEIGHT, WIDTH, Line, chart, ticks


@given(st.floats(0, 100), st.floats(0, 100))
def test_ticks_hold_the_range(a: float, b: float) -> None:
    low, high = sorted((a, b))
    found = ticks(low, high)
    assert found[0] <= low + 1e-6
    assert found[-1] >= high - 1e-6
    assert 2 <= len(found) <= 10
    assert found == sorted(found)


@pytest.mark.parametrize(("end", "expected"), [(5, [0, 1, 2, 3, 4, 5]), (200, [0, 50, 100, 150, 200])])
def test_ticks_of_labels_are_whole(end: int, expected: list[int]) -> None:
    assert ticks(0, end, whole=True) == expected


@given(st.lists(st.lists(st.floats(0, 100), min_size=3, max_size=3), min_size=1, max_size=8), st.floats(0, 100))
def test_everything_lies_on_the_picture_and_names_apart(curves: list[list[float]], mark: float) -> None:
    lines = [
        Line(f"s<{i}>", f"s{i % 8}", [10, 20, 30], y, [v - 40 for v in y], [v + 40 for v in y])
        for i, y in enumerate(curves)
    ]
    svg = chart(lines, mark=mark, mark_name="all", metric="f1 & co", title="t", description="d")
    ElementTree.fromstring(svg)
    pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", " ".join(re.findall(r'points="([^"]*)"', svg)))
    assert all(0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT for x, y in pairs)
    heights = sorted(float(y) for y in re.findall(r'class="end[^"]*" x="[\d.]+" y="([\d.-]+)"', svg))
    assert len(heights) == len(curves) + 1
    assert all(b - a >= 16 for a, b in itertools.pairwise(heights))


def test_no_band_without_an_interval() -> None:
    nan = [math.nan]
    svg = chart(
        [Line("a", "s1", [10], [50.0], nan, nan)], mark=60, mark_name="m", metric="f1", title="", description=""
    )
    assert "<polygon" not in svg
    assert "a, 10 labels: 50.0 %</title>" in svg


def drawn(y: list[float], low: list[float], high: list[float], x: tuple[int, ...] = (30, 40, 50)) -> str:
    """A chart of one curve."""
    line = Line("estimate", "s1", x, y, low, high)
    return chart([line], mark=y[-1], mark_name="", metric="accuracy", title="", description="")


def levels(svg: str) -> list[float]:
    """Numbers at the vertical axis."""
    return [float(n) for n in re.findall(r'text-anchor="end">([\d.]+)<', svg)]


def labels(svg: str) -> list[float]:
    """Numbers at the horizontal axis."""
    return [float(n) for n in re.findall(r'text-anchor="middle">(\d+)<', svg)]


@given(st.integers(30, 300), st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_the_interval_of_an_estimate_is_never_cut(n: int, shares: list[float]) -> None:
    values = [100 * share for share in shares]
    ends = [wilson(share, n) for share in shares]
    found = levels(drawn(values, [low for low, _ in ends], [high for _, high in ends]))
    assert found[0] <= min(low for low, _ in ends) + 0.01
    assert found[-1] >= max(high for _, high in ends) - 0.01


def wilson(share: float, n: int) -> tuple[float, float]:
    """Wilson's interval in per cent."""
    z = 1.96
    middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return 100 * (middle - half) / (1 + z * z / n), 100 * (middle + half) / (1 + z * z / n)


@pytest.mark.parametrize("value", [0.0, 0.4, 50.0, 99.8, 100.0])
def test_a_flat_curve_is_not_blown_up(value: float) -> None:
    nan = [math.nan] * 3
    found = levels(drawn([value] * 3, nan, nan))
    assert 10 <= found[-1] - found[0] <= 15
    assert 0 <= found[0] <= value <= found[-1] <= 100


def test_bands_far_beyond_the_curves_are_cut_and_squeeze_nothing() -> None:
    found = levels(drawn([90.0, 91.0, 92.0], [0.0, 80.0, 85.0], [100.0] * 3))
    assert (found[0], found[-1]) == (70, 100)


def test_where_there_is_one_curve_its_band_may_be_shown_whole() -> None:
    line = Line("a", "s0", [10, 20, 30], [90.0, 91.0, 92.0], [46.0, 80.0, 85.0], [99.0] * 3)
    texts = {"mark_name": "", "metric": "accuracy", "title": "t", "description": "d"}
    assert levels(chart([line], mark=92.0, **texts))[0] > 60
    assert levels(chart([line], mark=92.0, whole=True, **texts))[0] <= 46


def test_a_late_beginning_leaves_no_empty_room() -> None:
    nan = [math.nan] * 3
    assert labels(drawn([80.0, 82.0, 83.0], nan, nan, (300, 310, 320)))[0] == 300
    assert labels(drawn([80.0, 82.0, 83.0], nan, nan, (10, 20, 30)))[0] == 0
    one = [math.nan]
    assert labels(drawn([80.0], one, one, (40,)))[0] == 40
