"""Every score of sentences against its definition over all taggings of a tiny lattice, written out."""

import itertools
import math

import numpy as np
import pytest

from askless.choose.score.sequence.bald_tagger import bald_tagger
from askless.choose.score.sequence.mnlp import mnlp
from askless.choose.score.sequence.n_best_entropy import n_best_entropy
from askless.choose.score.sequence.sequence_entropy import sequence_entropy
from askless.choose.score.sequence.sequence_kl import sequence_kl
from askless.choose.score.sequence.sequence_least_confidence import sequence_least_confidence
from askless.choose.score.sequence.sequence_margin import sequence_margin
from askless.choose.score.sequence.sequence_vote_entropy import sequence_vote_entropy
from askless.choose.score.sequence.token_entropy import token_entropy
from askless.core.ragged import ragged
from askless.core.taggings import FLOOR
from askless.errors import UnknownNameError

TAGS = 3
LENGTHS = (1, 2, 4)
Belief = dict[tuple[int, ...], float]


def beliefs(seed: int) -> list[Belief]:
    """Probabilities of all taggings of three sentences, from random weights of tags and of pairs."""
    rng = np.random.default_rng(seed)
    found = []
    for length in LENGTHS:
        of_tag, of_pair = rng.normal(size=(length, TAGS)), rng.normal(size=(TAGS, TAGS))
        weights = {
            path: math.exp(
                sum(of_tag[t, y] for t, y in enumerate(path)) + sum(of_pair[a, b] for a, b in itertools.pairwise(path))
            )
            for path in itertools.product(range(TAGS), repeat=length)
        }
        total = sum(weights.values())
        found.append({path: weight / total for path, weight in weights.items()})
    return found


def nats(chances: list[float]) -> float:
    return -sum(p * math.log(p) for p in chances if p > 0)


def marginals(belief: Belief) -> list[list[float]]:
    length = len(next(iter(belief)))
    return [[sum(p for path, p in belief.items() if path[t] == y) for y in range(TAGS)] for t in range(length)]


def best(belief: Belief, n: int) -> list[tuple[int, ...]]:
    return sorted(belief, key=lambda path: -belief[path])[:n]


def padded(logs: list[float], n: int) -> list[float]:
    return logs + [FLOOR] * (n - len(logs))


ONE = beliefs(0)
COMMITTEE = [beliefs(seed) for seed in range(1, 6)]
BEST = np.array([math.log(max(belief.values())) for belief in ONE])
N_BEST = np.array([padded([math.log(belief[path]) for path in best(belief, 10)], 10) for belief in ONE])
WORDS = ragged([np.arange(n) for n in LENGTHS])


def committee_logs() -> tuple[np.ndarray, list[list[list[float]]]]:
    """What a model gives of the committee, and the beliefs over the listed taggings that it stands for."""
    logs, listed = [], []
    for at in range(len(LENGTHS)):
        paths = sorted({path for member in COMMITTEE for path in best(member[at], 5)})
        logs.append([padded([math.log(member[at][path]) for path in paths], 25) for member in COMMITTEE])
        shares = [[member[at][path] for path in paths] for member in COMMITTEE]
        listed.append([[p / sum(share) for p in share] for share in shares])
    return np.array(logs), listed


def test_least_confidence_margin_and_mnlp() -> None:
    top = [sorted(belief.values(), reverse=True) for belief in ONE]
    np.testing.assert_allclose(sequence_least_confidence(BEST), [1 - p[0] for p in top])
    np.testing.assert_allclose(sequence_margin(N_BEST), [p[1] - p[0] for p in top])
    np.testing.assert_allclose(mnlp(BEST, WORDS), [-math.log(p[0]) / n for p, n in zip(top, LENGTHS, strict=True)])


