"""The log and what follows from it."""

from askless.core.events import Event
from askless.data.items.of import items_of
from askless.data.labels.classes import Classes
from askless.data.store.log import MemoryLog
from askless.pool.history import History


def history() -> History:
    return History(items_of(["one", "two", "three", "two"]), MemoryLog(), Classes(("odd", "even")))


def test_what_is_appended_is_taken_in() -> None:
    known = history()
    assert known.candidates().tolist() == [0, 1, 2]
    assert known.append([Event("answer", "0", {"answer": "odd"})])
    assert known.candidates().tolist() == [1, 2]
    job = known.job(7, "margin")
    assert (job.rows, job.answers, job.seed, job.strategy) == ([0], ["odd"], 7, "margin")


def test_only_some_events_put_a_model_out_of_date() -> None:
    known = history()
    assert not known.append([Event("note", "0", {"text": "look again"})])
    assert known.append([Event("skip", "1")])


def test_skipped_items_come_when_nothing_else_is_left() -> None:
    known = history()
    known.append([Event("skip", str(row)) for row in (2, 0, 1)])
    assert known.candidates().tolist() == [0, 1, 2]


def test_answers_given_with_a_suggestion_in_sight_do_not_judge_the_model() -> None:
    known = history()
    queries = [["0", 0.0, 0.5, True, "drawn"], ["1", 0.0, 0.5, True, "drawn"]]
    known.append([Event("asked", data={"round": 0, "strategy": "random", "version": 0, "queries": queries})])
    known.append([Event("answer", "0", {"answer": "odd", "suggestion_seen": True})])
    known.append([Event("answer", "1", {"answer": "odd", "suggestion_seen": False})])
    assert known.job(0, "random").random == [1]


def test_people_who_disagree_or_change_their_mind_are_counted() -> None:
    known = history()
    said = [("0", "ann", "odd"), ("0", "bob", "even"), ("1", "ann", "odd"), ("2", "ann", "odd"), ("1", "ann", "even")]
    for item, who, answer in said:
        known.append([Event("answer", item, {"answer": answer, "annotator": who})])
    assert (known.job(0, "random").contradicted, known.job(0, "random").changed) == (1, 1)


def test_a_change_that_ends_in_agreement_is_settled() -> None:
    known = history()
    for item, who, answer in [("0", "ann", "odd"), ("0", "bob", "even"), ("0", "ann", "even")]:
        known.append([Event("answer", item, {"answer": answer, "annotator": who})])
    assert (known.job(0, "random").contradicted, known.job(0, "random").changed) == (0, 0)


def test_a_third_person_settles_what_two_disagree_on() -> None:
    known = history()
    for who, answer in (("ann", "odd"), ("bob", "even")):
        known.append([Event("answer", "0", {"answer": answer, "annotator": who})])
    assert known.job(0, "random").contradicted == 1
    known.append([Event("answer", "0", {"answer": "odd", "annotator": "eve"})])
    assert (known.job(0, "random").contradicted, known.job(0, "random").changed) == (0, 0)
    known.append(
        [Event("answer", "0", {"answer": "even", "annotator": "bob"})]
    )  # now the answer of the fewer is learnt
    assert known.job(0, "random").contradicted == 1


def test_one_who_changes_alone_can_confirm() -> None:
    known = history()
    for answer, changed in (("odd", 0), ("even", 1), ("even", 0), ("odd", 1)):
        known.append([Event("answer", "0", {"answer": answer, "annotator": "ann"})])
        known.append([Event("answer", "1", {"answer": "odd", "annotator": "ann"})])
        assert known.job(0, "random").changed == changed
    known.append([Event("answer", "0", {"answer": "odd", "annotator": "bob"})])
    assert (known.job(0, "random").contradicted, known.job(0, "random").changed) == (0, 0)


def test_another_name_of_a_label_is_no_other_answer() -> None:
    known = history()
    known.append([Event("answer", "0", {"answer": "odd", "annotator": "ann"})])
    known.append([Event("label_renamed", None, {"old": "odd", "new": "uneven"})])
    for who in ("ann", "bob"):
        known.append([Event("answer", "0", {"answer": "uneven", "annotator": who})])
    assert (known.job(0, "random").contradicted, known.job(0, "random").changed) == (0, 0)
