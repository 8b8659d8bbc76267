"""A stream that goes on after a crash: as if there had been none."""

import shutil
from contextlib import suppress

import numpy as np
import pytest

import askless
from askless.errors import ModelError
from askless.models.online.softmax import Softmax

N, KILLED = 700, 420


@pytest.fixture(scope="module")
def wide():
    """Many features of very different sizes, so that the state of the models is large and their scale moves."""
    rng = np.random.default_rng(0)
    items = rng.normal(size=(N, 60)) * np.geomspace(0.1, 50, 60) + np.linspace(-5, 5, 60)
    first, other = items[:, 0] / items[:, 0].std(), items[:, 9] / items[:, 9].std()
    return items, np.where(first + other > np.median(first + other), "up", "down").tolist()


def lead(learner, wide, start, stop):
    items, answers = wide
    told = []
    for at in range(start, stop):
        decision = learner.offer(items[at])
        told.append((decision.ask, decision.probability, decision.prediction, decision.random))
        if decision.ask:
            learner.tell(decision.id, answers[at])
    return told


def sgd():
    from sklearn.linear_model import SGDClassifier

    return SGDClassifier(loss="log_loss", random_state=0)


@pytest.mark.parametrize(
    ("adaptation", "model", "labels"),
    [
        (None, None, ["down", "up"]),
        (None, None, None),
        ("active:adwin", "naive_bayes", ["down", "up"]),
        ("active:adwin:look=energy", None, ["down", "up"]),
        ("hybrid:ddm:look=ks+mmd", None, ["down", "up"]),
        ("passive:window=50", None, ["down", "up"]),
        ("passive", sgd, ["down", "up"]),
    ],
)
def test_a_learner_that_was_killed_is_the_one_that_goes_on(tmp_path, wide, monkeypatch, adaptation, model, labels):
    monkeypatch.setattr("askless.stream.state.RATE", 2e4)  # as if the state of the models were far larger
    made = model() if callable(model) else model
    first = askless.StreamLearner(
        made, labels=labels, budget=0.3, adaptation=adaptation, project=tmp_path / "first"
    )  # fmt: skip
    lead(first, wide, 0, KILLED)
    first.commit()
    shutil.copytree(tmp_path / "first", tmp_path / "killed")  # what a process that is killed leaves behind
    (tmp_path / "killed" / "lock").unlink(missing_ok=True)
    went_on = lead(first, wide, KILLED, N)
    first.close()
    again = askless.StreamLearner(model() if callable(model) else None, project=tmp_path / "killed")
    assert again.seen == KILLED
    assert lead(again, wide, KILLED, N) == went_on
    again.close()


class Failing(Softmax):
    """Fails at some answers."""

    name = "failing"

    def learn(self, items, y, weights=None):
        if (items[:, 0] > 2.0).any():
            raise ZeroDivisionError("no such number")
        super().learn(items, y, weights)


def test_what_a_model_failed_at_does_not_keep_the_project_shut(tmp_path, stream):
    first = askless.StreamLearner(
        Failing(), labels=["down", "up"], budget=1.0, adaptation="passive", project=tmp_path
    )  # fmt: skip
    first.offer_many(stream.items[:300])
    for at in range(300):
        with suppress(ModelError):
            first.tell(str(at), stream.answers[at])
    assert (first._state.encoder.scale(stream.items[:300])[:, 0] > 2.0).any()
    first.commit()
    first.close()
    again = askless.StreamLearner(Failing(), project=tmp_path)
    assert again.answered == 300
    again.close()
