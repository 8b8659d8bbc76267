"""The stream learner: offer and tell."""

import threading

import numpy as np
import pandas as pd
import pytest

import askless
from askless.core.events import Event
from askless.data.labels.real import Real
from askless.errors import (
    LabelError,
    NotReadyError,
    ProjectError,
    SourceError,
    StorageError,
    UnknownNameError,
    UsageError,
)


def learner(**options):
    return askless.StreamLearner(**{"labels": ["down", "up"], **options})


def events(folder, kind=None):
    from askless.data.store.log import SqliteLog

    log = SqliteLog(folder / "labels.sqlite")
    found = [event for event in log if kind in (None, event.kind)]
    log.close()
    return found


# --- it learns, within its budget ------------------------------------------------------------------


def test_what_was_not_predicted_is_not_counted_as_a_prediction(stream, tmp_path):
    from askless.stream.record import read_record

    with_project = learner(budget=1.0, project=tmp_path)
    for at in range(60):
        decision = with_project.offer(stream.items[at])
        assert decision.prediction is None
    with_project.tell("59", stream.answers[59])
    late = with_project.offer(stream.items[60])
    assert late.prediction is not None
    with_project.tell([str(at) for at in range(59)] + [late.id], [*stream.answers[:59], stream.answers[60]])
    with_project.close()
    record, _ = read_record(tmp_path)
    assert record.answered == 61
    assert record.checked.tolist() == [60]


def test_it_learns_the_stream_within_its_budget(stream):
    one = learner()
    asked = stream.lead(one)
    said = one.predict(stream.items)
    assert np.mean(np.array(said) == stream.answers) > 0.93
    assert one.asked == len(asked) == one.answered
    assert abs(one.realised / 0.1 - 1) < 0.02
    assert one.seen == 4000


def test_a_micro_batch_of_one_is_an_offer(stream):
    one, many = learner(), learner()
    for at in range(400):
        decision, decisions = one.offer(stream.items[at]), many.offer_many(stream.items[at : at + 1])
        assert decision == decisions[0]
        if decision.ask:
            one.tell(decision.id, stream.answers[at])
            many.tell([decision.id], [stream.answers[at]])


def test_the_same_seed_asks_the_same_and_another_does_not(stream):
    first, again, other = (stream.lead(learner(seed=seed), stop=1000) for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_probabilities_are_known_and_true(stream):
    one = learner(budget=0.2)
    decisions = [one.offer_many(stream.items[at : at + 10]) for at in range(0, 4000, 10)]
    probability = np.concatenate([d.probability for d in decisions])
    ask = np.concatenate([d.ask for d in decisions])
    random = np.concatenate([d.random for d in decisions])
    assert abs(probability.sum() - ask.sum()) < 4 * np.sqrt((probability * (1 - probability)).sum())
    assert (random <= ask).all()


def test_before_two_labels_are_known_all_questions_are_random(stream):
    one = learner()
    for at in range(200):
        decision = one.offer(stream.items[at])
        assert decision.random == decision.ask
        assert decision.prediction is None
        if decision.ask:
            one.tell(decision.id, "up")
            break
    assert one.offer(stream.items[0]).prediction == "up"


# --- what comes in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "items",
    [
        [[0.0, 1.0], [1.0, 0.0]],
        np.array([[0.0, 1.0], [1.0, 0.0]], dtype=np.float32),
        np.array([[0, 1], [1, 0]]),
        [{"a": 1, "b": "red"}, {"b": "blue", "c": 2.5}],
        pd.DataFrame({"a": [1.0, None], "b": ["red", "blue"]}),
        ["a good day", "a bad day"],
        [{"a": float("nan"), "b": None}, {}],
    ],
    ids=["lists", "float32", "ints", "dicts", "table", "texts", "missing"],
)
def test_items_of_every_form(items):
    one = learner(budget=1.0)
    decisions = one.offer_many(items)
    assert decisions.ask.all()
    one.tell(decisions.ids, ["up", "down"])
    assert len(one.predict(items)) == 2
    assert one.pending == []


def test_no_items_are_no_decisions():
    assert len(learner().offer_many([])) == 0


