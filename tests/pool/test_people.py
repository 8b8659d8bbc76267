"""Answers of several people, as the log has them and as strategies see them."""

import numpy as np
import pytest

import askless
from askless.choose.strategy.strategy import strategies
from askless.data.store.state import State
from askless.pool.job import Job

RNG = np.random.default_rng(0)
TRUTH = np.arange(60) % 2
POINTS = RNG.normal(size=(60, 3)) + 2.0 * TRUTH[:, None]
NAMES = ("left", "right")


def told(strategy: str = "active_lab", pool: object = POINTS) -> askless.PoolLearner:
    """Two people who mostly agree, one who does not, and somebody without a name."""
    learner = askless.PoolLearner(pool, labels=NAMES, strategy=strategy, seed=3)
    learner.tell(range(10), [NAMES[i] for i in TRUTH[:10]], annotator="ann")
    learner.tell(range(8), [NAMES[i] for i in TRUTH[:8]], annotator="bob")
    learner.tell(range(8), [NAMES[1 - i] for i in TRUTH[:8]], annotator="cat")
    learner.tell([0, 20], ["left", "right"])
    return learner


def said_of(job: Job, n_items: int = 60) -> dict[int, list[int]]:
    table = job.annotations(n_items)
    return {row: table[row].tolist() for row in range(n_items) if (table[row] >= 0).any()}


def test_the_log_tells_who_answered_what() -> None:
    learner = told()
    job = learner.job()
    assert job.people == ("", "ann", "bob", "cat")
    said = said_of(job)
    assert said[0] == [0, 0, 0, 1]
    assert said[1] == [-1, 1, 1, 0]
    assert said[9] == [-1, 1, -1, -1]
    assert said[20] == [1, -1, -1, -1]
    assert set(said) == {*range(10), 20}
    assert Job.from_json(job.to_json()) == job


def test_only_a_strategy_that_looks_at_it_has_it_made() -> None:
    assert told("margin").job().by_person is None
    assert told("power(ie_thresh)").job().by_person


def test_an_answer_that_agrees_is_kept_and_one_given_twice_is_not() -> None:
    learner = askless.PoolLearner(POINTS, labels=NAMES, strategy="active_lab")
    for annotator in ("ann", "bob", "ann", "bob", None, None):
        learner.tell([4], ["left"], annotator=annotator)
    assert learner.state.answers_by(["4"]) == {"ann": "left", "bob": "left", "": "left"}
    assert len(learner.state.items["4"].history) == 3
    learner.tell([4], ["right"], annotator="ann")
    assert said_of(learner.job()) == {4: [0, 1, 0]}
    learner.undo(annotator="ann")
    assert said_of(learner.job()) == {4: [0, 0, 0]}
    assert learner.labels == {4: "left"}


def test_a_renamed_label_and_an_added_one() -> None:
    learner = told()
    learner.add_label("middle")
    learner.rename_label("left", "west")
    learner.tell([0], ["middle"], annotator="dan")
    assert said_of(learner.job())[0] == [0, 0, 0, 1, 2]
    assert learner.state.answers_by(["0"])["ann"] == "west"


def test_copies_count_as_one_item() -> None:
    pool = np.concatenate([POINTS, POINTS[:5]])
    learner = askless.PoolLearner(pool, labels=NAMES, strategy="active_lab")
    learner.tell([1], ["left"], annotator="ann")
    learner.tell([61], ["right"], annotator="bob")  # a copy of 1
    assert said_of(learner.job(), 65) == {1: [0, 1]}


@pytest.mark.parametrize("name", ["active_lab", "ie_thresh", "power(active_lab)", "class_balanced(ie_thresh)"])
def test_strategies_for_several_people_need_nothing_beside_the_log(name: str) -> None:
    learner = askless.PoolLearner(POINTS, labels=NAMES, strategy=name, seed=1)
    for _ in range(4):  # the first batch before anybody has answered
        queries = learner.ask(4)
        assert len(queries) == 4
        for annotator in ("ann", "bob"):
            learner.tell(queries.ids, [NAMES[TRUTH[i]] for i in queries.ids], annotator=annotator)
    assert len(learner.labels) == 16
    assert {"active_lab", "ie_thresh"} <= set(learner.strategies)
    several = askless.PoolLearner(POINTS, labels=NAMES, multilabel=True)
    assert "active_lab" not in several.strategies


def test_it_asks_what_the_same_evidence_by_hand_makes_it_ask() -> None:
    by_log = told()
    table = by_log.job().annotations(60)
    by_hand = askless.PoolLearner(POINTS, labels=NAMES, strategy="active_lab", seed=3, evidence={"annotations": table})
    for row in sorted(by_log.labels):
        by_hand.tell([row], [by_log.labels[row]])
    assert by_hand.job().by_person is None
    assert by_log.ask(6).ids == by_hand.ask(6).ids
    assert not set(by_log.ask(49).ids) & set(by_log.labels), "what is labelled is not asked again"


def test_it_names_the_people_to_ask() -> None:
    learner = told("ie_thresh")
    why = learner.ask(1).why[0]
    assert why.endswith("; ask whoever gave no name, ann, bob")


def test_a_project_that_is_opened_again_asks_the_same(tmp_path) -> None:
    learner = askless.PoolLearner(POINTS, labels=NAMES, strategy="active_lab", project=tmp_path / "p")
    for annotator in ("ann", "bob"):
        learner.tell(range(6), [NAMES[i] for i in TRUTH[:6]], annotator=annotator)
    learner.close()
    again = askless.PoolLearner(POINTS, strategy="active_lab", project=tmp_path / "p")
    assert State.of(again.project.log).answers_by(["3"]) == {"ann": "right", "bob": "right"}
    assert again.job().people == ("ann", "bob")
    assert len(again.ask(3)) == 3
    again.close()


def test_the_process_in_the_background_gets_it(tmp_path) -> None:
    from askless.data.items.of import items_of
    from askless.models.build import build
    from askless.pool.worker import Worker

    said: list[dict] = []
    items = items_of(POINTS)
    worker = Worker(items, build(None, items, seed=0), tmp_path, 10, said.append)
    worker.prepare()
    job = Job.from_json(told().job().to_json())
    assert worker.train(job)
    rows = [row for row, *_ in said[-1]["queue"]]
    assert len(rows) == 49
    assert not set(rows) & set(job.rows)


def test_every_strategy_of_the_registry_has_what_it_needs() -> None:
    learner = askless.PoolLearner(POINTS, labels=NAMES)
    missing = {name for name, part in strategies.items() if "classes" in part.tasks} - set(learner.strategies)
    assert missing == {"per_cost"}, "only what a label costs nobody but the caller can know"
