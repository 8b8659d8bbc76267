"""Whether labelling may end, asked of a job and its model."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from askless import PoolLearner, Real
from askless.enough.stopping.rule import stopping_rules
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
    assert verdict.signal.value is None
    early = PoolLearner(X, labels=["left", "right"]).stopping("classification_change")
    assert early.sentence.startswith("Too early to say")


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
    with pytest.raises(UsageError, match="5 is not a stopping rule"):
        rule_for(5, "classes")  # type: ignore[arg-type]


def test_models_that_agree_are_not_enough_without_a_forecast() -> None:
    """A model of one's own that always answers the frequent class: looks agree, and nothing is known of it."""
    rare = np.where(np.arange(300) % 10 == 0, "b", "a")
    learner = PoolLearner(X, LogisticRegression(C=1e-4), labels=["a", "b"], strategy="random")
    learner.tell(list(range(60)), rare[:60].tolist())
    verdict = learner.stopping()
    assert not learner.forecast().known
    assert (verdict.recommend, verdict.signal.value) == (False, None)
    assert verdict.sentence.startswith("Without a forecast")


def test_where_nothing_or_everything_is_labelled_it_says_so() -> None:
    learner = PoolLearner(X[:60], labels=["left", "right"], strategy="random")
    assert learner.stopping().sentence == "Nothing is labelled yet."
    learner.tell(range(60), TRUTH[:60].tolist())
    said = "Everything that a model could learn from is labelled: nothing is left to ask."
    assert learner.stopping().sentence == said
    learner.add_label("up")
    assert learner.stopping().sentence == said


def multilabel() -> PoolLearner:
    learner = PoolLearner(X, labels=["a", "b"], multilabel=True, strategy="random")
    several = [tuple(name for name, x in zip("ab", row, strict=False) if x > 0) for row in X[:60]]
    learner.tell(list(range(60)), several)
    return learner


def numbers() -> PoolLearner:
    learner = PoolLearner(X, labels=Real(), strategy="random")
    learner.tell(list(range(60)), X[:60, 0].astype(float).tolist())
    return learner


@pytest.mark.parametrize("name", stopping_rules.names())
@pytest.mark.parametrize("made", [lambda: told(60), multilabel, numbers], ids=["classes", "multilabel", "real"])
def test_every_rule_answers_every_kind_of_learner(made: Callable[[], PoolLearner], name: str) -> None:
    learner = made()
    find = learner.space.names[-1] if learner.space.names else None
    if learner.space.kind not in stopping_rules.get(name).tasks:
        with pytest.raises(UsageError, match="is not made for the task"):
            learner.stopping(name)
        return
    verdict = learner.stopping(name, cost_per_label=1.0, value_per_point=1.0, positive=find)
    assert verdict.rule == name
    assert verdict.sentence.endswith(".")


@pytest.mark.parametrize("made", [lambda: told(20), multilabel, numbers], ids=["classes", "multilabel", "real"])
def test_a_label_that_is_not_there_cannot_be_searched_for(made: Callable[[], PoolLearner]) -> None:
    with pytest.raises(UsageError, match="There is no label “c” to search for"):
        made().stopping("pac_bayes", positive="c")


def test_what_is_all_labelled_is_all_found_with_copies_and_a_test() -> None:
    copies = np.repeat(X[:60], 5, axis=0)
    learner = PoolLearner(copies, labels=["left", "right"], holdout=10)
    while queries := learner.ask(20):
        learner.tell(queries.ids, np.repeat(TRUTH[:60], 5)[queries.ids].tolist())
    held = {int(item_id) for item_id in learner.state.held}
    found = sum(TRUTH[row] == "right" and 5 * row not in held for row in range(60))
    verdict = learner.stopping("recall", positive="right")
    assert verdict.recommend
    assert verdict.sentence == f"{found} found, and nothing is left to read."
    assert verdict.labels == 50


def test_models_are_compared_on_the_pool_without_copies_and_test(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[int]] = []
    monkeypatch.setattr(
        "askless.enough.stopping.looks.take_looks", lambda model, rows, y, on, **_: seen.append(on.tolist()) or []
    )
    copies = np.repeat(X[:60], 5, axis=0)
    learner = PoolLearner(copies, labels=["left", "right"], holdout=10)
    queries = learner.ask(30)
    learner.tell(queries.ids, np.repeat(TRUTH[:60], 5)[queries.ids].tolist())
    learner.stopping("classification_change")
    held = {int(item_id) for item_id in learner.state.held}
    assert seen == [[row for row in range(0, 300, 5) if row not in held]]
