"""A strategy of your own whose picks depend on one another: a class with the method `pick`."""

from typing import ClassVar

import numpy as np

import askless
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.strategy.strategy import Strategy, strategies
from askless.testing import check_strategy


class FarOff(Strategy):
    """Ask about what lies farthest from the mean of what was asked.

    Each item that is picked moves the mean, so that the next one lies elsewhere.
    """

    name = "far_off"
    needs = ("embedding",)
    summary = "asks about items far from the mean of what was asked"
    reference = "Made up for this page"
    when_not = "Where outliers are errors: they come first."
    cost = "one distance for each candidate and pick"
    tasks = ("classes", "multilabel", "real")
    example: ClassVar = {"embedding": [[9.0], [1.0], [0.0]], "labels": [0]}

    def pick(self, round, k):
        """Pick `k` rows, from 1 to all candidates."""
        x = numpy_of(round.evidence.get("embedding", round.candidates)).astype(np.float64)
        asked = np.concatenate([round.labelled, round.pending])
        known = numpy_of(round.evidence.get("embedding", asked if len(asked) else round.candidates))
        noise = round.noise(round.candidates)  # breaks ties, by seed, round and item
        total, n, picks, gains = known.sum(axis=0, dtype=np.float64), len(known), [], []
        left = np.arange(len(x))
        for _ in range(k):
            far = ((x[left] - total / n) ** 2).sum(axis=1)
            best = best_first(far, noise[left])[0]
            picks.append(left[best])
            gains.append(far[best])
            total, n, left = total + x[left[best]], n + 1, np.delete(left, best)
        return Choice.of(round.candidates[picks], why="far from all that was asked", scores=gains)


strategies.register("far_off", FarOff())

check_strategy("far_off")
print(askless.select("far_off", 3, embedding=np.random.default_rng(0).normal(size=(100, 4))))
