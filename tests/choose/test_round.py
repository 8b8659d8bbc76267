from dataclasses import replace

import numpy as np
import pytest

from askless.choose.choice import Choice
from askless.errors import UnknownNameError
from askless.testing import toy_round


def test_rows_that_are_taken_are_no_candidates_any_more() -> None:
    round = toy_round()
    after = round.without(round.candidates[:4], part_of=9)
    assert len(after.candidates) == len(round.candidates) - 4
    assert set(round.candidates[:4]) <= set(after.taken)
    assert sorted(after.pool) == sorted(round.pool) == list(range(60))
    assert after.part_of == 9
    assert round.part_of is None


@pytest.mark.parametrize(
    ("multilabel", "labels", "unseen", "teaches"),
    [
        (False, [], ("a", "b", "c"), False),
        (False, [1], ("a", "c"), False),
        (False, [1, 1], ("a", "c"), False),
        (False, [0, 2], ("b",), True),
        (True, np.zeros((0, 3)), ("a", "b", "c"), False),
        (True, [[0, 1, 0], [0, 1, 0]], ("a", "c"), False),
        (True, [[0, 1, 0], [1, 1, 0]], ("c",), True),
        (True, [[0, 1], [1, 1]], ("c",), True),  # a label that was added after these answers
    ],
)
def test_what_the_answers_show(multilabel: bool, labels: object, unseen: tuple[str, ...], teaches: bool) -> None:
    answers = np.asarray(labels, dtype=np.int64)
    round = replace(
        toy_round(),
        labelled=np.arange(len(answers)),
        labels=answers,
        label_names=("a", "b", "c"),
        task="multilabel" if multilabel else "classes",
    )
    assert round.unseen == unseen
    assert round.teaches is teaches


def test_needs_that_cannot_be_met() -> None:
    round = toy_round()
    needs = ("proba", "embedding", "labelled")
    assert round.missing(needs) == ()
    assert replace(round, model_ready=False).missing(needs) == ("proba",)
    round.evidence.offered = frozenset({"proba"})
    assert round.missing(needs) == ("embedding",)
    with pytest.raises(UnknownNameError):
        round.missing(("gradients",))


def test_noise_belongs_to_the_item() -> None:
    round = toy_round()
    rows = np.array([5, 9, 1])
    assert round.noise(rows)[1] == round.noise(np.array([9]))[0]
    assert round.noise(rows).tolist() != round.noise(rows, "other").tolist()
    assert round.noise(rows).tolist() != replace(round, number=2).noise(rows).tolist()
    assert round.noise(rows).tolist() != replace(round, seed=1).noise(rows).tolist()


def test_choices_are_put_together_in_order() -> None:
    drawn = Choice.of([7, 8], why="drawn", random=True, probabilities=0.5)
    picked = Choice.of([1, 2, 3], why=("a", "b", "c"), scores=np.array([3.0, 2.0, 1.0]))
    placed = Choice.placed(drawn, [1, 4], picked)
    assert placed.rows.tolist() == [1, 7, 2, 3, 8]
    assert placed.why == ("a", "drawn", "b", "c", "drawn")
    assert placed.random.tolist() == [False, True, False, False, True]
    assert len(Choice.joined(Choice.empty(), Choice.empty())) == 0
