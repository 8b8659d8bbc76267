"""Features of arrays."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from askless.errors import ModelError
from askless.models.build import build


def prepared(pools, raw, kind="array"):
    """A default model over these items."""
    items = type(pools["array"][0])(kind, raw)
    model = build(None, items)
    model.prepare(items)
    return model


def test_columns_are_standardised_over_the_pool(pools):
    points = prepared(pools, np.array([[1.0, 5.0], [3.0, 5.0]])).embedding()
    assert points.tolist() == [[-1, 0], [1, 0]]


def test_missing_values_become_the_mean_and_a_mark(pools):
    points = prepared(pools, np.array([[1.0], [3.0], [np.nan]])).embedding()
    assert points[2, 0] == 0
    assert points[:, 1].argmax() == 2


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        ("array", np.array([[1.0], [np.inf]]), "infinite"),
        ("array", np.array([[1e300], [-1e300], [1.0]]), "too large"),
        ("array", csr_matrix(np.array([[0.0, 1.0], [np.nan, 0.0]])), "sparse matrix holds NaN"),
        ("array", csr_matrix(np.array([[0.0, 1.0], [1e300, 0.0]])), "sparse matrix holds NaN or infinite"),
        ("array", np.zeros((0, 3)), "nothing to learn from in 0 rows"),
        ("array", np.zeros((3, 0)), "3 rows of 0 columns"),
        ("rows", pd.DataFrame({"empty": [None, None], "void": [np.nan, np.nan]}), "2 rows of 0 columns"),
    ],
)
def test_arrays_that_nothing_can_be_learnt_from(pools, kind, raw, problem):
    with pytest.raises(ModelError, match=problem):
        prepared(pools, raw, kind)
