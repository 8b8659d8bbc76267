"""NumPy files as a source: .npy with one array, .npz with items and perhaps labels and ids."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.data.formats.raw import open_raw
from askless.data.formats.table import Table
from askless.data.items.array import ArrayItems
from askless.data.items.blob import BlobWriter
from askless.data.items.image_array import ImageArrayItems
from askless.data.items.stored import stored_ids
from askless.data.reading.columns import NONE
from askless.data.reading.given import LabelCells
from askless.data.reading.importing import Progress, import_table
from askless.errors import SourceError, UnknownNameError

__all__ = ["import_arrays", "reopen_array"]

_ITEMS = ("x", "data", "images", "features", "items", "texts", "text", "x_train", "train_images", "train_data", "arr_0")
_LABELS = ("y", "labels", "label", "target", "targets", "y_train", "train_labels", "classes", "types")
_IDS = ("ids", "id", "keys", "names")


def import_arrays(
    path: Path,
    folder: Path,
    *,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the items of a NumPy file into an empty folder; the meta of the result.

    Parameters
    ----------
    path : Path
        .npy or .npz, perhaps gzipped. Objects (pickles) inside are refused, never loaded.
    folder : Path
        Where to write.
    text, id, label_column : str, optional
        Names of arrays in .npz: items, ids and labels; "-" for none.
    progress : callable, optional
        As for `import_table`; arrays of numbers are read at once and report nothing.

    Raises
    ------
    SourceError
        If it is no such file, holds objects, or no array of items.
    """
    arrays = _load(path)
    items_name = _pick(arrays, text, _ITEMS, "--text", lambda a: a.ndim >= 1)
    if items_name is None:
        listed = ", ".join(f"“{name}”" for name in arrays)
        raise SourceError(
            f"“{path.name}” has no array of items among {listed}.", "Name it x, or give its name with --text."
        )
    items = arrays[items_name]
    n = len(items) if items.ndim else 0
    if not n:
        raise SourceError(f"The array “{items_name}” of “{path.name}” is empty.", "Check that it was saved whole.")
    rest = {name: array for name, array in arrays.items() if name != items_name}

    def fits(array: npt.NDArray[Any]) -> bool:
        return array.ndim == 1 and len(array) == n and array.dtype.kind in "biufU"

    label = _pick(rest, label_column, _LABELS, "--label-column", fits)
    ids = _pick(rest, id, _IDS, "--id", fits)
    meta = (_import_texts if items.dtype.kind == "U" else _import_numbers)(
        arrays, items_name, ids, label, folder, progress
    )
    place = "" if label is None else f"array “{label}”"
    return meta | {"origin": "array", "label_place": place}


def reopen_array(folder: Path, meta: dict[str, Any]) -> ArrayItems | ImageArrayItems:
    """The array that an import stored, memory-mapped."""
    array = np.load(folder / "items.npy", mmap_mode="r", allow_pickle=False)
    build = ImageArrayItems if meta["kind"] == "images" else ArrayItems
    return build(array, stored_ids(folder, len(array)))


def _load(path: Path) -> Mapping[str, npt.NDArray[Any]]:
    """All arrays of a file by name; that of .npy is called “x”."""
    try:
        with open_raw(path) as file:
            loaded = np.load(file, allow_pickle=False)
            if isinstance(loaded, np.ndarray):
                return {"x": loaded}
            return {name: loaded[name] for name in loaded.files}
    except ValueError as error:
        if "allow_pickle" in str(error) or "Object arrays" in str(error):
            raise SourceError(
                f"“{path.name}” holds Python objects, which could run code when loaded, or no NumPy data.",
                "Save plain arrays: numbers, or texts of type str.",
            ) from None
        raise _damaged(path, error) from None
    except (zipfile.BadZipFile, EOFError, KeyError, TokenError, SyntaxError, MemoryError) as error:  # a spoilt header
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> SourceError:
    """The error for a file that NumPy gives up on."""
    return SourceError(f"“{path.name}” is no whole NumPy file: {error or 'it breaks off'}.", "Save or copy it again.")


def _pick(
    arrays: Mapping[str, npt.NDArray[Any]],
    named: str | None,
    telling: tuple[str, ...],
    option: str,
    fits: Callable[[npt.NDArray[Any]], bool],
) -> str | None:
    """The array the caller named, else the first of a telling name that fits, else a single one of items."""
    if named == NONE:
        return None
    if named is not None:
        if named not in arrays:
            error = UnknownNameError.of("array", named, arrays)
            raise SourceError(f"There is no array “{named}” ({option}).", error.remedy)
        if not fits(arrays[named]):
            raise SourceError(f"The array “{named}” ({option}) has the shape {arrays[named].shape}.", "Name another.")
        return named
    by_name = {name.casefold(): name for name in arrays}
    for name in telling:
        if name in by_name and fits(arrays[by_name[name]]):
            return by_name[name]
    return next(iter(arrays)) if option == "--text" and len(arrays) == 1 else None


def _import_texts(
    arrays: Mapping[str, npt.NDArray[Any]],
    items: str,
    ids: str | None,
    label: str | None,
    folder: Path,
    progress: Progress | None,
) -> dict[str, Any]:
    """An array of strings, imported as a table of one column, or of up to three."""
    names = [name for name in (items, ids, label) if name is not None]
    columns = [arrays[name].tolist() for name in names]

    def rows() -> Iterator[list[Any]]:
        return (list(row) for row in zip(*columns, strict=True))

    table = Table(names=tuple(names), rows=rows)
    return import_table(
        lambda extra: table, folder, text=items, id=ids or NONE, label_column=label or NONE, progress=progress
    )


def _import_numbers(
    arrays: Mapping[str, npt.NDArray[Any]],
    items: str,
    ids: str | None,
    label: str | None,
    folder: Path,
    progress: Progress | None,
) -> dict[str, Any]:
    """An array of numbers: rows of features, or images if it has three or four dimensions."""
    array = arrays[items]
    kind = "images" if array.ndim > 2 else "array"
    (ImageArrayItems if kind == "images" else ArrayItems)(array)  # refuses what neither can take
    np.save(folder / "items.npy", array, allow_pickle=False)
    labels = LabelCells(label, named=True)
    if label is not None:
        for value in arrays[label].tolist():
            labels.add(value)
    labels.save(folder)
    if ids is not None:
        writer = BlobWriter(folder, "ids")
        for value in arrays[ids].tolist():
            writer.add(str(value).encode())
        writer.finish()
        stored_ids(folder, len(array))  # refuses an id that comes twice
    return {
        "kind": kind,
        "n": len(array),
        "shape": list(array.shape[1:]),
        "columns": {"text": items, "title": None, "id": ids, "label": label, "others": []},
        "label_values": labels.values,
        "notes": [],
        "problems": [],
    }
