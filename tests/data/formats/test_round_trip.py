"""What is written is read back, whatever the text; what cannot be written is told and harms nothing."""

import errno
import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askless.data.formats.format import FORMATS
from askless.data.formats.reader import open_table
from askless.data.formats.write import write_rows
from askless.data.source import open_source
from askless.errors import SourceError, StorageError, UsageError

HARD = [
    'say "hi", you',
    "two\nlines\r\nor three\rof them",
    "=1+1",
    "a;b\tc|d",
    "👩‍👩‍👧 \u202eשלום\u202c",
    "\ufeffmark",
    " x ",
    "'",
    '"',
]
TEXT = st.one_of(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30), st.sampled_from(HARD)
)
ROWS = st.lists(st.fixed_dictionaries({"id": TEXT, "text": TEXT, "label": TEXT}), min_size=1, max_size=8)
COLUMNS = ("id", "text", "label")


@pytest.mark.parametrize("name", [*FORMATS.names(), *(f"{name}.gz" for name in FORMATS.names())])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_texts_come_back(name: str, rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{name}"
        # The first row keeps every other one from being taken for the header of numbers.
        rows = [{"id": "words", "text": "words", "label": "words"}, *rows]
        assert write_rows(path, COLUMNS, rows) == len(rows)
        table = open_table(path)
        assert table.names == COLUMNS
        found = list(table.rows())
        assert found == [[row[c] for c in COLUMNS] for row in rows]
        assert list(table.rows()) == found


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXT.filter(str.strip), min_size=1, max_size=6))
def test_items_hold_the_texts_of_a_csv(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_rows(path, ["text", "label"], ({"text": text} for text in texts))
        source = open_source(path, cache=Path(folder) / "cache", text="text")
        assert source.items.take(np.arange(len(texts))) == texts
        first = source.items.duplicates()
        assert [texts[row] for row in first] == texts
        for row, text in enumerate(texts):
            assert row in source.items.search(text)


@pytest.mark.parametrize("name", ["jsonl", "json", "parquet"])
def test_values_keep_their_types(tmp_path: Path, name: str) -> None:
    columns = ["n", "x", "on", "tags", "none", "mixed"]
    rows: list[dict[str, Any]] = [
        {"n": np.int64(3), "x": 0.5, "on": True, "tags": ("a", "b"), "mixed": 1},
        {"n": None, "x": 2, "on": False, "tags": [], "mixed": "one"},
        {"x": float("nan"), "tags": None},
    ]
    path = tmp_path / f"a.{name}"
    write_rows(path, columns, rows)
    found = list(open_table(path).rows())
    mixed = [1, "one", None] if name != "parquet" else ["1", "one", None]
    assert [row[:4] for row in found] == [
        [3, 0.5, True, ["a", "b"]],
        [None, 2, False, []],
        [None, None, None, None],
    ]
    assert [row[4] for row in found] == [None] * 3
    assert [row[5] for row in found] == mixed


def test_csv_cells(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.csv", ["a", "b", "c", "d"], [{"a": None, "b": True, "c": ["x"], "d": 0.1}])
    assert (tmp_path / "a.csv").read_bytes() == b'a,b,c,d\r\n,true,"[""x""]",0.1\r\n'


def test_half_characters_are_spelled_out(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.csv", ["a"], [{"a": "x\ud83d"}])
    assert (tmp_path / "a.csv").read_text() == "a\nx\\ud83d\n"
    write_rows(tmp_path / "a.jsonl", ["a"], [{"a": "x\ud83d"}])
    assert list(open_table(tmp_path / "a.jsonl").rows()) == [["x\ud83d"]]


def test_no_rows(tmp_path: Path) -> None:
    for name in ("csv", "tsv", "json", "parquet"):
        assert write_rows(tmp_path / f"a.{name}", COLUMNS, []) == 0
    assert (tmp_path / "a.csv").read_text() == "id,text,label\n"
    assert (tmp_path / "a.json").read_text() == "[]\n"


def test_packed_files_are_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a.csv.gz", "b.csv.gz"):
        write_rows(tmp_path / name, ["a"], [{"a": "x"}])
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()) == b"a\r\nx\r\n"


def test_an_unknown_extension(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has the extension") as refused:
        write_rows(tmp_path / "a.xls", ["a"], [])
    assert ".csv, .json, .jsonl" in refused.value.remedy
    assert not any(word in refused.value.remedy for word in (".npy", "folder", "images")), "those are for reading"
    with pytest.raises(UsageError, match="“labels” has no extension"):
        write_rows(tmp_path / "labels", ["a"], [])


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="its folder does not exist"):
        write_rows(tmp_path / "no" / "a.csv", ["a"], [])


@pytest.mark.parametrize(
    ("code", "said"), [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not write")]
)
def test_a_failed_write_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    path = tmp_path / "a.csv"
    write_rows(path, ["a"], [{"a": "old"}])

    def fail(_: int) -> None:
        raise OSError(code, "said by the system")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(StorageError, match=said):
        write_rows(path, ["a"], [{"a": "new"}])
    assert path.read_text() == "a\nold\n"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_failure_half_way_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write_rows(path, ["a"], [{"a": "old"}])

    def rows() -> Iterator[dict[str, str]]:
        yield {"a": "new"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_rows(path, ["a"], rows())
    assert path.read_text() == '{"a": "old"}\n'
    assert [p.name for p in tmp_path.iterdir()] == ["a.jsonl"]


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200), name=st.sampled_from(["csv", "tsv", "jsonl", "json", "parquet", "npy", "npz"]))
def test_any_bytes_are_read_or_refused_in_two_sentences(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{name}"
        path.write_bytes(data)
        try:
            found = len(open_source(path, cache=Path(folder) / "cache", allow_all_labelled=True).items)
        except SourceError as refused:
            found = len(refused.problem) * len(refused.remedy)
        assert found > 0


@pytest.mark.parametrize("column", range(3))
@pytest.mark.parametrize("at", range(5))
def test_a_stray_quote_never_swallows_rows(tmp_path: Path, column: int, at: int) -> None:
    lines = [f"{i},plain words {i},ham" for i in range(6)]
    cells = lines[at].split(",")
    cells[column] = '"' + cells[column]
    lines[at] = ",".join(cells)
    path = tmp_path / "a.csv"
    path.write_text("id,text,label\n" + "\n".join(lines) + "\n")
    with pytest.raises(SourceError, match=f"opens in line {at + 2} of"):
        open_source(path)
    for end in range(at + 1, 6):  # a later quote closes it by chance
        closed = [*lines[:end], lines[end] + '"', *lines[end + 1 :]]
        path.write_text("id,text,label\n" + "\n".join(closed) + "\n")
        with pytest.raises(SourceError, match=f"Line {at + 2}|line {at + 2}|Line {end + 2}|line {end + 2}"):
            open_source(path)
