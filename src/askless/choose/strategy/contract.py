"""What every strategy is to its callers."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from askless.choose import why
from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.core.task import SEQUENCES, Task

__all__ = ["ANYTHING", "Strategy", "paragraph"]

ANYTHING: tuple[Task, ...] = ("classes", "multilabel", "real", *SEQUENCES)
"""What answers may be for a strategy that looks at no answers."""


class Strategy(Protocol):
    """A way to choose what to ask. Derive from it, give the fields, write `pick` or `item_scores`.

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

    @property
    def least(self) -> float | None:
        """The item score that says “nothing to learn here”, below which none falls; None if there is none."""
        return None

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        """The least and the most that options may be, by name; a number that is not named lies above 0."""
        return {}

    @property
    def merges(self) -> bool:
        """Whether the choice of a pool is the best of the choices of its parts, by score and then by key."""
        return False

    @property
    def unbiased(self) -> bool:
        """Whether its rows, each divided by its probability, add up on average to all that may be drawn."""
        return False

    def of_task(self, task: Task) -> Strategy:
        """What it is for answers of one kind.

        Parameters
        ----------
        task : {"classes", "multilabel", "real", "tags", "spans"}
            One of its `tasks`.

        Returns
        -------
        strategy : Strategy
            Itself, unless it is another one for such answers, with other needs.
        """
        return self

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Most bytes that choosing takes beside evidence of the whole pool that is at hand.

        Parameters
        ----------
        n, d, C, K, k : int
            Items, features, classes, draws and rows asked for.

        Returns
        -------
        size : float
            If a strategy states none of its own: blocks of 32 MB, and a few copies of the evidence.
        """
        return float((32 << 20) + 64 * n * (d + C * K + 8))

    def random_share(self, k: int) -> float:
        """Share of uniformly drawn rows that it wants among `k`; its `choose` draws them itself."""
        return 0.0

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Scores of rows, chunk by chunk, where each row stands alone.

        Parameters
        ----------
        round : Round
            Has all that the strategy needs.
        rows : int64 array of shape (n_rows,)
            Rows of the pool.

        Returns
        -------
        chunks : iterator of (rows, scores), or None
            Larger is sooner; one finite number for each row. None where a pick depends on the others, so that no
            row has a score of its own, or where this round has nothing to score by.
        """
        return None

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """Why some rows would be asked, one short sentence each."""
        return (f"{self.name} {self.summary}",) * len(rows)

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
            Rows among ``round.candidates``, no two the same. While evidence is missing they are drawn
            uniformly; else `pick` picks them. A strategy that knows better what to do without evidence
            writes this itself.
        """
        missing = round.missing(self.needs)
        if missing:
            return draw(round, k, why.unready(missing))
        k = min(k, len(round.free))
        return self.pick(round, k) if k > 0 else Choice.empty()

    def pick(self, round: Round, k: int) -> Choice:
        """Pick rows, all evidence being there.

        Parameters
        ----------
        round : Round
            Has all that the strategy needs.
        k : int
            How many, from 1 to the number of candidates.

        Returns
        -------
        choice : Choice
            As for `choose`. If not written otherwise the rows of the largest `item_scores`.
        """
        scores = self.item_scores(round, round.candidates)
        if scores is None:
            return draw(round, k, why.NOTHING_YET)
        rows, values = top_k(scores, round.noise, k)
        return Choice.of(rows, why=self.reasons(round, rows), scores=values)


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
