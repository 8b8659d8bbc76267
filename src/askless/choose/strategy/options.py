"""What an option of a strategy takes, read from how it is declared."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np

from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.scored import Scored
from askless.core.limits import Limits
from askless.errors import UsageError

__all__ = ["options_of", "require_options"]


def options_of(strategy: Strategy) -> dict[str, Any]:
    """Options of a strategy with their values.

    Parameters
    ----------
    strategy : Strategy
        Its options are its fields, or those of its score.

    Returns
    -------
    options : dict of str to object

    Examples
    --------
    >>> from askless.choose.strategy.strategy import strategies
    >>> options_of(strategies.get("auto"))["share"]
    0.1
    """
    if isinstance(strategy, Scored):
        return {**strategy.score.options, **strategy.options}
    if not is_dataclass(strategy):
        return {}
    return {field.name: getattr(strategy, field.name) for field in fields(strategy) if field.init}


def require_options(strategy: Strategy, options: Mapping[str, Any]) -> None:
    """Refuse values of another type than an option is declared with, and numbers beyond its limits.

    Parameters
    ----------
    strategy : Strategy
        It has options of these names.
    options : mapping of str to object
        New values by name.

    Raises
    ------
    UsageError
        If one is no number, word, list or strategy where the option takes that, or is too small or too large.

    Examples
    --------
    >>> from askless.choose.strategy.strategy import strategies
    >>> require_options(strategies.get("power"), {"beta": "x"})
    Traceback (most recent call last):
    askless.errors.UsageError: The option `beta` of `power` is 'x'. Give a finite number, such as 1.0.
    """
    present, declared = options_of(strategy), _declared(strategy)
    for name, value in options.items():
        takes = [words for part in _parts(declared.get(name), present[name]) if (words := _WORDS.get(part))]
        if takes and not any(fits(value) for fits, _ in takes):
            wanted = " or ".join(words for _, words in takes)
            such = f", such as {present[name]!r}" if isinstance(present[name], int | float | str) else ""
            raise UsageError(f"The option `{name}` of `{strategy.name}` is {value!r}.", f"Give {wanted}{such}.")
        if _finite(value):
            _require_within(strategy, name, float(value))


def _require_within(strategy: Strategy, name: str, value: float) -> None:
    """Refuse a number beyond the limits of an option."""
    limits = Limits(*strategy.limits[name]) if name in strategy.limits else Limits(0, inner=True)
    if not limits.holds(value):
        raise UsageError(f"The option `{name}` of `{strategy.name}` is {value:g}.", f"Give a number {limits}.")


def _declared(strategy: Strategy) -> dict[str, Any]:
    """How its options are annotated."""
    if isinstance(strategy, Scored):
        return {name: part.annotation for name, part in inspect.signature(strategy.score.function).parameters.items()}
    return {field.name: field.type for field in fields(strategy)} if is_dataclass(strategy) else {}


def _parts(annotation: Any, value: object) -> list[str]:
    """Names of the types that it allows; by the present value where the annotation does not tell."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    names = [part.strip().partition("[")[0] for part in text.split(" | ")]
    if all(name in _WORDS for name in names):
        return names
    if "Any" in names or value is None or isinstance(value, bool):
        return []
    return ["float"] if isinstance(value, Real) else ["str"] if isinstance(value, str) else []


def _whole(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _finite(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _listed(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes)


def _chooses(value: object) -> bool:
    return callable(getattr(value, "choose", None)) and not isinstance(value, type)


_WORDS = {
    "int": (_whole, "a whole number"),
    "bool": (lambda value: isinstance(value, bool | np.bool_), "True or False"),
    "float": (_finite, "a finite number"),
    "str": (lambda value: isinstance(value, str), "a word"),
    "Sequence": (_listed, "a list"),
    "None": (lambda value: value is None, "None"),
    "Strategy": (_chooses, "a strategy that is made: strategies.get(...)"),
}
"""For each name of a type, whether a value is one, and what to say of it."""
