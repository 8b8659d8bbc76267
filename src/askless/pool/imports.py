"""What was exported, read back: a log event by event, or labels by id.

Both can be done twice without harm: what is there already is left as it is.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from askless.core.events import Event
from askless.data.items.tokens import Sentences
from askless.data.labels.space import Answer
from askless.data.store.log import Log
from askless.data.store.scenario import SCENARIOS, scenario_in
from askless.data.store.shape import YEAR_9999, understood
from askless.data.store.state import State
from askless.errors import LabelError, ProjectError, SourceError, UnknownNameError
from askless.pool.export import SPLIT
from askless.pool.learner import PoolLearner

__all__ = ["Line", "import_labels", "import_log", "kind_of", "read_lines", "refuse_other_log"]


@dataclass(frozen=True)
class Line:
    """One line of a file of JSON lines.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    number : int
        From 1.
    data : dict
        The object.
    """

    file: str
    number: int
    data: dict[str, Any]

    def wrong(self, what: str, remedy: str) -> SourceError:
        """The error for something in this line."""
        return SourceError(f"Line {self.number} of “{self.file}” {what}.", remedy)


def read_lines(path: Path) -> list[Line]:
    """Lines of an exported file, perhaps gzipped; blank ones are passed over.

    Raises
    ------
    SourceError
        If the file cannot be read, or a line is no JSON object (its number is named).
    """
    return list(_lines(path))


def kind_of(lines: Sequence[Line]) -> Literal["log", "labels"]:
    """What an exported file holds, by its first line."""
    keys = set(lines[0].data) if lines else set()
    return "log" if {"kind", "data"} <= keys and "label" not in keys else "labels"  # a source may have such columns


def refuse_other_log(lines: Sequence[Line]) -> None:
    """Raise ProjectError if an exported log is that of another scenario, whose items do not lie in a source."""
    began = (line.data.get("data") for line in lines if line.data.get("kind") == "project")
    for data in began:
        found = scenario_in(data) if isinstance(data, dict) else "pool"
        if found != "pool":
            what, _ = SCENARIOS.get(found, (f"of the scenario “{found}”", ""))
            raise ProjectError(
                f"The log in the file is {what}: its items and models do not lie in it.",
                "Copy the whole folder of the project instead: it can be opened elsewhere.",
            )


def import_log(log: Log, lines: Sequence[Line]) -> int:
    """Append the events of an exported log to a log that is empty, or that is the beginning of it.

    Parameters
    ----------
    log : Log
        Of the project.
    lines : sequence of Line
        What `askless export -o log.jsonl` wrote.

    Returns
    -------
    n : int
        Number of events that were new; 0 if all were there already.

    Raises
    ------
    SourceError
        If a line is no event; then nothing is imported.
    ProjectError
        If the log holds other events.
    StorageError
        If they could not be written; then none of them was.
    """
    events = _renumbered(lines)
    state = State()
    for line, event in zip(lines, events, strict=True):
        state.apply(event)
        if state.strange:
            raise line.wrong(
                f"is no event of the kind “{event.kind}” that can be replayed",
                "Export the log again, or take the line out.",
            )
    there = [replace(event, seq=number) for number, event in enumerate(log, start=1)]
    shared = min(len(there), len(events))
    if there[:shared] != events[:shared]:
        raise ProjectError(
            f"The project has {len(there):,} events of its own, with which the log in the file does not begin.",
            "Import the log into a new folder, or export labels and import those.",
        )
    log.append([replace(event, seq=0) for event in events[shared:]])
    return len(events) - shared


def import_labels(learner: PoolLearner, lines: Sequence[Line]) -> int:
    """Take in exported labels, flags and notes by id; exact copies follow, as they do when a person answers.

    Parameters
    ----------
    learner : PoolLearner
        On the project.
    lines : sequence of Line
        What `askless export -o labels.jsonl` wrote; lines without a label are passed over.

    Returns
    -------
    n : int
        Number of answers that were new or different.

    Raises
    ------
    SourceError
        If a line has no id, or one that the pool does not have; then nothing is imported.
    LabelError
        If a label is not in the label space (unless that is empty); then nothing is imported.
    StorageError
        If they could not be written; then none of them was.
    """
    events: list[Event] = []
    for name in _names(lines) if not learner.space.names and learner.space.kind != "real" else []:
        events.append(Event("label_added", data={"name": name}))
    space = learner.space
    for event in events:
        space = space.added(event.data["name"])
    state = learner.state
    events += _kept_apart(lines, learner)
    answers: dict[str, Answer] = {}
    item_ids = [_id(line, learner) for line in lines]
    _check_texts(lines, item_ids, learner)
    own = {i for i, line in zip(item_ids, lines, strict=True) if line.data.get("label") is not None}
    for item_id, line in zip(item_ids, lines, strict=True):
        item = state.item(item_id)
        if line.data.get("label") is not None:
            try:
                answer = space.check(line.data["label"])
                if isinstance(learner.items, Sentences):
                    learner.items.check_answer(learner.items.ids.row(item_id), answer, space.kind)
            except LabelError as error:
                raise LabelError(f"Line {line.number} of “{line.file}”: {error.problem}", error.remedy) from None
            if answers.get(item_id, item.answer) != answer:
                events.append(_answer(line, item_id, answer))
                events += _followers(learner, item_id, answer, own)
            answers[item_id] = answer
        if line.data.get("flagged") and not item.flagged:
            events.append(Event("flag", item_id, {"on": True, "given": "import"}))
        if (note := line.data.get("note")) and note != item.note:
            events.append(Event("note", item_id, {"text": str(note), "given": "import"}))
    learner.record(*events)
    return sum(event.kind == "answer" and "given" in event.data for event in events)


def _kept_apart(lines: Sequence[Line], learner: PoolLearner) -> list[Event]:
    """What a file says was kept apart for a test stays apart here, unless a model has learnt from it already."""
    ids, state = learner.items.ids, learner.state
    found = []
    for row in dict.fromkeys(ids.row(_id(line, learner)) for line in lines if line.data.get(SPLIT) == "test"):
        alike = [row, *learner.copies_of(row).tolist()]
        texts = [ids.text(each) for each in sorted(alike)]
        if not any(text in state.held or state.item(text).labelled for text in texts):
            found.append(texts[0])
    items = list(dict.fromkeys(found))
    return [Event("holdout", data={"items": items, "of": 0, "given": "import"})] if items else []


def _check_texts(lines: Sequence[Line], item_ids: Sequence[str], learner: PoolLearner) -> None:
    """Refuse labels that were given to other texts under the same ids, as row numbers of another file are."""
    pool = learner.items
    told = [(line, i) for line, i in zip(lines, item_ids, strict=True) if isinstance(line.data.get("text"), str)]
    if pool.kind not in ("text", "tokens") or not told:
        return
    rows = pool.ids.rows([item_id for _, item_id in told])
    texts = pool.texts(rows) if isinstance(pool, Sentences) else pool.take(rows)
    for (line, item_id), text in zip(told, texts, strict=True):
        if line.data["text"] != text:
            raise line.wrong(
                f"labels “{line.data['text'][:60]}”, but the item {item_id} of this project is “{text[:60]}”",
                "Import it into a project of the same items, or name a column of ids with --id.",
            )


def _answer(line: Line, item_id: str, answer: Answer) -> Event:
    """The event of a labelled line."""
    about = {"annotator": line.data.get("annotator"), "seconds": line.data.get("seconds")}
    known = {name: value for name, value in about.items() if value is not None}
    event = Event("answer", item_id, {"answer": answer, **known, "given": "import"}, time=_time(line))
    if not understood(event):
        said = ", ".join(f"{name} {value!r}" for name, value in known.items())
        raise line.wrong(f"says what cannot be of an answer ({said})", "Give a name, a number of seconds, a time.")
    return event


def _followers(learner: PoolLearner, item_id: str, answer: Answer, own: set[str]) -> Iterator[Event]:
    """Answers of the exact copies of an item that nobody answered by itself, in the project or in the file."""
    ids = learner.items.ids
    for copy in map(ids.text, learner.copies_of(ids.row(item_id)).tolist()):
        earlier = learner.state.item(copy).answered
        if copy not in own and (earlier is None or earlier.data.get("copy_of") == item_id):
            yield Event("answer", copy, {"answer": answer, "copy_of": item_id})


def _lines(path: Path) -> Iterator[Line]:
    """Line by line."""
    opened = gzip.open if path.suffix.lower() == ".gz" else open
    form = Path(path.name.removesuffix(".gz")).suffix.lower()
    if form in (".csv", ".tsv", ".parquet", ".skops", ".xlsx"):
        raise SourceError(f"“{path.name}” is not read here: only JSON lines are.", "Export with -o labels.jsonl again.")
    try:
        with opened(path, "rt", encoding="utf-8-sig") as file:
            for number, text in enumerate(file, start=1):
                if text.strip():
                    yield Line(path.name, number, _object(path, number, text))
    except FileNotFoundError:
        raise SourceError(f"There is no file “{path}”.", "Check the spelling and the folder.") from None
    except UnicodeDecodeError:
        raise SourceError(f"“{path.name}” is no text in UTF-8.", "Give a .jsonl file that was exported.") from None
    except (OSError, EOFError, zlib.error) as error:  # the last two: a gzipped file that was cut short or damaged
        raise SourceError(f"“{path}” cannot be read ({error}).", "Check the path and its rights.") from None


def _object(path: Path, number: int, text: str) -> dict[str, Any]:
    """The JSON object of a line."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise SourceError(
            f"Line {number} of “{path.name}” is no JSON object: “{text.strip()[:60]}”.",
            "Give a .jsonl file that `askless export` wrote.",
        )
    return data


