"""One example of each rule that was worked by hand, on both sides of its threshold."""

from math import log

import numpy as np
import pytest

from askless.enough.stopping.certainty import entropies
from askless.enough.stopping.classification_change import ClassificationChange, changed
from askless.enough.stopping.context import Context
from askless.enough.stopping.contradictory_information import ContradictoryInformation
from askless.enough.stopping.gaussian import Gaussian
from askless.enough.stopping.kappa import kappa
from askless.enough.stopping.look import Batch, Look
from askless.enough.stopping.max_confidence import MaxConfidence
from askless.enough.stopping.overall_uncertainty import OverallUncertainty
from askless.enough.stopping.pac_bayes import PacBayes
from askless.enough.stopping.stabilised import Stabilised, agreements
from askless.enough.stopping.value import Value
from askless.enough.stopping.verdict import Verdict
from askless.errors import UsageError

SEEN = np.array([True, True])
CONTEXT = Context(pool=1_000, names=("ham", "spam"))
WITHOUT_FORECAST = Context(pool=1_000, names=("ham", "spam"), task="multilabel")  # there is none of such answers


def look(answers: list[int], labels: int = 100, sure: float = 0.9) -> Look:
    """A look with these answers."""
    return Look(labels, np.where(np.eye(2)[answers] > 0, sure, 1 - sure), SEEN)


def with_chance(chance: float) -> Context:
    return Context(pool=1_000, names=("ham", "spam"), chance=chance)


def test_kappa_by_hand() -> None:
    """Of ten items eight agree; shares 0.5/0.5 and 0.7/0.3, so chance is 0.5 and kappa 0.6."""
    one, other = np.array([0] * 5 + [1] * 5), np.array([0] * 7 + [1] * 3)
    assert kappa(one, other) == pytest.approx(0.6)
    assert kappa(one, 1 - one) == pytest.approx(-1.0)
    assert kappa(np.zeros(4, int), np.zeros(4, int)) == 1.0
    assert kappa(np.zeros(4, int), np.array([0, 0, 0, 1])) == pytest.approx(0.0)


def test_stabilised_takes_the_least_of_three() -> None:
    same, one_off = [0, 1] * 100, [1, 1] + [0, 1] * 99  # one of 200 differs: agreement 0.995, kappa 0.99
    assert agreements([look(same), look(one_off)]) == [pytest.approx(0.99)]
    two_off = [1, 1, 1, 1] + [0, 1] * 98
    calm = [look(same)] * 4
    assert Stabilised().signal(calm, WITHOUT_FORECAST).fires
    assert Stabilised().signal([look(two_off), *calm], WITHOUT_FORECAST).fires  # a fourth comparison is not read
    once = [look(two_off), *calm[:3]]
    signal = Stabilised().signal(once, WITHOUT_FORECAST)
    assert not signal.fires
    assert signal.value == pytest.approx(0.98)
    assert sum(agreements(once)) / 3 > 0.99  # the mean would have passed
    assert signal.sentence == "The model still changes (kappa 0.98, three rounds)."


def test_classes_that_cannot_be_forecast_are_never_done() -> None:
    signal = Stabilised().signal([look([0, 1] * 100)] * 4, Context(pool=1_000, names=("ham", "spam"), y=np.arange(2)))
    assert (signal.fires, signal.value) == (False, None)
    assert signal.sentence.startswith("Without a forecast")


def test_stabilised_asks_the_forecast_where_there_is_one() -> None:
    calm = [look([0, 1] * 100)] * 4
    assert Stabilised().signal(calm, with_chance(0.5)).fires
    refused = Stabilised().signal(calm, with_chance(0.49))
    assert not refused.fires
    assert refused.fired == ("kappa",)
    assert refused.sentence == (
        "Predictions are stable, but the forecast expects further labels to help (kappa 1.00, three rounds; "
        "chance within 1 point: 1 in 2)."
    )
    assert Stabilised().signal(calm, with_chance(0.84)).fired == ("kappa", "chance")


def test_a_verdict_is_what_the_signal_says() -> None:
    calm = [look([0, 1] * 100, 100)] * 4
    yes, no = (Verdict.of(Stabilised(), calm, with_chance(chance)) for chance in (0.9, 0.1))
    assert (yes.recommend, yes.labels, yes.fired) == (True, 100, ("kappa", "chance"))
    assert (no.recommend, no.fired) == (False, ("kappa",))
    assert yes.to_json()["fired"] == ["kappa", "chance"]


def test_classification_change() -> None:
    before, after = look([0, 1, 0, 1], 93), look([0, 1, 1, 1], 100)
    assert changed(before, after) == 0.25
    assert not ClassificationChange().signal([before, after], CONTEXT).fires
    assert ClassificationChange().signal([after, after], CONTEXT).fires
    assert ClassificationChange(threshold=0.25).signal([before, after], CONTEXT).fires


