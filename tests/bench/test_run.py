"""`askless.run`."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from askless.bench.history import History
from askless.bench.run import most_common, run
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.skip import SKIP
from askless.errors import LabelError, UnknownNameError, UsageError
from askless.pool.learner import PoolLearner

POOL = np.random.default_rng(0).normal(size=(40, 2)) + np.repeat([[0, 0], [4, 0]], 20, axis=0)
TRUTH = ["left"] * 20 + ["right"] * 20
TEST = (POOL, TRUTH)


def learner(**options: Any) -> PoolLearner:
    options.setdefault("labels", ("left", "right"))
    return PoolLearner(POOL, LogisticRegression(), strategy=options.pop("strategy", "margin"), **options)


def test_it_asks_in_batches_until_the_budget_is_used_up() -> None:
    one = learner()
    seen: list[int] = []
    history = run(one, TRUTH, 25, metric="accuracy", test=TEST, progress=seen.append)
    assert history.labels == seen == [10, 20, 25]
    assert len(one.labels) == 25
    assert all(one.labels[row] == TRUTH[row] for row in one.labels)
    assert len(history.metric) == len(history.seconds_query) == len(history.seconds_fit) == 3
    assert history.metric[-1] > 0.9
    assert history.area == pytest.approx(np.mean(history.metric))
    assert one.model.predict(POOL[:1])[0] == "left"


def test_it_ends_when_nothing_is_left() -> None:
    assert run(learner(), TRUTH, 1000, batch=25).labels == [25, 40]
    assert run(learner(), TRUTH, 0).labels == []


def test_the_frame_has_a_column_for_what_was_measured() -> None:
    assert list(run(learner(), TRUTH, 10).to_frame()) == ["labels", "seconds_query", "seconds_fit"]
    frame = run(learner(), TRUTH, 10, metric="f1", test=TEST).to_frame()
    assert list(frame) == ["labels", "metric", "seconds_query", "seconds_fit"]
    assert len(frame) == 1


def test_before_there_is_a_model_the_commonest_answer_is_predicted() -> None:
    history = run(learner(), lambda queries: ["left"] * len(queries), 5, metric="accuracy", test=TEST)
    assert history.metric == [0.5]


def test_skips_are_asked_and_not_counted() -> None:
    history = run(learner(), lambda queries: [SKIP, *["left"] * (len(queries) - 1)], 20)
    assert history.labels == [9, 18]
    nothing = run(learner(), lambda queries: [SKIP] * len(queries), 4, batch=4, metric="accuracy", test=TEST)
    assert nothing.labels == [0]
    assert np.isnan(nothing.metric[0])


def test_a_metric_may_be_a_function_of_codes() -> None:
    def macro(truth: Any, said: Any) -> float:
        return float(f1_score(truth, said, average="macro"))

    named = run(learner(seed=3), TRUTH, 20, metric="f1", test=TEST).metric
    assert run(learner(seed=3), TRUTH, 20, metric=macro, test=TEST).metric == pytest.approx(named)


def test_labels_that_only_the_test_has_count_as_mistakes() -> None:
    test = (POOL[:2], ["elsewhere", "left"])
    assert run(learner(labels=None), TRUTH, 30, metric="accuracy", test=test).metric[-1] == 0.5


def test_several_labels() -> None:
    truth = [("left", "low") if y < 0 else ("left",) for y in POOL[:, 1]]
    one = learner(labels=("left", "low"), multilabel=True)
    history = run(one, truth, 30, metric="f1", test=(POOL, truth))
    assert history.metric[-1] > 0.8


def test_the_same_seed_gives_the_same_run() -> None:
    runs = [run(learner(seed=7, strategy="auto"), TRUTH, 20, metric="accuracy", test=TEST).metric for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"budget": -1}, "`budget` is -1"),
        ({"budget": 5, "batch": 0}, "`batch` is 0"),
        ({"budget": 5, "metric": "accuracy"}, "Only one of"),
        ({"budget": 2.5}, "`budget` is 2.5"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        run(learner(), TRUTH, **options)


def test_unknown_metrics_and_answers_are_refused() -> None:
    with pytest.raises(UnknownNameError):
        run(learner(), TRUTH, 5, metric="acuracy", test=TEST)
    with pytest.raises(LabelError):
        run(learner(), lambda queries: ["up"] * len(queries), 5)
    with pytest.raises(UsageError, match="measured no metric"):
        _ = History([1], [], [0.0], [0.0]).area


def test_ties_go_to_the_first_in_the_label_space() -> None:
    space = MultiLabel(["a", "b"])
    assert most_common([("b",), ("a",), ("a", "b"), ("b",), ("a",)], space) == ("a",)
