"""Opening a source: the one door through which files and folders become items.

A source is read once, streaming, into the cache of its project (see `askless.data.items.stored`);
opened again unchanged, it is not read at all.
"""

from __future__ import annotations

import difflib
import shutil
import tempfile
import weakref
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

import numpy as np

from askless.core.program import program
from askless.core.task import SEQUENCES, TASKS, TaskName
from askless.data.formats.reader import ARRAYS, extension, header_refused, open_table
from askless.data.items.items import Items
from askless.data.items.stored import StoredRows, StoredTexts, StoredTokens, stored_fingerprint
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.data.reading.arrays import import_arrays, reopen_array
from askless.data.reading.cache import build, read_meta
from askless.data.reading.folder import import_folder, list_folder, reopen_folder
from askless.data.reading.given import answers, check_few, given_space, is_multilabel
from askless.data.reading.importing import Progress, import_table
from askless.data.reading.numbers import numbers_given
from askless.data.reading.others import checksum
from askless.data.reading.sentence import sentence
from askless.data.reading.sequences.conll import CONLL
from askless.data.reading.sequences.importing import (
    given_answers,
    import_sentences,
    sequence_sentence,
    sequence_space,
)
from askless.errors import SourceError, UnknownNameError

__all__ = ["AllLabelledError", "Source", "open_source", "reopen"]

_FOLDER = "items"


class _Options(TypedDict):
    """Columns as the caller names them."""

    text: str | None
    id: str | None
    label_column: str | None


class AllLabelledError(SourceError):
    """Every item of a source has a label, so that none is left to ask about."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What was found in a source.

    Parameters
    ----------
    items : Items
        The things to label.
    space : Classes, MultiLabel, Real, Tags, Spans or None
        The label space, as far as the source or the caller names labels; None if neither does.
    given : dict
        Answers the source brings along, by row, in the form of `space`.
    sentence : str
        One line: what was taken for what, and how to say otherwise.
    problems : list of str
        Sentences on what was left out or mended, one each.
    columns : dict
        Names of the columns taken as "text", "title", "id", "label" (or None) and of the "others".
    number_column : str or None
        A column with the name of labels whose numbers are too many for classes, and is not taken for that.
    """

    items: Items
    space: Classes | MultiLabel | Real | Tags | Spans | None
    given: dict[int, Any] = field(default_factory=dict)
    sentence: str = ""
    problems: list[str] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    number_column: str | None = None


