"""`SynthesisLearner`: ask and tell about items that nobody has seen."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import askless
from askless import SKIP, LabelError, ProjectError, SynthesisLearner, UnknownNameError, UsageError
from askless.synthesis import Domain, Guard
from askless.synthesis.domain import Category, Integer
from askless.synthesis.generators.generator import Generator
from askless.synthesis.round import Proposal, Round


def square() -> Domain:
    return Domain.box([-1.0, -1.0], [1.0, 1.0])


def side(x: Any) -> str:
    """Which side of a line through the middle."""
    return "right" if x[0] > 0.3 * x[1] else "left"


def play(learner: SynthesisLearner, n: int, answer: Any = side) -> list[str]:
    """Answer so many questions, one by one."""
    asked: list[str] = []
    for _ in range(n):
        queries = learner.ask()
        learner.tell(queries.ids, [answer(x) for x in queries.items])
        asked += queries.ids
    return asked


def test_it_learns_a_halfspace() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], strategy="halfspace")
    play(learner, 24)
    x = np.random.default_rng(0).uniform(-1, 1, (500, 2))
    assert np.mean([a == side(b) for a, b in zip(learner.predict(x), x, strict=True)]) > 0.99
    assert learner.predict_proba(x).shape == (500, 2)


@pytest.mark.parametrize("strategy", ["random", "sobol", "bald", "margin", "margin_sobol"])
def test_it_learns_a_curve(strategy: str) -> None:
    def inside(x: Any) -> str:
        return "in" if x[0] ** 2 + x[1] ** 2 < 0.5 else "out"

    learner = SynthesisLearner(square(), labels=["in", "out"], strategy=strategy)
    play(learner, 30, inside)
    x = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    assert np.mean([a == inside(b) for a, b in zip(learner.predict(x), x, strict=True)]) > 0.85


def test_it_learns_numbers_and_says_how_sure_it_is() -> None:
    learner = SynthesisLearner(square(), labels=askless.Real(unit="K"))
    play(learner, 25, lambda x: float(np.sin(2 * x[0]) + x[1] ** 2))
    x = np.random.default_rng(1).uniform(-1, 1, (300, 2))
    truth = np.sin(2 * x[:, 0]) + x[:, 1] ** 2
    assert np.sqrt(np.mean((np.array(learner.predict(x)) - truth) ** 2)) < 0.1
    assert (learner.predict_std(x) > 0).all()
    assert learner.strategy == "alc"
    with pytest.raises(UsageError, match="have no probabilities"):
        learner.predict_proba(x)


def test_a_minimum_is_looked_for() -> None:
    learner = SynthesisLearner(square(), labels=askless.Real(), goal="minimum")
    assert learner.strategy == "expected_improvement"
    play(learner, 25, lambda x: float((x[0] - 0.3) ** 2 + (x[1] + 0.4) ** 2))
    assert min(learner.labels.values()) < 0.01


def test_a_batch_holds_different_questions() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    play(learner, 12)
    queries = learner.ask(5)
    assert len(queries) == 5
    assert len({tuple(np.round(x, 6)) for x in queries.items}) == 5
    assert queries.synthetic.all()
    assert learner.pending == queries.ids


def test_answers_come_late_in_part_twice_and_corrected() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    queries = learner.ask(3)
    learner.tell(queries.ids[2], "left")
    learner.tell(queries.ids[2], "left")
    learner.tell(queries.ids[2], "right")
    assert learner.labels == {queries.ids[2]: "right"}
    assert [event.kind for event in learner.state.items[queries.ids[2]].history] == ["answer", "answer"]
    assert learner.undo() == ("answer", queries.ids[2])
    assert learner.labels == {queries.ids[2]: "left"}


def test_an_answer_to_nothing_and_a_label_outside_take_nothing() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    (one, other) = learner.ask(2).ids
    with pytest.raises(UnknownNameError, match="No question has the id 'zz'"):
        learner.tell([one, "zz"], ["left", "left"])
    with pytest.raises(LabelError):
        learner.tell([one, other], ["left", "up"])
    assert learner.labels == {}
    assert learner.pending == [one, other]


def test_what_is_given_back_comes_first_and_is_asked_once() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    queries = learner.ask(2)
    learner.release([queries.ids[0]])
    again = learner.ask(2)
    assert again.ids[0] == queries.ids[0]
    assert np.array_equal(again.items[0], queries.items[0])
    assert learner.asked == 3


def test_cannot_tell_costs_and_can_be_taken_back() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    (one,) = learner.ask().ids
    learner.tell(one, SKIP)
    assert (learner.asked, learner.state.skipped, learner.labels) == (1, 1, {})
    assert learner.ask().ids != [one]
    learner.undo()
    assert one in learner.pending


def test_a_project_goes_on_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    alone = SynthesisLearner(square(), labels=["left", "right"], seed=3)
    play(alone, 16)
    first = SynthesisLearner(square(), labels=["left", "right"], seed=3, project=tmp_path / "p")
    play(first, 9)
    first.close()
    second = SynthesisLearner(square(), project=tmp_path / "p")
    play(second, 7)
    assert second.labels == alone.labels
    assert [second.item(i).tolist() for i in second.items.names] == [alone.item(i).tolist() for i in alone.items.names]
    second.close()


def test_nothing_is_lost_when_it_is_killed(tmp_path: Path) -> None:
    code = f"""
