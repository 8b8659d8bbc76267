"""Every case by name: its sizes, its floor, askless, the peers, and what we mean to reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from speed_cases import floors, ours
from speed_cases.greedy import plain_greedy
from speed_cases.peers.peer import peers
from speed_cases.pool import LABELLED, Pool

__all__ = ["CASES", "LABELLED", "Case"]

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
    small : int, optional
        Rows of a measurement before, which shows how the time grows; a tenth if not given, `n` for none.
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
    small: int | None = None
    ratio: float | None = None
    seconds: float | None = None
    megabytes: float | None = None
    same_picks: bool = False

    @property
    def peers(self) -> dict[str, Prepare]:
        """The same for each peer that has it, run in the peer's own environment."""
        return {name: peer.questions[self.name] for name, peer in peers().items() if self.name in peer.questions}

    @property
    def runners(self) -> dict[str, Prepare]:
        """Everybody who takes part, by name."""
        return {"askless": self.askless, **({"floor": self.floor} if self.floor else {}), **self.peers}

    @property
    def sizes(self) -> tuple[int, int]:
        """The small size and the usual one."""
        return self.small or self.n // 10, self.n


def plain(make: Callable[[Pool], Run], *needs: str) -> Prepare:
    """A floor over the usual pool; what it needs of the pool is made beforehand."""

    def prepare(n: int) -> Run:
        pool = Pool(n)
        for need in ("x", *needs):
            getattr(pool, need)
        return make(pool)

    return prepare


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


def _typiclust(pool: Pool) -> Run:
    from sklearn.cluster import MiniBatchKMeans

    found = MiniBatchKMeans(100, random_state=0, n_init=1).fit(pool.x[:20_000])
    centres = found.cluster_centers_.astype(np.float32)
    return lambda: floors.typiclust(pool.x, centres)


def _igs(pool: Pool) -> Run:
    mean = (pool.target + 0.1 * np.random.default_rng(6).normal(size=pool.n)).astype(np.float32)
    return lambda: floors.igs(pool.x, pool.labelled, pool.target[:LABELLED], mean, 100)


def _drawn(floor: Callable[..., Any], *how: int) -> Prepare:
    """A floor over draws."""
    return lambda n: (lambda draws: lambda: floor(draws, *how))(Pool(n).draws())


def _uncertainty() -> list[Case]:
    aims = {"ratio": 1.15, "megabytes": 64}
    over = [
        Case(f"{name}_model", 1_000_000, 20_000, ours.model(name), plain(_predict), **aims)
        for name in ("margin", "entropy", "least_confidence")
    ]
    sums = plain(_sum)
    members = [
        Case(name, 1_000_000, 20_000, ours.model(name, committee=True), plain(_committee), ratio=1.1)
        for name in ("vote_entropy", "mean_kl")
    ]
    return [
        *over,
        Case("margin_given", 10_000_000, 100_000, ours.given("margin", "proba", labelled=0), sums, ratio=5.0),
        *members,
    ]


def _diversity() -> list[Case]:
    given = ours.given
    farthest = plain(lambda p: lambda: floors.k_center(p.x, p.labelled, 100))
    badge = plain(lambda p: lambda: floors.badge(p.proba, p.x, 100, np.random.default_rng(0)), "proba")
    covering = {
        "prob_cover": ("embedding",), "max_herding": ("embedding",),
        "uherding": ("proba", "embedding"), "facility_location": ("embedding",),
    }  # fmt: skip
    large = [
        Case(name, 100_000, 5_000, given(name, *needs), seconds=20, megabytes=1_000) for name, needs in covering.items()
    ]
    greedy = []  # at a size at which everything can be worked out plainly
    for name, needs in covering.items():
        whole = {} if name == "max_herding" else {"evaluation": 10_000}
        lazy, plainly = given(name, *needs, **whole), plain_greedy(name, **whole)
        greedy.append(Case(f"{name}_whole", 10_000, 1_000, lazy, plainly, megabytes=1_000, same_picks=True))
    return [
        Case("k_center", 1_000_000, 20_000, given("k_center", "embedding"), farthest, ratio=0.5, same_picks=True),
        Case("badge", 100_000, 5_000, given("badge", "proba", "embedding"), badge, ratio=0.5, megabytes=50),
        Case("badge_large", 1_000_000, 5_000, given("badge", "proba", "embedding", k=500, d=256, c=100),
             megabytes=2_000),
        Case("typiclust", 100_000, 5_000, given("typiclust", "embedding"), plain(_typiclust), ratio=2.0),
        *large,
        *greedy,
        Case("gsx", 10_000, 2_000, given("gsx", "embedding", task="real"), farthest, ratio=2.0, same_picks=True),
        Case("igs", 10_000, 2_000, given("igs", "embedding", "mean", task="real"), plain(_igs), ratio=2.0,
             same_picks=True),
    ]  # fmt: skip


def _hybrid() -> list[Case]:
    density, both = "information_density", ("proba", "embedding")
    exact = plain(lambda p: lambda: floors.density(p.x[LABELLED:], p.proba[LABELLED:], 100) + LABELLED, "proba")
    return [
        Case(density, 100_000, 5_000, ours.given(density, *both, reference_rows=None), exact, megabytes=100,
             same_picks=True),
        Case(f"{density}_sampled", 100_000, 5_000, ours.given(density, *both), seconds=2),
        Case("ranked_batch", 100_000, 5_000, ours.given("ranked_batch", *both), plain(_ranked), ratio=1.5),
    ]  # fmt: skip


def _decision() -> list[Case]:
    error = ("expected_error", "proba", "embedding")
    quire = plain(lambda p: lambda: floors.quire(p.x))
    return [
        Case("expected_error", 1_000, 300, ours.given(*error, k=1), seconds=1, small=300),
        Case("expected_error_large", 10_200, 1_000, ours.given(*error, k=1, shortlist=None, evaluation=2_000),
             seconds=5),
        Case("quire", 1_000, 1_000, ours.given("quire", "embedding", k=1, labelled=500), quire, seconds=0.01,
             small=1_000),
        Case("quire_large", 100_000, 5_000, ours.given("quire", "embedding", k=1, labelled=500), seconds=0.5),
    ]  # fmt: skip


def _bayesian() -> list[Case]:
    def given(name: str, k: int) -> Prepare:
        return ours.given(name, "draws", k=k, labelled=0)

    exact = _drawn(floors.batch_bald_exact, 4)  # 1,000 configurations before the fourth: no more are left out
    return [
        Case("bald", 1_000_000, 20_000, given("bald", 10), _drawn(floors.bald, 10), ratio=1.2, same_picks=True),
        Case("batch_bald", 10_000, 1_000, given("batch_bald", 10), _drawn(floors.batch_bald, 10, 1_000), ratio=0.5),
        Case("batch_bald_exact", 10_000, 1_000, given("batch_bald", 4), exact, same_picks=True),
    ]


CASES = {case.name: case for case in (*_uncertainty(), *_diversity(), *_hybrid(), *_decision(), *_bayesian())}
