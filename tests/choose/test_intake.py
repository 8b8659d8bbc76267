"""Input that nobody can have meant, or that means something else than it seems to."""

from typing import Any

import array_api_strict
import numpy as np
import pytest

from askless import select
from askless.errors import EvidenceError, UsageError

PROBA = np.array([[0.9, 0.1], [0.5, 0.5], [0.6, 0.4], [0.2, 0.8]])
EMBEDDING = np.arange(8.0).reshape(4, 2)


def test_masked_values_are_no_values() -> None:
    with pytest.raises(EvidenceError, match=r"`proba` has masked values\. Fill them in"):
        select("margin", 1, proba=np.ma.masked_array(PROBA, PROBA > 0.85))
    assert select("margin", 1, proba=np.ma.masked_array(PROBA)).tolist() == [1]


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_a_matrix_is_a_table() -> None:
    rows = select("badge", 3, proba=np.asmatrix(PROBA), embedding=np.asmatrix(EMBEDDING))
    assert rows.tolist() == select("badge", 3, proba=PROBA, embedding=EMBEDDING).tolist()


def test_complex_numbers_of_other_libraries_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"`proba` is of type .*complex64\. Give real numbers"):
        select("margin", 1, proba=array_api_strict.asarray(PROBA, dtype=array_api_strict.complex64))


@pytest.mark.parametrize("layout", ["to_sparse", "to_sparse_csr"])
@pytest.mark.filterwarnings("ignore:Sparse")
def test_sparse_tensors_are_refused(layout: str) -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    with pytest.raises(EvidenceError, match=r"`embedding` is a sparse matrix of shape \(4, 2\). Give a dense array"):
        select("k_center", 1, embedding=getattr(torch.tensor(EMBEDDING), layout)())


@pytest.mark.parametrize("name", ["margin", "badge", "auto", "clue", "typiclust", "alfa_mix", "bald"])
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int64, np.float16, np.longdouble, ">f4", ">i8"])
def test_numbers_of_any_type_are_read_as_what_they_are(name: str, dtype: Any) -> None:
    rng = np.random.default_rng(0)
    hard = np.eye(3)[rng.integers(3, size=60)]
    evidence = {
        "proba": hard,
        "embedding": rng.integers(2, size=(60, 5)),
        "logits": hard,
        "draws": hard[:, None].repeat(3, 1),
    }
    needs = {"margin": ["proba"], "clue": ["proba", "embedding"], "typiclust": ["embedding"], "bald": ["draws"]}
    needs |= {
        "badge": ["proba", "embedding"],
        "auto": ["proba", "embedding"],
        "alfa_mix": ["logits", "proba", "embedding"],
    }
    about: dict[str, Any] = {"labelled": range(6), "labels": hard[:6].argmax(axis=1)}
    given = {need: np.asarray(evidence[need]) for need in needs[name]}
    expected = select(name, 9, **about, **{need: values.astype(np.float64) for need, values in given.items()})
    assert (
        select(name, 9, **about, **{need: v.astype(dtype) for need, v in given.items()}).tolist() == expected.tolist()
    )


@pytest.mark.parametrize("name", ["max_herding", "k_center", "badge"])
def test_half_precision_of_a_network_is_taken(name: str) -> None:
    torch = pytest.importorskip("torch", reason="is an extra")
    rng = np.random.default_rng(0)
    given = {"proba": rng.dirichlet(np.ones(4), size=50), "embedding": rng.normal(size=(50, 6))}
    given = given if name == "badge" else {"embedding": given["embedding"]}
    for precision in (torch.bfloat16, torch.float16):
        half = {need: torch.tensor(values).to(precision) for need, values in given.items()}
        whole = {need: values.to(torch.float32) for need, values in half.items()}
        if name == "badge":  # sums are off by the last digits of half precision
            whole["proba"] = whole["proba"] / whole["proba"].sum(axis=1, keepdims=True)
            half["proba"] = whole["proba"]
        assert select(name, 8, **half).tolist() == select(name, 8, **whole).tolist()


def test_a_mask_is_told_how_to_become_rows() -> None:
    with pytest.raises(UsageError, match=r"`labelled` is of type bool and shape \(4,\). .*numpy.flatnonzero"):
        select("margin", 1, proba=PROBA, labelled=np.array([True, False, False, True]))


def test_a_row_is_not_labelled_and_pending() -> None:
    with pytest.raises(UsageError, match=r"The row 2 is `labelled` and `pending`\. Take it out of `pending`"):
        select("margin", 1, proba=PROBA, labelled=[2, 0], pending=[2])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ([1, 2, 2, 3], "holds a number twice"),
        ([[1], [2, 3]], "is no array"),
        ([1, 2], r"has shape \(2,\)"),
        ([-1, -2, 2**64, 3], "has shape .* and type object"),
    ],
)
def test_keys_that_break_no_ties(keys: Any, said: str) -> None:
    with pytest.raises(EvidenceError, match=f"`keys` {said}"):
        select("margin", 1, proba=PROBA, keys=keys)


def test_negative_keys_are_keys() -> None:
    assert len(select("margin", 1, proba=PROBA, keys=[-1, -2, 2, 3])) == 1


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (1, r"`labels` has shape \(\) for the task"),
        ([[1], [1, 2]], "`labels` is no array"),
        ([10**9], "`labels` holds the class 1000000000. Classes count from 0, without gaps"),
    ],
)
def test_answers_that_cannot_be_meant(labels: Any, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        select("quire", 1, embedding=EMBEDDING, labelled=[0], labels=labels)


def test_numbers_that_cannot_be_squared_are_refused() -> None:
    with pytest.raises(EvidenceError, match=r"`labels` goes up to 1e\+300 in size"):
        select("gsy", 1, task="real", embedding=EMBEDDING, mean=EMBEDDING[:, 0], labelled=[0], labels=[1e300])
    with pytest.raises(
        EvidenceError, match=r"`mean` goes up to 1e\+300 in size, and squares of that are beyond float64"
    ):
        select("gsy", 1, task="real", embedding=EMBEDDING, mean=[1e300] * 4, labelled=[0], labels=[1.0])


@pytest.mark.parametrize("task", ["classes", "multilabel"])
def test_evidence_of_other_labels_is_refused(task: Any) -> None:
    draws = np.full((4, 3, 4), 0.25)
    with pytest.raises(
        EvidenceError, match=r"`proba` tells 2 labels apart, and `draws` 4\. Give both of the same labels"
    ):
        select("drop_query", 1, task=task, proba=PROBA, draws=draws, embedding=EMBEDDING)


def test_answers_that_no_strategy_asks_for_may_be_left_out() -> None:
    draws = np.random.default_rng(0).random((4, 3, 5))
    assert len(select("bald", 2, task="multilabel", draws=draws, labelled=[1])) == 2


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8])
def test_seeds_and_rounds_may_be_numbers_of_numpy(kind: type) -> None:
    expected = select("random", 3, n_items=50, seed=7, round=2).tolist()
    assert select("random", kind(3), n_items=kind(50), seed=kind(7), round=kind(2)).tolist() == expected


@pytest.mark.parametrize("given", [{}, {"labels": []}, {"labels": np.empty((0, 2))}], ids=["none", "empty", "columns"])
def test_a_pool_without_labels_has_as_many_columns_of_answers_as_its_evidence(given: dict[str, Any]) -> None:
    evidence = {"proba": PROBA, "embedding": EMBEDDING}
    rows = select("similar", 3, task="multilabel", **evidence, **given)
    assert len(set(rows.tolist())) == 3
