"""The report of a benchmark: complete, alone, and small however many curves there are."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.curves import Header
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocol.protocol import protocols
from askless.bench.report.forest import Row, forest_plot
from askless.bench.report.panel import panel, thinned
from askless.bench.report.protocol import protocol_report
from askless.bench.statistics import Interval

HEADER = Header("small", "1.2.3", {"numpy": "2.0"})
FINDING = Finding(
    (Table("Against <all>", ("set", "points"), (("wine & co", "+1.0"),), "A note."),),
    (Gate("auto over random", "at least 0", "+1.0", True), Gate("ranks", "first", "third", False)),
)


def curves(n_sets: int, names: tuple[str, ...], *, seeds: int = 3, points: int = 6) -> list[Curve]:
    rng = np.random.default_rng(0)
    labels = tuple(range(10, 10 * points + 1, 10))
    return [
        Curve(Cell(f"set{s}", "linear", 10, name, seed), labels, tuple(np.sort(rng.uniform(0.5, 1, points)).tolist()))
        for s in range(n_sets)
        for name in names
        for seed in range(seeds)
    ]


def report(found: list[Curve]) -> str:
    return protocol_report(protocols.get("small"), FINDING, found, HEADER, command="askless bench small")


class Balanced(HTMLParser):
    """Fails where a tag is not closed."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_holds_all_and_stands_alone() -> None:
    page = report(curves(3, ("auto", "margin", "random"), seeds=12))
    parser = Balanced()
    parser.feed(page)
    assert parser.open == []
    for words in (
        "Against &lt;all&gt;",
        "wine &amp; co",
        "missed",
        "askless bench small",
        "askless 1.2.3",
        "numpy 2.0",
    ):
        assert words in page
    assert page.count('<figure class="panel">') == 3
    assert "auto against random" in page
    assert "mean of 3 sets" in page
    assert "prefers-color-scheme: dark" in page
    assert not re.search(r"<script|https?://|@import|url\(", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len({*ids})


def test_thousands_of_curves_stay_a_page() -> None:
    names = (*(f"strategy{i}" for i in range(12)), "random")
    page = report(curves(150, names, seeds=2, points=100))
    assert len(page.encode()) < 3_000_000


def test_without_anything_to_compare_there_are_the_curves() -> None:
    page = report(curves(1, ("margin",), seeds=1, points=1))
    assert "Differences, set by set" not in page
    assert '<figure class="panel">' in page


def test_curves_without_points_are_passed_over() -> None:
    empty = [Curve(Cell("set0", "linear", 10, name, 9), (), ()) for name in ("auto", "random")]
    assert "nan" not in re.sub(r"<style>.*?</style>", "", report(curves(1, ("auto", "random")) + empty), flags=re.S)
    assert '<figure class="panel">' not in report(empty)


def test_without_auto_all_are_compared_with_random() -> None:
    page = report(curves(2, ("badge", "margin", "random")))
    assert "badge against random" in page
    assert "margin against random" in page


@pytest.mark.parametrize(("count", "most"), [(1, 8), (8, 8), (9, 8), (500, 40)])
def test_points_left_out_are_never_the_ends(count: int, most: int) -> None:
    kept = thinned(count, most)
    assert kept[0] == 0
    assert kept[-1] == count - 1
    assert len(kept) <= most
    assert kept == sorted({*kept})


def test_a_row_may_lack_a_difference_or_its_interval() -> None:
    rows = [
        Row("a", [Interval(0.01, np.nan, np.nan, 1), None]),
        Row("b", [Interval(0.02, -0.9, 0.9, 3), Interval(-0.01, -0.02, 0.0, 30)]),
    ]
    svg = forest_plot(rows, [("x", "s1"), ("y", "s2")], title="T")
    assert "a, x: +1.0, 1 seed" in svg
    assert "b, y: −1.0 (−2.0 to 0.0), 30 seeds" in svg
    assert "nan" not in svg


def test_a_panel_of_one_point_and_no_number() -> None:
    from askless.bench.report.chart import Line

    nan = [float("nan")]
    assert "nan" not in panel([Line("a", "s1", [10], nan, nan, nan)], title="t").split("</title>")[1]


def test_what_scrolls_shows_it_and_the_name_of_the_axis_is_not_cut() -> None:
    page = report(curves(2, ("auto", "random")))
    style = re.search(r"\.scroll \{[^}]*\}", page)
    assert style
    assert "var(--shade)" in style[0]
    assert "<figcaption>Difference of the mean over the curve, in points.</figcaption>" in page
    assert not any("curve, points" in svg for svg in re.findall(r"<svg.*?</svg>", page, re.S))
