"""Questions so far: what they give of none."""

from typing import Any

import numpy as np
import pytest

from askless import SynthesisLearner
from askless.synthesis import Domain
from askless.synthesis.decoders.domain import LatentDomain
from askless.synthesis.decoders.pca_gaussian import PCAGaussian
from askless.synthesis.domain import Category, Real


def test_of_no_question_the_shape_is_that_of_an_item() -> None:
    learner = SynthesisLearner(Domain.box([0.0, 0.0, 0.0], 1.0), labels=["a", "b"])
    assert learner.ask(0).items.shape == (0, 3)
    assert learner.ask(2).items.shape == (2, 3)
    assert learner.items.take(np.array([], dtype=np.int64)).shape == (0, 3)


def test_of_no_row_there_is_an_empty_list() -> None:
    learner = SynthesisLearner(Domain([Real("x", 0, 1), Category("c", ["p", "q"])]), labels=["a", "b"])
    assert learner.ask(0).items == []


@pytest.mark.parametrize("shape", [(4, 5), (6,)])
def test_of_no_picture_too(shape: Any) -> None:
    domain = LatentDomain(PCAGaussian(2), np.random.default_rng(0).random((40, *shape)))
    learner = SynthesisLearner(domain, labels=["a", "b"])
    assert learner.ask(0).items.shape == (0, *shape)
