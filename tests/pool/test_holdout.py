"""Items that are kept apart: asked like others, never trained on, whatever happens."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

import askless
from askless.data.store.project import Project
from askless.errors import UsageError
from askless.models.sklearn import EstimatorModel
from askless.pool.export import export_labels, export_model, export_predictions
from askless.pool.holdout import WHY, places
from askless.pool.imports import Line, import_labels, import_log
from askless.pool.learner import PoolLearner
from askless.pool.trainer import InlineTrainer

from .conftest import Make, points, truth


class Spy(EstimatorModel):
    """A model that remembers every row that it was fitted to, its twins' too."""

    seen: set[int]

    def fit(self, rows: Any, y: Any, *, n_labels: int) -> dict[str, Any]:
        self.seen.update(np.asarray(rows).tolist())
        return super().fit(rows, y, n_labels=n_labels)

    def clone(self) -> "Spy":
        twin = super().clone()
        twin.seen = self.seen
        return twin


def spy(seen: set[int]) -> Spy:
    model = Spy(LogisticRegression())
    model.seen = seen
    return model


def spied(seen: set[int], project: Path | None = None, **options: Any) -> PoolLearner:
    return PoolLearner(
        points(), labels=("left", "right"), trainer=InlineTrainer(spy(seen)), project=project,
        **{"strategy": "margin", "random_share": 0.2, **options},
    )  # fmt: skip


def label(learner: PoolLearner, n: int, **details: Any) -> list[Any]:
    """Answer `n` questions."""
    found = []
    for _ in range(n):
        queries = learner.ask(1)
        learner.tell(queries.ids, [truth(int(i)) for i in queries.ids], **details)
        found += queries.ids
    return found


def test_one_question_in_five_until_all_are_in(make: Make):
    learner = make(holdout=4)
    queries = learner.ask(30)
    at = [i for i, why in enumerate(queries.why) if why == WHY]
    assert at == [4, 9, 14, 19]
    assert all(queries.random[i] and queries.probabilities[i] == 0.1 for i in at)


def test_the_rest_is_asked_as_if_there_were_no_test(make: Make):
    learner = make(strategy="random", holdout=6)
    held = {int(i) for i in learner.state.held}
    free = [i for i in range(40) if i not in held]
    other = make(strategy="random", pool=points()[free], ids=[str(i) for i in free])
    one = [int(i) for _ in range(5) for i in learner.ask(5).ids]
    two = [int(i) for _ in range(5) for i in other.ask(4).ids]
    assert learner.state.asked == other.state.asked == 20
    assert len(set(one) & held) == 5
    assert not set(two) & held


def test_strategies_see_nothing_of_it(make: Make):
    learner = make(holdout=6)
    held = {int(i) for i in learner.state.held}
    for _ in range(20):
        queries = learner.ask(2)
        learner.tell(queries.ids[:1], [truth(int(queries.ids[0]))])
        job = learner.job()
        for rows in (job.rows, job.random, job.pending, job.skipped, learner.candidates().tolist()):
            assert not held & set(rows)
    assert set(job.held) == held


def test_places_come_late_where_the_test_came_late():
    assert places(10, asked=3, tested=0, left=50, others=100) == [1, 6]
    assert places(6, asked=0, tested=0, left=2, others=100) == [4]
    assert places(4, asked=0, tested=0, left=9, others=0) == [0, 1, 2, 3]
    assert places(3, asked=-2, tested=0, left=9, others=9) == []


def test_a_test_that_begins_or_grows_later_is_spread_too(make: Make):
    learner = make()
    label(learner, 12)
    learner.hold_out(3)
    assert not set(learner.labels) & {int(i) for i in learner.state.held}
    before = list(learner.state.held)
    assert [why == WHY for why in learner.ask(6).why] == [False] * 4 + [True, False]
    learner.hold_out(5)
    assert list(learner.state.held)[:3] == before
    assert len(learner.state.held) == 5


def test_an_item_whose_answer_was_taken_back_is_no_test_item(tmp_path):
    seen: set[int] = set()
    learner = spied(seen, tmp_path / "p.askless", holdout=2)
    label(learner, 10)
    while next(reversed(learner.state.recent)) in learner.state.held:
        label(learner, 1)
    learner.undo()
    back = {int(i) for i in learner.state.taken_back}
    assert back
    learner.close()
    again = spied(seen, tmp_path / "p.askless")
    again.hold_out(40 - len(again.labels) - 2)
    assert not {int(i) for i in again.state.held} & back
    again.close()


Step = st.sampled_from(["ask", "tell", "tell any", "undo", "skip", "release", "correct", "reopen", "grow", "predict"])


