"""Samplers and budgets by name, with options in brackets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.errors import UnknownNameError, UsageError
from askless.stream.budgets.exponential import Exponential
from askless.stream.budgets.named import budget_of
from askless.stream.budgets.per_hour import PerHour
from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.samplers.committee import Committee
from askless.stream.samplers.named import sampler_of
from askless.stream.samplers.split import Split
from askless.stream.spelled import spelling


def test_a_name_or_a_call_is_a_part() -> None:
    assert budget_of("exponential") == Exponential()
    assert budget_of(" per-hour(labels=30, carry=0.5) ") == PerHour(labels=30, carry=0.5)
    assert sampler_of("Split()") == Split()
    assert sampler_of("committee(measure='vote_entropy')") == Committee(measure="vote_entropy")


def test_a_share_is_a_bucket_and_a_part_is_taken_as_new() -> None:
    assert budget_of(0.2) == TokenBucket(share=0.2)
    spent = TokenBucket(share=0.3)
    spent.seen(True, 0.0)
    assert budget_of(spent) == TokenBucket(share=0.3)


@pytest.mark.parametrize(
    "text",
    ["split(", "split(1)", "split(step=)", "split(step=open('x'))", "split(step=0.1) and more", "split(steps=0.1)",
     "split(**{'step': 0.1})", "split(step=2)", "random(seed=1)"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        sampler_of(text)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")


def test_equal_options_have_one_text_and_it_can_be_read() -> None:
    for share in (0.2, np.float64(0.2)):
        assert spelling(Exponential(share=share, window=500)) == "exponential(share=0.2, window=500)"
    assert spelling(PerHour(labels=30)) == spelling(PerHour(labels=30.0)) == "per_hour(labels=30)"
    for budget in (PerHour(labels=1e300, carry=1e-9), Exponential(share=1)):
        assert budget_of(spelling(budget)) == budget


def test_unknown_names_are_told_from_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="split_quantile"):
        sampler_of("split_quantiles")


@pytest.mark.parametrize("said", [0, 1.5, -0.1, None, True, float("nan"), "lots", "per_hours(labels=3)"])
def test_what_is_no_budget_is_refused(said: Any) -> None:
    with pytest.raises(UsageError, match="share of the items"):
        budget_of(said)
