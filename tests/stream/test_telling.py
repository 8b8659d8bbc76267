"""Telling: what may be told, and what becomes of it when a model fails."""

import datetime

import numpy as np
import pytest

import askless
from askless.errors import LabelError, ModelError, UsageError
from askless.models.online.softmax import Softmax
from askless.stream.telling import facts_of


class Picky(Softmax):
    """Cannot learn items whose first number is 13, whatever it learns with them."""

    def learn(self, items, y, weights=None):
        if (items[:, 0] == 13.0).any():
            raise RuntimeError("13 is too much")
        super().learn(items, y, weights)


def learner(**options):
    return askless.StreamLearner(**{"labels": ["down", "up"], "budget": 1.0, **options})


def picky(**options):
    one = learner(model=Picky(), adaptation="passive", **options)
    one._state.encoder.scale = np.nan_to_num  # the model is given the numbers as they came
    return one


# --- details -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "details",
    [
        {"when": datetime.datetime(2026, 1, 1)},
        {"sure": float("nan")},
        {"sure": np.float32("inf")},
        {"page": {1, 2}},
        {"page": b"7"},
        {"annotator": object()},
        {"page": {("a", "b"): 1}},
    ],
)
def test_details_that_json_cannot_hold_are_refused_and_nothing_has_changed(details, tmp_path):
    one = learner(project=tmp_path / "p")
    one.offer([1.0])
    for call in (lambda: one.tell("0", "up", **details), lambda: one.skip("0", **details)):
        with pytest.raises(UsageError, match="JSON cannot hold") as caught:
            call()
        assert next(iter(details)) in caught.value.problem
    assert (one.answered, one.skipped, one.pending) == (0, 0, ["0"])
    one.tell("0", "up")
    one.commit()
    one.close()


def test_numbers_of_numpy_are_plain_details(tmp_path):
    one = learner(project=tmp_path / "p")
    one.offer([1.0])
    one.tell("0", "up", annotator=np.str_("ann"), page=np.int64(3), box=np.array([1.5, 2.0]), on=np.bool_(True))
    one.commit()
    (told,) = [event.data for event in one.project.log if event.kind == "answer"]
    assert told == {"answer": "up", "annotator": "ann", "page": 3, "box": [1.5, 2.0], "on": True}
    one.close()


def test_details_do_not_override_the_answer():
    one = learner()
    one.offer([1.0])
    with pytest.raises(UsageError, match="`answer`"):
        one.tell("0", "up", answer="down")
    with pytest.raises(UsageError, match="`answer`"):
        one.skip("0", answer="down")
    assert one.pending == ["0"]


def test_facts_keep_what_json_has():
    given = {"a": None, "b": True, "c": "é\ud800", "d": [1, {"e": 2.5}]}
    assert facts_of(given) == given


# --- ids and labels ------------------------------------------------------------------------------


@pytest.mark.parametrize("item_id", ["\ud800", "", None, float("nan")])
def test_ids_that_are_none_are_refused(item_id, tmp_path):
    one = learner(project=tmp_path / "p")
    with pytest.raises(UsageError):
        one.tell([item_id], ["up"], items=[[1.0]])
    assert one.answered == 0
    one.commit()
    one.close()


def test_labels_that_cannot_be_written_are_refused(tmp_path):
    one = askless.StreamLearner(budget=1.0, project=tmp_path / "p")
    one.offer([1.0])
    for call in (lambda: one.tell("0", "\ud800"), lambda: one.add_label("\udc00 half")):
        with pytest.raises(LabelError, match="surrogate"):
            call()
    assert one.space.names == ()
    one.tell("0", "whole 😀")
    one.commit()
    one.close()
    with pytest.raises(LabelError, match="surrogate"):
        askless.StreamLearner(labels=["up", "\ud800"], project=tmp_path / "q")
    assert not (tmp_path / "q").exists()


# --- a model that fails --------------------------------------------------------------------------


