"""The division into pool and test."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.bench.split import split
from askless.core.noise import mix


@given(st.lists(st.sampled_from("aaaabbc"), min_size=2, max_size=120), st.integers(0, 5))
def test_every_answer_is_shared_out_and_nothing_is_lost(answers: list[str], seed: int) -> None:
    n = len(answers)
    pool, test = split(answers, mix(np.arange(n, dtype=np.uint64)), np.arange(n), seed)
    assert sorted([*pool, *test]) == list(range(n))
    assert len(test) == int(n * 0.4 + 1e-9)
    aside = Counter(answers[row] for row in test)
    for answer, count in Counter(answers).items():
        assert abs(aside[answer] - 0.4 * count) <= 1
        assert count < 2 or aside[answer] < count


def test_copies_stay_together() -> None:
    copies = np.array([0, 1, 0, 3, 1, 0, 6, 7, 8, 9])
    for seed in range(10):
        pool, _ = split("abababcdcd", mix(np.arange(10, dtype=np.uint64)), copies, seed)
        assert len({row in pool for row in (0, 2, 5)}) == 1
        assert len({row in pool for row in (1, 4)}) == 1


def test_seeds_differ_and_order_does_not_matter() -> None:
    keys, answers = mix(np.arange(50, dtype=np.uint64)), list("ab" * 25)
    _, first = split(answers, keys, np.arange(50), 0)
    _, other = split(answers, keys, np.arange(50), 1)
    assert set(first) != set(other)
    turned = np.arange(50)[::-1]
    _, again = split([answers[i] for i in turned], keys[turned], np.arange(50), 0)
    assert set(turned[again]) == set(first)
