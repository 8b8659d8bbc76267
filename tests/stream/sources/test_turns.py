"""Turns of a stream: what cannot be used costs nothing else, and what was taken counts."""

from typing import Any

import numpy as np
import pytest

import askless
from askless.errors import ModelError, ProjectError
from askless.models.online.softmax import Softmax
from askless.stream.sources.acts import Answer, Offer
from askless.stream.sources.turns import Turns


class Picky(Softmax):
    """Cannot learn items whose first number is 13."""

    def learn(self, items: Any, y: Any, weights: Any = None) -> None:
        if (items[:, 0] == 13.0).any():
            raise RuntimeError("13 is too much")
        super().learn(items, y, weights)


def picky(**options: Any) -> askless.StreamLearner:
    learner = askless.StreamLearner(Picky(), labels=["a", "b"], budget=1.0, adaptation="passive", **options)
    learner._state.encoder.scale = np.nan_to_num  # type: ignore[method-assign]  # numbers as they came
    return learner


def test_items_that_bring_their_answers_are_learnt_one_by_one_however_many_are_read_at_once() -> None:
    rng = np.random.default_rng(0)
    items = rng.normal(size=(300, 3))
    offers = [Offer(item, str(at), "a" if item[0] > 0 else "b") for at, item in enumerate(items)]

    def led(batch: int) -> list[Any]:
        turns = Turns(askless.StreamLearner(labels=["a", "b"], budget=0.3), print)
        told = [turns.take(offers[at : at + batch]) for at in range(0, 300, batch)]
        return [decision for some in told for _, decision in some]

    assert led(300) == led(1)


def test_an_answer_that_the_model_cannot_learn_counts(tmp_path: Any) -> None:
    said: list[str] = []
    turns = Turns(picky(project=tmp_path / "p"), said.append)
    turns.take([Offer([13.0 if at == 7 else float(at)], str(at)) for at in range(20)])
    turns.take([Answer(str(at), "a" if at % 2 else "b", place=f"line {at}") for at in range(20)])
    assert (turns.tally.answered, turns.tally.refused, turns.learner.answered) == (20, 0, 20)
    (line,) = said
    assert "13 is too much" in line
    turns.take([Answer("7", "b", place="line 21")])  # another answer: it fails again, and stands
    assert said[1].startswith("line 21: ")
    assert turns.tally.answered == 20
    assert turns.learner._journal.find(["7"])["7"].answer == '"b"'
    turns.learner.close()


def test_an_answer_that_comes_with_its_item_counts_too() -> None:
    said: list[str] = []
    turns = Turns(picky(), said.append)
    decided = turns.take([Offer([value], str(value), truth="a") for value in (1.0, 13.0, 2.0)])
    assert len(decided) == 3
    assert (turns.tally.answered, len(said)) == (3, 1)


def test_without_anybody_to_tell_a_failing_model_is_an_error_and_the_answer_counts() -> None:
    turns = Turns(picky(), None)
    turns.take([Offer([13.0], "x")])
    with pytest.raises(ModelError):
        turns.take([Answer("x", "a")])
    assert turns.tally.answered == turns.learner.answered == 1


@pytest.mark.parametrize("answer", ["\ud800", ["a"], None])
def test_what_can_never_be_written_is_told_and_the_rest_is_taken(tmp_path: Any, answer: Any) -> None:
    said: list[str] = []
    turns = Turns(askless.StreamLearner(budget=1.0, project=tmp_path / "p"), said.append)
    decided = turns.take([Offer([1.0], "x"), Offer([2.0], "\ud800", place="line 2"), Offer([3.0], "y")])
    assert [decision.id for _, decision in decided] == ["x", "y"]
    turns.take([Answer("x", "a"), Answer("y", answer, place="line 5"), Answer("\udc00", "a", place="line 6")])
    assert [line.partition(":")[0] for line in said] == ["line 2", "line 5", "line 6"]
    assert (turns.tally.items, turns.tally.answered, turns.tally.refused) == (2, 1, 3)
    turns.learner.close()


def test_items_without_ids_that_are_of_no_use_are_counted_for_a_file_that_is_read_again(tmp_path: Any) -> None:
    turns = Turns(askless.StreamLearner(budget=1.0, project=tmp_path / "p"), lambda line: None)
    turns.take([Offer([1.0, 2.0]), Offer([3.0]), Offer([5.0, 6.0]), Offer([7.0])])
    assert (turns.learner.seen, turns.tally.refused) == (2, 2)
    assert turns.learner._journal._keeper.refused() == 2  # type: ignore[attr-defined]
    turns.learner.close()
    again = askless.StreamLearner(budget=1.0, project=tmp_path / "p")
    assert again.seen == 2
    again.close()


def test_a_learner_that_cannot_write_ends_the_stream_and_is_not_told_of_each_item(tmp_path: Any) -> None:
    said: list[str] = []
    turns = Turns(askless.StreamLearner(budget=1.0, project=tmp_path / "p"), said.append)
    turns.learner.close()
    with pytest.raises(ProjectError, match="closed"):
        turns.take([Offer([float(at)], str(at)) for at in range(20)])
    assert said == []
