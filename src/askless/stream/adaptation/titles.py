"""Adaptations as one word that a person can type: "active:adwin:burst=100"."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields
from typing import Any

from askless.errors import UsageError
from askless.models.online.online import OnlineModel
from askless.stream.spelled import spelling
from askless.stream.stateful import Stateful

__all__ = ["model_title", "read_options", "title_of", "words_of"]


def title_of(value: Any) -> str:
    """Name and options that are not the default, joined by colons.

    Parameters
    ----------
    value : Adaptation
        A dataclass with a `name` and the name of its leading option in `leading`.
    """
    words = [value.name]
    for part in fields(value):
        given = getattr(value, part.name)
        if part.name == value.leading and (given != _default(part) or value.leading_shown):
            words.insert(1, _text(given))
        elif given != _default(part):
            words.append(part.name if given is True else f"{part.name}={_text(given)}")
    return ":".join(words)


def model_title(model: OnlineModel) -> str:
    """Name and options of a model that has learnt nothing; two of the same title can take up each other's state.

    Examples
    --------
    >>> from askless.models.online.naive_bayes import NaiveBayes
    >>> model_title(NaiveBayes(forgetting=0.99))
    'naive_bayes(forgetting=0.99, pooling=1.0)'
    """
    found: list[str] = []
    for name, value in sorted(getattr(model, "__dict__", {}).items()):
        if isinstance(value, OnlineModel):
            found.append(model_title(value))
        elif isinstance(value, list) and value and isinstance(value[0], OnlineModel):
            found.append(f"{len(value)} members")
        elif name[0] != "_" and name not in ("name", "real", "takes") and isinstance(value, (int, float, str)):
            found.append(f"{name}={value!r}")
    return f"{model.name}({', '.join(found)})"


def words_of(text: str, mark: str) -> list[str]:
    """A text in parts, cut at a mark wherever it stands outside of brackets.

    Examples
    --------
    >>> words_of("active:kswin(window=100, recent=30):burst=20", ":")
    ['active', 'kswin(window=100, recent=30)', 'burst=20']
    """
    return re.split(rf"{re.escape(mark)}(?![^(]*\))", text)


def read_options(kind: Any, words: list[str], said: str) -> dict[str, Any]:
    """Options of an adaptation from the words after its name.

    A word with "=" sets the option of that name; one that is the name of an option switches it on; any other is
    the leading option.
    """
    known = {part.name for part in fields(kind)}
    options: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or "(" in name:  # a detector with its own options
            name, text = (word, "true") if word in known else (kind.leading, word)
        if name not in known or name in options or not text:
            listed = ", ".join(sorted(known)) or "none"
            raise UsageError(f"“{word}” in “{said}” is no option of {kind.name}.", f"Its options are: {listed}.")
        options[name] = _value(text)
    return options


def _default(part: Field[Any]) -> Any:
    return part.default if part.default_factory is MISSING else part.default_factory()


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "+".join(map(_text, value))
    if isinstance(value, Stateful):
        return spelling(value)
    return repr(float(value)) if isinstance(value, float) else str(value).lower()


def _value(text: str) -> Any:
    plain = {"true": True, "false": False}
    if text.lower() in plain:
        return plain[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    several = words_of(text, "+")
    return text if len(several) == 1 else tuple(map(_value, several))
