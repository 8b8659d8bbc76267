"""Domains as files: domain.toml."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from askless.data.labels.classes import Classes
from askless.data.labels.real import Real as Numbers
from askless.data.labels.space import LabelSpace
from askless.errors import SourceError
from askless.synthesis.domain.constraints.constraint import Constraint
from askless.synthesis.domain.constraints.formula import Formula
from askless.synthesis.domain.constraints.linear import Linear
from askless.synthesis.domain.constraints.predicate import Predicate
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.input import Input
from askless.synthesis.domain.inputs.integer import Integer
from askless.synthesis.domain.inputs.mixture import Mixture
from askless.synthesis.domain.inputs.ordered import Ordered
from askless.synthesis.domain.inputs.real import Real

__all__ = ["parse", "read_text", "written"]

_INPUTS: dict[str, tuple[Callable[..., Input], tuple[str, ...], tuple[str, ...]]] = {
    "real": (Real, ("low", "high"), ("unit", "step", "log")),
    "integer": (Integer, ("low", "high"), ("unit",)),
    "category": (Category, ("values",), ()),
    "ordered": (Ordered, ("levels",), ()),
    "mixture": (lambda name, parts: Mixture(name, _parts(name, parts)), ("parts",), ()),
}
"""Types of inputs: what makes them, the keys that they need, and those that they may have."""

_DEEPEST = 20  # levels; a domain has six
_BOUNDS = ("at_most", "at_least", "equal")
_TELLING = {"values": "category", "levels": "ordered", "parts": "mixture"}
"""Keys that say the type, where it is left out."""


def read_text(path: Path) -> str:
    """The text of a file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    text : str

    Raises
    ------
    SourceError
        If it is not there, or no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        beside = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.name, beside, n=3)
        remedy = f"Did you mean {', '.join(f'“{n}”' for n in near)}?" if near else "Check the spelling and the folder."
        raise SourceError(f"There is no file “{path}”.", remedy) from None
    except (IsADirectoryError, PermissionError) as error:
        raise SourceError(f"“{path}” cannot be read ({(error.strerror or '').lower()}).", "Name a file.") from None
    except UnicodeDecodeError:
        raise SourceError(f"“{path.name}” is not UTF-8 text.", "Save it as UTF-8.") from None


