"""Answers beside what models say that had not seen them."""

import numpy as np
import pytest

from askless.errors import NotReadyError
from askless.pool.judged import RANDOM, TEST, TRAINED, judge

from .conftest import Make, truth
from .test_holdout import Spy, label, spied


def test_every_answer_is_judged_once_and_by_others():
    learner = spied(set(), holdout=5)
    label(learner, 25)
    job, model = learner.job(), learner._trainer.ready_model()
    told: list[tuple[int, int]] = []
    judged = judge(job, model, lambda done, of: told.append((done, of)))
    assert sorted(judged.rows.tolist()) == sorted(learner.labels)
    assert set(judged.fair(TEST).rows.tolist()) == {int(i) for i in learner.state.held}
    assert set(judged.fair(RANDOM).rows.tolist()) == set(job.random)
    assert len(judged.fair(TRAINED)) + len(judged.fair(RANDOM)) == len(job.rows)
    assert told == [(i, 5) for i in range(5)]
    assert judged.answers == [truth(row) for row in judged.rows.tolist()]


def test_no_model_judges_what_it_was_fitted_to(monkeypatch: pytest.MonkeyPatch):
    learner = spied(set())
    label(learner, 20)
    fitted: dict[int, set[int]] = {}
    fit, say = Spy.fit, Spy.predict_proba

    def note(self, rows, y, *, n_labels):
        fitted[id(self)] = set(rows.tolist())
        return fit(self, rows, y, n_labels=n_labels)

    def check(self, rows):
        assert not fitted[id(self)] & set(np.asarray(rows).tolist())
        return say(self, rows)

    monkeypatch.setattr(Spy, "fit", note)
    monkeypatch.setattr(Spy, "predict_proba", check)
    judged = judge(learner.job(), learner._trainer._prepared())
    assert len(judged) == 20


def test_a_label_given_once_cannot_be_judged(make: Make):
    learner = make()
    learner.tell([0, 30], ["left", "right"])
    with pytest.raises(NotReadyError, match="too few"):
        judge(learner.job(), learner._trainer.ready_model())