def test_an_item_with_several_labels_counts_once() -> None:
    one, other = (Look(9, np.array(p), SEEN, True) for p in ([[0.9, 0.9], [0.1, 0.1]], [[0.1, 0.1], [0.1, 0.1]]))
    assert changed(one, other) == 0.5


def test_overall_uncertainty() -> None:
    half = Look(100, np.array([[0.5, 0.5], [1.0, 0.0]]), SEEN)
    signal = OverallUncertainty().signal([half], CONTEXT)
    assert signal.value == pytest.approx(log(2) / 2)
    assert not signal.fires
    assert OverallUncertainty().signal([look([0, 1], sure=0.999)], CONTEXT).fires  # 0.0079 nats


def test_entropy_of_several_labels_counts_both_sides() -> None:
    """Of the labels 0.5 and 0 the first has log 2 nats, the second none."""
    assert entropies(np.array([[0.5, 0.0]]), multilabel=True).tolist() == [pytest.approx(log(2) / 2)]


def test_max_confidence_looks_at_the_worst_item() -> None:
    worst = Batch(np.array([[1.0, 0.0], [0.999, 0.001]]), np.array([0, 0]))  # 0.0079 nats
    best = Batch(np.array([[1.0, 0.0], [0.99999, 0.00001]]), np.array([0, 0]))
    refused = MaxConfidence().signal([Look(100, worst.proba, SEEN, batch=worst)], CONTEXT)
    assert refused.value == pytest.approx(0.0079, abs=5e-5)
    assert not refused.fires
    assert MaxConfidence().signal([Look(100, best.proba, SEEN, batch=best)], CONTEXT).fires
    assert "nothing has been asked" in MaxConfidence().signal([Look(100, best.proba, SEEN)], CONTEXT).sentence


def test_contradictory_information_takes_three_falls() -> None:
    def falling(*confidence: float) -> list[Look]:
        return [look([0, 1], 80 + 7 * at, sure) for at, sure in enumerate(confidence)]

    assert ContradictoryInformation().signal(falling(0.9, 0.8, 0.75, 0.7), CONTEXT).fires
    twice = ContradictoryInformation().signal(falling(0.8, 0.9, 0.75, 0.7), CONTEXT)
    assert (twice.fires, twice.value) == (False, 2.0)
    assert ContradictoryInformation().signal(falling(0.7, 0.7, 0.7, 0.7), CONTEXT).value == 0.0


def test_pac_bayes_by_hand() -> None:
    """A mean that moves by 0.4 in 4 labels: KL 0.08, 0.02 a label, bound 0.1; at the outset 1.0 or 0.5."""
    before, after = Gaussian(np.zeros(1), np.eye(1)), Gaussian(np.full(1, 0.4), np.eye(1))
    none = np.zeros((0, 2))
    looks = [Look(96, none, SEEN, posterior=(before,)), Look(100, none, SEEN, posterior=(after,))]
    fires = PacBayes(times=1).signal(looks, Context(pool=9, names=("a", "b"), outset=1.01))
    assert fires.value == pytest.approx(0.1 / 1.01)
    assert fires.fires
    assert not PacBayes(times=1).signal(looks, Context(pool=9, names=("a", "b"), outset=0.5)).fires
    assert PacBayes(times=1).signal(looks, Context(pool=9, names=("a", "b"))).value is None


def test_pac_bayes_takes_the_largest_of_three_steps() -> None:
    """Means 0, 0.4, 0.4, 0.4: the bound of the first step counts, then no more."""
    moved = [Gaussian(np.full(1, at), np.eye(1)) for at in (0.0, 0.4, 0.4, 0.4, 0.4)]
    looks = [Look(92 + 4 * at, np.zeros((0, 2)), SEEN, posterior=(one,)) for at, one in enumerate(moved)]
    context = Context(pool=9, names=("a", "b"), outset=0.5)
    assert PacBayes().signal(looks[:4], context).value == pytest.approx(0.2)
    assert PacBayes().signal(looks, context).value == 0.0


def test_value_weighs_gain_against_cost() -> None:
    """A quarter of the predictions in ten labels: 2.5 points each at most, which at 10 a point is 25."""
    changing = [look([0, 1, 1, 1], 90), look([1, 1, 1, 1], 100)]

    def context(cost: float) -> Context:
        return Context(pool=9, names=("a", "b"), cost_per_label=cost, value_per_point=10.0)

    assert Value().signal(changing, context(25.1)).fires
    assert not Value().signal(changing, context(24.9)).fires
    assert Value().signal(changing, context(1.0)).value == pytest.approx(25.0)
    assert "give what a label costs" in Value().signal(changing, CONTEXT).sentence


@pytest.mark.parametrize("price", [0.0, -1.0, float("nan"), float("inf")])
def test_prices_have_to_be_prices(price: float) -> None:
    with pytest.raises(UsageError, match="Give a number above 0"):
        Context(pool=9, names=("a", "b"), cost_per_label=price)
