"""Label cardinality inconsistency: predictions with too many or too few labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["LabelCardinality"]


@dataclass(frozen=True)
class LabelCardinality(Strategy):
    """Ask about items that are predicted to have more or fewer labels than items usually have.

    The score is the distance between the number of labels that the model gives an item (probability
    of at least one half) and the mean number in the answers so far. A model that gives five labels
    where two are usual, or none at all, is wrong somewhere in them. Items with the same number of
    predicted labels are all alike to it, and keyed noise decides between them.
    """

    name = "label_cardinality"
    needs = ("proba", "labelled", "labels")
    summary = "asks about items that are predicted to have unusually many or few labels"
    reference = "X. Li, Y. Guo, “Active learning with multi-label SVM classification”, IJCAI 2013, section 3.2"
    when_not = (
        "Alone, in most cases: it has few values and says nothing of how sure each label is. The paper multiplies it "
        "with a margin. Never where the number of labels differs widely by nature."
    )
    cost = "one pass over the probabilities, one chunk of them in memory"
    least = 0.0

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.9, 0.8, 0.7], [0.9, 0.1, 0.2], [1.0, 0.0, 0.0]], "labels": [[1, 0, 0]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("multilabel",)

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """A chunk of the evidence a few times over, and the rows; see `Strategy.memory`."""
        return float((32 << 20) + 8 * n + 256 * k)

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Distances from the usual number of labels, once there is one; see `Strategy.item_scores`."""
        if not len(round.labelled):
            return None
        usual = float(np.asarray(round.labels, dtype=np.float64).sum(axis=1).mean())
        return (
            (rows[span], np.abs((numpy_of(proba) >= 0.5).sum(axis=1) - usual))
            for span, proba in round.evidence.chunks("proba", rows)
        )

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """How many labels are predicted, and how many are usual."""
        usual = np.asarray(round.labels, dtype=np.float64).sum(axis=1).mean()
        counts = (numpy_of(round.evidence.get("proba", rows)) >= 0.5).sum(axis=1)
        return tuple(f"predicted to have {_several(count)}; {usual:.1f} are usual" for count in counts.tolist())


def _several(count: int) -> str:
    """A number of labels in words."""
    return {0: "no label", 1: "one label"}.get(count, f"{count} labels")


strategies.register(LabelCardinality.name, LabelCardinality())
