"""The lattice against every tagging, one by one, in double precision."""

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from askless.models.crf.lattice import best_path, forward_backward, sequence_entropy
from askless.models.crf.packing import packed

Array = npt.NDArray[np.float64]
LENGTHS = np.array([3, 0, 1, 4, 2])


@pytest.fixture(scope="module", params=[2, 3])
def model(request: pytest.FixtureRequest) -> tuple[Array, Array]:
    rng = np.random.default_rng(request.param)
    return rng.normal(size=(10, request.param)) * 2, rng.normal(size=(request.param,) * 2)


def every(emissions: Array, transitions: Array, allowed: npt.NDArray[np.bool_] | None = None) -> tuple[Array, Array]:
    """All taggings of a sentence, and their scores."""
    n, k = emissions.shape
    tags = np.array(list(product(range(k), repeat=n)))
    scores = emissions[np.arange(n), tags].sum(axis=1) + transitions[tags[:, :-1], tags[:, 1:]].sum(axis=1)
    if allowed is not None:
        keep = allowed[np.arange(n), tags].all(axis=1)
        tags, scores = tags[keep], scores[keep]
    return tags, scores


def sentences() -> list[tuple[int, slice]]:
    firsts = np.cumsum(LENGTHS) - LENGTHS
    return [(at, slice(int(a), int(a + n))) for at, (a, n) in enumerate(zip(firsts, LENGTHS, strict=True)) if n]


@pytest.mark.parametrize("masked", [False, True])
def test_partition_marginals_pairs_and_entropy(model: tuple[Array, Array], masked: bool) -> None:
    emissions, transitions = model
    k = len(transitions)
    allowed = np.random.default_rng(1).random(emissions.shape) < 0.6
    allowed[np.arange(10), np.arange(10) % k] = True
    pack = packed(LENGTHS, np.cumsum(LENGTHS) - LENGTHS)
    here = emissions[pack.rows]
    beliefs = forward_backward(here, transitions, pack, allowed[pack.rows] if masked else None)
    partition = pack.per_sentence(beliefs.log_partition, len(LENGTHS))
    entropy = pack.per_sentence(sequence_entropy(here, transitions, beliefs, pack), len(LENGTHS))
    marginals = pack.back(beliefs.marginals)
    pairs = np.zeros((k, k))
    for at, part in sentences():
        tags, scores = every(emissions[part], transitions, allowed[part] if masked else None)
        total = np.logaddexp.reduce(scores)
        chance = np.exp(scores - total)
        assert partition[at] == pytest.approx(total, abs=1e-12)
        if not masked:
            assert entropy[at] == pytest.approx(-(chance * np.log(chance)).sum(), abs=1e-12)
        expected = (chance[:, None, None] * np.eye(k)[tags]).sum(axis=0)
        np.testing.assert_allclose(marginals[part], expected, atol=1e-12)
        for path, p in zip(tags, chance, strict=True):
            np.add.at(pairs, (path[:-1], path[1:]), p)
    np.testing.assert_allclose(beliefs.pairs(pack), pairs, atol=1e-12)
    assert partition[1] == entropy[1] == 0.0  # of no token there is one tagging


def test_single_precision_survives_what_is_forbidden() -> None:
    """The likeliest tag by far may not follow: the tags that may are left with a probability."""
    emissions = np.array([[200.0, 0.0, 0.0], [0.0, 0.0, 300.0], [100.0, 0.0, 0.0]], dtype=np.float32)
    transitions = np.zeros((3, 3), dtype=np.float32)
    transitions[0, 2] = -1e4
    pack = packed(np.array([3]), np.array([0]))
    beliefs = forward_backward(emissions, transitions, pack)
    assert np.isfinite(beliefs.log_partition).all()
    np.testing.assert_allclose(beliefs.marginals.sum(axis=1), 1.0, atol=1e-5)
    assert best_path(emissions, transitions, pack)[0].tolist() == [1, 2, 0]


def test_no_sentence_at_all() -> None:
    pack = packed(np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64))
    beliefs = forward_backward(np.zeros((0, 2)), np.zeros((2, 2)), pack)
    assert pack.per_sentence(beliefs.log_partition, 2).tolist() == [0.0, 0.0]
    assert best_path(np.zeros((0, 2)), np.zeros((2, 2)), pack)[0].shape == (0,)


@pytest.mark.parametrize("gap", [60.0, 100.0, 300.0])
def test_a_tag_far_below_the_best_one_counts_by_how_far(gap: float) -> None:
    """The neighbour demands it, so the sum is that of taggings through it; single precision ends at 69 nats."""
    emissions = np.array([[0.0, -gap], [-2 * gap, 0.0]], dtype=np.float32)
    emissions = np.concatenate([emissions, np.array([[0.0, -gap / 2], [0.0, -1e4]], dtype=np.float32)])
    transitions = np.array([[0.0, -1e4], [0.0, 0.0]], dtype=np.float32)
    pack = packed(np.array([2, 2]), np.array([0, 2]))
    here = emissions[pack.rows]
    beliefs = forward_backward(here, transitions, pack)
    found = pack.per_sentence(beliefs.log_partition, 2)
    marginals = pack.back(beliefs.marginals)
    assert marginals.dtype == np.float32
    for at, part in ((0, slice(0, 2)), (1, slice(2, 4))):
        tags, scores = every(emissions[part].astype(np.float64), transitions.astype(np.float64))
        total = np.logaddexp.reduce(scores)
        assert found[at] == pytest.approx(total, abs=1e-4)
        expected = (np.exp(scores - total)[:, None, None] * np.eye(2)[tags]).sum(axis=0)
        np.testing.assert_allclose(marginals[part], expected, atol=1e-5)


