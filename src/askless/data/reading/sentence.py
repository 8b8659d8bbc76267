"""The one line that says what was taken for what."""

from __future__ import annotations

from typing import Any

__all__ = ["sentence"]

_MOST_NAMES = 6


def sentence(meta: dict[str, Any], given: int, *, ignored: bool, several: bool) -> str:
    """What a source was read as, and how to say otherwise.

    Parameters
    ----------
    meta : dict
        What the import stored.
    given : int
        Number of items that are labelled already.
    ignored : bool
        Whether the caller leaves the labels of the source out.
    several : bool
        Whether an item can have several labels.
    """
    columns = meta["columns"]
    parts = [_what(meta), _ids(meta)]
    if columns["label"] is not None:
        parts.append(_labels(meta, given, ignored=ignored, several=several))
    parts.extend(meta["notes"])
    options = "--text, --id, --label-column"
    return f"Took {'; '.join(parts)}. Say otherwise with {options}."


def _what(meta: dict[str, Any]) -> str:
    """How many items of what."""
    n, columns = meta["n"], meta["columns"]
    plural = "" if n == 1 else "s"
    if meta["kind"] == "text":
        title = f" with titles from “{columns['title']}”" if columns["title"] is not None else ""
        return f"{n:,} text{plural} from column “{columns['text']}”{title}"
    width = len(columns["others"])
    return f"{n:,} row{plural} of {width:,} column{'' if width == 1 else 's'} (no column of text was found)"


def _ids(meta: dict[str, Any]) -> str:
    """Where ids come from."""
    column = meta["columns"]["id"]
    return "ids are row numbers" if column is None else f"ids are those of column “{column}”"


def _labels(meta: dict[str, Any], given: int, *, ignored: bool, several: bool) -> str:
    """What the label column holds, and what becomes of it."""
    values, column = meta["label_values"], meta["columns"]["label"]
    if not values:
        return f"column “{column}” is for labels and holds none yet"
    listed = ", ".join(values[:_MOST_NAMES]) + (", …" if len(values) > _MOST_NAMES else "")
    kind = "lists of labels" if several else "labels"
    if ignored:
        return f"the {kind} in column “{column}” ({listed}) are left out"
    share = "" if given == meta["n"] else f" for {given:,} of them"
    return f"column “{column}” holds {kind} already given{share} ({listed})"
