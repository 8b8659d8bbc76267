"""Parts that are called by name, with options in brackets: "per_hour(labels=60)"."""

from __future__ import annotations

import ast
from dataclasses import MISSING, fields
from typing import TypeVar

import numpy as np

from askless.core.registry import Registry
from askless.errors import UsageError
from askless.stream.stateful import Stateful

__all__ = ["spelled", "spelling"]

Part = TypeVar("Part", bound=Stateful)


def spelled(text: str, registry: Registry[type[Part]]) -> Part:
    """The part that a text names.

    Parameters
    ----------
    text : str
        A name, in which a hyphen is read as an underscore; options may follow in brackets.
    registry : Registry

    Returns
    -------
    part : Stateful
        It has seen nothing.

    Raises
    ------
    UnknownNameError
        If nothing has the name.
    UsageError
        If the options cannot be read, or there are none of these names, or a value cannot be meant.

    Examples
    --------
    >>> from askless.stream.budgets.budget import stream_budgets
    >>> spelled("per-hour(labels=30)", stream_budgets).labels
    30
    """
    name, bracket, rest = text.strip().partition("(")
    part = registry.get(name)
    if not bracket:
        return part()
    known = [option.name for option in fields(part) if option.init]  # type: ignore[arg-type]  # all are dataclasses
    try:
        call = ast.parse(f"part({rest}", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError(rest)
        options = {str(option.arg): ast.literal_eval(option.value) for option in call.keywords}
    except (SyntaxError, ValueError):
        raise UsageError(
            f"The {registry.kind} “{text}” cannot be read.",
            f"Write {part.name}, or {part.name}({known[0]}=...)." if known else f"Write {part.name}.",  # type: ignore[attr-defined]
        ) from None
    for option in options:
        if option not in known:
            raise UsageError(
                f"The {registry.kind} “{text}” has no option `{option}`.",
                f"Its options are: {', '.join(known)}." if known else f"Write {part.name}.",  # type: ignore[attr-defined]
            )
    return part(**options)


def spelling(part: Stateful) -> str:
    """The text that names a part: its options follow in brackets where they are not the default.

    Two parts have the same options if they have the same text, and it is one that `spelled` reads.

    Examples
    --------
    >>> from askless.stream.budgets.per_hour import PerHour
    >>> spelling(PerHour()), spelling(PerHour(labels=30.0))
    ('per_hour', 'per_hour(labels=30)')
    """
    options = []
    for option in fields(part):  # type: ignore[arg-type]  # all are dataclasses
        default = option.default if option.default_factory is MISSING else option.default_factory()
        if option.init and (value := getattr(part, option.name)) != default:
            options.append(f"{option.name}={_plain(value)!r}")
    name: str = part.name  # type: ignore[attr-defined]
    return f"{name}({', '.join(options)})" if options else name


def _plain(value: object) -> object:
    """A number as a person would type it: 30 and not 30.0 or np.float64(30.0)."""
    if isinstance(value, np.generic):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
