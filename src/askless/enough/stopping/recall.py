"""Recall certificate: how much of what is relevant has been found, told from the items drawn at random.

Of items that are read because they look relevant nobody can say how many are left. The random
share can: if much were left, random draws would meet it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.searched import Draws, Searched, SearchRule
from askless.enough.stopping.signal import Signal

__all__ = ["RecallCertificate", "at_most", "reads_needed"]

_BETS = (0.0, 0.1, 0.25, 0.5, 0.75)
"""How much rarer relevant items may be than supposed, against each of which is bet alike; 0: there are none."""


def at_most(search: Searched, *, confidence: float = 0.95) -> int:
    """How many relevant items there are in the pool at most, those found included.

    Parameters
    ----------
    search : Searched
        Random draws are those of the search; the more, the smaller the bound.
    confidence : float, default 0.95
        In (0, 1).

    Returns
    -------
    bound : int
        From what is found to that and all that is unread.

    Notes
    -----
    Suppose that there are R relevant items. When an item was drawn at random from U unread ones, and F
    were found before, it was relevant with probability p = (R - F) / U. A gambler who bets that
    relevant items are rarer, c p with c below 1, multiplies his money by c when a relevant one is
    drawn, else by (1 - c p) / (1 - p); if R is true his money does not grow on average, so that it
    ever reaches 1 / (1 - confidence) has probability 1 - confidence at most (Ville's inequality).
    Every R with which it did is ruled out. The bound therefore holds at all moments of the search
    together, however often one looks and for whatever reason one stops: sampling without
    replacement as in [1]_, with draws among items that are taken out for other reasons.

    U and F are those of the round in which the item was drawn, see `Searched.draws`: what was chosen
    together with it was not yet read. Items that could not be drawn, as they were skipped or wait for an
    answer, are taken to be relevant as far as that makes p small.

    References
    ----------
    .. [1] I. Waudby-Smith, A. Ramdas, "Confidence sequences for sampling without replacement",
       NeurIPS 2020, arXiv:2006.04347.

    Examples
    --------
    >>> relevant = np.array([True] * 20 + [False] * 80)
    >>> at_most(Searched(200, relevant, np.arange(100) >= 20))
    26
    """
    draws, limit = search.draws(), -np.log1p(-confidence)
    low, high = search.found, search.found + search.unread  # the money grows with R: look for the first to be ruled out
    if not len(draws.relevant) or _money(high, draws) < limit:
        return high
    while low < high:
        middle = (low + high) // 2
        if _money(middle, draws) >= limit:
            high = middle
        else:
            low = middle + 1
    return max(search.found, high - 1)


def reads_needed(search: Searched, recall: float, confidence: float, share: float) -> int:
    """How many more items have to be read until the recall is certain, if none of them is relevant.

    Parameters
    ----------
    search : Searched
        With a find.
    recall, confidence : float
        What is aimed at.
    share : float
        Of what is read, drawn at random, in (0, 1].

    Returns
    -------
    more : int
        From 0 to all that are unread.

    Examples
    --------
    >>> relevant, random = np.arange(100) < 20, np.arange(100) >= 90
    >>> [reads_needed(Searched(1000, relevant, random), 0.8, 0.95, share) for share in (0.1, 0.5, 1.0)]
    [900, 638, 414]
    """
    draws, total = search.draws(), floor(search.found / recall + 1e-9) + 1
    limit, left = -np.log1p(-confidence), search.unread

    def sure(n: int) -> bool:
        taken = np.floor(np.arange(n) / share).astype(np.int64)
        ahead = Draws(
            np.concatenate([draws.relevant, np.zeros(n, dtype=np.bool_)]),
            np.concatenate([draws.before, np.full(n, search.found)]),
            np.concatenate([draws.unread, np.maximum(left - taken, 1)]),
            np.concatenate([draws.apart, np.zeros(n, dtype=np.int64)]),
        )
        return bool(_money(total, ahead) >= limit)

    if total > search.found + left:
        return 0
    n = bisect_left(range(int(left * share) + 1), True, key=sure)
    return min(round(n / share), left)


def _money(total: int, draws: Draws) -> float:
    """Logarithm of what the gambler has, if there are so many relevant items in all."""
    met = draws.relevant
    missed = np.clip((total - draws.before - draws.apart) / draws.unread, 0.0, 1.0 - 1e-12)[~met]
    with np.errstate(divide="ignore"):
        logs = [met.sum() * np.log(c) if met.any() else 0.0 for c in _BETS]
    each = np.array(
        [log + (np.log1p(-c * missed) - np.log1p(-missed)).sum() for c, log in zip(_BETS, logs, strict=True)]
    )
    return float(np.logaddexp.reduce(each) - np.log(len(_BETS)))


@dataclass(frozen=True, kw_only=True)
class RecallCertificate(SearchRule):
    """Reading may end when the recall is certain to have reached the target.

    Parameters
    ----------
    threshold : float, default 0.95
        Recall that is aimed at: share of the relevant items that are found, in (0, 1].
    confidence : float, default 0.95
        How sure to be, in (0, 1).

    Examples
    --------
    >>> from askless.enough.stopping.context import Context
    >>> y, random = np.array([1] * 20 + [0] * 170), np.arange(190) >= 20
    >>> context = Context(pool=200, names=("other", "relevant"), y=y, random=random, positive=1)
    >>> RecallCertificate().signal([], context).sentence
    '20 found, of 20 to 21 (95 % sure): at least 95 % of what is relevant.'
    """

    threshold: float = 0.95
    confidence: float = 0.95

    name: ClassVar[str] = "recall"
    summary: ClassVar[str] = "The recall that items drawn at random vouch for has reached the target."
    how: ClassVar[str] = (
        "Each item drawn at random from the unread ones says how many relevant ones are left. From all of them "
        "together follows a bound on the number of relevant items that holds however often one looks; found, divided "
        "by the bound, is the recall that is certain."
    )
    when_not: ClassVar[str] = (
        "Where few items are relevant and reading nearly all of the pool is out of the question: to be sure that "
        "not one of twenty is missing, most of what is left has to be drawn. The hypergeometric test asks for less, "
        "and promises less."
    )
    reference: ClassVar[str] = (
        "Lewis, Yang and Frieder, “Certifying one-phase technology-assisted reviews”, CIKM 2021, "
        "arXiv:2108.12746 (random samples); Waudby-Smith and Ramdas, “Confidence sequences for sampling without "
        "replacement”, NeurIPS 2020, arXiv:2006.04347"
    )
    needs: ClassVar[tuple[str, ...]] = ("random", "positive")
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(0, 1, True), "confidence": Limits(0, 1, True)}

    def judge(self, search: Searched) -> Signal:
        """See `SearchRule.judge`; the value is the recall that is certain."""
        bound = at_most(search, confidence=self.confidence)
        if not search.found:
            return self.says_nothing(self._none(search, bound))
        value = search.found / bound
        if bound > search.found and not search.random.any():
            return self.says_nothing(
                f"{search.found:,} found. What is missed cannot be told: no item was drawn at random."
            )
        return Signal(self.name, value, self.threshold, True, self.reached(value), self._words(search, bound, value))

    def _none(self, search: Searched, bound: int) -> str:
        """How many there may be where none is found."""
        if not search.random.any():
            return "Nothing relevant has been found yet."
        sure, drawn = f"{100 * self.confidence:g} % sure", int(search.random.sum())
        return f"None found among {search.read:,} read, {drawn:,} of them drawn at random: at most {bound:,} ({sure})."

    def _words(self, search: Searched, bound: int, value: float) -> str:
        """Found so far, and of how many."""
        if not search.unread:
            return f"{search.found:,} found, and nothing is left to read."
        sure = f"{100 * self.confidence:g} % sure"
        certain = f"at least {int(100 * value):d} % of what is relevant"
        return f"{search.found:,} found, of {search.found:,} to {bound:,} ({sure}): {certain}."


stopping_rules.register(RecallCertificate.name, RecallCertificate())
