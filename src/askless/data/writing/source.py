"""The CoNLL file that sentences came from, with other tags in it and all else as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from askless.data.formats.conll import Conll, read_conll
from askless.data.formats.encoding import find_encoding, open_text
from askless.data.formats.raw import open_raw
from askless.data.labels.schemes import Scheme
from askless.data.reading.sequences.conll import IN_MISC
from askless.data.writing.conll import OPEN, Lost, token_tags
from askless.data.writing.tools import Sentence

__all__ = ["SourceFile"]

_MISC = 9
_INSIDE = re.compile(rf"(?<![^|]){IN_MISC}=[^|]*")
_LITTLE = b"\xff\xfe"


@dataclass(frozen=True)
class SourceFile:
    """A CoNLL file that items were read from, to be written with other tags.

    Parameters
    ----------
    conll : Conll
    codec : str
        What its characters are written with.
    mark : str
        What it begins with to say so; often nothing.
    at : int
        The column that holds the tags; a new one if it is behind the last.
    in_misc : bool
        Whether they stand beside other things there.
    task : {"tags", "spans"}
    scheme : str or None
        Of spans, if it has any.
    """

    conll: Conll
    codec: str
    mark: str
    at: int
    in_misc: bool
    task: str
    scheme: Scheme | None

    @classmethod
    def read(cls, path: Path, meta: Mapping[str, Any]) -> SourceFile:
        """Read it again.

        Parameters
        ----------
        path : Path
        meta : mapping
            What the import said of it.
        """
        encoding = find_encoding(path)
        with open_text(path, encoding) as file:
            conll = read_conll(file.read(), lenient=True)
        task = "tags" if meta["task"] == "tag" else "spans"
        at, in_misc = meta["label_at"], bool(meta["in_misc"])
        if at is None:
            in_misc = conll.conllu and task == "spans"
            upos = conll.place("UPOS") if task == "tags" else None
            at = _MISC if in_misc else conll.columns if upos is None else upos
        codec, mark = encoding.codec, "\ufeff"
        if codec == "utf-8-sig":
            codec = "utf-8"
        elif codec in ("utf-16", "utf-32"):
            # Their names stand for either order of bytes.
            with open_raw(path) as raw:
                codec += "-le" if raw.read(len(_LITTLE)) == _LITTLE else "-be"
        else:
            mark = ""
        return cls(conll, codec, mark, at, in_misc, task, meta["scheme"])

    def holds(self, name: str) -> bool:
        """Whether its characters can be written as those of the file."""
        try:
            name.encode(self.codec)
        except UnicodeEncodeError:
            return False
        return True

    def lines(self, sentences: Mapping[int, Sentence], *, scheme: Scheme | None, lost: Lost) -> Iterator[str]:
        """Its lines of some sentences with other tags.

        Parameters
        ----------
        sentences : mapping of int to Sentence
            By row.
        scheme : Scheme, optional
            Of spans; that of the file if not given.
        lost : Lost
            Told of what cannot be written.
        """
        conll, at = self.conll, self.at
        known: Scheme = scheme or self.scheme or "BIO"
        ends = np.cumsum(conll.lengths).tolist()
        values: list[str | None] = [None] * len(conll.rows)
        before = conll.column(at) if at < conll.columns else [""] * len(values)
        for row, (start, end) in enumerate(pairwise([0, *ends])):
            if row in sentences:
                tags = token_tags(sentences[row], known, lost)
                values[start:end] = _cells(before[start:end], tags, in_misc=self.in_misc, spans=self.task == "spans")
        lines = conll.lines_with_column(at, values)
        if conll.named_in is not None and 0 not in sentences:
            yield lines[conll.named_in]  # it stands before the first sentence, and says what the columns are
        for row in sorted(sentences):
            first, last = conll.blocks[row]
            yield from lines[first:last]


def _cells(before: Sequence[str], tags: Sequence[str], *, in_misc: bool, spans: bool) -> list[str | None]:
    """New cells; None where the old one says the same."""
    found: list[str | None] = []
    for cell, tag in zip(before, tags, strict=True):
        if not in_misc:
            # What says already that the tag is not known stays as it is.
            same = tag == OPEN and cell.strip() in (("", "_", "-") if spans else ("", "_"))
            found.append(None if cell.strip() == tag or (same and cell) else tag)
            continue
        inside = f"{IN_MISC}={tag}"
        if _INSIDE.search(cell):
            found.append(_INSIDE.sub(lambda _, inside=inside: inside, cell))  # type: ignore[misc]
        elif tag == OPEN:
            found.append(None)
        else:
            found.append(inside if cell in ("", "_") else f"{cell}|{inside}")
    return found