def test_a_model_that_fails_loses_no_answer_and_learns_the_others(tmp_path):
    one, other = picky(project=tmp_path / "p"), picky()
    values = [1.0, -1.0, 2.0, 13.0, -2.0, 3.0]
    for stream in (one, other):
        stream.offer_many([[value] for value in values])
    names = ["up" if value > 0 else "down" for value in values]
    ids = [str(at) for at in range(6)]
    with pytest.raises(ModelError, match="RuntimeError: 13 is too much") as caught:
        one.tell(ids, names)
    assert caught.value.remedy.endswith(".")
    assert (one.answered, one.pending) == (6, [])
    one.tell(ids, names)  # the same again is harmless, and is learnt no second time
    assert one.model.predict(np.array([[2.0]]), 2)[0, 1] > 0.5
    other.tell(ids[:3], names[:3])
    other.tell(ids[4:], names[4:])
    assert (one.model.predict(np.array([[2.0]]), 2) == other.model.predict(np.array([[2.0]]), 2)).all()
    one.commit()
    assert [event.item for event in one.project.log if event.kind == "answer"] == ids
    one.close()


def test_a_label_that_the_model_failed_at_was_not_met():
    one = picky()
    one.offer_many([[13.0], [1.0]])
    with pytest.raises(ModelError):
        one.tell("0", "up")
    assert one.offer([1.0]).prediction is None
    one.tell("1", "up")
    assert one.offer([1.0]).prediction == "up"


def test_what_a_model_failed_at_is_on_disk_in_time(tmp_path, until):
    one = picky(project=tmp_path / "p")
    one.offer([13.0])
    one.commit()
    with pytest.raises(ModelError):
        one.tell("0", "up")
    until(lambda: [event for event in one.project.log if event.kind == "answer"], seconds=1.0)
    one.close()
    again = picky(project=tmp_path / "p")  # it can be opened, though the model fails again
    assert again.answered == 1
    again.close()


# --- answered before it was asked ------------------------------------------------------------------


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("resumed", [True, False])
def test_an_answer_that_came_before_its_item_stays(tmp_path, named, resumed):
    one = learner(project=tmp_path / "p")
    one.tell("0", "up", items=[1.0])
    if resumed:
        one.close()
        one = learner(project=tmp_path / "p")
    decision = one.offer([1.0], id="0" if named else None)
    assert (decision.ask, decision.again, decision.probability) == (False, True, 0.0)
    assert one.offer_many([[1.0]], ids=["1"] if named else None).ask.all()
    assert one.asked == 1
    one.commit()
    assert one._journal.find(["0"])["0"].answer == '"up"'
    one.close()


def test_nothing_is_asked_twice_however_long_ago_it_was_asked(tmp_path):
    one = learner(project=tmp_path / "p")
    one._state.arrivals._most = 4
    ids = [f"i{at}" for at in range(20)]
    one.offer_many([[float(at)] for at in range(20)], ids)
    one.tell("i3", "up")
    one.skip("i4")
    one._state.waiting.most = 4
    again = [one.offer([3.0], "i3"), one.offer([4.0], "i4"), one.offer([5.0], "i5")]
    assert [(decision.ask, decision.again) for decision in again] == [(False, True), (False, True), (True, True)]
    many = one.offer_many([[float(at)] for at in range(6, 12)] + [[0.5]], [*ids[6:12], "new"])
    assert many.again.tolist() == [True] * 6 + [False]
    assert many.ask.all()  # they wait
    assert one.asked == 21
    one.commit()
    asked = [query[0] for event in one.project.log if event.kind == "asked" for query in event.data["queries"]]
    assert asked == [*ids, "new"]
    assert one._journal.find(["i3"])["i3"].answer == '"up"'
    one.close()


def test_a_question_that_still_waits_is_asked_again_however_many_came_after_it():
    one = learner()
    one._state.waiting.most = 3
    one.offer_many([[float(at)] for at in range(10)], [f"i{at}" for at in range(10)])
    assert "i0" not in one.pending
    decision = one.offer([0.0], "i0")
    assert (decision.ask, decision.again, decision.probability, decision.random) == (True, True, 1.0, True)
    one.tell("i0", "up")
    assert not one.offer([0.0], "i0").ask


def test_an_estimator_that_fails_at_its_first_answers_goes_on():
    from sklearn.linear_model import SGDClassifier

    class Shy(SGDClassifier):
        """Learns nothing until it is told to."""

        ready = False

        def partial_fit(self, *given, **options):
            if not Shy.ready:
                raise RuntimeError("not yet")
            return super().partial_fit(*given, **options)

    one = learner(model=Shy(loss="log_loss", random_state=0), adaptation="passive")
    one.offer_many([[1.0], [-1.0]])
    with pytest.raises(ModelError, match="not yet"):
        one.tell(["0", "1"], ["up", "down"])
    assert one.offer([2.0]).prediction is None
    Shy.ready = True
    one.tell("2", "up")
    assert one.offer([2.0]).prediction == "up"
