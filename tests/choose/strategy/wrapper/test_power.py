"""Batches drawn by chance, weighted by score."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.power import Power
from askless.errors import UnknownNameError, UsageError
from askless.testing import check_strategy, toy_round
from askless.testing.toy import table_of, with_evidence

ENTROPY = strategies.get("entropy")


def weights(round, kind, beta):
    """Naive: the weight of each candidate."""
    proba = table_of(round)["proba"][round.candidates].astype(np.float64)
    score = -np.sum(np.where(proba > 0, proba * np.log(np.where(proba > 0, proba, 1.0)), 0.0), axis=1)
    if kind == "softmax":
        return np.exp(beta * score)
    if kind == "softrank":
        return (1.0 + np.argsort(np.argsort(-score))) ** -beta
    return np.maximum(score, 1e-9) ** beta


@pytest.mark.parametrize("kind", ["power", "softmax", "softrank"])
@pytest.mark.parametrize("beta", [0.5, 2.0])
def test_it_is_the_top_of_log_weights_and_gumbel_noise(kind: str, beta: float) -> None:
    round, strategy = toy_round(), Power(strategy=ENTROPY, kind=kind, beta=beta)
    gumbel = -np.log(-np.log(round.noise(round.candidates, "power entropy")))
    keys = np.log(weights(round, kind, beta)) + gumbel
    order = np.argsort(-keys)
    choice = strategy.choose(round, 6)
    assert choice.rows.tolist() == round.candidates[order[:6]].tolist()
    np.testing.assert_allclose(choice.scores, keys[order[:6]], rtol=1e-4)
    expected = 1 - np.exp(-weights(round, kind, beta)[order[:6]] * np.exp(-keys[order[6]]))
    np.testing.assert_allclose(choice.probabilities, expected, rtol=1e-4)


@pytest.mark.parametrize("kind", ["power", "softmax", "softrank"])
def test_sums_by_the_stored_chances_are_those_of_the_pool(kind: str) -> None:
    round = toy_round(n_items=40)
    value = np.cos(np.arange(40.0))
    strategy = Power(strategy=ENTROPY, kind=kind)
    found = []
    for number in range(3_000):
        choice = strategy.choose(replace(round, number=number), 8)
        found.append([(1 / choice.probabilities).sum(), (value[choice.rows] / choice.probabilities).sum()])
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
    # A weight of 1e-9 is never met in three thousand draws: those rows are beyond the sum.
    met = weights(round, kind, 1.0) > 1e-6
    expected = [met.sum(), value[round.candidates][met].sum()]
    assert (np.abs(mean - expected) < 4.5 * error).all(), (mean, expected, error)


def test_cold_is_the_strategy_itself_and_warm_is_a_uniform_draw() -> None:
    round = toy_round(n_items=200)
    cold = Power(strategy=ENTROPY, beta=1e8).choose(round, 20)
    assert cold.rows.tolist() == ENTROPY.choose(round, 20).rows.tolist()
    warm = Power(strategy=ENTROPY, beta=1e-4, kind="softmax").choose(round, 20)
    np.testing.assert_allclose(warm.probabilities, 20 / len(round.candidates), rtol=0.6)
    assert not set(warm.rows) <= set(ENTROPY.choose(round, 60).rows)


def test_a_score_without_a_least_one_goes_by_rank() -> None:
    def doubt(proba, /):
        return 5.0 - proba.max(axis=1)

    inner = replace(ENTROPY, score=replace(ENTROPY.score, function=doubt, least=None))
    round = toy_round()
    by_rank = Power(strategy=inner, kind="softrank").choose(round, 5)
    assert Power(strategy=inner).choose(round, 5).rows.tolist() == by_rank.rows.tolist()


def test_a_strategy_without_scores_is_drawn_from_by_rank() -> None:
    round, inner = toy_round(), strategies.get("max_herding")
    first = []
    for number in range(400):
        now = replace(round, number=number)
        batch = inner.choose(now, 15).rows.tolist()
        first.append(batch.index(Power(strategy=inner, longer=5).choose(now, 3).rows[0]))
    rank = 1 / np.arange(1, 16)
    np.testing.assert_allclose(np.bincount(first, minlength=15) / 400, rank / rank.sum(), atol=0.11)


def test_what_the_strategy_draws_itself_is_left_alone() -> None:
    auto = strategies.get("auto")
    start = replace(toy_round(), labelled=np.empty(0, np.int64), labels=np.empty(0, np.int64), part_of=10)
    assert Power(strategy=auto).choose(start, 10).rows.tolist() == auto.choose(start, 10).rows.tolist()
    random = strategies.get("random")
    assert Power(strategy=random).choose(start, 5).probabilities.tolist() == [5 / len(start.candidates)] * 5


def test_all_certain_items_are_drawn_alike() -> None:
    round = toy_round()
    certain = np.zeros_like(table_of(round)["proba"])
    certain[:, 0] = 1
    choice = Power(strategy=ENTROPY).choose(with_evidence(round, {"proba": certain}), 9)
    np.testing.assert_allclose(choice.probabilities, choice.probabilities[0])


def test_all_rows_are_certain_to_come_where_all_are_asked() -> None:
    round = toy_round()
    assert set(strategies.get("power").choose(round, 10_000).probabilities) == {1.0}


@pytest.mark.parametrize(
    ("options", "problem"),
    [({"beta": 0}, "`beta` is 0"), ({"beta": np.nan}, "`beta` is nan"), ({"longer": 0}, "`longer` is 0")],
)
def test_options_that_cannot_be_meant(options: dict, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Power(**options)


def test_an_unknown_kind_is_answered_with_what_is_near() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “softmax”"):
        Power(kind="softmaxx")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "strategy",
    [
        Power(strategy=ENTROPY, kind="softmax", beta=3.0),
        Power(kind="softrank"),
        Power(strategy=strategies.get("max_herding")),
        Power(strategy=strategies.get("auto")),
        Power(strategy=strategies.get("per_cost")),
    ],
    ids=lambda strategy: f"{strategy.name}-{strategy.kind}",
)
def test_every_check_holds_around_other_strategies(strategy: Power) -> None:
    check_strategy(strategy)
