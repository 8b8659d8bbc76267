"""Writing sentences with their answers: the formats there are, and which a file name means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from askless.core.chunks import spans
from askless.data.formats.reader import extension
from askless.data.formats.saving import saving
from askless.data.formats.write import format_to_write
from askless.data.items.stored import StoredTokens
from askless.data.items.tokens import Sentences
from askless.data.labels.schemes import Scheme
from askless.data.labels.space import Answer, LabelSpace
from askless.data.reading.cache import read_meta
from askless.data.reading.others import is_unchanged
from askless.data.reading.sequences.conll import CONLL
from askless.data.reading.sequences.marks import UNKNOWN
from askless.data.writing.conll import OPEN, Lost, fresh_lines, source_lines
from askless.data.writing.tools import TOOLS, Sentence
from askless.errors import UsageError

__all__ = ["FORMS", "Form", "Written", "form_of", "write_sentences"]

Form = Literal["table", "conll", "conllu", "prodigy", "doccano", "label-studio"]
FORMS: tuple[Form, ...] = get_args(Form)

_CHUNK = 4096
_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    n : int
        Sentences.
    notes : list of str
        What the format could not hold, in words.
    """

    n: int
    notes: list[str] = field(default_factory=list)


def form_of(path: Path, form: Form | None = None) -> Form:
    """The format to write a file in.

    Parameters
    ----------
    path : Path
    form : Form, optional
        What the caller says; told from the extension if not given.

    Raises
    ------
    UsageError
        If nothing is written with this extension, or not this.

    Examples
    --------
    >>> form_of(Path("a.conllu.gz")), form_of(Path("a.bio")), form_of(Path("a.csv"))
    ('conllu', 'conll', 'table')
    """
    found = extension(path)
    if form is None:
        if found in CONLL:
            return "conllu" if found in (".conllu", ".conllup") else "conll"
        format_to_write(path)
        return "table"
    if form not in FORMS:
        raise UsageError(f"There is no format “{form}” to write sentences in.", f"Say one of {', '.join(FORMS)}.")
    if form in TOOLS and found not in (*_LINES, ".json"):
        raise UsageError(
            f"“{path.name}” cannot be written as {form}, which is JSON.", "End its name in .jsonl or .json."
        )
    if form == "table":
        format_to_write(path)
    return form


def write_sentences(
    path: Path,
    items: Sentences,
    space: LabelSpace,
    answers: Mapping[int, Answer],
    *,
    form: Form,
    scheme: Scheme | None = None,
    source: Path | None = None,
    everything: bool = False,
) -> Written:
    """Write sentences with their answers as CoNLL, or as a labelling tool has them.

    Parameters
    ----------
    path : Path
        Replaced if it exists; gzipped if it ends in ``.gz``.
    items : Sentences
    space : Tags or Spans
    answers : mapping of int to answer
        By row, canonical. What nobody has said is written so that it can be told from what is known: “_” in CoNLL,
        spans of type “?” for the tools.
    form : {"conll", "conllu", "prodigy", "doccano", "label-studio"}
    scheme : {"BIO", "IOB1", "BIOES", "BILOU"}, optional
        How CoNLL has spans; as in the source, or BIO, if not given.
    source : Path, optional
        Where the source is now. If it is CoNLL, and the same as when it was read, everything but the tags comes
        from there byte by byte.
    everything : bool
        Write sentences that nobody has answered too.

    Returns
    -------
    written : Written

    Raises
    ------
    UsageError
        If a label is called as unknown tokens are.
    StorageError
        If the file cannot be written; an older one is then untouched.
    """
    mark = OPEN if form in ("conll", "conllu") else UNKNOWN
    if mark in space.names:
        raise UsageError(
            f"A label is called “{mark}”, which in this format says that nobody has answered yet.",
            "Rename the label first.",
        )
    rows = range(len(items)) if everything else sorted(answers)
    each = _each(items, space, answers, rows)
    if form in TOOLS:
        return Written(_write_tools(path, form, each))
    lost = Lost()
    meta = read_meta(items.folder) if isinstance(items, StoredTokens) else None
    notes: list[str] = []
    found: Path | None = None
    if meta is not None and meta["origin"] == "conll" and meta["conllu"] == (form == "conllu"):
        # Tags and spans stand elsewhere, so that only the task that the file was read for can be put back.
        places = [place for place in (source, Path(meta["key"]["path"])) if place is not None]
        found = next((place for place in places if is_unchanged(place, meta)), None)
        if found is None:
            notes.append(
                f"“{places[0].name}” is not what it was when it was read, so that its other columns and comments "
                "are not in the export."
            )
    if found is not None:
        assert meta is not None
        kept = {row: sentence for row, sentence in zip(rows, each, strict=True)}
        lines = source_lines(found, meta, kept, scheme=scheme, lost=lost)
    else:
        lines = fresh_lines(each, universal=form == "conllu", scheme=scheme or "BIO", lost=lost)
    with saving(path) as file:
        for line in lines:
            file.write(line.encode("utf-8", "replace"))
    return Written(len(rows), [*notes, *lost.told()])


def _each(
    items: Sentences, space: LabelSpace, answers: Mapping[int, Answer], rows: Iterable[int]
) -> Iterator[Sentence]:
    """Sentences to be written, chunk by chunk."""
    listed = np.fromiter(rows, dtype=np.int64)
    for span in spans(len(listed), _CHUNK):
        chunk = listed[span]
        for row, text in zip(chunk.tolist(), items.texts(chunk), strict=True):
            places = [(start, end) for start, end in items.offsets(row).tolist()]
            yield Sentence(id=items.ids.text(row), text=text, places=places, answer=answers.get(row), task=space.kind)


def _write_tools(path: Path, form: Form, sentences: Iterable[Sentence]) -> int:
    """Write records, an object a line, or one array for ``.json``."""
    lines = extension(path) in _LINES
    n = 0
    with saving(path) as file:
        for sentence in sentences:
            before = b"" if lines else b",\n" if n else b"[\n"
            file.write(before + _json(TOOLS[form](sentence)))
            file.write(b"\n" if lines else b"")
            n += 1
        if not lines:
            file.write(b"\n]\n" if n else b"[]\n")
    return n


def _json(record: dict[str, Any]) -> bytes:
    """A record as JSON; one with half a surrogate pair, which UTF-8 cannot hold, in ASCII."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(record).encode()