def test_an_item_that_cannot_be_read_changes_nothing(stream):
    one = learner(budget=1.0)
    one.offer(stream.items[0])
    with pytest.raises(SourceError):
        one.offer_many([stream.items[1].tolist(), object()])
    assert one.seen == 1
    assert one.offer(stream.items[1]).id == "1"


def test_features_may_come_and_go():
    one = learner(budget=1.0)
    for at in range(40):
        item = {"x": float(at % 2)} if at < 20 else {"x": float(at % 2), "new": 1.0}
        one.tell(one.offer(item).id, "up" if at % 2 else "down")
    assert one.predict([{"x": 1.0}, {"x": 0.0, "other": 5.0}]) == ["up", "down"]


def test_a_class_never_seen_before_is_learnt():
    one = askless.StreamLearner(budget=1.0)
    for at in range(60):
        kind = at % (2 if at < 30 else 3)
        one.tell(one.offer([float(kind == k) for k in range(3)]).id, f"kind {kind}")
    assert one.space.names == ("kind 0", "kind 1", "kind 2")
    assert one.predict([[0.0, 0.0, 1.0]]) == ["kind 2"]


def test_times_may_run_backwards(stream):
    one = learner()
    one.offer_many(stream.items[:100], times=list(range(100, 0, -1)))
    assert one.seen == 100


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda one: one.offer_many([[1.0]], ids=["a", "b"]), "2 ids for 1 items"),
        (lambda one: one.offer_many([[1.0]], times=[1.0, 2.0]), "2 times for 1 items"),
        (lambda one: one.tell(["a"], ["up", "down"]), "1 ids and 2 answers"),
    ],
)
def test_lists_of_other_lengths_are_refused(call, match):
    with pytest.raises(UsageError, match=match):
        call(learner())


# --- ids come again -------------------------------------------------------------------------------


def test_an_item_that_comes_again_is_not_asked_twice(stream):
    one = learner(budget=0.5)
    ids = [f"item {at}" for at in range(100)]
    first = one.offer_many(stream.items[:100], ids)
    again = one.offer_many(stream.items[:100], ids)
    assert again.again.all()
    assert (again.ask == first.ask).all()  # the questions still wait
    assert one.seen == 100
    one.tell([ids[at] for at in first.asked], [stream.answers[at] for at in first.asked])
    assert not one.offer_many(stream.items[:100], ids).ask.any()  # they are answered
    mixed = one.offer_many(stream.items[98:102], [*ids[98:], "item 100", "item 101"])
    assert mixed.again.tolist() == [True, True, False, False]
    assert one.seen == 102


# --- answers --------------------------------------------------------------------------------------


def test_answers_come_in_any_order_in_part_and_late(stream):
    one = learner(budget=1.0)
    one.offer_many(stream.items[:30])
    one.tell(["7", "3"], ["up", "down"])
    one.offer_many(stream.items[30:60])
    one.tell("0", "up")
    assert one.answered == 3
    assert one.pending[:3] == ["1", "2", "4"]


def test_the_same_answer_again_changes_nothing_and_another_corrects(stream, tmp_path):
    one = learner(budget=1.0, project=tmp_path / "p")
    one.offer_many(stream.items[:3])
    one.tell("0", "up")
    one.tell(["0", "0"], ["up", "up"])
    one.tell(["1", "1"], ["up", "down"])
    one.tell("0", "down", annotator="ann", seconds=2.5)
    one.close()
    told = [(event.item, event.data) for event in events(tmp_path / "p", "answer")]
    assert told == [
        ("0", {"answer": "up"}),
        ("1", {"answer": "up"}),
        ("1", {"answer": "down"}),
        ("0", {"answer": "down", "annotator": "ann", "seconds": 2.5}),
    ]
    assert one.answered == 2


def test_a_skip_is_an_answer(stream):
    one = learner(budget=1.0)
    one.offer_many(stream.items[:2])
    one.tell("0", askless.SKIP)
    one.skip("1")
    assert (one.pending, one.answered, one.skipped) == ([], 0, 2)
    one.tell("0", "up")
    assert (one.answered, one.skipped) == (1, 1)


def test_an_answer_that_is_no_label_takes_none(stream):
    one = learner(budget=1.0)
    one.offer_many(stream.items[:2])
    with pytest.raises(LabelError):
        one.tell(["0", "1"], ["up", "sideways"])
    assert one.answered == 0
    assert one.pending == ["0", "1"]


