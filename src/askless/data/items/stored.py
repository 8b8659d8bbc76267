"""Items of a file, kept in a cache folder and shared by processes through memory maps.

NumPy is all that reading them needs, so that the server stays small. A folder holds ``meta.json``
(kind, column names, fingerprint), the blob ``payloads`` and, if ids are not row numbers, the blob
``ids``. A text is stored as it is, with its title before it; a table row is a JSON list of cells; a
sentence as its text, with the places of its tokens in ``tokens.npy``.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.core.ids import Ids, Rows
from askless.data.items.blob import Blob
from askless.data.items.copies import first_in_blob
from askless.data.items.find import among, find_in_blob
from askless.data.items.items import Kind
from askless.data.items.number import as_number
from askless.data.items.preview import cell_text, one_line, row_line
from askless.data.items.tokens import Sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TITLE_GAP", "StoredRows", "StoredTexts", "StoredTokens", "stored_fingerprint", "stored_ids"]

TITLE_GAP = "\n\n"
"""Stands between title and text, for models and in the blob."""


def stored_ids(folder: Path, n: int) -> Ids:
    """Ids of a cache folder: the blob ``ids`` if there is one, else row numbers."""
    if not (folder / "ids.npy").exists():
        return Ids.numbers(n)
    blob = Blob(folder, "ids")
    return Ids(blob.texts(np.arange(len(blob))))


def stored_fingerprint(folder: Path) -> str:
    """Hash of payloads and ids, read once; about 0.3 s for 200 MB."""
    digest = hashlib.blake2b(digest_size=16)
    for name in ("payloads.bin", "payloads.npy", "ids.bin", "ids.npy"):
        digest.update(name.encode())
        if (folder / name).exists():
            with open(folder / name, "rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
    for name in ("token_starts.npy", "tokens.npy"):  # of sentences only, so that other hashes stay as they are
        if (folder / name).exists():
            digest.update(name.encode() + (folder / name).read_bytes())
    return digest.hexdigest()


class StoredTexts:
    """Texts, each perhaps with a title, in a cache folder.

    Parameters
    ----------
    folder : Path
        Where an import wrote them.
    meta : dict
        The contents of its ``meta.json``.
    """

    kind: Kind = "text"

    def __init__(self, folder: Path, meta: dict[str, Any]) -> None:
        self._blob = Blob(folder, "payloads")
        self.folder = folder
        self._fingerprint: str = meta["fingerprint"]
        self._titles: npt.NDArray[np.int64] | None = None
        if (folder / "titles.npy").exists():
            self._titles = np.load(folder / "titles.npy", mmap_mode="r", allow_pickle=False)

    @cached_property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        return stored_ids(self.folder, len(self))

    def __len__(self) -> int:
        return len(self._blob)

    def take(self, rows: Rows) -> list[str]:
        """Texts; a title comes before its text, with a blank line between."""
        return self._blob.texts(np.asarray(rows, dtype=np.int64))

    def show(self, row: int) -> dict[str, Any]:
        """The text, and the title if there is one."""
        payload = self._blob[row]
        title_bytes = 0 if self._titles is None else int(self._titles[row])
        if not title_bytes:
            return {"kind": "text", "text": payload.decode()}
        rest = payload[title_bytes:].decode()
        return {"kind": "text", "title": payload[:title_bytes].decode(), "text": rest.removeprefix(TITLE_GAP)}

    def line(self, row: int) -> str:
        """The beginning of the item on one line."""
        return one_line(self._blob[row].decode())

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose title or text contains `query`, upper and lower case alike."""
        return among(rows, find_in_blob(query, self._blob))

    def duplicates(self) -> Rows:
        """Row of the first exact copy of each item."""
        return first_in_blob(self._blob)

    def fingerprint(self) -> str:
        """Hash of texts and ids."""
        return self._fingerprint


