"""Records as Prodigy, doccano, Label Studio and askless itself write them: text, tokens and marks of each.

One record tells by its keys which of them wrote it, so that files may hold several.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from askless.data.items.preview import cell_text
from askless.data.labels.schemes import token_spans
from askless.data.reading.sequences.marks import UNKNOWN, Mark, number
from askless.data.reading.sequences.sentence import Noticed, Place

__all__ = ["LABELS", "TOKENS", "Record", "data_of", "record_of"]

TOKENS = ("tokens", "words")
"""Keys of tokens."""

LABELS = ("spans", "entities", "label", "labels", "annotations", "annotation", "column_label", "tags", "ner_tags",
          "pos_tags", "upos", "ner", "pos")  # fmt: skip
"""Keys of labels, the most telling first."""


@dataclass(kw_only=True)
class Record:
    """What a record says.

    Parameters
    ----------
    text : str
    tokens : list of (int, int) or None
        Places as the file has them, in the units of the marks; None if there are none.
    words : list of str or None
        The words of the tokens, if the file says them.
    marks : list of Mark or None
        None if nobody has answered.
    tags : list of str or None, optional
        One a token, instead of marks.
    shape : str
        Who writes records so.
    """

    text: str
    tokens: list[Place] | None = None
    words: list[str] | None = None
    marks: list[Mark] | None = None
    tags: list[str | None] | None = None
    shape: str = ""
    spoilt: list[str] = field(default_factory=list)


def data_of(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the text of a record is: beside its labels, or, as Label Studio has it, one level down."""
    data = record.get("data")
    return data if isinstance(data, Mapping) else record


def record_of(record: Mapping[str, Any], text: str, label: str | None, where: str, noticed: Noticed) -> Record:
    """What a record says.

    Parameters
    ----------
    record : mapping
        As JSON has it; cells of a table that hold JSON lists are understood too.
    text : str
        Its text, "" if it has tokens alone.
    label : str or None
        The key of its labels; "" for none.
    where : str
        For messages.
    noticed : Noticed
    """
    found = Record(text=text)
    _take_tokens(found, record)
    if label == "":
        return found
    if _has_results(record):
        found.shape = "Label Studio"
        _take_results(found, record, where, noticed)
        return found
    if record.get("answer") in ("reject", "ignore"):
        found.shape = "Prodigy"
        return found
    keys = [label] if label is not None else [key for key in LABELS if record.get(key) is not None]
    for key in keys:
        value = _parsed(record.get(key))
        if value is None or value == "":
            continue
        if not isinstance(value, Sequence) or isinstance(value, str):
            if label is not None:
                noticed.add("no spans", f"{where}: “{cell_text(value)[:40]}”")
            continue
        if _take_labels(found, value, where, noticed):
            found.shape = _shape(record, key)
            break
    return found


def _shape(record: Mapping[str, Any], key: str) -> str:
    """Who writes labels under this key."""
    if key == "spans" and ("answer" in record or "_task_hash" in record or "_input_hash" in record):
        return "Prodigy"
    return "doccano" if key in ("label", "labels", "entities", "annotations") and "tokens" not in record else ""