def test_answers_to_unknown_ids_are_refused_and_none_is_taken(stream):
    one = learner(budget=1.0)
    one.offer_many(stream.items[:2])
    with pytest.raises(UnknownNameError, match="No item with the id “2”"):
        one.tell(["0", "2"], ["up", "up"])
    assert one.answered == 0


def test_an_item_that_was_let_go_can_be_answered_with_its_content(stream, tmp_path):
    one = learner(budget=0.1, project=tmp_path / "p")
    decisions = one.offer_many(stream.items[:50])
    gone = [decisions.ids[at] for at in range(50) if not decisions.ask[at]][:2]
    with pytest.raises(UnknownNameError, match="was let go"):
        one.tell(gone[0], "up")
    one.tell(gone, ["up", "down"], items=stream.items[:2])
    one.close()
    assert one.answered == 2
    again = learner(budget=0.1, project=tmp_path / "p")
    assert again.predict(stream.items[:2]) == one.predict(stream.items[:2])
    again.close()


def test_numbers_are_learnt_too():
    rng = np.random.default_rng(0)
    items = rng.normal(size=(800, 3))
    answers = items @ [1.0, -2.0, 0.0] + 5.0
    one = askless.StreamLearner(labels=Real(), budget=0.2)
    for at in range(0, 800, 8):
        decisions = one.offer_many(items[at : at + 8])
        one.tell([decisions.ids[i] for i in decisions.asked], answers[at + decisions.asked].tolist())
    assert np.abs(np.array(one.predict(items)) - answers).mean() < 0.1
    assert abs(one.realised / 0.2 - 1) < 0.05
    with pytest.raises(UsageError, match="no probabilities"):
        one.predict_proba(items)


def test_it_cannot_predict_before_it_has_learnt(stream):
    one = learner()
    with pytest.raises(NotReadyError):
        one.predict(stream.items[:1])


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"budget": 0.0}, UsageError),
        ({"budget": 1.5}, UsageError),
        ({"budget": "lots"}, UsageError),
        ({"random_share": 2.0}, UsageError),
        ({"strategy": "no such"}, UnknownNameError),
        ({"strategy": 3}, UsageError),
        ({"adaptation": "no such"}, (UsageError, UnknownNameError)),
        ({"model": "no such"}, UnknownNameError),
        ({"model": object()}, UsageError),
        ({"model": "linear"}, UsageError),
        ({"labels": Real(), "model": "softmax"}, UsageError),
        ({"labels": Real(), "strategy": "variable_uncertainty"}, UsageError),
        ({"model": "naive_bayes", "strategy": "committee"}, UsageError),
        ({"labels": askless.MultiLabel(["a", "b"])}, UsageError),
        ({"labels": "low"}, UsageError),
        ({"seed": None}, UsageError),
        ({"seed": 1.5}, UsageError),
        ({"seed": -1}, UsageError),
        ({"seed": True}, UsageError),
        ({"seed": "7"}, UsageError),
    ],
)
def test_options_that_cannot_be_meant_are_refused(options, error):
    with pytest.raises(error) as caught:
        learner(**options)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")


# --- the project ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["softmax", "naive_bayes"])
def test_a_project_that_is_resumed_goes_on_as_if_nothing_had_happened(stream, tmp_path, model):
    whole = learner(model=model)
    expected = stream.lead(whole)
    asked = []
    for start in range(0, 4000, 800):
        one = learner(model=model, project=tmp_path / "p", seed=start)  # the project keeps its own seed
        assert one.seen == start
        asked += stream.lead(one, start, start + 800)
        one.close()
    assert asked == expected
    assert one.predict(stream.items) == whole.predict(stream.items)


def test_pending_items_survive_with_what_was_said_of_them(stream, tmp_path):
    one = learner(budget=0.5, project=tmp_path / "p")
    decisions = one.offer_many(stream.items[:40])
    one.tell(decisions.ids[decisions.asked[0]], "up")
    before = one.pending
    one.close()
    again = learner(budget=0.5, project=tmp_path / "p")
    assert again.pending == before
    assert (again.item(before[0]) == stream.items[int(before[0])]).all()
    again.tell(before, [stream.answers[int(i)] for i in before])
    assert again.pending == []
    again.close()


