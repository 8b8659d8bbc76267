"""Reads the data sets of a folder: tables, texts and images, each below a folder with its name.

==========  ==========================================================================
tables      ``NAME/NAME.csv.gz``, the last column is the label
texts       ``NAME/data.jsonl.gz``, or ``train.jsonl.gz`` and ``test.jsonl.gz`` joined; an
            object a line with "label" and those of "title", "subject", "abstract", "text"
            that every one of them has
images      ``NAME/NAME.npz`` with arrays of items and labels
boards      ``lal_checkerboards/*.npz``, each a set of its own
==========  ==========================================================================
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.sets.labelled import LabelledSet
from askless.errors import SourceError

__all__ = ["check_sets", "read_set"]

_WHERE = "Give the folder that holds it with --data."


def read_set(name: str, folder: Path | None) -> LabelledSet:
    """Read a data set.

    Parameters
    ----------
    name : str
        As "wine", "sms_spam", "mnist" or "lal_checkerboard2x2".
    folder : Path
        That of all sets.

    Returns
    -------
    labelled : LabelledSet
        Rows in the order of the file; classes sorted by name, numbers as numbers.

    Raises
    ------
    SourceError
        If no folder is given, or the set is not in it.
    """
    files = _files(name, folder)
    if files[0].suffix == ".npz":
        return _images(name, files[0], "table" if name.startswith("lal_") else "images")
    return _table(name, files[0]) if files[0].name.endswith(".csv.gz") else _texts(name, files)


def check_sets(names: Iterable[str], folder: Path | None) -> None:
    """Whether data sets are there, without reading them.

    Parameters
    ----------
    names : iterable of str
        As `read_set` takes them.
    folder : Path
        That of all sets.

    Raises
    ------
    SourceError
        If no folder is given, or a set is not in it; the first such set is named.

    Examples
    --------
    >>> check_sets(["wine"], None)
    Traceback (most recent call last):
        ...
    askless.errors.SourceError: “wine” is read from a folder of data sets, and none is given. Name it with --data.
    """
    for name in names:
        _files(name, folder)


def _files(name: str, folder: Path | None) -> list[Path]:
    """The files of a set, one at least."""
    if folder is None:
        raise SourceError(f"“{name}” is read from a folder of data sets, and none is given.", "Name it with --data.")
    if not folder.is_dir():
        raise SourceError(f"There is no folder “{folder}” of data sets.", "Give the one that holds them with --data.")
    at = folder / name
    if name.startswith("lal_"):
        at = folder / "lal_checkerboards"
        single = [at / f"{name.removeprefix('lal_')}.npz"]
    else:
        single = [at / f"{name}.csv.gz", at / f"{name}.npz"]
    found = [path for path in single if path.is_file()][:1]
    if not found and not name.startswith("lal_"):
        found = [path for part in ("data", "train", "test") if (path := at / f"{part}.jsonl.gz").is_file()]
    if not found:
        raise SourceError(f"There is no data set “{name}” in “{folder}”.", _WHERE)
    return found


def _labelled(name: str, kind: Any, items: Any, labels: list[str]) -> LabelledSet:
    """With classes counted from 0."""
    found = sorted({*labels}, key=_order)
    code = {label: at for at, label in enumerate(found)}
    codes = np.array([code[label] for label in labels], dtype=np.int64)
    return LabelledSet(name, kind, items, codes, tuple(found))


def _order(label: str) -> tuple[float, str]:
    """Numbers by size, before words."""
    try:
        return float(label), label
    except ValueError:
        return float("inf"), label


def _table(name: str, path: Path) -> LabelledSet:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    items = np.array([[float(value) for value in row[:-1]] for row in rows])
    return _labelled(name, "table", items, [row[-1] for row in rows])


def _texts(name: str, files: list[Path]) -> LabelledSet:
    entries = [entry for path in files for entry in _lines(path)]
    parts = [key for key in ("title", "subject", "abstract", "text") if all(key in entry for entry in entries)]
    texts = [" ".join(filter(None, (entry[key] for key in parts))) for entry in entries]
    return _labelled(name, "text", texts, [str(entry["label"]) for entry in entries])


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _images(name: str, path: Path, kind: str) -> LabelledSet:
    """Arrays of items and of labels, training part first, joined."""
    with np.load(path, allow_pickle=False) as arrays:
        parts = [part for part in ("train", "val", "test") if any(part in key for key in arrays.files)]
        found = {key: arrays[key] for key in arrays.files}
    of_labels = [next(key for key in found if part in key and key.startswith(("y", f"{part}_l"))) for part in parts]
    of_items = [next(key for key in found if part in key and key not in of_labels) for part in parts]
    labels = np.concatenate([found[key].ravel() for key in of_labels])
    items = np.concatenate([found[key] for key in of_items])
    return _labelled(name, kind, items, [str(int(label)) for label in labels])
