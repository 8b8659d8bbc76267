"""Picks spread evenly over the predicted classes."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.wrapper.class_balanced import ClassBalanced
from askless.testing import check_strategy, toy_round
from askless.testing.toy import table_of, with_evidence


def naive(round, k):
    """One pick after another, over all candidates each time."""
    proba = table_of(round)["proba"].astype(np.float64)
    predicted, gap = proba.argmax(axis=1), np.diff(np.sort(proba, axis=1)[:, -2:], axis=1).ravel()
    count = np.bincount([*round.labels, *predicted[round.pending]], minlength=proba.shape[1])
    left, picked = list(round.candidates), []
    for _ in range(k):
        best = {c: min((row for row in left if predicted[row] == c), key=lambda row: gap[row]) for c in
                {int(predicted[row]) for row in left}}  # fmt: skip
        pick = best[min(best, key=lambda c: (count[c], gap[best[c]]))]
        count[predicted[pick]] += 1
        left.remove(pick)
        picked.append(int(pick))
    return picked


@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_naive_form(seed: int) -> None:
    round = toy_round(n_items=60, n_labels=4, seed=seed)
    round = with_evidence(round, {"proba": np.random.default_rng(seed).dirichlet(np.ones(4), size=60)})  # no ties
    assert strategies.get("class_balanced").choose(round, 20).rows.tolist() == naive(round, 20)


def skewed():
    """A hundred rows of which ten are taken for the rare class, all of them surer than the others."""
    round = toy_round(n_items=100, n_labels=2, n_labelled=0, n_pending=0)
    first = np.where(np.arange(100) % 10 == 0, 0.2, 0.55 + np.arange(100) / 1000)
    return with_evidence(round, {"proba": np.stack([first, 1 - first], axis=1)})


def test_a_rare_class_gets_half_of_the_picks() -> None:
    round = skewed()
    assert not any(row % 10 == 0 for row in strategies.get("margin").choose(round, 8).rows)
    choice = strategies.get("class_balanced").choose(round, 8)
    assert sum(row % 10 == 0 for row in choice.rows) == 4
    assert sum("“label 1” was due" in text for text in choice.why) == 4


def test_labels_of_before_count() -> None:
    round = skewed()
    rare = np.arange(0, 60, 10)
    had = replace(round.without(rare), pending=np.empty(0, np.int64), labelled=rare, labels=np.ones(6, np.int64))
    assert sum(row % 10 == 0 for row in strategies.get("class_balanced").choose(had, 6).rows) == 0


def test_pending_rows_count_by_their_predicted_class() -> None:
    waiting = skewed().without(np.arange(0, 60, 10))
    assert sum(row % 10 == 0 for row in strategies.get("class_balanced").choose(waiting, 6).rows) == 0


def test_when_a_class_is_used_up_the_others_fill() -> None:
    choice = strategies.get("class_balanced").choose(skewed(), 40)
    assert sum(row % 10 == 0 for row in choice.rows) == 10


def test_it_takes_classes_only() -> None:
    assert strategies.get("class_balanced").tasks == ("classes",)
    assert ClassBalanced(strategy=strategies.get("max_herding")).tasks == ("classes",)


@pytest.mark.parametrize("inner", ["max_herding", "auto", "per_cost", "random"])
def test_every_check_holds_around_other_strategies(inner: str) -> None:
    strategy = ClassBalanced(strategy=strategies.get(inner))
    check_strategy(strategy)
