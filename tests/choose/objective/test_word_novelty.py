"""Words that a batch has not had yet, against a count word by word."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.lazy_greedy import lazy_greedy
from askless.choose.objective.word_novelty import WordNovelty, init

Sentences = list[list[int]]
sentences = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=8)


def made(found: Sentences, seed: int) -> tuple[WordNovelty, list[list[float]], list[float]]:
    rng = np.random.default_rng(seed)
    entropy = [rng.random(len(one)).tolist() for one in found]
    cost = [5.0 + len(one) for one in found]
    flat = np.array([value for one in entropy for value in one])
    words = np.array([word for one in found for word in one], dtype=np.int64)
    return init(flat, words, np.array([len(one) for one in found]), np.array(cost)), entropy, cost


def plain(found: Sentences, entropy: list[list[float]], cost: list[float], taken: list[int], row: int) -> float:
    counts = Counter(word for one in taken for word in found[one])
    total = 0.0
    for word, value in zip(found[row], entropy[row], strict=True):
        total += value * 0.5 ** counts[word]
        counts[word] += 1
    return total / cost[row]


@given(sentences, st.integers(0, 100))
def test_gains_are_those_of_a_count(found: Sentences, seed: int) -> None:
    state, entropy, cost = made(found, seed)
    rows = np.arange(len(found))
    taken: list[int] = []
    for row in np.random.default_rng(seed).permutation(len(found))[:3].tolist():
        expected = [plain(found, entropy, cost, taken, one) for one in rows.tolist()]
        np.testing.assert_allclose(state.gain(rows), expected, atol=1e-12)
        after = state.update(np.array([row]))
        assert (after.gain(rows) <= state.gain(rows) + 1e-12).all()  # what lazy greedy selection rests on
        state, taken = after, [*taken, row]


@given(sentences, st.integers(0, 100), st.integers(1, 3))
def test_lazy_picks_are_those_of_plain_greedy(found: Sentences, seed: int, block: int) -> None:
    state, entropy, cost = made(found, seed)
    noise = np.random.default_rng(seed).random(len(found))
    picks, _, _ = lazy_greedy(state, WordNovelty.gain, WordNovelty.update, noise, 4, block=block)
    taken: list[int] = []
    for pick in picks.tolist():
        gains = [-1.0 if row in taken else plain(found, entropy, cost, taken, row) for row in range(len(found))]
        assert gains[pick] >= max(gains) - 1e-6 * max(gains)
        taken.append(pick)
