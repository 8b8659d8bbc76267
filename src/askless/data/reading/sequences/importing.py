"""Sentences of a source turned into stored items, with the answers that they bring along."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from pathlib import Path
from typing import Any

import numpy as np

from askless.core.task import TaskName
from askless.data.formats.reader import ARRAYS, extension, open_table
from askless.data.items.blob import Blob
from askless.data.items.copies import first_in_blob
from askless.data.items.writer import SentencesWriter
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.data.reading.columns import NONE
from askless.data.reading.folder import Listing, text_files
from askless.data.reading.importing import Progress
from askless.data.reading.others import checksum
from askless.data.reading.sequences.conll import CONLL, looks_like_conll, read_sentences
from askless.data.reading.sequences.records import read_plain, read_records
from askless.data.reading.sequences.sentence import Found, Noticed, Reading, whole
from askless.errors import SourceError

__all__ = ["given_answers", "import_sentences", "sequence_sentence", "sequence_space"]

_REPORT_EVERY = 5000
_PLAIN = (".txt", ".text", ".md")
_UNKNOWN = -1
_MOST_NAMES = 6
_MOST_LABELS = 2000


def import_sentences(
    path: Path,
    folder: Path,
    task: TaskName,
    *,
    listing: Listing | None = None,
    header: bool | None = None,
    text: str | None = None,
    id: str | None = None,
    label_column: str | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write the sentences of a source into an empty folder.

    Parameters
    ----------
    path : Path
        CoNLL, plain text, or what `askless.data.formats.reader.open_table` reads.
    folder : Path
        Where to write.
    task : {"tag", "span"}
        What the labels of the source are taken as.
    listing : Listing, optional
        Of a folder of texts.
    header, text, id, label_column
        As in `askless.data.source.open_source`.
    progress : callable, optional
        Called now and then with what was done so far.

    Returns
    -------
    meta : dict
        What `askless.data.items.stored.StoredTokens` needs, and what was found; ready for JSON.

    Raises
    ------
    SourceError
        If there is no sentence in it, or it cannot be read.
    """
    noticed = Noticed()
    columns = {"text": text, "id": id, "label_column": label_column}
    reading = _reading(path, task, noticed, listing, header, columns)
    codes: dict[str, int] = {}
    tags, spans, answered = array("i"), array("q"), array("b")
    named = True
    several = 0
    before = -1
    with SentencesWriter(folder) as writer:
        for row, found in enumerate(reading.sentences):
            if progress is not None and row and row % _REPORT_EVERY == 0:
                progress(f"{row:,} sentences read", None)
            writer.add(found.text, found.places, found.document, found.id)
            named = named and bool(found.id)
            several += found.document == before
            before = found.document
            answered.append(_says(found, task))
            if task == "tag":
                given = found.tags or [None] * len(found.places)
                tags.extend(_UNKNOWN if tag is None else codes.setdefault(whole(tag), len(codes)) for tag in given)
            else:
                for start, end, kind in found.spans or ():
                    code = _UNKNOWN if kind is None else codes.setdefault(whole(kind), len(codes))
                    spans.extend((row, start, end, code))
            if len(codes) > _MOST_LABELS:
                raise SourceError(
                    f"{reading.label_place.capitalize()} holds over {_MOST_LABELS:,} different labels.",
                    "Name the column of the labels with --label-column, or none with --label-column -.",
                )
        if not writer.count:
            told = " ".join(noticed.told())
            raise SourceError(
                f"“{path.name}” holds no sentence.{f' {told}' if told else ''}",
                "Check that it was saved whole, or name the text with --text.",
            )
        writer.finish(with_ids=named, with_documents=several > 0)
    if named and _repeated(folder, noticed):
        for suffix in (".bin", ".npy"):
            (folder / f"ids{suffix}").unlink()
        named = False
    if task == "tag":
        np.save(folder / "given_tags.npy", np.array(tags, dtype=np.int32), allow_pickle=False)
    else:
        np.save(folder / "given_spans.npy", np.array(spans, dtype=np.int64).reshape(-1, 4), allow_pickle=False)
    np.save(folder / "given.npy", np.array(answered, dtype=np.bool_), allow_pickle=False)
    problems = noticed.told()
    if writer.mended:
        problems.append(
            f"{writer.mended:,} text{' has' if writer.mended == 1 else 's have'} half characters, shown as “\ufffd”."
        )
    return {
        "kind": "tokens",
        "origin": reading.origin,
        "task": task,
        "what": reading.what,
        "n": writer.count,
        "answered": int(sum(answered)),
        "tokens": int(np.load(folder / "token_starts.npy", allow_pickle=False)[-1]),
        "with_ids": named,
        "in_documents": several > 0,
        "label_place": reading.label_place,
        "label_values": list(codes),
        "columns": reading.columns,
        "notes": reading.notes,
        "problems": problems,
        "otherwise": "",
        "checksum": checksum(path) if listing is None else None,
        **reading.more,
    }


