"""Final sample: once a search seems to be over, what is left is drawn from at random, and speaks for itself.

The recall certificate lives on a few draws between many chosen items. Drawing only, from a moment on,
tells the same from far fewer items.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.enough.stopping.binomial import hypergeometric_at_most
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.searched import Searched, SearchRule
from askless.enough.stopping.signal import Signal

__all__ = ["FinalSample", "Sample", "sample_of"]

LEAST = 20
"""Draws in a row that make a sample; fewer are never judged, so that they are no attempt either."""
_FIRST, _LATER = 0.8, 0.2
"""Of the risk, what a first attempt without a find may use, and the part of it that is left to each next one."""


@dataclass(frozen=True)
class Sample:
    """Items drawn at random one after another, since the last one that was read for another reason.

    Parameters
    ----------
    before : int
        Relevant items found before it.
    unread : int
        Items that it was drawn from, those included that could not be drawn.
    drawn, met : int
        Its size so far, and how many of it are relevant.
    apart : int, default 0
        Unread items that could not be drawn.
    attempts : int, default 0
        Samples that were drawn earlier in the search.

    Examples
    --------
    Of 40 relevant items found, 4 may be missing: with 5, 36 of 40 and 9 of 10 are not reached.

    >>> sample = Sample(before=40, unread=1000, drawn=0, met=0)
    >>> sample.relevant(0.9)
    5
    >>> sample.more(0.9, 0.95)
    497
    """

    before: int
    unread: int
    drawn: int
    met: int
    apart: int = 0
    attempts: int = 0

    def relevant(self, recall: float) -> int:
        """Relevant items there were among the unread ones at least, those met included, if the recall is missed."""
        return floor((self.before + self.met) / recall + 1e-9) + 1 - self.before

    def risk(self, recall: float) -> float:
        """How probable it is to meet so few, if the recall is missed, in units of the risk it may use.

        Each attempt, and each relevant item met, has a risk of its own; all of them together make 1.
        """
        could = max(self.relevant(recall) - self.apart, 0)
        p = hypergeometric_at_most(self.met, max(self.unread - self.apart, 0), could, self.drawn)
        return p / (_FIRST**2 * _LATER ** (self.attempts + self.met))

    def more(self, recall: float, confidence: float) -> int:
        """How many more have to be drawn if none of them is relevant; all that are left at most."""
        left = max(self.unread - self.drawn, 0)
        drawable = range(max(left - self.apart, 0) + 1)
        least = min(max(LEAST - self.drawn, 0), left)

        def sure(n: int) -> bool:
            return replace(self, drawn=self.drawn + n).risk(recall) <= 1.0 - confidence

        n = bisect_left(drawable, True, key=sure)
        return left if n == len(drawable) else max(n, least)


def sample_of(search: Searched) -> Sample:
    """The sample at the end of a search; without a draw if the last item was read for another reason.

    Examples
    --------
    >>> relevant, random = np.arange(60) < 8, np.arange(60) >= 30
    >>> sample_of(Searched(100, relevant, random))
    Sample(before=8, unread=70, drawn=30, met=0, apart=0, attempts=0)
    """
    chosen = np.concatenate([[-1], np.flatnonzero(~search.random)])
    start = int(chosen[-1]) + 1
    first = int(np.argmax(search.relevant)) if search.found else search.read
    earlier = (np.diff(chosen) > LEAST) & (chosen[:-1] >= first)  # what came before the first find was no sample
    return Sample(
        before=int(search.relevant[:start].sum()),
        unread=search.pool - start,
        drawn=search.read - start,
        met=int(search.relevant[start:].sum()),
        apart=0 if search.apart is None else int(search.apart[start:].max(initial=0)),
        attempts=int(earlier.sum()),
    )


@dataclass(frozen=True, kw_only=True)
class FinalSample(SearchRule):
    """Reading may end when items drawn at random from what is left hardly hold a relevant one any more.

    Parameters
    ----------
    threshold : float, default 0.95
        How sure to be, in (0, 1].
    recall : float, default 0.95
        Recall that is aimed at, in (0, 1].

    Notes
    -----
    The test is the exact one of sampling without replacement, as [1]_ proposes for the end of a search. If M
    of U unread items are relevant, and with so many the recall were missed, k or fewer among n drawn ones have a
    probability P(k). For each k there is one n at which P(k) is small enough, so that looking after every
    item costs one test for each k; and whoever goes back to searching may draw again. So the k-th relevant item
    met in the j-th sample (both from 0) is given 0.64 · 0.2^(j + k) of the risk. The sum is 1: all of it holds
    together, whenever one looks. Reading in which every item was drawn, from before the first find on, is no sample:
    that is what the recall certificate is for.

    References
    ----------
    .. [1] M. W. Callaghan, F. Müller-Hansen, "Statistical stopping criteria for automated screening in
       systematic reviews", Systematic Reviews 9:273, 2020, doi:10.1186/s13643-020-01521-4.

    Examples
    --------
    >>> from askless.enough.stopping.context import Context
    >>> y, random = np.array([1] * 20 + [0] * 80), np.arange(100) >= 50
    >>> context = Context(pool=200, names=("other", "relevant"), y=y, random=random, positive=1)
    >>> FinalSample(recall=0.8).signal([], context).sentence
    '50 drawn at random from what was left, none relevant: 15 more without one make sure of 80 % (95 % sure).'
    """

    threshold: float = 0.95
    recall: float = 0.95

    name: ClassVar[str] = "sample"
    summary: ClassVar[str] = "A random sample of what was left holds so few relevant items that the recall is certain."
    how: ClassVar[str] = (
        "When a search seems to be over, items are drawn at random from what is left, and only those. If the recall "
        "were missed, they would hold more relevant ones: a test says how many are enough to be sure."
    )
    when_not: ClassVar[str] = (
        "Where the search goes on anyway: then its random share counts, by the recall certificate. Where nearly all "
        "would have to be drawn, as few relevant items are known, read the rest in order of likelihood."
    )
    reference: ClassVar[str] = (
        "Callaghan and Müller-Hansen, “Statistical stopping criteria for automated screening in systematic reviews”, "
        "Systematic Reviews 9:273, 2020, doi:10.1186/s13643-020-01521-4 (random sampling)"
    )
    needs: ClassVar[tuple[str, ...]] = ("random", "positive")
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0, 1, True), "recall": Limits(0, 1, True)}

    def judge(self, search: Searched) -> Signal:
        """See `SearchRule.judge`; the value is one less the risk, see `Sample.risk`."""
        if not search.found:
            return self.says_nothing("Nothing relevant has been found yet.")
        sample = sample_of(search)
        more = sample.more(self.recall, self.threshold)
        aim, sure = f"{100 * self.recall:g} %", f"({100 * self.threshold:g} % sure)"
        if search.unread and (not sample.before or sample.drawn < LEAST):
            return self.says_nothing(f"Read {more:,} drawn at random: if none is relevant, {aim} is found {sure}.")
        value = 1.0 if not search.unread else max(1.0 - sample.risk(self.recall), 0.0)
        fires = self.reached(value)
        met = f"{sample.met:,} of them relevant" if sample.met else "none relevant"
        drawn = f"{sample.drawn:,} drawn at random from what was left, {met}"
        said = f"{drawn}: {more:,} more without one make sure of {aim} {sure}."
        if fires:
            said = (
                f"{drawn}: {aim} of what is relevant is found {sure}." if search.unread else "Nothing is left to read."
            )
        return Signal(self.name, value, self.threshold, True, fires, said)


stopping_rules.register(FinalSample.name, FinalSample())
