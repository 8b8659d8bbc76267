"""Ids and rows convert into each other without loss, and refuse what is not there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.ids import Ids
from askless.errors import AsklessError, SourceError, UnknownNameError

names = st.lists(st.text(max_size=12), unique=True, max_size=30)


@given(names)
def test_names_and_rows_round_trip(listed: list[str]) -> None:
    ids = Ids(listed)
    assert len(ids) == len(listed)
    rows = ids.rows(listed)
    assert rows.dtype == np.int64
    assert rows.tolist() == list(range(len(listed)))
    assert ids.take(rows) == listed
    assert [ids.text(row) for row in rows] == listed


@given(st.integers(0, 40))
def test_numbers_and_rows_round_trip(n: int) -> None:
    ids = Ids.numbers(n)
    assert ids.take(range(n)) == list(range(n))
    assert ids.rows(range(n)).tolist() == list(range(n))
    assert [ids.row(ids.text(row)) for row in range(n)] == list(range(n))


def test_numpy_integers_are_row_numbers() -> None:
    assert Ids.numbers(3).row(np.int32(2)) == 2
    assert type(Ids.numbers(3).id(np.int64(2))) is int


@pytest.mark.parametrize("wrong", [3, -1, "3", "02", "-1", "", " 1", "1.0", "٣", "9" * 40, True, None, 1.0, [1]])
def test_what_is_no_row_number_is_refused(wrong: object) -> None:
    with pytest.raises(UnknownNameError, match="row number from 0 to 2") as refused:
        Ids.numbers(3).row(wrong)
    assert isinstance(refused.value, LookupError)
    assert isinstance(refused.value, AsklessError)


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="No item has the id 'c'"):
        Ids(["a", "b"]).rows(["a", "c"])


def test_named_ids_may_look_like_numbers() -> None:
    ids = Ids(["7", "07"])
    assert (ids.row("07"), ids.row(7)) == (1, 0)


def test_two_items_with_one_id_are_named() -> None:
    with pytest.raises(SourceError, match="“b”: items 2 and 4"):
        Ids(["a", "b", "c", "b"])


@given(names)
def test_keys_belong_to_names_not_to_places(listed: list[str]) -> None:
    keys = dict(zip(listed, Ids(listed).keys().tolist(), strict=True))
    turned = listed[::-1]
    assert dict(zip(turned, Ids(turned).keys().tolist(), strict=True)) == keys
    assert len(set(keys.values())) == len(listed)


def test_keys_of_numbers_do_not_depend_on_how_many_there_are() -> None:
    assert Ids.numbers(10).keys()[:4].tolist() == Ids.numbers(4).keys().tolist()
    assert Ids.numbers(4).keys().dtype == np.uint64


def test_keys_cannot_be_written_to() -> None:
    for ids in (Ids(["a", "b"]), Ids.numbers(2)):
        with pytest.raises(ValueError, match="read-only"):
            ids.keys()[0] = 1
