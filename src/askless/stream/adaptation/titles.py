"""Adaptations as one word that a person can type: "active:adwin:burst=100"."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any

from askless.errors import UsageError
from askless.stream.stateful import Stateful

__all__ = ["read_options", "title_of"]


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


def read_options(kind: Any, words: list[str], said: str) -> dict[str, Any]:
    """Options of an adaptation from the words after its name.

    A word with "=" sets the option of that name; one that is the name of an option switches it on; any other is
    the leading option.
    """
    known = {part.name for part in fields(kind)}
    options: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
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
        given = [part for part in fields(value) if part.init and getattr(value, part.name) != _default(part)]  # type: ignore[arg-type]
        options = ",".join(f"{part.name}={getattr(value, part.name)}" for part in given)
        return f"{value.name}({options})" if options else str(value.name)  # type: ignore[attr-defined]
    return repr(value) if isinstance(value, float) else str(value).lower()


def _value(text: str) -> Any:
    if "+" in text:
        return tuple(map(_value, text.split("+")))
    plain = {"true": True, "false": False}
    if text.lower() in plain:
        return plain[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