def _reading(
    path: Path,
    task: TaskName,
    noticed: Noticed,
    listing: Listing | None,
    header: bool | None,
    columns: dict[str, str | None],
) -> Reading:
    """The source as sentences, by the reader that it needs."""
    if listing is not None:
        if listing.kind != "text":
            raise SourceError(
                f"“{listing.root}” holds images, which have no tokens.", "Give a file or a folder of texts."
            )
        table = text_files(listing, None, [])
        columns = {"text": "text", "id": "id", "label_column": NONE}
        return read_records(lambda extra: table, task, noticed, **columns)
    if extension(path) in ARRAYS:
        raise SourceError(
            f"“{path.name}” holds arrays, which have no tokens.", "Give CoNLL, JSON lines, CSV or plain text."
        )
    if extension(path) in CONLL or (extension(path) in (*_PLAIN, ".tsv", ".tab") and looks_like_conll(path)):
        if header is not None:
            raise SourceError(f"“{path.name}” is CoNLL, which has no header.", "Leave --header and --no-header out.")
        return read_sentences(path, task, noticed, **columns)
    if extension(path) in _PLAIN or not extension(path):
        return read_plain(path, task, noticed)
    return read_records(lambda extra: open_table(path, extra, header=header), task, noticed, **columns)


def _repeated(folder: Path, noticed: Noticed) -> bool:
    """Whether an id comes twice; told."""
    blob = Blob(folder, "ids")
    first = first_in_blob(blob)
    again = np.flatnonzero(first != np.arange(len(first)))
    for row in again.tolist():
        noticed.add("repeated", f"“{blob[row].decode()}”")
    return bool(len(again))


def sequence_space(meta: dict[str, Any], labels: Any) -> Tags | Spans | None:
    """The label space of sentences: the names that the caller lists, else those found; None if there are neither."""
    if labels is None and not meta["label_values"] and not meta["answered"]:
        return None
    names = list(labels) if labels is not None else sorted(meta["label_values"], key=_natural)
    return Tags(names) if meta["task"] == "tag" else Spans(names)


def given_answers(folder: Path, meta: dict[str, Any], space: Tags | Spans) -> tuple[dict[int, Any], list[str]]:
    """Answers that a source brings along, by row, and sentences on labels that the space does not have."""
    answered = np.load(folder / "given.npy", allow_pickle=False)
    known = set(space.names)
    names = [name if name in known else None for name in meta["label_values"]]
    noticed = Noticed()
    rows = np.flatnonzero(answered)
    given: dict[int, Any] = {}
    if isinstance(space, Tags):
        codes = np.load(folder / "given_tags.npy", allow_pickle=False)
        starts = np.load(folder / "token_starts.npy", allow_pickle=False)
        of = np.array([*names, None], dtype=object)[codes]  # -1 is the last one
        for row in rows.tolist():
            tags = tuple(of[starts[row] : starts[row + 1]].tolist())
            if any(tag is not None for tag in tags):
                given[row] = tags
        counts = np.bincount(codes[codes >= 0], minlength=len(names))
    else:
        spans = np.load(folder / "given_spans.npy", allow_pickle=False)
        ends = np.searchsorted(spans[:, 0], rows, side="right").tolist()
        begins = np.searchsorted(spans[:, 0], rows, side="left").tolist()
        listed = spans.tolist()
        for row, low, high in zip(rows.tolist(), begins, ends, strict=True):
            given[row] = tuple(
                (start, end, None if code < 0 else names[code]) for _, start, end, code in listed[low:high]
            )
        counts = np.bincount(spans[spans[:, 3] >= 0, 3], minlength=len(names))
    for name, kept, n in zip(meta["label_values"], names, counts.tolist(), strict=True):
        if kept is None:
            noticed.add("unlisted", f"“{name:.30}”, {n:,} times")
    return given, noticed.told()


def sequence_sentence(meta: dict[str, Any], given: int, *, ignored: bool) -> str:
    """What a source of sentences was read as, and how to say otherwise."""
    sentences = f"{meta['n']:,} sentence{'' if meta['n'] == 1 else 's'}"
    tokens = f"{meta['tokens']:,} token{'' if meta['tokens'] == 1 else 's'}"
    parts = [f"{sentences} of {tokens} from {meta['what']}"]
    parts.append("ids are those of the file" if meta["with_ids"] else "ids number the sentences from 0")
    if meta["label_place"]:
        names = sorted(meta["label_values"], key=_natural)
        listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
        what = "tags" if meta["task"] == "tag" else "spans"
        if not names:
            without = f"; {given:,} of them are said to have none" if given else ""
            parts.append(f"{meta['label_place']} is for {what} and holds none yet{without}")
        elif ignored:
            parts.append(f"the {what} of {meta['label_place']} ({listed}) are left out")
        else:
            share = "" if given == meta["n"] else f" for {given:,} of them"
            parts.append(f"{meta['label_place']} holds {what} already given{share} ({listed})")
    parts.extend(meta["notes"])
    options = "" if meta["origin"] == "text" else " Say otherwise with --text, --id, --label-column."
    return f"Took {'; '.join(parts)}.{options}"


def _natural(name: str) -> tuple[str, ...]:
    """Sort key: without regard to case first."""
    return (*re.split(r"\W+", name.casefold()), name)


def _says(found: Found, task: str) -> bool:
    """Whether a sentence has an answer that says something of it."""
    if task == "tag":
        return found.tags is not None and (not found.places or any(tag is not None for tag in found.tags))
    if found.spans is None:
        return False
    open_ = [(start, end) for start, end, kind in found.spans if kind is None]
    if not open_ or not found.places:
        return True
    begins = [start for start, _ in open_]
    for start, end in found.places:
        at = bisect_right(begins, start) - 1
        if at < 0 or end > open_[at][1]:
            return True
    return False
