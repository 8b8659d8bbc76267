"""Rules for screening: what they promise holds, and a rule of thumb does not hold it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from askless.enough.stopping.binomial import hypergeometric_at_most
from askless.enough.stopping.context import Context
from askless.enough.stopping.hypergeometric import Hypergeometric, missed_target
from askless.enough.stopping.recall import RecallCertificate, at_most
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.safe import Safe, expected
from askless.enough.stopping.searched import Searched
from askless.enough.stopping.verdict import Verdict

POOL, RELEVANT, RUNS, TARGET, SURE = 300, 24, 100, 0.8, 0.8
Stops = Callable[[Searched], bool]


def search_of(seed: int, skill: float, batch: int = 10) -> Searched:
    """A pool that is read to its end: nine of ten likely ones first, one drawn; skill 0 reads blindly.

    A quarter of the relevant items is unlike the others, so that the ranking overlooks them.
    """
    rng = np.random.default_rng(seed)
    relevant = np.arange(POOL) < RELEVANT
    score = rng.random(POOL) + skill * (relevant & (np.arange(POOL) >= RELEVANT // 4))
    ranked = np.argsort(-score)
    unread, rows, random = np.ones(POOL, dtype=bool), [], []
    while unread.any():
        drawn = rng.choice(np.flatnonzero(unread))
        unread[drawn] = False
        likely = ranked[unread[ranked]][: batch - 1]
        unread[likely] = False
        rows += [*likely, drawn]
        random += [False] * len(likely) + [True]
    return Searched(POOL, relevant[rows], np.array(random))


def promise(stops: Stops, skill: float) -> float:
    """Share of the runs in which the target is reached where the rule first says stop, looking at every batch."""
    kept = 0
    for seed in range(RUNS):
        whole = search_of(seed, skill)
        for read in range(10, POOL + 1, 10):
            part = Searched(POOL, whole.relevant[:read], whole.random[:read])
            if read == POOL or (part.found and stops(part)):
                kept += part.found >= TARGET * RELEVANT
                break
    return kept / RUNS


LEAST = SURE - 3 * np.sqrt(SURE * (1 - SURE) / RUNS)  # three standard errors of the simulation


@pytest.mark.parametrize("skill", [0.0, 0.5, 5.0])
def test_the_certificate_keeps_its_promise_at_the_first_of_many_looks(skill: float) -> None:
    assert promise(lambda part: part.found / at_most(part, confidence=SURE) >= TARGET, skill) >= LEAST


@pytest.mark.parametrize("batch", [10, 200, 900])
def test_the_certificate_holds_however_many_are_asked_at_once(batch: int) -> None:
    """The worst of all rankings, and answers in any order within a round: the bound is about the round."""
    pool, runs, wrong = 1000, 200, 0
    relevant = np.arange(pool) < 100
    for seed in range(runs):
        rng, unread, parts, low = np.random.default_rng(seed), np.ones(pool, dtype=bool), [], False
        while unread.any() and not low:
            size = min(batch, int(unread.sum()))
            drawn = rng.choice(np.flatnonzero(unread), size // 10, replace=False)
            unread[drawn] = False
            likely = np.flatnonzero(unread)
            likely = likely[np.argsort(relevant[likely] + rng.random(len(likely)) / 2)][: size - len(drawn)]
            unread[likely] = False
            order = rng.permutation(size)
            rows, random = np.concatenate([drawn, likely])[order], (np.arange(size) < len(drawn))[order]
            parts.append((relevant[rows], random, np.full(size, len(parts))))
            search = Searched(pool, *(np.concatenate(part) for part in zip(*parts, strict=True)))
            low = bool(search.found) and at_most(search) < 100
        wrong += low
    assert wrong / runs <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / runs)


def test_what_cannot_be_drawn_is_not_counted_on() -> None:
    relevant, random = np.arange(100) < 20, np.arange(100) >= 20
    bounds = [at_most(Searched(200, relevant, random, None, np.full(100, away))) for away in (0, 10, 100)]
    assert bounds[0] < bounds[1] < bounds[2]
    assert bounds[1] >= 20 + 10


def test_a_rule_of_thumb_does_not() -> None:
    assert promise(lambda part: not part.relevant[-20:].any(), 5.0) < LEAST


def test_the_hypergeometric_test_holds_at_one_look_at_a_random_sample() -> None:
    rng, wrong, relevant = np.random.default_rng(0), 0, 30
    for _ in range(RUNS):
        order = rng.permutation(200)
        read = order[:170] < relevant  # fewer than 90 % are found more often than not
        missed = read.sum() < 0.9 * relevant
        wanted = int(read.sum() / 0.9 + 1 + 1e-9)
        wrong += missed and hypergeometric_at_most(int(read.sum()), 200, wanted, 170) < 1 - SURE
    assert wrong / RUNS <= 1 - LEAST


@given(st.integers(0, 20), st.integers(1, 60), st.integers(0, 60), st.integers(0, 60))
def test_hypergeometric_tail_is_scipys(met: int, pool: int, relevant: int, drawn: int) -> None:
    relevant, drawn = min(relevant, pool), min(drawn, pool)
    found = hypergeometric_at_most(met, pool, relevant, drawn)
    assert found == pytest.approx(float(stats.hypergeom.cdf(met, pool, relevant, drawn)), abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60), st.integers(0, 50))
def test_the_bound_lies_between_what_is_found_and_what_may_be(answers: list[tuple[bool, bool]], unread: int) -> None:
    relevant, random = (np.array([pair[at] for pair in answers], dtype=bool) for at in (0, 1))
    search = Searched(len(answers) + unread, relevant, random)
    assert search.found <= at_most(search) <= search.found + unread


def test_more_confidence_is_a_wider_bound() -> None:
    search = search_of(3, 5.0)
    part = Searched(POOL, search.relevant[:200], search.random[:200])
    assert at_most(part, confidence=0.99) >= at_most(part, confidence=0.8)


def test_expected_number_is_unbiased() -> None:
    numbers = [expected(search_of(seed, 5.0)) for seed in range(RUNS)]
    values = np.array([number for number in numbers if number is not None])
    assert abs(values.mean() - RELEVANT) < 4 * values.std() / np.sqrt(RUNS)


def context_of(search: Searched, **more: object) -> Context:
    """As a learner tells of it."""
    y = search.relevant.astype(np.int64)
    return Context(pool=search.pool, names=("other", "relevant"), y=y, random=search.random, positive=1, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["recall", "hypergeometric", "safe"])
def test_all_rules_agree_to_stop_when_hardly_anything_is_left(name: str) -> None:
    relevant, random = np.arange(300) % 9 == 0, np.arange(300) % 10 == 0
    relevant[210:] = False
    done = Searched(301, relevant, random)
    verdict = Verdict.of(stopping_rules.get(name), [], context_of(done))
    assert verdict.recommend
    assert Verdict.from_json(verdict.to_json()) == verdict


@pytest.mark.parametrize("name", ["recall", "hypergeometric", "safe"])
def test_without_knowing_what_is_searched_for_nothing_is_said(name: str) -> None:
    context = Context(pool=100, names=("other", "relevant"), y=np.array([0, 1]))
    signal = stopping_rules.get(name).signal([], context)
    assert (signal.value, signal.fires) == (None, False)


def test_what_is_missing_is_named() -> None:
    y = np.array([0, 1, 0, 0])
    context = Context(pool=100, names=("other", "relevant"), y=y, positive=1)
    assert "no item was drawn at random" in RecallCertificate().signal([], context).sentence
    assert "drawn at random" in Safe().signal([], context).sentence


def test_several_labels_are_searched_one_at_a_time() -> None:
    y = np.array([[1, 0], [0, 1], [1, 1]])
    context = Context(pool=10, names=("a", "b"), task="multilabel", y=y, positive=1)
    search = Searched.of(context)
    assert search is not None
    assert search.relevant.tolist() == [False, True, True]


def test_the_test_grows_surer_the_longer_nothing_is_found() -> None:
    relevant = np.array([True] * 10 + [False] * 360)
    p = [missed_target(Searched(400, relevant[:read], np.zeros(read, dtype=bool)), 0.9) for read in (50, 150, 370)]
    assert p == sorted(p, reverse=True)
    assert Hypergeometric().reached(1 - p[-1])


def test_no_rule_asks_for_more_items_than_there_are() -> None:
    relevant, random = np.arange(60) == 5, np.arange(60) % 6 == 5
    signal = Safe().signal([], context_of(Searched(200, relevant, random)))
    assert expected(Searched(200, relevant, random)) == pytest.approx(20.4)
    early = Safe().signal([], context_of(Searched(200, np.array([True]), np.array([True]))))
    assert "1 items are read, and it asks for 200, twice" in early.sentence
    assert "nothing" not in signal.sentence


@pytest.mark.parametrize("read", [12, 60, 180])
def test_what_rules_say_is_for_people(read: int) -> None:
    search = search_of(1, 5.0)
    part = context_of(Searched(POOL, search.relevant[:read], search.random[:read]))
    said = [rule.signal([], part).sentence for rule in (RecallCertificate(), Hypergeometric(), Safe())]
    assert not any("chance of" in sentence or "e-" in sentence or " of 1." in sentence for sentence in said)
    numbers = [int(word) for sentence in said for word in sentence.replace(",", "").split() if word.isdecimal()]
    assert max(numbers) <= POOL


def test_nothing_found_is_a_bound_too() -> None:
    none = context_of(Searched(200, np.zeros(60, dtype=bool), np.ones(60, dtype=bool)))
    signal = RecallCertificate().signal([], none)
    assert signal.value is None
    assert signal.sentence == "None found among 60 read, 60 of them drawn at random: at most 10 (95 % sure)."
