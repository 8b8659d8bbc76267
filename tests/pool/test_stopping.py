"""Whether labelling may end, asked of a job and its model."""

from pathlib import Path

import numpy as np
import pytest

from askless import PoolLearner, Real
from askless.enough.stopping.stabilised import Stabilised
from askless.errors import UnknownNameError, UsageError
from askless.pool.stopping import rule_for

X = np.random.default_rng(0).normal(size=(300, 3)).astype(np.float32)
TRUTH = np.where(X[:, 0] > 0, "right", "left")


def told(n: int, project: Path | None = None, **options: object) -> PoolLearner:
    learner = PoolLearner(X, labels=["left", "right"], project=project, **options)  # type: ignore[arg-type]
    while len(learner.labels) < n:
        queries = learner.ask(10)
        learner.tell(queries.ids, TRUTH[queries.ids].tolist())
    return learner


def test_an_easy_task_is_soon_done_with() -> None:
    verdict = told(120).stopping(Stabilised(threshold=0.9))
    assert verdict.recommend
    assert verdict.labels == 120
    assert verdict.sentence.startswith("Further labels are unlikely to change predictions (kappa 0.9")


def test_too_early_without_a_model() -> None:
    verdict = PoolLearner(X, labels=["left", "right"]).stopping()
    assert (verdict.recommend, verdict.labels) == (False, 0)
    assert verdict.sentence.startswith("Too early to say")


def test_a_class_without_answers_holds_it_up() -> None:
    learner = told(60)
    learner.add_label("up")
    assert learner.stopping("classification_change").sentence == "Too early to say: “up” has no answer yet."


def test_a_project_that_is_opened_again_says_the_same(tmp_path: Path) -> None:
    learner = told(60, tmp_path / "project")
    before = {name: learner.stopping(name) for name in ("stabilised", "max_confidence", "pac_bayes")}
    learner.close()
    again = PoolLearner(X, project=tmp_path / "project")
    assert {name: again.stopping(name) for name in before} == before
    again.close()


def test_numbers_have_their_rule() -> None:
    learner = PoolLearner(X, labels=Real(), strategy="random")
    queries = learner.ask(60)
    learner.tell(queries.ids, X[queries.ids, 0].astype(float).tolist())
    verdict = learner.stopping()
    assert verdict.rule == "pac_bayes"
    assert verdict.signal.value is not None
    with pytest.raises(UsageError, match="is not made for the task “regress”"):
        learner.stopping("stabilised")


def test_costs_are_handed_on() -> None:
    learner = told(60)
    dear = learner.stopping("value", cost_per_label=1e6, value_per_point=1.0)
    cheap = learner.stopping("value", cost_per_label=1e-6, value_per_point=1.0)
    assert dear.recommend
    assert dear.signal.value is not None
    assert cheap.signal.value == pytest.approx(dear.signal.value * 1e12)


def test_names_that_are_not_there_are_told() -> None:
    with pytest.raises(UnknownNameError, match="stabilised"):
        rule_for("stabilized", "classes")
