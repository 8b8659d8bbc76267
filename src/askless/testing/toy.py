"""Small made-up rounds, and the same round told differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.round import Round
from askless.core.noise import mix
from askless.core.task import Task

__all__ = [
    "Table",
    "Values",
    "another_class_order",
    "another_item_order",
    "embedded",
    "example_round",
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
        predicted number.
    n_pending : int, default 3
        How many are asked and not answered.
    task : {"classes", "multilabel", "real"}, default "classes"
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
    table = {name: kind.made_up(rng, n_items, n_labels, several) for name, kind in kinds.items() if kind.made_up}
    order = rng.permutation(n_items)
    labelled = order[:n_labelled]
    return Round(
        seed=seed,
        number=1,
        keys=mix(np.arange(n_items, dtype=np.uint64)),
        candidates=np.sort(order[n_labelled + n_pending :]),
        evidence=of_table(table, multilabel=several),
        labelled=labelled,
        labels=_answers(table, labelled, task),
        pending=order[n_labelled : n_labelled + n_pending],
        label_names=() if task == "real" else tuple(f"label {i}" for i in range(n_labels)),
        task=task,
        asked=n_labelled + n_pending,
    )


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
    task : {"classes", "multilabel", "real"}, default "classes"
        What an answer is.

    Returns
    -------
    round : Round

    Examples
    --------
    >>> example_round({"proba": [[0.5, 0.5], [0.9, 0.1]], "labels": [0]}).candidates.tolist()
    [0]
    """
    given = {name: np.asarray(values) for name, values in example.items() if name != "labels"}
    table = {
        name: v if v.dtype.kind == "i" and name == "annotations" else v.astype(np.float64) for name, v in given.items()
    }
    labels = np.asarray(example.get("labels", []), dtype=np.float64 if task == "real" else np.int64)
    n_items = len(next(iter(table.values()))) if table else 2
    table.setdefault("proba", np.full((n_items, 2), 0.5))
    table.setdefault("embedding", np.zeros((n_items, 1)))
    n_labels = table["proba"].shape[1]
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
    labels = round.labels[:, order] if round.multilabel else place[round.labels]
    names = tuple(round.label_names[i] for i in order)
    return with_evidence(replace(round, labels=labels, label_names=names), table)


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
        made = make(rng, n_items, small["proba"].shape[1], round.multilabel)
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
