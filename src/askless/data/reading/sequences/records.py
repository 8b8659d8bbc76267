"""Sentences of records: of JSON lines, tables, plain texts and folders of texts.

A record that brings tokens is one item, as the tool that made them meant it; any other text is a document, which
is parted into sentences and these into tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from askless.core.task import TaskName
from askless.data.formats.encoding import find_encoding, open_text
from askless.data.formats.header import TEXT_NAMES
from askless.data.formats.table import Cell, NewColumn, Table
from askless.data.formats.tokenise import sentences, tokenise
from askless.data.items.preview import cell_text
from askless.data.reading.columns import NONE, find_columns, no_column
from askless.data.reading.sequences.marks import (
    Mark,
    counts_utf16,
    cut_tokens,
    in_characters,
    spans_of,
    spans_within,
    tags_of_marks,
)
from askless.data.reading.sequences.sentence import Found, Noticed, Place, Reading
from askless.data.reading.sequences.shapes import LABELS, TOKENS, Record, data_of, record_of, spans_of_tags
from askless.errors import SourceError

__all__ = ["read_plain", "read_records"]

_SAMPLE_ROWS = 1000
_MOST_COLUMNS = 20_000
_SPAN = re.compile(r"[BIESLU]-.+|O")
_ANSWERS = ("accept", "reject", "ignore")
_BLANKS = re.compile(r"\S+")


def read_records(
    open_table: Callable[[Sequence[str]], Table],
    task: TaskName,
    noticed: Noticed,
    *,
    text: str | None,
    id: str | None,
    label_column: str | None,
) -> Reading:
    """Sentences of the records of a table.

    Parameters
    ----------
    open_table : callable
        As for `askless.data.reading.importing.import_table`.
    task : {"tag", "span"}
    noticed : Noticed
        Told of what could not be taken as it is.
    text, id, label_column : str, optional
        Keys; "-" for none.

    Raises
    ------
    SourceError
        If there is no text, or no such key.
    """
    table, sample = _opened(open_table)
    flat = [_flat(record) for record in sample]
    names = list(dict.fromkeys(key for record in flat for key in record))
    chosen = _chosen(names, flat, text, id)
    label: str | None = "" if label_column == NONE else label_column
    if label and label not in names:
        raise no_column(label, names, "--label-column")
    reader = _Reader(table, task, noticed, chosen, label)
    reader.look()
    labelled = reader.label_key
    others = [name for name in names if name not in (chosen["text"], chosen["id"], labelled, *TOKENS)]
    where = f"column “{chosen['text']}”" if chosen["text"] else "their tokens"
    return Reading(
        sentences=reader.sentences(),
        origin="records",
        what=where,
        label_place="" if labelled is None else f"column “{labelled}”" + (f" ({reader.shape})" if reader.shape else ""),
        columns={"text": chosen["text"], "title": None, "id": chosen["id"], "label": labelled, "others": others},
        notes=list(table.notes),
        more={"shape": reader.shape},
    )


def read_plain(path: Path, task: TaskName, noticed: Noticed) -> Reading:
    """Sentences of a plain text: a line each text if no line is empty, else one document of paragraphs."""
    encoding = find_encoding(path)
    with open_text(path, encoding) as file:
        content = file.read()
    lines = content.splitlines()
    as_one = any(not line.strip() for line in "\n".join(lines).strip().split("\n"))
    texts = ["\n".join(lines)] if as_one else [line for line in lines if line.strip()]
    table = Table(names=("text",), rows=lambda: iter([[text] for text in texts]))
    reader = _Reader(table, task, noticed, {"text": "text", "id": None}, "")
    note = "as one text, for lines are empty in it" if as_one else "each line as a text"
    return Reading(
        sentences=reader.sentences(),
        origin="text",
        what=f"a plain text, read {note}",
        columns={"text": "text", "title": None, "id": None, "label": None, "others": []},
        notes=[encoding.note] if encoding.note else [],
    )


def _opened(open_table: Callable[[Sequence[str]], Table]) -> tuple[Table, list[dict[str, Cell]]]:
    """A table with all its columns, and its first records."""
    extra: list[str] = []
    while True:
        table = open_table(tuple(extra))
        try:
            sample: list[dict[str, Cell]] = []
            for row in table.rows():  # all of them, as a column may come late
                if len(sample) < _SAMPLE_ROWS and not table.repeats_header(row):
                    sample.append(_record(table, row))
            if not sample:
                raise SourceError("The file has no records.", "Add some, or export it again.")
            return table, sample
        except NewColumn as found:
            extra.append(found.name)
            if len(extra) > _MOST_COLUMNS:
                raise SourceError(
                    f"The objects have over {_MOST_COLUMNS:,} different keys.", "Write the same keys in each object."
                ) from None


def _record(table: Table, row: Sequence[Cell]) -> dict[str, Cell]:
    return {name: cell for name, cell in zip(table.names, row, strict=True) if cell is not None}


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with what Label Studio has one level down beside the rest."""
    data = data_of(record)
    return dict(record) if data is record else {**{k: v for k, v in record.items() if k != "data"}, **data}


