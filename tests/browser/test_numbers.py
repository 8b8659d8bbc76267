"""Numbers as answers: typed and sent by keyboard, refused with a reason, never lost."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from .accessible import faults
from .conftest import Job, Start
from .test_labelling import exported
from .test_screen import in_sight

PARCELS = ("--task", "regress", "--unit", "kg", "--minimum", "0", "--maximum", "500")


@pytest.fixture
def parcels(tmp_path: Path) -> Path:
    """A hundred and twenty parcels, each with a number of its own and a size that its weight follows."""
    path = tmp_path / "parcels.csv"
    rows = (f"parcel {i},{(i * 37) % 101},{(i * 53) % 89}" for i in range(120))
    path.write_text("name,length,width\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def field(job: Job) -> Locator:
    """Where the number is typed."""
    return job.page.get_by_role("textbox", name="Number in kg")


def parcel(job: Job) -> str:
    """Which parcel is asked about."""
    found = re.search(r"parcel \d+", job.text)
    assert found is not None
    return found.group()


def weigh(job: Job, typed: str) -> str:
    """Type a number, answer, wait for the next item, and return which parcel was answered."""
    job.ready()
    expect(field(job)).to_be_focused()
    before = parcel(job)
    job.page.keyboard.type(typed)
    job.press("Enter")
    expect(job.page.get_by_role("article")).not_to_contain_text(re.compile(rf"{before}\b"))
    return before


def weights(job: Job) -> dict[str, float]:
    """Number by parcel, from the export."""
    with exported(job, "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: float(row["label"]) for row in csv.DictReader(file) if row["label"]}


def test_numbers_by_keyboard_with_everything_between(label: Start, parcels: Path) -> None:
    job = label(parcels, *PARCELS)
    page, alert = job.page, job.page.get_by_role("alert")
    given = {weigh(job, str(i)): float(i) for i in range(8)}

    # A comma is read as a point, and what is understood is said.
    page.keyboard.type("12,5")
    expect(page.get_by_text("Read as 12.5 kg.")).to_be_visible()
    field(job).clear()
    given[weigh(job, "12,5")] = 12.5
    expect(page.get_by_label("Last ten answers")).to_contain_text("12.5 kg")

    # What is no number, or lies beyond the bounds, stays where it was typed.
    for typed, reason in {
        "": "There is no number yet.",
        "1,234.5": "in groups of digits",
        "1.234,5": "in groups of digits",
        "12kw": "is no number",
        "700": "700 kg is above the most that is taken, 500 kg.",
        "-3": "-3 kg is below the least that is taken, 0 kg.",
    }.items():
        page.keyboard.type(typed)
        job.press("Enter")
        expect(alert).to_contain_text(reason)
        expect(field(job)).to_have_value(typed)
        expect(field(job)).to_have_attribute("aria-invalid", "true")
        field(job).clear()
    page.keyboard.type("1")
    expect(alert).to_have_text("")
    job.press("Backspace")

    # Undo brings the number back, ready to be replaced.
    last = list(given)[-1]
    job.saved()
    job.press("Backspace")
    expect(page.get_by_role("article")).to_contain_text(last)
    expect(field(job)).to_have_value("12.5")
    expect(page.get_by_label("Status")).to_contain_text("Taken back: the answer “12.5 kg”")
    given[weigh(job, "13")] = 13.0

    # Letters are commands until a number is begun, then they are written: a unit may follow.
    page.keyboard.type("44 sfn")
    expect(field(job)).to_have_value("44 sfn")
    for _ in "44 sfn":
        job.press("Backspace")
    skipped = parcel(job)
    job.press("s")
    expect(page.get_by_role("article")).not_to_contain_text(re.compile(rf"{skipped}\b"))
    expect(field(job)).to_have_value("")
    job.press("f", "n")
    page.get_by_label("Note", exact=True).fill("12 f s b: keys are dead in here")
    job.press("Enter")
    expect(page.get_by_text("12 f s b: keys are dead in here")).to_be_visible()
    expect(page.get_by_text("⚑ flagged")).to_be_visible()
    given[weigh(job, "1e2")] = 100.0

    # An answer before is reopened and corrected; arrows go on from one to the next.
    expect(field(job)).to_be_focused()
    job.press("ArrowLeft", "ArrowLeft")
    expect(page.get_by_role("article")).to_contain_text(last)
    expect(field(job)).to_have_value("13")
    given[weigh(job, "14")] = 14.0

    # A reload loses nothing, not even what is half typed.
    page.keyboard.type("17,")
    job.saved()
    page.reload()
    expect(field(job)).to_have_value("17,")
    expect(field(job)).to_be_focused()
    given[weigh(job, "5")] = 17.5
    job.saved()
    assert job.labelled == len(given) == 11
    assert weights(job) == given
    assert job.problems == []


def test_numbers_are_corrected_in_the_list(label: Start, parcels: Path) -> None:
    job = label(parcels, *PARCELS)
    page, items = job.page, job.page.get_by_role("list", name="Items").get_by_role("listitem")
    first = weigh(job, "3")
    job.press("b")
    expect(items).to_have_count(50)
    job.press("/")
    page.keyboard.type(f"{first} ")
    job.press("Enter")
    expect(items).to_have_count(1)
    job.press("ArrowDown")
    expect(items.first.get_by_role("textbox", name="Number in kg")).to_be_focused()
    expect(field(job)).to_have_value("3")
    page.keyboard.type("4,25")
    job.press("Enter")
    expect(items.first).to_contain_text("4.25 kg")
    job.press("Escape", "Escape", "Escape")
    weigh(job, "5")
    job.saved()
    assert weights(job)[first] == 4.25
    assert job.problems == []


def test_the_model_is_quoted_where_its_answer_is_not_checked(label: Start, parcels: Path) -> None:
    job = label(parcels, *PARCELS, "--batch", "5")
    page, model = job.page, job.page.get_by_text(re.compile(r"^model: about -?[\d.]+ ± [\d.]+ kg$"))
    for i in range(100):
        weigh(job, str(20 + i))
        if i >= 10:
            page.wait_for_timeout(100 + 10 * i)  # a person's pace: the model learns meanwhile, on slow machines too
        if model.count():
            break
    expect(model).to_be_visible()
    expect(page.get_by_text("drawn at random to check", exact=False)).to_have_count(0)
    job.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("There is no number yet.")
    # A key finds the field again after a click elsewhere.
    page.get_by_role("button", name="Use dark colours").click()
    page.keyboard.type("7,5")
    expect(field(job)).to_have_value("7,5")
    assert job.problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out(label: Start, parcels: Path, theme: str) -> None:
    job = label(parcels, *PARCELS)
    page = job.page
    weigh(job, "3")
    if theme == "dark":
        page.get_by_role("button", name="Use dark colours").click()
    assert faults(page) == []
    page.keyboard.type("twelve")
    job.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is no number")
    assert faults(page) == []
    job.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("begin a number")
    expect(page.get_by_role("dialog")).not_to_contain_text("Add or rename labels")
    assert faults(page) == []
    job.press("Escape")
    field(job).clear()
    job.press("b")
    expect(page.get_by_role("list", name="Items").get_by_role("listitem")).to_have_count(50)
    job.press("ArrowDown")
    expect(field(job)).to_be_focused()
    assert faults(page) == []


def test_a_narrow_window_has_room_for_numbers(label: Start, parcels: Path) -> None:
    job = label(parcels, *PARCELS, width=400, height=600)
    page = job.page
    job.ready()
    page.keyboard.type("700")
    job.press("Enter")
    needed = [field(job), page.get_by_role("alert"), page.get_by_role("article")]
    needed += [page.get_by_role("button", name=name) for name in ("Answer, key Enter", "Skip", "Undo")]
    assert [in_sight(part) for part in needed] == [True] * len(needed)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
