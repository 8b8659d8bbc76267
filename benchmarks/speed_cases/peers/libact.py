"""libact."""

from __future__ import annotations

from speed_cases.peers.peer import Peer, Run
from speed_cases.pool import LABELLED, Pool


def _margin(n: int) -> Run:
    from libact.base.dataset import Dataset
    from libact.models import SklearnProbaAdapter
    from libact.query_strategies import UncertaintySampling

    pool = Pool(n)
    data = Dataset(pool.x, [*pool.y[:LABELLED], *[None] * (n - LABELLED)])
    query = UncertaintySampling(data, method="sm", model=SklearnProbaAdapter(pool.model))
    return lambda: [query.make_query()]


PEER = Peer("libact", ("libact",), {"margin_model": _margin})
