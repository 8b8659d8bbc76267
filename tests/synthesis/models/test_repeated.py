"""Every model, taught one point twice: with the same answer, with another one, and with one that is nearly the same."""

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from askless import Real, SynthesisLearner
from askless.core.task import Task
from askless.errors import NotReadyError
from askless.synthesis import Domain
from askless.synthesis.models.gaussian_process import MOST_TO_TUNE, GaussianProcess, spread_over, tuned_after
from askless.synthesis.models.named import model_names, point_model

BOX = Domain.box([0.0, 0.0], [1.0, 1.0])
TWICE = np.array([[0.3, 0.6], [0.3, 0.6]])
AND_ANOTHER = np.array([[0.3, 0.6], [0.3, 0.6], [0.9, 0.1]])
TASKS: tuple[Task, ...] = ("classes", "real")
MODELS = [
    pytest.param(
        task, name, marks=pytest.mark.skipif(name == "botorch" and find_spec("botorch") is None, reason="an extra")
    )
    for task in TASKS
    for name in model_names(BOX, task)
]


def taught(task: Task, name: str, points: Any, answers: list[float]) -> Any:
    """A model that took these answers; what it says of the domain is finite."""
    model = point_model(name, BOX, task)
    labels = 2 if task == "classes" else 0
    model.fit(points, np.array(answers, dtype=np.int64 if labels else np.float64), labels)
    asked = np.concatenate([points, np.random.default_rng(0).random((5, 2))])
    assert np.isfinite(model.predict(asked)).all()
    for kind in model.offers():
        assert np.isfinite(model.evidence(kind, asked)).all(), kind
    if not labels:
        assert np.isfinite(model.std(asked)).all()
    return model


@pytest.mark.parametrize(("task", "name"), MODELS)
def test_the_same_answer_twice_is_too_early(task: Task, name: str) -> None:
    with pytest.raises(NotReadyError):
        taught(task, name, TWICE, [1, 1])


@pytest.mark.parametrize("answers", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("task", "name"), MODELS)
def test_two_answers_at_one_point_are_taken(task: Task, name: str, answers: tuple[int, int]) -> None:
    taught(task, name, TWICE, list(answers))


@pytest.mark.parametrize("answers", [(0, 0, 1), (0, 1, 0), (0, 1, 1)])
@pytest.mark.parametrize(("task", "name"), MODELS)
def test_a_repeated_point_among_others_is_taken(task: Task, name: str, answers: tuple[int, int, int]) -> None:
    taught(task, name, AND_ANOTHER, list(answers))


@pytest.mark.parametrize("name", model_names(BOX, "real"))
@pytest.mark.parametrize("apart", [1e-161, 1e-310])
def test_numbers_too_near_to_calculate_with_count_as_equal(name: str, apart: float) -> None:
    if name == "botorch":
        pytest.importorskip("botorch")
    with pytest.raises(NotReadyError, match=r"lie within .* of one another, which is too little to calculate with"):
        taught("real", name, AND_ANOTHER, [0.0, 0.0, apart])


@pytest.mark.parametrize("name", model_names(BOX, "real"))
def test_numbers_one_digit_apart_are_taken(name: str) -> None:
    if name == "botorch":
        pytest.importorskip("botorch")
    taught("real", name, AND_ANOTHER, [0.1, 0.1, float(np.nextafter(0.1, 1.0))])


@pytest.mark.parametrize("strategy", ["alc", "max_variance", "expected_improvement"])
def test_a_learner_asks_on_while_numbers_are_too_near(strategy: str) -> None:
    learner = SynthesisLearner(BOX, labels=Real(), strategy=strategy)
    for _ in range(5):
        queries = learner.ask()
        learner.tell(queries.ids, [1e-160 * x[0] for x in queries.items])
    with pytest.raises(NotReadyError, match="give them in a smaller unit"):
        learner.predict(BOX.items(AND_ANOTHER))
    learner.tell(learner.ask().ids, [1.0])
    assert len(learner.ask()) == 1


def test_hyperparameters_are_varied_where_those_answers_that_they_are_tuned_to_are_equal() -> None:
    points = np.random.default_rng(0).random((500, 2))
    answers = np.zeros(500)
    size = tuned_after(500)
    answers[np.setdiff1d(np.arange(size), spread_over(size, MOST_TO_TUNE))[0]] = 1.0  # the only one, and left out
    model = GaussianProcess()
    model.fit(points, answers)
    for one in model.variants():
        assert np.isfinite(one.predict(points[:5])).all()
