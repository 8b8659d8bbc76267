from typing import Any

import numpy as np
import pytest

from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.errors import EvidenceError, NotReadyError, UnknownNameError


class Counting:
    """A model that counts the rows it is asked for."""

    def __init__(self, proba: Any = None, embedding: Any = None) -> None:
        self.proba = np.full((10, 2), 0.5, dtype=np.float32) if proba is None else np.asarray(proba)
        self.features = np.zeros((10, 3)) if embedding is None else np.asarray(embedding)
        self.rows = 0
        self.largest = 0

    def predict_proba(self, rows: np.ndarray) -> np.ndarray:
        self.rows += len(rows)
        self.largest = max(self.largest, len(rows))
        return self.proba[rows]

    def embedding(self, rows: np.ndarray) -> np.ndarray:
        self.rows += len(rows)
        return self.features[rows]


def test_every_row_is_computed_once_and_in_chunks() -> None:
    model = Counting(np.eye(10)[:, :] * 0.5 + 0.05)
    evidence = Evidence(model, 10, chunk_rows=3)
    some = evidence.get("proba", np.array([7, 2]))
    whole = evidence.get("proba")
    assert np.array_equal(whole[[7, 2]], some)
    assert np.array_equal(whole, model.proba)
    assert model.rows <= 11  # one row is read to learn the shape
    assert model.largest <= 3


def test_a_new_model_version_computes_anew_and_the_pool_keeps_its_own() -> None:
    model = Counting()
    evidence = Evidence(model, 10)
    evidence.get("proba")
    assert evidence.once("mean", 1, lambda: "first") == "first"
    after = evidence.renewed(model, model_version=2)
    before = model.rows
    after.get("proba")
    assert model.rows > before
    assert after.once("mean", 1, lambda: "second") == "first"
    assert after.once("mean", 2, lambda: "second") == "second"


def test_what_is_too_large_is_not_kept() -> None:
    model = Counting()
    evidence = Evidence(model, 10, cache_bytes=8)
    evidence.get("proba")
    before = model.rows
    evidence.get("proba")
    assert model.rows >= before + 10


def test_no_rows() -> None:
    evidence = Evidence(Counting(), 10)
    assert evidence.get("proba", np.empty(0, dtype=np.int64)).shape == (0, 2)
    assert evidence.get("embedding", np.empty(0, dtype=np.int64)).shape == (0, 3)


@pytest.mark.parametrize(
    ("proba", "multilabel", "problem"),
    [
        (np.full((10, 2), 0.4), False, "sums to 0.8"),
        (np.full((10, 2), np.nan), False, "not a finite number"),
        (np.tile([1.5, -0.5], (10, 1)), False, "lie in"),
        (np.tile([2.0, 0.0], (10, 1)), True, "lie in"),
        (np.full(10, 0.5), False, "shape"),
    ],
)
def test_wrong_probabilities_are_named(proba: np.ndarray, multilabel: bool, problem: str) -> None:
    with pytest.raises(EvidenceError, match=problem):
        Evidence(Counting(proba), 10, multilabel=multilabel).get("proba")


def test_independent_labels_need_not_sum_to_one() -> None:
    assert Evidence(Counting(np.full((10, 2), 0.9)), 10, multilabel=True).get("proba").shape == (10, 2)


@pytest.mark.parametrize("features", [np.full((10, 2), np.inf), np.zeros(10)])
def test_wrong_features_are_named(features: np.ndarray) -> None:
    with pytest.raises(EvidenceError, match="embedding"):
        Evidence(Counting(embedding=features), 10).get("embedding")


def test_what_is_not_there_says_so() -> None:
    evidence = Evidence(Counting(), 10, offers=["embedding"])
    with pytest.raises(NotReadyError, match="cannot be had yet"):
        evidence.get("proba")
    with pytest.raises(UnknownNameError, match="Did you mean “proba”"):
        evidence.get("probas")
    with pytest.raises(EvidenceError, match="field of the round"):
        Evidence(Counting(), 10).get("labelled")


def test_every_kind_declares_itself() -> None:
    for name, kind in kinds.items():
        assert kind.name == name
        assert kind.summary
        assert (kind.method is None) == (kind.made_up is None)


def test_what_is_read_together_is_of_one_library_on_one_device() -> None:
    import array_api_strict as xp

    far = xp.asarray(np.ones((10, 3)), device=xp.Device("device1"))
    for given, said in (({"embedding": far}, "device1"), ({"embedding": xp.asarray(np.ones((10, 3)))}, "strict")):
        evidence = Evidence(Counting(), 10, given=given)
        evidence.get("embedding")
        assert evidence.get("embedding", np.arange(3)).shape == (3, 3), "alone it is what was given"
        with pytest.raises(EvidenceError, match=f"`embedding` is an? .*{said}.*`proba` an? numpy array on cpu"):
            evidence.get("proba")
        other = evidence.renewed(Counting(), model_version=1)
        assert other.get("proba").shape == (10, 2)
        with pytest.raises(EvidenceError, match="`proba` is a numpy array on cpu, `embedding` a"):
            other.get("embedding")


def test_less_is_read_at_a_time_where_an_item_has_more_to_say() -> None:
    table = np.full((5000, 32), 1 / 32, dtype=np.float32)
    evidence = Evidence(Counting(), 5000, chunk_rows=4500, given={"logits": table})
    assert evidence.scan_rows(["proba"]) == 4500
    assert evidence.scan_rows(["draws"]) == 1125
    assert evidence.scan_rows(["draws", "logits"]) == 1125
    assert evidence.scan_rows(["logits"]) == 4096  # what a cache holds
    assert Evidence(Counting(), 10, chunk_rows=1).scan_rows(["draws"]) == 1
