"""Numbers as a label space."""

import json
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.task import LARGEST
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.errors import LabelError, UsageError


@given(st.floats(-LARGEST, LARGEST))
def test_cells_and_json_give_the_number_back(number: float) -> None:
    space = Real()
    assert space.from_cell(space.to_cell(number)) == number
    assert space.check(json.loads(json.dumps(space.check(number)))) == number


@pytest.mark.parametrize(
    "answer", [3, "3", " 3.0 ", np.float32(3), np.int64(3), np.array(3.0), Decimal("3.0"), Fraction(6, 2)]
)
def test_numbers_of_any_make_are_taken(answer: object) -> None:
    assert Real().check(answer) == 3.0


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "three",
        "3 kg",
        None,
        True,
        [3.0],
        "nan",
        float("inf"),
        "1e999",
        "1_0",
        np.True_,
        3j,
        Decimal("sNaN"),
        10**400,
    ],
)
def test_what_is_no_number_is_refused(answer: object) -> None:
    with pytest.raises(LabelError, match="is no finite number"):
        Real().check(answer)


@pytest.mark.parametrize("answer", [1e160, -1e160, "1e151", 10**200])
def test_numbers_that_cannot_be_squared_are_refused(answer: object) -> None:
    with pytest.raises(
        LabelError, match=r"is too large: squares of numbers beyond 1e\+150 overflow\. Check its exponent"
    ):
        Real(unit="kg").check(answer)
    assert Real().check(-LARGEST) == -LARGEST


@pytest.mark.parametrize("unit", [None, 5, "k\ng", "kg\x1b[2J", "k" * 41])
def test_a_unit_is_short_text_on_one_line(unit: object) -> None:
    with pytest.raises(LabelError, match="is no short text on one line"):
        Real(unit=unit)  # type: ignore[arg-type]


def test_bounds_hold() -> None:
    space = Real(unit="kg", minimum=0, maximum=10)
    assert [space.check(0), space.check(10)] == [0.0, 10.0]
    with pytest.raises(LabelError, match="11 kg is not a number from 0 up to 10"):
        space.check(11)


@pytest.mark.parametrize("bounds", [(1.0, 0.0), (float("nan"), None), (None, float("inf")), (True, 2.0)])
def test_bounds_that_cannot_be_meant_are_refused(bounds: tuple[float, float]) -> None:
    with pytest.raises(LabelError, match="cannot be meant"):
        Real(minimum=bounds[0], maximum=bounds[1])


def test_numbers_have_no_names() -> None:
    assert label_space(None, "real") == Real()
    assert label_space(Real(unit="m")).kind == "real"
    with pytest.raises(UsageError, match="no names"):
        label_space(["a"], "real")
    with pytest.raises(LabelError):
        Real().added("a")
