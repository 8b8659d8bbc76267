"""Any tagger over a pool; our own field stands for others."""

import numpy as np
import pytest

from askless.core.ragged import ragged
from askless.errors import ModelError, NotReadyError, UsageError
from askless.models.build import build
from askless.models.crf.field import ConditionalRandomField
from askless.models.crf.training import Settings
from askless.models.model import SequenceModel
from askless.models.sequence.crf import SentenceField
from askless.models.sequence.tagger import Tagger, TaggerModel

from .conftest import TAGS, TYPES

ROWS, ALL = np.arange(60), np.arange(90)


class Wrapped:
    """A tagger that is not known to be a field."""

    def __init__(self, labels=None):
        self.names, self.labels, self._field = (), labels, None

    def fit(self, sentences, tags):
        self._field = ConditionalRandomField().fit(sentences, tags)
        self.names = self._field.names
        return self

    def predict(self, sentences):
        to = dict(zip(self._field.names, self.names, strict=True))
        return [[to[tag] for tag in one] for one in self._field.predict(sentences)]

    def predict_marginals(self, sentences):
        return self._field.predict_marginals(sentences)


@pytest.fixture(params=["tags", "spans"])
def case(request, story):
    model = build(Wrapped(), story.items, task=request.param)
    model.prepare(story.items)
    return model, story.y(request.param), story.n_labels(request.param)


def test_it_is_a_model_of_sentences(case) -> None:
    assert isinstance(case[0], SequenceModel)
    assert isinstance(case[0], TaggerModel)
    assert case[0].name == "Wrapped"
    assert isinstance(ConditionalRandomField(), Tagger)


def test_it_says_what_the_field_says(case, story, other) -> None:
    model, y, k = case
    assert model.fit(ROWS, y[ROWS], n_labels=k)["labels"] == 60
    ours = build(None, story.items, task=model.task)
    ours.prepare(story.items)
    ours.fit(ROWS, y[ROWS], n_labels=k)
    np.testing.assert_array_equal(model.predicted(ALL).codes, ours.predicted(ALL).codes)
    np.testing.assert_array_equal(model.predicted(ALL).spans, ours.predicted(ALL).spans)
    np.testing.assert_array_equal(model.predict_new(other.items).spans, ours.predict_new(other.items).spans)
    np.testing.assert_array_equal(model.predict_new(other.items.raw).codes, ours.predict_new(other.items).codes)
    for one, two in zip(model.token_entropy(ALL), ours.token_entropy(ALL), strict=True):
        np.testing.assert_allclose(one, two, atol=0.3)
    assert (model.path_log_proba(ALL) <= 0).all()
    assert model.path_log_proba(np.array([7])).tolist() == [0.0]
    np.testing.assert_array_equal(model.embedding(), ours.embedding())
    assert [one.tolist() for one in model.words(ALL)] == [one.tolist() for one in ours.words(ALL)]
    names = TAGS if model.task == "tags" else TYPES
    assert model.estimator(names).predict(other.items.raw) == ours.estimator(names).predict(other.items.raw)


def test_nothing_is_left_to_ask_of_words_that_are_known(case, story) -> None:
    """As in the built-in field; sentences that are answered wholly keep what the tagger says of them."""
    model, y, k = case
    answers = list(y[ROWS])
    first = story.items.offsets(3).tolist()[0]
    if model.task == "tags":
        answers[3] = np.concatenate([[-1], answers[3][1:]])
    else:
        kept = [span for span in answers[3].tolist() if span[0] >= first[1]]
        answers[3] = np.array([[first[0], first[1], -1], *kept], dtype=np.int64)
    before = model.fit(ROWS, y[ROWS], n_labels=k) and model.token_entropy(ROWS)
    assert all((one > 0).any() for one, n in zip(before, story.items.lengths()[ROWS], strict=True) if n)
    model.fit(ROWS, ragged(answers), n_labels=k)
    open_, other = model.token_entropy(np.array([3, 4]))
    assert open_[0] > 0
    assert (open_[1:] == 0).all()
    assert (other > 0).any()


def test_it_begins_anew_each_time(case) -> None:
    model, y, k = case
    model.fit(ROWS, y[ROWS], n_labels=k)
    before = model.predicted(ALL).confidence
    twin = model.clone()
    with pytest.raises(NotReadyError, match="has not been fitted yet"):
        twin.predicted(ALL)
    twin.fit(ROWS[:20], y[:20], n_labels=k)
    np.testing.assert_array_equal(model.predicted(ALL).confidence, before)
    twin.fit(ROWS, y[ROWS], n_labels=k)
    np.testing.assert_array_equal(twin.predicted(ALL).confidence, before)
    with pytest.raises(NotReadyError, match="There is no answer yet"):
        twin.fit(ROWS[:0], y[:0], n_labels=k)


def test_labels_may_have_the_taggers_names(story) -> None:
    given = Wrapped(labels=TAGS)
    model = build(given, story.items, task="tags")
    model.prepare(story.items)
    model.fit(ROWS, story.tags[ROWS], n_labels=4)
    assert set(model.estimator().names) == set(TAGS)
    assert model.predicted(np.arange(60, 90)).codes.tolist() == np.concatenate(list(story.tags[60:])).tolist()
    assert given.names == ()


def test_objects(story) -> None:
    field = build(ConditionalRandomField(Settings(epochs=2), bias=1.0, seed=4), story.items, task="spans")
    assert isinstance(field, SentenceField)
    assert (field.settings.epochs, field.bias, field.seed) == (2, 1.0, 4)
    assert build(field, story.items, task="spans") is field
    for wrong in (3, print, Wrapped):
        with pytest.raises(ModelError, match="spans of a text: it tags no words"):
            build(wrong, story.items, task="spans")
    for tagger in (ConditionalRandomField(), Wrapped()):
        with pytest.raises(ModelError, match="tags the words of sentences, but answers are one label here"):
            build(tagger, story.items)


def test_a_text_that_was_not_parted_is_refused(case) -> None:
    model, y, k = case
    model.fit(ROWS, y[ROWS], n_labels=k)
    with pytest.raises(UsageError, match="“Anna met Bob” is a text, not a list of words"):
        model.predict_new(["Anna met Bob"])