def test_entropies_of_tokens_of_all_taggings_and_of_the_best() -> None:
    by_token = [[nats(chances) for chances in marginals(belief)] for belief in ONE]
    evidence = ragged([np.array(one) for one in by_token])
    for reduce, plain in (("total", sum), ("mean", lambda one: sum(one) / len(one)), ("max", max)):
        np.testing.assert_allclose(token_entropy(evidence, reduce=reduce), [plain(one) for one in by_token])
    exact = np.array([nats(list(belief.values())) for belief in ONE])
    np.testing.assert_allclose(sequence_entropy(exact), exact)
    assert (token_entropy(evidence) >= exact - 1e-12).all(), "tags that hang together are one doubt"
    tops = [[belief[path] for path in best(belief, 10)] for belief in ONE]
    np.testing.assert_allclose(n_best_entropy(N_BEST), [nats([p / sum(top) for p in top]) for top in tops])


def test_a_committee_over_the_taggings_that_one_of_it_holds_for_likely() -> None:
    logs, listed = committee_logs()
    means = [[sum(column) / 5 for column in zip(*shares, strict=True)] for shares in listed]
    np.testing.assert_allclose(sequence_vote_entropy(logs), [nats(mean) for mean in means])
    divergence = [
        sum(p * math.log(p / q) for share in shares for p, q in zip(share, mean, strict=True)) / 5
        for shares, mean in zip(listed, means, strict=True)
    ]
    np.testing.assert_allclose(sequence_kl(logs), divergence)


def test_what_tags_tell_of_the_member() -> None:
    told = []
    for at in range(len(LENGTHS)):
        each = np.array([marginals(member[at]) for member in COMMITTEE])  # members, tokens, tags
        told.append(np.array([nats(each[:, t].mean(axis=0)) - np.mean([nats(p) for p in each[:, t]])
                              for t in range(each.shape[1])]))  # fmt: skip
    np.testing.assert_allclose(bald_tagger(ragged(told)), [one.sum() for one in told])
    np.testing.assert_allclose(bald_tagger(ragged(told), reduce="mean"), [one.mean() for one in told])


def test_a_sentence_with_one_tagging_teaches_nothing() -> None:
    sure = np.array([[0.0, FLOOR, FLOOR]])
    assert n_best_entropy(sure).tolist() == [0.0]
    assert sequence_margin(sure).tolist() == [-1.0]
    assert sequence_kl(sure[:, None].repeat(3, axis=1)).tolist() == [0.0]
    assert sequence_least_confidence(np.array([0.0])).tolist() == [0.0]


def test_a_long_sentence_whose_best_taggings_are_unlikely_is_no_certain_one() -> None:
    logs = np.array([[-400.0, -400.0], [-0.1, -2.4]])
    assert n_best_entropy(logs)[0] > n_best_entropy(logs)[1]
    members = logs[:, None].repeat(2, axis=1)
    assert sequence_vote_entropy(members)[0] > sequence_vote_entropy(members)[1]


def test_sentences_without_words() -> None:
    empty = ragged([np.empty(0), np.array([0.5])])
    for reduce in ("total", "mean", "max"):
        assert token_entropy(empty, reduce=reduce).tolist() == [0.0, 0.5]
    assert mnlp(np.array([0.0, -1.0]), empty).tolist() == [0.0, 1.0]
    for nothing in (empty[:0],):
        assert token_entropy(nothing, reduce="max").shape == (0,)


def test_another_way_to_reduce_is_refused() -> None:
    with pytest.raises(UnknownNameError, match=r"way to reduce.*“sum”.*total"):
        token_entropy(ragged([np.ones(2)]), reduce="sum")  # type: ignore[arg-type]


def test_a_row_without_a_tagging_says_nothing() -> None:
    none = np.full((1, 5, 25), FLOOR)
    assert sequence_vote_entropy(none).tolist() == [0.0]
    assert sequence_kl(none).tolist() == [0.0]
    assert n_best_entropy(none[:, 0]).tolist() == [0.0]
    one = np.log([[[0.5, 0.5], [0.9, 0.1]]])
    silent = np.concatenate([one, np.full((1, 1, 2), FLOOR)], axis=1)
    assert sequence_vote_entropy(silent) == sequence_vote_entropy(one)
    assert sequence_kl(silent) == sequence_kl(one)
