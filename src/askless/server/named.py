"""What is said of labels that were named at the start of a job."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

__all__ = ["alike", "named"]


def alike(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ only by case or blanks.

    Examples
    --------
    >>> alike(["spam", "ham", "Spam", "not sure", "notsure"])
    [('spam', 'Spam'), ('not sure', 'notsure')]
    """
    first: dict[str, str] = {}
    pairs = [(first.setdefault(_folded(name), name), name) for name in names]
    return [(one, other) for one, other in pairs if one != other]


def named(wanted: Sequence[str], before: Sequence[str] | None) -> list[str]:
    """Sentences on which labels are new, which were there, and which could be taken for another.

    Parameters
    ----------
    wanted : sequence of str
        As the command line names them.
    before : sequence of str, optional
        The labels of a job that has begun; None at its beginning, where all are new and nothing is said of that.

    Examples
    --------
    >>> named(["spam", "egg"], ["spam", "ham"])
    ['The label “egg” was added; “spam” was there already.']
    """
    said = []
    if before is not None and wanted:
        new = [name for name in wanted if name not in before]
        old = [name for name in wanted if name in before]
        added = f"The {_are('label', new)} added" if new else ""
        there = f"{_are('' if new else 'The label', old)} there already" if old else ""
        said.append("; ".join(part for part in (added, there) if part) + ".")
    pairs = alike([*(before or ()), *(name for name in wanted if name not in (before or ()))])
    said += [f"The labels “{a}” and “{b}” differ only by case or blanks." for a, b in pairs if {a, b} & set(wanted)]
    return said


def _are(noun: str, names: Sequence[str]) -> str:
    """A noun with names and a verb."""
    listed = ", ".join(f"“{name}”" for name in names)
    many = len(names) > 1
    return f"{noun}{'s' if noun and many else ''} {listed} {'were' if many else 'was'}".strip()


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