def _parsed(value: Any) -> Any:
    """A value, or that of a cell that holds JSON."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            return value
    return value


def _take_tokens(found: Record, record: Mapping[str, Any]) -> None:
    """Tokens of a record: texts, pairs of positions, or objects with both."""
    for key in TOKENS:
        value = _parsed(record.get(key))
        if not isinstance(value, list) or not value:
            continue
        if all(isinstance(token, str) for token in value):
            found.words = list(value)
            found.text = found.text or " ".join(value)
            return
        places, words = [], []
        for token in value:
            if isinstance(token, Mapping):
                start, end = number(token.get("start")), number(token.get("end"))
                words.append(token.get("text"))
            elif isinstance(token, (list, tuple)) and len(token) == 2:
                start, end = number(token[0]), number(token[1])
            else:
                start = end = None
            if start is None or end is None:
                return
            places.append((start, end))
        found.tokens = places
        found.words = [str(word) for word in words] if words and all(isinstance(w, str) for w in words) else None
        return


def _take_labels(found: Record, value: Sequence[Any], where: str, noticed: Noticed) -> bool:
    """Take a list as marks, or as a tag a token; False if it is neither."""
    if not value:
        found.marks = []
        return True
    if all(tag is None or isinstance(tag, (str, int)) for tag in value):
        if found.words is None and found.tokens is None and not found.text:
            return False
        if all(isinstance(tag, int) for tag in value):
            return False  # numbers of tags, whose names are elsewhere
        said = [None if tag is None else str(tag).strip() for tag in value]
        found.tags = [None if tag in ("", "_") else tag for tag in said]
        return True
    marks = []
    for part in value:
        mark = _mark(part)
        if mark is None:
            noticed.add("no spans", f"{where}: “{cell_text(part)[:40]}”")
        else:
            marks.append(mark)
    if value and not marks:
        return False
    found.marks = marks
    return True


def _mark(part: Any) -> Mark | None:
    """A mark as a list of three, or as an object."""
    if isinstance(part, Mapping):
        start = number(part.get("start", part.get("start_offset")))
        end = number(part.get("end", part.get("end_offset")))
        label, text = part.get("label"), part.get("text")
    elif isinstance(part, (list, tuple)) and len(part) == 3:
        start, end, label, text = number(part[0]), number(part[1]), part[2], None
        if label is None:
            label = UNKNOWN
    else:
        return None
    if start is None or end is None or label is None or not cell_text(label).strip():
        return None
    return Mark(start, end, cell_text(label).strip(), text if isinstance(text, str) else None)


def _listed(value: Any) -> list[Any]:
    """A list, or none of it if it is something else."""
    return value if isinstance(value, list) else []


def _has_results(record: Mapping[str, Any]) -> bool:
    """Whether it is a task of Label Studio."""
    given = [part for key in ("annotations", "completions") for part in _listed(record.get(key))]
    if any(isinstance(part, Mapping) and "result" in part for part in given):
        return True
    return isinstance(record.get("data"), Mapping) and not any(
        isinstance(part, Mapping) and ("start_offset" in part or "start" in part) for part in given
    )


def _take_results(found: Record, record: Mapping[str, Any], where: str, noticed: Noticed) -> None:
    """The latest annotation that was not cancelled."""
    given = _listed(record.get("annotations")) or _listed(record.get("completions"))
    kept = [
        one for one in given if isinstance(one, Mapping) and not one.get("was_cancelled") and not one.get("skipped")
    ]
    if not kept:
        return
    latest = max(enumerate(kept), key=lambda pair: (str(pair[1].get("updated_at") or ""), pair[0]))[1]
    marks = []
    for result in _listed(latest.get("result")):
        value = result.get("value") if isinstance(result, Mapping) else None
        if not isinstance(value, Mapping):
            continue
        labels = next((value[key] for key in ("labels", "hypertextlabels") if isinstance(value.get(key), list)), None)
        if not labels or not str(labels[0]).strip():
            continue  # choices about the whole text, ratings and the like
        start, end = number(value.get("start")), number(value.get("end"))
        if start is None or end is None:
            noticed.add("no spans", f"{where}: positions {value.get('start')!r} and {value.get('end')!r}")
            continue
        if len(labels) > 1:
            noticed.add("several", f"{where}: {', '.join(map(str, labels))}")
        said = value.get("text")
        marks.append(Mark(start, end, str(labels[0]).strip(), said if isinstance(said, str) else None))
    found.marks = marks


def spans_of_tags(tags: Sequence[str | None], places: Sequence[Place]) -> list[Mark]:
    """Marks of tags such as B-PER."""
    marks = [
        Mark(places[start][0], places[end - 1][1], kind)
        for start, end, kind in token_spans([tag or "O" for tag in tags])
    ]
    return marks + [Mark(*place, UNKNOWN) for tag, place in zip(tags, places, strict=True) if tag is None]
