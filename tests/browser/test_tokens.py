"""Words of sentences, labelled by keyboard: spans and tags, guesses accepted and corrected, windows."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .accessible import faults
from .conftest import Job, Start
from .test_labelling import exported
from .test_screen import in_sight

PEOPLE = ("Anna", "Zoe\u0308 Ek", "Carla", "Dora", "Emil Noack")
PLACES = ("Paris", "Oslo", "New York", "São Paulo", "Lima")
VERBS = ("met", "saw", "called", "paid", "left")
KEYS = {"LOC": "1", "PER": "2"}
Span = tuple[int, int, str]


def sentence(i: int) -> tuple[str, list[Span]]:
    """A sentence and its spans. In every third, browsers count more characters than Python does."""
    person, place, verb = PEOPLE[i % 5], PLACES[(i * 3) % 5], VERBS[(i * 7) % 5]
    head = "👩\u200d👩\u200d👧 𝟓𝟎 " if i % 3 == 0 else ""
    text = f"{head}{person} {verb} a friend number {i} in {place} on day {i * 3}"
    spans = [(text.index(name), text.index(name) + len(name), kind) for name, kind in ((person, "PER"), (place, "LOC"))]
    return text, spans


SENTENCES = dict(sentence(i) for i in range(90))


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    """Ninety sentences; sixty of them have their spans already, which is when windows are asked about."""
    path = tmp_path / "sentences.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for i, (text, spans) in enumerate(SENTENCES.items()):
            given = {"spans": [{"start": s, "end": e, "label": kind} for s, e, kind in spans]} if i < 60 else {}
            file.write(json.dumps({"id": str(i), "text": text, **given}) + "\n")
    return path


def words(page: Page) -> Locator:
    """The words on screen."""
    return page.get_by_role("listbox", name="Words of the sentence").get_by_role("option")


def asked(page: Page) -> dict[str, Any]:
    """Of the sentence on screen its words as they are shown, in pairs of text and label, and which are asked."""
    found = words(page).evaluate_all("all => all.map(one => [one.ariaLabel.split(', '), one.ariaDisabled !== 'true'])")
    open_ = [at for at, (_, is_open) in enumerate(found) if is_open]
    labels = [next((part for part in said[1:] if part in KEYS), None) for said, _ in found]
    begins = [label is not None and "continued" not in said for (said, _), label in zip(found, labels, strict=True)]
    return {
        "words": [said[0] for said, _ in found],
        "labels": labels,
        "begins": begins,
        "first": open_[0],
        "end": open_[-1] + 1,
    }


def offsets(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    """Where the words lie in the text."""
    found, at = [], 0
    for token in tokens:
        at = text.index(token, at)
        found.append((at, at + len(token)))
        at += len(token)
    return found


def go(job: Job, first: int, at: int) -> None:
    """Move the cursor to a word, from the first one that is asked."""
    job.press("Home", *["ArrowRight"] * (at - first))


def mark(job: Job) -> tuple[str, set[int]]:
    """Mark the sentence on screen wherever the guess is wrong; returns its text and the words that are known then."""
    page = job.page
    expect(words(page).first).to_be_visible()
    shown = asked(page)
    (text,) = (text for text in SENTENCES if "".join(text.split()) == "".join(shown["words"]))
    places = offsets(text, shown["words"])
    first, end = shown["first"], shown["end"]
    right = []
    for span in SENTENCES[text]:
        at = [i for i, (start, stop) in enumerate(places) if start < span[1] and stop > span[0]]
        if any(first <= i < end for i in at):
            right.append((at, span))
    for i in range(first, end):
        inside = next((at for at, span in right if i in at and shown["labels"][i] == span[2]), None)
        if shown["labels"][i] is not None and inside is None:
            go(job, first, i)
            job.press("Delete")
    for at, span in right:
        shown = asked(page)
        wanted = [i == at[0] for i in at], [span[2]] * len(at)
        after = at[-1] + 1 < len(places) and shown["labels"][at[-1] + 1] is not None and not shown["begins"][at[-1] + 1]
        if not after and ([shown["begins"][i] for i in at], [shown["labels"][i] for i in at]) == wanted:
            continue
        if at[0] >= first:
            go(job, first, at[0])
            job.press(*["Shift+ArrowRight"] * (len(at) - 1), KEYS[span[2]])
        else:
            go(job, first, at[-1])
            job.press(*["Shift+ArrowLeft"] * (len(at) - 1), KEYS[span[2]])
        if len(at) == 1 and asked(page)["labels"][at[0]] is None:
            job.press(KEYS[span[2]])
    return text, {*range(first, end), *(i for at, _ in right for i in at)}


def labels(job: Job) -> dict[str, list[list[Any]]]:
    """Spans by text, from the export."""
    lines = exported(job, "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["text"]: row["label"] for row in map(json.loads, lines)}


def test_twenty_sentences_by_keyboard_whole_and_in_part(label: Start, sentences: Path) -> None:
    job = label(sentences, "--task", "span", "--strategy", "sub_sequence")
    page = job.page
    expect(page.get_by_text("version 1,")).to_be_visible(timeout=30_000)
    page.reload()  # what was asked before there was a model is asked whole
    known: dict[str, set[int]] = {}
    windows = 0
    for n in range(20):
        text, told = mark(job)
        known[text] = known.get(text, set()) | told
        shown = asked(page)
        windows += len(shown["words"]) > shown["end"] - shown["first"]
        before = page.get_by_role("listbox").inner_text()
        job.press("Enter")
        expect(page.get_by_role("listbox")).not_to_have_text(before, use_inner_text=True)
        if n == 9:
            job.press("Backspace" if asked(page)["labels"][asked(page)["first"]] is None else "Control+z")
            assert asked(page)["words"] == shown["words"]
            before = page.get_by_role("listbox").inner_text()
            job.press("Enter")
            expect(page.get_by_role("listbox")).not_to_have_text(before, use_inner_text=True)
        job.saved()
    assert windows, "no question was about some words only"
    expect(page.get_by_test_id("labelled")).to_contain_text(f"{60 + len(known)} of")
    found = labels(job)
    assert len(found) == 60 + len(known)
    for text, told in known.items():
        tokens = re.findall(r"\S+", text)
        places = offsets(text, tokens)
        right = [
            list(span)
            for span in SENTENCES[text]
            if any(places[i][0] < span[1] and places[i][1] > span[0] for i in told)
        ]
        assert [span for span in found[text] if span[2] is not None] == right
        left = [span for span in found[text] if span[2] is None]
        unknown = {i for i, (start, end) in enumerate(places) if any(one[0] < end and one[1] > start for one in left)}
        assert unknown == set(range(len(tokens))) - told
    assert job.problems == []


def test_a_right_guess_costs_one_key_and_a_wrong_word_two(label: Start, tmp_path: Path) -> None:
    path = tmp_path / "tagged.jsonl"
    tags = {"the": "DET", "a": "DET", "dog": "NOUN", "cat": "NOUN", "sees": "VERB", "hears": "VERB", "likes": "VERB"}
    parts = product(("the", "a"), ("dog", "cat"), ("sees", "hears", "likes"), ("the", "a"), ("dog", "cat"), ("", "the"))
    texts = [[word for word in words if word] for words in parts]
    with path.open("w", encoding="utf-8") as file:
        for i, text in enumerate(texts):
            given = {"tags": [tags[word] for word in text]} if i % 4 or i < 20 else {}
            file.write(json.dumps({"id": str(i), "tokens": text, **given}) + "\n")
    done = sum(i % 4 > 0 or i < 20 for i in range(len(texts)))
    job = label(path, "--task", "tag")
    page = job.page
    key = {"DET": "1", "NOUN": "2", "VERB": "3"}  # as they are sorted

    def shown() -> list[list[str]]:
        return [said.split(", ") for said in words(page).evaluate_all("all => all.map(one => one.ariaLabel)")]

    expect(page.get_by_text("version 1,")).to_be_visible(timeout=30_000)
    page.reload()  # what was asked before there was a model has no guess
    expect(words(page).first).to_be_focused()
    right = wrong = 0
    for n in range(done, len(texts)):
        expect(page.get_by_test_id("labelled")).to_contain_text(f"{n} of")
        expect(words(page).first).to_be_visible()
        said = shown()
        if "guessed" not in said[0][-1]:
            job.press(*(key[tags[word]] for word, *_ in said))  # the cursor goes on by itself
        elif n % 2 == 0 and all(tag == tags[word] for word, tag, _ in said):
            right += 1
        else:
            job.press("Tab")
            at = words(page).evaluate_all("all => all.findIndex(one => one === document.activeElement)")
            other = "VERB" if said[at][1] != "VERB" else "DET"
            job.press(key[other])
            assert shown()[at] == [said[at][0], other]
            job.press("Control+z")
            assert shown() == said
            for at, (word, tag, *_) in enumerate(said):
                if tag != tags[word]:
                    go(job, 0, at)
                    job.press(key[tags[word]])
            wrong += 1
        job.press("Enter")
        expect(page.get_by_test_id("labelled")).to_contain_text(f"{n + 1} of")
    assert min(right, wrong) > 0
    job.saved()
    lines = exported(job, "labels.jsonl").read_text(encoding="utf-8").splitlines()
    assert [row["label"] for row in map(json.loads, lines)] == [[tags[word] for word in text] for text in texts]
    assert job.problems == []


@pytest.mark.parametrize("width", [1280, 400])
def test_the_screen_of_sentences_is_in_sight_and_accessible(label: Start, sentences: Path, width: int) -> None:
    job = label(sentences, "--task", "span", width=width)
    page = job.page
    expect(words(page).first).to_be_focused()
    needed = [
        words(page).first,
        page.get_by_role("button", name="PER, key 2"),
        page.get_by_role("button", name="LOC, key 1"),
        page.get_by_role("button", name="key Enter"),
        page.get_by_role("button", name="Skip"),
    ]
    assert [in_sight(part) for part in needed] == [True] * len(needed)
    assert faults(page) == []
    job.press("1")
    expect(words(page).first).to_have_attribute("aria-label", asked(page)["words"][0] + ", LOC")
    page.get_by_role("button", name="Use dark colours").click()
    assert faults(page) == []
    # The keyboard comes out of the sentence, and back into it.
    words(page).first.focus()
    job.press("Escape")
    expect(page.get_by_role("button", name="LOC, key 1")).to_be_focused()
    job.press("Shift+Tab")
    expect(words(page).first).to_be_focused()
    assert job.problems == []


def test_the_mouse_selects_marks_and_takes_away(label: Start, sentences: Path) -> None:
    job = label(sentences, "--task", "span")
    page = job.page
    expect(words(page).first).to_be_visible()
    boxes = [words(page).nth(at).bounding_box() for at in (1, 3)]
    (x1, y1), (x2, y2) = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes if b]
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move(x2, y2, steps=8)
    page.mouse.up()
    expect(words(page).and_(page.locator("[aria-selected=true]"))).to_have_count(3)
    page.get_by_role("button", name="LOC, key 1").click()
    assert asked(page)["labels"][1:4] == ["LOC"] * 3
    page.mouse.click(x1, y1)
    page.get_by_role("button", name="No type").click()
    assert asked(page)["labels"][1:4] == [None] * 3
    # A click beside the words takes the keyboard from nobody.
    page.get_by_role("article").click(position={"x": 4, "y": 4})
    job.press("ArrowRight")
    expect(words(page).nth(2)).to_be_focused()
    assert job.problems == []


def test_answers_about_words_are_filtered_and_corrected_in_the_list(label: Start, sentences: Path) -> None:
    job = label(sentences, "--task", "span")
    page = job.page
    expect(words(page).first).to_be_visible()
    job.press("b")
    page.get_by_role("combobox", name="Label").select_option("PER")
    expect(page.get_by_role("status").filter(has_text="of 60 items")).to_be_visible()
    job.press("ArrowDown")
    expect(words(page).first).to_be_focused()
    text, spans = next(iter(SENTENCES.items()))
    at = asked(page)["labels"].index("PER")
    go(job, 0, at)
    job.press(KEYS["LOC"], "Enter")
    job.saved()
    assert labels(job)[text] == [[*spans[0][:2], "LOC"], list(spans[1])]
    assert job.problems == []
