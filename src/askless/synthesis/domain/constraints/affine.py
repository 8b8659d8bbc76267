"""Formulas that are weighted sums in disguise: sampling and projecting are exact for those."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from askless.synthesis.domain.constraints.grammar import CONSTANTS
from askless.synthesis.domain.row import Row

__all__ = ["affine_rows"]

_Sum = dict[str, float]
"""Weight by input; the constant is that of "", which is no name."""


def affine_rows(tree: ast.expr, name: Callable[[ast.Name], str]) -> list[Row] | None:
    """A condition as weighted sums.

    Parameters
    ----------
    tree : ast.expr
        A parsed formula.
    name : callable
        The input that a name in it means.

    Returns
    -------
    rows : list of Row or None
        One for each comparison; None if one is not linear, or they are joined by anything but “and”.

    Examples
    --------
    >>> affine_rows(ast.parse("2 * (a - b) <= 10 - b", mode="eval").body, lambda node: node.id)
    [Row(weights={'a': 2.0, 'b': -1.0}, low=-inf, high=10.0, strict=False)]
    """
    try:
        return _rows(tree, name)
    except _NotLinear:
        return None


class _NotLinear(Exception):
    """A part that is no weighted sum."""


def _rows(node: ast.expr, name: Callable[[ast.Name], str]) -> list[Row]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [row for value in node.values for row in _rows(value, name)]
    if not isinstance(node, ast.Compare):
        raise _NotLinear
    sides = [_sum(side, name) for side in (node.left, *node.comparators)]
    return [_row(op, a, b) for op, a, b in zip(node.ops, sides[:-1], sides[1:], strict=True)]


def _row(op: ast.cmpop, left: _Sum, right: _Sum) -> Row:
    """left - right, compared with 0."""
    total = _added(left, right, -1.0)
    bound = -total.pop("", 0.0) or 0.0  # no minus before a zero
    weights = {key: weight for key, weight in total.items() if weight}
    if not weights or not all(map(math.isfinite, (*weights.values(), bound))):
        raise _NotLinear
    if isinstance(op, (ast.Lt, ast.LtE)):
        return Row(weights, -math.inf, bound, isinstance(op, ast.Lt))
    if isinstance(op, (ast.Gt, ast.GtE)):
        return Row(weights, bound, math.inf, isinstance(op, ast.Gt))
    if isinstance(op, ast.Eq):
        return Row(weights, bound, bound)
    raise _NotLinear


def _sum(node: ast.expr, name: Callable[[ast.Name], str]) -> _Sum:
    """A part as a weighted sum."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return {"": float(node.value)}
    if isinstance(node, ast.Name):
        return {"": CONSTANTS[node.id]} if node.id in CONSTANTS else {name(node): 1.0}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        sign = -1.0 if isinstance(node.op, ast.USub) else 1.0
        return {key: sign * weight for key, weight in _sum(node.operand, name).items()}
    if not isinstance(node, ast.BinOp):
        raise _NotLinear
    left, right = _sum(node.left, name), _sum(node.right, name)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        return _added(left, right, 1.0 if isinstance(node.op, ast.Add) else -1.0)
    if isinstance(node.op, ast.Mult) and set(left) <= {""}:
        left, right = right, left
    factor = right.get("", 0.0)
    if set(right) - {""} or not isinstance(node.op, (ast.Mult, ast.Div)):
        raise _NotLinear
    if isinstance(node.op, ast.Div):
        if factor == 0:
            raise _NotLinear
        factor = 1 / factor
    return {key: weight * factor for key, weight in left.items()}


def _added(left: _Sum, right: _Sum, sign: float) -> _Sum:
    total = dict(left)
    for key, weight in right.items():
        total[key] = total.get(key, 0.0) + sign * weight
    return total
