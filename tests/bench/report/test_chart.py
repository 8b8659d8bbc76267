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
