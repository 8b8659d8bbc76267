"""Every strategy through the ask/tell learner, and those that cannot be used there."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression

import askless
from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.power import Power
from askless.errors import EvidenceError, ModelError, UnknownNameError, UsageError

RNG = np.random.default_rng(0)
POINTS = np.concatenate([RNG.normal(size=(20, 3)), RNG.normal(size=(20, 3)) + 2.0])
OWN = {
    "cost": np.linspace(1.0, 2.0, 40),
    "annotations": np.where(RNG.random((40, 3)) < 0.5, (np.arange(40) >= 20)[:, None].astype(np.int64), -1),
}


def asked(learner: askless.PoolLearner, rounds: int = 3, k: int = 4) -> list[int]:
    """Ids asked in some rounds, each answered."""
    ids: list[int] = []
    for _ in range(rounds):
        queries = learner.ask(k)
        learner.tell(queries.ids, ["left" if i < 20 else "right" for i in queries.ids])
        ids += queries.ids
    return ids


@pytest.mark.parametrize("name", [name for name, part in strategies.items() if "classes" in part.tasks])
def test_every_strategy_for_classes_asks_and_learns(name: str) -> None:
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy=name, evidence=OWN, seed=1)
    learner.tell([0, 1, 38, 39], ["left", "left", "right", "right"])
    ids = asked(learner)
    assert len(set(ids) | {0, 1, 38, 39}) == 16, "four of before and twelve others, none twice"
    assert learner.predict(POINTS[[5, 35]])[0] in ("left", "right")


@pytest.mark.parametrize("name", [name for name, part in strategies.items() if "real" in part.tasks])
def test_every_strategy_for_numbers_asks_and_learns(name: str) -> None:
    learner = askless.PoolLearner(POINTS, labels=askless.Real(unit="m"), strategy=name, seed=1)
    for _ in range(3):
        queries = learner.ask(5)
        assert len(queries) == len(set(queries.ids) - set(learner.labels)) == 5
        learner.tell(queries.ids, POINTS[queries.ids, 0])
    assert len(learner.labels) == 15
    assert name in learner.strategies
    assert abs(learner.predict(POINTS[:1])[0] - POINTS[0, 0]) < 1.0


def test_a_wrapper_by_name_is_kept_by_the_project(tmp_path) -> None:
    def opened(**options: str) -> askless.PoolLearner:
        return askless.PoolLearner(POINTS, labels=("left", "right"), project=tmp_path / "p", **options)

    first = opened()
    first.set_strategy("power(max-herding)")
    assert asked(first, 1)
    first.close()
    again = opened(strategy="margin")
    assert again.strategy == "power(max_herding)"
    assert again.ask(2).strategy == "power(max_herding)"
    again.close()


def test_a_strategy_with_options_of_its_own() -> None:
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy=Power(beta=50.0, kind="softrank"))
    learner.tell([0, 39], ["left", "right"])
    queries = learner.ask(5)
    assert queries.strategy == "power"
    assert (queries.probabilities <= 1).all()
    assert (queries.probabilities > 0).all()


def test_what_does_not_fit_the_answers_is_refused() -> None:
    with pytest.raises(UsageError, match="“class_balanced” is made for answers that are one label; here"):
        askless.PoolLearner(POINTS, labels=("a", "b"), multilabel=True, strategy="class_balanced")
    learner = askless.PoolLearner(POINTS, labels=("a", "b"))
    with pytest.raises(UsageError, match="“gsx” is made for"):
        learner.set_strategy("gsx")
    assert learner.strategy == "auto"


def test_what_needs_evidence_that_nobody_gives_is_refused() -> None:
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy="per_cost")
    with pytest.raises(UsageError, match=r"“per_cost” needs `cost` .* PoolLearner\(..., evidence=\{'cost': ...\}\)"):
        learner.ask(1)
    assert "per_cost" not in learner.strategies
    assert {"auto", "margin", "power", "bald"} <= set(learner.strategies)
    given = askless.PoolLearner(POINTS, labels=("left", "right"), evidence=OWN)
    assert "per_cost" in given.strategies
    with pytest.raises(UsageError, match="“per_cost” needs `cost`"):
        learner.set_strategy("per_cost")


def test_an_own_model_offers_what_it_has() -> None:
    learner = askless.PoolLearner(POINTS, LogisticRegression(), labels=("left", "right"))
    assert {"margin", "max_herding"} <= set(learner.strategies)
    assert "per_cost" not in learner.strategies


def test_costs_decide_what_is_asked() -> None:
    dear = np.ones(40)
    dear[POINTS[:, 0] > np.median(POINTS[:, 0])] = 1e9
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy="per_cost", evidence={"cost": dear})
    learner.tell([0, 39], ["left", "right"])
    assert all(dear[i] == 1 for i in learner.ask(10).ids)


@pytest.mark.parametrize(
    ("evidence", "error", "said"),
    [
        ({"costs": np.ones(40)}, UnknownNameError, "There is no kind of evidence “costs”. Did you mean “cost”"),
        ({"cost": np.ones(39)}, EvidenceError, r"`cost` has shape \(39,\) for 40 items"),
        ({"cost": np.zeros(40)}, EvidenceError, "`cost` goes down to 0"),
        ({"embedding": np.full((40, 2), np.nan)}, EvidenceError, "`embedding` holds a value that is not a finite"),
    ],
)
def test_evidence_that_cannot_be_meant(evidence: dict, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        askless.PoolLearner(POINTS, labels=("left", "right"), evidence=evidence)


def test_evidence_of_your_own_takes_the_place_of_the_models(monkeypatch: pytest.MonkeyPatch) -> None:
    line = np.zeros((40, 1))
    line[7] = 100.0
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy="k_center", evidence={"embedding": line})
    learner.tell([0, 39], ["left", "right"])
    assert learner.ask(1).ids == [7]


def test_evidence_of_another_library_than_the_models_is_refused_where_both_are_read() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")
    given = {"embedding": torch.tensor(POINTS)}
    learner = askless.PoolLearner(POINTS, labels=("left", "right"), strategy="k_center", evidence=given)
    learner.tell([0, 39], ["left", "right"])
    assert learner.ask(1).ids
    learner.set_strategy("badge")
    with pytest.raises(EvidenceError, match=r"`embedding` a torch array on cpu\. Give all evidence as arrays of one"):
        learner.ask(1)


def test_a_trainer_in_the_background_takes_no_evidence(tmp_path) -> None:
    from askless.pool.background import BackgroundTrainer

    with pytest.raises(UsageError, match="does not reach a process in the background"):
        askless.PoolLearner(
            ["a", "b"], labels=("x", "y"), evidence={"cost": [1.0, 2.0]}, trainer=BackgroundTrainer(tmp_path)
        )


def test_what_is_no_strategy_is_refused_in_words() -> None:
    class Own(type(strategies.get("random"))):  # type: ignore[misc]
        """A class, where an object is wanted."""

    with pytest.raises(UsageError, match=r"is not a strategy\. Give the name of one"):
        askless.PoolLearner(np.zeros((9, 2)), strategy=lambda proba: proba)  # type: ignore[arg-type, return-value]
    with pytest.raises(UsageError, match=r"`Own` is a class, not a strategy\. Give an object of it: Own\(\)\."):
        askless.PoolLearner(np.zeros((9, 2)), strategy=Own)


def test_a_regressor_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(ModelError, match="RandomForestRegressor predicts numbers"):
        askless.PoolLearner(np.zeros((9, 2)), RandomForestRegressor())