def test_what_is_forbidden_takes_no_double_precision() -> None:
    emissions = np.array([[0.0, -1e4], [1.0, 0.0]], dtype=np.float32)
    pack = packed(np.array([2]), np.array([0]))
    assert forward_backward(emissions, np.zeros((2, 2), dtype=np.float32), pack).forward.dtype == np.float32
    allowed = np.array([[True, False], [True, True]])
    emissions[0, 1] = -100.0
    assert forward_backward(emissions, np.zeros((2, 2), dtype=np.float32), pack, allowed).forward.dtype == np.float32


@pytest.mark.parametrize("forbidden", [False, True])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("far", "wide"), [(1.0, 30.0), (1.0, 100.0), (1.0, 400.0), (50.0, 100.0), (2000.0, 1.0)])
def test_single_precision_in_tells_what_double_precision_says(
    far: float, wide: float, masked: bool, forbidden: bool
) -> None:
    """However large transitions are, and however far emissions lie apart: by all taggings, one by one."""
    rng = np.random.default_rng([int(far), int(wide), masked, forbidden])
    emissions = (rng.normal(size=(10, 3)) * far).astype(np.float32)
    transitions = (rng.normal(size=(3, 3)) * wide).astype(np.float32)
    if forbidden:
        transitions[0, 1] = -1e4
    allowed = rng.random(emissions.shape) < 0.6
    allowed[:, 2] = True
    pack = packed(LENGTHS, np.cumsum(LENGTHS) - LENGTHS)
    here = emissions[pack.rows]
    beliefs = forward_backward(here, transitions, pack, allowed[pack.rows] if masked else None)
    partition = pack.per_sentence(beliefs.log_partition, len(LENGTHS))
    entropy = pack.per_sentence(sequence_entropy(here, transitions, beliefs, pack), len(LENGTHS))
    marginals, pairs = pack.back(beliefs.marginals), np.zeros((3, 3))
    assert marginals.dtype == np.float32
    for at, part in sentences():
        exact = emissions[part].astype(np.float64), transitions.astype(np.float64)
        tags, scores = every(*exact, allowed[part] if masked else None)
        total = np.logaddexp.reduce(scores)
        chance = np.exp(scores - total)
        assert partition[at] == pytest.approx(total, abs=2e-3)
        if not masked:
            doubt = -(chance * np.log(np.maximum(chance, 1e-300))).sum()
            assert entropy[at] == pytest.approx(doubt, abs=5e-3)
        expected = (chance[:, None, None] * np.eye(3)[tags]).sum(axis=0)
        np.testing.assert_allclose(marginals[part], expected, atol=1e-4)
        for path, p in zip(tags, chance, strict=True):
            np.add.at(pairs, (path[:-1], path[1:]), p)
    np.testing.assert_allclose(beliefs.pairs(pack), pairs, atol=1e-3)
    np.testing.assert_allclose(beliefs.each_pair(pack).sum(axis=0), pairs, atol=1e-3)


def test_logarithms_say_what_numbers_say(model: tuple[Array, Array], monkeypatch: pytest.MonkeyPatch) -> None:
    emissions, transitions = model
    pack = packed(LENGTHS, np.cumsum(LENGTHS) - LENGTHS)
    here = emissions[pack.rows]
    numbers = forward_backward(here, transitions, pack)
    monkeypatch.setattr("askless.models.crf.lattice._REACH_OF_DOUBLE", -1.0)
    monkeypatch.setattr("askless.models.crf.lattice._CELLS", 12)
    logs = forward_backward(here, transitions, pack)
    assert logs.logs
    assert not numbers.logs
    np.testing.assert_allclose(logs.log_partition, numbers.log_partition, atol=1e-12)
    np.testing.assert_allclose(logs.marginals, numbers.marginals, atol=1e-12)
    np.testing.assert_allclose(logs.pairs(pack), numbers.pairs(pack), atol=1e-12)
    np.testing.assert_allclose(logs.each_pair(pack), numbers.each_pair(pack), atol=1e-12)
    both = [sequence_entropy(here, transitions, one, pack) for one in (logs, numbers)]
    np.testing.assert_allclose(*both, atol=1e-12)
    nothing = packed(np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.int64))
    none = forward_backward(np.zeros((0, 2)), np.zeros((2, 2)), nothing)
    assert none.logs
    assert none.pairs(nothing).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_tags_that_only_a_forbidden_transition_joins() -> None:
    """Nothing else agrees with what is known: there is an answer all the same, and no number that is none."""
    pack = packed(np.array([2]), np.array([0]))
    transitions = np.array([[0.0, -1e4], [0.0, 0.0]], dtype=np.float32)
    allowed = np.array([[True, False], [False, True]])
    beliefs = forward_backward(np.zeros((2, 2), dtype=np.float32), transitions, pack, allowed)
    assert beliefs.log_partition.sum() == pytest.approx(-1e4)
    assert beliefs.marginals.tolist() == [[1.0, 0.0], [0.0, 1.0]]
