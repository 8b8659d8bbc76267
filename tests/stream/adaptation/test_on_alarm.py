"""Warning, drift, swap, recall and drop, with a model whose skill is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pytest

from askless.core.pack import pack, unpack
from askless.errors import UnknownNameError, UsageError
from askless.stream.adaptation.active import Active
from askless.stream.adaptation.adaptation import Notice
from askless.stream.adaptation.hybrid import Hybrid
from askless.stream.batch import Batch
from askless.stream.drift.detector import ErrorDetector, ItemDetector, Level


@dataclass(kw_only=True)
class Row(ErrorDetector):
    """Warns at the third error in a row, and calls the fifth a drift."""

    name: ClassVar[str] = "row"
    warns: ClassVar[bool] = True

    wrong: int = field(default=0, init=False)
    fed: int = field(default=0, init=False)

    def update(self, error: float) -> Level:
        """Count."""
        self.fed += 1
        self.wrong = self.wrong + 1 if error else 0
        if self.wrong == 5:
            self.wrong = 0
            return "drift"
        return "warning" if self.wrong >= 3 else ""


@dataclass(kw_only=True)
class Every(ItemDetector):
    """Alarm at every batch."""

    name: ClassVar[str] = "every"

    def look(self, batch: Batch) -> Level:
        """Alarm."""
        return "drift"


def acts(notices: list[Notice]) -> list[str]:
    """What was done."""
    return [notice.act for notice in notices]


def feed(adapting: Any, answers: Any, concept: int, n: int, random: bool = True) -> list[Notice]:
    """Answers one by one."""
    return [notice for _ in range(n) for notice in adapting.learn(answers(adapting, concept, random=random))]


def begun(answers: Any, model: Any, **options: Any) -> Any:
    """One that knows concept 0."""
    adapting = Active(Row(), **options).start(model)
    feed(adapting, answers, 0, 40, random=False)
    assert feed(adapting, answers, 0, 20) == []
    return adapting


def test_from_warning_to_swap(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True))
    old = adapting.model
    notices = feed(adapting, answers, 1, 40)
    assert acts(notices) == ["warning", "shadow", "drift", "burst", "swap"]
    assert adapting.model is not old
    assert adapting.model.knows == 1
    assert notices[3].labels == 50
    assert all(notice.about["detector"] == "row" for notice in notices)
    assert notices[0].sentence == "row warns: 14% of the latest random items were predicted wrongly, 13% in all."
    assert "takes over" in notices[-1].sentence
    assert feed(adapting, answers, 1, 100) == []


def test_a_drift_without_a_warning_begins_the_shadow(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True), on_warning="none")
    assert acts(feed(adapting, answers, 1, 40)) == ["warning", "drift", "burst", "shadow", "swap"]


def test_the_random_share_is_raised_until_the_burst_is_answered(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True), burst=30, share=0.9, watch=0.1)
    assert adapting.random_share == 0.1
    feed(adapting, answers, 1, 5)
    assert adapting.random_share == 0.9
    feed(adapting, answers, 1, 29)
    assert adapting.random_share == 0.9
    feed(adapting, answers, 1, 1)
    assert adapting.random_share == 0.1


def test_a_shadow_that_is_no_better_is_dropped_and_the_detector_begins_anew(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(slow=1), patience=30)
    model = adapting.model
    model.knows = 5  # wrong for five answers by force, then it catches up as quickly as the shadow
    model.stubborn = True
    notices = feed(adapting, answers, 0, 5)
    model.stubborn, model.knows = False, 0
    notices += feed(adapting, answers, 0, 30)
    assert acts(notices) == ["warning", "shadow", "drift", "burst", "drop"]
    assert adapting.model is model
    assert adapting._detector.fed == 0


def test_a_warning_that_nothing_follows_ends_quietly(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True), patience=20)
    notices = feed(adapting, answers, 1, 3)
    notices += feed(adapting, answers, 0, 20)
    assert acts(notices) == ["warning", "shadow", "drop"]
    assert feed(adapting, answers, 0, 50) == []


def test_an_earlier_model_comes_back(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(slow=30, stubborn=True))
    feed(adapting, answers, 1, 120)
    assert adapting.model.knows == 1
    adapting.model.stubborn = True
    notices = feed(adapting, answers, 0, 60)
    assert acts(notices)[-1] == "recall"
    assert "comes back" in notices[-1].sentence
    assert adapting.model.knows == 0
    assert [model.knows for model in adapting._kept] == [1]


def test_at_most_five_models_are_kept(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True))
    for concept in range(1, 9):
        assert acts(feed(adapting, answers, concept, 150))[-1] == "swap"
    assert [model.knows for model in adapting._kept] == [3, 4, 5, 6, 7]


def test_only_the_random_share_is_watched(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True))
    before = adapting._detector.fed
    assert feed(adapting, answers, 1, 200, random=False) == []
    assert adapting._detector.fed == before


def test_reset_and_none(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(stubborn=True), on_drift="reset")
    model = adapting.model
    assert acts(feed(adapting, answers, 1, 5)) == ["warning", "drift", "burst", "swap"]
    assert adapting.model is not model
    assert adapting.model.learnt == 0
    adapting = begun(answers, stub(stubborn=True), on_drift="none")
    model = adapting.model
    assert acts(feed(adapting, answers, 1, 5)) == ["warning", "drift", "burst"]
    assert adapting.model is model


def test_label_free_alarms_buy_labels_and_touch_no_model(answers: Any, stub: Any) -> None:
    adapting = begun(answers, stub(), look=Every())
    plain = begun(type(answers)(), stub())
    model = adapting.model
    told = answers(adapting, 0)
    for _ in range(20):
        notices = adapting.look(told.batch)
        assert acts(notices) == ["warning", "burst"]
        assert notices[1].labels == 50
    assert adapting.model is model
    assert model.state() == plain.model.state()
    assert adapting.state()["trial"] is None
    assert adapting.random_share == 1.0
    feed(adapting, answers, 0, 50)
    assert adapting.random_share == 0.5


def test_what_a_replaced_model_had_said_is_no_error_of_the_new_one(answers: Any, stub: Any) -> None:
    """Answers come late: their items were offered before the swap."""
    adapting = begun(answers, stub(stubborn=True))
    late = answers(adapting, 1, 30)
    assert late.errors.all()
    feed(adapting, answers, 1, 40)
    assert adapting.learn(late) == []


def test_one_call_with_many_answers_does_what_many_calls_do(stub: Any, answers: Any) -> None:
    adapting = begun(answers, stub(stubborn=True))
    assert acts(adapting.learn(answers(adapting, 1, 60))) == ["warning", "shadow", "drift", "burst", "swap"]


@pytest.mark.parametrize("cut", [10, 23, 26, 40])
def test_the_state_is_whole(answers: Any, stub: Any, cut: int) -> None:
    """Before, in a warning, in a comparison, after a swap."""
    one = begun(answers, stub(stubborn=True), look="ks")
    concepts = [0] * 20 + [1] * 60 + [0] * 60
    for concept in concepts[:cut]:
        told = answers(one, concept)
        one.look(told.batch)
        one.learn(told)
    two = Active(Row(), look="ks").start(stub(stubborn=True))
    two.restore(unpack(pack(one.state())))
    assert pack(two.state()) == pack(one.state())
    for concept in concepts[cut:]:
        told = answers(one, concept)
        assert one.look(told.batch) == two.look(told.batch)
        assert one.learn(told) == two.learn(told)
        assert one.random_share == two.random_share
    assert pack(two.state()) == pack(one.state())


def test_a_model_that_cannot_be_written_gives_no_state(
    answers: Any, stub: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapting = begun(answers, stub(stubborn=True))
    monkeypatch.setattr(stub, "state", lambda self: None)
    assert adapting.state() is None


def test_answers_before_there_was_a_model_are_no_errors(answers: Any, stub: Any) -> None:
    adapting = Active(Row()).start(stub())
    told = answers(adapting, 0, 20)
    blind = type(told)(told.batch.with_evidence(proba=np.full((20, 2), np.nan)), told.y, told.probability, told.random)
    assert adapting.learn(blind) == []
    assert adapting._detector.fed == 0


def test_hybrid_is_active_over_a_model_that_forgets(answers: Any, stub: Any) -> None:
    given = stub(stubborn=True)
    adapting = Hybrid(Row(), forgetting=0.9).start(given)
    assert (adapting.model.forgetting, given.forgetting) == (0.9, 1.0)
    feed(adapting, answers, 0, 40, random=False)
    assert acts(feed(adapting, answers, 1, 60))[-1] == "swap"
    assert adapting.model.forgetting == 0.9


def test_options_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="adwin"):
        Active("adwni")
    with pytest.raises(UsageError, match='give look="ks"'):
        Active("ks")
    with pytest.raises(UsageError, match="sees errors, not items"):
        Active(look=("ks", "adwin"))
    with pytest.raises(UsageError, match="`on_drift` is 'explode'"):
        Active(on_drift="explode")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="`share` is 2"):
        Active(share=2)
    with pytest.raises(UsageError, match="`burst` is -1"):
        Active(burst=-1)
    with pytest.raises(UsageError, match="`forgetting` is 0"):
        Hybrid(forgetting=0)