def _renumbered(lines: Sequence[Line]) -> list[Event]:
    """Events as an empty log numbers them; an undo names the new numbers."""
    seqs = [line.data.get("seq") for line in lines]
    number = {seq: new for new, seq in enumerate(seqs, start=1) if isinstance(seq, int)}
    return [_event(line, new, number) for new, line in enumerate(lines, start=1)]


def _event(line: Line, new: int, number: dict[Any, int]) -> Event:
    """The event of a line."""
    seq, when, kind, item, data = (line.data.get(key) for key in ("seq", "time", "kind", "item", "data"))
    numbered = isinstance(seq, int) and isinstance(when, (int, float)) and abs(when) < YEAR_9999
    if (
        not numbered
        or not (item is None or isinstance(item, str))
        or not isinstance(kind, str)
        or not isinstance(data, dict)
    ):
        raise line.wrong("is no event of a log", "Give the whole file that `askless export -o log.jsonl` wrote.")
    if kind == "undo" and understood(Event(kind, item, data)):
        data = {**data, "events": [number[old] for old in data.get("events", ()) if old in number]}
    return Event(kind, item, data, new, float(line.data["time"]))


def _names(lines: Sequence[Line]) -> list[str]:
    """Labels of a file in order of appearance, for a project that has none."""
    found: dict[str, None] = {}
    for line in lines:
        label = line.data.get("label")
        for name in label if isinstance(label, list) else [label]:
            if isinstance(name, list) and len(name) == 3:  # a span
                name = name[2]
            if isinstance(name, str) and name.strip():
                found[name.strip()] = None
    return list(found)


def _id(line: Line, learner: PoolLearner) -> str:
    """Id of the item that a line speaks of, as the log writes it."""
    if "id" not in line.data:
        raise line.wrong("has no “id”", "Give a .jsonl file that `askless export` wrote.")
    ids = learner.items.ids
    try:
        return ids.text(ids.row(line.data["id"]))
    except UnknownNameError as error:
        raise line.wrong(
            f"has the id {line.data['id']!r}, which no item has", f"Import it into its own project. {error.remedy}"
        ) from None


def _time(line: Line) -> float:
    """When the answer was given, in Unix seconds; 0 (now) if that is not known."""
    when = line.data.get("time")
    if when is None:
        return 0.0
    try:
        return datetime.fromisoformat(when).timestamp()
    except (TypeError, ValueError, OverflowError):
        raise line.wrong(
            f"has the time {when!r}", "Write times as 2026-01-31T12:00:00+00:00, or leave them out."
        ) from None
