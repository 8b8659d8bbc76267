"""A condition on inputs, written as a formula."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from askless.data.items.preview import cell_text
from askless.errors import UnknownNameError, UsageError
from askless.synthesis.domain.constraints.affine import affine_rows
from askless.synthesis.domain.constraints.grammar import ARITHMETIC, CONSTANTS, FUNCTIONS, parsed
from askless.synthesis.domain.inputs.input import Values
from askless.synthesis.domain.row import Row
from askless.synthesis.domain.space import Allowed

__all__ = ["Formula"]

_SLACK = 1e-9
_LEAST = 1e-300  # by which a comparison fails that its numbers only just do not keep
_NO_VALUE = 1e12  # by which one fails that has no value
Array = npt.NDArray[Any]
_OPPOSITE: dict[type, type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


class Formula:
    """A constraint such as “temperature * time <= 100”.

    It knows numbers, texts in quotes, the inputs by their names (in backticks where they are no plain word), + - * /
    // % ** and brackets, the comparisons <= < >= > == != and in, the words and, or, not, and the functions abs, min,
    max, sqrt, exp, log, log2, log10, sin, cos, tan, tanh, floor, ceil, and pi. Nothing else is run. Where a comparison
    has no value, as with the root of a negative number or a division by zero, an item does not keep it, nor its
    opposite: “not sqrt(x) >= 1” is “sqrt(x) < 1”.

    Parameters
    ----------
    text : str
    says : str, default ""
        The constraint in your words; the formula itself if not given.

    Raises
    ------
    UsageError
        If it cannot be read, is no condition, or holds something else.

    Examples
    --------
    >>> formula = Formula("pressure * `flow rate` <= 10 and metal != 'Pt'")
    >>> values = {"pressure": np.array([1.0, 3.0]), "flow rate": np.array([2.0, 4.0]), "metal": np.array(["Pd", "Pd"])}
    >>> formula.holds(values).tolist(), formula.names
    ([True, False], ('pressure', 'flow rate', 'metal'))
    """

    kind: ClassVar[str] = "formula"

    def __init__(self, text: str, says: str = "") -> None:
        self.text, self._tree, self._called = parsed(text)
        self._says = says.strip()

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    @property
    def says(self) -> str:
        """The words, or the formula."""
        return self._says or self.text

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs in it, in the order in which they come."""
        found = (n for n in ast.walk(self._tree) if isinstance(n, ast.Name))
        ordered = sorted(found, key=lambda n: (n.lineno, n.col_offset))
        named = [self._name(n) for n in ordered if n.id not in FUNCTIONS and n.id not in CONSTANTS]
        return tuple(dict.fromkeys(named))

    def check(self, numeric: Mapping[str, bool]) -> None:
        """Refuse unknown inputs, and calculating with text."""
        for name in self.names:
            if name not in numeric:
                error = UnknownNameError.of("input", name, numeric)
                raise UnknownNameError(f"The formula “{self.text}” names “{name}”, which is no input.", error.remedy)
        if not self.names:
            raise UsageError(f"The formula “{self.text}” names no input.", "Name at least one.")
        self._check(self._tree, numeric)

    @property
    def rows(self) -> list[Row] | None:
        """The formula as weighted sums, if it is one or several joined by “and”."""
        return affine_rows(self._tree, self._name)

    def holds(self, values: Mapping[str, Values]) -> Allowed:
        """Whether values keep it."""
        return np.asarray(self.excess(values) == 0, dtype=np.bool_)

    def excess(self, values: Mapping[str, Values]) -> npt.NDArray[np.float64]:
        """By how much its comparisons fail: the sum where all must hold, the least where one must; 0 if it is kept."""
        with np.errstate(all="ignore"):
            found = self._excess(self._tree, values, negated=False)
        return np.asarray(np.broadcast_to(found, (len(next(iter(values.values()))),)), dtype=np.float64)

    def to_toml(self) -> dict[str, Any]:
        """The formula, and the words if there are any."""
        return {"type": self.kind, "formula": self.text, **({"says": self._says} if self._says else {})}

    def _name(self, node: ast.Name) -> str:
        """The input that a name in the parsed text means."""
        return self._called.get(node.id, node.id)

    def _check(self, node: ast.expr, numeric: Mapping[str, bool]) -> str:
        """What a part is, "number", "text", "list" or "condition", all parts of it checked."""
        if isinstance(node, ast.BoolOp):
            for value in node.values:
                self._want(value, numeric, "condition")
            return "condition"
        if isinstance(node, ast.UnaryOp):
            want = "condition" if isinstance(node.op, ast.Not) else "number"
            self._want(node.operand, numeric, want)
            return want
        if isinstance(node, ast.Compare):
            self._check_compare(node, numeric)
            return "condition"
        if isinstance(node, ast.BinOp):
            self._want(node.left, numeric, "number")
            self._want(node.right, numeric, "number")
            return "number"
        if isinstance(node, ast.Call):
            for argument in node.args:
                self._want(argument, numeric, "number")
            return "number"
        if isinstance(node, ast.Name):
            return "number" if node.id in CONSTANTS or numeric[self._name(node)] else "text"
        if isinstance(node, ast.Constant):
            return "text" if isinstance(node.value, (str, bool)) else "number"
        return "list"

    def _check_compare(self, node: ast.Compare, numeric: Mapping[str, bool]) -> None:
        """Refuse to compare what has no order, or what is not of one kind."""
        sides = [node.left, *node.comparators]
        kinds = [self._check(side, numeric) for side in sides]
        for side, kind in zip(sides, kinds, strict=True):
            if kind == "condition":
                raise self._wrong(side, "is a condition where a value is needed")
        for op, left, right, side in zip(node.ops, kinds[:-1], kinds[1:], sides[1:], strict=True):
            texts = "text" in (left, right)
            if isinstance(op, (ast.In, ast.NotIn)) != (right == "list") or left == "list":
                raise self._wrong(side, "does not fit its comparison")
            if texts and not isinstance(op, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
                raise self._wrong(node, "compares text by its order")

    def _want(self, node: ast.expr, numeric: Mapping[str, bool], kind: str) -> None:
        """Refuse a part of another kind."""
        found = self._check(node, numeric)
        if found != kind:
            raise self._wrong(node, f"is a {found} where a {kind} is needed")

    def _wrong(self, node: ast.expr, why: str) -> UsageError:
        text = ast.unparse(node)
        for made, name in self._called.items():
            text = text.replace(made, f"`{name}`")
        return UsageError(
            f"In the formula “{self.text}” “{text:.60}” {why}.",
            "Write comparisons of numbers, and compare text with == or in.",
        )

    def _excess(self, node: ast.expr, values: Mapping[str, Values], *, negated: bool) -> Array:
        """By how much a condition, or its negation, fails; 0 where it holds.

        A negation goes down to the comparisons, so that one without a value fails either way.
        """
        if isinstance(node, ast.UnaryOp):
            return self._excess(node.operand, values, negated=not negated)
        if isinstance(node, ast.BoolOp):
            found = [self._excess(value, values, negated=negated) for value in node.values]
            return _joined(found, all_of=isinstance(node.op, ast.And) != negated)
        assert isinstance(node, ast.Compare)
        sides = [node.left, *node.comparators]
        ops = [_OPPOSITE[type(op)]() if negated else op for op in node.ops]
        found = [self._short(op, a, b, values) for op, a, b in zip(ops, sides[:-1], sides[1:], strict=True)]
        return _joined(found, all_of=not negated)

    def _short(self, op: ast.cmpop, left: ast.expr, right: ast.expr, values: Mapping[str, Values]) -> Array:
        """By how much one comparison fails; both sides are equal to a billionth of their size."""
        if isinstance(op, (ast.In, ast.NotIn)):
            assert isinstance(right, (ast.Tuple, ast.List))
            inside = isinstance(op, ast.In)
            each: ast.cmpop = ast.Eq() if inside else ast.NotEq()
            return _joined([self._short(each, left, one, values) for one in right.elts], all_of=not inside)
        a, b = self._value(left, values), self._value(right, values)
        if a.dtype.kind == "U" or b.dtype.kind == "U":
            same = _as_text(a, left) == _as_text(b, right)
            return np.where(same if isinstance(op, ast.Eq) else ~same, 0.0, 1.0)
        gap = b - a if isinstance(op, (ast.Gt, ast.GtE)) else a - b
        size = np.abs(gap)
        # An infinite number is equal to none; by its own size it would be equal to all.
        slack = np.where(np.isinf(gap), 0.0, _SLACK * np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-3))
        if isinstance(op, ast.NotEq):
            kept, short = size > slack, np.ones_like(size)
        elif isinstance(op, ast.Eq):
            kept, short = size <= slack, size
        else:
            kept, short = (gap < 0 if isinstance(op, (ast.Lt, ast.Gt)) else gap <= slack), gap
        return np.where(np.isnan(gap), _NO_VALUE, np.where(kept, 0.0, np.maximum(short, _LEAST)))

    def _value(self, node: ast.expr, values: Mapping[str, Values]) -> Array:
        """Numbers or texts of a part."""
        if isinstance(node, ast.Name):
            return np.asarray(CONSTANTS[node.id] if node.id in CONSTANTS else values[self._name(node)])
        if isinstance(node, ast.Constant):
            # Never as Python's whole numbers, whose powers have no end.
            texts = isinstance(node.value, (str, bool))
            return np.asarray(cell_text(node.value) if texts else float(node.value))  # type: ignore[arg-type]
        if isinstance(node, ast.UnaryOp):
            found = self._value(node.operand, values)
            return -found if isinstance(node.op, ast.USub) else found
        if isinstance(node, ast.BinOp):
            made = ARITHMETIC[type(node.op)](self._value(node.left, values), self._value(node.right, values))
            return np.asarray(made)
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Name)
        return np.asarray(FUNCTIONS[node.func.id][0](*(self._value(argument, values) for argument in node.args)))


def _joined(found: list[Array], *, all_of: bool) -> Array:
    """By how much conditions fail together: all of them, or the one that fails least."""
    joined = np.broadcast_arrays(*found)
    return np.asarray(np.add.reduce(joined) if all_of else np.minimum.reduce(joined))


def _as_text(found: Array, node: ast.expr) -> Array:
    """A side of a comparison of texts; a number stands for the text that it is written as."""
    if found.dtype.kind == "U":
        return found
    number = float(found) if found.ndim == 0 else math.nan
    return np.asarray(str(int(number)) if number.is_integer() else re.sub(r"\.0$", "", str(number)))
