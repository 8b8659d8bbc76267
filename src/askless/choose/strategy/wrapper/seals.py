"""SEALS: only the neighbours of labelled rows are looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np

from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.neighbours import k_nearest
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.ann_index import approximate_nearest
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapping import Wrapper, at_least, only
from askless.core.chunks import spans
from askless.core.noise import uniform
from askless.errors import UnknownNameError

__all__ = ["Seals"]

Index = Literal["exact", "faiss"]
_TOGETHER = 256  # rows whose neighbours are sought in one pass over the pool


@dataclass(frozen=True, kw_only=True)
class Seals(Wrapper):
    """Look only at the nearest neighbours of what is labelled.

    Of each labelled row the nearest rows of the pool are found once; only those of them that are
    not labelled yet are shown to the strategy inside. The pool that is scored thus grows with the
    labels and not with the data, and the search spreads from what is known, which suits rare classes
    that lie together. Where the neighbours are fewer than are asked for, the rest of the pool fills up.

    Parameters
    ----------
    strategy : Strategy, optional
        What chooses among the neighbours; margin if not given.
    neighbours : int, default 100
        Neighbours of each labelled row, >= 1.
    index : {"exact", "faiss"}, default "exact"
        Exact search, or the approximate index of FAISS (``pip install askless[ann]``), quicker beyond a
        million items; its neighbours may depend on the order of the rows.

    Examples
    --------
    Row 0 is in more doubt, and far from all that is labelled:

    >>> from askless import select
    >>> proba, x = [[0.5, 0.5], [0.6, 0.4], [1.0, 0.0]], [[9.0], [0.1], [0.0]]
    >>> select("margin", 1, proba=proba, labelled=[2]).tolist()
    [0]
    >>> select("seals", 1, proba=proba, embedding=x, labelled=[2], neighbours=1).tolist()
    [1]
    """

    strategy: Strategy | None = None
    neighbours: int = 100
    index: Index = "exact"

    called: ClassVar[str] = "seals"
    own_needs: ClassVar[tuple[str, ...]] = ("embedding", "labelled")
    summary = "looks only at neighbours of labelled items: quick on huge pools, for rare classes"
    reference = (
        "C. Coleman, E. Chou, J. Katz-Samuels, S. Culatana, P. Bailis, A. C. Berg, R. Nowak, R. Sumbaly, "
        "M. Zaharia, I. Z. Yalniz, “Similarity search for efficient active learning and search of rare concepts”, "
        "AAAI 2022, arXiv:2007.00077"
    )
    when_not = (
        "When a class may lie far from all that is labelled: it is not looked for. Begin with some labels of "
        "each class."
    )
    own_cost: ClassVar[str] = "one pass over the features for every 256 new labels, by matrix products"
    own_example: ClassVar = {
        "proba": [[0.6, 0.4], [0.9, 0.1], [1.0, 0.0], [0.0, 1.0]],
        "embedding": [[0.1], [0.2], [0.0], [1.0]],
        "labels": [0, 1],
    }

    def __post_init__(self) -> None:
        at_least("neighbours", self.neighbours, 1)
        if self.index not in get_args(Index):
            raise UnknownNameError.of("index", self.index, get_args(Index))

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Blocks of distances beside what the inner strategy takes; see `Strategy.memory`."""
        return super().memory(n=n, d=d, C=C, K=K, k=k) + (64 << 20) + 32.0 * self.neighbours * n

    def within(self, round: Round, k: int) -> Choice:
        """Let the inner strategy choose among neighbours; see `Wrapper.within`."""
        if not len(round.labelled):
            return self.inner.choose(round, k)
        near = np.intersect1d(round.candidates, self._near(round))
        if len(near) == len(round.candidates):
            return self.inner.choose(round, k)
        first = self.inner.choose(only(round, near), min(k, len(near)))
        left = round.without(first.rows, part_of=round.part_of)
        rest = np.setdiff1d(left.candidates, near, assume_unique=True)
        return Choice.joined(first, self.inner.choose(only(left, rest), k - len(first))) if len(first) < k else first

    def _near(self, round: Round) -> Rows:
        """Neighbours of all labelled rows; those found in earlier rounds are not sought again."""
        pool = np.sort(round.pool)
        digest = hashlib.blake2b(round.keys[pool].tobytes(), digest_size=16).digest()
        found: dict[int, Rows] = round.evidence.once("seals", (self.neighbours, self.index, digest), dict)
        labelled = round.labelled
        new = labelled[[int(row) not in found for row in labelled]]
        for some in (new[span] for span in spans(len(new), _TOGETHER)):
            found.update(zip(some.tolist(), self._search(round, pool, some), strict=True))
        return np.unique(np.concatenate([found[int(row)] for row in labelled]))

    def _search(self, round: Round, pool: Rows, rows: Rows) -> list[Rows]:
        """The neighbours of each of some rows in the pool; a row is its own nearest."""
        features = numpy_of(round.evidence.get("embedding", rows))
        if self.index == "faiss":
            return approximate_nearest(round, pool, features, self.neighbours + 1)

        def noise(some: Rows) -> np.ndarray:
            return uniform(round.seed, 0, round.keys[some], self.called)  # the same in every round, as what is kept

        chunks = ((pool[span], numpy_of(values)) for span, values in round.evidence.chunks("embedding", pool))
        return k_nearest(features, chunks, noise, min(self.neighbours + 1, len(pool)))


strategies.register(Seals.called, Seals())
