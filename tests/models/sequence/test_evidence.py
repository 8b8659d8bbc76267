"""Every kind of evidence against all taggings of small sentences, one by one."""

import tracemalloc
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest

from askless.core.ragged import ragged
from askless.core.taggings import FLOOR
from askless.models.build import build
from askless.models.sequence import crf
from askless.models.sequence.crf import SentenceField
from askless.models.sequence.gradient import _pieces

from .conftest import Sentences

RAW = [["a", "b"], [], ["b", "a", "c"], ["a"], ["c", "c", "a", "b"], ["d", "a", "b"], ["a", "b"], ["c", "d"]]
ROWS = np.arange(len(RAW))


@dataclass
class Case:
    """A fitted model, and by hand what it says."""

    model: SentenceField
    items: Sentences

    def scored(self, field: Any, row: int) -> tuple[Any, Any]:
        """All taggings of a sentence and the logarithms of their probabilities, from the weights alone."""
        x, lengths = self.model.features.take(np.array([row]))
        emissions = (x @ field.parameters.emissions).astype(np.float64)
        transitions, k, n = field.parameters.transitions.astype(np.float64), len(field.names), int(lengths[0])
        tags = np.array(list(product(range(k), repeat=n)), dtype=np.int64).reshape(k**n, n)
        scores = emissions[np.arange(n), tags].sum(axis=1) + transitions[tags[:, :-1], tags[:, 1:]].sum(axis=1)
        if field.bio is not None:
            scores -= field.bias * (tags == 0).sum(axis=1)
            inside = (tags == 2) | (tags == 4)
            before = np.concatenate([np.zeros((len(tags), 1), dtype=np.int64), tags[:, :-1]], axis=1)
            wrong = inside & ~((before == tags) | (before == tags - 1))
            keep = ~wrong.any(axis=1)
            tags, scores = tags[keep], scores[keep]
        return tags, scores - np.logaddexp.reduce(scores)

    def marginals(self, field: Any, row: int) -> Any:
        """Probabilities of the tags of each token."""
        tags, logs = self.scored(field, row)
        k = len(field.names)
        return (np.exp(logs)[:, None, None] * np.eye(k)[tags]).sum(axis=0)


@pytest.fixture(scope="module", params=["tags", "spans"])
def case(request) -> Case:
    items = Sentences(RAW)
    model = build(None, items, task=request.param, seed=3)
    model.prepare(items)
    rows = np.array([4, 0, 2, 1])
    if request.param == "tags":
        y = ragged([np.array([2, 2, 0, 1]), np.array([0, 1]), np.array([1, -1, 2]), np.zeros(0, dtype=np.int64)])
        model.fit(rows, y, n_labels=3)
    else:
        y = ragged(
            [np.array(one, dtype=np.int64).reshape(-1, 3) for one in ([[0, 3, 0]], [[0, 1, 1]], [[2, 5, 0]], [])]
        )
        model.bias = 0.5
        model.fit(rows, y, n_labels=2)
    return Case(model, items)


def entropy(proba: Any) -> Any:
    return -(proba * np.log(np.maximum(proba, 1e-300))).sum(axis=-1)