def open_source(
    path: str | Path,
    *,
    task: TaskName | None = None,
    cache: Path | None = None,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
    header: bool | None = None,
    labels: Sequence[str] | None = None,
    multilabel: bool | None = None,
    numbers: Real | None = None,
    ignore_labels: bool = False,
    allow_all_labelled: bool = False,
    progress: Progress | None = None,
) -> Source:
    """Open a file or folder as items, with the labels it brings along.

    Parameters
    ----------
    path : str or Path
        CSV, TSV, JSON lines, a JSON array or Parquet, each perhaps gzipped; .npy or .npz; a folder
        of .txt files or of images. For tags and spans a CoNLL file or a plain text too.
    task : {"classify", "multilabel", "regress", "tag", "span"}, optional
        What an answer is. "tag" and "span" make sentences with tokens of whatever is read; with the others, or
        none, `multilabel`, `numbers` and the labels that are found say what it is.
    cache : Path, optional
        The cache folder of a project; a temporary one if not given.
    text, id, label_column : str, optional
        Column names; found if not given, "-" for none. For .npz the names of arrays.
    header : bool, optional
        Whether the first row of a CSV or TSV names its columns; found if not given.
    labels : sequence of str, optional
        The label names. Without them, those that the source holds.
    multilabel : bool, optional
        Whether an item may have several labels; found from the label column if not given.
    numbers : Real, optional
        The labels are numbers, and these may be given; `labels` and `multilabel` then say nothing. Cells
        that are no such numbers are told of in `problems`.
    ignore_labels : bool
        Leave out the answers that the source holds (their names are still used).
    allow_all_labelled : bool
        Accept a source in which nothing is left to label, as a simulation does.
    progress : callable, optional
        Called now and then during an import with what was done, in words, and the share of it, from
        0 to 1, or None where the end is not known.

    Returns
    -------
    source : Source

    Raises
    ------
    SourceError
        If the source cannot be read as items.
    AllLabelledError
        If every item has a label.
    LabelError
        If the source holds a label that is not among `labels`, or is to hold `numbers` and mostly does not.
    UsageError
        If `header` is given for a source of another kind.
    StorageError
        If the cache cannot be written.

    Notes
    -----
    A CSV of 1,000,000 texts (290 MB) takes about 5 s of one core and 200 MB of memory the first time.
    Later openings only check the cache, 0.1 s.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "mails.csv").write_text("text,label\\nwin a prize now,spam\\nsee you at eight,\\n")
    >>> source = open_source(folder / "mails.csv", labels=["ham", "spam"])
    >>> len(source.items), source.given, source.space
    (2, {0: 'spam'}, Classes(names=('ham', 'spam')))
    """
    path = Path(path)
    _check_there(path)
    if task is not None and task not in TASKS:
        raise UnknownNameError.of("task", task, TASKS)
    sequences = task if task is not None and TASKS[task] in SEQUENCES else None
    with ExitStack() as undo:
        if cache is None:
            cache = Path(tempfile.mkdtemp(prefix="askless-"))
            undo.callback(shutil.rmtree, cache, ignore_errors=True)
        folder = cache / _FOLDER
        columns: _Options = {"text": text, "id": id, "label_column": label_column}
        meta = _import(path, folder, columns, header, progress, numbers=numbers is not None, task=sequences)
        items = _items(folder, meta)
        if sequences is not None:
            source = _sequences(path, folder, meta, items, labels, ignored=ignore_labels, whole=allow_all_labelled)
            weakref.finalize(items, undo.pop_all().close)
            return source
        values = meta["label_values"]
        several = numbers is None and (is_multilabel(values) if multilabel is None else multilabel)
        space: Classes | MultiLabel | Real | None = numbers
        if numbers is None and (labels is not None or values):
            check_few(values, meta["n"], str(meta["columns"].get("label")))
            space = given_space(values, labels, multilabel=several)
        given, problems = ({}, []) if space is None or ignore_labels else _given(folder, meta, space)
        if len(given) == len(items) and not allow_all_labelled:
            raise _all_labelled(path, meta, len(items))
        # A temporary cache lives as long as the items that are mapped from it.
        weakref.finalize(items, undo.pop_all().close)
    return Source(
        items=items,
        space=space,
        given=given,
        sentence=sentence(meta, len(given), ignored=ignore_labels and bool(values), several=several, numbers=numbers),
        problems=[*meta["problems"], *problems],
        columns=dict(meta["columns"]),
        number_column=meta.get("number_column"),
    )


def _sequences(
    path: Path,
    folder: Path,
    meta: dict[str, Any],
    items: Items,
    labels: Sequence[str] | None,
    *,
    ignored: bool,
    whole: bool,
) -> Source:
    """What was found in a source of sentences."""
    space = sequence_space(meta, labels)
    given, problems = ({}, []) if space is None or ignored else given_answers(folder, meta, space)
    if space is not None and len(given) == len(items) and not whole and all(map(space.complete, given.values())):
        raise _all_labelled(path, meta, len(items))
    said = sequence_sentence(meta, len(given), ignored=ignored and bool(meta["label_values"]))
    return Source(
        items=items,
        space=space,
        given=given,
        sentence=said,
        problems=[*meta["problems"], *problems],
        columns=dict(meta["columns"]),
    )


def _all_labelled(path: Path, meta: dict[str, Any], n: int) -> AllLabelledError:
    """The error for a source in which nothing is left to ask."""
    all_of = "The one item" if n == 1 else f"All {n:,} items"
    return AllLabelledError(
        f"{all_of} of “{path.name}” {'is' if n == 1 else 'are'} labelled already, by {meta['label_place']}.",
        f"Label them anew with --ignore-labels, or try strategies on them with `{program()} simulate`.",
    )


