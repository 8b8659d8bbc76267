"""k-means: one item from each of as many clusters as items are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.contract import ANYTHING
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task

__all__ = ["KMeans"]


@dataclass(frozen=True)
class KMeans(Strategy):
    """Cluster what is not labelled and ask about the middle of each cluster.

    As many clusters are made as items are asked, and of each the item nearest to its centre is
    taken, the largest cluster first. A batch is then spread over the pool as the pool itself is. It
    looks at the items alone, so it works before there is any label.

    Notes
    -----
    Like the original [1]_ it makes clusters of the candidates and forgets what is labelled; later
    rounds see the same clusters, and ask about their next items. In pools of more than
    max(10,000, 40 k) items the centres come from so many of them, drawn by keyed noise.

    References
    ----------
    .. [1] J. Kang, K. R. Ryu, H.-C. Kwon, "Using cluster-based sampling to select initial training
       set for active learning in text classification", PAKDD 2004, doi:10.1007/978-3-540-24775-3_46.

    Examples
    --------
    >>> from askless import select
    >>> select("k_means", 2, embedding=[[0.0], [0.1], [0.2], [7.9], [8.1], [8.0], [8.0]]).tolist()[1]
    1
    """

    name = "k_means"
    needs = ("embedding",)
    summary = "asks about the middle of each of as many clusters as items are asked"
    reference = (
        "J. Kang, K. R. Ryu, H.-C. Kwon, “Using cluster-based sampling to select initial training set for active "
        "learning in text classification”, PAKDD 2004, doi:10.1007/978-3-540-24775-3_46"
    )
    when_not = (
        "Round after round, or one item at a time: it does not look at what is labelled already. `typiclust` does, and "
        "`max_herding` needs no number of clusters. And when a class is rare, since small groups are swallowed by "
        "large ones."
    )
    cost = "k-means on at most max(10,000, 40 k) candidates, then one pass over the features"

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"embedding": [[0.0], [0.6], [-0.5], [3.0], [-3.1]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ANYTHING

    def pick(self, round: Round, k: int) -> Choice:
        """Choose one of each of `k` clusters; see `Strategy.pick`."""
        return one_of_each(round, round.candidates, k, "in the middle of a group of {size} items like it")


strategies.register(KMeans.name, KMeans())
