"""The columns of a table that its texts do not hold, read once more when they are wanted.

The cache keeps what a person reads. Whatever else stands in the file is a matter of exports only,
and is read again from the file itself, side by side with the items, if that is still the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.formats.reader import open_table
from askless.data.formats.table import Cell
from askless.data.items.items import Items
from askless.data.items.stored import StoredTexts
from askless.data.reading.cache import read_meta

__all__ = ["OtherColumns", "checksum", "is_unchanged", "other_columns"]


@dataclass(frozen=True)
class OtherColumns:
    """Columns besides text, title, id and label; none at all if they cannot be had.

    Parameters
    ----------
    names : tuple of str
        In the order of the source.
    notice : str
        Why there are none although the source has some; else "".
    source : Path, optional
        The file.
    items : Path, optional
        Folder of the stored items.
    header : bool, optional
        What the caller said of the first row when the source was read.
    """

    names: tuple[str, ...] = ()
    notice: str = ""
    source: Path | None = None
    items: Path | None = None
    header: bool | None = None

    def cells(self, rows: Iterable[int]) -> Iterator[list[Cell]]:
        """Cells of some rows of the pool, which must rise; one pass over the source, a row in memory.

        Parameters
        ----------
        rows : iterable of int
            Rows of the pool.

        Yields
        ------
        cells : list
            Text, numbers, booleans, None, lists and dicts, as long as `names`.
        """
        if not self.names or self.source is None or self.items is None:
            yield from ([] for _ in rows)
            return
        kept = self.items / "numbers.npy"  # there if blank rows were left out
        numbers = np.load(kept, allow_pickle=False) if kept.exists() else None
        table = open_table(self.source, self.names if self.header is None else (), header=self.header)
        at = [table.names.index(name) for name in self.names]
        records = enumerate(table.rows())
        for row in rows:
            wanted = row if numbers is None else int(numbers[row])
            cells = next(cells for number, cells in records if number == wanted)
            yield [_storable(cells[i]) for i in at]


def other_columns(items: Items, source: Path | None = None) -> OtherColumns:
    """Find the other columns of texts that were read from a table.

    Parameters
    ----------
    items : Items
        A pool.
    source : Path, optional
        Where its source is now; where it was when it was read if not given.

    Returns
    -------
    others : OtherColumns
        Without names for a pool of another kind.
    """
    meta = read_meta(items.folder) if isinstance(items, StoredTexts) else None
    if meta is None or meta["origin"] != "table" or not meta["columns"]["others"]:
        return OtherColumns()
    assert isinstance(items, StoredTexts)
    names = tuple(meta["columns"]["others"])
    for place in (source, Path(meta["key"]["path"])):
        if place is not None and is_unchanged(place, meta):
            return OtherColumns(names, "", place, items.folder, meta["key"].get("header"))
    file = source or Path(meta["key"]["path"])
    why = "has changed since it was read" if file.is_file() else "is not there any more"
    listed = ", ".join(names[:6]) + (", …" if len(names) > 6 else "")
    return OtherColumns(notice=f"“{file.name}” {why}, so its other columns ({listed}) are left out: join them by id.")


def checksum(path: Path) -> str:
    """Checksum of the bytes of a file, by which a copy of it is known (about 1 GB a second).

    Parameters
    ----------
    path : Path

    Returns
    -------
    checksum : str
        64 hexadecimal digits.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=32)).hexdigest()


def is_unchanged(path: Path, meta: dict[str, Any]) -> bool:
    """Whether a file is what was read: by size and time, or, as copies have times of their own, by its bytes."""
    try:
        stat = path.stat()
        if [stat.st_size, stat.st_mtime_ns] == meta["key"]["state"]:
            return True
        return stat.st_size == meta["key"]["state"][0] and checksum(path) == meta.get("checksum")
    except OSError:
        return False


def _storable(cell: Cell) -> Any:
    """A cell as every format can write it: dates and the like, which Parquet holds, become text."""
    if cell is None or isinstance(cell, (str, int, float)):
        return cell
    return json.loads(json.dumps(cell, default=str))
