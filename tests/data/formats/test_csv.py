"""Delimited files as people's programs write them."""

from pathlib import Path

import pytest

from askless.data.formats.csv import read_delimited
from askless.errors import SourceError


def read(path: Path, content: str) -> tuple[tuple[str, ...], list[list[str]]]:
    path.write_bytes(content.encode("cp1252"))
    table = read_delimited(path)
    return table.names, [list(row) for row in table.rows()]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_in_which_excel_names_the_separator_is_no_record(tmp_path: Path, sign: str, end: str) -> None:
    lines = [f"sep={sign}", f"id{sign}text", f"1{sign}a café on the corner", f"2{sign}nothing else"]
    names, rows = read(tmp_path / "excel.csv", end.join(lines) + end)
    assert names == ("id", "text")
    assert rows == [["1", "a café on the corner"], ["2", "nothing else"]]


def test_line_numbers_still_count_that_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Line 4"):
        read(tmp_path / "excel.csv", "sep=;\nid;text\n1;one\n2;two;three\n")


def test_blank_lines_before_the_first_record_are_passed_over(tmp_path: Path) -> None:
    names, rows = read(tmp_path / "late.csv", "\n\nid,text\n1,a first one\n")
    assert (names, rows) == (("id", "text"), [["1", "a first one"]])
