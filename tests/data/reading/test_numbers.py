"""Numbers that a source brings along as labels."""

from pathlib import Path

import numpy as np
import pytest

from askless.data.labels.real import Real
from askless.data.source import Source, open_source
from askless.errors import LabelError, SourceError


def opened(folder: Path, text: str, name: str = "houses.csv", **options: object) -> Source:
    (folder / name).write_text(text)
    return open_source(folder / name, **options)  # type: ignore[arg-type]


def houses(n: int, target: str = "target", said: object = None) -> str:
    """A table of areas; the first ten have no number."""
    rows = (f"{i * 1.5},{'' if i < 10 else 100 + i / 7 if said is None else said}\n" for i in range(n))
    return f"area,{target}\n" + "".join(rows)


def test_numbers_may_be_as_many_as_they_like(tmp_path: Path) -> None:
    source = opened(tmp_path, houses(3000), numbers=Real(unit="k€"))
    assert source.columns["label"] == "target"
    assert len(source.given) == 2990
    assert source.given[10] == pytest.approx(100 + 10 / 7)
    assert "column “target” holds numbers already given for 2,990 of them (101.429 to 528.429 k€)" in source.sentence
    assert source.problems == []


def test_a_label_column_is_named_when_its_name_does_not_tell(tmp_path: Path) -> None:
    source = opened(tmp_path, houses(50, "price"), numbers=Real())
    assert source.given == {}
    hint = "“price” is a number in 40 of 50 rows: if it is the answer, say --label-column price."
    assert hint in source.sentence
    assert (
        "--label-column price" not in opened(tmp_path, houses(50, "price"), numbers=Real(), label_column="-").sentence
    )
    assert "--label-column price" not in opened(tmp_path, houses(50, "price")).sentence
    text = "text,price\n" + "".join(f"a house with {i} rooms,{i if i % 2 else ''}\n" for i in range(20))
    assert "“price” is a number in 10 of 20 rows" in opened(tmp_path, text, numbers=Real()).sentence
    assert len(opened(tmp_path, houses(50, "price"), numbers=Real(), label_column="price").given) == 40


def test_an_empty_column_is_there_to_be_filled(tmp_path: Path) -> None:
    source = opened(tmp_path, houses(50, said=""), numbers=Real())
    assert (source.columns["label"], source.given) == ("target", {})


def test_words_are_no_label_column_of_numbers(tmp_path: Path) -> None:
    text = "area,class\n1,flat\n2,house\n3,flat\n"
    source = opened(tmp_path, text, numbers=Real(), label_column="-")
    assert (source.columns["label"], source.columns["others"]) == (None, ["area", "class"])
    with pytest.raises(LabelError, match="Most cells of column “class” will not do: row 1: “flat” is no") as caught:
        opened(tmp_path, text, numbers=Real(), label_column="class")
    assert "leave out --task regress" in caught.value.remedy


@pytest.mark.parametrize("cells", [['"97,0"', '"98,5"'], ["151 mg", "3 mg"], ["high", "low"], ["1", '"9,5"', '"7,5"']])
def test_what_is_named_like_answers_is_never_shown_as_a_feature(tmp_path: Path, cells: list[str]) -> None:
    text = "area,target\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(cells * 10))
    with pytest.raises(SourceError, match="Column “target” is named like answers, but “") as caught:
        opened(tmp_path, text, numbers=Real())
    assert "decimal point" in caught.value.remedy
    assert "--label-column - if" in caught.value.remedy
    other = opened(tmp_path, text.replace("area", "y"), numbers=Real(), allow_all_labelled=True)
    assert other.columns["label"] == "y"


def test_cells_that_are_no_numbers_are_told_of(tmp_path: Path) -> None:
    cells = ["1.5", "12,5", "NA", "", "many", "-3", "1e400", "2", "3", "4", "1_000", "5"]
    text = "area,target\n" + "".join(f'{i},"{cell}"\n' for i, cell in enumerate(cells))
    source = opened(tmp_path, text, numbers=Real())
    assert source.given == {0: 1.5, 5: -3.0, 7: 2.0, 8: 3.0, 9: 4.0, 11: 5.0}
    assert source.problems == [
        "Of column “target” 4 cells are no answer, and left blank: “12,5” in row 2, “many” in row 5, "
        "“1e400” in row 7, …."
    ]
    assert 5 not in opened(tmp_path, text, numbers=Real(minimum=0)).given


def test_rows_are_counted_as_in_the_file(tmp_path: Path) -> None:
    source = opened(tmp_path, "text,y\nsmall house,1\n,7\nlarge house,2\nhuge house,oops\nno house,\n", numbers=Real())
    assert source.given == {0: 1.0, 1: 2.0}
    assert "“oops” in row 4" in source.problems[-1]


def test_a_comma_is_not_guessed_to_be_a_decimal_mark(tmp_path: Path) -> None:
    text = "area,target\n" + "".join(f'{i},"{i},5"\n' for i in range(30))
    with pytest.raises(LabelError, match="as a point"):
        opened(tmp_path, text, numbers=Real(), label_column="target")


def test_commas_that_may_mean_thousands_are_not_guessed(tmp_path: Path) -> None:
    text = "area;target\n" + "".join(f"{i};{i},234\n{i};950\n{i};9.5\n" for i in range(1, 30))
    with pytest.raises(LabelError, match="as a point"):
        opened(tmp_path, text, numbers=Real(), label_column="target")


def test_numbers_stay_classes_unless_they_are_asked_for(tmp_path: Path) -> None:
    few = opened(tmp_path, "area,target\n" + "".join(f"{i},{i % 2}\n" for i in range(40)) + "40,\n")
    assert (few.space.kind, few.space.names) == ("classes", ("0", "1"))  # type: ignore[union-attr]
    assert "regress" not in few.sentence


def test_it_is_said_that_numbers_can_be_taken_as_such(tmp_path: Path) -> None:
    many = opened(tmp_path, houses(100), label_column="target")
    assert "as classes: to take them as numbers say --task regress" in many.sentence
    left_out = opened(tmp_path, houses(3000))
    assert left_out.columns["label"] is None
    assert "column “target” of many numbers becomes the label with --task regress" in left_out.sentence
    with pytest.raises(SourceError, match="--task regress"):
        opened(tmp_path, houses(3000), label_column="target")


def test_the_cache_knows_what_was_asked_for(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert opened(tmp_path, houses(3000), cache=cache).columns["label"] is None
    assert opened(tmp_path, houses(3000), cache=cache, numbers=Real()).columns["label"] == "target"


def test_json_lines_and_arrays_bring_numbers(tmp_path: Path) -> None:
    lines = "".join(f'{{"text": "house number {i}", "label": {i / 3 if i else "null"}}}\n' for i in range(1500))
    from_lines = opened(tmp_path, lines, "houses.jsonl", numbers=Real())
    assert len(from_lines.given) == 1499
    assert from_lines.given[1] == 1 / 3
    y = np.arange(50) / 7
    y[:5] = np.nan
    np.savez(tmp_path / "houses.npz", x=np.ones((50, 3)), y=y)
    from_arrays = open_source(tmp_path / "houses.npz", numbers=Real())
    assert (len(from_arrays.given), from_arrays.given[49]) == (45, 7.0)
