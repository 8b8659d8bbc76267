"""Scoring random answers by models that had not trained on them."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from askless.enough.cross_fit import cross_fit_correct, item_f1
from askless.errors import NotReadyError


@dataclass
class Parrot:
    """Knows what it was told, and nothing else: label 0 for every row that it has not trained on."""

    seen: list[set[int]] = field(default_factory=list)
    known: dict[int, np.ndarray] = field(default_factory=dict)

    def clone(self):
        return Parrot(self.seen)

    def fit(self, rows, y, *, n_labels):
        if len(np.unique(y)) < 2:
            raise NotReadyError("Only one class.")
        self.n_labels = n_labels
        self.known = dict(zip(rows.tolist(), y, strict=True))
        self.seen.append(set(rows.tolist()))
        return {}

    def predict_proba(self, rows):
        answers = [self.known.get(int(row), 0) for row in rows]
        return np.eye(self.n_labels)[np.asarray(answers, dtype=np.int64)]


ROWS = np.arange(100, 160)
Y = np.arange(60) % 2
RANDOM = ROWS[::2]  # all of label 0
ODD = ROWS[1::2]  # all of label 1


def test_no_answer_is_scored_by_a_model_that_knew_it():
    parrot = Parrot()
    assert cross_fit_correct(parrot, ROWS, Y, ODD, n_labels=2).tolist() == [0] * 30
    assert cross_fit_correct(parrot, ROWS, Y, RANDOM, n_labels=2).tolist() == [1] * 30


def test_each_model_knows_all_the_other_labels():
    parrot = Parrot()
    cross_fit_correct(parrot, ROWS, Y, RANDOM, n_labels=2)
    left_out = [set(ROWS.tolist()) - seen for seen in parrot.seen]
    assert sorted(row for part in left_out for row in part) == RANDOM.tolist()
    assert len(parrot.seen) == 5
    assert parrot.known == {}


def test_the_order_of_answers_and_later_answers_do_not_move_a_fold():
    def folds(rows):
        parrot = Parrot()
        cross_fit_correct(parrot, ROWS, Y, rows, n_labels=2, seed=3)
        return {frozenset(set(RANDOM.tolist()) & (set(ROWS.tolist()) - seen)) for seen in parrot.seen}

    assert folds(RANDOM) == folds(RANDOM[::-1])
    assert all(any(part <= whole for whole in folds(RANDOM)) for part in folds(RANDOM[:20]))


def test_copies_are_left_out_with_their_item():
    copies = np.arange(200)
    copies[ROWS[1::2]] = ROWS[::2]  # each odd row is a copy of the one before
    parrot = Parrot()
    cross_fit_correct(parrot, ROWS, Y, RANDOM, n_labels=2, copies=copies)
    for seen in parrot.seen:
        assert {row - row % 2 for row in seen} == {row for row in seen if row % 2 == 0}


def test_a_fold_that_cannot_be_fitted_is_not_scored():
    y = np.array([0, 0, 0, 0, 1])
    correct = cross_fit_correct(Parrot(), np.arange(5), y, np.arange(5), n_labels=2, folds=50)
    assert np.isnan(correct[4])  # without it, there is one class only
    assert correct[:4].tolist() == [1] * 4


def test_nothing_to_score():
    assert cross_fit_correct(Parrot(), ROWS, Y, [], n_labels=2).shape == (0,)


def test_several_labels_are_scored_by_f1():
    @dataclass
    class First(Parrot):
        def clone(self):
            return First(self.seen)

        def predict_proba(self, rows):
            return np.tile([0.9, 0.1], (len(rows), 1))

    y = np.array([[1, 0], [1, 1], [0, 1], [1, 0]])
    correct = cross_fit_correct(First(), np.arange(4), y, np.arange(3), n_labels=2)
    np.testing.assert_allclose(correct, [1, 2 / 3, 0])


@pytest.mark.parametrize(
    ("predicted", "truth", "f1"), [([0, 0], [0, 0], 1), ([1, 0], [0, 0], 0), ([1, 1, 1], [1, 1, 0], 0.8)]
)
def test_item_f1(predicted, truth, f1):
    assert item_f1(np.array([predicted]), np.array([truth]))[0] == pytest.approx(f1)
