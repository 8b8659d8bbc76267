"""What must be in sight is in sight, hostile text stays text, and nothing leaves the machine."""

import csv
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from .conftest import Start

HOSTILE = (
    "<script>document.title = 'broken'</script><img src=x onerror=\"document.title = 'broken'\">",
    "\u202eتجربة النص العربي\u202c and {@html '<b>x</b>'}",
    "👩‍👩‍👧‍👦 𝒳 \u0000\u200b".replace("\u0000", ""),
    "x" * 5000,
    "word " * 60_000,
    "line\n\n\n\n" * 400,
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Texts that break pages."""
    path = tmp_path / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([text] for text in HOSTILE)])
    return path


def in_sight(part: Locator) -> bool:
    """Whether a part lies inside the window as it is, without scrolling."""
    return bool(
        part.evaluate(
            "(e) => { const r = e.getBoundingClientRect();"
            " return r.width > 0 && r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth }"
        )
    )


def test_controls_stay_in_sight_however_long_the_text(label: Start, hostile: Path) -> None:
    job = label(hostile, "--labels", "spam,ham")
    page = job.page
    for i in range(len(HOSTILE)):
        expect(page.get_by_role("button", name="spam, key 1")).to_be_enabled()
        needed = [
            page.get_by_role("button", name="spam, key 1"),
            page.get_by_role("button", name="ham, key 2"),
            page.get_by_test_id("labelled"),
            page.get_by_test_id("rate"),
            page.get_by_test_id("estimate"),
            page.get_by_label("Learning curve"),
            page.get_by_label("Status"),
        ]
        assert [in_sight(part) for part in needed] == [True] * len(needed), i
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
        assert page.title() != "broken"
        assert page.locator("article script, article img").count() == 0
        job.press("1")
        expect(page.get_by_test_id("labelled")).to_contain_text(f"{i + 1} of {len(HOSTILE)}")
    expect(page.get_by_role("heading", name="All labelled")).to_be_visible()
    expect(page.get_by_text("askless export")).to_be_visible()
    assert job.problems == []


def test_sixty_labels_are_in_sight_and_found_by_typing(label: Start, messages: Path) -> None:
    names = [f"class {i}" for i in range(60)]
    job = label(messages, "--labels", ",".join(names))
    page = job.page
    job.ready()
    assert in_sight(page.get_by_role("button", name="class 59"))
    assert in_sight(page.get_by_role("article"))
    job.press("/")
    page.get_by_role("combobox", name="Type a part of its name").wait_for()
    page.keyboard.type("59")
    before = job.text
    job.press("Enter")
    expect(page.get_by_role("article")).not_to_have_text(before)
    expect(page.get_by_label("Last ten answers")).to_contain_text("class 59")


@pytest.mark.parametrize("height", [800, 600])
def test_sixty_labels_leave_all_controls_in_sight_of_a_narrow_window(label: Start, messages: Path, height: int) -> None:
    job = label(messages, "--labels", ",".join(f"class {i}" for i in range(60)), width=400, height=height)
    page = job.page
    job.ready()
    needed = [page.get_by_role("button", name=name) for name in ("class 0, key 1", "Skip", "Undo", "Find a label")]
    needed += [page.get_by_role("article"), page.get_by_test_id("strip"), page.get_by_label("Status")]
    assert [in_sight(part) for part in needed] == [True] * len(needed)
    labels = page.get_by_role("region", name="Labels", exact=True)
    assert labels.evaluate("(e) => e.scrollHeight > e.clientHeight"), "the list scrolls in itself"
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    job.press("/")
    page.get_by_role("combobox", name="Type a part of its name").fill("59")
    before = job.text
    job.press("Enter")
    expect(page.get_by_role("article")).not_to_have_text(before)


def test_four_hundred_pixels_are_enough(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham", width=400)
    page = job.page
    job.ready()
    assert in_sight(page.get_by_role("button", name="spam, key 1"))
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    job.press("b")
    expect(page.get_by_label("Items").get_by_role("button").first).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_small_pictures_are_shown_large(label: Start, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for i in range(6):
        Image.fromarray(noise.integers(0, 255, (8, 8), dtype=np.uint8)).save(folder / f"a b {i}.png")
    job = label(folder, "--labels", "one,two")
    picture = job.page.get_by_role("article").get_by_role("img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 8)
    box = picture.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 200
    assert picture.evaluate("(e) => getComputedStyle(e).imageRendering") == "pixelated"
    assert job.problems == []


def test_lists_of_pictures_show_them_small(label: Start, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(0)
    for i in range(60):
        Image.fromarray(noise.integers(0, 255, (8, 60), dtype=np.uint8)).save(folder / f"a b {i:02}.png")
    job = label(folder, "--labels", "one,two")
    page = job.page
    job.ready()
    name = page.get_by_role("article").get_by_role("img").get_attribute("alt")
    assert name is not None
    job.press("1")
    answered = page.get_by_label("Last ten answers").locator("img")
    expect(answered).to_have_attribute("alt", name)
    expect(answered).to_have_js_property("naturalWidth", 60)
    box = answered.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (24, 24)
    job.press("b")
    first = page.get_by_label("Items").get_by_role("img", name="a b 00.png")
    expect(first).to_have_js_property("naturalWidth", 60)
    assert (first.get_attribute("width"), first.get_attribute("loading")) == ("36", "lazy")
    box = first.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (36, 36)
    assert job.problems == []


def test_keys_can_be_changed_and_stay_changed(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    job.press("?")
    page.get_by_role("button", name="spam: 1. Change").click()
    job.press("f")
    expect(page.get_by_role("dialog")).to_contain_text("already means")
    job.press("j")
    job.press("Escape")
    page.reload()
    expect(page.get_by_role("button", name="spam, key j")).to_be_enabled()
    job.answer("j")
    expect(page.get_by_label("Last ten answers")).to_contain_text("spam")


def test_no_request_leaves_the_machine(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    asked: list[str] = []
    job.page.on("request", lambda request: asked.append(request.url))
    job.page.reload()
    job.ready()
    job.answer("1")
    for key in "?+":
        job.press(key)
        expect(job.page.get_by_role("dialog")).to_be_visible()
        job.press("Escape")
    job.press("b")
    expect(job.page.get_by_label("Items").get_by_role("button").first).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(job.address).netloc}
    assert {urlsplit(url).scheme for url in asked} == {"http"}
