"""What a forecast and an estimate from all answers wait for: each reason why there is none yet, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
import numpy.typing as npt

from askless.core.task import SEQUENCES, Task
from askless.enough.forecast.words import NEEDED

__all__ = ["Standing", "for_good", "missing", "missing_for_estimate"]

LEAST_ITEMS = 50
"""Items of a pool below which labelling all of it is the answer."""
LEAST_RANDOM = 0.03
"""Share of random answers that a strategy has to leave: a third of the share that is drawn by default.

Of the answers since it began to choose this is a whole number, rounded down, so that it is not asked for before the
first draws can have come.
"""
MOST_DOUBTFUL = 0.05
"""Share of items whose answers disagree: forecasts were measured on answers that do not."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is labelled.

    Parameters
    ----------
    items : int
        In the pool, without copies.
    names : sequence of str
        Declared labels.
    y : int64 array of shape (n,)
        Codes of the answers.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
    strategy : str, default "auto"
    asked, n_random : int, default 0
        Answers to what was asked from the first item on that the strategy chose, and those of them that were drawn at
        random: at the start, before there is a model, every item is. Answers that nobody asked for do not count.
    contradicted, changed : int, default 0
        Labelled items on which people still disagree, or whose only annotator changed the answer and has not
        confirmed it.
    labelled : int, optional
        Labels as people see them counted, with exact copies and items kept apart; those of `y` if not given.
    """

    items: int
    names: Sequence[str]
    y: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    task: Task = "classes"
    strategy: str = "auto"
    asked: int = 0
    n_random: int = 0
    contradicted: int = 0
    changed: int = 0
    labelled: int | None = None

    @property
    def learnt(self) -> str:
        """What to add where people see other labels counted than those that a model learns from."""
        return "" if self.labelled in (None, len(self.y)) else " that the model learns from"


def missing(standing: Standing) -> str:
    """Why there is no forecast yet.

    Parameters
    ----------
    standing : Standing

    Returns
    -------
    sentence : str
        "" if nothing is missing.

    Examples
    --------
    >>> y = np.array([0, 1, 0])
    >>> missing(Standing(items=500, names=("ham", "spam"), y=y))
    'Forecasts begin at 10 labels, 5 for each class: 7 more are needed.'
    >>> missing(Standing(items=500, names=("ham", "spam", "offer"), y=y))
    'No answer so far is “offer”. Label an item with it, or take it out of the labels.'
    """
    if lasting := for_good(standing):
        return lasting
    n, names = len(standing.y), list(standing.names)
    if n == 0:
        if standing.learnt:
            return f"The model has nothing to learn from yet. Forecasts begin at {NEEDED} labels for each class."
        return f"Nothing is labelled yet. Forecasts begin at {NEEDED} labels for each class."
    return _of_classes(standing, n, names) or _of_answers(standing, n)


def for_good(standing: Standing) -> str:
    """Why there will be no forecast, however many labels come.

    Parameters
    ----------
    standing : Standing

    Returns
    -------
    sentence : str
        "" if there may be one, now or later.

    Examples
    --------
    >>> for_good(Standing(items=12, names=("ham", "spam")))
    'The pool of 12 items is too small for a forecast. Label all of it.'
    """
    n = len(standing.y)
    if standing.task == "real":
        only = "Cannot be told for numbers: forecasts were measured for one label an item only."
        return f"{only} Items kept apart tell the error of the model, and there is the stopping rule “pac_bayes”."
    if standing.task in SEQUENCES:
        only = "Cannot be told for tags and spans: forecasts were measured for one label an item only."
        return f"{only} Items kept apart, and those drawn at random, tell how good the model is."
    if standing.task != "classes":
        only = "Cannot be told for several labels at once: forecasts were measured for one label an item only."
        return f"{only} Items kept apart tell how good the model is, and the usual stopping rule needs no forecast."
    if 0 < standing.items <= n:
        return f"Everything{standing.learnt} is labelled: there is nothing left to forecast."
    if standing.items < LEAST_ITEMS:
        return f"The pool of {standing.items} items{standing.learnt} is too small for a forecast. Label all of it."
    return ""


def missing_for_estimate(
    y: npt.NDArray[np.int64], n_random: int, names: Sequence[str], *, chosen: bool
) -> tuple[int, int, str] | None:
    """Why there is no estimate from all answers yet.

    Parameters
    ----------
    y : int64 array of shape (n,)
        Codes of the answers.
    n_random : int
        Of items that were drawn at random.
    names : sequence of str
        Declared labels.
    chosen : bool
        Whether the strategy asks for uncertain items.

    Returns
    -------
    n, needed, why : int, int and str, or None
        What it takes more of, counted, and in words; None if nothing is missing.

    Examples
    --------
    >>> missing_for_estimate(np.zeros(10, dtype=np.int64), 1, ("ham", "spam"), chosen=True)
    (1, 2, 'no answer so far is “spam”')
    """
    n, needed, seen = len(y), NEEDED * len(names), set(y.tolist())
    random = ceil(LEAST_RANDOM * n) if chosen else 0
    if n < needed:
        return n, needed, f"{n} of the {needed} labels needed are in, {NEEDED} for each class"
    if unseen := _unseen(seen, names):
        return len(seen), len(names), f"no answer so far is {unseen}"
    if n_random < random:
        return n_random, random, f"of {n:,} labelled items {n_random} came at random, one in ten should"
    return None


def _of_classes(standing: Standing, n: int, names: list[str]) -> str:
    """Classes without an example, and labels that are too few."""
    seen = set(standing.y.tolist())
    answers = f"answer{{}}{standing.learnt or ' so far'}"
    if len(seen) < 2:
        return (
            f"All {n:,} {answers.format('s')} are “{names[min(seen)]}”. Label on until there is another."
            if n > 1
            else f"There is one {answers.format('')}. Forecasts begin at {NEEDED} labels for each class."
        )
    if unseen := _unseen(seen, names):
        each, them = ("each", "them") if len(names) - len(seen) > 1 else ("it", "it")
        return f"No {answers.format('')} is {unseen}. Label an item with {each}, or take {them} out of the labels."
    needed = NEEDED * len(names)
    if n < needed:
        left = needed - n
        more = "1 more is needed" if left == 1 else f"{left} more are needed"
        return f"Forecasts begin at {needed} labels{standing.learnt}, {NEEDED} for each class: {more}."
    return ""


def _unseen(seen: set[int], names: Sequence[str]) -> str:
    """Classes that no answer is, the first three by name; "" if there are none."""
    unseen = [f"“{name}”" for code, name in enumerate(names) if code not in seen]
    more = f" and {len(unseen) - 3} more" if len(unseen) > 3 else ""
    return f"{'one of ' if len(unseen) > 1 else ''}{', '.join(unseen[:3])}{more}"


def _of_answers(standing: Standing, n: int) -> str:
    """Answers that nothing can be told from."""
    if standing.strategy != "random" and standing.n_random < int(LEAST_RANDOM * standing.asked):
        drawn = {0: "None", 1: "Only 1"}.get(standing.n_random, f"Only {standing.n_random}")
        verb = "was" if standing.n_random <= 1 else "were"
        drawn = f"{drawn} of the {standing.asked:,} items labelled since the start {verb} drawn at random."
        return f"{drawn} Let one in ten be (`random_share=0.1`): forecasts were measured with so many."
    if standing.contradicted > MOST_DOUBTFUL * n:
        return (
            f"People disagree on {standing.contradicted:,} of {n:,} items{standing.learnt}. "
            "Settle these first: forecasts hold for answers that agree."
        )
    if standing.changed > MOST_DOUBTFUL * n:
        return (
            f"The answers to {standing.changed:,} of {n:,} items{standing.learnt} were changed later. "
            "Give these once more, or let somebody else: forecasts hold for answers that stay."
        )
    return ""
