"""Going through a micro-batch: evidence, sampler, budget and coin, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.batch import Batch
from askless.stream.budgets.budget import Budget
from askless.stream.coins import Coins
from askless.stream.deciding import Verdicts, decide
from askless.stream.evidence import for_choice
from askless.stream.latency import crowding
from askless.stream.samplers.sampler import Sampler
from askless.stream.spelled import spelling

__all__ = ["Chooser", "Chosen"]

LOOKS = 8
"""Times at most that a micro-batch is looked at anew because something in it was asked about."""


@dataclass(slots=True)
class Chosen:
    """What was decided upon the items of a micro-batch.

    Parameters
    ----------
    utilities : list of float
        What the sampler thought of each.
    verdicts : Verdicts
    """

    utilities: list[float]
    verdicts: Verdicts


class Chooser:
    """A sampler and a budget, and the coins that are thrown between them.

    Parameters
    ----------
    sampler : Sampler
    budget : Budget
    seed : int
    """

    def __init__(self, sampler: Sampler, budget: Budget, seed: int) -> None:
        self.sampler, self.budget = sampler, budget
        self._coins = Coins(seed)

    def choose(
        self,
        batch: Batch,
        said: Float64s | None,
        *,
        model: OnlineModel,
        n_labels: int,
        keys: list[int] | None,
        share: float,
        waiting: Float64s | None,
    ) -> Chosen:
        """Decide upon each item in turn; what is asked about makes its neighbours further on worth less.

        Parameters
        ----------
        batch : Batch
        said : float64 array or None
            What the models say of the items.
        model : OnlineModel
        n_labels : int
        keys : list of int or None
            Keys of the items' own ids, if they have any.
        share : float
            Part of the budget that is drawn at random, in [0, 1].
        waiting : float64 array of shape (n_waiting, n_features) or None
            Items that wait for their answer, scaled, the latest first.

        Returns
        -------
        chosen : Chosen
        """
        n = len(batch)
        coins = self._coins.numbered(batch.first, n) if keys is None else self._coins.named(keys)
        utilities: list[float] = []
        verdicts = Verdicts([], [], [])
        watched = said is not None and bool(self.sampler.needs)
        near = crowding(batch.scaled, waiting) if watched and waiting is not None else None
        while (at := len(utilities)) < n:
            rest, rest_said = batch.part(at), said if said is None or not at else said[at:]
            shown = for_choice(rest, rest_said, near, model, self.sampler.needs, n_labels)
            values = self.sampler.utilities(shown).tolist()
            found = decide(
                values, coins[at:] if at else coins, rest.times.tolist(), sampler=self.sampler, budget=self.budget,
                share=share, least=-(-n // LOOKS),
            )  # fmt: skip
            done = len(found.ask)
            self.sampler.offered(shown.part(0, done))
            utilities += values[:done]
            verdicts = verdicts.joined(found) if at else found
            if at + done < n and watched:
                more = crowding(rest.scaled[done:], rest.scaled[:done][found.ask])
                near = more if near is None else near[done:] + more
        return Chosen(utilities, verdicts)

    def state(self) -> dict[str, Any]:
        """What sampler and budget have seen, by their names with their options."""
        return {spelling(part): part.state() for part in (self.sampler, self.budget)}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state, where sampler and budget have the same options; others begin anew."""
        for part in (self.sampler, self.budget):
            if (saved := state.get(spelling(part))) is not None:
                part.restore(saved)
