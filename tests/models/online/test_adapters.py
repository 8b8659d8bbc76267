"""Models of river and scikit-learn behave in a stream as ours do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Perceptron, SGDClassifier, SGDRegressor
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from askless.core.pack import pack, unpack
from askless.errors import ModelError, UnknownNameError, UsageError
from askless.models.online.committee import Committee
from askless.models.online.make import online_model
from askless.models.online.naive_bayes import NaiveBayes
from askless.models.online.online import Draws, OnlineModel
from askless.models.online.partial_fit import PartialFitModel
from askless.models.online.repeats import Repeats
from askless.models.online.softmax import Softmax
from askless.models.online.windowed import WindowedModel

river = pytest.importorskip("river")
from river import compose, feature_extraction, linear_model, naive_bayes, preprocessing, tree  # noqa: E402

CLASSIFIERS: dict[str, Callable[[], Any]] = {
    "softmax": lambda: "softmax",
    "naive_bayes": lambda: "naive_bayes",
    "committee": lambda: "committee(naive_bayes, members=4)",
    "hoeffding_tree": lambda: "hoeffding_tree(grace_period=20)",
    "adaptive_forest": lambda: "adaptive-forest(n_models=3)",
    "leveraging_bagging": lambda: "leveraging_bagging(n_models=3)",
    "river naive Bayes": naive_bayes.GaussianNB,
    "river pipeline": lambda: preprocessing.StandardScaler() | tree.HoeffdingTreeClassifier(grace_period=20),
    "SGD hinge": lambda: SGDClassifier(random_state=0),
    "SGD log": lambda: SGDClassifier(loss="log_loss", random_state=0),
    "perceptron": lambda: Perceptron(random_state=0),
    "GaussianNB": GaussianNB,
    "MLP": lambda: MLPClassifier((8,), learning_rate_init=0.05, random_state=0),
    "logistic": lambda: LogisticRegression(),
    "SVC": lambda: LinearSVC(),
    "tree": lambda: DecisionTreeClassifier(random_state=0),
    "pipeline": lambda: make_pipeline(StandardScaler(), LogisticRegression()),
}
REGRESSORS: dict[str, Callable[[], Any]] = {
    "linear": lambda: None,
    "committee": lambda: "committee(linear, members=4)",
    "hoeffding_tree": lambda: "hoeffding_tree(grace_period=20)",
    "adaptive_forest": lambda: "adaptive_forest(n_models=3)",
    "river linear": lambda: preprocessing.StandardScaler() | linear_model.LinearRegression(),
    "SGD": lambda: SGDRegressor(random_state=0),
    "forest": lambda: RandomForestRegressor(10, random_state=0),
}


def drawn(n: int, k: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, k, n)
    y[:k] = np.arange(k)
    return 2.0 * np.eye(4)[y] + 0.5 * rng.normal(size=(n, 4)), y


def taught(model: Any, x: np.ndarray, y: np.ndarray, batch: int = 20) -> Any:
    for start in range(0, len(y), batch):
        model.learn(x[start : start + batch], y[start : start + batch])
    return model


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier(name: str) -> None:
    """Before learning, one class, more classes, gaps, more features, and a twin."""
    model = online_model(CLASSIFIERS[name]())
    assert isinstance(model, OnlineModel)
    assert not model.real
    x, y = drawn(300)
    gaps = x.copy()
    gaps[::7, 3] = 0.0 if model.takes == "scaled" else np.nan
    np.testing.assert_allclose(model.predict(gaps, 3), 1 / 3)
    model.learn(gaps[:1], np.array([0]))
    model.learn(gaps[1:3], np.array([0, 0]))
    assert np.isfinite(model.predict(gaps, 2)).all()
    taught(model, gaps[3:150], y[3:150] % 2)
    taught(model, gaps[150:], y[150:])
    proba = model.predict(gaps, 5)
    assert proba.shape == (300, 5)
    assert proba.dtype == np.float64
    assert (proba >= 0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert (proba[150:].argmax(axis=1) == y[150:]).mean() > 0.6
    wider = np.column_stack([gaps, y.astype(np.float64)])
    assert model.predict(wider, 3).shape == (300, 3)
    taught(model, wider, y)
    assert (model.predict(wider, 3).argmax(axis=1) == y).mean() > 0.7
    twin = model.fresh()
    np.testing.assert_allclose(twin.predict(x, 4), 0.25)
    assert (model.predict(wider, 3).argmax(axis=1) == y).mean() > 0.7, "the twin shares nothing"


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_weights_count(name: str) -> None:
    x, y = drawn(400, k=2)
    wrong = np.where(np.arange(400) % 2 == 0, y, 1 - y)
    weights = np.where(np.arange(400) % 2 == 0, 2.0, 0.0)
    model = online_model(CLASSIFIERS[name]())
    for start in range(0, 400, 20):
        part = slice(start, start + 20)
        model.learn(x[part], wrong[part], weights[part])
    assert (model.predict(x, 2).argmax(axis=1) == y).mean() > 0.9


@pytest.mark.parametrize("name", REGRESSORS)
def test_a_regressor(name: str) -> None:
    model = online_model(REGRESSORS[name](), real=True)
    assert model.real
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 3))
    y = 5.0 + 3.0 * x[:, 0] + 0.1 * rng.normal(size=600)
    assert (model.predict(x, 0) == 0.0).all()
    taught(model, x, y)
    said = model.predict(x, 0)
    assert said.shape == (600,)
    assert np.abs(said - y)[300:].mean() < 1.5
    assert (model.fresh().predict(x, 0) == 0.0).all()


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_the_same_calls_give_the_same(name: str) -> None:
    x, y = drawn(120)
    first, second = (taught(online_model(CLASSIFIERS[name]()), x, y).predict(x, 3) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_state_goes_round_or_there_is_none(name: str) -> None:
    x, y = drawn(330)
    model, other = (online_model(CLASSIFIERS[name]()) for _ in range(2))
    taught(model, x[:230], y[:230])
    state = model.state()
    if state is None:
        assert name not in {"softmax", "naive_bayes", "committee", "logistic", "tree"}
        return
    other.restore(unpack(pack(state)))
    np.testing.assert_array_equal(model.predict(x, 3), other.predict(x, 3))
    for both in (model, other):
        taught(both, x[230:], y[230:])
    np.testing.assert_array_equal(model.predict(x, 3), other.predict(x, 3))


def test_river_gets_dicts_without_gaps() -> None:
    model = online_model(tree.HoeffdingTreeClassifier(grace_period=20))
    items = [{"a": 1.0, "b": "x", "c": None, "d": float("nan"), "e": ""}, {"a": float("inf"), "b": "y", "c": pd.NA}]
    model.learn(items * 50, np.array([0, 1] * 50))
    assert model.predict(items, 2).argmax(axis=1).tolist() == [0, 1]
    assert model.predict([{}], 2).shape == (1, 2)
    frame = pd.DataFrame({"a": [1.0, None], "b": ["x", "y"]})
    assert model.predict(frame, 2).argmax(axis=1).tolist() == [0, 1]
    assert model.predict([row for _, row in frame.iterrows()], 2).argmax(axis=1).tolist() == [0, 1]


def test_river_reads_texts() -> None:
    model = online_model(compose.Pipeline(feature_extraction.BagOfWords(), naive_bayes.MultinomialNB()))
    model.learn(["free prize", "lunch at noon"] * 10, np.array([1, 0] * 10))
    assert model.predict(["a prize", "lunch"], 2).argmax(axis=1).tolist() == [1, 0]


def test_river_without_probabilities_names_a_label() -> None:
    from river.base import Classifier

    class Last(Classifier):
        """Names the last label."""

        def __init__(self) -> None:
            self.label = None

        @property
        def _multiclass(self) -> bool:
            return True

        def learn_one(self, x: Any, y: Any) -> None:
            self.label = y

        def predict_one(self, x: Any, **_: Any) -> Any:
            return self.label

    model = online_model(Last())
    assert model.predict([[1.0]], 2).tolist() == [[0.5, 0.5]]
    model.learn([[1.0]], np.array([1]))
    assert model.predict([[1.0]], 2).tolist() == [[0.0, 1.0]]


def test_river_of_two_labels_says_so() -> None:
    model = online_model(linear_model.LogisticRegression())
    x, y = drawn(50)
    model.learn(x, y % 2)
    assert model.predict(x, 2).shape == (50, 2)
    with pytest.raises(ModelError, match="OneVsRestClassifier"):
        model.learn(x, y)
    with pytest.raises(ModelError, match="could not learn: TypeError"):
        model.learn([{"a": "text"}], np.array([1]))


def test_a_new_class_starts_an_estimator_anew_from_the_last_answers() -> None:
    x, y = drawn(400)
    model = PartialFitModel(GaussianNB(), buffer=100)
    taught(model, x[:200], y[:200] % 2)
    taught(model, x[200:], y[200:])
    whole = PartialFitModel(GaussianNB())
    whole.predict(x, 3)  # all labels are declared before the first answer
    whole.learn(x[100:200], y[100:200] % 2)
    taught(whole, x[200:], y[200:])
    np.testing.assert_allclose(model.predict(x, 3), whole.predict(x, 3), atol=1e-5)


def test_an_estimator_that_cannot_is_named() -> None:
    model = online_model(MultinomialNB())
    x, y = drawn(50)
    with pytest.raises(ModelError, match="MultinomialNB could not learn: Negative values"):
        model.learn(x - 3.0, y)
    model = online_model(LogisticRegression(C=-1.0))
    with pytest.raises(ModelError, match="LogisticRegression could not learn: "):
        model.learn(x, y)


def test_a_window_is_bounded_and_forgets() -> None:
    x, y = drawn(900)
    model = taught(WindowedModel(LogisticRegression(), window=100, every=50), x[:450], y[:450])
    taught(model, x[450:], (y[450:] + 1) % 3)
    assert len(model.state()["y"]) <= 150
    assert (model.predict(x, 3).argmax(axis=1) == (y + 1) % 3).mean() > 0.9
    assert taught(WindowedModel(HistGradientBoostingClassifier()), x[:200], y[:200], 100).predict(x, 3).shape == (
        900,
        3,
    )


def test_a_window_of_one_label_says_how_sure_it_is() -> None:
    model = WindowedModel(DummyClassifier())
    model.learn(np.ones((3, 2)), np.zeros(3, dtype=np.int64))
    np.testing.assert_allclose(model.predict(np.ones((1, 2)), 2), [[0.8, 0.2]])


def test_members_of_a_committee_differ_and_agree_in_the_end() -> None:
    x, y = drawn(2_000, k=2)
    committee = Committee(NaiveBayes(), members=6, seed=3)
    assert isinstance(committee, Draws)
    taught(committee, x[:10], y[:10], 1)
    early = committee.draws(x, 2).std(axis=1).mean()
    taught(committee, x, y)
    draws = committee.draws(x, 2)
    assert draws.shape == (2_000, 6, 2)
    assert early > draws.std(axis=1).mean() > 0.0
    np.testing.assert_allclose(draws.mean(axis=1), committee.predict(x, 2))
    single = taught(Committee(NaiveBayes(), members=6, seed=3), x, y, 7)
    batch = taught(Committee(NaiveBayes(), members=6, seed=3), x, y, 500)
    np.testing.assert_allclose(single.predict(x, 2), batch.predict(x, 2), atol=1e-9)
    assert not np.array_equal(committee.predict(x, 2), taught(Committee(seed=4), x, y).predict(x, 2))
    assert Committee(online_model("hoeffding_tree")).state() is None


def test_weights_become_repetitions() -> None:
    weights = np.random.default_rng(0).uniform(0.0, 3.0, 1_000)
    once, parts = Repeats(), Repeats()
    times = once.of(weights)
    np.testing.assert_array_equal(times, np.concatenate([parts.of(part) for part in np.split(weights, 50)]))
    assert abs(times.sum() - weights.sum()) < 1.0
    assert Repeats().of(np.array([1e9])).tolist() == [100]


def test_what_is_given_stays_as_it_was() -> None:
    x, y = drawn(100)
    for given in (GaussianNB(), LogisticRegression(), naive_bayes.GaussianNB()):
        before = repr(vars(given))
        taught(online_model(given), x, y)
        assert repr(vars(given)) == before
    ours = Softmax()
    taught(online_model(ours), x, y)
    assert ours.state()["weights"].size == 0


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        (3, "3 is no model of a stream"),
        (GaussianNB, "`GaussianNB` is a class, not a model"),
        (StandardScaler(), "is no model of a stream"),
        ("softmax(foo=1)", "Its options are: forgetting, prior"),
        ("softmax(forgetting=", "cannot be read"),
        ("softmax(forgetting=__import__('os'))", "cannot be read"),
        ("softmax(forgetting=2)", "`forgetting` is 2"),
        ("linear", "predicts numbers, but the answers are classes"),
        (SGDRegressor(), "predicts numbers, but the answers are classes"),
        ("hoeffding_tree(nonsense=1)", "HoeffdingTreeClassifier of river could not be made"),
    ],
)
def test_what_is_no_model(model: object, problem: str) -> None:
    with pytest.raises(UsageError, match=problem.replace("(", r"\(")):
        online_model(model)


def test_other_refusals() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “softmax”"):
        online_model("softmx")
    with pytest.raises(UsageError, match="predicts classes, but the answers are numbers"):
        online_model("softmax", real=True)
    with pytest.raises(ModelError, match="neither a classifier nor a regressor"):
        online_model(preprocessing.StandardScaler() | __import__("river.cluster", fromlist=["KMeans"]).KMeans())


def test_without_river_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "river", None)
    monkeypatch.setitem(__import__("sys").modules, "river.tree", None)
    with pytest.raises(UsageError, match=r"askless\[stream\]"):
        online_model("hoeffding_tree")
