"""Lines and messages of JSON as items and answers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from askless.data.labels.skip import SKIP
from askless.data.reading.columns import no_column
from askless.stream.sources.acts import Act, Answer, Broken, Offer

__all__ = ["ID", "Reading", "is_answer"]

ID = "id"
"""The field of ids, if nobody names another one."""

_NESTED, _NUMBERS = frozenset({list, dict}), frozenset({int, float, bool, type(None)})

_ANSWER = 'Write answers as {"tell": "7", "answer": "yes"}, where "7" is the id of the item, or {"skip": "7"} for none.'
_EXAMPLE = 'Write items as {"id": "7", "size": 3.5} and answers as {"tell": "7", "answer": "yes"}.'

_OF_ANSWERS = frozenset({"answer", "annotator", "seconds"})
"""Fields that answers have beside the id of their item."""


class Reading:
    """Turns JSON into items and answers.

    Parameters
    ----------
    id : str, optional
        The field of the ids; "-" for none. If not given, "id" where the first item has it.
    target : str, optional
        The field of answers that come with the items.
    say : callable, optional
        Told once that the first item has no field `target`, or no field `id` where it can do without.
    time : str, optional
        The field of the times of items: seconds, or a date and time in ISO 8601, which is UTC unless it says more.

    Notes
    -----
    An object with the field ``tell`` is an answer, one with ``skip`` alone says that an item will get none,
    everything else is an item: an object of features, or a list of numbers.

    Examples
    --------
    >>> reading = Reading()
    >>> reading.line(b'{"id": 7, "size": 3.5}', "line 1")
    Offer(item={'size': 3.5}, id='7', truth=None, place='line 1', time=None)
    >>> reading.line(b'{"tell": 7, "answer": "yes"}', "line 2").answer
    'yes'
    >>> reading.line(b"size: 3", "line 3").problem
    '“size: 3” is no JSON (Expecting value).'
    """

    def __init__(
        self,
        id: str | None = None,
        target: str | None = None,
        say: Callable[[str], None] | None = None,
        time: str | None = None,
    ) -> None:
        self.time = time
        self._id = None if id == "-" else id
        self._known = id is not None
        self._asked = self._id  # a name that a caller gave, and that no item had so far
        self._target = target
        self._say = say
        self._first = True

    @property
    def named(self) -> bool | None:
        """Whether items have ids of their own; None before the first."""
        return self._id is not None if self._known else None

    def line(self, line: bytes, place: str, spare: str | None = None) -> Act:
        """What a line says.

        Parameters
        ----------
        line : bytes
        place : str
            Where it came from.
        spare : str, optional
            Id of an item that has none of its own.

        Raises
        ------
        SourceError
            If the first item has no field of the name that was given for ids, and no `spare`.
        """
        value = _json(line, place, _EXAMPLE)
        return value if isinstance(value, Broken) else self.value(value, place, spare)

    def answer(self, line: bytes, place: str, spare: str | None = None) -> Act:
        """What a line says where answers come alone; an item is out of place there."""
        value = _json(line, place, _ANSWER)
        if isinstance(value, Broken):
            return value
        if not isinstance(value, dict) or not is_answer(value):
            return Broken(f"“{_shown(value)}” is no answer.", _ANSWER, place)
        return _answer(value, place)

    def value(self, value: Any, place: str, spare: str | None = None) -> Act:
        """What a value of JSON says; raises as `line` does."""
        if isinstance(value, dict):
            if is_answer(value):
                return _answer(value, place)
            if "answer" in value and value.keys() <= _OF_ANSWERS and self._target != "answer":
                return Broken(f"“{_shown(value)}” is an answer to no item.", _ANSWER, place)
            self._look(value, spare)
            return self._offer(value, place, spare)
        if not isinstance(value, list) or not value:
            return Broken(f"“{_shown(value)}” is no item.", _EXAMPLE, place)
        if not set(map(type, value)) <= _NUMBERS:
            return Broken(f"“{_shown(value)}” is no list of numbers.", _EXAMPLE, place)
        if not self._known:
            self._known = True
        if self.time is not None:
            return Broken(
                f"A list of numbers has no field “{self.time}”.", "Write items with a time as objects.", place
            )
        if self._id is not None and spare is None:
            return Broken("A list of numbers has no id, but the stream's items have.", _EXAMPLE, place)
        return Offer(value, spare, None, place)

    def _look(self, item: dict[str, Any], spare: str | None) -> None:
        """See to it that what the caller has named is there."""
        if self._asked in item:
            self._asked = None
        if self._asked is not None and spare is None:
            raise no_column(self._asked, list(item), "--id")
        if not self._first:
            return
        self._first = False
        if self._say is None:
            return
        if self._asked not in (None, ID):
            self._say(f"{no_column(self._asked, list(item), '--id')} Items without it go by the number of the message.")
        if self._target is not None and self._target not in item:
            self._say(f"{no_column(self._target, list(item), '--target')} Items without it come without an answer.")

    def _offer(self, item: dict[str, Any], place: str, spare: str | None) -> Act:
        if not self._known:
            self._known, self._id = True, ID if ID in item else None
        item_id = spare
        if self._id is not None:
            own = item.pop(self._id, None)
            if own is None and spare is None:
                return Broken(
                    f"The item has no field “{self._id}”.",
                    "Give every item an id, or none (--id - makes do without).",
                    place,
                )
            if own is not None:
                if not isinstance(own, (str, int)) or own == "" or isinstance(own, bool):
                    return Broken(f"“{_shown(own)}” is no id.", "Use texts or whole numbers as ids.", place)
                item_id = str(own)
        truth = item.pop(self._target, None) if self._target is not None else None
        moment = None
        if self.time is not None and (moment := _moment(said := item.pop(self.time, None))) is None:
            problem = f"The item has no field “{self.time}”." if said is None else f"“{_shown(said)}” is no time."
            return Broken(problem, "Give every item its time: seconds, or as in 2026-03-01T12:00:00Z.", place)
        if not _NESTED.isdisjoint(map(type, item.values())):
            feature, value = next((name, value) for name, value in item.items() if type(value) in _NESTED)
            problem = f"The feature “{feature[:60]}” is “{_shown(value)}”."
            return Broken(problem, "Give each feature a number, a text or null.", place)
        if not item:
            return Broken("The item has no features.", _EXAMPLE, place)
        return Offer(item, item_id, None if truth == "" else truth, place, moment)


def _moment(said: Any) -> float | None:
    """A time in seconds; None if it is none.

    Examples
    --------
    >>> _moment(12), _moment("1970-01-01T00:01Z"), _moment("1970-01-01 01:00:30+01:00"), _moment("soon")
    (12.0, 60.0, 30.0, None)
    """
    if isinstance(said, bool) or not isinstance(said, (int, float, str)):
        return None
    try:
        moment = float(said)
    except OverflowError:
        return None
    except ValueError:
        try:
            date = datetime.fromisoformat(str(said).strip())
        except ValueError:
            return None
        moment = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    return moment if math.isfinite(moment) else None


def _json(line: bytes, place: str, example: str) -> Any:
    """The value of a line of JSON, or word that it is none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "it is no UTF-8 or too deep"
        return Broken(f"“{_shown(line)}” is no JSON ({why}).", example, place)


def is_answer(value: dict[str, Any]) -> bool:
    """Whether an object is an answer, or word that there will be none."""
    return "tell" in value or ("skip" in value and value.keys() <= {"skip", "annotator", "seconds"})


def _answer(said: dict[str, Any], place: str) -> Act:
    """An answer, or word that there will be none."""
    told = "tell" in said
    item_id, seconds, annotator = said["tell" if told else "skip"], said.get("seconds"), said.get("annotator")
    if not isinstance(item_id, (str, int)) or isinstance(item_id, bool):
        return Broken(f"“{_shown(item_id)}” is no id.", _ANSWER, place)
    if told and said.get("answer") is None:
        return Broken(f"There is no answer to “{item_id}”.", 'Add it, or write {"skip": ID}.', place)
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float, type(None))):
        return Broken(f"“{_shown(seconds)}” is no time.", "Give seconds as a number, or leave them out.", place)
    who = None if annotator is None else str(annotator)
    return Answer(str(item_id), said["answer"] if told else SKIP, who, seconds, place)


def _shown(value: Any) -> str:
    """The beginning of something, for people."""
    text = value.decode(errors="replace") if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False)
    text = text.strip()
    return text if len(text) <= 60 else f"{text[:60]}…"