def test_dicts_and_ids_survive(tmp_path):
    items = [{"text": f"word{at}", "n": at, "deep": None} for at in range(20)]
    one = learner(budget=1.0, project=tmp_path / "p")
    one.offer_many(items, [f"é{at}" for at in range(20)])
    one.close()
    again = learner(budget=1.0, project=tmp_path / "p")
    assert again.item("é3") == items[3]
    assert again.offer(items[3], id="é3").again
    again.close()


def test_a_model_that_cannot_be_written_learns_again_from_the_log(stream, tmp_path):
    from sklearn.linear_model import SGDClassifier

    options = {"model": SGDClassifier(loss="log_loss", random_state=0), "project": tmp_path / "p"}
    one = learner(**options)
    stream.lead(one, stop=1500)
    said = one.predict(stream.items)
    one.close()
    again = learner(**options)
    assert again.answered == one.answered
    assert np.mean(np.array(again.predict(stream.items)) == said) > 0.95
    again.close()


def test_another_strategy_begins_anew_and_another_model_learns_what_is_known(stream, tmp_path):
    one = learner(project=tmp_path / "p", strategy="variable_uncertainty")
    stream.lead(one, stop=1500)
    one.close()
    again = learner(project=tmp_path / "p", strategy="random", model="naive_bayes")
    assert again.seen == 1500
    assert np.mean(np.array(again.predict(stream.items)) == stream.answers) > 0.8
    again.close()


def test_the_log_tells_what_happened(stream, tmp_path):
    one = learner(project=tmp_path / "p")
    asked = stream.lead(one, stop=500)
    one.record(Event("note", asked[0], {"text": "odd"}))
    one.close()
    found = events(tmp_path / "p")
    assert found[0].kind == "project"
    assert found[0].data["scenario"] == "stream"
    assert [q[0] for event in found if event.kind == "asked" for q in event.data["queries"]] == asked
    runs = [event.data for event in found if event.kind == "let_go"]
    assert sum(run["items"] for run in runs) == 500
    assert sum(run["asked"] for run in runs) == len(asked)
    assert runs[0]["first"] == 0


def test_a_pool_project_is_no_stream(tmp_path):
    askless.PoolLearner(["one", "two"], project=tmp_path / "p").close()
    with pytest.raises(ProjectError, match="is of a pool"):
        learner(project=tmp_path / "p")
    askless.PoolLearner(["one", "two"], project=tmp_path / "p").close()  # it was let go of


def test_what_was_returned_is_on_disk_soon_without_another_call(stream, tmp_path):
    import time

    one = learner(budget=1.0, project=tmp_path / "p")
    one.offer(stream.items[0])
    deadline = time.monotonic() + 1.0  # a machine may be busy
    while not events_beside(tmp_path / "p", "asked") and time.monotonic() < deadline:
        time.sleep(0.01)
    assert events_beside(tmp_path / "p", "asked")
    one.close()


def events_beside(folder, kind):
    """Read another process's log."""
    import sqlite3

    with sqlite3.connect(folder / "labels.sqlite") as connection:
        return connection.execute("SELECT count(*) FROM events WHERE kind = ?", (kind,)).fetchone()[0]


def test_commit_puts_everything_on_disk(stream, tmp_path):
    one = learner(budget=1.0, project=tmp_path / "p")
    one.offer(stream.items[0])
    one.commit()
    assert events_beside(tmp_path / "p", "asked") == 1
    one.tell("0", "up")
    one.commit()
    assert events_beside(tmp_path / "p", "answer") == 1
    one.close()


def test_a_full_disk_stops_the_stream_and_loses_nothing(stream, tmp_path, monkeypatch):
    one = learner(budget=1.0, project=tmp_path / "p")
    one.offer(stream.items[0])
    one.commit()
    log = one.project.log
    append, full = log.append, [True]

    def fails(*given, **options):
        if full[0]:
            raise StorageError("The disk is full.", "Free some space.")
        return append(*given, **options)

    monkeypatch.setattr(log, "append", fails)
    one.offer(stream.items[1])
    with pytest.raises(StorageError):
        one.commit()
    with pytest.raises(StorageError):
        one.offer(stream.items[2])
    with pytest.raises(StorageError):
        one.tell("0", "up")
    assert one.seen == 2
    full[0] = False
    assert one.offer(stream.items[2]).id == "2"
    one.tell("0", "up")
    one.close()
    again = learner(budget=1.0, project=tmp_path / "p")
    assert (again.seen, again.asked, again.answered) == (3, 3, 1)
    again.close()


