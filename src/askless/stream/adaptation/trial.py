"""A model in use, and others that might do better since an alarm."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from askless.models.online.online import OnlineModel
from askless.stream.adaptation.losses import losses_of
from askless.stream.adaptation.wager import Wager
from askless.stream.batch import Told

__all__ = ["Trial"]


class Trial:
    """A shadow model that learns beside the one in use, and from a drift on is compared with it, as are kept ones.

    Only answers of the random share count, each before it is learnt: others were chosen by what the model in use did
    not know. Each candidate has its own wager; all together replace a model that is as good as they are with a
    probability of at most alpha.

    Parameters
    ----------
    shadow : OnlineModel
        One that has learnt nothing.
    """

    def __init__(self, shadow: OnlineModel) -> None:
        self.shadow = shadow
        self.before: OnlineModel | None = None
        """The model in use as it was at the drift; None as long as there was only a warning."""
        self.answers = 0
        """Random answers since the drift."""
        self.wagers: list[Wager] = []
        """Of the shadow, then of each kept model."""

    @property
    def comparing(self) -> bool:
        """Whether there was a drift."""
        return self.before is not None

    def begin(self, model: OnlineModel, n_kept: int) -> None:
        """There was a drift: compare from now on."""
        self.before = copy.deepcopy(model)
        self.answers, self.wagers = 0, [Wager() for _ in range(1 + n_kept)]

    def judge(self, model: OnlineModel, kept: list[OnlineModel], told: Told) -> None:
        """Compare what all say of answers that none of them has learnt."""
        rows = np.flatnonzero(told.random)
        if not len(rows):
            return
        old = losses_of(model, told)[rows].tolist()
        self.answers += len(rows)
        for wager, candidate in zip(self.wagers, [self.shadow, *kept], strict=True):
            for before, now in zip(old, losses_of(candidate, told)[rows].tolist(), strict=True):
                wager.compare(before, now, model.real)

    def winner(self, alpha: float) -> int | None:
        """Which candidate is better for certain, 0 for the shadow; of several the one with the least loss."""
        sure = [at for at, wager in enumerate(self.wagers) if wager.money >= len(self.wagers) / alpha]
        return min(sure, key=lambda at: self.wagers[at].new) if sure else None

    def state(self) -> dict[str, Any] | None:
        """Models and wagers; None if a model cannot be written."""
        shadow, before = self.shadow.state(), None if self.before is None else self.before.state()
        if shadow is None or (self.before is not None and before is None):
            return None
        wagers = [wager.state() for wager in self.wagers]
        return {"shadow": shadow, "before": before, "answers": self.answers, "wagers": wagers}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        self.shadow.restore(state["shadow"])
        self.before, self.answers = None, state["answers"]
        if state["before"] is not None:
            self.before = self.shadow.fresh()
            self.before.restore(state["before"])
        self.wagers = [Wager() for _ in state["wagers"]]
        for wager, saved in zip(self.wagers, state["wagers"], strict=True):
            wager.restore(saved)
