"""Evidence about sentences: an array for each, checked, read in chunks and kept like any other."""

from typing import Any

import numpy as np
import pytest

from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.intake import checked_evidence
from askless.core.ragged import ragged
from askless.core.task import SEQUENCES
from askless.errors import EvidenceError

KINDS = [name for name, kind in kinds.items() if kind.tasks]


class Sentences:
    """A model of six sentences that counts the rows it is asked for."""

    def __init__(self, entropy: Any) -> None:
        self.values = entropy
        self.read = 0
        self.largest = 0

    def token_entropy(self, rows: np.ndarray) -> Any:
        self.read += len(rows)
        self.largest = max(self.largest, len(rows))
        return [self.values[row] for row in rows]

    token_disagreement = token_entropy


def some() -> list[np.ndarray]:
    return [np.arange(n) / 10 for n in (2, 0, 1, 3, 3, 3)]


def test_what_is_declared_for_sentences() -> None:
    assert {"words", "token_entropy", "path_log_proba", "n_best_log_proba", "sequence_entropy"} <= set(KINDS)
    assert all(kinds.get(name).tasks == SEQUENCES for name in KINDS)
    assert {name for name in KINDS if kinds.get(name).ragged} == {"words", "token_entropy", "token_disagreement"}
    assert [name for name in KINDS if not kinds.get(name).fitted] == ["words"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("n_items", [0, 1, 2, 40])
def test_what_is_made_up_is_sound(name: str, n_items: int) -> None:
    kind = kinds.get(name)
    assert kind.made_up is not None
    assert kind.fault is not None
    made = kind.made_up(np.random.default_rng(0), n_items, 4, False)
    assert kind.fault(made, n_items, False) == ""
    assert kind.fault(made, n_items + 1, False) != ""


@pytest.mark.parametrize("name", ["token_entropy", "token_disagreement"])  # computed each time, and kept
@pytest.mark.parametrize("chunk_rows", [1, 4, 100])
def test_arrays_of_any_length_are_read_in_chunks(name: str, chunk_rows: int) -> None:
    model = Sentences(some())
    evidence = Evidence(model, 6, chunk_rows=chunk_rows)
    for rows in (np.array([4, 0, 1]), np.arange(6)[3:], np.empty(0, dtype=np.int64)):
        found = evidence.get(name, rows)
        assert found.shape == (len(rows),)
        assert [one.tolist() for one in found] == [some()[row].tolist() for row in rows]
    assert model.largest <= chunk_rows
    assert [one.tolist() for one in evidence.get(name)] == [one.tolist() for one in some()]


def test_what_is_kept_is_read_once_unless_it_is_large() -> None:
    model = Sentences(some())
    evidence = Evidence(model, 6)
    evidence.get("token_disagreement")
    before = model.read
    evidence.get("token_disagreement", np.array([5, 2]))
    assert model.read == before
    large = Evidence(model, 6, cache_bytes=6 * 100)
    large.get("token_disagreement")
    before = model.read
    large.get("token_disagreement", np.array([5, 2]))
    assert model.read == before + 2


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("token_entropy", [[0.1, np.nan], [0.2]], "holds a value that is not a finite number"),
        ("token_entropy", [[0.1], [-0.2]], "goes down to -0.2; it cannot be below 0"),
        ("token_entropy", [[0.1], ["a"]], "is of type <U1; it must be numbers"),
        ("token_entropy", [[0.1], [[0.2]]], "holds an item of shape (1, 1); it must be (n_tokens,)"),
        ("token_entropy", [0.1, 0.2], "holds an item of shape (); it must be (n_tokens,)"),
        ("token_entropy", [[0.1]], "has shape (1,) for 2 items; it must be one array for each, (n_tokens,)"),
        ("token_entropy", 0.1, "is a float"),
        ("words", [[0.5], [1.0]], "is of type float64; it must be whole numbers"),
        ("words", [[0], [-1]], "goes down to -1; words are numbered from 0"),
        ("path_log_proba", [-1.0, 0.5], "goes up to 0.5; the logarithm of a probability is at most 0"),
        ("path_log_proba", [-1.0, -np.inf], "holds a value that is not a finite number"),
        ("n_best_log_proba", [[-1.0], [-2.0]], "has 1 column; the two best are the least"),
        ("n_best_log_proba", [[-1.0, -2.0], [-2.0, -1.0]], "has a row that rises; the best tagging comes first"),
        ("sequence_entropy", [1.0, -1.0], "goes down to -1; it cannot be below 0"),
        ("gradient_length", [1.0, np.inf], "holds a value that is not a finite number"),
        ("committee_log_proba", np.zeros((2, 1, 3)), "has shape (2, 1, 3); two members are the least"),
        ("committee_log_proba", np.zeros((2, 3)), "has shape (2, 3) for 2 items"),
    ],
)
def test_what_is_wrong_is_told(name: str, given: Any, problem: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        checked_evidence({name: given}, 2, "tags")
    assert f"`{name}` {problem}" in str(refused.value)


def test_a_model_that_returns_a_wrong_one_is_told_to_be_mended() -> None:
    with pytest.raises(EvidenceError, match=r"`token_entropy` goes down to -1.*Mend the model"):
        Evidence(Sentences([np.array([-1.0])]), 1).get("token_entropy")


def test_numpy_arrays_beside_those_of_another_library() -> None:
    strict = pytest.importorskip("array_api_strict")
    values = checked_evidence(
        {"words": [[1], [2, 3]], "sequence_entropy": strict.asarray([1.0, 2.0]), "cost": strict.asarray([1.0, 2.0])},
        2,
        "tags",
    )
    assert values["words"].dtype == object
    evidence = Evidence(None, 2, given=values)
    evidence.get("words")
    assert type(evidence.get("cost")) is type(strict.asarray([1.0]))


def test_equal_lengths_are_no_table() -> None:
    values = checked_evidence({"token_entropy": np.zeros((3, 4))}, 3, "spans")["token_entropy"]
    assert values.shape == (3,)
    assert ragged([np.zeros(4)] * 3).shape == values.shape