def _chosen(
    names: Sequence[str], sample: Sequence[Mapping[str, Any]], text: str | None, id: str | None
) -> dict[str, str | None]:
    """Keys of the text and the id."""
    plain = [
        name
        for name in names
        if name in (text, id)
        or (
            name not in (*TOKENS, *LABELS)
            and not (name == "answer" and any(record.get(name) in _ANSWERS for record in sample))
            and not any(isinstance(record.get(name), (list, dict, bool)) for record in sample)
        )
    ]
    tokens = any(name in TOKENS for name in names)
    if text is not None and text != NONE and text not in names:
        raise no_column(text, names, "--text")
    if tokens and text is None:
        # Beside tokens only what is called a text is theirs; a remark may have more words.
        text = next((name for wanted in TEXT_NAMES for name in plain if name.casefold() == wanted), NONE)
    rows = [[record.get(name) for name in plain] for record in sample]
    try:
        found = find_columns(plain, rows, text=text, id=id, label_column=NONE)
    except SourceError:
        if not tokens:
            raise
        return {"text": None, "id": None}
    if found.text is None and not tokens:
        wordy = None if text is not None else _wordiest(plain, sample, found.id)
        if wordy is not None:
            return {"text": wordy, "id": None if found.id is None else plain[found.id]}
        listed = ", ".join(f"“{name}”" for name in names[:12])
        raise SourceError(f"No text was found among {listed}.", "Name the column that people are to read with --text.")
    at = {"text": found.text, "id": found.id}
    return {role: None if place is None else plain[place] for role, place in at.items()}


def _wordiest(names: Sequence[str], sample: Sequence[Mapping[str, Any]], id_at: int | None) -> str | None:
    """The key of the longest texts; None if none holds text."""
    lengths = {
        name: sum(len(record[name]) for record in sample if isinstance(record.get(name), str))
        for at, name in enumerate(names)
        if at != id_at
    }
    best = max(lengths, key=lambda name: lengths[name], default=None)
    return best if best is not None and lengths[best] else None


