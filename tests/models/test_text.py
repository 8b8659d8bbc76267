"""Features of texts."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from askless.errors import ModelError, NotReadyError
from askless.models import text
from askless.models.build import build
from askless.models.text import TextFeatures


def prepared(items, cache=None):
    features = TextFeatures(seed=0)
    features.prepare(items, cache, None)
    return features


def pool_of(pools, raw):
    """A pool of these texts."""
    return type(pools["text"][0])("text", raw)


def test_weights_are_those_of_scikit_learn(pools):
    items, _ = pools["text"]
    matrix = prepared(items).take(np.arange(len(items)))
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(items.raw)
    np.testing.assert_allclose((matrix @ matrix.T).diagonal(), 1, atol=1e-5)  # unit length
    ours = prepared(items)._pool[0]
    np.testing.assert_allclose((ours @ ours.T).toarray(), (words @ words.T).toarray(), atol=1e-5)


def test_the_cache_gives_the_same_features(pools, tmp_path, monkeypatch):
    items, _ = pools["text"]
    first = prepared(items, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    monkeypatch.setattr(text, "_count", None)  # it must not be needed
    again = prepared(items, tmp_path)
    rows = np.arange(len(items))
    assert (first.take(rows) != again.take(rows)).nnz == 0
    np.testing.assert_array_equal(first.embedding(None), again.embedding(None))
    assert (first.transform(["a late goal"]) != again.transform(["a late goal"])).nnz == 0


def test_large_pools_are_counted_in_words_only(pools, monkeypatch):
    items, y = pools["text"]
    monkeypatch.setattr(text, "CHARACTERS_UP_TO", 50)
    monkeypatch.setattr(text, "SAMPLE_TEXTS", 40)
    monkeypatch.setattr(text, "CHUNK", 16)
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), y[:60], n_labels=3)
    assert (model.predict_proba(np.arange(60, 90)).argmax(axis=1) == y[60:]).mean() > 0.7
    assert [name for name, _ in model.estimator().steps[0][1].transformer_list] == ["words"]


def test_progress_goes_from_nothing_to_all(pools):
    items, _ = pools["text"]
    shares = []
    TextFeatures().prepare(items, None, lambda sentence, share: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.parametrize("raw", [["好", "坏", "好坏"], ["a", "b", ""], ["!!!", "???", "..."], ["one"] * 3])
def test_texts_of_few_words(pools, raw):
    features = prepared(pool_of(pools, raw))
    assert np.isfinite(features.embedding(None)).all()
    assert features.take(np.arange(3)).shape[0] == 3
    assert features.transform(["", "new words"]).shape[0] == 2


def test_only_empty_texts_are_labelled(pools):
    items = pool_of(pools, ["", " ", "a word", "more words"])
    model = build(None, items)
    model.prepare(items)
    model.fit(np.array([0, 1]), np.array([0, 1]), n_labels=2)
    np.testing.assert_allclose(model.predict_proba(np.arange(4)), 0.5)


@pytest.mark.parametrize("raw", [[], ["", "  "]])
def test_texts_without_any_word(pools, raw):
    with pytest.raises(ModelError, match="hold no words"):
        prepared(pool_of(pools, raw))


def test_characters_of_a_large_pool_come_later(pools, tmp_path, monkeypatch):
    items, y = pools["text"]
    monkeypatch.setattr(text, "LATER_FROM", 100)
    monkeypatch.setattr(text, "CHUNK", 16)
    rows = np.arange(len(items))
    model = build(None, items)
    steps = model.prepare(items, cache=tmp_path, later=True)
    model.fit(rows[:60], y[:60], n_labels=3)
    words, points = model.predict_proba(rows), model.embedding(rows)
    assert (words[60:].argmax(axis=1) == y[60:]).mean() > 0.7
    next(steps)
    np.testing.assert_array_equal(model.predict_proba(rows), words)  # usable in between
    shares = list(steps)
    assert shares == sorted(shares)
    with pytest.raises(NotReadyError):
        model.predict_proba(rows)  # fitted to features that have grown since
    np.testing.assert_array_equal(model.embedding(rows), points)
    model.fit(rows[:60], y[:60], n_labels=3)
    whole = build(None, items)
    assert whole.prepare(items) is None
    whole.fit(rows[:60], y[:60], n_labels=3)
    np.testing.assert_array_equal(model.predict_proba(rows), whole.predict_proba(rows))
    assert build(None, items).prepare(items, cache=tmp_path, later=True) is None, "the cache has it all"


def test_what_was_left_for_later_may_never_be_done(pools, tmp_path, monkeypatch):
    items, _ = pools["text"]
    monkeypatch.setattr(text, "LATER_FROM", 100)
    first = TextFeatures()
    next(first.prepare(items, tmp_path, None, later=True))
    assert len(list(tmp_path.iterdir())) == 1
    again = TextFeatures()
    assert again.prepare(items, tmp_path, None, later=True) is not None
    assert (first.take(np.arange(9)) != again.take(np.arange(9))).nnz == 0


def test_characters_can_be_left_out(pools):
    items, _ = pools["text"]
    words, both = TextFeatures(characters=False), prepared(items)
    assert words.prepare(items, None, None, later=True) is None
    assert 0 < words.take(np.arange(2)).shape[1] < both.take(np.arange(2)).shape[1]
