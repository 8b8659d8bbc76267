"""`select` with sentences: evidence and answers are lists of arrays, and a sentence may be answered in part."""

from typing import Any

import numpy as np
import pytest

from askless import select
from askless.choose.strategy.strategy import strategies
from askless.errors import EvidenceError, UsageError

ENTROPY = [[0.1, 0.9], [0.2], [0.3, 0.3, 0.2], [0.1]]
LOGS = [-1.0, -0.2, -0.9, -0.1]


@pytest.mark.parametrize("task", ["tags", "spans", "tag", "span"])
@pytest.mark.parametrize("convert", [list, lambda one: [np.array(row) for row in one]])
def test_a_list_of_arrays_is_evidence(task: Any, convert: Any) -> None:
    assert select("token_entropy", 2, token_entropy=convert(ENTROPY), task=task).tolist() == [0, 2]
    assert select("token_entropy", 1, token_entropy=convert(ENTROPY), task=task, reduce="mean").tolist() == [0]
    assert select("mnlp", 1, path_log_proba=LOGS, words=[[0, 1], [2], [0, 3, 4], [5]], task=task).tolist() == [0]


def test_sentences_of_one_length_need_no_care() -> None:
    assert select("token_entropy", 1, token_entropy=np.array([[0.1, 0.2], [0.5, 0.1]]), task="tags").tolist() == [1]


@pytest.mark.parametrize(
    ("task", "labels"),
    [
        ("tags", [[0, 1], [2]]),
        ("tags", [[0, 1], [0, -1, 2]]),
        ("spans", [[[0, 3, 1]], []]),
        ("spans", [[], [[4, 9, -1]]]),
    ],
)
def test_answers_are_arrays_and_what_is_left_open_may_be_asked_again(task: Any, labels: Any) -> None:
    rows = [0, 2]
    chosen = select("token_entropy", 4, token_entropy=ENTROPY, labelled=rows, labels=labels, task=task).tolist()
    open_ = any((np.array(one).reshape(len(one), -1)[:, -1] < 0).any() for one in labels if len(one))
    assert chosen == ([2, 1, 3] if open_ else [1, 3])


def test_without_answers_the_labelled_are_done() -> None:
    assert select("token_entropy", 4, token_entropy=ENTROPY, labelled=[0, 2], task="tags").tolist() == [1, 3]


@pytest.mark.parametrize(
    ("task", "labels", "said"),
    [
        ("tags", [[0, 1]], "There are 1 `labels` for 2 `labelled` rows"),
        ("tags", [[[0, 1]], [1]], r"`labels` holds an answer of shape \(1, 2\) and type int64.*\(n_tokens,\)"),
        ("tags", [[0.5], [1]], "of type float64|type float64"),
        ("tags", [["a"], [1]], "type <U1"),
        ("tags", 1, r"`labels` is 1\. Give a list with an array for each"),
        ("tags", np.array(1), "`labels` is array"),
        ("tags", "no", "`labels` is 'no'"),
        ("tags", [1, 2], r"`labels` holds an answer of shape \(\)"),
        ("tags", [[-2], [1]], "`labels` holds the code -2"),
        ("tags", [[0], [70_000]], "`labels` holds the code 70000"),
        ("spans", [[1, 2, 3], []], r"shape \(3,\).*\(n_spans, 3\): first character, end, type"),
        ("spans", [[[0, 3, -4]], []], "`labels` holds the code -4"),
    ],
)
def test_answers_that_cannot_be_meant(task: Any, labels: Any, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        select("token_entropy", 1, token_entropy=ENTROPY, labelled=[0, 2], labels=labels, task=task)


def test_a_fault_of_a_sentence_that_nobody_reads_is_found() -> None:
    with pytest.raises(EvidenceError, match="`token_entropy` holds a value that is not a finite number"):
        select("token_entropy", 1, token_entropy=[[0.1], [np.nan]], candidates=[0], task="tags")
    with pytest.raises(EvidenceError, match="`words` has 1 rows and `path_log_proba` has 2"):
        select("mnlp", 1, path_log_proba=[-1.0, -2.0], words=[[0]], task="tags")


def test_strategies_of_labels_are_refused_and_those_of_items_are_not() -> None:
    with pytest.raises(
        UsageError, match=r"`margin` does not take the task “tags”. It is made for classes and multilabel"
    ):
        select("margin", 1, proba=[[0.5, 0.5]], task="tags")
    with pytest.raises(UsageError, match=r"`mnlp` does not take the task “classes”. It is made for tags and spans"):
        select("mnlp", 1, path_log_proba=LOGS, words=ENTROPY)
    features = np.arange(8.0).reshape(4, 2)
    assert select("k_center", 1, embedding=features, labelled=[0], labels=[[1]], task="tags").tolist() == [3]
    assert len(select("random", 2, n_items=4, task="spans")) == 2


def test_information_density_takes_the_entropy_of_all_taggings() -> None:
    features = np.array([[9.0], [0.1], [0.0], [0.2]])
    told = {"sequence_entropy": [1.0, 1.0, 0.1, 0.1], "embedding": features, "task": "tags"}
    assert select("information_density", 1, **told).tolist() == [1]
    assert select("information_density", 1, power=0, **told).tolist() in ([0], [1])
    with pytest.raises(EvidenceError, match="needs `sequence_entropy`"):
        select("information_density", 1, embedding=features, task="tags")
    other = strategies.configured(strategies.get("information_density"), {"uncertainty": "token_entropy"})
    assert other.tasks == ("tags", "spans")
    assert select(other, 1, token_entropy=ENTROPY, embedding=features, task="tags").tolist() == [2], (
        "the first is far off"
    )


def test_names_of_evidence_are_those_of_the_task() -> None:
    with pytest.raises(EvidenceError, match="Did you mean `token_entropy`") as refused:
        select("token_entropy", 1, tokens_entropy=ENTROPY, task="tags")
    assert "gradient_length" in str(refused.value)
    assert "annotations" in str(refused.value)
    with pytest.raises(EvidenceError) as refused:
        select("margin", 1, prob=ENTROPY)
    assert "gradient_length" not in str(refused.value)
    with pytest.raises(EvidenceError, match="It needs token_entropy, words, labelled, pending"):
        select("auto", 1, prob=ENTROPY, task="tags")
