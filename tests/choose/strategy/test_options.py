"""Options of strategies whose values are not of the type that they take."""

from typing import Any

import numpy as np
import pytest

from askless.choose.select import select
from askless.choose.strategy.options import require_options
from askless.choose.strategy.strategy import options_of, strategies
from askless.errors import UsageError


@pytest.mark.parametrize(
    ("strategy", "option", "said"),
    [
        (
            "power(badge)",
            {"beta": "x"},
            "The option `beta` of `power(badge)` is 'x'. Give a finite number, such as 1.0.",
        ),
        ("power(badge)", {"beta": float("nan")}, "is nan. Give a finite number"),
        ("power(badge)", {"beta": True}, "is True. Give a finite number"),
        ("power", {"kind": 3}, "is 3. Give a word, such as 'power'."),
        ("power", {"strategy": "badge"}, "is 'badge'. Give a strategy that is made"),
        ("subsample(margin)", {"count": 2.5}, "is 2.5. Give a whole number, such as 10000."),
        ("dpp", {"gamma": "wide"}, "is 'wide'. Give a finite number or None."),
        ("similar", {"query_rows": 3}, "is 3. Give a list."),
        ("auto", {"share": None}, "is None. Give a finite number, such as 0.1."),
    ],
)
def test_a_value_of_another_type_is_refused(strategy: str, option: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as error:
        strategies.configured(strategies.get(strategy), option)
    assert said in str(error.value)


@pytest.mark.parametrize(("name", "strategy"), [pair for pair in strategies.items() if options_of(pair[1])])
def test_no_option_lets_strange_values_through(name: str, strategy: Any) -> None:
    for option, value in options_of(strategy).items():
        strategies.configured(strategy, {option: value})  # its own is right
        if option != "costs":  # any table; checked with the classes
            with pytest.raises(UsageError, match=f"`{option}`"):
                strategies.configured(strategy, {option: object()})


def test_numbers_of_numpy_are_numbers() -> None:
    found = strategies.configured(strategies.get("power"), {"beta": np.float32(2), "longer": np.int64(3)})
    assert options_of(found)["longer"] == 3


def test_select_says_the_same() -> None:
    with pytest.raises(UsageError, match=r"`beta` of `power.badge.` is 'x'. Give a finite number"):
        select("power(badge)", 1, proba=np.full((3, 2), 0.5), embedding=np.eye(3), beta="x")


@pytest.mark.parametrize(
    ("name", "option", "value", "wanted"),
    [
        ("bait", "ridge", 0, "above 0"),
        ("expected_error", "evaluation", 0, "above 0"),
        ("typiclust", "limit", 0, "above 0"),
        ("contrastive", "neighbours", -1, "above 0"),
        ("auto", "share", 1.5, "from 0 to 1"),
        ("similar", "eta", -0.1, "of 0 or more"),
    ],
)
def test_a_number_beyond_the_limits_is_refused(name: str, option: str, value: float, wanted: str) -> None:
    with pytest.raises(UsageError, match=f"`{option}` of `{name}` is {value}.*{wanted}"):
        strategies.configured(strategies.get(name), {option: value})


def test_limits_are_those_of_options() -> None:
    for name in strategies.names():
        strategy = strategies.get(name)
        assert strategy.limits.keys() <= options_of(strategy).keys()
        require_options(strategy, options_of(strategy))
