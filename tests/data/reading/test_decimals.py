"""Decimal commas in tables whose cells are separated by something else."""

from pathlib import Path

import numpy as np
import pytest

from askless.data.labels.real import Real
from askless.data.source import Source, open_source


def opened(folder: Path, text: str, **options: object) -> Source:
    (folder / "euro.csv").write_text(text)
    return open_source(folder / "euro.csv", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_features_and_answers_are_numbers(tmp_path: Path, separator: str) -> None:
    rows = [["weight", "height", "target"], *([f"{i},5", "", f"{97 + i},0"] for i in range(30)), ["97", "1", "3,5"]]
    source = opened(
        tmp_path, "".join(separator.join(row) + "\n" for row in rows), numbers=Real(), allow_all_labelled=True
    )
    assert "decimal commas are read as points in “weight”, “target”" in source.sentence
    assert (source.given[0], source.given[30], len(source.given)) == (97.0, 3.5, 31)
    assert source.items.take(np.array([3]))["weight"].tolist() == [3.5]
    assert source.problems == []


def test_a_column_with_something_else_far_down_stays_as_it_is(tmp_path: Path) -> None:
    rows = "".join(f"{i},5;{i},25\n" for i in range(1500))
    source = opened(tmp_path, f"weight;height\n{rows}a lot;1,5\nweight;height\n")
    frame = source.items.take(np.array([3, 1500]))
    assert frame["weight"].tolist() == ["3,5", "a lot"]
    assert frame["height"].tolist() == [3.25, 1.5]
    assert source.problems[0] == "1 row that repeats the header was left out."
    assert "Column “weight” is read as words, for the comma in “0,5”" in source.problems[1]


def test_an_id_keeps_its_comma(tmp_path: Path) -> None:
    source = opened(tmp_path, "key;weight\n" + "".join(f"{i},5;{i}\n" for i in range(9)), id="key")
    assert source.items.ids.take(np.array([0])) == ["0,5"]


def test_numbers_between_commas_are_told_of(tmp_path: Path) -> None:
    source = opened(tmp_path, "weight,height\n" + "".join(f'"{i},5",{i}\n' for i in range(9)))
    assert len(source.problems) == 1
    assert "Column “weight” is read as words" in source.problems[0]
    assert "decimal commas" not in source.sentence
