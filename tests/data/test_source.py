"""Opening sources: what is found, what is said, what is refused."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.data.source import AllLabelledError, open_source, reopen
from askless.errors import LabelError, SourceError, StorageError

TEXTS = ["see you at eight tonight", "you won a prize, call now", "lunch tomorrow?", "free entry, reply WIN"]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of these contents, gzipped if it is named so."""
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def texts_of(source: Any) -> list[str]:
    """All texts of a source."""
    return list(source.items.take(np.arange(len(source.items))))


def csv_of(rows: list[str], header: str = "text") -> str:
    """A CSV file, every cell quoted."""
    return header + "\n" + "".join('"' + row.replace('"', '""') + '"\n' for row in rows)


# --- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", csv_of(TEXTS)),
        ("a.tsv", "id\ttext\n" + "".join(f"{i}\t{t}\n" for i, t in enumerate(TEXTS))),
        ("a.jsonl", "".join(json.dumps({"text": t}) + "\n" for t in TEXTS)),
        ("lines.json", "".join(json.dumps({"text": t}) + "\n" for t in TEXTS)),
        ("a.json", json.dumps([{"text": t} for t in TEXTS], indent=1)),
        ("array.jsonl", json.dumps(TEXTS)),
        ("under_a_key.json", json.dumps({"version": 1, "items": [{"body": t} for t in TEXTS]})),
    ],
)
def test_the_same_texts_in_every_format(tmp_path: Path, name: str, content: str, suffix: str) -> None:
    source = open_source(write(tmp_path, name + suffix, content))
    assert source.items.kind == "text"
    assert texts_of(source) == TEXTS
    assert source.space is None
    assert source.given == {}
    assert source.sentence.startswith("Took 4 texts from column “")


def test_parquet(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pa.table({"key": ["a", "b", "c", "d"], "message": TEXTS, "class": [1, None, None, 0]})
    pq.write_table(table, tmp_path / "a.parquet")
    source = open_source(tmp_path / "a.parquet")
    assert texts_of(source) == TEXTS
    assert source.items.ids.take([3]) == ["d"]
    assert source.given == {0: "1", 3: "0"}
    packed = write(tmp_path, "b.parquet.gz", (tmp_path / "a.parquet").read_bytes())
    assert texts_of(open_source(packed)) == TEXTS


def test_columns_are_found_and_said(tmp_path: Path) -> None:
    rows = "".join(
        f'k{i},"{t}",{label}\n' for i, (t, label) in enumerate(zip(TEXTS, ["ham", "spam", "", ""], strict=True))
    )
    source = open_source(write(tmp_path, "mails.csv", "key,message,label\n" + rows))
    assert source.sentence == (
        "Took 4 texts from column “message”; ids are those of column “key”; column “label” holds labels already "
        "given for 2 of them (ham, spam). Say otherwise with --text, --id, --label-column."
    )
    assert source.columns == {"text": "message", "title": None, "id": "key", "label": "label", "others": []}
    assert source.space is not None
    assert source.space.names == ("ham", "spam")
    assert source.given == {0: "ham", 1: "spam"}


def test_title_and_abstract_are_both_used(tmp_path: Path) -> None:
    lines = [{"title": "On bees", "abstract": "Bees fly a lot."}, {"title": "On ants", "abstract": ""}]
    source = open_source(write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert texts_of(source) == ["On bees\n\nBees fly a lot.", "On ants\n\n"]
    assert source.items.show(0) == {"kind": "text", "title": "On bees", "text": "Bees fly a lot."}
    assert source.items.show(1)["title"] == "On ants"
    assert source.items.search("ON A").tolist() == [1]


def test_a_table_of_numbers_is_rows(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "t.csv", "size,colour,target\n1.50,red,a\n,blue,\n3,red,b\n"))
    assert source.items.kind == "rows"
    assert source.items.show(0) == {"kind": "row", "cells": [["size", "1.50"], ["colour", "red"]]}
    frame = source.items.take(np.array([1, 2]))
    assert np.isnan(frame["size"][0])
    assert frame["size"][1] == 3.0
    assert list(frame["colour"]) == ["blue", "red"]
    assert source.given == {0: "a", 2: "b"}
    assert source.items.search("BLU").tolist() == [1]
    assert source.items.search('"').tolist() == []
    assert source.items.line(1) == "colour: blue"


def test_numbers_may_be_missing(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "t.csv", "size,weight\n1.5,NA\n ,2\nn/a,3\n?,4\n5,x\n"), text="-")
    frame = source.items.take(np.arange(5))
    assert np.isnan(frame["size"]).tolist() == [False, True, True, True, False]
    assert list(frame["weight"]) == ["NA", "2", "3", "4", "x"]


