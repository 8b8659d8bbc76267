"""Learning against every tagging one by one, and against differences."""

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from scipy import sparse

from askless.models.crf.training import Parameters, Settings, loss_of, train

Array = npt.NDArray[np.float64]
LENGTHS = np.array([3, 0, 1, 4])


@pytest.fixture(scope="module")
def task() -> tuple[sparse.csr_array, npt.NDArray[np.bool_], Parameters]:
    """Eight tokens with six columns, three tags; some known, some not, of one two are left."""
    rng = np.random.default_rng(0)
    rows = sparse.csr_array((rng.random((8, 6)) < 0.5).astype(np.float64))
    allowed = np.eye(3, dtype=np.bool_)[rng.integers(0, 3, 8)]
    allowed[[1, 4]] = True
    allowed[6] = [True, True, False]
    return (
        rows,
        allowed,
        Parameters(rng.normal(size=(6, 3)), rng.normal(size=(3, 3)), np.zeros((6, 3)), np.zeros((3, 3))),
    )


def expected_loss(rows: sparse.csr_array, allowed: npt.NDArray[np.bool_], at: Parameters) -> float:
    scores, loss, start = rows @ at.emissions, 0.0, 0
    for n in LENGTHS[LENGTHS > 0]:
        part, held = scores[start : start + n], allowed[start : start + n]
        tags = np.array(list(product(range(3), repeat=int(n))))
        each = part[np.arange(n), tags].sum(axis=1) + at.transitions[tags[:, :-1], tags[:, 1:]].sum(axis=1)
        agrees = held[np.arange(n), tags].all(axis=1)
        loss += np.logaddexp.reduce(each) - np.logaddexp.reduce(each[agrees])
        start += n
    return float(loss)


@pytest.mark.parametrize("whole", [False, True])
def test_the_loss_is_that_of_the_taggings_that_agree(task: tuple, whole: bool) -> None:
    rows, allowed, at = task
    if whole:
        allowed = np.eye(3, dtype=np.bool_)[allowed.argmax(axis=1)]
    loss, by_emission, by_transition = loss_of(rows, LENGTHS, allowed, at)
    assert loss == pytest.approx(expected_loss(rows, allowed, at), abs=1e-11)
    for weights, slope in ((at.emissions, by_emission), (at.transitions, by_transition)):
        for place in np.ndindex(weights.shape):
            was = weights[place]
            sides = []
            for by in (1e-5, -1e-5):
                weights[place] = was + by
                sides.append(expected_loss(rows, allowed, at))
            weights[place] = was
            assert slope[place] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-8)


def language(n: int, seed: int) -> tuple[sparse.csr_array, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Sentences of a chain of three tags, each of which shows one of six words."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(1, 9, n)
    steps = np.array([[0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.8, 0.1, 0.1]])
    tags: list[int] = []
    for length in lengths:
        tag = int(rng.integers(3))
        for _ in range(length):
            tags.append(tag)
            tag = int(rng.choice(3, p=steps[tag]))
    gold = np.array(tags)
    words = 2 * gold + rng.integers(0, 2, len(gold))
    words = np.where(rng.random(len(gold)) < 0.3, rng.integers(0, 6, len(gold)), words)
    return sparse.csr_array(np.eye(6, dtype=np.float32)[words]), lengths, gold


@pytest.mark.parametrize("unknown", [0.0, 0.5])
def test_it_learns_what_follows_what(unknown: float) -> None:
    rows, lengths, gold = language(400, 1)
    allowed = np.eye(3, dtype=np.bool_)[gold]
    allowed[np.random.default_rng(2).random(len(gold)) < unknown] = True
    learnt = train(rows, lengths, allowed, Parameters.zero(6, 3))
    following = np.exp(learnt.transitions - learnt.transitions.max(axis=1, keepdims=True))
    assert (following.argmax(axis=1) == [1, 2, 0]).all()
    nothing = Parameters.zero(6, 3)
    test_rows, test_lengths, test_gold = language(300, 3)
    known = np.eye(3, dtype=np.bool_)[test_gold]
    assert (
        loss_of(test_rows, test_lengths, known, learnt)[0] < 0.75 * loss_of(test_rows, test_lengths, known, nothing)[0]
    )


def test_sentences_of_which_nothing_is_known_change_nothing() -> None:
    rows, lengths, gold = language(40, 4)
    allowed = np.eye(3, dtype=np.bool_)[gold]
    ends = np.cumsum(lengths)
    allowed[: ends[19]] = True  # the first twenty
    alone = train(rows[int(ends[19]) :], lengths[20:], allowed[int(ends[19]) :], Parameters.zero(6, 3))
    together = train(rows, lengths, allowed, Parameters.zero(6, 3))
    np.testing.assert_allclose(together.emissions, alone.emissions, atol=1e-6)


def test_it_goes_on_where_it_was_and_leaves_the_beginning() -> None:
    rows, lengths, gold = language(60, 5)
    allowed = np.eye(3, dtype=np.bool_)[gold]
    first = train(rows, lengths, allowed, Parameters.zero(6, 3), Settings(epochs=3))
    kept = first.emissions.copy()
    further = train(rows, lengths, allowed, first, Settings(epochs=1))
    np.testing.assert_array_equal(first.emissions, kept)
    moved = np.abs(further.emissions - first.emissions).max()
    assert 0 < moved < 0.1 * np.abs(first.emissions).max() + 0.1
    np.testing.assert_array_equal(train(rows, lengths, allowed, first, Settings(epochs=1)).emissions, further.emissions)


def test_nothing_to_learn_from() -> None:
    rows = sparse.csr_array((0, 6), dtype=np.float32)
    zero = train(rows, np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.bool_), Parameters.zero(6, 3))
    assert not zero.emissions.any()