def reopen(cache: Path) -> Items:
    """The items that `open_source` stored, without a look at the source.

    Parameters
    ----------
    cache : Path
        The same folder that `open_source` was given.

    Returns
    -------
    items : Items

    Raises
    ------
    SourceError
        If nothing is stored there.
    """
    meta = read_meta(cache / _FOLDER)
    if meta is None:
        raise SourceError(f"No items are stored in “{cache}”.", "Open the source first.")
    return _items(cache / _FOLDER, meta)


def _check_there(path: Path) -> None:
    """Refuse a source that does not exist, naming files of a similar name."""
    try:
        if path.exists():
            return
        beside = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
    except PermissionError:
        raise SourceError(
            f"“{path}” may not be read by this user.", "Change its permissions, or copy it to a folder of yours."
        ) from None
    near = difflib.get_close_matches(path.name, beside, n=3)
    remedy = f"Did you mean {', '.join(f'“{n}”' for n in near)}?" if near else "Check the spelling and the folder."
    raise SourceError(f"There is no file or folder “{path}”.", remedy)


def _import(
    path: Path,
    folder: Path,
    options: _Options,
    header: bool | None,
    progress: Progress | None,
    *,
    numbers: bool,
    task: TaskName | None,
) -> dict[str, Any]:
    """Meta of the stored items of a source, imported if they are not stored yet."""
    if header is not None and (path.is_dir() or extension(path) in ARRAYS):
        raise header_refused(path)
    listing = list_folder(path) if path.is_dir() else None
    stat = path.stat()
    state = [stat.st_size, stat.st_mtime_ns] if listing is None else [listing.stamp]
    key = {"path": str(path.resolve()), "state": state, **options}
    if header is not None:
        key["header"] = header
    if numbers:
        key["numbers"] = True
    if task is not None:
        key["task"] = task

    def fill(fresh: Path) -> dict[str, Any]:
        if task is not None:
            meta = import_sentences(path, fresh, task, listing=listing, header=header, progress=progress, **options)
        elif listing is not None:
            meta = import_folder(listing, fresh, label_column=options["label_column"], progress=progress)
        elif extension(path) in CONLL:
            raise SourceError(
                f"“{path.name}” holds sentences, token by token.",
                "Say what is asked of them: --task tag for a tag a token, --task span for spans of tokens.",
            )
        elif extension(path) in ARRAYS:
            meta = import_arrays(path, fresh, progress=progress, **options)
        else:
            meta = import_table(
                lambda extra: open_table(path, extra, header=header),
                fresh,
                numbers=numbers,
                progress=progress,
                **options,
            ) | {"checksum": checksum(path)}
        return meta | {"fingerprint": stored_fingerprint(fresh)}

    return build(folder, key, fill)


def _items(folder: Path, meta: dict[str, Any]) -> Items:
    """The stored items of this meta."""
    if meta["kind"] == "text":
        return StoredTexts(folder, meta)
    if meta["kind"] == "rows":
        return StoredRows(folder, meta)
    if meta["kind"] == "tokens":
        return StoredTokens(folder, meta)
    return reopen_folder(folder, meta) if meta["origin"] == "files" else reopen_array(folder, meta)


def _given(folder: Path, meta: dict[str, Any], space: Classes | MultiLabel | Real) -> tuple[dict[int, Any], list[str]]:
    """Answers that the source brings along, and sentences on cells that are none."""
    if not meta["label_values"]:
        return {}, []
    codes = np.load(folder / "labels.npy", allow_pickle=False)
    numbers = np.load(folder / "numbers.npy", allow_pickle=False) if (folder / "numbers.npy").exists() else None
    if isinstance(space, Real):
        return numbers_given(codes, meta["label_values"], space, where=meta["label_place"], rows=numbers)
    return answers(codes, meta["label_values"], space, where=meta["label_place"], numbers=numbers), []
