"""batchbald_redux."""

from __future__ import annotations

from speed_cases.peers.peer import Peer, Run
from speed_cases.pool import Pool


def _bald(n: int) -> Run:
    import torch
    from batchbald_redux.batchbald import get_bald_batch

    logs = torch.log(torch.from_numpy(Pool(n).draws()))
    return lambda: get_bald_batch(logs, 10, dtype=torch.float32).indices


def _batch_bald(n: int) -> Run:
    import torch
    from batchbald_redux.batchbald import get_batchbald_batch

    logs = torch.log(torch.from_numpy(Pool(n).draws()))
    return lambda: get_batchbald_batch(logs, 10, 1_000, dtype=torch.float32).indices


PEER = Peer("batchbald_redux", ("batchbald_redux",), {"bald": _bald, "batch_bald": _batch_bald}, torch=True)
