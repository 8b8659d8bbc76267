"""A model whose skill the test decides, and answers to teach it with."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pytest

from askless.stream.batch import Batch, Told


class Stub:
    """Knows concepts 0, 1, 2, ...: it is right where an item's first feature is the concept that it was taught last.

    An answer teaches the concept of its item after `slow` answers of that concept.
    """

    name = "stub"
    takes = "rows"
    real = False

    def __init__(self, slow: int = 5, forgetting: float = 1.0, stubborn: bool = False) -> None:
        self.slow, self.forgetting, self.stubborn = slow, forgetting, stubborn
        self.knows, self.count, self.learnt = -1, 0, 0

    def predict(self, items: Any, n_labels: int) -> Any:
        """Right (the parity of the second feature) if it knows the concept, else wrong."""
        right = items[:, 1].astype(int) % 2
        code = np.where(items[:, 0] == self.knows, right, 1 - right)
        return np.eye(max(n_labels, 2))[code]

    def learn(self, items: Any, y: Any, weights: Any = None) -> None:
        """Count answers."""
        for concept in items[:, 0].astype(int).tolist():
            self.learnt += 1
            if self.stubborn and self.knows >= 0:
                continue
            self.count = self.count + 1 if concept != self.knows else 0
            if self.count >= self.slow:
                self.knows, self.count = concept, 0

    def fresh(self) -> Self:
        """One that knows nothing."""
        return type(self)(self.slow, self.forgetting, self.stubborn)

    def state(self) -> dict[str, Any] | None:
        """Everything."""
        return {"knows": self.knows, "count": self.count, "learnt": self.learnt}

    def restore(self, state: dict[str, Any]) -> None:
        """Be as it was."""
        self.knows, self.count, self.learnt = state["knows"], state["count"], state["learnt"]


class Answers:
    """Answers to items of a concept, each with what the model in use says of it."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, adapting: Any, concept: int, n: int = 1, random: bool = True) -> Told:
        """The next answers."""
        second = np.arange(self.number, self.number + n) * 7 % 10
        rows = np.column_stack([np.full(n, concept), second]).astype(float)
        batch = Batch(self.number, rows, rows, rows, np.zeros(n))
        batch = batch.with_evidence(proba=adapting.predict(batch, 2))
        self.number += n
        return Told(batch, second % 2, np.full(n, 0.5), np.full(n, random))


@pytest.fixture
def answers() -> Answers:
    """Answers, numbered from 0."""
    return Answers()


@pytest.fixture
def stub() -> type[Stub]:
    """The class of the model."""
    return Stub
