"""Writing sentences with their answers: the formats there are, and which a file name means."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from askless.core.chunks import spans
from askless.data.formats.conll import UNIVERSAL
from askless.data.formats.format import FORMATS
from askless.data.formats.reader import ARRAYS, extension
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
from askless.data.writing.conll import OPEN, Lost, check_label, fresh_lines
from askless.data.writing.source import SourceFile
from askless.data.writing.tools import TOOLS, Sentence
from askless.errors import UsageError

__all__ = ["FORMS", "Form", "Written", "form_of", "write_sentences"]

Form = Literal["table", "conll", "conllu", "prodigy", "doccano", "label-studio"]
FORMS: tuple[Form, ...] = get_args(Form)

_CALLED: dict[str, str] = {"conll": "CoNLL of two columns", "conllu": "CoNLL-U"}
_CHUNK = 4096
_LINES = (".jsonl", ".ndjson")
_PLUS = ".conllup"
_HEADER = f"# global.columns = {' '.join(UNIVERSAL)}\n"
"""With which a file of this extension begins, if its columns are those of CoNLL-U."""
_TABBED = (".tsv", ".tab")
"""Extensions of tables under which CoNLL is read too."""


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
            return "conllu" if found in (".conllu", _PLUS) else "conll"
        try:
            format_to_write(path)
        except UsageError as error:
            raise UsageError(error.problem, f"{error.remedy} For CoNLL, end it in .conll or .conllu.") from None
        return "table"
    if form not in FORMS:
        raise UsageError(f"There is no format “{form}” to write sentences in.", f"Say one of {', '.join(FORMS)}.")
    if form in TOOLS and found not in (*_LINES, ".json"):
        raise UsageError(
            f"“{path.name}” cannot be written as {form}, which is JSON.", "End its name in .jsonl or .json."
        )
    other = found in ARRAYS or (found not in _TABBED and found.removeprefix(".") in FORMATS.names())
    if form in ("conll", "conllu") and other:
        raise UsageError(
            f"“{path.name}” cannot be written as {form}, as {found} is a format of its own.",
            f"End its name in .{form}, or leave the format out.",
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
    form: Form | None = None,
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
    form : {"conll", "conllu", "prodigy", "doccano", "label-studio"}, optional
        If not given, what the source is if that is CoNLL and the extension allows it, else what the extension says.
    scheme : {"BIO", "IOB1", "BIOES", "BILOU"}, optional
        How CoNLL has spans; as in the source, or BIO, if not given.
    source : Path, optional
        Where the source is now. If it is CoNLL, and the same as when it was read, everything but the tags comes
        from there byte by byte; what is left behind otherwise is told.
    everything : bool
        Write sentences that nobody has answered too.

    Returns
    -------
    written : Written

    Raises
    ------
    UsageError
        If a label cannot be written, as it is called like unknown tokens or parts columns, or if the file is no
        place for sentences or for a scheme of spans.
    StorageError
        If the file cannot be written; an older one is then untouched.
    """
    chosen = form_of(path, form)
    _check(path, chosen, space, scheme)
    rows = range(len(items)) if everything else sorted(answers)
    each = _each(items, space, answers, rows)
    if chosen in TOOLS:
        return Written(_write_tools(path, chosen, each))
    lost = Lost()
    origin = _Origin.of(items, source)
    names = _said(answers.values(), space)
    codec, mark, notes = "utf-8", "", []
    if origin is not None and origin.file is not None and origin.fits(path, form):
        old = SourceFile.read(origin.file, origin.meta)
        for name in names:
            check_label(name, blanks=not old.conll.tabs, in_misc=old.in_misc)
        strange = [name for name in names if not old.holds(name)]
        if strange:
            notes.append(
                f"The file is written as UTF-8, as the label “{strange[0]}” cannot be written as "
                f"“{origin.path.name}” is ({old.codec.upper()})."
            )
        else:
            codec, mark = old.codec, old.mark
        if extension(path) == _PLUS and old.conll.conllu and not old.conll.names:
            mark += _HEADER
        kept = {row: sentence for row, sentence in zip(rows, each, strict=True)}
        lines = old.lines(kept, scheme=scheme, lost=lost)
    else:
        universal = chosen == "conllu"
        if origin is not None:
            notes.append(origin.left(path, form, chosen))
            # A file that is gone had sentences with texts and ids, which only CoNLL-U has.
            universal = universal or (form is None and origin.universal)
            scheme = scheme or origin.meta["scheme"]
        for name in names:
            check_label(name, blanks=False, in_misc=universal and space.kind == "spans")
        lines = fresh_lines(each, universal=universal, scheme=scheme or "BIO", lost=lost)
        if universal and extension(path) == _PLUS:
            mark = _HEADER
    with saving(path) as file:
        file.write(mark.encode(codec))
        for line in lines:
            file.write(line.encode(codec))
    return Written(len(rows), [*notes, *lost.told()])


