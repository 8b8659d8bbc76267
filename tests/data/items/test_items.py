"""What every collection of items keeps, and what each shows of its own."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.core.ids import Ids
from askless.data.items.array import ArrayItems
from askless.data.items.blob import Blob, BlobWriter
from askless.data.items.copies import first_in_blob
from askless.data.items.image_array import ImageArrayItems
from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.data.items.picture import as_array, as_png, browser_image, check_image
from askless.data.source import open_source
from askless.errors import SourceError

TEXTS = ["Straße nach Köln", "STRASSE", "<script>alert(1)</script>", "Straße nach Köln", "\u202eabc 😀"]


def frame() -> Any:
    """A small data frame with a gap and a copy."""
    pd = pytest.importorskip("pandas")
    rows = {"size": [1.0, np.nan, 1.0, 2.5], "colour": ["Red", None, "Red", "blue"]}
    return pd.DataFrame({**rows, "day": pd.to_datetime(["2024-01-01"] * 4)})


def sparse() -> Any:
    """A small sparse matrix with a copy."""
    matrix = pytest.importorskip("scipy.sparse")
    return matrix.csr_array(np.array([[0, 2.0, 0], [1.0, 0, 0], [0, 2.0, 0], [0, 0, 0]]))


POOLS: dict[str, Callable[[], Any]] = {
    "texts": lambda: TEXTS,
    "text array": lambda: np.array(TEXTS),
    "table": frame,
    "array": lambda: np.array([[1, 2], [3, 4], [1, 2]]),
    "sparse": sparse,
    "images": lambda: np.stack([np.full((4, 5), v, np.uint8) for v in (0, 9, 0)]),
    "colour images": lambda: np.zeros((3, 4, 5, 3)),
}


FILES = {
    "text file": '{"text": "one of them"}\n{"text": "another one"}\n{"text": "one of them"}\n',
    "titled file": '{"title": "A", "text": "one two"}\n{"title": "B", "text": ""}\n{"title": "A", "text": "one two"}\n',
    "table file": '{"a": 1, "b": "x"}\n{"a": 2.5, "b": null}\n{"a": 1, "b": "x"}\n',
}


@pytest.fixture(params=[*POOLS, *FILES])
def items(request: pytest.FixtureRequest, tmp_path: Path) -> Items:
    """Items of every kind, in memory and in files; the third is a copy of the first, or nearly all are."""
    if request.param in POOLS:
        return items_of(POOLS[request.param]())
    path = tmp_path / "a.jsonl"
    path.write_text(FILES[request.param])
    return open_source(path).items


def test_every_collection_keeps_the_contract(items: Items) -> None:
    n = len(items)
    assert isinstance(items, Items)
    assert len(items.ids) == n
    for row in range(n):
        shown = json.loads(json.dumps(items.show(row), allow_nan=False))
        assert shown["kind"] in ("text", "row", "image")
        assert len(items.line(row)) <= 200
        assert "\n" not in items.line(row)
    first = items.duplicates()
    assert first.dtype == np.int64
    assert (first <= np.arange(n)).all()
    assert (first[first] == first).all()
    assert (first != np.arange(n)).any()
    assert items.search("").tolist() == list(range(n))
    assert items.search("no item holds this").tolist() == []
    assert items.search("", np.array([2, 0])).tolist() == [2, 0]
    assert items.fingerprint() == items.fingerprint()
    taken = items.take(np.array([2, 0, 0]))
    assert (taken.shape[0] if hasattr(taken, "shape") else len(taken)) == 3
    none = items.take(np.array([], dtype=np.int64))
    assert (none.shape[0] if hasattr(none, "shape") else len(none)) == 0


@pytest.mark.parametrize("name", POOLS)
def test_fingerprints_tell_contents_and_ids_apart(name: str) -> None:
    pool = POOLS[name]()
    one = items_of(pool)
    named = items_of(pool, ids=[f"k{i}" for i in range(len(one))])
    assert one.fingerprint() == items_of(POOLS[name]()).fingerprint()
    assert one.fingerprint() != named.fingerprint()
    assert named.ids.row("k1") == 1


def test_search_knows_cases_beyond_ascii() -> None:
    items = items_of(TEXTS)
    assert items.search("straße").tolist() == [0, 1, 3]
    assert items.search("KÖLN").tolist() == [0, 3]
    assert items.search("script").tolist() == [2]


def test_search_in_a_file_does_not_run_over_borders(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('["ends with ab", "cd begins this", "Abcd is whole", "größer ABCD", "x abcdabcd y"]')
    items = open_source(path).items
    assert items.search("abCD").tolist() == [2, 3, 4]
    assert items.search("GRÖSSER").tolist() == [3]
    assert items.search("abcd", np.array([4, 0, 2])).tolist() == [4, 2]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_blob_gives_back_what_was_put_in(tmp_path: Path, size: int) -> None:
    entries = [b"", b"one", b"two" * 100, b"", b"one"]
    writer = BlobWriter(tmp_path, "b")
    for entry in entries:
        writer.add(entry)
    writer.finish()
    blob = Blob(tmp_path, "b")
    assert [blob[row] for row in range(len(blob))] == entries
    assert blob.texts(np.array([4, 1])) == ["one", "one"]
    spans = list(blob.spans(size))
    assert [row for start, stop in spans for row in range(start, stop)] == list(range(5))
    assert first_in_blob(blob).tolist() == [0, 1, 2, 0, 1]


def test_an_empty_blob(tmp_path: Path) -> None:
    BlobWriter(tmp_path, "b").finish()
    assert len(Blob(tmp_path, "b")) == 0


def test_equal_hashes_are_no_copies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    writer = BlobWriter(tmp_path, "b")
    for entry in (b"a", b"b", b"a", b"c"):
        writer.add(entry)
    writer.finish()
    monkeypatch.setattr("askless.data.items.copies._hashes", lambda blob: iter([5] * len(blob)))
    assert first_in_blob(Blob(tmp_path, "b")).tolist() == [0, 1, 0, 3]


def test_two_threads_read_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(f'"text number {i}"' for i in range(2000)))
    items = open_source(path).items
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(items.search("number 1")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1111] * 4


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        ([], "pool is empty"),
        (["a", 5], "Item 1 of the texts is 5, which is int"),
        ([[1, 2], [3, 4]], "list of list"),
        ([1.5, 2], "list of float"),
        ({"a": 1}, "cannot be dict"),
        (np.zeros(3), r"shape \(3,\)"),
        (np.zeros((3, 0)), r"shape \(3, 0\)"),
        (np.zeros((3, 4, 5, 2)), "does not hold images"),
        (np.zeros((2, 2), dtype=complex), "cannot|complex|tuple|list of"),
    ],
)
def test_pools_that_are_none(pool: Any, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        items_of(pool)


def test_ids_must_fit() -> None:
    with pytest.raises(SourceError, match="3 ids for 2 items"):
        items_of(["a", "b"], ids=["x", "y", "z"])
    with pytest.raises(SourceError, match="the id “x”"):
        items_of(["a", "b"], ids=["x", "x"])
    with pytest.raises(SourceError, match="have ids already"):
        items_of(items_of(["a", "b"]), ids=["x", "y"])


def test_a_path_as_pool(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\nhello you there,x\nwell well well,y\n")
    assert items_of(str(tmp_path / "a.csv")).take(np.array([0])) == ["hello you there"]
    with pytest.raises(SourceError, match="came with the path"):
        items_of(tmp_path / "a.csv", ids=["a", "b"])


def test_sparse_rows_show_what_is_not_zero() -> None:
    items = items_of(sparse())
    assert items.show(0)["cells"] == [["x2", 2.0]]
    assert items.duplicates().tolist() == [0, 1, 0, 3]
    assert items.take(np.array([1])).toarray().tolist() == [[1.0, 0.0, 0.0]]


def test_table_cells_are_plain() -> None:
    items = items_of(frame())
    assert items.show(1)["cells"] == [["size", None], ["colour", None], ["day", "2024-01-01 00:00:00"]]
    assert items.search("RED").tolist() == [0, 2]
    assert items.duplicates().tolist() == [0, 1, 0, 3]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, bool, np.int64])
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 3), (4, 5, 4)])
def test_arrays_become_pictures(dtype: Any, shape: tuple[int, ...]) -> None:
    pixels = (np.arange(np.prod(shape)).reshape(shape) % 2).astype(dtype)
    data, mime = ImageArrayItems(pixels[None]).image(0)
    assert mime == "image/png"
    assert as_array(data).shape[:2] == (4, 5)


def test_pictures_of_many_modes() -> None:
    import io

    from PIL import Image

    for mode in ("1", "L", "P", "LA", "RGB", "RGBA", "CMYK", "I;16", "I", "F"):
        out = io.BytesIO()
        Image.new(mode, (6, 4)).save(out, "TIFF")
        pixels = as_array(out.getvalue())
        assert pixels.shape in ((4, 6), (4, 6, 3)), mode
        data, mime = browser_image(out.getvalue())
        assert mime == "image/png"
        assert check_image(data) == ""


def test_transparency_lies_on_white_and_cameras_are_turned() -> None:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (2, 2), (0, 0, 0, 0)).save(out, "PNG")
    assert as_array(out.getvalue()).min() == 255
    turned = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("L", (6, 4)).save(turned, "JPEG", exif=exif)
    assert as_array(turned.getvalue()).shape == (6, 4)


@pytest.mark.parametrize("data", [b"", b"no image", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"GIF89a" + bytes(20)])
def test_other_files_are_no_images(data: bytes) -> None:
    assert check_image(data) != ""


def test_a_huge_picture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("askless.data.items.picture._MOST_BYTES", 50)
    assert check_image(as_png(np.zeros((4, 5), np.uint8))) == "it is 5 x 4 pixels large"


def test_array_items_take_named_ids() -> None:
    items = ArrayItems(np.eye(2), Ids(["p", "q"]))
    assert items.ids.take([1]) == ["q"]
    assert items.search("x1: 1").tolist() == [0]


def test_an_id_that_no_file_can_hold_is_refused() -> None:
    with pytest.raises(SourceError, match="half of a surrogate pair"):
        items_of(["one", "two"], ids=["fine", "\ud800"])
    assert items_of(["one"], ids=["\U0001f642\u202e"]).ids.take([0]) == ["\U0001f642\u202e"]
