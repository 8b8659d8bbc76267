"""What a protocol found: tables to read, and numbers held against what was asked of them."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Finding", "Gate", "Table"]


@dataclass(frozen=True)
class Gate:
    """A number held against the one asked for.

    Parameters
    ----------
    name : str
        What is measured, a few words.
    asked : str
        What it should be, as "at least +2.5 points".
    measured : str
        What it is, with its interval and number of seeds.
    passed : bool or None
        None where too little was run to tell.

    Examples
    --------
    >>> Gate("auto over random, linear", "at least +2.5 points", "+3.1 ± 0.5", True).sign
    'reached'
    """

    name: str
    asked: str
    measured: str
    passed: bool | None

    @property
    def sign(self) -> str:
        """In one word."""
        return {True: "reached", False: "missed", None: "open"}[self.passed]


@dataclass(frozen=True)
class Table:
    """Rows under a head; text first, numbers written out.

    Parameters
    ----------
    title : str
    head : tuple of str
    rows : tuple of tuple of str
        As long as `head`.
    note : str, default ""
        How to read it.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """All that a protocol has to say about its curves.

    Parameters
    ----------
    tables : tuple of Table
    gates : tuple of Gate
    """

    tables: tuple[Table, ...] = field(default=())
    gates: tuple[Gate, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether a number is not what was asked for."""
        return any(gate.passed is False for gate in self.gates)