@dataclass(frozen=True)
class _Origin:
    """The CoNLL file that sentences came from.

    Parameters
    ----------
    meta : dict
        What the import said of it.
    path : Path
        Where it should be.
    file : Path or None
        Where it is, the same as when it was read.
    """

    meta: dict[str, Any]
    path: Path
    file: Path | None

    @classmethod
    def of(cls, items: Sentences, source: Path | None) -> _Origin | None:
        """None if they came from elsewhere."""
        meta = read_meta(items.folder) if isinstance(items, StoredTokens) else None
        if meta is None or meta["origin"] != "conll":
            return None
        places = [place for place in (source, Path(meta["key"]["path"])) if place is not None]
        return cls(meta, places[0], next((place for place in places if is_unchanged(place, meta)), None))

    @property
    def plus(self) -> bool:
        """Whether it names its columns itself."""
        return extension(self.path) == _PLUS

    @property
    def universal(self) -> bool:
        """Whether it has numbered tokens, as CoNLL-U has them."""
        return bool(self.meta["conllu"]) or self.plus

    def fits(self, path: Path, form: Form | None) -> bool:
        """Whether its lines, with other tags, are what is to be written."""
        found = extension(path)
        if found == extension(self.path) and (form is None or self.plus):
            return True
        if form is not None:
            return (form == "conllu") == bool(self.meta["conllu"])  # tags and spans stand elsewhere in the other form
        if found == ".conllu":
            return bool(self.meta["conllu"]) and not self.plus
        return self.universal if found == _PLUS else True

    def left(self, path: Path, form: Form | None, chosen: Form) -> str:
        """What is not in a file that is written afresh, and how to have it, in words."""
        what = "comments and other columns"
        if self.fits(path, form):
            why = "is not what it was when it was read" if self.path.is_file() else "is not there any more"
            return (
                f"“{self.path.name}” {why}, so that its {what} are not in the export: put it back as it was and "
                "export again to have them."
            )
        ending = extension(self.path)
        remedy = f"end the name of the file in {ending if ending in CONLL else '.conll'}"
        if form is not None:
            leave = "leave --format out"
            remedy = leave if self.fits(path, None) and extension(path) in CONLL else f"{leave} and {remedy}"
        return (
            f"“{self.path.name}” is {self.meta['what']}, and “{path.name}” is written as {_CALLED[chosen]}, so that "
            f"{what} of the former are not in the latter: {remedy} to have them."
        )


def _check(path: Path, form: Form, space: LabelSpace, scheme: Scheme | None) -> None:
    """Refuse what cannot be written."""
    if form == "table":
        raise UsageError(f"“{path.name}” is a table.", "End its name in .conll or .conllu, or say the format.")
    if scheme is not None and (form in TOOLS or space.kind == "tags"):
        why = "an answer is a tag for each token" if space.kind == "tags" else f"{form} has them by their positions"
        raise UsageError(f"{scheme} is a way to write spans as CoNLL, but here {why}.", "Leave --scheme out.")
    mark = OPEN if form in _CALLED else UNKNOWN
    if mark in space.names:
        raise UsageError(
            f"A label is called “{mark}”, which in this format says that nobody has answered yet.",
            "Rename the label first.",
        )


def _said(answers: Collection[Answer], space: LabelSpace) -> list[str]:
    """Labels that answers have, in their order."""
    if space.kind == "tags":
        found = {tag for answer in answers for tag in answer}
    else:
        found = {kind for answer in answers for _, _, kind in answer}
    return [name for name in space.names if name in found]


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
