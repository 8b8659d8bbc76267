"""Single words as features."""

from __future__ import annotations

import numpy as np
import pytest

from askless.data.items.of import items_of
from askless.models.single_words import SingleWords

TEXTS = ["prize money now", "free prize money money", "", "lunch with friends", "see friends tomorrow"]


def prepared() -> SingleWords:
    features = SingleWords()
    assert features.prepare(items_of(TEXTS), None, None, later=True) is None
    return features


def test_they_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    features, peer = prepared(), TfidfVectorizer(sublinear_tf=True)
    theirs = peer.fit_transform(TEXTS)
    ((_, union),) = features.steps()
    terms = union.transformer_list[0][1].vocabulary_
    columns = [peer.vocabulary_[term] for term in sorted(terms, key=terms.__getitem__)]
    ours = features.take(np.arange(5)).toarray()
    assert ours == pytest.approx(theirs[:, columns].toarray(), abs=1e-6)
    assert features.transform(TEXTS).toarray() == pytest.approx(ours, abs=1e-6)
    assert union.transform(TEXTS).toarray() == pytest.approx(ours, abs=1e-6)


def test_sums_over_the_pool() -> None:
    features = prepared()
    sums = features.pool()
    assert sums.n == 5
    assert sums.total == pytest.approx(features.take(np.arange(5)).toarray().sum(axis=0))
