"""The report stands alone, says what was found, and can be read without seeing it."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from askless.bench.outcome import Outcome
from askless.bench.parallel import play
from askless.bench.plan import Plan
from askless.bench.report.page import html_report
from askless.bench.study import Study

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Balance(HTMLParser):
    """Checks that what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Nothing is left open."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outcome(tmp_path: Path, source: Path, *strategies: str, seeds: int = 2) -> Outcome:
    plan = Plan(source=str(source), target="side", strategies=strategies, seeds=seeds, budget=20, model="linear")
    study = Study.open(plan, tmp_path / "cache")
    return Outcome.of(study, list(play(study, tmp_path / "cache")))


@pytest.fixture
def page(tmp_path: Path, points: Path) -> str:
    return html_report(outcome(tmp_path, points, "margin", "random"), command="askless simulate <b>.csv")


def test_it_makes_no_request(page: str) -> None:
    assert not re.search(r"https?:|//[a-z]|url\(|@import|<script|<link|<img|<iframe|src=", page)


def test_it_is_well_formed(page: str) -> None:
    parser = Balance()
    parser.feed(page)
    assert parser.open == []
    svg = re.search(r"<svg.*?</svg>", page, re.DOTALL)
    assert svg
    ElementTree.fromstring(svg[0])


def test_it_can_be_read_without_the_picture(page: str) -> None:
    assert 'role="img"' in page
    assert re.search(r"<desc[^>]*>margin goes from [\d.]+ % at 10 labels to", page)
    assert "The curves as a table" in page
    assert page.count("<caption>") == page.count("<table>") == 4
    assert "prefers-color-scheme: dark" in page


def test_it_says_what_was_found_and_how(page: str) -> None:
    assert re.search(
        r"margin against random: accuracy [+−]?[\d.]+ points on average over the curve \(95 % interval", page
    )
    assert "100 items, 2 classes; two fifths set aside as a test; model linear; 20 labels in batches of 10" in page
    assert "askless simulate &lt;b&gt;.csv" in page
    assert ">98 %</th>" in page


def test_names_are_escaped(tmp_path: Path, points: Path) -> None:
    odd = points.rename(points.with_name("<script>alert(1)<b>.csv"))
    assert "<b>" not in html_report(outcome(tmp_path, odd, "random", seeds=1))


def test_one_seed_and_no_yardstick(tmp_path: Path, points: Path) -> None:
    page = html_report(outcome(tmp_path, points, "margin", "entropy", seeds=1))
    assert "nan" not in page.lower().replace("nanum", "")
    assert "random was not among the strategies" in page
    assert 'class="band' not in page