def test_options_say_otherwise(tmp_path: Path) -> None:
    content = "id,text,remark,label\n" + "".join(
        f"5,{t.split(',')[0]},is number {i} of them,x\n" for i, t in enumerate(TEXTS)
    )
    path = write(tmp_path, "a.csv", content)
    source = open_source(path, text="remark", id="-", label_column="-")
    assert texts_of(source)[1] == "is number 1 of them"
    assert source.items.ids.take([1]) == [1]
    assert source.columns["label"] is None
    rows = open_source(path, text="-", id="-", label_column="-")
    assert rows.items.kind == "rows"


def test_a_misspelt_column_names_near_ones(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", csv_of(TEXTS, "review_text"))
    with pytest.raises(SourceError, match=r"no column “review_txt” .--text.. Did you mean “review_text”"):
        open_source(path, text="review_txt")


@pytest.mark.parametrize("cells", [["a;b", "a", "", "b; c"], ['["a","b"]', '["a"]', "", '["b", "c"]']])
def test_several_labels_in_a_cell(tmp_path: Path, cells: list[str]) -> None:
    lines = [{"text": t, "tags": c} for t, c in zip(TEXTS, cells, strict=True)]
    path = write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    source = open_source(path)
    assert source.space is not None
    assert source.space.kind == "multilabel"
    assert source.given == {0: ("a", "b"), 1: ("a",), 3: ("b", "c")}
    single = open_source(path, multilabel=False)
    assert single.given[0] == cells[0]


def test_native_json_lists_are_several_labels(tmp_path: Path) -> None:
    lines = [{"text": TEXTS[0], "labels": ["x", "y"]}, {"text": TEXTS[1], "labels": []}, {"text": TEXTS[2]}]
    source = open_source(write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert source.given == {0: ("x", "y"), 1: ()}


def test_labels_that_come_late_are_found(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"text number {i} of many"}) for i in range(1500)]
    lines[1400] = json.dumps({"text": "a late one comes here", "label": "late"})
    source = open_source(write(tmp_path, "a.jsonl", "\n".join(lines)))
    assert source.given == {1400: "late"}


def test_a_column_of_many_values_is_not_taken_as_labels(tmp_path: Path) -> None:
    rows = [f'"text number {i} of many",{0 if i < 1000 else i}' for i in range(4000)]
    path = write(tmp_path, "a.csv", "text,category\n" + "\n".join(rows))
    source = open_source(path)
    assert source.space is None
    assert "column “category” is not taken as labels" in source.sentence
    with pytest.raises(SourceError, match=r"over 1,000 different values"):
        open_source(path, label_column="category")


def test_ignored_labels_leave_their_names(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,label\n" + "".join(f'"{t}",{i % 2}\n' for i, t in enumerate(TEXTS)))
    source = open_source(path, ignore_labels=True)
    assert source.given == {}
    assert source.space is not None
    assert source.space.names == ("0", "1")
    assert "(0, 1) are left out" in source.sentence
    named = open_source(path, ignore_labels=True, labels=["ham", "spam"])
    assert named.space is not None
    assert named.space.names == ("ham", "spam")


def test_all_labelled_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "text,label\n" + "".join(f'"{t}",{i % 2}\n' for i, t in enumerate(TEXTS)))
    with pytest.raises(AllLabelledError, match=r"All 4 items of “a.csv” are labelled already.*--ignore-labels"):
        open_source(path)
    assert len(open_source(path, allow_all_labelled=True).given) == 4


def test_a_label_outside_of_the_list(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", 'text,label\n"one of these",ham\n"another one",egg\n"a third",\n')
    with pytest.raises(LabelError, match=r"Row 2 has the label “egg” .column “label”., which is not one of ham, spam"):
        open_source(path, labels=["ham", "spam"])


def test_blank_texts_are_counted_and_ids_stay_row_numbers(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "a.csv", 'text,label\n"first of all",\n" ",a\n"third of all",b\n'))
    assert source.problems == ["1 blank row was left out."]
    assert source.items.ids.take([0, 1]) == ["0", "2"]
    assert source.given == {1: "b"}


