"""What holds for every sampler of a stream."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from askless.core.noise import uniform
from askless.core.pack import pack, unpack
from askless.errors import UsageError
from askless.stream.batch import Batch, Told
from askless.stream.samplers.sampler import Sampler, stream_samplers

NAMES = stream_samplers.names()
EVERY = pytest.mark.parametrize("name", NAMES)


def batch_of(rng: np.random.Generator, n: int = 50, features: int = 3, labels: int = 2, first: int = 0) -> Batch:
    """Items on which a model and a committee have something to say."""
    rows = rng.normal(size=(n, features))
    proba = rng.dirichlet(np.ones(labels), size=n) if labels else np.zeros((n, 0))
    draws = rng.dirichlet(np.ones(labels), size=(n, 4)) if labels else np.zeros((n, 4, 0))
    return Batch(first, list(range(n)), rows, rows, np.arange(first, first + n, dtype=float), proba=proba, draws=draws)


def decide(sampler: Sampler, batch: Batch, rate: float = 0.1) -> list[float]:
    """Let a sampler decide upon a batch, teach it what it asked, and give its chances."""
    chances = []
    asked = []
    coins = uniform(0, 0, np.arange(batch.first, batch.first + len(batch), dtype=np.uint64))
    for utility, coin in zip(sampler.utilities(batch).tolist(), coins.tolist(), strict=True):
        chances.append(sampler.chance(utility, rate))
        asked.append(coin < chances[-1])
        sampler.seen(utility, asked[-1])
    sampler.offered(batch)
    if any(asked):
        y = (batch.scaled.sum(axis=1) > 0).astype(np.int64)
        sampler.told(answered(batch.scaled[asked], y[asked]))
    return chances


def answered(rows: Any, y: Any) -> Told:
    """Answers to rows of which nothing had been predicted."""
    n = len(rows)
    batch = Batch(0, [0] * n, rows, rows, np.zeros(n))
    return Told(batch, y, np.ones(n), np.arange(n) % 2 == 0)


def experienced(name: str, batches: int = 6, **kinds: Any) -> Sampler:
    """A sampler that has seen some items."""
    rng = np.random.default_rng(1)
    sampler = stream_samplers.get(name)()
    for number in range(batches):
        decide(sampler, batch_of(rng, first=50 * number, **kinds))
    return sampler


def test_those_that_the_manual_names_are_there() -> None:
    wanted = (
        "random periodic fixed_uncertainty variable_uncertainty random_variable_uncertainty split quantile_filter "
        "probabilistic density cognitive_dual_query margin_probability iwal committee split_quantile"
    )
    assert set(wanted.split()) <= set(NAMES)


@EVERY
@pytest.mark.parametrize(("labels", "features"), [(2, 3), (10, 3), (1, 3), (0, 3), (2, 0), (3, 1)])
def test_utilities_are_finite_and_chances_are_probabilities(name: str, labels: int, features: int) -> None:
    rng = np.random.default_rng(0)
    sampler = stream_samplers.get(name)()
    for number in range(5):
        batch = batch_of(rng, labels=labels, features=features, first=50 * number)
        utilities = sampler.utilities(batch)
        assert utilities.shape == (50,)
        assert np.isfinite(utilities).all()
        assert all(0.0 <= chance <= 1.0 for chance in decide(sampler, batch))


@EVERY
def test_before_there_is_a_model_nothing_breaks(name: str) -> None:
    sampler = stream_samplers.get(name)()
    bare = Batch(0, [0] * 5, np.zeros((5, 2)), np.zeros((5, 2)), np.zeros(5))
    assert np.isfinite(sampler.utilities(bare)).all()
    assert all(0.0 <= chance <= 1.0 for chance in decide(sampler, bare))


@EVERY
@pytest.mark.parametrize("labels", [2, 10])
def test_certain_and_uniform_rows_are_finite(name: str, labels: int) -> None:
    sampler = experienced(name, labels=labels)
    proba = np.vstack([np.eye(labels), np.full((1, labels), 1.0 / labels)])
    n = len(proba)
    rows = np.zeros((n, 3))
    batch = Batch(0, [0] * n, rows, rows, np.zeros(n), proba=proba, draws=np.repeat(proba[:, None], 3, axis=1))
    assert np.isfinite(sampler.utilities(batch)).all()
    assert all(0.0 <= chance <= 1.0 for chance in decide(sampler, batch))


@EVERY
def test_a_model_that_breaks_does_not_spoil_what_comes_later(name: str) -> None:
    sampler = experienced(name)
    rng = np.random.default_rng(10)
    whole = batch_of(rng)
    broken = whole.with_evidence(proba=np.full((50, 2), np.nan), draws=np.full((50, 4, 2), np.nan))
    assert all(0.0 <= chance <= 1.0 for chance in decide(sampler, broken))
    assert all(0.0 <= chance <= 1.0 for chance in decide(sampler, whole))
    for part in ("ordered", "arrived"):
        assert np.isfinite(getattr(sampler, part, [])).all()


@EVERY
def test_numbers_are_taken(name: str) -> None:
    rng = np.random.default_rng(2)
    sampler = stream_samplers.get(name)()
    for number in range(3):
        rows = rng.normal(size=(20, 2))
        said: dict[str, Any] = {"predicted": rows[:, 0], "std": rng.random(20), "draws": rng.normal(size=(20, 3, 1))}
        batch = Batch(20 * number, [0] * 20, rows, rows, np.zeros(20), **said)
        utilities = sampler.utilities(batch)
        assert np.isfinite(utilities).all()
        if sampler.numbers and sampler.needs:
            assert len(set(utilities.tolist())) > 1
        sampler.told(answered(rows, rows[:, 0]))
        for utility in utilities.tolist():
            assert 0.0 <= sampler.chance(utility, 0.1) <= 1.0
            sampler.seen(utility, asked=False)
        sampler.offered(batch)


@EVERY
def test_features_that_come_later_are_taken(name: str) -> None:
    sampler = experienced(name, features=2)
    rng = np.random.default_rng(3)
    assert np.isfinite(sampler.utilities(batch_of(rng, features=4))).all()
    decide(sampler, batch_of(rng, features=4))
    assert np.isfinite(sampler.utilities(batch_of(rng, features=3))).all()


@EVERY
def test_looking_changes_nothing(name: str) -> None:
    sampler = experienced(name)
    batch = batch_of(np.random.default_rng(4))
    before = pack(sampler.state())
    first = sampler.utilities(batch)
    assert pack(sampler.state()) == before
    assert (sampler.utilities(batch) == first).all()


@EVERY
def test_its_state_as_bytes_gives_the_same_decisions_from_there_on(name: str) -> None:
    sampler = experienced(name)
    twin = sampler.fresh()
    twin.restore(unpack(pack(sampler.state())))
    rng, again = np.random.default_rng(5), np.random.default_rng(5)
    for number in range(6, 12):
        ours = decide(sampler, batch_of(rng, first=50 * number))
        assert decide(twin, batch_of(again, first=50 * number)) == ours
    assert pack(twin.state()) == pack(sampler.state())


@EVERY
def test_a_fresh_twin_has_seen_nothing_and_shares_nothing(name: str) -> None:
    sampler = experienced(name)
    unseen = pack(stream_samplers.get(name)().state())
    twin = sampler.fresh()
    assert pack(twin.state()) == unseen
    decide(twin, batch_of(np.random.default_rng(6)))
    assert pack(sampler.fresh().state()) == unseen


@EVERY
def test_its_state_does_not_grow(name: str) -> None:
    rng = np.random.default_rng(7)
    sampler = stream_samplers.get(name)()

    def numbers() -> int:
        state = sampler.state()
        assert state is not None
        return sum(int(np.size(part)) for part in state.values())

    sizes = []
    for number in range(20):
        decide(sampler, batch_of(rng, n=1000, first=1000 * number))
        sizes.append(numbers())
    assert max(sizes[10:]) == max(sizes[5:10])


@EVERY
def test_at_a_rate_of_nothing_nothing_is_asked(name: str) -> None:
    assert max(decide(experienced(name), batch_of(np.random.default_rng(8)), rate=0.0)) == 0.0


@pytest.mark.parametrize("name", [name for name, sampler in stream_samplers.items() if not sampler.own_rate])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("shape", ["even", "skewed", "mostly one value", "two values", "one value", "drifting"])
def test_in_the_long_run_its_chances_are_the_rate(name: str, rate: float, shape: str) -> None:
    rng = np.random.default_rng(9)
    n = 20_000
    utilities = {
        "even": rng.random(n),
        "skewed": rng.random(n) ** 8,
        "mostly one value": np.where(rng.random(n) < 0.95, 0.0, rng.random(n)),
        "two values": np.where(rng.random(n) < 0.7, 0.0, 1.0),
        "one value": np.ones(n),
        "drifting": rng.random(n) * np.exp(-np.arange(n) / 4000.0),
    }[shape]
    sampler = stream_samplers.get(name)()
    total = 0.0
    for utility in utilities.tolist():
        total += sampler.chance(utility, rate)
        sampler.seen(utility, asked=False)
    assert total == pytest.approx(n * rate, rel=0.05 if shape == "drifting" else 0.02)


@EVERY
def test_options_that_cannot_be_meant_are_refused_in_two_sentences(name: str) -> None:
    kind = stream_samplers.get(name)
    for option in (part for part in fields(kind) if part.init):  # type: ignore[arg-type]  # samplers are dataclasses
        bad: list[Any] = ["much", None] if option.name not in kind.limits else ["much", None, True, math.nan, -1]
        for value in bad:
            with pytest.raises(UsageError) as caught:
                kind(**{option.name: value})
            assert option.name in caught.value.problem
            assert repr(value) in caught.value.problem
            assert caught.value.problem.endswith(".")
            assert caught.value.remedy.endswith(".")
