"""Answers that were changed, and how they are settled, through the calls that people make."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from askless import PoolLearner

X = np.random.default_rng(0).normal(size=(120, 2))
TRUTH = np.where(X[:, 0] > 0, "yes", "no").tolist()
OTHER = {"yes": "no", "no": "yes"}


def labelled(n: int = 40, **options: object) -> PoolLearner:
    """A learner to which "ann" gave the first answers."""
    learner = PoolLearner(X, labels=["no", "yes"], strategy="random", **options)  # type: ignore[arg-type]
    learner.tell(range(n), TRUTH[:n], annotator="ann")
    return learner


def flip(learner: PoolLearner, ids: range, who: str = "ann") -> None:
    learner.tell(ids, [OTHER[TRUTH[i]] for i in ids], annotator=who)


def test_one_who_changes_answers_confirms_them_by_giving_them_again() -> None:
    learner = labelled()
    flip(learner, range(3))
    assert "The answers to 3 of 40 items were changed later." in learner.forecast().headline
    flip(learner, range(3))
    assert learner.job().changed == 0
    assert learner.forecast().known
    before = learner.state.seq
    flip(learner, range(3))  # what is confirmed stands
    assert learner.state.seq == before


def test_one_who_goes_back_to_the_first_answer_has_settled_it() -> None:
    learner = labelled()
    flip(learner, range(3))
    learner.tell(range(3), TRUTH[:3], annotator="ann")
    assert learner.job().changed == 0


def test_somebody_else_can_settle_it() -> None:
    learner = labelled()
    flip(learner, range(3))
    flip(learner, range(3), who="bob")
    assert (learner.job().changed, learner.job().contradicted) == (0, 0)


def test_a_slip_is_no_change_of_mind() -> None:
    """Each is corrected before anything else is answered."""
    learner = PoolLearner(X, labels=["no", "yes"], strategy="random")
    for i in range(20):
        flip(learner, range(i, i + 1))
        learner.tell(i, TRUTH[i], annotator="ann")
        assert learner.job().changed == 0
    learner.tell(0, OTHER[TRUTH[0]], annotator="ann")  # by now others were answered
    assert learner.job().changed == 1


@pytest.mark.parametrize("who", ["bob", None])
def test_what_another_answers_in_between_makes_a_slip_no_change(who: str | None) -> None:
    learner = labelled(5)
    learner.tell(10, "yes", annotator="ann")
    learner.tell(11, "yes", annotator=who)
    learner.tell(10, "no", annotator="ann")
    assert learner.job().changed == 0


def test_undone_answers_were_never_given() -> None:
    learner = labelled()
    learner.tell(40, "yes", annotator="ann")
    learner.undo()
    learner.tell([41, 40], ["yes", "no"], annotator="ann")
    assert learner.job().changed == 0


def test_a_confirmation_is_kept_with_the_project(tmp_path: Path) -> None:
    learner = labelled(project=tmp_path / "p")
    flip(learner, range(3))
    flip(learner, range(3))
    learner.close()
    again = PoolLearner(X, project=tmp_path / "p", strategy="random")
    assert again.job().changed == 0
    again.close()


def test_one_who_changes_the_answer_at_a_copy_has_changed_it() -> None:
    learner = PoolLearner(np.repeat(X, 2, axis=0), labels=["no", "yes"], strategy="random")
    learner.tell([0, 2], ["yes", "yes"], annotator="ann")
    learner.tell(1, "no", annotator="ann")
    assert (learner.job().changed, learner.job().contradicted) == (0, 0)  # the first copy keeps its own answer
    learner.tell(0, "no", annotator="ann")
    assert learner.job().contradicted == 0