def test_a_long_import_says_how_far_it_is(tmp_path: Path) -> None:
    said: list[tuple[str, float | None]] = []
    content = "text\n" + "".join(f"text number {i} of many\n" for i in range(45_000))
    open_source(write(tmp_path, "a.csv", content), progress=lambda words, share: said.append((words, share)))
    assert said == [("20,000 rows read", None), ("40,000 rows read", None)]
    picture(tmp_path / "photos" / "a.png")
    open_source(tmp_path / "photos", progress=lambda words, share: said.append((words, share)))
    assert said[-1] == ("looking at images", 0.0)


def test_opening_needs_numpy_only(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "id,text,n\n1,hello you there,5\n")
    code = f"""
import sys
from pathlib import Path
from askless.data.source import open_source, reopen
source = open_source({str(path)!r}, cache=Path({str(tmp_path)!r}))
source.items.search("you"), source.items.duplicates(), source.items.show(0), reopen(Path({str(tmp_path)!r}))
print([name for name in ("pandas", "pyarrow", "scipy", "sklearn", "skrub", "PIL") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- the cache -------------------------------------------------------------------------------


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Path, Path]:
    """A source and the cache that it was imported into."""
    path, cache = write(tmp_path, "a.csv", csv_of(TEXTS)), tmp_path / "cache"
    open_source(path, cache=cache)
    return path, cache


def test_an_unchanged_source_is_not_read_again(stored: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path, cache = stored

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("the source was read again")

    monkeypatch.setattr("askless.data.source.import_table", fail)
    assert texts_of(open_source(path, cache=cache)) == TEXTS
    items = reopen(cache)
    assert items.take(np.array([2])) == [TEXTS[2]]
    with pytest.raises(AssertionError):
        open_source(path, cache=cache, id="-")


def test_a_changed_source_is_read_again(stored: tuple[Path, Path]) -> None:
    path, cache = stored
    old = open_source(path, cache=cache)
    write(path.parent, path.name, csv_of([*TEXTS, "one text more"]))
    assert len(open_source(path, cache=cache).items) == 5
    assert texts_of(old) == TEXTS  # whoever has the old one mapped keeps it
    assert [p.name for p in cache.iterdir()] == ["items"]


@pytest.mark.parametrize("damage", ["cut", "flip", "delete", "meta", "offsets"])
def test_a_damaged_cache_is_rebuilt(stored: tuple[Path, Path], damage: str) -> None:
    path, cache = stored
    payloads = cache / "items" / "payloads.bin"
    if damage == "cut":
        os.truncate(payloads, 10)
    elif damage == "flip":
        data = payloads.read_bytes()
        payloads.unlink()
        payloads.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    elif damage == "delete":
        payloads.unlink()
    elif damage == "meta":
        (cache / "items" / "meta.json").write_text("{")
    else:
        (cache / "items" / "payloads.npy").write_bytes(b"nothing")
    assert texts_of(open_source(path, cache=cache)) == TEXTS


def test_leftovers_of_killed_imports_go(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in (".items-old", ".items-new"):
        (cache / name).mkdir(parents=True)
    os.utime(cache / ".items-old", (0, 0))
    open_source(write(tmp_path, "a.csv", csv_of(TEXTS)), cache=cache)
    assert sorted(p.name for p in cache.iterdir()) == [".items-new", "items"]


def test_a_failed_import_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        open_source(write(tmp_path, "a.csv", "text,label\nfine,1\nbroken\n"), cache=tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.csv", csv_of(TEXTS))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(StorageError, match="the disk is full"):
        open_source(path, cache=tmp_path / "cache")


def test_reopen_without_a_cache(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No items are stored"):
        reopen(tmp_path)


# --- what is refused, and what the person reads ----------------------------------------------

BAD: dict[str, tuple[str, str | bytes, str]] = {
    "empty file": ("a.csv", "", "“a.csv” is empty."),
    "blank file": ("a.csv", "\n \n", "holds nothing but blank space"),
    "empty json": ("a.json", "[]", "holds an empty array"),
    "header only": ("a.csv", "id,text\n", r"a header .id, text. and no rows"),
    "only ids": ("a.csv", "id\n1\n2\n", "No text and no filled column was found besides “id” as id"),
    "only labels": ("a.csv", "label\na\nb\na\n", "besides “label” as label"),
    "blank texts": ("a.csv", 'id,text\n1,""\n2," "\n', r"column .* is blank|No text and no filled column"),
    "too many cells": ("a.csv", "id,text\n1,fine\n2,one,two\n", "Line 3 of “a.csv” has 3 cells where .* 2: “2"),
    "too few cells": ("a.csv", "id,text\n1,fine\n2\n", "Line 3 of “a.csv” has 1 cell where .* 2"),
    "open quote": ("a.csv", 'id,text\n1,a\n2,"b\n3,c\n', "The quote that opens in line 3 of “a.csv” is never closed"),
    "open quote, later quotes": ("a.csv", 'id,text\n1,a\n2,"b\n3,c\n4,"d"\n', "opens in line 3 .* runs on to line 5"),
    "open quote, closed by chance": ("a.csv", 'id,text\n1,a\n2,"b\n3,c\n4,7 by 5"\n5,e\n', "closes only in line 5"),
    "open quote, words first": ("a.csv", 'text,label\nx,ham\n"y,spam\nz,ham\nw 5",ham\nv,spam\n', "opens in line 3 "),
    "bare quote": ("a.csv", 'id,text\n1,"she said "no" to me"\n', "Line 2 .* has a quote inside a quoted cell"),
    "broken json line": ("a.jsonl", '{"text": "a"}\n\n{"text": \n', "Line 3 of “a.jsonl” is not JSON"),
    "broken json line far down": ("a.jsonl", '{"text": "a b"}\n' * 3000 + "{", "Line 3001 of “a.jsonl” is not JSON"),
    "broken json": ("a.json", '[{"text": "a"},\n {]', "is not JSON: .* in line 2, column 3"),
    "numbers in json lines": ("a.jsonl", '{"text": "a"}\n5\n', "line 2, is a number, not an object"),
    "json without array": ("a.json", '{"text": "a"}', "no array of items"),
    "duplicate ids": ("a.csv", "id,text\n7,a b\n8,c d\n7,e f\n", "id “7” of column “id” comes twice: in rows 1 and 3"),
    "missing id": ("a.csv", "id,text\n7,a b\n,c d\n", "Row 2 has no id in column “id”"),
    "nul byte": ("a.csv", "text\n" + "fine words here\n" * 30 + "b\0d\n", "a NUL byte in line 32"),
    "utf-16 without mark": ("a.csv", "text\nhello you\n".encode("utf-16-le"), "looks like UTF-16 without its mark"),
    "damaged utf-8": ("a.csv", "text\nGrüße, schöne\n".encode() + b"caf\xe9\n", "damage: byte 0xE9 in line 3"),
    "cyrillic": ("a.csv", "текст\nпривет всем\nкак дела\n".encode("koi8-r"), "neither UTF-8 nor Western European"),
    "japanese": ("a.csv", "文章\nこんにちは\n今日は元気\n".encode("shift-jis"), "neither UTF-8 nor Western European"),
    "png as csv": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "not text but a PNG image"),
    "excel as csv": ("a.csv", b"PK\x03\x04" + bytes(50), "a zip archive .an Excel workbook"),
    "json as csv": ("a.csv", '{"text": "a"}\n', "“a.csv” is JSON"),
    "csv as parquet": ("a.parquet", "text\nhello\n", "“a.parquet” is not Parquet"),
    "cut parquet": ("a.parquet", b"PAR1" + bytes(50), "“a.parquet” is damaged"),
    "empty parquet": ("a.parquet", b"", "is empty"),
    "unknown extension": ("a.xlsx", "x", "“a.xlsx” has the extension “.xlsx”.*Give .csv, .json"),
    "no extension": ("data", "x", "“data” has no extension"),
    "csv as npy": ("a.npy", "text\nhello\n", "no NumPy data|no whole NumPy file"),
    "empty npy": ("a.npy", b"", "no whole NumPy file"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_in_two_sentences(tmp_path: Path, case: str) -> None:
    name, content, said = BAD[case]
    with pytest.raises(SourceError, match=said) as caught:
        open_source(write(tmp_path, name, content))
    assert caught.value.problem.endswith((".", "!"))
    assert caught.value.remedy.endswith((".", "?"))


def test_a_missing_file_names_near_ones(tmp_path: Path) -> None:
    write(tmp_path, "reviews.csv", "x")
    with pytest.raises(SourceError, match=r"no file or folder .*Did you mean “reviews.csv”"):
        open_source(tmp_path / "review.csv")


def test_a_truncated_gzip_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv.gz", csv_of(TEXTS * 100))
    os.truncate(path, path.stat().st_size - 20)
    with pytest.raises(SourceError, match="breaks off"):
        open_source(path)
    with pytest.raises(SourceError, match="not whole gzip data"):
        open_source(Path(write(tmp_path, "plain.csv", csv_of(TEXTS))).rename(tmp_path / "plain.csv.gz"))


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.csv", csv_of(TEXTS))

    def refuse(*_: object, **__: object) -> None:  # the suite may run as root, whom nothing is refused
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(SourceError, match="may not be read by this user"):
        open_source(path, cache=tmp_path)


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("latin-1", "read as latin-1"),
        ("cp1252", "read as cp1252"),
        ("utf-16", "read as UTF-16"),
        ("utf-32", "read as UTF-32"),
        ("utf-8-sig", "Took 4 texts from column “text”; ids are row numbers. Say"),
    ],
)
def test_other_encodings_are_read_and_said(tmp_path: Path, codec: str, said: str) -> None:
    texts = [*TEXTS[:3], "Größe: café – “naïve”" if codec not in ("latin-1",) else "Größe: café"]
    source = open_source(write(tmp_path, "a.csv", csv_of(texts).encode(codec)))
    assert texts_of(source) == texts
    assert said in source.sentence


def test_a_long_cell_is_read(tmp_path: Path) -> None:
    long = "word " * 60_000
    source = open_source(write(tmp_path, "a.csv", csv_of([*TEXTS, long])))
    assert texts_of(source)[-1] == long
    assert len(source.items.line(4)) <= 200


def test_quoted_line_breaks_are_no_swallowed_rows(tmp_path: Path) -> None:
    content = 'id,text\n1,one\n2,"Dear all,\nwell, yes\n\nbye"\n3,"1, 2,\n3"\n'
    assert len(open_source(write(tmp_path, "a.csv", content)).items) == 3


def test_plain_quotes_in_tab_separated_text(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "a.tsv", 'label\ttext\nham\t"well, he said\nspam\tfree "prizes" now\n\tx y\n'))
    assert texts_of(source)[0] == '"well, he said'
    assert "quotes are taken as plain characters" in source.sentence


def test_no_header_is_said(tmp_path: Path) -> None:
    numbers = open_source(write(tmp_path, "n.csv", "5.1,3.5\n4.9,3.0\n4.7,3.2\n"))
    assert len(numbers.items) == 3
    assert "the first row is an item, as it names no columns" in numbers.sentence
    words = open_source(write(tmp_path, "w.csv", "".join(f'ham,"{t}"\n' for t in TEXTS)), label_column="column 1",
                        allow_all_labelled=True)  # fmt: skip
    assert texts_of(words) == TEXTS


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "text"]] + [[str(i), t.replace(",", "")] for i, t in enumerate(TEXTS)]
    source = open_source(write(tmp_path, "a.csv", "\n".join(delimiter.join(line) for line in lines)))
    assert len(source.items) == 4
    assert source.columns["id"] == "id"
    assert ("separated by" in source.sentence) == (delimiter != ",")


def test_columns_of_one_name(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, "a.csv", "text,text\n" + "".join(f'"{t}","{t[:3]}"\n' for t in TEXTS)))
    assert source.columns["others"] == ["text (2)"]
    assert "is called “text (2)”" in source.sentence


def test_half_characters_are_mended_and_counted(tmp_path: Path) -> None:
    source = open_source(
        write(tmp_path, "a.jsonl", '{"text": "half \\ud83d of one"}\n{"text": "whole \\ud83d\\ude00"}')
    )
    assert texts_of(source) == ["half \ufffd of one", "whole 😀"]
    assert source.problems == ["1 text has half characters, shown as “\ufffd”."]


# --- folders and arrays ----------------------------------------------------------------------


def picture(path: Path, value: int = 100, mode: str = "L") -> None:
    """Write a small image in the format its name says."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new(mode, (6, 4), value if mode == "L" else (value, 0, 0)).save(path)