import askless
domain = askless.synthesis.Domain.box([-1, -1], [1, 1])
learner = askless.SynthesisLearner(domain, labels=["a", "b"], strategy="sobol", project=r"{tmp_path / "p"}")
while True:
    ids = learner.ask(2).ids
    learner.tell(ids[0], "a")
    print(ids[0], flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline().strip() for _ in range(20)]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    learner = SynthesisLearner(square(), project=tmp_path / "p")
    assert set(told) <= set(learner.labels)
    assert all(np.isfinite(learner.item(item_id)).all() for item_id in learner.items.names)
    learner.close()


def test_another_domain_or_another_kind_of_project_is_refused(tmp_path: Path) -> None:
    SynthesisLearner(square(), labels=["left", "right"], project=tmp_path / "p").close()
    with pytest.raises(ProjectError, match="another domain"):
        SynthesisLearner(Domain.box([0.0], [1.0]), project=tmp_path / "p")
    with pytest.raises(ProjectError, match="is of synthesis"):
        askless.PoolLearner(["a", "b"], project=tmp_path / "p")
    with pytest.raises(ProjectError):
        askless.StreamLearner(project=tmp_path / "p")
    askless.PoolLearner(["a", "b"], project=tmp_path / "q").close()
    with pytest.raises(ProjectError, match="is of a pool"):
        SynthesisLearner(square(), labels=["left", "right"], project=tmp_path / "q")


