"""Whether a model is wrong where it says that it is unsure, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from askless.core.limits import Limits
from askless.stream.batch import Told
from askless.stream.samplers.sampler import Sampler

__all__ = ["Trusting"]


@dataclass(kw_only=True)
class Trusting(Sampler):
    """Base of samplers that ask where a model is unsure, as long as that is where it is wrong.

    After a sudden change a model is sure and wrong, and whoever asks only where it is unsure buys labels that teach
    nothing of that. The answers tell: while uncertainty is worth following, the model errs more often on the
    items that were chosen for it than on those that were drawn at random. When it is the other way round, all
    questions are drawn at random until the model knows again what it does not know.

    Parameters
    ----------
    memory : float, default 5.0
        Random answers over which errors are averaged, >= 1.
    slack : float, default 0.0
        By how much the errors on random items may be more before the choice is no longer trusted, >= 0.
    """

    limits: ClassVar[Mapping[str, Limits]] = {"memory": Limits(1), "slack": Limits(0)}

    memory: float = 5.0
    slack: float = 0.0
    drawn: list[float] = field(default_factory=lambda: [0.0, 0.0], init=False)  # mean error of random items, and count
    chosen: list[float] = field(default_factory=lambda: [0.0, 0.0], init=False)
    distrusted: bool = field(default=False, init=False)

    @property
    def wanted_share(self) -> float:
        """All, while the choice is not trusted."""
        return 1.0 if self.distrusted else self.share

    def told(self, told: Told) -> None:
        """Take in the errors of answered items."""
        for error, random in zip(told.errors.tolist(), told.random.tolist(), strict=True):
            if error != error:  # nothing had been predicted
                continue
            kind = self.drawn if random else self.chosen
            kind[1] = min(kind[1] + 1.0, self.memory if random else 2.0 * self.memory)
            kind[0] += (error - kind[0]) / kind[1]
        enough = min(self.drawn[1], self.chosen[1]) >= self.memory
        margin = self.slack if not self.distrusted else 0.0
        self.distrusted = enough and self.drawn[0] > self.chosen[0] + margin
