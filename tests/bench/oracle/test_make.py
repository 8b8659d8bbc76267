"""Oracles from what callers give."""

from types import SimpleNamespace

import numpy as np
import pytest

from askless.bench.oracle.make import as_oracle
from askless.errors import LabelError, UsageError

QUERIES = SimpleNamespace(ids=[2, 0])


@pytest.mark.parametrize("truth", [["a", "b", "c"], ("a", "b", "c"), np.array(["a", "b", "c"]), {0: "a", 2: "c"}])
def test_lists_arrays_and_dicts_hold_the_truth(truth: object) -> None:
    assert list(as_oracle(truth)(QUERIES)) == ["c", "a"]  # type: ignore[arg-type]


def test_a_callable_is_an_oracle_already() -> None:
    def oracle(queries: object) -> list[str]:
        return ["x"]

    assert as_oracle(oracle) is oracle


@pytest.mark.parametrize("nothing", ["spam", 3, None])
def test_anything_else_is_refused(nothing: object) -> None:
    with pytest.raises(UsageError, match="The oracle is"):
        as_oracle(nothing)  # type: ignore[arg-type]


def test_an_item_without_an_answer_is_named() -> None:
    with pytest.raises(LabelError, match="no answer for the item 2"):
        as_oracle(["a"])(QUERIES)
