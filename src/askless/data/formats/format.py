"""What a file format is, and the registry that finds them: one file each in this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from askless.core.registry import Registry
from askless.data.formats.table import Table

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format of tabular files.

    Parameters
    ----------
    summary : str
        What it is, in a few words, for the manual.
    read : callable
        Takes a path and names of columns to expect besides those at the beginning of the file,
        returns a `Table`. The path may end in ``.gz``: `open_raw` unpacks it.
    write : callable
        Takes a binary file, column names and rows (mappings of column to value), returns nothing.
    read_headed : callable, optional
        Takes a path and whether the first row is a header; for formats whose files may lack one.
    """

    summary: str
    read: Callable[[Path, Sequence[str]], Table]
    write: Callable[[IO[bytes], Sequence[str], Iterable[Mapping[str, Any]]], None]
    read_headed: Callable[[Path, bool], Table] | None = None


FORMATS: Registry[Format] = Registry("file format", "askless.data.formats", group="askless.formats")
"""Formats by extension, without its dot; third parties add theirs through ``askless.formats``."""
