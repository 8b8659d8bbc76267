"""Ask and tell: any order, late, twice, unasked; and the same again from the log."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy
from askless.core.events import Event
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.errors import (
    LabelError,
    NotReadyError,
    ProjectError,
    SourceError,
    StorageError,
    UnknownNameError,
    UsageError,
)
from askless.pool.history import History
from askless.pool.learner import PoolLearner

NAMES = ("left", "right")
STRATEGIES = ("random", "margin", "entropy", "least_confidence", "max_herding", "auto")
Make = Callable[..., PoolLearner]


class FirstFree(Strategy):
    """Asks in the order of the pool."""

    name = "first_free"
    needs = ()
    summary = reference = when_not = cost = ""
    example: Mapping[str, Sequence[Any]] = {}

    def choose(self, round: Round, k: int) -> Choice:
        return Choice.of(round.candidates[:k], why="it is the first")


def truth(row: int) -> str:
    return NAMES[int(row >= 20)]


def seen(learner: PoolLearner) -> dict[str, Any]:
    """What a learner knows that does not depend on when it came to know it."""
    facts = {
        i: (item.answer, item.skipped, item.flagged, item.note, item.pending) for i, item in learner.state.items.items()
    }
    return {"items": facts, "status": learner.status() | {"project": None}, "candidates": learner.candidates().tolist()}


def answered(learner: PoolLearner, rows: Any) -> PoolLearner:
    learner.tell(list(rows), [truth(row) for row in rows])
    return learner


# --- ask -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_queries_are_whole(make: Make, strategy: str) -> None:
    learner = answered(make(strategy=strategy), [0, 1, 38, 39])
    queries = learner.ask(7)
    assert len(queries) == len(queries.ids) == len(set(queries.ids)) == 7
    assert not set(queries.ids) & {0, 1, 38, 39}
    for column in (queries.scores, queries.probabilities, queries.random, queries.why):
        assert len(column) == 7
    assert ((queries.probabilities > 0) & (queries.probabilities <= 1)).all()
    assert all(queries.why)
    assert [item.shape for item in queries.items] == [(2,)] * 7
    assert not set(learner.ask(7).ids) & set(queries.ids), "what waits for an answer is not asked again"


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_pool_runs_out(make: Make, strategy: str) -> None:
    learner = make(strategy=strategy)
    asked: list[Any] = []
    while queries := learner.ask(9):
        asked += queries.ids
        learner.tell(queries.ids, [truth(int(i)) for i in queries.ids])
    assert sorted(asked) == list(range(40))
    assert len(learner.ask(100)) == 0
    assert learner.status()["labelled"] == 40


def test_no_model_yet_is_said(make: Make) -> None:
    learner = make()
    assert len(learner.ask(0)) == 0
    queries = learner.ask(2)
    assert queries.version == 0
    with pytest.raises(NotReadyError):
        learner.predict(np.zeros((1, 2)))
    learner.tell(queries.ids, ["left", "left"])
    with pytest.raises(NotReadyError):
        _ = learner.model


@pytest.mark.parametrize("k", [-1, 1.5, "3", None, True])
def test_k_is_a_whole_number(make: Make, k: Any) -> None:
    with pytest.raises(UsageError, match="`k` is"):
        make().ask(k)


def test_the_random_share_is_kept_to_the_item(make: Make) -> None:
    learner = answered(make(random_share=0.25), [0, 39])
    flags = [bool(flag) for _ in range(8) for flag in learner.ask(2).random]
    assert sum(flags) == 4
    rest = [q for q in learner.state.items.values() if q.query is not None and q.query.random]
    assert all(0 < item.query.probability < 1 for item in rest if item.query is not None)


def test_equal_seeds_ask_equal_questions(make: Make) -> None:
    def asked(seed: int) -> list[Any]:
        learner = make(seed=seed, strategy="random")
        return [*learner.ask(3).ids, *learner.ask(3).ids]

    assert asked(1) == asked(1)
    assert asked(1) != asked(2)


# --- tell ------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(order=st.permutations(range(8)), cuts=st.sets(st.integers(1, 7)))
def test_the_order_of_tells_does_not_matter(make: Make, order: list[int], cuts: set[int]) -> None:
    def told(places: list[int], parts: set[int]) -> PoolLearner:
        learner = make()
        ids = learner.ask(8).ids
        for start, stop in zip([0, *sorted(parts)], [*sorted(parts), 8], strict=True):
            answered(learner, [int(ids[place]) for place in places[start:stop]])
        return learner

    first, second = told(list(range(8)), set()), told(order, cuts)
    assert seen(second) == seen(first)
    assert second.labels == first.labels
    assert second.ask(5).ids == first.ask(5).ids


def test_telling_twice_changes_nothing(make: Make) -> None:
    learner = make()
    ids = [int(i) for i in learner.ask(4).ids]
    answered(learner, ids)
    before, events = seen(learner), learner.state.seq
    answered(learner, ids)
    assert seen(learner) == before
    assert learner.state.seq == events, "not even the log"


def test_unasked_and_late_answers_are_taken(make: Make) -> None:
    learner = make()
    waiting = learner.ask(2).ids
    other = next(row for row in range(40) if row not in waiting)
    learner.tell(other, truth(other))
    learner.ask(3)
    learner.tell(waiting[::-1], [truth(int(i)) for i in waiting[::-1]])
    assert set(learner.labels) == {other, *waiting}
    assert learner.status()["pending"] == 3


def test_a_second_answer_corrects(make: Make) -> None:
    learner = make()
    learner.tell([3], ["right"], annotator="ann", seconds=2.5)
    learner.tell([3], ["left"])
    assert learner.labels == {3: "left"}
    assert learner.undo() == ("answer", 3)
    item = learner.state.item("3")
    assert item.answer == "right"
    assert item.answered is not None
    assert item.answered.data == {"answer": "right", "annotator": "ann", "seconds": 2.5}


@pytest.mark.parametrize(
    ("ids", "answers", "error", "said"),
    [
        ([0, 1], ["left", "middle"], LabelError, "“middle” is not one of the labels"),
        ([0, 40], ["left", "left"], UnknownNameError, "No item has the id 40"),
        ([0, "x"], ["left", "left"], UnknownNameError, "No item has the id 'x'"),
        ([0, 1], ["left"], UsageError, "2 ids and 1 answers"),
        ([0], [None], LabelError, "not one of the labels"),
    ],
)
def test_a_wrong_answer_spoils_none(make: Make, ids: Any, answers: Any, error: type[Exception], said: str) -> None:
    learner = make()
    with pytest.raises(error, match=said):
        learner.tell(ids, answers)
    assert learner.labels == {}
    assert learner.state.seq == 0


def test_ids_may_come_as_text(make: Make) -> None:
    learner = make()
    learner.tell("3", "left")
    learner.tell(["4"], ["right"])
    assert learner.labels == {3: "left", 4: "right"}


def test_named_ids(make: Make) -> None:
    learner = make(ids=[f"p{i}" for i in range(40)])
    ids = learner.ask(3).ids
    assert all(str(i).startswith("p") for i in ids)
    learner.tell(ids[0], "left")
    assert learner.labels == {ids[0]: "left"}


def test_labels_may_be_learnt_from_the_answers(make: Make) -> None:
    learner = make(labels=None)
    learner.tell([1, 2, 3], ["b", SKIP, "a"])
    assert learner.space.names == ("b", "a")
    with pytest.raises(LabelError):
        learner.tell([4], [None])
    assert learner.space.names == ("b", "a")


def test_several_labels(make: Make) -> None:
    learner = make(multilabel=True, labels=("x", "y", "z"), strategy="auto")
    for row in range(0, 40, 4):
        learner.tell([row], [["x"] if row < 20 else ["z", "y"]])
    learner.tell([1], [[]])
    assert learner.labels[1] == ()
    assert learner.labels[24] == ("y", "z")
    assert learner.predict_proba(np.zeros((3, 2))).shape == (3, 3)
    assert all(isinstance(answer, tuple) for answer in learner.predict(np.zeros((3, 2))))
    assert len(learner.ask(4)) == 4


def test_what_cannot_be_written_is_not_taken(make: Make) -> None:
    class Full(MemoryLog):
        def append(self, events: Any) -> list[Event]:
            raise StorageError("The disk is full.", "Free some space.")

    learner = make()
    answered(learner, [0])
    learner._history.log = Full()
    with pytest.raises(StorageError):
        answered(learner, [1])
    assert learner.labels == {0: "left"}
    assert 1 in learner.candidates()


# --- skip, undo, copies, release ---------------------------------------------------------------------


def test_what_was_skipped_comes_back_at_the_end(make: Make) -> None:
    learner = make()
    first = learner.ask(2).ids
    learner.tell(first, [SKIP, truth(int(first[1]))])
    asked: list[Any] = []
    while first[0] not in asked:
        queries = learner.ask(5)
        asked += queries.ids
        learner.tell(queries.ids, [truth(int(i)) for i in queries.ids])
    assert asked[-1] == first[0]
    assert len(asked) == 39
    assert len(learner.ask(1)) == 0


def test_skipping_at_the_end_does_not_stop_the_questions(make: Make) -> None:
    learner = make(pool=np.eye(3), labels=("a", "b"))
    learner.tell([0, 1, 2], [SKIP, SKIP, SKIP])
    for _ in range(2):
        (item_id,) = learner.ask(1).ids
        learner.skip(item_id)
    assert learner.status()["skipped"] == 3
    assert len(learner.ask(3)) == 3


def test_undo_walks_back_to_the_beginning(make: Make) -> None:
    learner = make()
    ids = learner.ask(3).ids
    states = [seen(learner)]
    acts: list[Callable[[], None]] = [
        lambda: learner.tell([ids[0]], ["left"]),
        lambda: learner.skip(ids[1]),
        lambda: learner.flag(ids[2]),
        lambda: learner.note(ids[2], "odd one"),
        lambda: learner.tell([ids[0]], ["right"]),
        lambda: learner.tell([ids[1]], ["left"]),
    ]
    for act in acts:
        act()
        states.append(seen(learner))
    undone = []
    while len(states) > 1:
        assert seen(learner) == states.pop()
        undone.append(learner.undo())
    assert seen(learner) == states[0]
    assert [kind for kind, _ in filter(None, undone)] == ["answer", "answer", "note", "flag", "skip", "answer"]
    assert learner.undo() is None


def test_undo_of_one_annotator(make: Make) -> None:
    learner = make()
    learner.tell([1], ["left"], annotator="ann")
    learner.tell([2], ["left"], annotator="bob")
    assert learner.undo("ann") == ("answer", 1)
    assert learner.undo("ann") is None
    assert learner.labels == {2: "left"}


TEXTS = ["one", "two", "one", "three", "two", "one", "four"]


def test_copies_are_asked_once_and_answered_together(make: Make) -> None:
    learner = PoolLearner(TEXTS, labels=("a", "b"), strategy="random")
    asked = learner.ask(10).ids
    assert sorted(asked) == [0, 1, 3, 6]
    learner.tell(0, "a", seconds=3)
    assert learner.labels == {0: "a", 2: "a", 5: "a"}
    learner.tell(4, "b")  # a copy that nobody asked about
    assert learner.labels == {0: "a", 1: "b", 2: "a", 4: "b", 5: "a"}
    assert sorted(learner.job().rows) == [0, 1], "a model sees one of each"
    assert learner.undo() == ("answer", 4)
    assert learner.undo() == ("answer", 0)
    assert learner.labels == {}
    assert learner.status()["pending"] == 4


def test_one_copy_can_be_corrected_alone(make: Make) -> None:
    learner = PoolLearner(TEXTS, labels=("a", "b"), strategy="random")
    learner.tell(0, "a")
    learner.tell(2, "b")
    assert learner.labels == {0: "a", 2: "b", 5: "a"}
    learner.undo()
    assert learner.labels == {0: "a", 2: "a", 5: "a"}


def test_release_gives_back(make: Make) -> None:
    learner = make(strategy="random")
    first = learner.ask(3).ids
    learner.tell([first[0]], ["left"])
    learner.release(first)
    assert learner.status()["pending"] == 0
    assert learner.labels == {first[0]: "left"}
    assert set(first[1:]) <= set(learner.candidates().tolist())
    events = learner.state.seq
    learner.release(first)
    assert learner.state.seq == events, "nothing was waiting any more"


def test_labels_can_be_added_and_renamed(make: Make) -> None:
    learner = make()
    learner.tell([0, 39], ["left", "right"])
    learner.add_label(" up ")
    learner.rename_label("left", "west")
    assert learner.space.names == ("west", "right", "up")
    assert learner.labels == {0: "west", 39: "right"}
    learner.tell([1], ["up"])
    for wrong in (
        lambda: learner.add_label("up"),
        lambda: learner.rename_label("up", "west"),
        lambda: learner.add_label(" "),
    ):
        with pytest.raises(LabelError):
            wrong()
    learner.undo()
    learner.undo()
    assert learner.space.names == ("west", "right", "up"), "labels are not taken back"


# --- models ------------------------------------------------------------------------------------------


def test_the_model_is_the_newest(make: Make) -> None:
    learner = answered(make(), [0, 5, 30, 39])
    assert learner.predict(np.array([[0.0, 0.0], [4.0, 0.0]])) == ["left", "right"]
    assert learner.model.predict(np.array([[0.0, 0.0]])).tolist() == ["left"]
    learner.tell([0, 5, 30, 39], ["right", "right", "left", "left"])
    assert learner.predict(np.array([[0.0, 0.0], [4.0, 0.0]])) == ["right", "left"]


def test_the_estimate_comes_from_the_random_share_only(make: Make) -> None:
    learner = make(random_share=1.0)
    answered(learner, [0, 39])
    for _ in range(17):
        queries = learner.ask(2)
        answered(learner, [int(i) for i in queries.ids])
    estimate = learner.estimate()
    assert estimate.n == 34, "the two that nobody asked about do not count"
    assert estimate.ready
    assert estimate.value is not None
    assert estimate.value > 0.8


# --- on disk -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_replaying_the_log_gives_the_same_state_and_the_same_next_queries(
    make: Make, tmp_path: Path, strategy: str
) -> None:
    dice = random.Random(strategy)
    learner = make(tmp_path / "p", strategy=strategy, random_share=0.2)
    for turn in range(8):
        ids = [int(i) for i in learner.ask(3).ids]
        dice.shuffle(ids)
        answered(learner, ids[: turn % 4])
        if turn == 2:
            learner.skip(ids[-1])
            learner.flag(5)
        if turn == 4:
            learner.undo()
            learner.release(ids)
    before = seen(learner)
    learner.close()
    again = make(tmp_path / "p", strategy=strategy, random_share=0.2)
    assert seen(again) == before
    asked = again.ask(6)
    log = list(again._history.log)
    again.close()
    # A third one, from the log as it was before that question.
    third = make(strategy=strategy, random_share=0.2)
    earlier = MemoryLog(event for event in log if event.seq < log[-1].seq)
    third._history = History(third.items, earlier, third.space)
    assert third.ask(6).ids == asked.ids
    assert third.labels == again.labels


def test_a_project_remembers_labels_and_strategy(make: Make, tmp_path: Path) -> None:
    learner = make(tmp_path / "p")
    learner.add_label("up")
    learner.set_strategy("random")
    learner.close()
    again = make(tmp_path / "p", labels=("other",))
    assert (again.space.names, again.strategy) == ((*NAMES, "up"), "random")
    assert again.status()["project"] == str(tmp_path / "p")
    again.close()


def test_other_items_are_refused_and_the_folder_is_free_again(make: Make, tmp_path: Path) -> None:
    make(tmp_path / "p").close()
    with pytest.raises(ProjectError, match="The source has changed since this project began"):
        make(tmp_path / "p", pool=np.eye(3))
    with pytest.raises(UnknownNameError, match="no strategy"):
        make(tmp_path / "p", strategy="psychic")
    Project.open(tmp_path / "p").close()


def test_items_with_ids_may_change(make: Make, tmp_path: Path) -> None:
    pool = np.arange(12.0).reshape(6, 2)
    learner = make(tmp_path / "p", pool=pool[:4], ids=["a", "b", "c", "d"])
    learner.tell(["a", "b"], ["left", "right"])
    learner.close()
    again = make(tmp_path / "p", pool=pool[1:], ids=["b", "c", "d", "e", "f"])
    assert again.labels == {"b": "right"}
    assert again.candidates().tolist() == [1, 2, 3, 4]
    again.close()


def test_what_a_pool_and_a_share_may_be() -> None:
    with pytest.raises(SourceError, match="The pool is empty"):
        PoolLearner([])
    with pytest.raises(UsageError, match=r"`random_share` is 1\.5"):
        PoolLearner(["a"], random_share=1.5)
    with pytest.raises(UnknownNameError, match="no strategy"):
        PoolLearner(["a"], strategy="psychic")


def test_labels_of_the_source_are_given_once(make: Make) -> None:
    learner = make()
    learner.tell([0], ["right"])
    learner.give({0: "left", 1: "left"})
    learner.give({1: "left"})
    assert learner.labels == {0: "right", 1: "left"}
    assert learner.undo() == ("answer", 0)
    assert learner.undo() is None, "they are not anybody's act"
    learner.tell([1], ["left"])  # a person who says the same makes it theirs
    assert learner.undo() == ("answer", 1)
    assert learner.labels == {1: "left"}


def test_what_cannot_be_understood_in_a_log_is_passed_over_and_said(tmp_path: Path) -> None:
    learner = PoolLearner(["one", "two"], labels=["a", "b"], project=tmp_path)
    learner.tell([0, 1], ["a", "b"])
    learner.record(Event("answer", "1", {"anzwer": "a"}))
    learner.close()
    again = PoolLearner(["one", "two"], labels=["a", "b"], project=tmp_path)
    assert again.labels == {0: "a", 1: "b"}
    assert again.project is not None
    assert "1 of the events of the label log cannot be understood" in again.project.notice
    again.close()


def test_copies_answered_in_one_call_keep_their_own_answers() -> None:
    texts = ["same", "same", "same", "other"]
    together, apart = (PoolLearner(texts, labels=["a", "b"]) for _ in range(2))
    together.tell([0, 1], ["a", "b"])
    apart.tell(0, "a")
    apart.tell(1, "b")
    assert (together.labels[0], together.labels[1]) == ("a", "b")
    assert (apart.labels[0], apart.labels[1]) == ("a", "b")
    skipped = PoolLearner(texts, labels=["a", "b"])
    skipped.tell([0, 1], [SKIP, "b"])
    assert skipped.labels == {0: "b", 1: "b", 2: "b"}


def test_an_answer_twice_in_one_call_is_one_act() -> None:
    learner = PoolLearner(["one", "two"], labels=["a", "b"])
    learner.tell([0, 0], ["a", "a"])
    assert learner.undo() == ("answer", 0)
    assert learner.labels == {}
    learner.tell([0, 0, 0], ["a", "b", "a"])
    assert learner.labels == {0: "a"}


@pytest.mark.parametrize("seconds", [[1.0], [1.0, 2.0, 3.0], np.ones(3)])
def test_seconds_are_one_number_or_one_each(seconds: Any, tmp_path: Path) -> None:
    learner = PoolLearner(["one", "two"], labels=["a", "b"], project=tmp_path)
    with pytest.raises(UsageError, match=f"2 ids and {len(seconds)} `seconds`"):
        learner.tell([0, 1], ["a", "b"], seconds=seconds)
    for good in (2.5, np.float32(2.5), np.array([2.5, 0.5]), [2.5, 0.5], (2.5, 0.5)):
        learner.tell([0, 1], ["a", "b"], seconds=good)
        answered = learner.state.items["0"].answered
        assert answered is not None
        assert answered.data["seconds"] == 2.5
        learner.undo()
        learner.undo()
    learner.close()


@pytest.mark.parametrize("answer", [None, float("nan"), np.float64("nan")])
def test_what_is_missing_is_no_new_label(answer: Any) -> None:
    learner = PoolLearner(["one", "two"])
    with pytest.raises(LabelError, match="is not a label"):
        learner.tell([0, 1], ["a", answer])
    assert (learner.space.names, learner.labels) == ((), {})
    learner.tell(0, "nan")  # a name that somebody wrote
    assert learner.labels == {0: "nan"}


def test_a_resumed_project_keeps_its_seed(tmp_path: Path) -> None:
    first = PoolLearner(np.eye(30), labels=NAMES, strategy="random", seed=5, project=tmp_path)
    first.ask(3)
    expected = PoolLearner(np.eye(30), labels=NAMES, strategy="random", seed=5)
    expected.ask(3)
    first.close()
    again = PoolLearner(np.eye(30), labels=NAMES, strategy="random", project=tmp_path)
    assert again.seed == 5
    assert again.ask(3).ids == expected.ask(3).ids
    again.close()


def test_a_learner_that_cannot_be_made_leaves_the_project_free(tmp_path: Path) -> None:
    PoolLearner(["one", "two"], labels=["a", "b"], project=tmp_path).close()
    with pytest.raises(LabelError, match="listed twice"):
        PoolLearner(["one", "two"], labels=["a", "a"], project=tmp_path)
    for _ in range(2):
        with pytest.raises(ProjectError, match="The source has changed"):
            PoolLearner(["one", "three"], project=tmp_path)


@given(
    st.lists(st.tuples(st.integers(1, 8), st.integers(1, 6), st.booleans()), min_size=5, max_size=40),
    st.sampled_from([0.1, 0.25, 0.5]),
)
@settings(deadline=None, max_examples=30)
def test_the_random_share_is_exact_though_queries_are_released(acts: list[tuple[int, int, bool]], share: float) -> None:
    """As a page does: it asks ahead, and gives back what a newer model would not ask, but for what chance drew."""
    learner = PoolLearner(np.eye(400), labels=NAMES, strategy=FirstFree(), random_share=share)
    ahead: list[tuple[Any, bool]] = []
    kept: list[bool] = []
    for n, answers, newer_model in acts:
        queries = learner.ask(n)
        ahead += zip(queries.ids, queries.random.tolist(), strict=True)
        for item_id, random_draw in ahead[:answers]:
            learner.tell(item_id, NAMES[0])
            kept.append(random_draw)
        ahead = ahead[answers:]
        if newer_model:
            learner.release([item_id for item_id, random_draw in ahead if not random_draw])
            ahead = [(item_id, random_draw) for item_id, random_draw in ahead if random_draw]
    drawn, asked = sum(kept) + sum(random_draw for _, random_draw in ahead), len(kept) + len(ahead)
    due = {turn for turn in learner.state._drawn if turn >= asked}
    assert learner.state.asked == asked
    assert drawn == int(share * asked + 1e-9) + len(due), "each turn once, those ahead included"
    assert len(due) <= 8


def test_the_order_of_the_pool_does_not_change_what_is_asked() -> None:
    generator = np.random.default_rng(0)
    pool = np.concatenate([generator.normal(size=(60, 4)), generator.normal(size=(60, 4)) + 1])
    names = [f"item {i}" for i in range(120)]
    answer = {name: NAMES[i >= 60] for i, name in enumerate(names)}
    order = generator.permutation(120)
    asked: list[list[Any]] = []
    for rows in (np.arange(120), order):
        learner = PoolLearner(pool[rows], labels=NAMES, ids=[names[row] for row in rows])
        asked.append([])
        for _ in range(6):
            queries = learner.ask(8)
            learner.tell(queries.ids, [answer[str(i)] for i in queries.ids])
            asked[-1] += queries.ids
    assert asked[0] == asked[1]


def test_a_project_with_a_list_of_labels_keeps_it(tmp_path: Path) -> None:
    PoolLearner(["one", "two"], labels=NAMES, project=tmp_path / "p").close()
    learner = PoolLearner(["one", "two"], project=tmp_path / "p")
    with pytest.raises(LabelError, match="lefft"):
        learner.tell(0, "lefft")
    learner.close()


@pytest.mark.parametrize(
    ("begun", "again", "said"),
    [
        ({"labels": ("a", "b")}, {"labels": Real()}, "an answer is one label"),
        ({"labels": ("a", "b")}, {"multilabel": True}, "an answer is one label"),
        ({"labels": ("a", "b"), "multilabel": True}, {"labels": ("a", "b")}, "an answer is a set of labels"),
        ({"labels": Real(unit="kg")}, {"labels": ("a", "b")}, "an answer is a number"),
        ({"labels": Real(unit="kg")}, {"labels": Real(unit="g")}, "the unit is kg"),
        ({"labels": Real(minimum=0)}, {"labels": Real(minimum=1)}, "the minimum is 0"),
    ],
)
def test_a_resumed_project_keeps_what_an_answer_is(
    tmp_path: Path, begun: dict[str, Any], again: dict[str, Any], said: str
) -> None:
    def open_again(**options: Any) -> None:
        PoolLearner(["one", "two"], project=tmp_path / "p", **options).close()

    open_again(**begun)
    with pytest.raises(UsageError, match=said):
        open_again(**again)
    open_again(**begun)
    open_again()
