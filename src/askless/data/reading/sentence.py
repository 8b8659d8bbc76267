"""The one line that says what was taken for what."""

from __future__ import annotations

from math import isfinite
from typing import Any

from askless.core.digits import written
from askless.data.formats.header import is_number
from askless.data.labels.real import Real
from askless.data.reading.given import are_measured, label_names

__all__ = ["sentence"]

_MOST_NAMES = 6


def sentence(meta: dict[str, Any], given: int, *, ignored: bool, several: bool, numbers: Real | None = None) -> str:
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
    numbers : Real, optional
        The labels are such numbers.
    """
    parts = [_what(meta), _ids(meta)]
    if meta["label_place"]:
        parts.append(_labels(meta, given, ignored=ignored, several=several, numbers=numbers))
    parts.extend(meta["notes"])
    return f"Took {'; '.join(parts)}. {_otherwise(meta)}".rstrip()


def _what(meta: dict[str, Any]) -> str:
    """How many items of what."""
    columns, unit = meta["columns"], "array" if meta["origin"] == "array" else "column"
    if meta["kind"] == "text":
        where = f" from {unit} “{columns['text']}”" if meta["origin"] != "files" else ", a file each"
        title = f" with titles from “{columns['title']}”" if columns["title"] is not None else ""
        return _count(meta["n"], "text") + where + title
    if meta["kind"] == "rows":
        return f"{_count(meta['n'], 'row')} of {_count(len(columns['others']), 'column')} (none of them reads as text)"
    if meta["origin"] == "files":
        return f"{_count(meta['n'], 'image')}, a file each"
    shape = " x ".join(str(side) for side in meta["shape"])
    what = _count(meta["n"], "image") if meta["kind"] == "images" else _count(meta["n"], "row")
    return f"{what} of {shape} numbers from array “{columns['text']}”"


def _ids(meta: dict[str, Any]) -> str:
    """Where ids come from."""
    if meta["origin"] == "files":
        return "ids are the paths inside the folder"
    column, unit = meta["columns"]["id"], "array" if meta["origin"] == "array" else "column"
    return "ids are row numbers" if column is None else f"ids are those of {unit} “{column}”"


def _labels(meta: dict[str, Any], given: int, *, ignored: bool, several: bool, numbers: Real | None) -> str:
    """What the label column holds, and what becomes of it."""
    values, place = meta["label_values"], meta["label_place"]
    if not values:
        return f"{place} is for labels and holds none yet"
    names = label_names(values, multilabel=several)
    if numbers is not None:
        found = [float(name) for name in names if is_number(name) and isfinite(float(name))]
        listed = f"{written(min(found))} to {numbers.shown(max(found))}" if found else "none"
    else:
        listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    kind = "numbers" if numbers is not None else "lists of labels" if several else "labels"
    verb = "are" if meta["origin"] == "files" else "holds"
    if ignored:
        return f"the {kind} of {place} ({listed}) are left out"
    share = "" if given == meta["n"] else f" for {given:,} of them"
    taken = f"{place} {verb} {kind} already given{share} ({listed})"
    measured = numbers is None and are_measured(names, given)
    return f"{taken}, as classes: to take them as numbers say --task regress" if measured else taken


def _otherwise(meta: dict[str, Any]) -> str:
    """Which options change what was taken."""
    if meta["origin"] == "files":
        return "Leave the labels out with --ignore-labels." if meta["label_place"] else ""
    header = f"{meta['otherwise']}, " if meta.get("otherwise") else ""
    return f"Say otherwise with {header}--text, --id, --label-column."


def _count(n: int, unit: str) -> str:
    """A number of things.

    >>> _count(1, "text"), _count(5574, "text")
    ('1 text', '5,574 texts')
    """
    return f"{n:,} {unit}{'' if n == 1 else 's'}"