@settings(max_examples=40)
@given(steps=st.lists(st.tuples(Step, st.integers(0, 39)), max_size=60), data=st.data())
def test_no_row_of_it_ever_reaches_fit(tmp_path_factory, steps, data):
    folder = tmp_path_factory.mktemp("job") / "p.askless"
    seen: set[int] = set()
    learner, held = spied(seen, folder, holdout=8), set()
    for step, n in steps:
        if step == "ask":
            learner.ask(1 + n % 4)
        elif step in ("tell", "skip", "release"):
            waiting = [i for i, item in learner.state.items.items() if item.pending][: 1 + n % 3]
            if step == "tell":
                learner.tell(waiting, [truth(int(i)) for i in waiting])
            elif step == "skip":
                learner.tell(waiting, [askless.SKIP] * len(waiting))
            else:
                learner.release(waiting)
        elif step == "tell any":
            learner.tell(n, truth(n))
        elif step == "correct":
            for i in list(learner.labels)[:1]:
                learner.tell(i, "left" if learner.labels[i] == "right" else "right")
        elif step == "undo":
            learner.undo()
        elif step == "grow" and len(learner.state.held) < 10:
            learner.hold_out(len(learner.state.held) + 1)
        elif step == "predict":
            learner.estimate()
        elif step == "reopen":
            before = list(learner.state.held)
            learner.close()
            learner = spied(seen, folder)
            assert list(learner.state.held) == before
        new = {int(i) for i in learner.state.held} - held
        assert not new & seen, "nothing that a model has seen becomes a test item"
        held |= new
        assert not held & seen
    learner.ask(3)
    learner.close()
    assert not held & seen


def test_a_killed_project_keeps_its_rows(tmp_path: Path):
    seen: set[int] = set()
    learner = spied(seen, tmp_path / "p.askless", holdout=7)
    label(learner, 20)
    before = list(learner.state.held)
    shutil.copytree(tmp_path / "p.askless", tmp_path / "killed.askless")  # as the disk is at this moment
    learner.close()
    again = spied(seen, tmp_path / "killed.askless", holdout=7)
    assert list(again.state.held) == before
    label(again, 20)
    assert again.state.tests_answered() == 7
    assert not {int(i) for i in before} & seen
    again.close()


def test_the_same_items_whatever_else_is_in_the_pool():
    ids = [f"item-{i}" for i in range(60)]
    one = PoolLearner([f"text {i}" for i in ids], ids=ids, holdout=20, seed=3)
    order = np.random.default_rng(0).permutation(60)
    two = PoolLearner([f"text {ids[i]}" for i in order], ids=[ids[i] for i in order], holdout=20, seed=3)
    three = PoolLearner([f"text {i}" for i in ids], ids=ids, holdout=20, seed=4)
    assert list(one.state.held) == list(two.state.held)
    assert set(one.state.held) != set(three.state.held)


def test_every_item_is_as_likely_as_any_other():
    pool = points(20)
    drawn = Counter(i for seed in range(600) for i in PoolLearner(pool, seed=seed, holdout=5).state.held)
    assert len(drawn) == 20
    assert 100 < min(drawn.values()) <= max(drawn.values()) < 200  # 150 on average, standard deviation 11


def test_copies_count_once_and_stay_apart_together():
    texts = ["one", "two", "three", "four", "five"] * 4
    learner = PoolLearner(texts, labels=("a", "b"), holdout=2)
    held = {texts[int(i)] for i in learner.state.held}
    assert len(held) == 2
    learner.tell(range(5, 20), ["a", "b", "a", "b", "b"] * 3)  # later copies, by themselves
    assert not {texts[row] for row in learner.job().rows} & held
    assert {texts[row] for row in learner.job().held} == held
    assert len(learner.job().held) == 8
    assert len(learner.job().test) == 2
    with pytest.raises(UsageError, match="only 3 have no label"):
        PoolLearner(["one", "two", "three"] * 9, holdout=3)


def test_the_estimate_rests_on_it(make: Make):
    learner = make(pool=points(200), holdout=40)
    for _ in range(200):
        queries = learner.ask(1)
        learner.tell(queries.ids, [truth(int(i), 200) for i in queries.ids])
        if learner.state.tests_answered() == 29 and len(learner.labels) > 100:
            early = learner.estimate()
    assert not early.ready
    assert early.sentence == "Too early to say how good the model is: 29 of the 30 test items needed are answered."
    found = learner.estimate()
    assert (found.ready, found.n, found.basis) == (True, 40, "test")
    assert found.sentence.endswith("from 40 test items kept apart.")
    assert found.value == np.mean(
        [learner.predict(points(200)[[int(i)]])[0] == truth(int(i), 200) for i in learner.state.held]
    )


