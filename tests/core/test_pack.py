"""Plain data and arrays as bytes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.pack import pack, unpack

KEYS = st.text() | st.sampled_from(["\0array", "\0\0array", "\0", "\0\0", "array"])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@given(PLAIN)
def test_plain_data_come_back(value):
    assert unpack(pack(value)) == value


def test_keys_of_older_files_are_read_as_they_were_written():
    assert unpack(b'{"\\u0000x":1,"\\u0000\\u0000y":2}\n') == {"\0x": 1, "\0\0y": 2}


@pytest.mark.parametrize("kind", ["float64", "float32", "int64", "uint64", "bool"])
def test_arrays_come_back_with_kind_and_shape(kind):
    array = (np.arange(6).reshape(2, 3) % 2).astype(kind)
    found = unpack(pack({"deep": [array, array.T, np.zeros((0, 4), kind)]}))["deep"]
    for before, after in zip([array, array.T, np.zeros((0, 4), kind)], found, strict=True):
        assert after.dtype == before.dtype
        assert after.shape == before.shape
        assert (after == before).all()
    found[0][0, 0] = 1  # ours to change


def test_a_newline_in_a_buffer_is_no_end_of_the_head():
    array = np.frombuffer(b"\n" * 16, dtype=np.float64)
    assert (unpack(pack([array, "\n"]))[0] == array).all()


def test_numpy_numbers_are_plain():
    assert unpack(pack([np.float64(0.5), np.int64(3), np.bool_(True)])) == [0.5, 3, True]


@pytest.mark.parametrize("value", [object(), np.array(["a"]), np.array([object()]), {1, 2}])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(TypeError):
        pack(value)


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_bytes_that_are_not_whole_are_refused(cut):
    whole = pack({"a": np.arange(4.0)})
    with pytest.raises(ValueError, match=r".+"):
        unpack(whole[:-cut])


def test_an_array_of_objects_cannot_be_smuggled_in():
    with pytest.raises(ValueError, match="not expected"):
        unpack(b'{"\\u0000array":["|O8",[1]]}\n12345678')
