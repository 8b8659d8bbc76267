"""CRFsuite as a tagger, and as the measure of our own field."""

import pickle

import numpy as np
import pytest

from askless.errors import NotReadyError, UsageError
from askless.models.build import build
from askless.models.crf.field import ConditionalRandomField
from askless.models.sequence.adapters import given
from askless.models.sequence.adapters.crfsuite import CrfSuite

from ..conftest import told

SENTENCES = [["Anna", "sleeps"], [], ["Bob", "runs"], ["she", "sleeps"]] * 5
TAGS = [["NAME", "VERB"], [], ["NAME", "VERB"], [None, "VERB"]] * 5


def test_it_tags() -> None:
    tagger = CrfSuite().fit(SENTENCES, TAGS)
    assert tagger.names == ("NAME", "VERB")
    assert tagger.predict([["Bob", "sleeps"], []]) == [["NAME", "VERB"], []]
    first, empty = tagger.predict_marginals([["Bob", "sleeps"], []])
    np.testing.assert_allclose(first.sum(axis=1), 1.0, atol=1e-5)
    assert first.argmax(axis=1).tolist() == [0, 1]
    assert empty.shape == (0, 2)
    again = pickle.loads(pickle.dumps(tagger))
    np.testing.assert_array_equal(again.predict_marginals([["Bob", "runs"]])[0], tagger.predict_marginals(
        [["Bob", "runs"]])[0])  # fmt: skip


def test_nothing_known() -> None:
    with pytest.raises(NotReadyError, match="No token has a known tag"):
        CrfSuite().fit([["a"]], [[None]])
    with pytest.raises(NotReadyError, match="has not been fitted"):
        CrfSuite().predict([["a"]])


def test_a_library_that_is_missing_is_named() -> None:
    with pytest.raises(UsageError, match=r"Missing is not installed\. Install it with: pip install askless\[none\]"):
        given.library("no_such_library", "Missing", "none")


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_over_a_pool(story, other, task) -> None:
    model = build(CrfSuite(max_iterations=30), story.items, task=task)
    model.prepare(story.items)
    rows = np.arange(60)
    model.fit(rows, story.y(task)[rows], n_labels=story.n_labels(task))
    said = model.predict_new(other.items)
    if task == "tags":
        assert (said.codes == np.concatenate(list(other.tags))).mean() > 0.99
    else:
        for at in range(len(said)):
            np.testing.assert_array_equal(said.spans_of(at), other.spans[at])
    assert len(model.token_entropy(rows)) == 60


def test_ours_is_no_worse_on_the_same_columns() -> None:
    """A quick look: what people write is in `benchmarks/sequence_models.py`."""
    train, test = told(150, 5), told(150, 6)
    noise = np.random.default_rng(0)
    tags = [[str(code) if noise.random() < 0.9 else "3" for code in one] for one in train.tags]
    gold = [[str(code) for code in one] for one in test.tags]
    ours = ConditionalRandomField().fit(train.items.raw, tags)
    theirs = CrfSuite().fit(train.items.raw, tags)
    right = []
    for one in (ours, theirs):
        pairs = zip(one.predict(test.items.raw), gold, strict=True)
        right.append(np.mean([a == b for found, wanted in pairs for a, b in zip(found, wanted, strict=True)]))
    assert right[0] >= right[1] - 0.01