def rows(n: int = 120) -> Any:
    """Rows that lie along a band."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, n)
    return np.stack([x, np.clip(0.8 * x + 0.05 * rng.normal(size=n), -1, 1)], axis=1)


def test_real_rows_are_asked_where_there_are_any() -> None:
    pool = rows()
    learner = SynthesisLearner(square(), labels=["left", "right"], pool=pool)
    assert learner.snapping
    asked = play(learner, 15, lambda x: "right" if x[0] > 0.2 else "left")
    assert len(set(asked)) == 15
    assert all(learner.question(item_id).real for item_id in asked)
    assert all((pool == learner.item(item_id)).all(axis=1).any() for item_id in asked)


def test_the_pool_ends() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], pool=rows(5), snap=True)
    assert len(learner.ask(9)) == 5
    assert len(learner.ask(9)) == 0


@pytest.mark.parametrize("again", [False, True])
def test_after_the_last_row_items_are_made_up_now_or_later(again: bool, tmp_path: Path) -> None:
    def begin() -> SynthesisLearner:
        return SynthesisLearner(
            square(), labels=["left", "right"], pool=rows(5), strategy="sobol", project=tmp_path / "p"
        )

    learner = begin()
    first = learner.ask(9)
    assert not first.synthetic.any()
    learner.tell(first.ids, ["left", "right", "left", "right", "left"])
    if again:
        learner.close()
        learner = begin()
    said: list[str] = []
    learner.listen(lambda events: said.extend(event.data["sentence"] for event in events if event.kind == "snapped"))
    assert not learner.snapping
    assert learner.ask(2).synthetic.all()
    assert learner.ask(2).synthetic.all()
    assert said == ["All 5 rows without an answer have been asked: from now on items are made up."]
    learner.close()


def test_an_answer_of_the_pool_that_is_none_names_its_row() -> None:
    with pytest.raises(LabelError, match="“row 2” of the pool: “failed” is no finite number"):
        SynthesisLearner(square(), labels=askless.Real(), pool=rows(3), pool_labels=[1.0, "failed", None])


def test_known_labels_of_the_pool_teach_and_are_not_asked() -> None:
    pool = rows(60)
    truth = ["right" if x[0] > 0.2 else "left" for x in pool]
    learner = SynthesisLearner(square(), pool=pool, pool_labels=[*truth[:50], *[None] * 10], strategy="margin")
    assert set(learner.space.names) == {"left", "right"}
    assert sum(a == b for a, b in zip(learner.predict(pool), truth, strict=True)) > 54
    assert set(learner.ask(20).ids) == {f"row {at}" for at in range(51, 61)}


class Anywhere(Generator):
    """Draws points without a look at what is plausible."""

    name = "anywhere"
    summary = "asks about anything"
    reference = "made up for this test"
    when_not = "always"

    def propose(self, round: Round, k: int) -> Proposal:
        points = round.domain.sample(k, round.rng(), "random")
        return Proposal(points, np.zeros(k), ("drawn",) * k)


def test_made_up_questions_pass_the_guard() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], pool=rows(), snap=False, strategy=Anywhere(), seed=1)
    queries = learner.ask(10)
    assert queries.synthetic.all()
    assert all(abs(x[1] - 0.8 * x[0]) < 0.5 for x in queries.items)
    assert learner.refused
    assert all(said.endswith(".") for _, said in learner.refused)


def test_too_many_that_nobody_can_answer_bring_back_real_rows(tmp_path: Path) -> None:
    learner = SynthesisLearner(
        square(), labels=["left", "right"], pool=rows(), snap=False, strategy="random", project=tmp_path / "p"
    )
    for _ in range(6):
        learner.tell(learner.ask().ids, [SKIP])
    assert not learner.ask().synthetic[0]
    assert learner.snapping
    learner.close()
    again = SynthesisLearner(square(), pool=rows(), snap=False, project=tmp_path / "p")
    assert again.snapping
    while again.state.skipped:
        again.undo()
    assert again.ask(3).synthetic[-1]
    assert not again.snapping
    again.close()


def test_a_domain_of_another_width_is_refused_and_the_folder_let_go_of(tmp_path: Path) -> None:
    first = SynthesisLearner(square(), labels=["left", "right"], project=tmp_path / "p")
    first.ask(2)
    first.close()
    with pytest.raises(ProjectError, match="another domain"):
        SynthesisLearner(Domain.box([0.0] * 3, [1.0] * 3), project=tmp_path / "p")
    SynthesisLearner(square(), project=tmp_path / "p").close()


def test_a_strategy_of_ones_own_is_to_be_given_again(tmp_path: Path) -> None:
    SynthesisLearner(square(), labels=["left", "right"], strategy=Anywhere(), project=tmp_path / "p").close()
    again = SynthesisLearner(square(), project=tmp_path / "p")
    assert again.strategy in again.strategies
    again.close()


def test_a_closed_learner_asks_and_takes_nothing(tmp_path: Path) -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], project=tmp_path / "p")
    ids = learner.ask().ids
    learner.close()
    with pytest.raises(ProjectError, match="closed"):
        learner.ask()
    with pytest.raises(ProjectError, match="closed"):
        learner.tell(ids, ["left"])


def test_numbers_are_no_names_unless_somebody_says_so() -> None:
    learner = SynthesisLearner(square())
    with pytest.raises(LabelError, match=r"0\.5 is a number"):
        learner.tell(learner.ask().ids, [0.5])
    assert learner.labels == {}


def test_the_best_answer_is_told() -> None:
    learner = SynthesisLearner(square(), labels=askless.Real(), goal="maximum")
    assert learner.best() is None
    queries = learner.ask(3)
    learner.tell(queries.ids, [1.0, 3.0, 2.0])
    found = learner.best()
    assert found is not None
    assert (found[0], found[2]) == (queries.ids[1], 3.0)
    assert "3 asked, 3 answered" in repr(learner)


def test_items_of_a_box_may_be_given_by_name() -> None:
    learner = SynthesisLearner(Domain.box([0, 0], [1, 1], names=["a", "b"]), labels=["left", "right"])
    play(learner, 12, lambda x: "right" if x[0] > 0.5 else "left")
    assert learner.predict([{"b": 0.5, "a": 0.95}]) == ["right"]


def test_a_damaged_question_keeps_its_id_for_itself(tmp_path: Path) -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], strategy="random", project=tmp_path / "p")
    old = play(learner, 6)
    learner.close()
    with sqlite3.connect(tmp_path / "p" / "labels.sqlite") as log:
        log.execute("UPDATE kept SET content = x'00' WHERE number >= 3")
    log.close()
    again = SynthesisLearner(square(), project=tmp_path / "p")
    assert again.project is not None
    assert "The content of 3 questions is damaged" in again.project.notice
    new = again.ask(4).ids
    assert not set(new) & set(old)
    assert again.pending == new
    assert len(again.labels) == 3
    again.close()


def test_a_renamed_label_is_renamed_in_the_pool_too(tmp_path: Path) -> None:
    pool = rows(40)
    known = ["a"] * 10 + ["b"] * 10 + [None] * 20
    learner = SynthesisLearner(square(), labels=["a", "b"], pool=pool, pool_labels=known, project=tmp_path / "p")
    learner.rename_label("a", "A")
    assert len(learner.ask(2)) == 2
    learner.close()
    again = SynthesisLearner(square(), pool=pool, pool_labels=known, project=tmp_path / "p")
    assert again.space.names == ("A", "b")
    assert set(again.predict(pool)) <= {"A", "b"}
    again.close()


@pytest.mark.parametrize("strategy", ["sobol", "random", "latin_hypercube", "margin", "bald"])
def test_no_item_is_asked_twice_and_few_items_come_to_an_end(strategy: str) -> None:
    domain = Domain([Integer("i", 0, 3), Category("c", ["u", "v", "w"])])
    learner = SynthesisLearner(domain, labels=["left", "right"], strategy=strategy)
    asked = []
    while queries := learner.ask(3):
        asked += [tuple(item.values()) for item in queries.items]
        learner.tell(queries.ids, ["right" if item["i"] > 1 else "left" for item in queries.items])
    assert len(asked) == len(set(asked)) == 12


def test_copies_of_a_row_are_asked_once() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], pool=np.repeat(rows(5), 4, axis=0))
    assert len(learner.ask(20)) == 5
    assert learner.ask(1).synthetic.all()


def test_a_pool_whose_rows_are_others_is_refused(tmp_path: Path) -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], pool=rows(30), project=tmp_path / "p")
    learner.ask(3)
    learner.close()
    with pytest.raises(ProjectError, match="The pool has changed"):
        SynthesisLearner(square(), pool=rows(30)[::-1], project=tmp_path / "p")


def test_another_domain_with_code_in_it_is_refused(tmp_path: Path) -> None:
    def domain(high: float) -> Domain:
        return Domain.box([0.0], [high], predicate=lambda x: x[0] > 0)

    SynthesisLearner(domain(1.0), labels=["left", "right"], project=tmp_path / "p").close()
    with pytest.raises(ProjectError, match="another domain"):
        SynthesisLearner(domain(500.0), project=tmp_path / "p")


def test_cannot_tell_after_an_answer_takes_it_back() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    ids = learner.ask().ids
    learner.tell(ids, ["left"])
    learner.tell(ids, SKIP)
    learner.tell(ids, SKIP)
    assert (learner.labels, learner.state.skipped) == ({}, 1)
    learner.tell(ids, ["right"])
    assert (learner.labels, learner.state.skipped) == ({ids[0]: "right"}, 0)


def test_undoing_cannot_tell_gives_back_the_answer_that_it_replaced(tmp_path: Path) -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], project=tmp_path / "p")
    play(learner, 3)
    (one, other) = learner.ask(2).ids
    learner.tell(one, "left")
    learner.tell(one, "right")
    learner.tell(other, "left")
    learner.tell(one, SKIP, annotator="kim")
    points = len(learner.taught()[0])
    assert learner.unanswerable.counts == (4, 1)
    assert learner.undo() == ("skip", one)
    assert (learner.labels[one], learner.state.skipped, len(learner.taught()[0])) == ("right", 0, points + 1)
    assert learner.undo() == ("answer", other)
    learner.tell(one, SKIP)
    learner.tell(one, "left")
    assert learner.undo() == ("answer", one)
    assert one not in learner.labels
    learner.close()
    again = SynthesisLearner(square(), project=tmp_path / "p")
    assert (again.undo(), again.labels[one]) == (("skip", one), "right")
    again.close()


def test_a_model_forgets_an_answer_that_nobody_could_tell() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    asked = play(learner, 8)
    before = learner.predict_proba(np.array([[0.0, 0.0]]))
    learner.tell(asked[0], SKIP)
    assert not np.array_equal(learner.predict_proba(np.array([[0.0, 0.0]])), before)


@pytest.mark.parametrize("first", [None, "left", "right", SKIP])
@pytest.mark.parametrize("said", [["left", SKIP], [SKIP, "left"], ["left", "right"], ["right", "left"], [SKIP, SKIP]])
def test_of_two_answers_to_a_question_in_one_call_the_later_one_holds(first: Any, said: list[Any]) -> None:
    together, apart = (SynthesisLearner(square(), labels=["left", "right"]) for _ in range(2))
    (one,) = {*together.ask().ids, *apart.ask().ids}
    for learner in (together, apart):
        if first is not None:
            learner.tell(one, first)
    together.tell([one, one], said)
    for answer in said:
        apart.tell(one, answer)
    assert together.labels == apart.labels == ({} if said[-1] is SKIP else {one: said[-1]})
    assert together.state.skipped == apart.state.skipped
    while apart.undo():
        together.undo()
        assert (together.labels, together.pending) == (apart.labels, apart.pending)


def test_none_is_no_answer() -> None:
    for labels in (["left", "done"], askless.Real(), None):
        learner = SynthesisLearner(square(), labels=labels)
        with pytest.raises(LabelError, match=r"None is no answer\. Answer askless\.SKIP if nobody can tell"):
            learner.tell(learner.ask().ids, [None])
        assert not learner.labels


def test_bad_arguments_are_explained() -> None:
    with pytest.raises(UsageError, match="not made for answers that are labels"):
        SynthesisLearner(square(), labels=["a", "b"], strategy="alc")
    with pytest.raises(UsageError, match="brings its own model"):
        SynthesisLearner(square(), "gaussian_process", labels=["a", "b"], strategy="halfspace")
    with pytest.raises(UsageError, match="`labels` is the text"):
        SynthesisLearner(square(), labels="ab")
    with pytest.raises(UsageError, match="The goal is"):
        SynthesisLearner(square(), labels=askless.Real(), goal="best")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="but answers are labels"):
        SynthesisLearner(square(), labels=["a", "b"], goal="minimum")
    with pytest.raises(UsageError, match="is for 2 labels, and there are 3"):
        SynthesisLearner(square(), labels=["a", "b", "c"], strategy="halfspace")
    with pytest.raises(UsageError, match="without a pool"):
        SynthesisLearner(square(), labels=["a", "b"], snap=True)
    with pytest.raises(UsageError, match="`k` is"):
        SynthesisLearner(square(), labels=["a", "b"]).ask(-1)


def test_without_rows_the_guard_says_that_it_cannot_judge() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], guard=Guard())
    assert learner.guard is not None
    assert "cannot be judged" in learner.guard.says


def test_without_a_guard_the_domain_alone_decides() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"], guard=None, strategy=Anywhere())
    assert len(learner.ask(5)) == 5


def test_a_domain_with_code_in_it_can_be_gone_on_with(tmp_path: Path) -> None:
    def domain() -> Domain:
        return Domain.box([-1.0, -1.0], [1.0, 1.0], predicate=lambda x: x[0] + x[1] < 1)

    learner = SynthesisLearner(domain(), labels=["left", "right"], strategy="sobol", project=tmp_path / "p")
    ids = learner.ask(3).ids
    learner.close()
    again = SynthesisLearner(domain(), project=tmp_path / "p")
    assert (again.pending, again.strategy) == (ids, "sobol")
    again.close()


def test_strategies_can_be_changed() -> None:
    learner = SynthesisLearner(square(), labels=["left", "right"])
    assert {"bald", "margin", "sobol"} <= set(learner.strategies)
    assert "alc" not in learner.strategies
    play(learner, 10)
    learner.set_strategy("margin")
    assert learner.ask().strategy == "margin"
