"""Files read as streams."""

from pathlib import Path

import numpy as np
import pytest

from askless.bench.prequential.flow import read_flow
from askless.errors import SourceError


def test_a_table_keeps_its_order(prices: Path, tmp_path: Path) -> None:
    flow = read_flow(str(prices), "move", tmp_path)
    assert flow.items.dtype == np.float64
    assert flow.items[:3, 0].tolist() == [0.0, 3.7, 7.4]
    assert flow.answers(np.array([0, 2, 299])) == ["down", "up", "down"]
    assert flow.changes is None
    assert "300 rows" in flow.sentence
    assert "--text" not in flow.sentence


def test_gaps_and_texts_are_taken_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "mixed.csv"
    rows = [f"{'' if i % 3 == 0 else i},{['red', 'blue', ''][i % 3]},{'a' if i % 2 else 'b'}" for i in range(30)]
    path.write_text("size,colour,label\n" + "\n".join(rows))
    flow = read_flow(str(path), None, tmp_path / "cache")
    assert flow.items[:3] == [{"colour": "red"}, {"size": 1.0, "colour": "blue"}, {"size": 2.0}]


def test_numbers_with_gaps_are_an_array(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text("x,y,label\n" + "".join(f"{i},{'' if i == 4 else i},{i % 2}\n" for i in range(20)))
    flow = read_flow(str(path), None, tmp_path / "cache")
    assert np.argwhere(np.isnan(flow.items)).tolist() == [[4, 1]]


def test_items_without_a_label_are_left_out_and_told(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("x,label\n" + "".join(f"{i},{'' if i == 4 else i % 2}\n" for i in range(20)))
    flow = read_flow(str(path), "label", tmp_path / "cache")
    assert flow.items[:, 0].tolist() == [i for i in range(20) if i != 4]
    assert flow.notes == ("1 of 20 items have no label and are left out.",)


@pytest.mark.parametrize(
    ("text", "target", "words"),
    [
        ("", "label", "empty"),
        ("x,label\n", "label", "no rows|empty|labels"),
        ("x,label\n1,a\n2,b\n3,a\n", "label", "3 labelled items"),
        ("x,label\n" + "1,a\n" * 20, "label", "All 20 labels"),
        ("x,label\n" + "".join(f"{i},{i % 2}\n" for i in range(20)), "lable", "--target"),
        ("x,label\n" + "".join(f"{i},{i / 7}\n" for i in range(200)), "label", "Name a column of classes"),
    ],
)
def test_what_is_no_stream_is_refused(tmp_path: Path, text: str, target: str, words: str) -> None:
    path = tmp_path / "stream.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=words):
        read_flow(str(path), target, tmp_path / "cache")


def test_texts_are_a_stream_and_pictures_are_none(tmp_path: Path) -> None:
    texts = tmp_path / "mails.csv"
    texts.write_text("text,label\n" + "".join(f"see you at lunch number {i},{i % 2}\n" for i in range(20)))
    assert read_flow(str(texts), None, tmp_path / "a").items[3] == "see you at lunch number 3"
    pictures = tmp_path / "pictures.npz"
    np.savez(pictures, X=np.zeros((20, 8, 8, 3), dtype=np.uint8), y=np.arange(20) % 2)
    with pytest.raises(SourceError, match="learns from rows"):
        read_flow(str(pictures), None, tmp_path / "b")
