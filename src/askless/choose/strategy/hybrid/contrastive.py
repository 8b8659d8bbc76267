"""CAL: items on which the model says something else than on their labelled neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Floats, Rows
from askless.choose.kernels.neighbours import neighbours
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.chunks import spans

__all__ = ["Contrastive"]

_ROWS = 2_048  # neighbours of that many rows are looked up at a time
_LEAST = 1e-9  # a probability below this counts as this: the divergence from 0 is infinite


@dataclass(frozen=True)
class Contrastive(Strategy):
    """Ask where the model contradicts itself: near in features to labelled items, far from them in prediction.

    For each candidate the labelled items nearest to it are found, and what the model says of these
    is compared with what it says of the candidate by the Kullback-Leibler divergence, averaged. Such
    contrastive items lie along the border that the model draws between things that look alike.

    Parameters
    ----------
    neighbours : int, default 10
        How many labelled items each candidate is compared with.

    Notes
    -----
    The score is that of the paper [1]_: the mean over neighbours l of KL(p_l, p_x). Only the mean
    over neighbours of p_l and of its entropy is needed for it, so no array of candidates by
    neighbours by classes is kept. Neighbours are exact here. Probabilities below 1e-9 count as 1e-9.
    For several labels the divergences of "has it" against "has it not" are added.

    References
    ----------
    .. [1] K. Margatina, G. Vernikos, L. Barrault, N. Aletras, "Active learning by acquiring
       contrastive examples", EMNLP 2021, arXiv:2109.03764.

    Examples
    --------
    >>> from askless import select
    >>> proba = [[0.8, 0.2], [0.2, 0.8], [0.9, 0.1], [0.1, 0.9]]
    >>> embedding = [[0.0], [0.1], [0.0], [9.0]]
    >>> select("contrastive", 1, proba=proba, embedding=embedding, labelled=[2, 3], neighbours=1).tolist()
    [1]
    """

    neighbours: int = 10

    name = "contrastive"
    needs = ("proba", "embedding", "labelled")
    summary = "asks where the model contradicts what it says of the nearest labelled items"
    reference = (
        "K. Margatina, G. Vernikos, L. Barrault, N. Aletras, “Active learning by acquiring contrastive examples”, "
        "EMNLP 2021, arXiv:2109.03764"
    )
    when_not = (
        "With very few labels, when the nearest labelled item is not near at all. And for large batches: neighbours "
        "in features are asked about together, since nothing spreads the picks; `power(contrastive)` does."
    )
    cost = "the distance of each candidate to each labelled item, one pass over the probabilities"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.1, 0.9], [0.9, 0.1], [0.5, 0.5], [0.9, 0.1], [0.9, 0.1]],
            "embedding": [[0.0], [0.1], [0.2], [0.0], [0.1]],
            "labels": [0, 0],
        }

    @property
    def least(self) -> float | None:
        return 0.0

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]] | None:
        """Mean divergence from the labelled neighbours, in nats; see `Strategy.item_scores`."""
        return self._scores(round, rows) if len(round.labelled) else None

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model says of each; see `Strategy.reasons`."""
        return ("the model says something else of it than of labelled items like it",) * len(rows)

    def _scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]]:
        """Chunk by chunk."""
        labelled = round.labelled
        base = numpy_of(round.evidence.get("embedding", labelled))
        said = _columns(round.evidence.get("proba", labelled), round.multilabel)
        order = (said * np.log(said)).sum(axis=1)  # minus the entropy
        noise = round.noise(labelled)
        for span in spans(len(rows), min(round.evidence.chunk_rows, _ROWS)):
            features = numpy_of(round.evidence.get("embedding", rows[span]))
            proba = _columns(round.evidence.get("proba", rows[span]), round.multilabel)
            at, _ = neighbours(features, base, self.neighbours, noise)
            divergence = order[at].mean(axis=1) - (said[at].mean(axis=1) * np.log(proba)).sum(axis=1)
            yield rows[span], np.maximum(divergence, 0.0)


def _columns(proba: Array, multilabel: bool) -> npt.NDArray[np.float64]:
    """Probabilities that have a logarithm; of a label that stands alone both sides."""
    given = numpy_of(proba).astype(np.float64)
    both = np.concatenate([given, 1.0 - given], axis=1) if multilabel else given
    columns: npt.NDArray[np.float64] = np.maximum(both, _LEAST)
    return columns


strategies.register(Contrastive.name, Contrastive())
