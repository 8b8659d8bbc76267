"""Class balanced: picks spread evenly over what the model takes them for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.order import best_first
from askless.choose.kernels.rows import numpy_of
from askless.choose.kernels.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.class_order import class_order
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapping import Wrapper, at_least
from askless.core.task import Task

__all__ = ["ClassBalanced"]


@dataclass(frozen=True, kw_only=True)
class ClassBalanced(Wrapper):
    """Ask about each predicted class in turn, the one with the fewest labels first.

    Each pick is the best row among those that the model takes for the class of which there are the
    fewest so far: labelled, waiting for an answer, or picked before. So a rare class gets as many
    labels as a common one, as far as the model can tell them apart. A strategy whose picks depend
    on one another has no best row of each class: of it a longer batch is taken, and picked from in
    its order.

    Parameters
    ----------
    strategy : Strategy, optional
        What says which rows are best; margin if not given.
    longer : int, default 5
        Length of the batch that is picked from, in rows for each row asked, where there are no scores.
    """

    strategy: Strategy | None = None
    longer: int = 5

    called: ClassVar[str] = "class_balanced"
    own_needs: ClassVar[tuple[str, ...]] = ("proba", "labelled", "labels")
    summary = "takes picks evenly from what the model takes for each class: for rare classes"
    reference = (
        "S. Ertekin, J. Huang, L. Bottou, L. Giles, “Learning on the border: active learning in imbalanced data "
        "classification”, CIKM 2007, doi:10.1145/1321440.1321461, on why; the quota by predicted class: J. Bengar et "
        "al., “Class-balanced active learning for image classification”, WACV 2022, arXiv:2110.04543"
    )
    when_not = "When the model cannot tell the rare class yet: it then balances its own mistakes."
    own_cost: ClassVar[str] = "one more look at the probabilities"
    own_example: ClassVar = {
        "proba": [[0.2, 0.8], [0.6, 0.4], [1.0, 0.0], [1.0, 0.0]],
        "labels": [0, 0],
    }

    def __post_init__(self) -> None:
        at_least("longer", self.longer, 1)

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.inner.tasks if task == "classes")

    def within(self, round: Round, k: int) -> Choice:
        """Fill the quotas; see `Wrapper.within`."""
        chunks = self.inner.item_scores(round, round.candidates)
        if chunks is not None:
            rows, scores, classes = self._best_of_each(round, chunks, k)
            order = self._in_turn(round, classes, best_first(scores, round.noise(rows)), k)
            rows = rows[order]
            return Choice.of(rows, why=self._why(round, rows, classes[order]), scores=scores[order])
        batch = self.inner.choose(round, min(self.longer * k, len(round.candidates)))
        if batch.random.any():
            return self.inner.choose(round, k)
        return batch.take(self._in_turn(round, _predicted(round, batch.rows), np.arange(len(batch)), k))

    def _best_of_each(self, round: Round, chunks: Iterable[tuple[Rows, Floats]], k: int) -> tuple[Rows, Floats, Rows]:
        """The `k` best rows of each class, their scores and classes."""
        rows, scores, classes = np.empty(0, np.int64), np.empty(0), np.empty(0, np.int64)
        for some, values in chunks:
            rows = np.concatenate([rows, some])
            scores = np.concatenate([scores, values])
            classes = np.concatenate([classes, _predicted(round, some)])
            kept = []
            for c in np.unique(classes):
                at = np.flatnonzero(classes == c)
                kept.append(at[top_k(scores[at], lambda of, at=at, rows=rows: round.noise(rows[at[of]]), k)])  # type: ignore[misc]
            keep = np.concatenate(kept)
            rows, scores, classes = rows[keep], scores[keep], classes[keep]
        return rows, scores, classes

    def _in_turn(self, round: Round, classes: Rows, order: Rows, k: int) -> list[int]:
        """Positions that fill the quotas, of rows that stand in this order from the best on."""
        had = np.concatenate([np.asarray(round.labels, dtype=np.int64), _predicted(round, round.pending)])
        count = np.bincount(had, minlength=max(len(round.label_names), int(classes.max()) + 1))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        waiting = {int(c): sorted(np.flatnonzero(classes == c), key=lambda at: -place[at]) for c in np.unique(classes)}
        picked: list[int] = []
        while waiting and len(picked) < k:
            # Of classes with equally few, the one whose best row comes first: the order of classes decides nothing.
            fewest = min(waiting, key=lambda c: (count[c], place[waiting[c][-1]]))
            picked.append(int(waiting[fewest].pop()))
            count[fewest] += 1
            if not waiting[fewest]:
                del waiting[fewest]
        return picked

    def _why(self, round: Round, rows: Rows, classes: Rows) -> list[str]:
        """The reasons of the inner strategy, with the class that was due."""
        inner = self.inner.reasons(round, rows)
        return [f"“{round.label_names[c]}” was due: {text}" for c, text in zip(classes, inner, strict=True)]


def _predicted(round: Round, rows: Rows) -> Rows:
    """The most probable class of each row; of equally probable ones that whose name hashes lowest."""
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    proba = numpy_of(round.evidence.get("proba", rows))
    order = class_order(round, proba.shape[1])
    classes: Rows = order[proba[:, order].argmax(axis=1)]
    return classes


strategies.register(ClassBalanced.called, ClassBalanced())
