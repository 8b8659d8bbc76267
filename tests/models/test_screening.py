"""The model that finds few relevant texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from askless.data.items.of import items_of
from askless.data.labels.classes import Classes
from askless.errors import UnknownNameError, UsageError
from askless.models.build import build
from askless.models.built_in import built_in, check_fit, offers, parted
from askless.models.save import load, save
from askless.models.screening import NaiveBayes, weights
from askless.models.single_words import PoolSums

TEXTS = ["prize money now", "free prize money", "lunch with friends", "lunch tomorrow then", "see friends tomorrow"] * 4
CODES = np.array([1, 1, 0, 0, 0] * 4)


@given(st.integers(2, 4), st.integers(1, 6), st.integers(0, 10_000))
def test_weights_are_distributions(k: int, n_features: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    logs = weights(rng.random((k, n_features)), rng.integers(1, 50, k), 0, smoothing=0.1)
    assert np.exp(logs).sum(axis=1) == pytest.approx(np.ones(k))


def test_doubling_every_label_of_a_class_changes_only_the_smoothing() -> None:
    sums, counts = np.array([[3.0, 1.0], [1.0, 2.0]]), np.array([4, 3])
    twice = weights(sums * [[2], [1]], counts * [2, 1], 1, smoothing=1e-12)
    assert twice == pytest.approx(weights(sums, counts, 1, smoothing=1e-12))


def test_it_is_multinomial_naive_bayes_with_weighted_samples() -> None:
    from sklearn.naive_bayes import MultinomialNB

    x = csr_matrix(np.random.default_rng(0).random((12, 5)))
    y = np.array([0] * 9 + [1] * 3)
    of_row = np.where(y == 1, 9 / 3, 3 / 9)  # three relevant ones weigh as nine, and the other way round
    peer = MultinomialNB(alpha=0.1).fit(x, y, sample_weight=of_row)
    sums = np.stack([np.asarray(x[y == code].sum(axis=0)).ravel() for code in (0, 1)])
    ours = weights(sums, np.array([9, 3]), 1, smoothing=0.1)
    assert ours == pytest.approx(peer.feature_log_prob_)
    fitted = NaiveBayes(find=1, factor=1.0).fit(x, y, 0)
    assert fitted.coef == pytest.approx(peer.feature_log_prob_[1] - peer.feature_log_prob_[0], abs=1e-5)


def test_unlabelled_texts_count_as_the_others() -> None:
    x = csr_matrix(np.random.default_rng(0).random((12, 5)))
    rows, y = np.array([0, 1, 2, 3]), np.array([0, 0, 0, 1])
    whole = PoolSums(np.asarray(x.sum(axis=0)).ravel(), 12)
    fitted = NaiveBayes(find=1, factor=1.0, pool=lambda: whole).fit(x[rows], y, 0)
    found, rest = x[[3]].toarray().sum(axis=0), x[[*range(3), *range(4, 12)]].toarray().mean(axis=0)
    odds = [w / w.sum() for w in (3 * found + 0.1, rest + 0.1)]  # three weigh as one, and one as three
    assert fitted.coef == pytest.approx(np.log(odds[0] / odds[1]), abs=1e-5)
    assert fitted.intercept == pytest.approx(np.log(1 / 3), abs=1e-6)


@given(st.integers(2, 4), st.integers(1, 6), st.integers(0, 10_000))
def test_a_pool_without_unlabelled_texts_changes_nothing(k: int, n_features: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sums, counts = rng.random((k, n_features)), rng.integers(1, 50, k)
    less = PoolSums(sums.sum(axis=0) * rng.choice([0.5, 1.0]), int(counts.sum()))  # less in a resample
    assert weights(sums, counts, 0, smoothing=0.1, pool=less) == pytest.approx(weights(sums, counts, 0, smoothing=0.1))


def test_unlabelled_texts_are_left_alone_while_what_to_find_is_not_known() -> None:
    x, y, whole = csr_matrix(np.eye(4)[:2]), np.array([0, 1]), PoolSums(np.ones(4), 4)
    plain = NaiveBayes().fit(x, y, 0)
    for find in (None, 2):
        assert np.array_equal(NaiveBayes(find=find, pool=lambda: whole).fit(x, y, 0).coef, plain.coef)


def test_what_to_find_can_be_told() -> None:
    x, y = csr_matrix(np.eye(4)), np.array([0, 0, 1, 2])
    told, other, rarest = (NaiveBayes(find=find).fit(x, y, 0) for find in (1, 2, None))
    assert np.array_equal(told.coef, rarest.coef)  # the first of two that are as rare
    assert not np.array_equal(told.coef, other.coef)


def test_of_two_classes_each_weighs_as_much_as_the_other_was_labelled() -> None:
    x, y = csr_matrix(np.eye(4)), np.array([0, 0, 0, 1])
    told, other = (NaiveBayes(find=find).fit(x, y, 0) for find in (1, 0))
    assert np.array_equal(told.coef, other.coef)


def test_three_classes_and_one_to_find_that_is_not_labelled_yet() -> None:
    x, y = csr_matrix(np.eye(3)), np.array([0, 2, 3])
    fitted = NaiveBayes(find=1).fit(x, y, 0)
    assert fitted.classes.tolist() == [0, 2, 3]
    assert fitted.proba(x).argmax(axis=1).tolist() == [0, 1, 2]


def test_the_model_tells_texts_apart_and_survives_saving(tmp_path: Path) -> None:
    items = items_of(TEXTS)
    model = build("screening(1)", items)
    model.prepare(items)
    summary = model.fit(np.arange(20), CODES, n_labels=2)
    assert summary["classifier"] == "naive_bayes"
    assert model.predict_new(["prize money", "friends at lunch"]).argmax(axis=1).tolist() == [1, 0]
    save(model, Classes(("other", "relevant")), items, tmp_path, trained_on=20)
    loaded, new = load(tmp_path), ["prize money", "friends at lunch"]
    assert loaded.predict(new).tolist() == ["relevant", "other"]
    assert loaded.predict_proba(new) == pytest.approx(model.predict_new(new), abs=1e-5)


def test_only_a_model_that_finds_is_told_what_to_find() -> None:
    assert built_in("screening(1)", "text", seed=0).classifier.find == 1
    assert built_in("screening", "text", seed=0).classifier.find is None
    assert offers("screening(0)", "text") == offers("screening", "text")
    check_fit("screening(0)", "text")
    with pytest.raises(UsageError, match="not a model that is told"):
        parted("tfidf_linear(1)")
    with pytest.raises(UsageError, match="not a model that is told"):
        parted("screening(relevant)")
    with pytest.raises(UnknownNameError):
        check_fit("screening(0)", "images")
