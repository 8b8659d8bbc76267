"""The best few taggings against every tagging, one by one."""

from itertools import product

import numpy as np
import pytest

from askless.models.crf.lattice import best_path
from askless.models.crf.packing import packed
from askless.models.crf.paths import best_paths, path_scores

LENGTHS = np.array([3, 0, 1, 4, 2])
FIRSTS = np.cumsum(LENGTHS) - LENGTHS
PACK = packed(LENGTHS, FIRSTS)


def drawn(k: int):
    rng = np.random.default_rng(k)
    return rng.normal(size=(10, k)) * 2, rng.normal(size=(k, k))


def every(emissions, transitions):
    """All taggings of a sentence, and their scores."""
    n, k = emissions.shape
    tags = np.array(list(product(range(k), repeat=n)))
    return tags, emissions[np.arange(n), tags].sum(axis=1) + transitions[tags[:, :-1], tags[:, 1:]].sum(axis=1)


@pytest.mark.parametrize("k", [2, 3, 6])
@pytest.mark.parametrize("b", [1, 2, 4, 10])
def test_best_paths_are_the_first_of_all(k: int, b: int) -> None:
    emissions, transitions = drawn(k)
    tags, scores = best_paths(emissions[PACK.rows], transitions, PACK, b)
    found = PACK.back(tags)
    first, top = best_path(emissions[PACK.rows], transitions, PACK)
    np.testing.assert_array_equal(PACK.back(first), found[:, 0])
    np.testing.assert_allclose(top, scores[:, 0])
    for at in np.flatnonzero(LENGTHS):
        part = slice(FIRSTS[at], FIRSTS[at] + LENGTHS[at])
        paths, each = every(emissions[part], transitions)
        order = np.argsort(-each)[:b]
        mine = scores[list(PACK.order).index(at)]
        np.testing.assert_allclose(mine[: len(order)], each[order])
        np.testing.assert_array_equal(found[part, : len(order)].T, paths[order])
        assert (mine[len(order) :] == -np.inf).all()


def test_given_taggings_have_the_scores_of_their_parts() -> None:
    emissions, transitions = drawn(4)
    tags = np.random.default_rng(0).integers(4, size=(10, 3))
    scores = path_scores(emissions[PACK.rows], transitions, PACK, tags[PACK.rows])
    for at, sentence in enumerate(PACK.order):
        part = slice(FIRSTS[sentence], FIRSTS[sentence] + LENGTHS[sentence])
        for column, path in enumerate(tags[part].T):
            paths, each = every(emissions[part], transitions)
            assert scores[at, column] == pytest.approx(each[(paths == path).all(axis=1)][0])


def test_no_sentence_at_all() -> None:
    pack = packed(np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64))
    for k, b in ((2, 5), (5, 2)):
        tags, scores = best_paths(np.zeros((0, k)), np.zeros((k, k)), pack, b)
        assert tags.shape == (0, b)
        assert scores.shape == (0, b)
        assert path_scores(np.zeros((0, k)), np.zeros((k, k)), pack, tags).shape == (0, b)
