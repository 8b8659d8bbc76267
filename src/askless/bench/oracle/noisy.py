"""The oracle that is sometimes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.bench.oracle.oracle import Asked, Oracle
from askless.core.noise import text_key, uniform
from askless.data.labels.skip import SKIP
from askless.data.labels.space import LabelSpace
from askless.errors import UsageError

__all__ = ["Noisy"]


@dataclass(frozen=True)
class Noisy:
    """Another oracle, whose answers are replaced by wrong ones with a fixed probability.

    Whether an answer is wrong, and which wrong answer it is, is keyed by the seed and the id of the
    item: asked again, the same item has the same answer, whatever was asked in between. Classes: a
    wrong answer is any other class, equally likely. Several labels: each label is turned over on
    its own.

    Parameters
    ----------
    oracle : Oracle
        Where the right answers come from.
    space : label space
        What may be answered.
    probability : float
        Of a wrong answer (for several labels: of a wrong label), in [0, 1].
    seed : int, default 0

    Raises
    ------
    UsageError
        If the probability is not in [0, 1], or there is no other class to answer.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from askless.data.labels.classes import Classes
    >>> liar = Noisy(lambda queries: ["ham"] * 2, Classes(["ham", "spam"]), probability=1.0)
    >>> liar(SimpleNamespace(ids=[4, 7]))
    ['spam', 'spam']
    """

    oracle: Oracle
    space: LabelSpace
    probability: float
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise UsageError(f"`probability` is {self.probability!r}.", "Give a number from 0 to 1.")
        if self.space.kind == "classes" and len(self.space.names) < 2:
            raise UsageError("A wrong answer needs another class to be given.", "Name two labels or more.")

    def __call__(self, queries: Asked, /) -> list[Any]:
        """Answers of the other oracle, some of them wrong."""
        keys = np.array([text_key(str(item_id)) for item_id in queries.ids], dtype=np.uint64)
        answers = self.oracle(queries)
        change = self._another if self.space.kind == "classes" else self._turned
        return [a if a is SKIP else change(a, keys[i : i + 1]) for i, a in enumerate(answers)]

    def _draw(self, key: Any, stream: str) -> float:
        """One number in (0, 1) for one item."""
        return float(uniform(self.seed, 0, key, stream)[0])

    def _another(self, answer: str, key: Any) -> str:
        """The class itself, or one of the others."""
        if self._draw(key, "wrong") >= self.probability:
            return answer
        others = [name for name in self.space.names if name != answer]
        return others[int(self._draw(key, "which") * len(others))]

    def _turned(self, answer: tuple[str, ...], key: Any) -> tuple[str, ...]:
        """The labels, each perhaps turned over."""
        wrong = {name for name in self.space.names if self._draw(key, f"wrong {name}") < self.probability}
        return tuple(name for name in self.space.names if (name in answer) != (name in wrong))