class _Reader:
    """Records as sentences."""

    def __init__(
        self, table: Table, task: TaskName, noticed: Noticed, chosen: Mapping[str, str | None], label: str | None
    ) -> None:
        self._table, self._task, self._noticed = table, task, noticed
        self._text, self._id, self._label = chosen["text"], chosen["id"], label
        self._utf16 = False
        self.shape = ""
        self.label_key: str | None = None

    def look(self) -> None:
        """Find who wrote the records, and how they count, before any is taken."""
        silent = Noticed()
        votes = {True: 0, False: 0}
        for _, record in self._records():
            flat = _flat(record)
            said = self._said(flat)
            if self.label_key is None or (said and max(said) > "\uffff"):
                found = record_of(record, said, self._label, "", silent)
                if found.marks is not None or found.tags is not None:
                    self.shape = self.shape or found.shape
                    self.label_key = self.label_key or self._key(record, found)
                if said and max(said) > "\uffff":
                    verdict = counts_utf16(said, _evidence(found))
                    if verdict is not None:
                        votes[verdict] += 1
        self._utf16 = votes[True] > votes[False]

    def _key(self, record: Mapping[str, Any], found: Record) -> str:
        if self._label:
            return self._label
        if found.shape == "Label Studio":
            return "annotations"
        return next((key for key in LABELS if record.get(key) is not None), "label")

    def sentences(self) -> Iterator[Found]:
        """Each sentence of each record."""
        for number, record in self._records():
            flat, where = _flat(record), f"record {number + 1:,}"
            name = cell_text(flat.get(self._id)).strip() if self._id is not None else ""
            found = record_of(record, self._said(flat), self._label, where, self._noticed)
            if not found.text.strip():
                self._noticed.add("blank", where)
                continue
            yield from self._parted(found, number, name, where)

    def _records(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        for number, row in enumerate(self._table.rows()):
            if not self._table.repeats_header(row):
                yield number, _record(self._table, row)

    def _said(self, flat: Mapping[str, Any]) -> str:
        """Text of a record; that of tokens alone is found later."""
        value = flat.get(self._text) if self._text is not None else None
        return value if isinstance(value, str) else cell_text(value)

    def _parted(self, found: Record, number: int, name: str, where: str) -> Iterator[Found]:
        """The sentences of a record."""
        text = found.text
        self._count_characters(found, where)
        places = self._tokens(found, where)
        if places is None and found.tags is not None:
            places = self._fitting(found, where)
        spans = self._spans(found, places, where)
        wholes = [(0, len(text))] if places is not None else sentences(text, [span[:2] for span in spans or ()])
        lying = self._lying(wholes, spans or (), where)
        for at, ((start, end), within) in enumerate(zip(wholes, lying, strict=True)):
            own = text[start:end]
            here = tokenise(own) if places is None else places
            if not here:
                self._noticed.add("blank", where)
                continue
            inside = None
            if spans is not None:
                inside = [(low - start, high - start, kind) for low, high, kind in within]
            tags = self._tags(found, own, inside, here, where)
            if inside is not None and self._task == "span":
                cut_tokens(own, inside, here, where, self._noticed)
            yield Found(
                text=own,
                places=here,
                document=number,
                id=name if not name or len(wholes) == 1 else f"{name}#{at + 1}",
                tags=tags,
                spans=inside if self._task == "span" else None,
            )

    def _lying(
        self, wholes: Sequence[Place], spans: Sequence[tuple[int, int, str | None]], where: str
    ) -> list[list[tuple[int, int, str | None]]]:
        """The spans of each sentence, as far as they lie in it: around sentences there are blanks."""
        within = list(spans_within(wholes, spans))
        seen = {
            span
            for (start, end), own in zip(wholes, within, strict=True)
            for span in own
            if start <= span[0] and span[1] <= end
        }
        for span in spans:
            if span not in seen and span[2] is not None:
                self._noticed.add("blanks", f"{where}: {span[2]} from {span[0]} to {span[1]}")
        return [
            [(max(low, start), min(high, end), kind) for low, high, kind in own]
            for (start, end), own in zip(wholes, within, strict=True)
        ]

    def _count_characters(self, found: Record, where: str) -> None:
        """Count positions in characters if they are counted in UTF-16 units."""
        if max(found.text) <= "\uffff" or not (found.marks or found.tokens):
            return
        verdict = counts_utf16(found.text, _evidence(found))
        if not (self._utf16 if verdict is None else verdict):
            return
        if found.marks:
            found.marks = in_characters(found.text, found.marks, where, self._noticed)
        if found.tokens:
            moved = in_characters(found.text, [Mark(*place, "") for place in found.tokens], where, Noticed())
            found.tokens = [(mark.start, mark.end) for mark in moved]

    def _tokens(self, found: Record, where: str) -> list[Place] | None:
        """Places of the tokens that a record brings; None if it brings none that are in its text."""
        if found.tokens is None and found.words is None:
            return None
        places: list[Place] = []
        at = 0
        if found.tokens is not None:
            for start, end in found.tokens:
                if not at <= start < end <= len(found.text):
                    self._noticed.add("tokens", where)
                    return None
                at = end
                places.append((start, end))
        else:
            for word in found.words or []:
                start = found.text.find(word, at) if word else -1
                if start < 0:
                    self._noticed.add("tokens", where)
                    return None
                at = start + len(word)
                places.append((start, at))
        if found.tags is not None and len(found.tags) == len(places):
            return places
        # Nothing can be seen in a blank token.
        return [(start, end) for start, end in places if not found.text[start:end].isspace()] or None

    def _fitting(self, found: Record, where: str) -> list[Place] | None:
        """Tokens that are as many as tags: ours, or else what stands between blanks."""
        assert found.tags is not None
        for places in (tokenise(found.text), [match.span() for match in _BLANKS.finditer(found.text)]):
            if len(places) == len(found.tags):
                return places
        self._noticed.add("count", f"{where}: {len(found.tags)} tags for “{found.text:.30}”")
        found.tags = None
        return None

    def _spans(
        self, found: Record, places: Sequence[Place] | None, where: str
    ) -> list[tuple[int, int, str | None]] | None:
        """Spans of a record, of marks or of tags such as B-PER."""
        marks = found.marks
        if marks is None and found.tags is not None and self._task == "span":
            if places is None or len(found.tags) != len(places):
                self._noticed.add("count", f"{where}: {len(found.tags)} tags for “{found.text:.30}”")
            elif all(tag is None or _SPAN.fullmatch(tag) for tag in found.tags):
                marks = spans_of_tags(found.tags, places)
            else:
                strange = next(tag for tag in found.tags if tag is not None and not _SPAN.fullmatch(tag))
                self._noticed.add("no spans", f"{where}: “{strange:.20}” is no tag of a span such as B-TYPE, I-TYPE, O")
        return None if marks is None else spans_of(found.text, marks, where, self._noticed)

    def _tags(
        self,
        found: Record,
        text: str,
        spans: Sequence[tuple[int, int, str | None]] | None,
        places: Sequence[Place],
        where: str,
    ) -> Sequence[str | None] | None:
        """Tags of a sentence; None if none is known."""
        if self._task != "tag":
            return None
        if found.tags is not None:
            if len(found.tags) != len(places):
                self._noticed.add("count", f"{where}: {len(found.tags)} tags for “{found.text:.30}”")
                return None
            return found.tags if any(found.tags) else None
        if spans is None:
            return None
        tags = tags_of_marks(text, spans, places, where, self._noticed)
        return tags if any(tags) else None


def _evidence(found: Record) -> list[Mark]:
    """Positions of a record with the texts that it says are there, where it says them."""
    words: Sequence[str | None] = found.words or [None] * len(found.tokens or ())
    tokens = [Mark(*place, "", word) for place, word in zip(found.tokens or (), words, strict=False)]
    return [*(found.marks or ()), *tokens]
