"""Small made-up rounds, and the same round told differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import Kind, kinds
from askless.choose.evidence.tokens import made_up_lengths
from askless.choose.intake import answers_of
from askless.choose.round import Round
from askless.core.noise import mix
from askless.core.ragged import ragged
from askless.core.task import SEQUENCES, Task

__all__ = [
    "Table",
    "Values",
    "all_like",
    "another_class_order",
    "another_item_order",
    "embedded",
    "example_round",
    "example_values",
    "filled",
    "n_labels_of",
    "of_table",
    "table_of",
    "toy_round",
    "with_evidence",
]

Values = npt.NDArray[Any]


Table = dict[str, Values]
"""Evidence of every item by kind; the item axis comes first."""


def toy_round(
    n_items: int = 60,
    n_labels: int = 3,
    *,
    n_labelled: int = 12,
    n_pending: int = 3,
    task: Task = "classes",
    seed: int = 0,
) -> Round:
    """A made-up round in which evidence of every kind is at hand.

    Parameters
    ----------
    n_items : int, default 60
        Size of the pool.
    n_labels : int, default 3
        Number of labels.
    n_labelled : int, default 12
        How many are labelled: with the most probable class, all labels above one half, or the
        predicted number; of sentences with tags, or spans, some of them in part.
    n_pending : int, default 3
        How many are asked and not answered.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.
    seed : int, default 0
        Same seed, same round.

    Returns
    -------
    round : Round
        Rows are in no special order; the first item is certain and the second uniform.

    Examples
    --------
    >>> round = toy_round()
    >>> len(round.candidates), len(round.labelled), len(round.pending)
    (45, 12, 3)
    """
    rng = np.random.default_rng(seed)
    several = task == "multilabel"
    table = {
        name: kind.made_up(rng, n_items, n_labels, several)
        for name, kind in kinds.items()
        if kind.made_up and _is_had(kind, task)
    }
    order = rng.permutation(n_items)
    labelled = order[:n_labelled]
    return Round(
        seed=seed,
        number=1,
        keys=mix(np.arange(n_items, dtype=np.uint64)),
        candidates=np.sort(order[n_labelled + n_pending :]),
        evidence=of_table(table, multilabel=several),
        labelled=labelled,
        labels=_sentences(labelled, n_labels, task) if task in SEQUENCES else _answers(table, labelled, task),
        pending=order[n_labelled : n_labelled + n_pending],
        label_names=() if task == "real" else tuple(f"label {i}" for i in range(n_labels)),
        task=task,
        asked=n_labelled + n_pending,
    )


def _is_had(kind: Kind, task: Task) -> bool:
    """Whether there is such evidence for a task; of sentences, what is made for them and what needs no labels."""
    return task in kind.tasks or (not kind.tasks and not (task in SEQUENCES and (kind.fitted or kind.whole)))


def _sentences(rows: Rows, n_labels: int, task: Task) -> Values:
    """Tags of all tokens, or a span or two; every fifth answer is given in part."""
    found = []
    lengths = made_up_lengths(int(rows.max(initial=0)) + 1)
    for at, row in enumerate(rows.tolist()):
        length = int(lengths[row])
        tags = (row + np.arange(length)) % n_labels
        spans = np.array([[3 * i, 3 * i + 2, tags[i]] for i in range(0, length, 3)], dtype=np.int64)
        answer = tags if task == "tags" else spans[: at % 3]
        if at % 5 == 4:
            answer[-1:, ...] = -1 if task == "tags" else [30, 40, -1]
        found.append(answer)
    return ragged(found)


def _answers(table: Table, rows: Rows, task: Task) -> Values:
    """What the model says of some rows, as if it were the truth."""
    if task == "real":
        return table["mean"][rows].astype(np.float64)
    proba = table["proba"][rows]
    return (proba > 0.5).astype(np.uint8) if task == "multilabel" else proba.argmax(axis=1)


def of_table(table: Table, *, multilabel: bool = False, chunk_rows: int | None = None) -> Evidence:
    """Evidence from a table.

    Parameters
    ----------
    table : mapping of str to array
        Evidence of every item by kind; the item axis comes first.
    multilabel : bool, default False
        Whether labels are independent.
    chunk_rows : int, optional
        Rows read at a time.

    Returns
    -------
    evidence : Evidence
    """
    n_items = next(iter(table.values())).shape[0]
    n_labels = table["proba"].shape[1] if "proba" in table else 2
    return Evidence(None, n_items, n_labels=n_labels, multilabel=multilabel, given=table, chunk_rows=chunk_rows)


def example_round(example: Mapping[str, Sequence[Any]], task: Task = "classes") -> Round:
    """The round of a worked example: evidence of a few items, the last of them labelled.

    Parameters
    ----------
    example : mapping of str to nested lists
        Evidence by kind, and "labels" of the last items.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.

    Returns
    -------
    round : Round

    Examples
    --------
    >>> example_round({"proba": [[0.5, 0.5], [0.9, 0.1]], "labels": [0]}).candidates.tolist()
    [0]
    """
    table = {name: example_values(name, values) for name, values in example.items() if name != "labels"}
    answers = example.get("labels", [])
    labels = np.asarray(answers, dtype=np.float64 if task == "real" else np.int64) if task not in SEQUENCES else None
    if labels is None:
        labels = answers_of(answers, np.arange(len(answers)), {}, task)
    n_items = len(next(iter(table.values()))) if table else 2
    table.setdefault("embedding", np.zeros((n_items, 1)))
    if task not in SEQUENCES:
        table.setdefault("proba", np.full((n_items, 2), 0.5))
    n_labels = table["proba"].shape[1] if "proba" in table else 2
    return Round(
        seed=0,
        number=0,
        keys=mix(np.arange(n_items, dtype=np.uint64)),
        candidates=np.arange(n_items - len(labels)),
        evidence=of_table(table, multilabel=task == "multilabel"),
        labelled=np.arange(n_items - len(labels), n_items),
        labels=labels,
        label_names=() if task == "real" else tuple(f"label {i}" for i in range(n_labels)),
        task=task,
    )


def example_values(name: str, values: Sequence[Any]) -> Values:
    """Evidence of a worked example as an array, in double precision where it is no whole numbers.

    Parameters
    ----------
    name : str
        Its kind.
    values : nested sequence of numbers
        As they are printed.

    Returns
    -------
    values : array

    Examples
    --------
    >>> example_values("proba", [[1, 0]]).dtype, example_values("words", [[1], [2, 3]]).dtype
    (dtype('float64'), dtype('O'))
    """
    kind = kinds.get(name)
    dtype = np.int64 if kind.whole else np.float64
    return ragged([np.asarray(one, dtype) for one in values]) if kind.ragged else np.asarray(values, dtype)


def all_like(values: Values, item: int) -> Values:
    """Evidence by which all items are like one of them.

    Parameters
    ----------
    values : array of shape (n_items, ...)
        Of any kind.
    item : int
        Which one.

    Returns
    -------
    values : array of the same shape

    Examples
    --------
    >>> all_like(np.array([1.0, 2.0]), 1).tolist()
    [2.0, 2.0]
    """
    if values.dtype == object:
        return ragged([values[item].copy() for _ in values])
    return np.broadcast_to(values[item], values.shape).copy()


def filled(labels: Values, code: int) -> Values:
    """Answers that all say the same.

    Parameters
    ----------
    labels : array
        Answers of any task.
    code : int
        The number that stands everywhere.

    Returns
    -------
    labels : array of the same shape
        Of sentences, arrays of the same shapes; spans keep their places.

    Examples
    --------
    >>> filled(np.array([3, 2]), 1).tolist()
    [1, 1]
    """
    if labels.dtype != object:
        return np.full_like(labels, code)
    found = [one.copy() for one in labels]
    for one in found:
        one[..., -1 if one.ndim == 2 else slice(None)] = code
    return ragged(found)


def n_labels_of(round: Round) -> int:
    """How many labels a toy round tells apart, beside declared ones that nobody has seen.

    Parameters
    ----------
    round : Round
        A toy round.

    Returns
    -------
    n : int

    Examples
    --------
    >>> n_labels_of(toy_round())
    3
    """
    table = table_of(round)
    if "proba" in table:
        return int(table["proba"].shape[1])
    return sum(name.startswith("label ") for name in round.label_names)


def table_of(round: Round) -> Table:
    """The evidence that is at hand in a toy round, by kind.

    Parameters
    ----------
    round : Round
        A toy round.

    Returns
    -------
    table : dict of str to array

    Examples
    --------
    >>> table_of(toy_round())["proba"].shape
    (60, 3)
    """
    return dict(round.evidence.given)


def with_evidence(round: Round, values: Mapping[str, Values] | None = None, *, chunk_rows: int | None = None) -> Round:
    """The same round with other evidence.

    Parameters
    ----------
    round : Round
        A toy round.
    values : mapping of str to array, optional
        Evidence by kind; other kinds stay as they are.
    chunk_rows : int, optional
        Rows read at a time.

    Returns
    -------
    round : Round

    Examples
    --------
    >>> import numpy as np
    >>> round = with_evidence(toy_round(), {"embedding": np.zeros((60, 1))})
    >>> round.evidence.get("embedding").shape
    (60, 1)
    """
    table = table_of(round) | dict(values or {})
    return replace(round, evidence=of_table(table, multilabel=round.multilabel, chunk_rows=chunk_rows))


def another_item_order(round: Round, order: Rows) -> Round:
    """The same round with the items in another order.

    Parameters
    ----------
    round : Round
        A toy round.
    order : int64 array of shape (n_items,)
        The item that stands at each row.

    Returns
    -------
    round : Round
    """
    row_of = np.argsort(order)
    told = replace(
        round,
        keys=round.keys[order],
        candidates=row_of[round.candidates],
        labelled=row_of[round.labelled],
        pending=row_of[round.pending],
    )
    return with_evidence(told, {name: values[order] for name, values in table_of(round).items()})


def another_class_order(round: Round, order: Rows) -> Round:
    """The same round with the classes in another order.

    Parameters
    ----------
    round : Round
        A toy round.
    order : int64 array of shape (n_labels,)
        The class that stands in each column.

    Returns
    -------
    round : Round
    """
    place = np.argsort(order)
    table = {}
    for name, values in table_of(round).items():
        axis = kinds.get(name).class_axis
        table[name] = values if axis is None else np.take(values, order, axis=axis)
    if "annotations" in table:
        said = table["annotations"]
        table["annotations"] = np.where(said < 0, said, place[said])
    if round.task in SEQUENCES:
        labels = ragged([_recoded(one, place) for one in round.labels])
    else:
        labels = round.labels[:, order] if round.multilabel else place[round.labels]
    names = tuple(round.label_names[i] for i in order)
    return with_evidence(replace(round, labels=labels, label_names=names), table)


def _recoded(answer: Values, place: Rows) -> Values:
    """Tags, or spans, with other codes; what is not known stays so."""
    told = answer.copy()
    codes = told[:, 2] if told.ndim == 2 else told
    codes[:] = np.where(codes < 0, codes, place[codes])
    return told


def embedded(round: Round, rows: Rows, n_items: int) -> Round:
    """The same round as a part of a larger pool, of which nothing else may be asked.

    Parameters
    ----------
    round : Round
        A toy round.
    rows : int64 array of shape (n_items,)
        Row of each item in the larger pool.
    n_items : int
        Size of the larger pool.

    Returns
    -------
    round : Round
    """
    small = table_of(round)
    rng = np.random.default_rng(1)
    table = {}
    for name, values in small.items():
        make = kinds.get(name).made_up
        assert make is not None
        made = make(rng, n_items, n_labels_of(round), round.multilabel)
        table[name] = np.empty((n_items, *values.shape[1:]), dtype=values.dtype)
        table[name][:] = made if made.shape[1:] == values.shape[1:] else values[0]
        table[name][rows] = values
    keys = mix(np.arange(10**6, 10**6 + n_items, dtype=np.uint64))
    keys[rows] = round.keys
    told = replace(
        round,
        keys=keys,
        candidates=rows[round.candidates],
        labelled=rows[round.labelled],
        pending=rows[round.pending],
    )
    return with_evidence(told, table)
