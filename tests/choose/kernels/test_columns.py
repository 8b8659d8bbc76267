"""The shortcut over columns is the plain reduction over rows, bit for bit where nothing is summed."""

import numpy as np
import pytest

from askless.choose.kernels import blocks as blocks_file
from askless.choose.kernels.blocks import blocks
from askless.choose.kernels.columns import Columns, by_columns


def table(n: int, c: int, dtype: type) -> np.ndarray:
    values = np.random.default_rng(c).dirichlet(np.ones(c), size=n).astype(dtype)
    values[: n // 2] = values[: n // 2].round(1)  # ties
    return values


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("c", [2, 3, 4, 5, 10, 64])
@pytest.mark.parametrize("whole", [True, False])
def test_columns_are_rows(dtype: type, c: int, whole: bool) -> None:
    values = table(101, c + 1, dtype)
    values = values[:, :c].copy() if whole else values[::2, :c]  # with gaps between the rows
    assert Columns.quick(values)
    columns = Columns.of(values)
    ordered = np.sort(values, axis=1)
    first, second = columns.two()
    assert np.array_equal(first, ordered[:, -1])
    assert np.array_equal(second, ordered[:, -2])
    assert np.array_equal(columns.largest(), ordered[:, -1])
    np.testing.assert_allclose(columns.sums(), values.sum(axis=1), rtol=1e-6)


def test_odd_bits_come_through() -> None:
    values = np.array([[np.nan, -0.0, np.inf, 1e-45]], dtype=np.float32)
    turned = Columns.of(values).values
    assert np.array_equal(turned.reshape(1, -1).view(np.uint32), values.view(np.uint32))


@pytest.mark.parametrize("n", [0, 1, 7, 100])
def test_blocks_do_not_matter(n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    values = table(n, 6, np.float32)
    whole = by_columns(values, Columns.largest)
    monkeypatch.setattr(blocks_file, "_CACHE", 24 * 7)
    assert np.array_equal(by_columns(values, Columns.largest), whole)
    assert [block.shape[0] for _, block in blocks(values)] == [7] * (n // 7) + ([n % 7] if n % 7 else [])


@pytest.mark.parametrize("values", [np.zeros((2, 65)), np.zeros((2, 2), dtype=np.float16), np.zeros((2, 2, 2))])
def test_what_does_not_gain_is_left_alone(values: np.ndarray) -> None:
    assert not Columns.quick(values)
