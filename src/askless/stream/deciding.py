"""The loop that decides item by item: random share, sampler and budget in turn.

For each item the probability of asking is known before the coin is thrown:

    p_random = share * rate + unspent             drawn whatever the item is
    p        = p_random + (1 - p_random) * chance  chance: what the sampler says, 0 without room in the budget

The coin is one number for each item, keyed by the seed and the item's id. Below `p_random` the item belongs to
the random share; between that and `p` the sampler has asked for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askless.stream.budgets.budget import Budget
from askless.stream.samplers.sampler import Sampler

__all__ = ["Verdicts", "decide"]


@dataclass(slots=True)
class Verdicts:
    """What was decided upon each of some items.

    Parameters
    ----------
    ask, random : list of bool
    probability : list of float
    """

    ask: list[bool]
    random: list[bool]
    probability: list[float]

    def joined(self, others: Verdicts) -> Verdicts:
        """These, and then others."""
        return Verdicts(self.ask + others.ask, self.random + others.random, self.probability + others.probability)


def decide(
    utilities: Sequence[float],
    coins: Sequence[float],
    times: Sequence[float],
    *,
    sampler: Sampler,
    budget: Budget,
    share: float,
    least: int,
) -> Verdicts:
    """Decide upon items in their order, up to a question; changes the state of sampler and budget.

    Parameters
    ----------
    utilities, coins, times : sequence of float
        What the sampler thinks of each item, a number in (0, 1), and seconds.
    sampler : Sampler
    budget : Budget
    share : float
        Part of the budget that is drawn at random, in [0, 1].
    least : int
        Ends with the first question after so many items: what is asked makes others worth less.

    Returns
    -------
    verdicts : Verdicts
        Upon the first items, or all.
    """
    ask, random, probability = [], [], []
    terms, spent = budget.terms, budget.seen
    chance, seen, rest = sampler.chance, sampler.seen, 1.0 - share
    for utility, coin, time in zip(utilities, coins, times, strict=True):
        rate, unspent, room = terms()
        drawn = share * rate + unspent
        if drawn > 1.0:
            drawn = 1.0
        p = drawn
        if room >= 1.0:
            p += (1.0 - drawn) * chance(utility, rest * rate)
        asked = coin < p
        ask.append(asked)
        random.append(coin < drawn)
        probability.append(p)
        seen(utility, asked)
        spent(asked, time)
        if asked and len(ask) >= least:
            break
    return Verdicts(ask, random, probability)
