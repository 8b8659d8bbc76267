"""SIMILAR: more items like a few given ones, each like another of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose import why
from askless.choose.array import Rows
from askless.choose.choice import Choice
from askless.choose.kernels.rows import numpy_of
from askless.choose.objective.query_information import init
from askless.choose.pick.greedy import greedy
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.draw import draw
from askless.choose.strategy.evaluation import Evaluation
from askless.choose.strategy.named_rows import named_rows
from askless.choose.strategy.strategy import Strategy, strategies

__all__ = ["Similar"]

_QUERIES = 1_000


@dataclass(frozen=True)
class Similar(Strategy):
    """Find more items like those of the rarest labelled class, or like rows that you name.

    The chosen items and the query items should tell as much as possible about each other: each query
    should have something like it in the batch, and each item of the batch should be like a query.
    So it does not ask ten times about the neighbours of one rare example. The way to a class of
    which a handful of examples is known and thousands are somewhere in the pool.

    Parameters
    ----------
    query_rows : sequence of int, optional
        Rows of the pool to find more like; the items of the rarest labelled class if not given.
    eta : float, default 1
        How much likeness to a query counts, beside covering all queries.

    Notes
    -----
    The objective is the facility-location mutual information FLQMI of the paper [1]_, one of several
    there, maximised greedily. It differs in three points: likeness is exp(-distance² / scale²) of the
    embedding, with the typical distance within the pool as scale, instead of the cosine of last-layer
    gradients, so that it needs no model; pending items count as chosen; and of more than 1,000
    queries as many are drawn by keyed noise. Classes that tie for the rarest are all looked for.

    References
    ----------
    .. [1] S. Kothawade, N. Beck, K. Killamsetty, R. Iyer, "SIMILAR: submodular information measures
       based active learning in realistic scenarios", NeurIPS 2021, arXiv:2107.00717.

    Examples
    --------
    >>> from askless import select
    >>> pool = [[0.0], [0.2], [5.0], [5.1], [0.1], [4.9], [0.3], [0.4]]
    >>> select("similar", 1, embedding=pool, labelled=[4, 5, 6], labels=[0, 1, 0]).tolist()
    [2]
    >>> select("similar", 1, embedding=pool, query_rows=[7], labelled=[7], labels=[0]).tolist()
    [6]
    """

    query_rows: Sequence[int] = ()
    eta: float = 1.0

    name = "similar"
    needs = ("embedding", "labels")
    summary = "asks about items like those of the rarest labelled class, or like rows that you name"
    reference = (
        "S. Kothawade, N. Beck, K. Killamsetty, R. Iyer, “SIMILAR: submodular information measures based active "
        "learning in realistic scenarios”, NeurIPS 2021, arXiv:2107.00717"
    )
    when_not = (
        "When all classes matter alike: it looks for one of them only. And when the rare class is spread thinly "
        "through the others: likeness leads to these."
    )
    cost = "one kernel value for each candidate and query once, then lazy greedy; at most 1,000 queries"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"eta": (0.0, math.inf)}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[5.0], [0.0], [0.2], [0.1], [4.9], [0.3]], "labels": [0, 1, 0]}

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        queries, sentence = self._queries(round)
        if len(queries) == 0:
            return draw(round, k, why.TO_BEGIN)
        queries = sample(queries, round.noise(queries, "queries"), _QUERIES)
        spread = Evaluation.of(round).spread

        def features(rows: Rows) -> Any:
            return numpy_of(round.evidence.get("embedding", rows))

        state = init(features(queries), scale=spread or 1.0, eta=self.eta)
        if len(round.pending):
            state = state.update(state.view(features(round.pending)))
        picked = greedy(state, round.candidates, features, round.noise, k)
        sentences = [f"{why.RANDOM}: nothing that is left is like {sentence}" if idle else f"looks like {sentence}"
                     for idle in picked.idle]  # fmt: skip
        return Choice.of(picked.rows, why=sentences, scores=picked.gains, probabilities=picked.probabilities)

    def _queries(self, round: Round) -> tuple[Rows, str]:
        """Rows to find more like, and what they are."""
        if len(self.query_rows):
            named = named_rows(round, "query_rows", self.query_rows)
            return np.unique(named), "the items to find more of"
        given = np.asarray(round.labels, dtype=np.int64)
        if not round.multilabel:
            given = (given[:, None] == np.arange(int(given.max(initial=0)) + 1)).astype(np.int64)
        counts = given.sum(axis=0)
        rarest = np.flatnonzero(counts == counts[counts > 0].min(initial=np.iinfo(np.int64).max))
        names = " or ".join(f"“{round.label_names[c]}”" for c in rarest if c < len(round.label_names))
        return round.labelled[given[:, rarest].any(axis=1)], f"what is labelled {names}"


strategies.register(Similar.name, Similar())