def test_threads_may_offer_and_tell_at_once(stream, tmp_path):
    one = learner(budget=0.5, project=tmp_path / "p")
    failures = []

    def tells():
        try:
            while one.answered < 300:
                for item_id in one.pending:
                    one.tell(item_id, stream.answers[int(item_id)])
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=tells) for _ in range(3)]
    for thread in threads:
        thread.start()
    for at in range(800):
        one.offer(stream.items[at])
    while one.pending:
        for item_id in one.pending:
            one.tell(item_id, stream.answers[int(item_id)])
    for thread in threads:
        thread.join()
    assert not failures
    assert one.answered == one.asked
    one.close()
    assert len({event.item for event in events(tmp_path / "p", "answer")}) == one.asked


def test_memory_does_not_grow_with_the_stream():
    import tracemalloc

    rng = np.random.default_rng(0)
    one = learner(budget=0.5)
    one._state.waiting.most = 200
    one._journal._keeper._most = 200
    items = rng.normal(size=(256, 4))

    def flow(n):
        for _ in range(n):
            decisions = one.offer_many(items)
            some = decisions.asked[::2]
            one.tell([decisions.ids[at] for at in some], ["up"] * len(some))

    flow(10)
    one.commit()
    tracemalloc.start()
    flow(3)
    one.commit()
    before = tracemalloc.get_traced_memory()[0]
    flow(12)
    one.commit()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 200_000  # to keep 1,536 questions would take a megabyte


# --- closed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False])
def test_a_closed_learner_takes_nothing_any_more(stream, tmp_path, kept):
    one = learner(budget=1.0, project=tmp_path / "p" if kept else None)
    one.offer_many(stream.items[:3])
    one.tell("0", "up")
    one.close()
    one.close()
    other = learner(budget=1.0, project=tmp_path / "p")  # somebody else has it now
    calls = [
        lambda: one.offer(stream.items[3]),
        lambda: one.offer_many(stream.items[3:5]),
        lambda: one.tell("1", "up"),
        lambda: one.skip("1"),
        lambda: one.record(Event("note", "1", {"text": "odd"})),
        lambda: one.add_label("left"),
        one.commit,
    ]
    for call in calls:
        with pytest.raises(ProjectError, match="closed") as caught:
            call()
        assert caught.value.remedy.endswith(".")
    assert (one.seen, one.asked, one.answered, one.pending) == (3, 3, 1, ["1", "2"])
    assert len(one.predict(stream.items[:2])) == 2
    if kept:
        with pytest.raises(ProjectError, match="is closed"):
            one.project.log.append([Event("note", "1", {"text": "odd"})])
        assert other.seen == 3
    other.close()


def test_a_learner_that_could_not_be_closed_can_be_closed_again(stream, tmp_path, monkeypatch):
    one = learner(budget=1.0, project=tmp_path / "p")
    full = [True]
    append = one.project.log.append

    def fails(*given, **options):
        if full[0]:
            raise StorageError("The disk is full.", "Free some space.")
        return append(*given, **options)

    monkeypatch.setattr(one.project.log, "append", fails)
    one.offer(stream.items[0])
    with pytest.raises(StorageError):
        one.close()
    with pytest.raises(ProjectError, match="closed"):
        one.offer(stream.items[1])
    full[0] = False
    one.close()
    again = learner(budget=1.0, project=tmp_path / "p")
    assert (again.seen, again.asked) == (1, 1)
    again.close()


@pytest.mark.parametrize("moment", ["noon", None, float("nan"), float("inf"), 10**400])
def test_times_that_are_none_are_refused(stream, moment):
    one = learner()
    with pytest.raises(UsageError, match="A time is"):
        one.offer_many(stream.items[:2], times=[1.0, moment])
    assert one.seen == 0
