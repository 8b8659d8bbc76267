"""Items as a line of text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

__all__ = ["LINE_LENGTH", "cell_text", "one_line", "plain", "row_line"]

LINE_LENGTH = 200


def one_line(text: str) -> str:
    """Text on one line, blanks run together, at most `LINE_LENGTH` characters.

    Examples
    --------
    >>> one_line("two\\n  lines")
    'two lines'
    """
    # A cell may be a whole book: only its beginning is looked at.
    joined = " ".join(text[: 4 * LINE_LENGTH].split())
    return joined if len(joined) <= LINE_LENGTH else joined[: LINE_LENGTH - 1].rstrip() + "…"


def cell_text(value: Any) -> str:
    """A cell of a table as text; an empty cell is empty text, lists and dicts are JSON.

    Examples
    --------
    >>> cell_text(None), cell_text(1.5), cell_text(["a"]), cell_text(True)
    ('', '1.5', '["a"]', 'true')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, dict, bool)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def plain(value: Any) -> Any:
    """A cell as JSON knows it: numbers, booleans and text, which stands for all else; None for what is missing.

    Examples
    --------
    >>> plain(np.float32(0.5)), plain(float("nan")), plain(float("inf"))
    (0.5, None, 'inf')
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if np.isfinite(value) else None if value != value else str(value)
    if value is None or str(value) in ("NaT", "<NA>"):
        return None
    return str(value)


def row_line(cells: Iterable[tuple[str, Any]], units: Mapping[str, str] = MappingProxyType({})) -> str:
    """Cells of a table row on one line, with the units that they have; empty ones are left out.

    Examples
    --------
    >>> row_line([("size", 3), ("note", None), ("colour", "red")])
    'size: 3 · colour: red'
    >>> row_line([("price", 0.42269999999999996), ("weight", 1234567.25)])
    'price: 0.4227 · weight: 1234567.25'
    >>> row_line([("heat", 351.5), ("water", 28.0), ("parts", 2)], {"heat": "K", "water": "g"})
    'heat: 351.5 K · water: 28 g · parts: 2'
    """
    parts: list[str] = []
    length = 0
    for name, value in cells:
        text = cell_text(_rounded(value))
        if text:
            parts.append(f"{name}: {text[:LINE_LENGTH]} {units.get(name, '')}".rstrip())
            length += len(parts[-1]) + 3
        if length > LINE_LENGTH:
            break
    return one_line(" · ".join(parts))


def _rounded(value: Any) -> Any:
    """A number with no more decimals than it needs and a line has room for; all else as it is."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    long = isinstance(value, float) and np.isfinite(value) and len(repr(value)) > 10
    return float(f"{value:.6g}") if long else value
