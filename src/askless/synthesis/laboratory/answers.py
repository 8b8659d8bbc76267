"""Items as JSON for laboratories, and what laboratories say as answers."""

from __future__ import annotations

import json
import math
import re
import reprlib
from collections.abc import Callable
from typing import Any

import numpy as np

from askless.data.labels.space import LabelSpace
from askless.errors import LabelError
from askless.synthesis.laboratory.trial import Failure

__all__ = ["SHOWN", "answer_in", "as_answer", "described", "item_json", "shortened"]

SHOWN = 200
"""Characters of what a laboratory said that people are told."""


def item_json(item: Any) -> str:
    """An item on one line: an object of its inputs by name, or a list of numbers.

    Examples
    --------
    >>> item_json({"heat": np.float64(20), "metal": "iron"}), item_json(np.array([0.5, 1.0]))
    ('{"heat": 20.0, "metal": "iron"}', '[0.5, 1.0]')
    """

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray | np.generic):
            return value.tolist()
        raise TypeError(f"A value of type {type(value).__name__} cannot be written as JSON.")

    return json.dumps(item, default=plain, ensure_ascii=False)


def answer_in(text: str) -> Any:
    """The answer that a laboratory printed: its last line, JSON or a plain word.

    Parameters
    ----------
    text : str
        What it said. The answer may be the value itself or stand under "answer"; null says that it cannot be told.

    Returns
    -------
    answer : JSON value

    Raises
    ------
    Failure
        If it said nothing.

    Examples
    --------
    >>> answer_in("warming up\\n42.5\\n"), answer_in('{"answer": "safe", "took": 3}'), answer_in("safe")
    (42.5, 'safe', 'safe')
    >>> answer_in("null") is None
    True
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Failure("It printed nothing. The answer has to be its last line.", "empty output")
    last = lines[-1].strip()
    for candidate in (last, text.strip()):  # JSON over several lines is taken as a whole
        try:
            value = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            if "answer" not in value:
                raise Failure(f"It said {shortened(candidate)}, an object without “answer”.", _WITHOUT)
            return value["answer"]
        return value
    return last


def as_answer(value: Any, space: LabelSpace) -> Any:
    """A laboratory's answer as the label space has it.

    Parameters
    ----------
    value : object
        Not None.
    space : LabelSpace

    Returns
    -------
    answer : object
        Canonical.

    Raises
    ------
    Failure
        If it is none of the labels, or no number.

    Examples
    --------
    >>> from askless.data.labels.classes import Classes
    >>> as_answer(True, Classes(["true", "false"])), as_answer(1, Classes(["0", "1"]))
    ('true', '1')
    """
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float) and not math.isfinite(value):
        what = "NaN" if math.isnan(value) else "an infinite number"
        raise Failure(f"It answered {what}, which is no answer.", what.removeprefix("an "))
    if space.kind == "classes" and isinstance(value, bool | int | float):
        said = [str(value), json.dumps(value)]
        value = next((text for text in said if text in space.names), value)
    # No JSON, or it would not have come as a text; a label may look so, and is known by now.
    if isinstance(value, str) and value.startswith(("{", "[", '"')) and value not in space.names:
        raise Failure(f"It said {shortened(value)}, which is broken JSON, or only a part of it.", "broken JSON")
    if space.kind == "real" and isinstance(value, str):
        raise Failure(f"It answered “{shortened(value)}”, which is no number.", _CANNOT_BE)
    try:
        return space.check(value)
    except LabelError as error:
        why = f"It answered {described(value)}: {shortened(str(error), 3 * SHOWN)}"
        raise Failure(why, _CANNOT_BE) from None
    except KeyboardInterrupt:
        raise
    except BaseException:  # an object that cannot be compared or shown
        raise Failure(f"It answered {described(value)}, which is no answer.", _CANNOT_BE) from None


def shortened(text: str, most: int = SHOWN) -> str:
    """Text on one line, cut where it is long, without what would colour or steer a terminal.

    Examples
    --------
    >>> shortened("one\\ntwo", 5), shortened(chr(27) + "[31mno gas" + chr(27) + "[0m" + chr(7))
    ('one t…', 'no gas')
    """
    whole = text.encode("utf-8", "replace").decode()  # half a character could not be written
    line = " ".join(_STEERING.sub("", " ".join(whole.split())).split())
    return line if len(line) <= most else line[:most] + "…"


def described(value: object, show: Callable[[Any], str] | None = None) -> str:
    """Any object in a few words, also one that goes round in a circle or cannot be shown.

    Examples
    --------
    >>> round_and_round = [1]
    >>> round_and_round.append(round_and_round)
    >>> described({(1, 2): 3}), described(round_and_round), described(KeyError("gas"), str)
    ('{(1, 2): 3}', '[1, [1, [1, [...]]]]', "'gas'")
    """
    try:
        return shortened((show or _SHOW.repr)(value))
    except KeyboardInterrupt:
        raise
    except BaseException:  # it says how it is shown itself, and may do anything there
        return f"something of type {type(value).__name__}"


_CANNOT_BE, _WITHOUT = "answer that cannot be", "object without “answer”"
_STEERING = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"  # colours, and moves of the cursor
    "|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"  # titles and links
    "|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)
_SHOW = reprlib.Repr()
_SHOW.maxstring = _SHOW.maxother = _SHOW.maxlong = SHOWN
