"""What was given is checked once, whether its rows are read or not, and without a copy."""

import tracemalloc

import array_api_strict
import numpy as np
import pytest

from askless import select
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.kernels import blocks as blocks_file
from askless.errors import EvidenceError

N = 50


def sound() -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.ones(4), size=N)


def broken(row: int, values: list[float]) -> np.ndarray:
    proba = sound()
    proba[row] = values
    return proba


FAULTS = [
    ([0.4, 0.2, 0.1, 0.1], "has a row that sums to 0.8"),
    ([np.nan, 0.5, 0.5, 0.0], "holds a value that is not a finite number"),
    ([np.inf, 0.5, 0.5, 0.0], "holds a value that is not a finite number"),
    ([1.5, -0.5, 0.0, 0.0], "lies between -0.5 and 1.5"),
]


@pytest.mark.parametrize(("values", "problem"), FAULTS)
@pytest.mark.parametrize("row", [0, 6, 7, N - 1])
@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize("name", ["margin", "max_herding", "random"])
def test_a_fault_is_found_wherever_it_is(
    values: list[float], problem: str, row: int, labelled: bool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks_file, "_CACHE", 7 * 32)  # blocks of seven rows
    for convert in (np.asarray, np.float32, array_api_strict.asarray):
        given = {"proba": convert(broken(row, values)), "embedding": convert(np.zeros((N, 2)))}
        with pytest.raises(EvidenceError, match=f"`proba` {problem}"):
            select(name, 3, labelled=[row] if labelled else [], **given)


def test_shapes_are_told_as_they_were_given() -> None:
    with pytest.raises(EvidenceError, match=r"`proba` has shape \(50,\) for 50 rows; it must be \(n_rows, n_labels\)"):
        select("margin", 3, proba=np.ones(N))


@pytest.mark.parametrize("kind", ["proba", "draws", "embedding"])
def test_a_check_takes_no_copy(kind: str) -> None:
    shape = {"proba": (200_000, 10), "draws": (20_000, 10, 10), "embedding": (50_000, 40)}[kind]
    values = np.full(shape, 0.1, dtype=np.float32)
    fault = kinds.get(kind).fault
    assert fault is not None
    tracemalloc.start()
    assert fault(values, shape[0], False) == ""
    assert tracemalloc.get_traced_memory()[1] < values.nbytes / 4
    tracemalloc.stop()


def test_large_finite_numbers_are_finite() -> None:
    fault = kinds.get("embedding").fault
    assert fault is not None
    assert fault(np.full((4, 4), 3e38, dtype=np.float32), 4, False) == ""


def test_draws_of_none_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"`draws` has shape \(5, 0, 3\)"):
        Evidence(None, 5, given={"draws": np.zeros((5, 0, 3))}, unchecked=["draws"]).check()


@pytest.mark.parametrize("labelled", [[], [0], [3, 40, 7], list(range(1, 30))])
def test_rows_that_are_not_written_down_are_the_same(labelled: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    proba = sound()
    expected = select("margin", 9, proba=proba, labelled=labelled)
    some = select("margin", 9, proba=proba, labelled=labelled, candidates=range(N))
    monkeypatch.setattr(blocks_file, "_CACHE", 7 * 32)
    assert select("margin", 9, proba=proba, labelled=labelled).tolist() == expected.tolist() == some.tolist()
