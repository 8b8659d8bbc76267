"""Every sampler under every budget asks as much as it is allowed, and no more."""

from __future__ import annotations

import numpy as np
import pytest

from askless.stream.budgets.budget import stream_budgets
from askless.stream.learner import StreamLearner
from askless.stream.samplers.sampler import stream_samplers

ITEMS = 20_000
SHARE = 0.1


@pytest.mark.parametrize("budget_name", stream_budgets.names())
@pytest.mark.parametrize("name", stream_samplers.names())
def test_the_realised_budget_is_the_one_that_was_given(name: str, budget_name: str) -> None:
    assert asked(name, budget_name, noise=0.3) == pytest.approx(ITEMS * SHARE, rel=0.02)


@pytest.mark.parametrize("budget_name", stream_budgets.names())
@pytest.mark.parametrize("name", ["fixed_uncertainty", "margin_probability"])
def test_it_is_where_a_model_soon_has_nothing_to_ask(name: str, budget_name: str) -> None:
    assert asked(name, budget_name, noise=0.0) == pytest.approx(ITEMS * SHARE, rel=0.02)


def asked(name: str, budget_name: str, noise: float) -> int:
    """Questions on a stream of two classes that a line divides, with noise."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(ITEMS, 2))
    labels = np.where(rows[:, 0] + noise * rng.normal(size=ITEMS) > 0, "up", "down")
    options = {"labels": SHARE * 3600.0} if budget_name == "per_hour" else {"share": SHARE}
    stream = StreamLearner(
        "committee(softmax, members=4)" if "draws" in stream_samplers.get(name).needs else "softmax",
        labels=["up", "down"],
        strategy=name,
        budget=stream_budgets.get(budget_name)(**options),
    )
    for first in range(0, ITEMS, 500):
        at = slice(first, first + 500)
        ids = [str(number) for number in range(first, first + 500)]
        places = stream.offer_many(rows[at], ids, times=np.arange(first, first + 500.0)).asked
        stream.tell([ids[place] for place in places], labels[at][places].tolist())
    assert stream.seen == ITEMS
    return stream.asked
