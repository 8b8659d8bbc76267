"""Small made-up rounds, and the same round told differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Rows
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.round import Round
from askless.core.noise import mix

__all__ = ["Table", "another_class_order", "another_item_order", "embedded", "of_table", "toy_round"]

Values = npt.NDArray[Any]


@dataclass(frozen=True)
class Table:
    """A model that looks its answers up.

    Parameters
    ----------
    proba : array of shape (n_items, n_labels)
        Probabilities.
    features : array of shape (n_items, n_features)
        What `embedding` gives.
    """

    proba: Values
    features: Values

    def predict_proba(self, rows: Rows) -> Values:
        """Probabilities of some rows."""
        return self.proba[rows]

    def embedding(self, rows: Rows) -> Values:
        """Features of some rows."""
        return self.features[rows]


def toy_round(
    n_items: int = 60,
    n_labels: int = 3,
    *,
    n_labelled: int = 12,
    n_pending: int = 3,
    multilabel: bool = False,
    seed: int = 0,
) -> Round:
    """A made-up round over a model that looks its answers up.

    Parameters
    ----------
    n_items : int, default 60
        Size of the pool.
    n_labels : int, default 3
        Number of labels.
    n_labelled : int, default 12
        How many are labelled, with the most probable class, or all labels above one half.
    n_pending : int, default 3
        How many are asked and not answered.
    multilabel : bool, default False
        Whether labels are independent.
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
    made = {name: kind.made_up(rng, n_items, n_labels, multilabel) for name, kind in kinds.items() if kind.made_up}
    table = Table(made["proba"], made["embedding"])
    order = rng.permutation(n_items)
    labelled = order[:n_labelled]
    proba = table.proba[labelled]
    return Round(
        seed=seed,
        number=1,
        keys=mix(np.arange(n_items, dtype=np.uint64)),
        candidates=np.sort(order[n_labelled + n_pending :]),
        evidence=of_table(table, multilabel=multilabel),
        labelled=labelled,
        labels=(proba > 0.5).astype(np.uint8) if multilabel else proba.argmax(axis=1),
        pending=order[n_labelled : n_labelled + n_pending],
        label_names=tuple(f"label {i}" for i in range(n_labels)),
        multilabel=multilabel,
        asked=n_labelled + n_pending,
    )


def of_table(table: Table, *, multilabel: bool = False, chunk_rows: int | None = None) -> Evidence:
    """Evidence from a table.

    Parameters
    ----------
    table : Table
        The answers.
    multilabel : bool, default False
        Whether labels are independent.
    chunk_rows : int, optional
        Rows read at a time.

    Returns
    -------
    evidence : Evidence
    """
    n_items, n_labels = table.proba.shape
    return Evidence(table, n_items, n_labels=n_labels, multilabel=multilabel, chunk_rows=chunk_rows)


def example_round(example: Mapping[str, Sequence[Any]]) -> Round:
    """The round of a worked example: evidence of a few items, the last of them labelled."""
    n_items = len(next(iter(example.values())))
    labels = np.asarray(example.get("labels", []), dtype=np.int64)
    table = Table(
        np.asarray(example.get("proba", np.full((n_items, 2), 0.5)), dtype=np.float64),
        np.asarray(example.get("embedding", np.zeros((n_items, 1))), dtype=np.float64),
    )
    return Round(
        seed=0,
        number=0,
        keys=mix(np.arange(n_items, dtype=np.uint64)),
        candidates=np.arange(n_items - len(labels)),
        evidence=of_table(table),
        labelled=np.arange(n_items - len(labels), n_items),
        labels=labels,
        label_names=tuple(f"label {i}" for i in range(table.proba.shape[1])),
    )


def table_of(round: Round) -> Table:
    """The table under a toy round."""
    source = round.evidence.source
    assert isinstance(source, Table), "only a toy round can be told differently"
    return source


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
    table = table_of(round)
    row_of = np.argsort(order)
    return replace(
        round,
        keys=round.keys[order],
        candidates=row_of[round.candidates],
        labelled=row_of[round.labelled],
        pending=row_of[round.pending],
        evidence=of_table(Table(table.proba[order], table.features[order]), multilabel=round.multilabel),
    )


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
    table = table_of(round)
    labels = round.labels[:, order] if round.multilabel else np.argsort(order)[round.labels]
    return replace(
        round,
        labels=labels,
        label_names=tuple(round.label_names[i] for i in order),
        evidence=of_table(Table(table.proba[:, order], table.features), multilabel=round.multilabel),
    )


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
    proba = rng.dirichlet(np.ones(small.proba.shape[1]), size=n_items).astype(small.proba.dtype)
    features = rng.normal(scale=5.0, size=(n_items, small.features.shape[1])).astype(small.features.dtype)
    keys = mix(np.arange(10**6, 10**6 + n_items, dtype=np.uint64))
    proba[rows], features[rows], keys[rows] = small.proba, small.features, round.keys
    return replace(
        round,
        keys=keys,
        candidates=rows[round.candidates],
        labelled=rows[round.labelled],
        pending=rows[round.pending],
        evidence=of_table(Table(proba, features), multilabel=round.multilabel),
    )
