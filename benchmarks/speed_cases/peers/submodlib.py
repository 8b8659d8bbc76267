"""submodlib."""

from __future__ import annotations

from speed_cases.peers.peer import Peer, Run
from speed_cases.pool import Pool


def _facility_location(n: int) -> Run:
    from submodlib import FacilityLocationFunction

    x = Pool(n).x

    def run() -> list[int]:
        function = FacilityLocationFunction(n=n, mode="dense", data=x, metric="cosine")
        return [row for row, _ in function.maximize(budget=100, optimizer="LazyGreedy", show_progress=False)]

    return run


PEER = Peer("submodlib", ("submodlib-py",), {"facility_location": _facility_location})