class StoredRows:
    """Rows of a table in a cache folder.

    Parameters
    ----------
    folder : Path
        Where an import wrote them.
    meta : dict
        The contents of its ``meta.json``; ``names`` are the columns, ``numeric`` says which hold numbers.
    """

    kind: Kind = "rows"

    def __init__(self, folder: Path, meta: dict[str, Any]) -> None:
        self._blob = Blob(folder, "payloads")
        self._folder = folder
        self._fingerprint: str = meta["fingerprint"]
        self.names: list[str] = list(meta["names"])
        self.numeric: list[bool] = list(meta["numeric"])

    @cached_property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        return stored_ids(self._folder, len(self))

    def __len__(self) -> int:
        return len(self._blob)

    def take(self, rows: Rows) -> pd.DataFrame:
        """A data frame; columns of numbers are float64 (NaN where empty), all others text (None)."""
        import pandas as pd

        cells = [json.loads(text) for text in self._blob.texts(np.asarray(rows, dtype=np.int64))]
        columns = list(zip(*cells, strict=True)) or [()] * len(self.names)
        frame: dict[str, Any] = {}
        for name, numeric, column in zip(self.names, self.numeric, columns, strict=True):
            if numeric:
                frame[name] = np.array([as_number(value) for value in column], dtype=np.float64)
            else:
                frame[name] = [cell_text(value) or None for value in column]
        return pd.DataFrame(frame, columns=self.names)

    def show(self, row: int) -> dict[str, Any]:
        """All columns but the label and the id, as the file has them."""
        cells = json.loads(self._blob[row])
        return {"kind": "row", "cells": [list(pair) for pair in zip(self.names, cells, strict=True)]}

    def line(self, row: int) -> str:
        """The beginning of the row on one line."""
        return row_line(zip(self.names, json.loads(self._blob[row]), strict=True))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows one of whose cells contains `query`, upper and lower case alike."""
        wanted = query.casefold()
        # As JSON writes it inside quotes; brackets and commas between cells are weeded out after.
        hits = find_in_blob(json.dumps(query, ensure_ascii=False)[1:-1], self._blob)
        kept = [row for row in hits.tolist() if not wanted or self._has(wanted, row)]
        return among(rows, np.array(kept, dtype=np.int64))

    def duplicates(self) -> Rows:
        """Row of the first row that is equal in all its columns (label and id left out)."""
        return first_in_blob(self._blob)

    def fingerprint(self) -> str:
        """Hash of rows and ids."""
        return self._fingerprint

    def _has(self, wanted: str, row: int) -> bool:
        """Whether a cell of the row contains a case-folded text."""
        return any(wanted in cell_text(cell).casefold() for cell in json.loads(self._blob[row]))


class StoredTokens(Sentences):
    """Sentences in a cache folder.

    Parameters
    ----------
    folder : Path
        Where an import wrote them: texts as ``payloads``, the first token of each as ``token_starts.npy``, places of
        tokens as ``tokens.npy``, the document of each as ``documents.npy`` if that is known.
    meta : dict
        The contents of its ``meta.json``.
    """

    def __init__(self, folder: Path, meta: dict[str, Any]) -> None:
        self._blob = Blob(folder, "payloads")
        self.folder = folder
        self._fingerprint: str = meta["fingerprint"]
        documents = folder / "documents.npy"
        super().__init__(
            np.load(folder / "token_starts.npy", mmap_mode="r", allow_pickle=False),
            np.load(folder / "tokens.npy", mmap_mode="r", allow_pickle=False),
            np.load(documents, mmap_mode="r", allow_pickle=False) if documents.exists() else None,
        )

    @cached_property
    def _ids(self) -> Ids:
        return stored_ids(self.folder, len(self))

    @property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        return self._ids

    def texts(self, rows: Rows) -> list[str]:
        """Texts of some sentences."""
        return self._blob.texts(np.asarray(rows, dtype=np.int64))

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike."""
        return among(rows, find_in_blob(query, self._blob))

    def fingerprint(self) -> str:
        """Hash of texts, tokens and ids."""
        return self._fingerprint