def test_answers_that_saw_a_suggestion_do_not_count(make: Make):
    learner = make(holdout=3)
    held = [int(i) for i in learner.state.held]
    learner.tell(held, [truth(i) for i in held], suggestion_seen=True)
    assert learner.job().test == []
    assert not set(learner.job().rows) & set(held)


def test_one_class_beside_the_test(make: Make):
    learner = make(holdout=2)
    held = [int(i) for i in learner.state.held]
    learner.tell(held, ["left", "right"])
    free = learner.candidates()[:3].tolist()
    learner.tell(free, ["left"] * 3)
    assert not learner.estimate().ready
    assert "No model can be tested yet." in learner.estimate().sentence


def test_numbers_and_several_labels():
    x = np.random.default_rng(0).normal(size=(120, 3))
    numbers = PoolLearner(x, "ridge", labels=askless.Real(unit="kg"), holdout=15)
    several = PoolLearner(x, LogisticRegression(), labels=("up", "far"), multilabel=True, holdout=15)
    for _ in range(16):
        queries = numbers.ask(6)
        numbers.tell(queries.ids, [float(2 * x[i, 0] + 5) for i in queries.ids])
        queries = several.ask(6)
        told = [tuple(n for n, on in (("up", x[i, 0] > 0), ("far", x[i, 1] > 0)) if on) for i in queries.ids]
        several.tell(queries.ids, told)
    assert "kg), from " in numbers.estimate().sentence
    assert "Estimated F1" in several.estimate().sentence
    assert several.estimate().sentence.endswith(" test items kept apart.")
    assert not set(numbers.job().rows) & {int(i) for i in numbers.state.held}


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "ten"])
def test_what_is_no_number_of_items(make: Make, wrong: object):
    with pytest.raises(UsageError, match="`holdout` is"):
        make(holdout=wrong)


def test_sizes_that_cannot_be(make: Make, tmp_path: Path):
    with pytest.raises(UsageError, match="only 40 have no label"):
        make(holdout=40)
    learner = make(tmp_path / "p.askless", holdout=5)
    with pytest.raises(UsageError, match="The test has 5 items, and 4 would be fewer"):
        learner.hold_out(4)
    learner.hold_out(5)
    assert len(learner.state.held) == 5
    learner.close()
    with pytest.raises(UsageError, match="stays apart"):
        make(tmp_path / "p.askless", holdout=4)
    again = make(tmp_path / "p.askless", holdout=6)
    assert len(again.state.held) == 6
    again.close()


def test_a_log_that_is_imported_keeps_it_apart(make: Make, tmp_path: Path):
    learner = make(tmp_path / "p.askless", holdout=6)
    label(learner, 12)
    lines = [
        Line("log.jsonl", n, {"seq": e.seq, "time": e.time, "kind": e.kind, "item": e.item, "data": e.data})
        for n, e in enumerate(learner.project.log, start=1)
    ]
    copy = Project.open(tmp_path / "copy.askless")
    import_log(copy.log, lines)
    again = make(copy)
    assert list(again.state.held) == list(learner.state.held)
    assert again.job() == learner.job()
    learner.close()
    copy.close()


def test_labels_that_were_kept_apart_stay_so_when_they_are_imported(make: Make):
    learner = make()
    learner.tell(3, "left")
    told = [{"id": i, "label": truth(i), "split": "test" if i in (3, 4, 30) else "train"} for i in (3, 4, 5, 29, 30)]
    assert import_labels(learner, [Line("labels.jsonl", n, data) for n, data in enumerate(told, start=1)]) == 4
    assert list(learner.state.held) == ["4", "30"]  # 3 was learnt from before
    assert sorted(learner.job().rows) == [3, 5, 29]
    assert learner.job().test == [4, 30]


def test_exports_tell_the_test_from_the_rest(tmp_path: Path):
    texts = [f"{'free prize' if i % 2 else 'lunch at home'} {i % 30}" for i in range(40)]  # ten copies
    learner = PoolLearner(texts, labels=("a", "b"), strategy="random", project=tmp_path / "p.askless", holdout=8)
    held = {texts[int(i)] for i in learner.state.held}
    learner.tell(range(30), [("a", "b")[i % 2] for i in range(30)])
    export_labels(learner.project, tmp_path / "labels.csv", learner.items)
    export_predictions(learner.project, tmp_path / "all.csv", learner.items)
    for name in ("labels.csv", "all.csv"):
        rows = list(csv.DictReader((tmp_path / name).read_text(encoding="utf-8").splitlines()))
        assert len(rows) == 40
        assert {row["text"] for row in rows if row["split"] == "test"} == held
        assert {row["split"] for row in rows if row["text"] not in held} == {"train"}
    saved = export_model(learner.project, tmp_path / "m.skops", learner.items)
    assert json.loads(saved.model.with_suffix(".json").read_text())["trained_on"] == 22
    learner.close()
