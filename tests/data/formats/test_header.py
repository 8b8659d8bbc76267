"""Whether the first row of a table names its columns: in doubt it does, and the line says so."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.formats.header import has_header
from askless.data.formats.reader import open_table
from askless.data.source import open_source
from askless.errors import SourceError, UsageError

REMARKS = ["I waited for an hour, twice.", "never again, it broke at once", "works", "all of it was fine"]


def column(*cells: str) -> list[list[str]]:
    """Rows of one cell."""
    return [[cell] for cell in cells]


@pytest.mark.parametrize(
    "rows",
    [
        column(*REMARKS),
        column("今天天气很好，我们去公园吧。", "你好世界今天天气很好啊"),
        [["m1", REMARKS[0]], ["m2", REMARKS[1]]],
        [["2026-01-31", REMARKS[0]], ["2026-02-01", REMARKS[1]]],
        [["5", REMARKS[0]], ["3", REMARKS[1]]],
        [["", REMARKS[0]], ["", REMARKS[1]]],
        [[REMARKS[0], REMARKS[0]], [REMARKS[1], REMARKS[3]]],
        [["ham", REMARKS[0]], ["spam", REMARKS[1]], ["ham", REMARKS[3]]],
        [["Loved it!", "5"], ["not so much", "1"], ["it was all fine", "3"]],
        column("none", "none", "the food was bad", "none"),
        [["none", "neg"], ["none", "neg"], ["the food was bad", "neg"], ["all was fine", "pos"]],
        [["ok", "ham"], ["see you at lunch", "ham"], ["win a prize now", "spam"], ["bye", "ham"]],
        [["spam", "buy now"], ["ham", "see you"], ["spam", "win a prize"], ["spam", "last chance"]],
    ],
)
def test_an_item(rows: list[list[str]]) -> None:
    assert not has_header(rows)


@pytest.mark.parametrize(
    "rows",
    [
        column("text", *REMARKS),
        column("review text", *REMARKS),
        column("What did you think of your last visit to us?", *REMARKS),
        column("Please say in your own words why:", *REMARKS),
        column("a long sentence that heads a column", "12", "13"),
        column("a long sentence that heads a column", "red", "blue"),
        column(REMARKS[0]),
        [["text", "label"], [REMARKS[0], ""]],
        [["Great", REMARKS[0]], ["Poor", REMARKS[1]]],
        [["id", "What did you like about it?"], ["1", REMARKS[0]]],
        [["col1", "col2"], ["red", "blue"]],
        [["q1", REMARKS[0]], ["yes", REMARKS[1]]],
        [["message", "spam"], *([f"text number {i} here", ["spam", "not spam", ""][i % 3]] for i in range(30))],
        [["remark", "spam"], *([f"text number {i} here", ["spam", "not spam", ""][i % 3]] for i in range(30))],
        [["text", "true"], ["hello world here", "true"], ["another world", "false"], ["third text", "true"]],
        [["text", "label"], ["hello there", "ham"], ["text", "label"], ["win now", "spam"]],
        [["word", "kind"], ["cat", "noun"], ["word", "kind"], ["go", "verb"], ["run", "verb"]],
    ],
)
def test_a_header_or_a_doubt(rows: list[list[str]]) -> None:
    assert has_header(rows)


@given(st.lists(st.lists(st.text(max_size=40), min_size=2, max_size=2), min_size=1, max_size=6))
def test_a_common_name_is_always_a_header(rows: list[list[str]]) -> None:
    rows = [["text", "label"], *([cell for cell in row if cell not in ("text", "label")] for row in rows)]
    rows = [row for row in rows if len(row) == 2]
    assert has_header(rows)


def test_no_item_is_lost_and_the_line_says_how_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "remarks.csv"
    path.write_text("".join(json.dumps(remark) + "\n" for remark in REMARKS))
    source = open_source(path)
    assert source.items.take(range(4)) == REMARKS  # type: ignore[arg-type]
    assert source.sentence == (
        "Took 4 texts from column “column 1”; ids are row numbers; the first row is an item, as it names no columns. "
        "Say otherwise with --header, --text, --id, --label-column."
    )
    other = open_source(path, header=True)
    assert len(other.items) == 3
    assert f"from column “{REMARKS[0]}”" in other.sentence
    assert "--header" not in other.sentence


def test_a_doubtful_header_is_said(tmp_path: Path) -> None:
    path = tmp_path / "remarks.tsv"
    path.write_text("".join(f"{name}\t{remark}\n" for name, remark in zip("abcd", REMARKS, strict=True)))
    source = open_source(path)
    assert len(source.items) == 3
    assert f"the first row is a header: “a”, “{REMARKS[0]}”. Say otherwise with --no-header" in source.sentence
    assert len(open_source(path, header=False).items) == 4
    path.write_text("id\ttext\n1\tone two\n2\tthree four\n")
    assert "header" not in open_source(path).sentence


def test_files_that_were_put_together(tmp_path: Path) -> None:
    path = tmp_path / "both.csv"
    path.write_text("text,label\nhello there,ham\nwin now,spam\ntext,label\nsee you,ham\ntext,label\nbye now,\n")
    source = open_source(path)
    assert source.items.take(range(4)) == ["hello there", "win now", "see you", "bye now"]  # type: ignore[arg-type]
    assert source.given == {0: "ham", 1: "spam", 2: "ham"}
    assert source.items.ids.take([2]) == ["3"]
    assert source.problems == ["2 rows that repeat the header were left out."]
    assert "header" not in source.sentence


def test_a_name_that_is_a_value_too_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mails.csv"
    path.write_text("message,spam\n" + "".join(f"mail number {i} here,{['spam', ''][i % 2]}\n" for i in range(9)))
    source = open_source(path, label_column="spam")
    assert (len(source.items), len(source.given)) == (9, 5)
    assert "the first row is a header: “message”, “spam”. Say otherwise with --no-header" in source.sentence


def test_what_was_said_is_kept_apart_in_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "remarks.csv"
    path.write_text("text,author\n" + "".join(f"{json.dumps(remark)},ann\n" for remark in REMARKS))
    for header, number in ((None, 4), (False, 5), (True, 4), (None, 4)):
        assert len(open_source(path, cache=tmp_path / "cache", header=header).items) == number


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet", "a.npy", "folder"])
def test_a_word_on_a_header_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    place.mkdir() if name == "folder" else place.write_text('{"text": "one two"}\n')
    with pytest.raises(UsageError, match="is no file whose first row could be a header"):
        open_source(place, header=False)


def test_an_unknown_extension_is_still_one(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text("text")
    with pytest.raises(SourceError, match="has the extension"):
        open_table(tmp_path / "a.doc", header=True)
