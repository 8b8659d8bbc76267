"""What every strategy is to its callers."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.core.task import Task

__all__ = ["Strategy", "paragraph"]


class Strategy(Protocol):
    """A way to choose what to ask. Derive from it, give the fields, write `choose`.

    A strategy has no state of its own: all it knows is in the round.
    """

    @property
    def name(self) -> str:
        """Name by which users ask for it."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """Kinds of evidence it takes."""
        ...

    @property
    def summary(self) -> str:
        """One line for menus."""
        ...

    @property
    def reference(self) -> str:
        """Where it comes from."""
        ...

    @property
    def when_not(self) -> str:
        """When another one is the better choice."""
        ...

    @property
    def cost(self) -> str:
        """Time and memory."""
        ...

    @property
    def how(self) -> str:
        """How it works: the second paragraph of its docstring."""
        return paragraph(inspect.getdoc(type(self)) or "", 1)

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        """Evidence of a few items of which the first should be asked first.

        With `labels`, the last items are those that have these answers.
        """
        ...

    @property
    def declines(self) -> Mapping[str, str]:
        """Checks of `askless.testing` that do not hold, each with the reason."""
        return {}

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What an answer may be for it."""
        return ("classes", "multilabel")

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows that it wants among `k`; its `choose` draws them itself."""
        return 0.0

    def choose(self, round: Round, k: int) -> Choice:
        """Choose rows to ask.

        Parameters
        ----------
        round : Round
            The candidates and all that is known.
        k : int
            How many; 0 gives none, more than there are candidates gives all.

        Returns
        -------
        choice : Choice
            Rows among ``round.candidates``, no two the same.
        """
        ...


def paragraph(text: str, number: int) -> str:
    """One paragraph of a text, on one line.

    Parameters
    ----------
    text : str
        Paragraphs with empty lines between.
    number : int
        0 is the first.

    Returns
    -------
    paragraph : str
        Empty if there are not so many.
    """
    parts = text.split("\n\n")
    return " ".join(parts[number].split()) if number < len(parts) else ""
