"""One form of items, whatever they come as."""

import json
import math
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from askless.errors import SourceError
from askless.stream.encoding.items import item_of, items_of


class Text(str):
    """A text of another type."""

    __slots__ = ()


class Polars:
    """A data frame as Polars has it."""

    columns = ("a", "b")

    def __len__(self) -> int:
        return 2

    def to_dict(self, as_series: bool = True) -> Any:
        raise AssertionError

    def to_dicts(self) -> list[dict[str, Any]]:
        return [{"a": 1.0, "b": "x"}, {"a": None, "b": "y"}]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (1.5, 1.5), (3, 3), (True, True), ("x", "x"), (None, None), ("", ""),
        (np.float64(0.5), 0.5), (np.float32(0.5), 0.5), (np.int64(3), 3), (np.uint8(3), 3), (np.bool_(True), True),
        (Decimal("1.5"), 1.5), (Fraction(1, 4), 0.25), (np.str_("x"), "x"), (Text("x"), "x"),
        (pd.NA, None), (pd.NaT, None), (10**5_000, None), (-(10**101), None), (Fraction(10**400), None), (2**70, 2**70),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_values_become_what_json_knows(value: object, plain: object) -> None:
    for made in ({"a": value}, MappingProxyType({"a": value}), OrderedDict(a=value)):
        (found,) = item_of(made)
        assert found == {"a": plain}
        assert type(found["a"]) is type(plain)
        assert json.loads(json.dumps(found)) == found
    assert items_of([[1.0, value]]) == [[1.0, plain]]


def test_what_is_no_number_stays_as_it_is() -> None:
    ((nan, inf, decimal),) = items_of([(math.nan, math.inf, Decimal("NaN"))])
    assert math.isnan(nan)
    assert math.isnan(decimal)
    assert inf == math.inf


def test_names_of_features_are_texts() -> None:
    made = {("a", 1): 2.0, np.int64(1): 3.0, 2: 4.0, Text("t"): 5.0, None: 6.0}
    assert item_of(made) == [{"('a', 1)": 2.0, "1": 3.0, "2": 4.0, "t": 5.0, "None": 6.0}]
    with pytest.raises(SourceError, match="two of its features have the same name"):
        item_of({1: 2.0, "1": 3.0})


def test_items_are_copies() -> None:
    given = {"a": 1.0}
    values = [1.0, None]
    one, several = item_of(given), items_of([given, values])
    given["a"], values[0] = 2.0, 2.0
    assert one == [{"a": 1.0}]
    assert several == [{"a": 1.0}, [1.0, None]]


@pytest.mark.parametrize("kind", ["float64", "float32", "int16", "uint64", "bool"])
def test_arrays_of_numbers_are_rows_and_are_not_copied(kind: str) -> None:
    array = np.ones((2, 3), dtype=kind)
    assert items_of(array) is array
    assert np.shares_memory(item_of(array[0]), array)
    assert item_of(array[0]).shape == (1, 3)
    assert items_of(np.ones((2, 3, 4), dtype=kind)).shape == (2, 12)
    assert items_of(np.ones(2, dtype=kind)).shape == (2, 1)
    assert item_of(np.ones((3, 4), dtype=kind)).shape == (1, 12)
    assert item_of(np.ones((), dtype=kind)).shape == (1, 1)
    assert items_of([np.ones(3, dtype=kind)] * 2).shape == (2, 3)
    assert items_of([np.ones(3, dtype=kind), {"a": 1}]) == [[1, 1, 1], {"a": 1}]
    assert items_of([np.ones(3, dtype=kind), np.ones(2, dtype=kind)]) == [[1, 1, 1], [1, 1]]


@pytest.mark.parametrize("shape", [(0,), (0, 3), (0, 3, 2)])
def test_no_rows(shape: tuple[int, ...]) -> None:
    assert len(items_of(np.zeros(shape))) == 0


def test_arrays_of_anything_are_lists() -> None:
    assert items_of(np.array([[1, "x"], [None, pd.NA]], dtype=object)) == [[1, "x"], [None, None]]
    assert item_of(np.array([1, "x"], dtype=object)) == [[1, "x"]]
    assert items_of(np.array(["a b", "c"])) == ["a b", "c"]
    assert items_of(np.array([{"a": 1}, "c"], dtype=object)) == [{"a": 1}, "c"]
    assert items_of([1.5, None, True]) == [[1.5], [None], [True]]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1.0, None], "b": ["x", "y"]}).astype({"a": "Float64"}),
        pa.table({"a": [1.0, None], "b": ["x", "y"]}),
        pa.record_batch({"a": [1.0, None], "b": ["x", "y"]}),
        Polars(),
        [pd.Series({"a": 1.0, "b": "x"}), pd.Series({"a": None, "b": "y"}, dtype=object)],
        (item for item in [{"a": 1.0, "b": "x"}, {"a": None, "b": "y"}]),
    ],
    ids=["pandas", "arrow", "arrow batch", "polars", "series", "generator"],
)
def test_a_data_frame_is_its_rows(frame: Any) -> None:
    assert items_of(frame) == [{"a": 1.0, "b": "x"}, {"a": None, "b": "y"}]


@pytest.mark.parametrize("items", ["a text", b"x", {"a": 1.0}, MappingProxyType({"a": 1.0}), 3, None, np.array(3.0)])
def test_one_item_is_not_several(items: object) -> None:
    with pytest.raises(SourceError, match=r"Items are given as .*\. Give a list of items, an array or a data frame"):
        items_of(items)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"a": [1, 2]}, "“a” is list"),
        ({"a": b"x"}, "“a” is bytes"),
        ({"a": 1j}, "“a” is complex"),
        ({"a": Decimal("sNaN")}, "“a” is Decimal"),
        (object(), "it is object"),
        (b"bytes", "it is bytes"),
        ([1, [2]], "“1” is list"),
        ({10**5_000: 1.0}, "a feature is named by int"),
        (pd.DataFrame({"a": [1.0]}), "“a” is dict"),
    ],
)
def test_what_cannot_be_read_is_named(wrong: object, told: str) -> None:
    with pytest.raises(SourceError, match=f"Item 1 cannot be read: {told}. Offer rows of numbers"):
        items_of([{"a": 1.0}, wrong])
    with pytest.raises(SourceError, match="Item 0 cannot be read"):
        item_of(wrong)
