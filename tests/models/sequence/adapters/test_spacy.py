"""spaCy's components over a pool, learnt from nothing."""

import numpy as np
import pytest

from askless.errors import NotReadyError
from askless.models.build import build
from askless.models.sequence.adapters.spacy import SpacyTagger, _ends

from ..conftest import TYPES

pytestmark = pytest.mark.filterwarnings("ignore")  # of a library that is older than its neighbours
ROWS = np.arange(40)


@pytest.fixture(scope="module", params=["tags", "spans"])
def case(request, story):
    import spacy

    labels = TYPES if request.param == "spans" else None
    model = build(SpacyTagger(spacy.blank("en"), labels, epochs=8, batch=8, seed=1), story.items, task=request.param)
    model.prepare(story.items)
    y = story.y(request.param)[ROWS].copy()
    if request.param == "tags":
        y[3] = np.array([-1, *y[3][1:]])
    model.fit(ROWS, y, n_labels=story.n_labels(request.param))
    return model


def test_it_learns(case, other) -> None:
    said = case.predict_new(other.items)
    if case.task == "tags":
        assert (said.codes == np.concatenate(list(other.tags))).mean() > 0.9
    else:
        gold = {(at, *span) for at, spans in enumerate(other.spans) for span in spans.tolist()}
        assert len(gold & set(map(tuple, said.spans.tolist()))) > 0.8 * len(gold)


def test_how_sure_it_is(case) -> None:
    rows = np.arange(90)
    assert all(np.isfinite(one).all() for one in case.token_entropy(rows))
    assert (case.path_log_proba(rows) <= 0).all()


@pytest.mark.parametrize("tags", [["A", "B"], ["O", "B-X"]])
def test_doubts_of_words_that_it_has_not_seen(tags) -> None:
    import spacy

    words = [["red", "stone"], ["blue", "house"], ["green", "tree"], ["old", "man"]] * 4
    tagger = SpacyTagger(spacy.blank("en"), epochs=3, batch=4).fit(words, [tags] * 16)
    found, empty = tagger.predict_marginals([["stone", "red", "Zanzibar", "man"], []])
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-4)
    assert found.max(axis=1).min() < 0.99
    assert empty.shape == (0, len(tagger.names))


def test_it_predicts_by_itself(case) -> None:
    found = case.estimator().predict([["Anna", "meets", "Bob", "in", "Rome", "."], []])
    assert [len(one) for one in found] == [6, 0]
    assert set(found[0]) <= set(case.estimator().names)


def test_a_pipeline_that_has_learnt_goes_on(story) -> None:
    import spacy

    nlp = spacy.blank("en")
    first = SpacyTagger(nlp, epochs=1).fit([["Anna", "sleeps"]], [["B-PER", "O"]])
    assert nlp.pipe_names == []
    again = SpacyTagger(first._fitted, epochs=1).fit([["Rome", "sleeps"]], [["B-LOC", "O"]])
    assert {"B-PER", "B-LOC"} <= {"B-" + label for label in again._fitted.get_pipe("ner").labels}
    assert again.names == ("O", "B-LOC", "I-LOC")


def test_the_generators_of_the_process_are_left_as_they_were() -> None:
    import random

    import spacy

    random.seed(5)
    state = random.getstate()
    SpacyTagger(spacy.blank("en"), epochs=1).fit([["Anna"]], [["NAME"]])
    assert random.getstate() == state


def test_its_scheme_says_where_spans_end() -> None:
    tags = ["B-A", "B-A", "I-A", "I-A", None, "O", "B-A", None]
    assert _ends(tags) == ["U-A", "B-A", "I-A", "L-A", "-", "O", "U-A", "-"]


def test_an_i_that_begins_a_span_is_one_that_begins() -> None:
    assert _ends(["I-A", "O", "I-A", "I-A", "I-B"]) == ["U-A", "O", "B-A", "L-A", "U-B"]
    assert _ends([None, "I-A", "I-A"]) == ["-", "I-A", "L-A"]


def test_before_a_fit() -> None:
    import spacy

    with pytest.raises(NotReadyError, match="has not been fitted"):
        SpacyTagger(spacy.blank("en")).predict([["a"]])
