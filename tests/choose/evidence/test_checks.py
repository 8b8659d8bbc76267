"""What was given is checked once, whether its rows are read or not, and without a copy."""

import re
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
    with pytest.raises(
        EvidenceError, match=r"`proba` has shape \(50,\) for 50 items; it must be \(n_items, n_labels\)"
    ):
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


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_numbers_whose_squares_overflow_are_refused(dtype: type) -> None:
    fault = kinds.get("embedding").fault
    assert fault is not None
    fits = {np.float16: 6e4, np.float32: 1e16, np.float64: 1e150}[dtype]
    for convert in (np.asarray, np.asfortranarray, array_api_strict.asarray):
        if convert is array_api_strict.asarray and dtype is np.float16:
            continue
        values = np.full((40, 4), fits, dtype=dtype)
        assert fault(convert(values), 40, False) == ""
        if dtype is not np.float16:
            values[17, 2] = -fits * 1e4
            assert re.match(
                "goes up to 1e.* in size, and squares of that are beyond float", fault(convert(values), 40, False)
            )


WIDTHS = [
    ("proba", np.ones((5, 1)), "classes", "has 1 column; a yes-or-no question has two, 1 - p and p"),
    ("proba", np.ones((5, 0)), "classes", "has no columns; a yes-or-no question has two"),
    ("proba", np.ones((5, 0)), "multilabel", "has no columns; one for each label is needed"),
    ("draws", np.ones((5, 3, 1)), "classes", "has 1 column"),
    ("logits", np.ones((5, 1)), "classes", "has 1 column"),
    ("embedding", np.ones((5, 0)), "classes", "has no features at all"),
    ("member_means", np.ones((5, 0)), "real", "has no column; one for each member is needed"),
    ("annotations", np.ones((5, 0), dtype=np.int64), "classes", "has no column; one for each person is needed"),
]


@pytest.mark.parametrize(("kind", "values", "task", "problem"), WIDTHS)
def test_tables_without_columns_are_refused(kind: str, values: np.ndarray, task: str, problem: str) -> None:
    with pytest.raises(EvidenceError, match=f"`{kind}` {problem}"):
        select("random", 1, task=task, **{kind: values})


def test_one_of_several_labels_is_enough_where_they_are_independent() -> None:
    assert select("margin", 1, task="multilabel", proba=[[0.9], [0.5]]).tolist() == [1]


def test_sums_are_looked_at_as_finely_as_the_precision_allows() -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    fault = kinds.get("proba").fault
    assert fault is not None
    proba = torch.tensor(sound()).to(torch.bfloat16)
    assert fault(proba, N, False) == ""
    proba[3] *= 0.9
    assert "has a row that sums to 0.9" in fault(proba, N, False)


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
