"""The main job with the keyboard only, and all of it found again in the export."""

import csv
import json
import subprocess
from pathlib import Path

from playwright.sync_api import expect

from .conftest import Job, Start, command


def exported(job: Job, name: str) -> Path:
    """What askless export writes."""
    path = job.project.parent / name
    subprocess.run(command("export", str(job.project), "-o", str(path)), check=True, capture_output=True)
    return path


def answers(job: Job) -> dict[str, str]:
    """Label by text, from the export."""
    with exported(job, "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["text"]: row["label"] for row in csv.DictReader(file) if row["label"]}


def test_thirty_items_by_keyboard_with_everything_between(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    given: dict[str, str] = {}
    job.ready()
    for i in range(10):
        given[job.answer("12"[i % 2])] = ("spam", "ham")[i % 2]

    # Undo across items: the item comes back, its earlier answer is shown, and another one is given.
    last = list(given)[-1]
    job.saved()  # what is not sent yet would be withdrawn without any undo in the log
    job.press("Backspace")
    expect(page.get_by_role("article")).to_have_text(last)
    expect(page.get_by_role("button", name="ham, key 2")).to_contain_text("answered before")
    given[job.answer("1")] = "spam"

    skipped = job.answer("s")
    assert skipped not in given

    job.press("f", "n")
    page.get_by_label("Note", exact=True).fill("12 f s b: keys are dead in here")
    job.press("Enter")
    expect(page.get_by_text("12 f s b: keys are dead in here")).to_be_visible()
    flagged = job.text.split("\n")[0]
    given[job.answer("2") and flagged] = "ham"

    # A label is added while labelling, and has the next key.
    job.press("+")
    page.get_by_label("Name of a new label").fill("maybe")
    job.press("Enter")
    expect(page.get_by_role("button", name="maybe, key 3")).to_be_attached()
    job.press("Escape")
    given[job.answer("3")] = "maybe"

    # A reload in the middle loses nothing.
    job.saved()
    page.reload()
    expect(page.get_by_test_id("labelled")).to_contain_text(str(len(given)))
    expect(page.get_by_label("Last ten answers").get_by_role("button")).to_have_count(10)
    while len(given) < 30:
        given[job.answer("12"[len(given) % 2])] = ("spam", "ham")[len(given) % 2]
    job.saved()
    assert job.labelled == 30

    # Browse, find one, and correct it in place.
    job.press("b", "/")
    page.get_by_label("Search").fill(last)
    expect(page.get_by_label("Items").get_by_role("button")).to_have_count(1)
    job.press("Enter", "ArrowDown")
    expect(page.get_by_label("Items").get_by_role("button", name="spam, key 1")).to_contain_text("your answer")
    job.press("3")
    expect(page.get_by_label("Items").get_by_role("button", name="maybe, key 3")).to_contain_text("your answer")
    given[last] = "maybe"

    # Back from there, the keys are those of labelling again.
    job.press("Escape", "Escape", "Escape")  # the row, the search, the list
    given[job.answer("1")] = "spam"
    job.press("b")
    expect(page.get_by_role("list", name="Items")).to_be_visible()
    job.press("b")
    given[job.answer("2")] = "ham"
    job.saved()

    assert answers(job) == given
    assert skipped not in answers(job)
    log = [json.loads(line) for line in exported(job, "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"skip", "flag", "note", "undo"} <= {event.get("kind") for event in log}
    assert job.problems == []


def test_names_of_labels_are_asked_first(label: Start, messages: Path) -> None:
    job = label(messages)
    page = job.page
    page.get_by_label("Name of a label").wait_for()
    page.keyboard.type("yes")
    job.press("Enter")
    expect(page.get_by_role("button", name="Start labelling")).to_be_disabled()
    page.keyboard.type("no")
    job.press("Enter", "Enter")
    expect(page.get_by_role("button", name="yes, key 1")).to_be_visible()
    text = job.answer("1")
    job.saved()
    assert answers(job) == {text: "yes"}


def test_several_labels_are_switched_and_submitted(label: Start, messages: Path) -> None:
    job = label(messages, "--multilabel", "--labels", "prize,home,day")
    page = job.page
    job.ready()
    job.press("3", "1", "2", "2")
    expect(page.get_by_role("button", name="prize, key 1")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="home, key 2")).to_have_attribute("aria-pressed", "false")
    text = job.answer("Enter")
    job.saved()
    assert answers(job) == {text: "prize;day"}


def test_undo_after_a_reload_and_reopening(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    first, second = job.answer("1"), job.answer("2")
    job.saved()
    page.reload()
    job.ready()
    job.press("Control+z")
    expect(page.get_by_role("article")).to_have_text(second)
    job.press("ArrowLeft")
    expect(page.get_by_role("article")).to_have_text(first)
    expect(page.get_by_role("button", name="spam, key 1")).to_contain_text("your answer")
    job.press("2")
    expect(page.get_by_role("article")).to_have_text(second)
    job.saved()
    assert answers(job) == {first: "ham"}


def test_undo_leaves_an_added_label_and_says_so(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, status = job.page, job.page.get_by_label("Status")
    text = job.answer("1")
    job.saved()
    job.press("+")
    page.get_by_label("Name of a new label").fill("maybe")
    job.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Added “maybe”.")
    job.press("Escape", "Backspace")
    expect(page.get_by_role("article")).to_have_text(text)
    expect(status).to_contain_text(f"Taken back: the answer “spam” to “{text[:30]}")
    expect(status).to_contain_text("The new label “maybe” stays.")
    expect(page.get_by_role("button", name="maybe, key 3")).to_be_enabled()


def test_escape_leaves_a_search_and_then_ends_it(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, items = job.page, job.page.get_by_role("list", name="Items").get_by_role("listitem")
    job.ready()
    job.press("b")
    expect(items).to_have_count(50)
    job.press("/")
    field = page.get_by_label("Search")
    page.keyboard.type("message 17 ")
    job.press("Escape")  # before the search was sent
    expect(items).to_have_count(1)
    expect(field).to_have_value("message 17 ")
    expect(items.get_by_role("button")).to_be_focused()
    job.press("ArrowDown", "1")
    expect(items.get_by_role("button", name="spam, key 1")).to_contain_text("your answer")
    job.press("Escape")  # closes the row
    expect(items.get_by_role("button")).to_have_count(1)
    job.press("Escape")
    expect(field).to_have_value("")
    expect(items).to_have_count(50)
    job.press("Escape")
    job.ready()
    assert list(answers(job)) == ["message 17 about prizes to win on day 119"]


def test_an_arrow_leads_from_the_search_to_what_it_found(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, items = job.page, job.page.get_by_role("list", name="Items").get_by_role("listitem")
    job.ready()
    job.press("b")
    expect(items).to_have_count(50)
    job.press("/")
    page.keyboard.type("message 17 ")
    job.press("ArrowDown")
    expect(items).to_have_count(1)
    expect(items.get_by_role("button", expanded=True)).to_be_visible()
    job.press("1")
    expect(items.get_by_role("button", name="spam, key 1")).to_contain_text("your answer")
    job.saved()
    assert list(answers(job)) == ["message 17 about prizes to win on day 119"]


def test_a_key_answers_the_row_that_has_the_focus(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, items = job.page, job.page.get_by_role("list", name="Items").get_by_role("listitem")
    job.ready()
    job.press("b")
    expect(items).to_have_count(50)
    job.press("1")
    expect(page.get_by_label("Status")).to_contain_text("No item is open")
    items.nth(2).get_by_role("button").focus()
    job.press("2")
    expect(items.nth(2).get_by_role("button", name="ham, key 2")).to_contain_text("your answer")
    job.saved()
    assert len(answers(job)) == 1


def test_a_label_is_renamed_on_purpose_only(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    job.press("+")
    dialog, field = page.get_by_role("dialog"), page.get_by_label("Rename ham")
    field.fill("spam")
    job.press("Enter")
    expect(dialog).to_contain_text("“spam” is there already.")
    expect(field).to_be_focused()
    field.fill("egg")
    job.press("Tab")
    expect(dialog).to_contain_text("“ham” keeps its name")
    expect(field).to_have_value("ham")
    field.fill("eggs")
    job.press("Enter")
    expect(dialog).to_contain_text("“ham” is now “eggs”")
    expect(page.get_by_label("Rename eggs")).to_be_focused()
    job.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="eggs, key 2")).to_be_visible()


def test_a_label_that_is_there_or_looks_so_is_told(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    job.press("+")
    dialog, field = page.get_by_role("dialog"), page.get_by_label("Name of a new label")
    field.fill("ham")
    job.press("Enter")
    expect(dialog).to_contain_text("“ham” is there already.")
    field.fill("Ham")
    job.press("Enter")
    expect(dialog).to_contain_text("“Ham” differs from “ham” only by case or blanks.")
    expect(page.get_by_label("Rename Ham", exact=True)).to_have_count(0)
    job.press("Enter")
    expect(dialog).to_contain_text("Added “Ham”.")
    expect(page.get_by_label("Rename Ham", exact=True)).to_be_visible()


def test_buttons_stand_in_the_order_of_their_keys(label: Start, messages: Path) -> None:
    job = label(messages, "--labels=-1,0,1")
    job.ready()
    buttons = job.page.get_by_role("group", name="Choose one label").get_by_role("button")
    names = [button.get_attribute("aria-label") for button in buttons.all()]
    assert names == ["0, key 0", "1, key 1", "-1, key 2"]


def test_a_single_label_is_said_to_be_too_few(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam")
    page = job.page
    said = page.get_by_text("A model can learn once there are two labels")
    expect(said).to_be_visible()
    page.get_by_role("button", name="Add a label").click()
    page.get_by_label("Name of a new label").fill("ham")
    job.press("Enter")
    expect(said).to_have_count(0)


def test_two_tabs_ask_different_items(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    job.ready()
    other = job.page.context.new_page()
    other.goto(job.address.split("?")[0])
    expect(other.get_by_role("article")).to_contain_text("message")
    assert other.get_by_role("article").inner_text() != job.text
    other.keyboard.press("1")
    expect(job.page.get_by_test_id("labelled")).to_contain_text("1 of 80")
