"""Models of items over points: estimators, modules, models of BoTorch, and names."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression

from askless.choose.score.declare import scores
from askless.errors import EvidenceError, ModelError, NotReadyError, UnknownNameError, UsageError
from askless.synthesis import Domain
from askless.synthesis.domain import Category, Real
from askless.synthesis.models.gaussian_process import GaussianProcess
from askless.synthesis.models.gaussian_process_classes import GaussianProcessClasses
from askless.synthesis.models.gradients import Autograd, Believing, Joint
from askless.synthesis.models.model import Differentiable
from askless.synthesis.models.named import model_names, point_model
from askless.synthesis.models.of_items import ItemModel

Array = npt.NDArray[np.float64]
BOX = Domain.box([0, -1, 5], [1, 1, 50])
MIXED = Domain([Real("a", 0, 10), Real("b", 1, 1000, log=True), Category("c", ["p", "q"])])


def data(domain: Domain, task: str, n: int = 40) -> tuple[Array, npt.NDArray[Any]]:
    points = domain.sample(n, np.random.default_rng(0))
    numbers = np.sin(5 * points[:, 0]) + points[:, 1]
    return points, numbers if task == "real" else (numbers > 1).astype(np.int64)


def fitted(model: Any, domain: Domain, task: Any, n_labels: int = 2) -> Any:
    found = point_model(model, domain, task, seed=0)
    found.fit(*data(domain, task), n_labels if task == "classes" else 0)
    return found


@pytest.mark.parametrize("domain", [BOX, MIXED], ids=["box", "mixed"])
@pytest.mark.parametrize("task", ["classes", "real"])
def test_every_name_gives_a_model(domain: Domain, task: Any) -> None:
    names = model_names(domain, task)
    assert names[0] == "gaussian_process"
    points, answers = data(domain, task)
    for name in names:
        model = fitted(name, domain, task)
        said = model.predict(points)
        assert said.shape == ((40,) if task == "real" else (40, 2))
        for kind in model.offers():
            found = model.evidence(kind, points[:5])
            assert len(found) == 5
            assert np.isfinite(found).all(), (name, kind)
        if task == "real":
            assert np.corrcoef(said, answers)[0, 1] > 0.7
            assert (model.std(points) > 0).all()
        elif name != "halfspace":  # which has no intercept
            assert (said.argmax(axis=1) == answers).mean() > 0.7
        assert model.estimator() is not None


def test_none_is_a_gaussian_process() -> None:
    assert isinstance(point_model(None, BOX, "real"), GaussianProcess)
    assert isinstance(point_model(None, BOX, "classes"), GaussianProcessClasses)
    own = GaussianProcess()
    assert point_model(own, BOX, "real") is own


def test_unknown_names_and_wrong_answers() -> None:
    with pytest.raises(UnknownNameError, match="gaussian_process"):
        point_model("gausian_process", BOX, "real")
    with pytest.raises(UnknownNameError, match="model of labels"):
        point_model("botorch", BOX, "classes")
    with pytest.raises(ModelError):
        point_model(LogisticRegression(), BOX, "real")
    with pytest.raises(ModelError, match="predicts numbers"):
        point_model(RandomForestRegressor(), BOX, "classes")


def test_a_regressor_of_scikit_learn_has_a_committee() -> None:
    model = fitted(RandomForestRegressor(10, random_state=0), BOX, "real")
    points, answers = data(BOX, "real")
    assert (model.evidence("variance", points) >= 0).all()
    assert np.mean(np.abs(model.predict(points) - answers) <= 2 * model.std(points)) > 0.9
    with pytest.raises(EvidenceError, match="covariance"):
        model.evidence("covariance", points)


def test_a_regressor_that_cannot_read_the_items() -> None:
    model = point_model(RandomForestRegressor(), MIXED, "real")
    with pytest.raises(ModelError, match="turns them into numbers"):
        model.fit(*data(MIXED, "real"), 0)


class Own(ClassifierMixin, BaseEstimator):
    """A classifier of somebody else, that says what it is told to say."""

    def __init__(self, says: Any = 0.5, columns: int = 2) -> None:
        self.says, self.columns = says, columns

    def fit(self, items: Any, answers: Any) -> "Own":
        self.classes_ = np.unique(answers)
        return self

    def predict(self, items: Any) -> Any:
        return np.full(len(items), self.classes_[0])

    def predict_proba(self, items: Any) -> Any:
        if isinstance(self.says, Exception):
            raise self.says
        return np.full((len(items), self.columns), self.says)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        (Own(np.nan), "Own predicts nan, which is no probability."),
        (Own(-3.0), "Own predicts -3, which is no probability."),
        (Own(1.5), "Own predicts 1.5, which is no probability."),
        (Own(1.0, 1), r"Own gives probabilities of shape \(5, 1\) for 2 labels."),
        (Own(KeyError("a")), "Own cannot predict 5 items of the domain: KeyError: 'a'"),
    ],
)
def test_what_a_model_says_is_looked_at_before_it_is_believed(own: Own, says: str) -> None:
    model = fitted(own, BOX, "classes")
    points = data(BOX, "classes")[0][:5]
    with pytest.raises(ModelError, match=says):
        model.predict(points)
    with pytest.raises(ModelError):
        model.evidence("draws", points)


class OwnNumbers(RegressorMixin, BaseEstimator):
    """A regressor of somebody else, that says what it is told to say."""

    def __init__(self, says: Any = 0.5, columns: int = 1) -> None:
        self.says, self.columns = says, columns

    def fit(self, items: Any, answers: Any) -> "OwnNumbers":
        return self

    def predict(self, items: Any) -> Any:
        return np.full((len(items), self.columns), self.says)


def test_numbers_are_looked_at_too() -> None:
    points = data(BOX, "real")[0][:5]
    with pytest.raises(ModelError, match=r"OwnNumbers predicts inf, which is no finite number\."):
        fitted(OwnNumbers(np.inf), BOX, "real").predict(points)
    with pytest.raises(ModelError, match=r"OwnNumbers predicts an array of shape \(5, 2\) where \(5,\) is needed."):
        fitted(OwnNumbers(1.0, 2), BOX, "real").predict(points)
    assert fitted(OwnNumbers(1.0), BOX, "real").predict(points).shape == (5,)


def test_not_ready() -> None:
    model = ItemModel(LogisticRegression(), BOX)
    with pytest.raises(NotReadyError):
        model.predict(np.zeros((1, 3)))
    with pytest.raises(NotReadyError):
        model.fit(np.zeros((2, 3)), np.zeros(2, dtype=np.int64), 2)
    assert "draws" in model.offers()
    number = ItemModel("ridge", BOX, "real")
    with pytest.raises(NotReadyError):
        number.fit(np.zeros((2, 3)), np.zeros(2), 0)


def test_draws_of_an_estimator_are_its_committee() -> None:
    model = fitted(LogisticRegression(), BOX, "classes", 3)
    points, _ = data(BOX, "classes")
    drawn = model.evidence("draws", points)
    assert drawn.shape == (40, 10, 3)
    np.testing.assert_allclose(drawn.sum(axis=2), 1, atol=1e-6)
    assert (drawn[:, :, 2] == 0).all()
    np.testing.assert_array_equal(model.evidence("draws", points[:7]), drawn[:7])
    with pytest.raises(UsageError):
        model.std(points)


def network() -> Any:
    torch = pytest.importorskip("torch")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return torch.nn.Sequential(
            torch.nn.Linear(3, 16), torch.nn.Tanh(), torch.nn.Dropout(0.2), torch.nn.Linear(16, 2)
        )


@pytest.mark.parametrize("name", ["bald", "entropy", "margin", "mean_std"])
def test_scores_of_a_module_have_the_gradient_of_differences(name: str) -> None:
    model = fitted(network(), Domain.box([0, -1, 0], [1, 1, 2]), "classes")
    score = scores.get(name)
    (kind,) = score.needs
    assert isinstance(model, Autograd)
    assert model.derives(kind)
    points = 0.1 + 0.8 * np.random.default_rng(1).random((4, 3))
    value, gradient = model.derived(kind, points, score.function)
    np.testing.assert_allclose(value, score.function(model.evidence(kind, points)), atol=1e-5)
    near = np.empty_like(gradient)
    for column in range(3):
        step = np.zeros(3)
        step[column] = 0.01  # modules compute in single precision
        up, down = (model.derived(kind, points + sign * step, score.function)[0] for sign in (1, -1))
        near[:, column] = (up - down) / 0.02
    np.testing.assert_allclose(gradient, near, atol=0.02 * np.abs(near).max() + 1e-4)


def test_what_has_no_gradient_says_so() -> None:
    assert not ItemModel(LogisticRegression(), BOX).derives("proba")
    torch = pytest.importorskip("torch")
    plain = fitted(torch.nn.Linear(3, 2), BOX, "classes")
    assert plain.derives("proba")
    assert not plain.derives("draws")  # it has no dropout: its draws are those of a committee
    assert plain.evidence("draws", data(BOX, "classes")[0]).shape == (40, 10, 2)


def botorch_models() -> list[Any]:
    pytest.importorskip("botorch")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from botorch.models import SingleTaskGP
    import torch

    points, answers = data(BOX, "real")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = SingleTaskGP(torch.as_tensor(points[:5]), torch.as_tensor(answers[:5])[:, None])
    return ["botorch", SingleTaskGP, made]


@pytest.mark.parametrize("which", [0, 1, 2], ids=["name", "class", "object"])
def test_a_model_of_botorch(which: int) -> None:
    given = botorch_models()[which]
    model = fitted(given, BOX, "real")
    points, answers = data(BOX, "real")
    assert np.corrcoef(model.predict(points), answers)[0, 1] > 0.99
    assert isinstance(model, Differentiable)
    assert isinstance(model, Joint)
    assert isinstance(model, Believing)
    with pytest.raises(UsageError, match="predicts numbers"):
        point_model(given if which else botorch_models()[1], BOX, "classes")


def test_gradients_of_botorch_are_those_of_differences() -> None:
    model = fitted(botorch_models()[1], BOX, "real")
    rng = np.random.default_rng(2)
    points, fixed = 0.1 + 0.8 * rng.random((4, 3)), rng.random((5, 3))
    mean, variance, of_mean, of_variance = model.moments(points)
    np.testing.assert_allclose(mean, model.predict(points))
    np.testing.assert_allclose(variance, model.evidence("variance", points))
    np.testing.assert_allclose(variance, np.diag(model.covariance(points, points)), atol=1e-8)
    weights = rng.standard_normal((4, 5))
    back = model.covariance_with(fixed)(points)[1](weights)
    for column in range(3):
        step = np.zeros(3)
        step[column] = 1e-5
        up, down = points + step, points - step
        np.testing.assert_allclose(of_mean[:, column], (model.predict(up) - model.predict(down)) / 2e-5, atol=1e-5)
        apart = model.evidence("variance", up) - model.evidence("variance", down)
        np.testing.assert_allclose(of_variance[:, column], apart / 2e-5, atol=1e-5)
        moved = (weights * (model.covariance(up, fixed) - model.covariance(down, fixed))).sum(axis=1)
        np.testing.assert_allclose(back[:, column], moved / 2e-5, atol=1e-5)


def test_botorch_believes_its_own_mean() -> None:
    model = fitted(botorch_models()[1], BOX, "real")
    points = np.random.default_rng(3).random((6, 3))
    believed = model.believing(points[:2])
    np.testing.assert_allclose(believed.predict(points), model.predict(points), atol=1e-4)
    assert (believed.evidence("variance", points) <= model.evidence("variance", points) + 1e-9).all()
    assert believed.evidence("variance", points)[0] < 0.9 * model.evidence("variance", points)[0]