def test_what_one_pass_tells(case: Case) -> None:
    model, field = case.model, case.model._field
    best, whole, each = model.path_log_proba(ROWS), model.sequence_entropy(ROWS), model.token_entropy(ROWS)
    said = model.predicted(ROWS)
    for row in ROWS:
        tags, logs = case.scored(field, row)
        assert best[row] == pytest.approx(logs.max(), abs=1e-4)
        assert whole[row] == pytest.approx(-(np.exp(logs) * logs).sum(), abs=1e-3)
        marginals = case.marginals(field, row)
        left = entropy(marginals)
        if row == 2 and model.task == "tags":
            left[[0, 2]] = 0.0  # answered already
        np.testing.assert_allclose(each[row], left, atol=1e-3)
        here = said.of(row)
        np.testing.assert_array_equal(here, tags[logs.argmax()])
        sure = marginals[np.arange(len(here)), here]
        if model.task == "spans":
            types = np.stack([marginals[:, 0], marginals[:, 1:3].sum(axis=1), marginals[:, 3:].sum(axis=1)], axis=1)
            sure = types[np.arange(len(here)), (here + 1) // 2]
        np.testing.assert_allclose(said.confidence[said.starts[row] : said.starts[row + 1]], sure, atol=1e-4)


def test_the_ten_best(case: Case) -> None:
    found = case.model.n_best_log_proba(ROWS)
    assert found.shape == (len(RAW), 10)
    for row in ROWS:
        logs = np.sort(case.scored(case.model._field, row)[1])[::-1][:10]
        np.testing.assert_allclose(found[row, : len(logs)], logs, atol=1e-3)
        assert (found[row, len(logs) :] == FLOOR).all()
    np.testing.assert_allclose(case.model.n_best_log_proba(np.array([5, 1])), found[[5, 1]], atol=1e-4)


def test_the_committee(case: Case) -> None:
    model = case.model
    found, apart = model.committee_log_proba(ROWS), model.token_disagreement(ROWS)
    members = model._members()
    assert found.shape == (len(RAW), 5, 25)
    assert len(members) == 5
    for row in ROWS:
        each = [case.scored(field, row) for field in members]
        likely: dict[tuple[int, ...], None] = {}
        for tags, logs in each:
            likely.update({tuple(tags[at].tolist()): None for at in np.argsort(-logs, kind="stable")[:5]})
        columns = np.flatnonzero((found[row] > FLOOR).any(axis=0))
        for member, (tags, logs) in enumerate(each):
            by_hand = sorted(logs[[(tags == path).all(axis=1).argmax() for path in likely]])
            np.testing.assert_allclose(sorted(found[row, member, columns]), by_hand, atol=1e-3)
        proba = np.array([case.marginals(field, row) for field in members])
        if len(RAW[row]):
            expected = entropy(proba.mean(axis=0)) - entropy(proba).mean(axis=0)
            np.testing.assert_allclose(apart[row], expected, atol=1e-3)
    assert apart[1].shape == (0,)
    assert max(one.max() for one in apart if len(one)) > 0.01
    np.testing.assert_allclose(model.committee_log_proba(np.array([5, 1])), found[[5, 1]], atol=1e-3)
    np.testing.assert_allclose(model.token_disagreement(np.array([4]))[0], apart[4], atol=1e-4)


def test_the_gradient_is_as_long_as_the_one_made_out(case: Case) -> None:
    found = case.model.gradient_length(ROWS)
    field = case.model._field
    k = len(field.names)
    for row in ROWS:
        tags, logs = case.scored(field, row)
        x = case.model.features.take(np.array([row]))[0].toarray()
        chance, expected = np.exp(logs), 0.0
        pairs = np.zeros((len(tags), k, k))
        for at, path in enumerate(tags):
            np.add.at(pairs[at], (path[:-1], path[1:]), 1.0)
        for at in np.argsort(-logs)[:10]:
            by_token = x.T @ (case.marginals(field, row) - np.eye(k)[tags[at]])
            by_pair = np.tensordot(chance, pairs, axes=1) - pairs[at]
            expected += chance[at] * np.sqrt((by_token**2).sum() + (by_pair**2).sum())
        assert found[row] == pytest.approx(expected, abs=2e-3)
    np.testing.assert_allclose(case.model.gradient_length(np.array([4, 1])), found[[4, 1]], atol=1e-4)


def test_a_committee_is_of_its_fit(story) -> None:
    model = build(None, story.items, task="spans", seed=2)
    model.prepare(story.items)
    rows = np.arange(20)
    model.fit(rows, story.spans[rows], n_labels=2)
    before = model.token_disagreement(np.arange(90))
    model.fit(rows[:10], story.spans[:10], n_labels=2)
    assert any((a != b).any() for a, b in zip(before, model.token_disagreement(np.arange(90)), strict=True))
    model.fit(rows, story.spans[rows], n_labels=2)
    for a, b in zip(before, model.token_disagreement(np.arange(90)), strict=True):
        np.testing.assert_array_equal(a, b)
    assert len(model._members()) == crf.MEMBERS


def test_a_committee_is_whole_whoever_asks_meanwhile(story, monkeypatch) -> None:
    model = build(None, story.items, task="spans", seed=2)
    model.prepare(story.items)
    rows = np.arange(20)
    model.fit(rows, story.spans[rows], n_labels=2)
    fit_rows, seen = crf.ConditionalRandomField.fit_rows, []

    def asking(self: Any, *given: Any) -> Any:
        seen.append(None)
        if len(seen) == 3:  # two members are there
            seen.append(len(model._members()))
        return fit_rows(self, *given)

    monkeypatch.setattr(crf.ConditionalRandomField, "fit_rows", asking)
    assert len(model._members()) == crf.MEMBERS
    assert [one for one in seen if one is not None] == [crf.MEMBERS]
    assert model._members() is model._members()


def test_a_committee_of_an_earlier_fit_is_not_kept_for_the_next(story, monkeypatch) -> None:
    model = build(None, story.items, task="spans", seed=2)
    model.prepare(story.items)
    rows = np.arange(20)
    model.fit(rows, story.spans[rows], n_labels=2)
    fit_rows, seen = crf.ConditionalRandomField.fit_rows, []

    def fitting(self: Any, *given: Any) -> Any:
        seen.append(None)
        if len(seen) == 3:
            model.fit(rows[:10], story.spans[:10], n_labels=2)
        return fit_rows(self, *given)

    monkeypatch.setattr(crf.ConditionalRandomField, "fit_rows", fitting)
    early = model._members()
    late = model._members()
    assert early is not late
    assert any((a.parameters.emissions != b.parameters.emissions).any() for a, b in zip(early, late, strict=True))


def test_no_tagging_of_a_long_sentence_is_taken_for_none() -> None:
    items = Sentences([["a", "b"] * 2, ["b", "a"], ["x", "y", "z"] * 1000])
    model = build(None, items, task="tags", seed=1)
    model.prepare(items)
    model.fit(np.array([0, 1]), ragged([np.array([0, 1, 2, 3]), np.array([3, 0])]), n_labels=4)
    assert model.path_log_proba(np.array([2]))[0] < FLOOR
    best = model.n_best_log_proba(np.array([2]))[0]
    assert best[0] == FLOOR / 2
    assert (best[1:] > FLOOR).all()
    each = model.committee_log_proba(np.array([2]))[0]
    assert (each.max(axis=1) > FLOOR).all()


def test_the_gradient_of_a_long_sentence_takes_no_square_of_it() -> None:
    rng = np.random.default_rng(0)
    items = Sentences([["a", "b", "c"], rng.choice([*"abcdefgh"], 4_000).tolist(), ["b", "a"]])
    model = build(None, items, task="tags", seed=1)
    model.prepare(items)
    model.fit(np.array([0, 2]), ragged([np.array([0, 1, 2]), np.array([1, 0])]), n_labels=3)
    model.gradient_length(np.array([0]))
    tracemalloc.start()
    found = model.gradient_length(np.arange(3))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 60e6  # of 4,000 x 4,000 products there would be 64 MB and more
    np.testing.assert_allclose(model.gradient_length(np.array([2, 0])), found[[2, 0]], atol=1e-4)


def test_long_sentences_are_looked_at_few_at_a_time() -> None:
    lengths = np.array([3, 50, 50, 0, 1, 400, 2, 2, 2])
    pieces = list(_pieces(lengths, 4))
    assert np.concatenate([np.arange(9)[one] for one in pieces]).tolist() == list(range(9))
    assert [one.stop - one.start for one in pieces] == [2, 2, 1, 3, 1]
