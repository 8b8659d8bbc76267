from dataclasses import replace

import numpy as np
import pytest

from askless.choose.choice import Choice
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import strategies
from askless.core.ragged import ragged
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


def test_tags_and_spans_that_are_known_teach() -> None:
    tags = toy_round(task="tags")
    assert tags.teaches
    assert tags.unseen == ()
    half = replace(tags, labelled=tags.labelled[:1], labels=ragged([np.array([-1, 1, -1])]))
    assert not half.teaches
    assert half.unseen == ("label 0", "label 2")
    assert replace(half, labels=ragged([np.array([-1, 1, 0])])).teaches, "one sentence has two tags"
    spans = toy_round(task="spans")
    assert spans.teaches
    none = replace(spans, labels=ragged([np.empty((0, 3), dtype=np.int64)] * len(spans.labelled)))
    assert not none.teaches
    assert none.unseen == ("label 0", "label 1", "label 2")
    unknown = replace(none, labelled=spans.labelled[:2], labels=ragged([np.array([[0, 4, -1]]), np.array([[5, 9, 1]])]))
    assert unknown.teaches
    assert unknown.unseen == ("label 0", "label 2")
    nothing = replace(spans, labelled=spans.labelled[:0], labels=spans.labels[:0])
    assert not nothing.teaches
    assert len(nothing.unseen) == 3


def test_a_sentence_that_is_answered_in_part_is_in_the_pool_once() -> None:
    round = toy_round(task="tags")
    partly = replace(round, candidates=np.concatenate([round.candidates, round.labelled[:2]]))
    assert sorted(partly.pool) == sorted(round.pool)
    choice = RandomShare(strategies.get("random"), 0.1).choose(partly, len(partly.candidates))
    assert sorted(choice.rows) == sorted(partly.candidates)