def parse(text: str, name: str = "domain.toml") -> dict[str, Any]:
    """What a domain is made of.

    Parameters
    ----------
    text : str
        TOML.
    name : str, default "domain.toml"
        Of the file, for messages.

    Returns
    -------
    made : dict
        "name", "kind", "inputs", "constraints" and "answer".

    Raises
    ------
    SourceError
        If it is no TOML, or does not describe a domain.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"“{name}” is not TOML: {error}.", "Mend that line.") from None
    except RecursionError:
        raise _too_deep(name) from None
    if _depth(said) > _DEEPEST:  # whatever prints a value would recurse as deep
        raise _too_deep(name)
    _known(name, "It", said, ("name", "items", "inputs", "constraints", "answer"))
    kind = said.get("items", "rows")
    if kind not in ("rows", "array"):
        raise SourceError(f"“{name}” says items = {kind!r:.40}.", 'Write items = "array", or leave it out.')
    inputs = said.get("inputs")
    if not isinstance(inputs, list) or not inputs or not all(isinstance(part, dict) for part in inputs):
        raise SourceError(f"“{name}” has no inputs.", 'Begin each with [[inputs]] and name = "...".')
    constraints = said.get("constraints", [])
    if not isinstance(constraints, list):
        raise SourceError(f"“{name}” has constraints that are no list.", "Begin each with [[constraints]].")
    title = said.get("name", "")
    if not isinstance(title, str):
        raise SourceError(f"“{name}” says name = {title!r:.40}.", "Write the name in quotes.")
    return {
        "name": title,
        "kind": kind,
        "inputs": [_input(name, i, part) for i, part in enumerate(inputs)],
        "constraints": [_constraint(name, i, part) for i, part in enumerate(constraints)],
        "answer": _answer(name, said["answer"]) if "answer" in said else None,
    }


def written(
    title: str,
    kind: str,
    inputs: Sequence[Input],
    constraints: Sequence[Constraint | Predicate],
    answer: LabelSpace | None,
) -> str:
    """A domain as TOML, which `parse` reads back.

    Parameters
    ----------
    title, kind : str
    inputs : sequence of Input
    constraints : sequence of Constraint or Predicate
    answer : LabelSpace or None

    Returns
    -------
    text : str

    Raises
    ------
    UsageError
        If a constraint is code.
    """
    head = ([f"name = {_value(title)}"] if title else []) + (['items = "array"'] if kind == "array" else [])
    blocks = ["\n".join(head)] if head else []
    for part in inputs:
        blocks.append(_table("[[inputs]]", {"name": part.name, "type": part.kind, **part.to_toml()}))
    blocks += [_table("[[constraints]]", constraint.to_toml()) for constraint in constraints]
    if isinstance(answer, Numbers):
        given = {key: value for key, value in answer.to_json().items() if value not in (None, "")}
        blocks.append(_table("[answer]", given or {"type": "number"}))
    elif answer is not None and answer.names:
        blocks.append(_table("[answer]", {"labels": list(answer.names)}))
    return "\n\n".join(blocks) + "\n"


def _depth(said: Any) -> int:
    """How many levels of lists and tables there are; found without recursion."""
    depth, level = 0, [said]
    while level := [one for one in level if isinstance(one, (dict, list))]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def _too_deep(file: str) -> SourceError:
    return SourceError(
        f"“{file}” has lists or tables more than {_DEEPEST} deep.", "Take out brackets and dots that are too many."
    )


def _input(file: str, at: int, said: Mapping[str, Any]) -> Input:
    """An input from its table."""
    if "name" not in said:
        raise SourceError(f"Input {at + 1} of “{file}” has no name.", 'Write name = "...".')
    name = said["name"]
    where = f"The input “{name}”"
    type_ = said.get("type", next((kind for key, kind in _TELLING.items() if key in said), "real"))
    if type_ not in _INPUTS:
        raise SourceError(f"{where} of “{file}” has the type {type_!r:.40}.", f"Known are {', '.join(_INPUTS)}.")
    make, needed, more = _INPUTS[type_]
    given = {key: value for key, value in said.items() if key not in ("name", "type")}
    others = [key for key in given if key not in (*needed, *more) and any(key in t[1] for t in _INPUTS.values())]
    own = [key for key in needed if key in given]
    if others and own:
        raise SourceError(
            f"{where} of “{file}” has both “{own[0]}” and “{others[0]}”, which do not go together: with “{own[0]}” it "
            f"is of the type {type_}.",
            "Leave one of them out.",
        )
    _known(file, where, given, (*needed, *more))
    missing = [key for key in needed if key not in given]
    if missing:
        raise SourceError(f"{where} of “{file}” has no “{missing[0]}”.", f"Write {missing[0]} = ...")
    if not isinstance(given.get("log", False), bool):
        raise SourceError(f"{where} of “{file}” says log = {given['log']!r:.40}.", "Write true or false.")
    return make(name, *(given[key] for key in needed), **{key: given[key] for key in more if key in given})


def _parts(name: str, parts: Any) -> dict[str, tuple[Any, Any]] | list[str]:
    """Parts of a mixture: names, or tables of name, low and high."""
    if not isinstance(parts, list) or not all(isinstance(p, (str, dict)) for p in parts):
        raise SourceError(f"The mixture “{name}” has the parts {parts!r:.60}.", 'Write parts = ["water", "ethanol"].')
    bounds: dict[str, tuple[Any, Any]] = {}
    for part in parts:
        said = {"name": part} if isinstance(part, str) else part
        _known(f"mixture {name}", "A part", said, ("name", "low", "high"))
        if not isinstance(said.get("name"), str):
            raise SourceError(f"A part of the mixture “{name}” has no name.", 'Write { name = "water", high = 0.5 }.')
        if said["name"] in bounds:
            raise SourceError(f"The part “{said['name']}” of the mixture “{name}” comes twice.", "Name it once.")
        bounds[said["name"]] = (said.get("low", 0.0), said.get("high", 1.0))
    return bounds


def _constraint(file: str, at: int, said: Any) -> Constraint:
    """A constraint from its table, or a formula from its text."""
    where = f"Constraint {at + 1}"
    if isinstance(said, str):
        return Formula(said)
    if not isinstance(said, dict):
        raise SourceError(f"{where} of “{file}” is {said!r:.40}.", "Write a formula in quotes, or a table.")
    if "type" not in said and not {"formula", "weights"} & said.keys():
        raise SourceError(
            f"{where} of “{file}” has neither a formula nor weights.",
            'Write formula = "..." below it, or weights = { ... } and at_most = ...',
        )
    kind = said.get("type", "formula" if "formula" in said else "linear")
    if kind in ("formula", "linear") and (key := {"formula": "formula", "linear": "weights"}[kind]) not in said:
        raise SourceError(f"{where} of “{file}” has no “{key}”.", f"Write {key} = ...")
    says = said.get("says", "")
    if not isinstance(says, str):
        raise SourceError(f"{where} of “{file}” says {says!r:.40}.", "Write the words in quotes.")
    if kind == "formula":
        _known(file, where, said, ("type", "formula", "says"))
        return Formula(said.get("formula"), says=says)  # type: ignore[arg-type]
    if kind == "linear":
        _known(file, where, said, ("type", "weights", "says", *_BOUNDS))
        return Linear(said.get("weights", {}), says=says, **{key: said[key] for key in _BOUNDS if key in said})
    raise SourceError(f"{where} of “{file}” has the type {kind!r:.40}.", "Known are formula, linear.")


def _answer(file: str, said: Any) -> LabelSpace:
    """What an answer is."""
    if not isinstance(said, dict):
        raise SourceError(f"“{file}” says answer = {said!r:.40}.", 'Write [answer] and labels = ["a", "b"] below it.')
    _known(file, "[answer]", said, ("type", "labels", "unit", "minimum", "maximum"))
    kind = said.get("type", "label" if "labels" in said else "number")
    numbers = {key: said[key] for key in ("unit", "minimum", "maximum") if key in said}
    if kind == "label" and isinstance(said.get("labels"), list) and said["labels"] and not numbers:
        return Classes(said["labels"])
    if kind == "number" and "labels" not in said and (numbers or "type" in said):
        return Numbers(**numbers)
    raise SourceError(
        f"[answer] of “{file}” says neither what labels there are nor that it is a number.",
        'Write labels = ["a", "b"], or unit, minimum and maximum, or type = "number".',
    )


def _known(file: str, where: str, said: Mapping[str, Any], known: Sequence[str]) -> None:
    """Refuse a key that means nothing: it would be a misspelt one."""
    for key in said:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            remedy = f"Did you mean “{near[0]}”?" if near else f"Known are {', '.join(known)}."
            place = f"“{file}”" if where == "It" else f"{where} of “{file}”"
            raise SourceError(f"{place} has the key “{key}”, which means nothing.", remedy)


def _table(head: str, said: Mapping[str, Any]) -> str:
    return "\n".join([head, *(f"{_key(key)} = {_value(value)}" for key, value in said.items())])


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _value(value: Any) -> str:
    """A value in TOML; JSON's strings, numbers and booleans are TOML's."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