def test_a_folder_of_images(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    for index, suffix in enumerate(("png", "jpg", "webp", "tiff", "bmp")):
        picture(folder / "deep" / f"{index}.{suffix}", 40 * index, "RGB")
    picture(folder / "copy.bmp", 160, "RGB")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    (folder / "empty.jpg").write_bytes(b"")
    whole = (folder / "deep" / "1.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "outside.png").write_bytes((folder / "deep" / "0.png").read_bytes())
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    cache = tmp_path / "cache"
    source = open_source(folder, cache=cache)
    assert source.items.kind == "images"
    assert source.items.ids.take(range(6)) == ["copy.bmp", *(f"deep/{i}.{s}" for i, s in
                                               enumerate(("png", "jpg", "webp", "tiff", "bmp")))]  # fmt: skip
    assert [p.split("”")[0] for p in source.problems] == ["“broken.png", "“cut.jpg", "“empty.jpg", "“link.png"]
    assert source.items.duplicates().tolist() == [0, 1, 2, 3, 4, 0]
    assert [source.items.image(row)[1] for row in range(6)] == [  # type: ignore[attr-defined]
        "image/png", "image/png", "image/jpeg", "image/webp", "image/png", "image/png"]  # fmt: skip
    assert source.items.take(np.array([4]))[0].shape == (4, 6, 3)
    assert source.items.show(1) == {"kind": "image", "alt": "deep/0.png"}
    assert reopen(cache).fingerprint() == source.items.fingerprint()


def test_a_link_made_later_is_not_followed(tmp_path: Path) -> None:
    picture(tmp_path / "photos" / "a.png")
    picture(tmp_path / "secret.png")
    source = open_source(tmp_path / "photos")
    (tmp_path / "photos" / "a.png").unlink()
    (tmp_path / "photos" / "a.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(SourceError, match="leads out of the folder"):
        source.items.image(0)  # type: ignore[attr-defined]


def test_what_is_no_file_or_has_no_name_to_write_is_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    picture(folder / "a.png")
    picture(folder / "narrow\u202fspace.png")
    picture(folder / "two\nlines.png")
    os.mkfifo(folder / "pipe.png")  # opening it would wait for ever
    (folder / "loop.png").symlink_to("loop.png")
    with open(os.fsencode(folder) + b"/bad\xff.png", "wb") as file:
        file.write((folder / "a.png").read_bytes())
    source = open_source(folder)
    assert source.items.ids.names == ["a.png", "narrow\u202fspace.png"]
    assert [p.partition("was left out")[2] for p in source.problems] == [
        ": its name holds control characters or half ones; rename it.",
        ": it is a link that leads to itself.",
        ": it is a pipe or the like, and not a file.",
        ": its name holds control characters or half ones; rename it.",
    ]


def test_an_image_that_changes_later_is_said_to_be_broken(tmp_path: Path) -> None:
    picture(tmp_path / "photos" / "a.bmp")
    source = open_source(tmp_path / "photos")
    (tmp_path / "photos" / "a.bmp").write_text("no picture")
    for read in (lambda: source.items.image(0), lambda: source.items.take(np.array([0]))):  # type: ignore[attr-defined]
        with pytest.raises(SourceError, match="can no longer be read"):
            read()


def test_subfolders_are_labels(tmp_path: Path) -> None:
    for name in ("cat/1.png", "cat/2.png", "dog/3.png", "unlabelled/4.png"):
        picture(tmp_path / "pets" / name)
    source = open_source(tmp_path / "pets")
    assert source.given == {0: "cat", 1: "cat", 2: "dog"}
    assert "the names of the subfolders are labels already given for 3 of them (cat, dog)" in source.sentence
    assert open_source(tmp_path / "pets", label_column="-").given == {}


def test_a_folder_of_texts(tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("The first one.\nTwo lines.")
    (folder / "sub" / "b.txt").write_bytes("Grüße aus Köln".encode("latin-1"))
    (folder / "blank.txt").write_text("")
    source = open_source(folder)
    assert texts_of(source) == ["The first one.\nTwo lines.", "Grüße aus Köln"]
    assert source.items.ids.take([0, 1]) == ["a.txt", "sub/b.txt"]
    assert source.problems == ["1 blank row was left out."]
    assert "some files are read as latin-1" in source.sentence


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no images and no .txt files .no files."),
        ({"a.pdf": b"%PDF", "b.pdf": b"%PDF"}, "2 of .pdf"),
        ({"a.png": b"x", "b.txt": b"x"}, "holds 1 images and 1 texts"),
        ({"a.png": b"x"}, "None of the 1 images"),
    ],
)
def test_bad_folders(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    (tmp_path / "f").mkdir()
    for name, data in files.items():
        (tmp_path / "f" / name).write_bytes(data)
    with pytest.raises(SourceError, match=said):
        open_source(tmp_path / "f")


def test_numpy_files(tmp_path: Path) -> None:
    x, y = np.arange(12.0).reshape(4, 3), np.array([1, 0, 1, 0])
    np.save(tmp_path / "x.npy", x)
    plain = open_source(tmp_path / "x.npy", cache=tmp_path / "c1")
    assert plain.items.kind == "array"
    assert plain.given == {}
    assert np.array_equal(reopen(tmp_path / "c1").take(np.array([2])), x[2:3])
    np.savez(tmp_path / "both.npz", X=x, y=y, ids=np.array(["a", "b", "c", "d"]))
    both = open_source(tmp_path / "both.npz", allow_all_labelled=True)
    assert both.given == {0: "1", 1: "0", 2: "1", 3: "0"}
    assert both.items.ids.take([1]) == ["b"]
    np.savez(tmp_path / "images.npz", train_images=np.zeros((5, 8, 8), np.uint8))
    assert open_source(tmp_path / "images.npz").items.kind == "images"
    np.save(tmp_path / "texts.npy", np.array(TEXTS))
    assert texts_of(open_source(tmp_path / "texts.npy")) == TEXTS


def test_bad_numpy_files(tmp_path: Path) -> None:
    np.save(tmp_path / "objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(SourceError, match="holds Python objects"):
        open_source(tmp_path / "objects.npy")
    np.savez(tmp_path / "objects.npz", X=np.array([[1], "a"], dtype=object))
    with pytest.raises(SourceError, match="holds Python objects"):
        open_source(tmp_path / "objects.npz")
    np.savez(tmp_path / "other.npz", p=np.zeros(3), q=np.zeros(3))
    with pytest.raises(SourceError, match="no array of items among “p”, “q”"):
        open_source(tmp_path / "other.npz")
    np.savez(tmp_path / "twice.npz", X=np.zeros((2, 2)), ids=np.array(["a", "a"]))
    with pytest.raises(SourceError, match="Two items have the id “a”"):
        open_source(tmp_path / "twice.npz")
    np.save(tmp_path / "line.npy", np.zeros(3))
    with pytest.raises(SourceError, match=r"shape .3,."):
        open_source(tmp_path / "line.npy")


# --- real data -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "n", "columns"),
    [
        ("sms_spam/data.jsonl.gz", "text", 5574, ("text", None, None, "label")),
        ("ag_news/test.jsonl.gz", "text", 7600, ("text", "title", None, "label")),
        ("review_ace/data.jsonl.gz", "text", 2235, ("abstract", "title", "record_id", "label")),
        ("trec/train.jsonl.gz", "text", 5452, ("text", None, None, "label")),
        ("wdbc/wdbc.csv.gz", "rows", 569, (None, None, None, "label")),
        ("iris/iris.csv.gz", "rows", 150, (None, None, None, "label")),
    ],
)
def test_real_data(shared_data: Path, name: str, kind: str, n: int, columns: tuple[str | None, ...]) -> None:
    source = open_source(shared_data / name, allow_all_labelled=True)
    assert (source.items.kind, len(source.items), len(source.given)) == (kind, n, n)
    assert tuple(source.columns[role] for role in ("text", "title", "id", "label")) == columns


def test_copies_in_real_data(shared_data: Path) -> None:
    source = open_source(shared_data / "sms_spam" / "data.jsonl.gz", ignore_labels=True)
    first = source.items.duplicates()
    assert int((first != np.arange(len(first))).sum()) == 403


def test_a_spoilt_cell_or_header_is_said(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros((4, 2)))
    spoilt = (tmp_path / "x.npy").read_bytes().replace(b"(4, 2), }", b"(4, 2(, }")
    with pytest.raises(SourceError, match="no whole NumPy file"):
        open_source(write(tmp_path, "header.npy", spoilt))
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": ["hello there", "see you"]}), tmp_path / "a.parquet", compression="none")
    spoilt = (tmp_path / "a.parquet").read_bytes().replace(b"hello there", b"hello \xffhere")
    with pytest.raises(SourceError, match=r"“b.parquet” is damaged"):
        open_source(write(tmp_path, "b.parquet", spoilt))
