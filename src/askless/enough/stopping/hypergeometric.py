"""Hypergeometric test: what was read without finding much is taken for a random sample of what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.enough.stopping.binomial import hypergeometric_at_most
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.searched import Searched, SearchRule
from askless.enough.stopping.signal import Signal

__all__ = ["Hypergeometric", "missed_target"]

_STARTS = 500  # of the sample, evenly spread over the items found; fewer make the test stricter


def missed_target(search: Searched, recall: float) -> float:
    """Least probability of finding as little as was found lately, if the recall were below the target.

    Parameters
    ----------
    search : Searched
        What was read, in order.
    recall : float
        The target, in (0, 1].

    Returns
    -------
    p : float
        In [0, 1]; small where the target is reached.

    Notes
    -----
    For each moment of the search, what was read since then is looked upon as drawn at random from
    what was unread then [1]_. Reading the likely ones first finds no fewer relevant items than
    drawing would, so each of these tests is on the safe side. That the best of them is taken, and
    that one looks again and again, is not: the paper found by simulation that it does little harm.
    It is enough to begin right after an item was found: later moments with as many found since
    give larger probabilities.

    References
    ----------
    .. [1] M. W. Callaghan, F. Müller-Hansen, "Statistical stopping criteria for automated screening in
       systematic reviews", Systematic Reviews 9:273, 2020, doi:10.1186/s13643-020-01521-4.

    Examples
    --------
    >>> some = np.array([True] * 10 + [False] * 90)
    >>> none_random = np.zeros(100, dtype=bool)
    >>> [round(missed_target(Searched(pool, some, none_random), 0.95), 3) for pool in (110, 1000)]
    [0.1, 0.909]
    """
    at = np.concatenate([[0], np.flatnonzero(search.relevant) + 1])
    chosen = np.unique(np.linspace(0, len(at) - 1, min(len(at), _STARTS)).astype(np.int64))
    least = 1.0
    for before in chosen.tolist():
        start = int(at[before])
        wanted = floor(search.found / recall - before + 1 + 1e-9)
        met, drawn = search.found - before, search.read - start
        least = min(least, hypergeometric_at_most(met, search.pool - start, wanted, drawn))
    return least


@dataclass(frozen=True, kw_only=True)
class Hypergeometric(SearchRule):
    """Reading may end when so little was found lately that the recall is very likely reached.

    Parameters
    ----------
    threshold : float, default 0.95
        How sure to be, in (0, 1).
    recall : float, default 0.95
        Recall that is aimed at, in (0, 1].

    Examples
    --------
    >>> from askless.enough.stopping.context import Context
    >>> y = np.array([1] * 20 + [0] * 130)
    >>> context = Context(pool=200, names=("other", "relevant"), y=y, positive=1)
    >>> Hypergeometric().signal([], context).sentence
    'Not yet: so few finds of late would come up 8 times in 100 with less than 95 % found; 5 is the limit.'
    """

    threshold: float = 0.95
    recall: float = 0.95

    name: ClassVar[str] = "hypergeometric"
    summary: ClassVar[str] = "So few relevant items lately would be unlikely if the recall were below the target."
    how: ClassVar[str] = (
        "From any moment on, what was read is compared with a random sample of what was unread then. If a sample with "
        "as few relevant items is unlikely while the target is missed, the target is taken to be reached."
    )
    when_not: ClassVar[str] = (
        "Where the promise has to hold strictly: the test is repeated at every look, which it does not account for. "
        "And where the model may overlook a whole kind of relevant items: take the recall certificate."
    )
    reference: ClassVar[str] = (
        "Callaghan and Müller-Hansen, “Statistical stopping criteria for automated screening in systematic reviews”, "
        "Systematic Reviews 9:273, 2020, doi:10.1186/s13643-020-01521-4"
    )
    needs: ClassVar[tuple[str, ...]] = ("positive",)
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0, 1, True), "recall": Limits(0, 1, True)}

    def judge(self, search: Searched) -> Signal:
        """See `SearchRule.judge`; the value is one less the probability."""
        if not search.found:
            return self.says_nothing("Nothing relevant has been found yet.")
        p = missed_target(search, self.recall)
        return Signal(self.name, 1 - p, self.threshold, True, self.reached(1 - p), self._words(p))

    def _words(self, p: float) -> str:
        """How unlikely so few finds would be, and how unlikely they have to be."""
        aim, asked = f"{100 * self.recall:g} %", f"{100 * (1 - self.threshold):.3g}"
        often = f"{min(floor(100 * p + 0.5), 99)} times in 100"
        how = "nearly always" if p >= 0.99 else "less than once in 100 times" if p < 0.01 else often
        if self.reached(1 - p):
            return f"Likely {aim} found: with less, so few finds of late would come up {how}."
        return f"Not yet: so few finds of late would come up {how} with less than {aim} found; {asked} is the limit."


stopping_rules.register(Hypergeometric.name, Hypergeometric())
