"""What a formula may hold: the text is parsed as Python, and everything that is no arithmetic is refused."""

from __future__ import annotations

import ast
import functools
import keyword
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from askless.errors import UsageError

__all__ = ["ARITHMETIC", "CONSTANTS", "FUNCTIONS", "parsed"]

_LONGEST = 2000
_DEEPEST = 100  # levels; whatever walks, copies or prints a tree takes up to six calls for each, of Python's 1,000
_QUOTED = re.compile(r"`([^`]+)`")
_EXAMPLE = "Write a condition such as “temperature * time <= 100”."

CONSTANTS = {"pi": math.pi}
"""Names that are numbers."""


def _least(*numbers: Any) -> Any:
    return functools.reduce(np.minimum, numbers)


def _largest(*numbers: Any) -> Any:
    return functools.reduce(np.maximum, numbers)


# NumPy gives infinities to a division by zero and to the logarithm of zero, which then compare like numbers. These have
# no value: NaN. A number that is only too large stays infinite, so that 1 / (1 + exp(-x)) is 0 far down.


def _logarithm(of: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda number: of(np.where(number == 0, np.nan, number))


def _quotient(of: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda number, by: of(number, np.where(by == 0, np.nan, by))


def _power(number: Any, to: Any) -> Any:
    none = np.isnan(number) | np.isnan(to) | ((number == 0) & (to < 0))  # NumPy takes NaN ** 0 for 1
    return np.where(none, np.nan, np.power(number, to))


FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "abs": (np.abs, 1), "sqrt": (np.sqrt, 1), "exp": (np.exp, 1), "log": (_logarithm(np.log), 1),
    "log2": (_logarithm(np.log2), 1), "log10": (_logarithm(np.log10), 1), "sin": (np.sin, 1), "cos": (np.cos, 1),
    "tan": (np.tan, 1), "tanh": (np.tanh, 1), "floor": (np.floor, 1), "ceil": (np.ceil, 1), "min": (_least, 2),
    "max": (_largest, 2),
}  # fmt: skip
"""Functions, and how many arguments each takes; for `min` and `max` that or more."""

ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: _quotient(np.divide),
    ast.FloorDiv: _quotient(np.floor_divide),
    ast.Mod: _quotient(np.mod),
    ast.Pow: _power,
}
"""What the operators do; NaN where there is no value."""

_ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd, ast.BinOp, ast.Add, ast.Sub, ast.Mult,
    ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq, ast.In,
    ast.NotIn, ast.Call, ast.Name, ast.Load, ast.Constant, ast.Tuple, ast.List,
)  # fmt: skip


def parsed(text: object) -> tuple[str, ast.expr, dict[str, str]]:
    """A formula as a tree.

    Parameters
    ----------
    text : str

    Returns
    -------
    text : str
        Without blanks around it.
    tree : ast.expr
        A condition that holds nothing but what is allowed.
    called : dict of str to str
        What names in the tree stand for, where inputs are quoted by backticks.

    Raises
    ------
    UsageError
        If it cannot be read, is no condition, or holds something else.
    """
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST:
        raise UsageError(f"The formula is {text!r:.60}.", _EXAMPLE)
    text = " ".join(text.split())
    called: dict[str, str] = {}
    free = "q_"
    while free in text:
        free += "_"

    def stand_in(match: re.Match[str]) -> str:
        name = match[1].strip()
        known = next((made for made, of in called.items() if of == name), f"{free}{len(called)}")
        called[known] = name
        return known

    plain = _QUOTED.sub(stand_in, text)
    try:
        tree = ast.parse(plain, mode="eval").body
    except (RecursionError, MemoryError):
        raise _too_deep(text) from None
    except (SyntaxError, ValueError) as error:
        raise _unread(text, plain, error) from None
    if _depth(tree) > _DEEPEST:
        raise _too_deep(text)
    _check(text, tree)
    if not (isinstance(tree, (ast.Compare, ast.BoolOp)) or (isinstance(tree, ast.UnaryOp) and _is_not(tree))):
        raise UsageError(f"The formula “{text:.100}” is no condition.", "Compare it, as in “a + b <= 10”.")
    return text, tree, called


def _is_not(node: ast.UnaryOp) -> bool:
    return isinstance(node.op, ast.Not)


def _depth(tree: ast.AST) -> int:
    """How many levels a tree has; found without recursion."""
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [child for node in level for child in ast.iter_child_nodes(node)]
    return depth


def _too_deep(text: str) -> UsageError:
    return UsageError(
        f"The formula “{text:.60}” has more than {_DEEPEST} steps inside one another.",
        "Write it as several formulas, and a long sum as a linear constraint with weights.",
    )


def _unread(text: str, plain: str, error: Exception) -> UsageError:
    """The error for a text that is no formula."""
    if re.search(r"(?<![<>=!])=(?!=)", plain):
        return UsageError(f"The formula “{text:.100}” has a single “=”.", "Write == for equal, <= for at most.")
    word = next((word for word in re.findall(r"\b\w+\b", plain) if word in _RESERVED), None)
    if word is not None:
        return UsageError(
            f"The formula “{text:.100}” has the word “{word}”, which is reserved.", f"Write an input as `{word}`."
        )
    at = getattr(error, "offset", None)
    where = f" (character {at})" if at and plain == text else ""
    return UsageError(f"The formula “{text:.100}” cannot be read{where}.", _EXAMPLE)


_RESERVED = frozenset(keyword.kwlist) - {"and", "or", "not", "in", "True", "False"}


def _check(text: str, tree: ast.expr) -> None:
    """Refuse all that is no arithmetic, comparison or known function."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            shown = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
            hint = " Write ** for a power." if isinstance(node, ast.BitXor) else ""
            shown = "^" if isinstance(node, ast.BitXor) else shown
            raise UsageError(
                f"The formula “{text:.100}” holds “{shown:.40}”, which formulas do not know.{hint}",
                "Use + - * / // % **, comparisons, and, or, not, in, and the functions " + ", ".join(FUNCTIONS) + ".",
            )
        if isinstance(node, ast.Call):
            _check_call(text, node)
        elif isinstance(node, ast.Name) and node.id in FUNCTIONS and id(node) not in called:
            raise UsageError(
                f"The formula “{text:.100}” has the function “{node.id}” without brackets.",
                f"Write {node.id}(...), or `{node.id}` if an input is called so.",
            )
        elif isinstance(node, ast.Constant) and not _is_value(node.value):
            raise UsageError(f"The formula “{text:.100}” holds {node.value!r:.40}.", "Use numbers and texts.")
        elif isinstance(node, (ast.Tuple, ast.List)) and not (node.elts and all(map(_is_constant, node.elts))):
            raise UsageError(
                f"The formula “{text:.100}” has a list of other things than values.", 'Write it as in ("a", "b").'
            )


def _check_call(text: str, node: ast.Call) -> None:
    """Refuse an unknown function, or one with other arguments than it takes."""
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in FUNCTIONS or not isinstance(node.func, ast.Name):
        known = ", ".join(FUNCTIONS)
        raise UsageError(f"The formula “{text:.100}” has the function “{name:.40}”.", f"Known are {known}.")
    wanted = FUNCTIONS[name][1]
    starred = node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args)
    if starred or len(node.args) < wanted or (wanted == 1 and len(node.args) > 1):
        raise UsageError(
            f"The formula “{text:.100}” gives {len(node.args)} arguments to “{name}”.",
            f"It takes {'one' if wanted == 1 else 'two or more'}.",
        )


def _is_value(value: object) -> bool:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(value) <= 1e300
    return isinstance(value, (str, bool))


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant)
