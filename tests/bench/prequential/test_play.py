"""A learner along a stream: what it knows when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

from askless.bench.prequential.flow import Flow
from askless.bench.prequential.play import TWENTIETHS, play
from askless.models.online.online import OnlineModel
from askless.stream.adaptation.adaptation import Act, Adaptation, Notice
from askless.stream.adaptation.passive import PassiveAdapting
from askless.stream.batch import Told
from askless.stream.learner import StreamLearner


def stream(n: int = 40) -> Flow:
    y = np.arange(n) % 2
    return Flow(np.column_stack([y * 2.0 - 1.0, np.arange(n) % 5]), y, ("down", "up"))


class Watched(StreamLearner):
    """Writes down what it was offered and told, in order."""

    def __init__(self, **options: Any) -> None:
        super().__init__("naive_bayes", labels=("down", "up"), strategy="random", **options)
        self.calls: list[tuple[str, list[int]]] = []

    def offer_many(self, items: Any, ids: Any = None, times: Any = None) -> Any:
        self.calls.append(("offer", list(range(self.seen, self.seen + len(items)))))
        return super().offer_many(items, ids, times)

    def tell(self, ids: Any, answers: Any, **details: Any) -> None:
        assert [str(answer) for answer in answers] == [("down", "up")[int(number) % 2] for number in ids]
        self.calls.append(("tell", [int(number) for number in ids]))
        super().tell(ids, answers, **details)


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("delay", [0, 1, 10, 100])
def test_an_answer_comes_after_its_delay_and_never_before(batch: int, delay: int) -> None:
    learner = Watched(budget=0.5)
    played = play(stream(), learner, delay=delay, batch=batch)
    offered, told = 0, []
    for kind, numbers in learner.calls:
        if kind == "offer":
            assert numbers[0] == offered
            offered = numbers[-1] + 1
            due = [number for number in played.asked.tolist() if number + delay < numbers[0]]
            assert told == due, "at once what is due, and nothing else"
        else:
            told += numbers
    assert offered == 40
    assert played.asked.tolist() == sorted(set(played.asked.tolist()))
    assert len(played.asked) == learner.asked


def test_predictions_come_before_labels() -> None:
    """Labels that are pure chance cannot be foretold, though each is told at once."""
    rng = np.random.default_rng(5)
    flow = Flow(rng.normal(size=(600, 2)), rng.integers(0, 2, 600), ("down", "up"))
    played = play(flow, StreamLearner("naive_bayes", labels=flow.names, strategy="random", budget=1.0))
    assert (played.predicted == flow.y).mean() < 0.57
    assert played.predicted[0] == -1
    assert len(played.asked) == 600


def test_a_whole_batch_of_one_is_one_by_one() -> None:
    flow = stream()
    learner = StreamLearner("naive_bayes", labels=flow.names, strategy="random", budget=0.3, seed=2)
    played = play(flow, learner)
    other = StreamLearner("naive_bayes", labels=flow.names, strategy="random", budget=0.3, seed=2)
    predicted = []
    for item, label in zip(flow.items, flow.y, strict=True):
        decision = other.offer(item)
        predicted.append(-1 if decision.prediction is None else flow.names.index(str(decision.prediction)))
        if decision.ask:
            other.tell(decision.id, flow.names[label])
    assert played.predicted.tolist() == predicted


@dataclass(frozen=True, kw_only=True)
class Nervous(Adaptation):
    """Sees a drift in every tenth answer."""

    name: ClassVar[str] = "nervous"

    def start(self, model: OnlineModel) -> "NervousAdapting":
        return NervousAdapting(model)


class NervousAdapting(PassiveAdapting):
    """Counts answers."""

    count = 0

    def learn(self, told: Told) -> list[Notice]:
        super().learn(told)
        self.count += len(told)
        act: Act = "swap" if self.count % 20 else "recall"
        return [] if self.count % 10 else [Notice("drift", "It moves."), Notice(act, "Another one.")]


def test_notices_have_the_number_of_the_next_item() -> None:
    flow = stream(200)
    learner = StreamLearner("naive_bayes", labels=flow.names, strategy="random", budget=1.0, adaptation=Nervous())
    played = play(flow, learner)
    tenths: Sequence[int] = range(10, 200, 10)
    assert list(played.drifts) == list(played.swaps) == list(tenths), "the tenth answer is told before item 10"


def test_it_says_how_far_it_is() -> None:
    for n in (7, 200):
        calls: list[int] = []
        learner = StreamLearner("naive_bayes", labels=("down", "up"), strategy="random")
        play(stream(n), learner, batch=3, step=lambda: calls.append(1))  # noqa: B023  # called within
        assert len(calls) == TWENTIETHS
