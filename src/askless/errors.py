"""The errors of askless, drawn as a tree.

    AsklessError
    ├── SourceError          (ValueError)    a file, folder or array that cannot be read as items
    ├── LabelError           (ValueError)    an answer that the label space does not know
    ├── EvidenceError        (ValueError)    evidence of a wrong name, shape or value
    ├── UsageError           (ValueError)    an argument or option that cannot be meant
    ├── UnknownNameError     (LookupError)   a name that nothing is registered under
    ├── ModelError           (RuntimeError)  a model that cannot do what is asked of it
    │   └── NotReadyError                    a model that cannot predict yet
    ├── ProjectError         (RuntimeError)  a project folder that cannot be used
    │   ├── NewerProjectError                written by a newer askless
    │   └── CorruptLogError                  a label log that cannot be read
    └── StorageError         (OSError)       something that could not be written to disk

Each says in one sentence what is wrong, with the value seen, and in one what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Self

__all__ = [
    "AsklessError",
    "CorruptLogError",
    "EvidenceError",
    "LabelError",
    "ModelError",
    "NewerProjectError",
    "NotReadyError",
    "ProjectError",
    "SourceError",
    "StorageError",
    "UnknownNameError",
    "UsageError",
]


class AsklessError(Exception):
    """Base of all errors that askless raises on purpose.

    Parameters
    ----------
    problem : str
        One sentence: what is wrong, with the value seen.
    remedy : str, default ""
        One sentence: what to do about it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class SourceError(AsklessError, ValueError):
    """A file, folder or array cannot be read as items."""


class LabelError(AsklessError, ValueError):
    """An answer is not in the label space."""


class EvidenceError(AsklessError, ValueError):
    """Evidence has a wrong name, shape or value."""


class UsageError(AsklessError, ValueError):
    """An argument or option has a value that cannot be meant."""


class UnknownNameError(AsklessError, LookupError):
    """Nothing is registered under this name."""

    @classmethod
    def of(cls, kind: str, name: object, known: Iterable[str], near: Sequence[str] = ()) -> Self:
        """Build the error for `name`, naming what is near among `known` if `near` does not tell."""
        names = sorted(known)
        near = list(near) or difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
        shown = near or names[:12]
        more = "" if len(shown) == len(names) or near else f", and {len(names) - len(shown)} more"
        lead = "Did you mean" if near else "Known are"
        listed = ", ".join(f"“{n}”" for n in shown) or "none"
        return cls(f"There is no {kind} “{name}”.", f"{lead} {listed}{more}{'?' if near else '.'}")


class ModelError(AsklessError, RuntimeError):
    """A model cannot do what is asked of it."""


class NotReadyError(ModelError):
    """A model cannot predict yet, for instance because only one class has been seen."""


class ProjectError(AsklessError, RuntimeError):
    """A project folder cannot be used."""


class NewerProjectError(ProjectError):
    """A project was written by a newer askless."""


class CorruptLogError(ProjectError):
    """A label log cannot be read."""


class StorageError(AsklessError, OSError):
    """Something could not be written to disk."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        AsklessError.__init__(self, problem, remedy)

    def __str__(self) -> str:
        return AsklessError.__str__(self)
