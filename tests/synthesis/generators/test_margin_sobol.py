"""Margin with a share of spread questions."""

import numpy as np
import pytest

from askless import SynthesisLearner
from askless.synthesis import Domain
from askless.synthesis.generators.generator import generators
from askless.synthesis.generators.margin_sobol import EVERY
from askless.synthesis.models.named import point_model
from askless.synthesis.round import Round

BOX = Domain.box([0, 0], [1, 1])
NOTHING = np.empty((0, 2))


@pytest.fixture(scope="module")
def round() -> Round:
    points = np.random.default_rng(0).random((30, 2))
    codes = (points[:, 0] > 0.5).astype(np.int64)
    model = point_model(None, BOX, "classes", seed=0)
    model.fit(points, codes, 2)
    return Round(BOX, "classes", ("left", "right"), points, codes, NOTHING, NOTHING, NOTHING, np.empty(0), model, 0, 30)


def test_one_question_in_four_is_spread(round: Round) -> None:
    found = generators.get("margin_sobol").propose(round, 6)
    evenly = [at for at, why in enumerate(found.why) if "evenly" in why]
    assert evenly == [at for at in range(6) if (30 + at) % EVERY == EVERY - 1]
    torn = np.delete(found.points, evenly, axis=0)
    np.testing.assert_array_equal(torn, generators.get("margin").propose(round, len(torn)).points)
    assert (np.abs(torn[:, 0] - 0.5) < 0.2).all()
    alone = generators.get("sobol").propose(round, len(evenly))
    np.testing.assert_array_equal(found.points[evenly], alone.points)


def test_a_small_island_is_found_though_the_model_takes_it_for_nothing() -> None:
    """Questions that only follow the model may all lie at the rim then."""

    def label(item: np.ndarray) -> str:
        return "in" if ((item - [0.7, 0.65]) ** 2).sum() < 0.16**2 or ((item - 0.2) ** 2).sum() < 0.15**2 else "out"

    learner = SynthesisLearner(BOX, labels=["in", "out"], strategy="margin_sobol")
    for _ in range(48):
        queries = learner.ask()
        learner.tell(queries.ids, [label(queries.items[0])])
    tests = BOX.sample(500, np.random.default_rng(5), "random")
    said = learner.predict(tests)
    assert np.mean([one == label(item) for one, item in zip(said, tests, strict=True)]) > 0.93


def test_it_is_what_asks_for_labels_if_nobody_names_another() -> None:
    assert SynthesisLearner(BOX, labels=["in", "out"]).strategy == "margin_sobol"
