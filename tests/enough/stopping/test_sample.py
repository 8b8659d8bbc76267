"""The final sample of a search: by hand, and that its promise holds however often one looks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from askless.enough.stopping.context import Context
from askless.enough.stopping.sample import LEAST, FinalSample, Sample, sample_of
from askless.enough.stopping.searched import Searched


def test_a_sample_without_a_find_by_hand() -> None:
    """Of 20 found, 1 missing is 95 % and 2 are not: none of n drawn of 100 is one of the two."""
    sample = Sample(before=20, unread=100, drawn=0, met=0)
    assert sample.relevant(0.95) == 2
    n = sample.more(0.95, 0.95)

    def unmet(n: int) -> float:
        return (100 - n) * (99 - n) / (100 * 99)

    assert unmet(n) <= 0.64 * 0.05 < unmet(n - 1)
    assert replace(sample, drawn=n).risk(0.95) == pytest.approx(unmet(n) / 0.64)


def test_each_find_and_each_attempt_leaves_a_fifth_of_the_risk() -> None:
    sample = Sample(before=20, unread=100, drawn=60, met=0)
    assert replace(sample, attempts=2).risk(0.9) == pytest.approx(25 * sample.risk(0.9))
    assert replace(sample, met=1).relevant(0.9) == 4  # 23 are 21 of them and two more: 91 %; with 24 it is missed
    assert replace(sample, met=1).more(0.9, 0.95) > sample.more(0.9, 0.95)


def test_what_could_not_be_drawn_may_all_be_relevant() -> None:
    sample = Sample(before=40, unread=1000, drawn=100, met=0)
    away = [replace(sample, apart=n).more(0.9, 0.95) for n in (0, 2, 5)]
    assert away[0] < away[1] < away[2] == 900  # five are all that have to be missing: nothing can be certain


def test_few_draws_are_no_sample_and_no_attempt() -> None:
    assert Sample(before=500, unread=100, drawn=0, met=0).more(0.5, 0.95) == LEAST
    relevant = np.arange(120) == 30
    random = np.ones(120, dtype=bool)
    for number, chosen in enumerate(([30], [30, 50], [30, 51], [30, 51, 80])):
        random[:] = True
        random[chosen] = False
        assert sample_of(Searched(200, relevant, random)).attempts == (0, 0, 1, 2)[number]


@pytest.mark.parametrize("missing", [4, 5, 8, 12])
def test_the_promise_holds_looking_after_every_draw(missing: int) -> None:
    """Of 36 found and 4 missing 90 % are found exactly; with more, a sample may not say so too often."""
    rng, runs, wrong, sure = np.random.default_rng(missing), 150, 0, 0.8
    for _ in range(runs):
        met = np.cumsum(rng.permutation(150) < missing)
        for drawn in range(LEAST, 151):
            sample = Sample(before=36, unread=150, drawn=drawn, met=int(met[drawn - 1]))
            if sample.risk(0.9) <= 1 - sure:
                wrong += (36 + sample.met) / (36 + missing) < 0.9
                break
    assert wrong / runs <= 1 - sure + 3 * np.sqrt(sure * (1 - sure) / runs)
    assert wrong == 0 or missing > 4


def test_it_says_how_much_to_draw_and_when_it_is_done() -> None:
    def said(drawn: int, pool: int = 500) -> str:
        y, random = (np.arange(100 + drawn) < 40).astype(np.int64), np.arange(100 + drawn) >= 100
        context = Context(pool=pool, names=("other", "yes"), y=y, random=random, positive=1)
        return FinalSample(recall=0.9).signal([], context).sentence

    more = int(said(0).split()[1])
    assert said(0) == f"Read {more} drawn at random: if none is relevant, 90 % is found (95 % sure)."
    assert f"none relevant: {more - 30} more without one make sure of 90 %" in said(30)
    assert (
        said(more)
        == f"{more} drawn at random from what was left, none relevant: 90 % of what is relevant is found (95 % sure)."
    )
    assert said(400) == "Nothing is left to read."
