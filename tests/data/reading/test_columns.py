"""Finding columns in tables as they come from elsewhere."""

import pytest

from askless.data.reading.columns import find_columns
from askless.errors import SourceError

JAPANESE = ["今日は元気ですか、とても良い天気", "こんにちは世界の皆さん", "さようなら、また明日"]
LONG = ["the delivery was late and the box open", "works as it should, no complaints", "never again, broke at once"]
SHORT = ["good", "bad", "fine"]


def rows(*columns: list[str]) -> list[list[str]]:
    """Rows from columns."""
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("names", "columns", "found"),
    [
        ("id comment_text toxic threat", [["1", "2", "3"], LONG, ["0"] * 3, ["1"] * 3], (1, 0, None)),
        ("reviewerID reviewText overall", [["A1", "A2", "A1"], LONG, ["5", "3", "1"]], (1, None, None)),
        ("v1 v2", [["ham", "spam", "ham"], LONG], (1, None, None)),
        ("Unnamed:_0 Text Target", [["0", "1", "2"], LONG, ["a", "b", "a"]], (1, 0, 2)),
        ("text", [SHORT], (0, None, None)),
        ("word", [SHORT], (0, None, None)),
        ("a b c d e remark y", [["1", "2", "3"]] * 5 + [LONG, ["0", "1", "0"]], (None, None, 6)),
        ("a b c d e remark", [["1", "2", "3"]] * 5 + [[t * 4 for t in LONG]], (5, None, None)),
        ("title class fare", [["Mr", "Mrs", "Mr"], ["1", "2", "1"], ["3.5", "1", "2"]], (None, None, 1)),
        ("category text id", [["", "", ""], LONG, ["x", "y", "z"]], (1, 2, 0)),
        ("文 y", [JAPANESE, ["", "", ""]], (0, None, 1)),
        ("user_id text", [["7", "7", "8"], LONG], (1, None, None)),
    ],
)  # fmt: skip
def test_columns_are_found(names: str, columns: list[list[str]], found: tuple[int | None, ...]) -> None:
    result = find_columns(names.split(), rows(*columns))
    assert (result.text, result.id, result.label) == found


def test_names_are_taken_in_any_case() -> None:
    found = find_columns(
        ["Body", "Nr", "Art"], rows(LONG, ["1", "2", "3"], SHORT), text="body", id="NR", label_column="art"
    )
    assert (found.text, found.id, found.label) == (0, 1, 2)
    titled = find_columns(["Head", "Body", "x"], rows(SHORT, LONG, SHORT), text="Head,Body")
    assert (titled.title, titled.text) == (0, 1)


@pytest.mark.parametrize("option", ["text", "id", "label_column"])
def test_a_column_that_is_not_there(option: str) -> None:
    with pytest.raises(SourceError, match="There is no column “nonsense”") as caught:
        find_columns(["text", "label"], rows(LONG, SHORT), **{option: "nonsense"})
    assert caught.value.remedy == "The columns are “text”, “label”."
