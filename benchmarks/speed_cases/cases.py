"""Every case by name: its sizes, its floor, askless, the peers, and what we mean to reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from speed_cases import floors, ours, peers
from speed_cases.pool import LABELLED, Pool

__all__ = ["CASES", "Case"]

Run = Callable[[], Any]
Prepare = Callable[[int], Run]


@dataclass(frozen=True)
class Case:
    """One question.

    Parameters
    ----------
    name : str
    n : int
        Rows.
    quick : int
        Rows of a quick look.
    askless : callable
        Prepares for some rows and returns what is measured.
    floor : callable, optional
        The same for the plain floor.
    peers : mapping of str to callable
        The same for each peer, run in the peer's own environment.
    ratio : float, optional
        CPU seconds to reach, in those of the floor.
    seconds : float, optional
        CPU seconds to reach.
    megabytes : float, optional
        Extra memory to reach.
    same_picks : bool
        Whether the floor makes the same choice.
    """

    name: str
    n: int
    quick: int
    askless: Prepare
    floor: Prepare | None = None
    peers: dict[str, Prepare] = field(default_factory=dict)
    ratio: float | None = None
    seconds: float | None = None
    megabytes: float | None = None
    same_picks: bool = False

    @property
    def runners(self) -> dict[str, Prepare]:
        """Everybody who takes part, by name."""
        return {"askless": self.askless, **({"floor": self.floor} if self.floor else {}), **self.peers}


def plain(make: Callable[[Pool], Run], **shape: int) -> Prepare:
    """A floor over the usual pool."""
    return lambda n: make(Pool(n, **shape))


def _predict(pool: Pool) -> Run:
    model, x = pool.model, pool.x
    return lambda: [model.predict_proba(x[i : i + 65_536]) for i in range(0, len(x), 65_536)] and None  # type: ignore[attr-defined]


def _committee(pool: Pool) -> Run:
    members, x = pool.committee, pool.x
    return lambda: (
        [
            m.predict_proba(x[i : i + 65_536])  # type: ignore[attr-defined]
            for i in range(0, len(x), 65_536)
            for m in members
        ]
        and None
    )


def _sum(pool: Pool) -> Run:
    proba = pool.proba
    return lambda: float(proba.sum()) and None


def _ranked(pool: Pool) -> Run:
    predict, x = _predict(pool), pool.x
    return lambda: predict() or floors.k_center(x, pool.labelled, 100)


def _density(pool: Pool) -> Run:
    return lambda: floors.density(pool.x)


def _quire(pool: Pool) -> Run:
    return lambda: floors.quire(pool.x, pool.labelled, pool.y)


def _igs(pool: Pool) -> Run:
    mean = pool.target + 0.1 * np.random.default_rng(6).normal(size=pool.n)
    return lambda: floors.igs(pool.x, pool.labelled, pool.target[:LABELLED], mean, 100)


def _list() -> list[Case]:
    given, model = ours.given, ours.model
    cases = [
        Case(
            f"{name}_model", 1_000_000, 20_000, model(name), plain(_predict), peers.uncertainty(name),
            ratio=1.15, megabytes=64,
        )
        for name in ("margin", "entropy", "least_confidence")
    ]  # fmt: skip
    cases += [
        Case("margin_given", 10_000_000, 100_000, given("margin", "proba", labelled=0), plain(_sum), ratio=5.0),
        Case("vote_entropy", 1_000_000, 20_000, model("vote_entropy", committee=True), plain(_committee),
             peers.committee(), ratio=1.1),
        Case("mean_kl", 1_000_000, 20_000, model("mean_kl", committee=True), plain(_committee), ratio=1.1),
        Case("k_center", 1_000_000, 20_000, given("k_center", "embedding"),
             plain(lambda p: lambda: floors.k_center(p.x, p.labelled, 100)), peers.k_center(), ratio=0.5,
             same_picks=True),
        Case("badge", 100_000, 5_000, given("badge", "proba", "embedding"),
             plain(lambda p: lambda: floors.badge(p.proba, p.x, 100, np.random.default_rng(0))),
             peers.badge(), ratio=0.5, megabytes=50),
        Case("badge_large", 1_000_000, 5_000, given("badge", "proba", "embedding", k=500, d=256, c=100),
             megabytes=2_000),
        Case("typiclust", 100_000, 5_000, given("typiclust", "embedding"),
             plain(lambda p: lambda: floors.typiclust(p.x, 100)), peers.typiclust(), ratio=2.0),
        *(Case(name, 100_000, 5_000, given(name, *needs), seconds=20, megabytes=1_000, peers=peers.coverage(name))
          for name, needs in (("prob_cover", ("embedding",)), ("max_herding", ("embedding",)),
                              ("uherding", ("proba", "embedding")), ("facility_location", ("embedding",)))),
        Case("information_density", 100_000, 5_000, given("information_density", "proba", "embedding"),
             plain(_density), peers.density(), megabytes=100),
        Case("information_density_sampled", 100_000, 5_000,
             given("information_density", "proba", "embedding", reference_rows=2_000), seconds=2),
        Case("ranked_batch", 100_000, 5_000, given("ranked_batch", "proba", "embedding"), plain(_ranked),
             peers.ranked(), ratio=1.5),
        Case("expected_error", 1_000, 300, given("expected_error", "proba", "embedding", k=1), None,
             peers.expected_error(), seconds=1),
        Case("expected_error_large", 12_000, 1_000, given("expected_error", "proba", "embedding", k=1,
             shortlist=10_000, evaluation=2_000), seconds=5),
        Case("quire", 1_000, 300, given("quire", "embedding", k=1, labelled=100), plain(_quire), peers.quire(),
             seconds=0.01),
        Case("quire_large", 100_000, 5_000, given("quire", "embedding", k=1, labelled=500), seconds=0.5),
        Case("bald", 1_000_000, 20_000, given("bald", "draws", k=10, labelled=0),
             lambda n: (lambda draws: lambda: floors.bald(draws))(Pool(n).draws()), peers.bald(), ratio=1.2),
        Case("batch_bald", 10_000, 1_000, given("batch_bald", "draws", k=10, labelled=0),
             lambda n: (lambda draws: lambda: floors.batch_bald(draws, 10, 1_000))(Pool(n).draws()),
             peers.batch_bald(), ratio=0.5),
        Case("gsx", 10_000, 2_000, given("gsx", "embedding", task="real"),
             plain(lambda p: lambda: floors.k_center(p.x, p.labelled, 100)), peers.gsx(), ratio=2.0, same_picks=True),
        Case("igs", 10_000, 2_000, given("igs", "embedding", "mean", task="real"), plain(_igs), ratio=2.0,
             same_picks=True),
    ]  # fmt: skip
    return cases


CASES = {case.name: case for case in _list()}
"""Every case by name."""
