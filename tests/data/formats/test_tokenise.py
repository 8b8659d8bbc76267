"""Tokens of any script, and sentences of documents, by rules that the manual states."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.formats.tokenise import _ASCII, _parted, sentences, tokenise

LETTERS = ["a", "Z", "3", ".", ",", " ", "\n", "é", "e\u0301", "我", "カ", "न", "ि", "’"]
HIDDEN = ["\u200d", "\u00ad", "\u200b", "\u200f"]
PIECES = st.sampled_from([*LETTERS, *HIDDEN, "👩‍👧", "👍🏽", "🇩🇪"])


def tokens(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenise(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Parkinson's B12-dose, 10mg", ["Parkinson", "'", "s", "B12", "-", "dose", ",", "10mg"]),
        ("3.5 1,000 12:30 3. a.b", ["3.5", "1,000", "12:30", "3", ".", "a", ".", "b"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("e\u0301tude co\u00adop", ["e\u0301tude", "co\u00adop"]),
        ("👨‍👩‍👧ok👍🏽 🇩🇪🇫🇷 1️⃣2", ["👨‍👩‍👧", "ok", "👍🏽", "🇩🇪", "🇫🇷", "1️⃣", "2"]),
        ("我爱北京。カナ", ["我", "爱", "北", "京", "。", "カ", "ナ"]),
        ("سلام\u200cعلیکم دنیا؟", ["سلام\u200cعلیکم", "دنیا", "؟"]),
        ("a\u200bb\u00a0c", ["a", "b", "c"]),
        ("", []),
        (" \n\u200f", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_offsets_rise_and_all_that_can_be_seen_is_in_a_token(text: str) -> None:
    at = 0
    for start, end in tokenise(text):
        assert at <= start < end <= len(text)
        assert not any(character.isspace() for character in text[start:end])
        gap, at = text[at:start], end
        assert all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc") for c in gap)
    assert all(c.isspace() or unicodedata.category(c) in ("Cf", "Cc") for c in text[at:])


@given(st.text(st.characters(max_codepoint=127)))
def test_the_quick_way_and_the_slow_one_agree(text: str) -> None:
    slow = [place for start, end in [(0, len(text))] for place in _parted(text, start, end)]
    assert slow == [match.span() for match in _ASCII.finditer(text)]


@given(st.lists(PIECES).map("".join))
def test_marks_stay_with_what_they_belong_to(text: str) -> None:
    for start, _ in tokenise(text):
        alone = start == 0 or text[start - 1].isspace() or text[start - 1] in HIDDEN
        assert alone or text[start] not in "\u0301ि🏽"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! three? “Four.” Five", ["One.", "Two! three?", "“Four.”", "Five"]),
        ("Dr. Who met J. Doe, e.g. Here.", ["Dr. Who met J. Doe, e.g. Here."]),
        ("a\n\nb\nc", ["a", "b\nc"]),
        ("我。你！好", ["我。", "你！", "好"]),
        ("So… Well. 3 men", ["So…", "Well.", "3 men"]),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_marked_stretch_is_not_parted() -> None:
    text = "One. Two. Three."
    assert [text[a:b] for a, b in sentences(text, [(0, 8), (2, 4)])] == ["One. Two.", "Three."]


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=3))
def test_sentences_cover_all_that_is_not_blank(text: str, marked: list[tuple[int, int]]) -> None:
    whole = [(start, start + n) for start, n in marked]
    at = 0
    for start, end in sentences(text, whole):
        assert at <= start < end
        assert text[at:start].strip() == ""
        at = end
    assert text[at:].strip() == ""
