"""A stream whose labels are known: items in the order of time, and where it changes if that is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.plan import Plan as StudyPlan
from askless.bench.study import Study
from askless.errors import SourceError
from askless.models.online.online import Codes

__all__ = ["Change", "Flow", "read_flow"]

Change = tuple[int, int]
"""Numbers of the items at which a change begins and has ended; the same if it is abrupt."""


@dataclass(frozen=True)
class Flow:
    """Items in the order of time, with their labels.

    Parameters
    ----------
    items : float64 array of shape (n_items, n_features), or list of dict or str
        As a `StreamLearner` takes them.
    y : int64 array of shape (n_items,)
        Codes of the labels.
    names : tuple of str
        The labels by code.
    changes : tuple of (int, int), or None
        Where the stream changes, in order; None if that is not known. One that never changes has none: ().
    sentence : str
        What was taken for what.
    notes : tuple of str
        What was left out, a sentence each.

    Examples
    --------
    >>> flow = Flow(np.zeros((3, 1)), np.array([0, 1, 1]), ("down", "up"))
    >>> len(flow), flow.answers(np.array([0, 2]))
    (3, ['down', 'up'])
    """

    items: Any
    y: Codes
    names: tuple[str, ...]
    changes: tuple[Change, ...] | None = None
    sentence: str = ""
    notes: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.y)

    def answers(self, numbers: Codes) -> list[str]:
        """Labels of the items of these numbers."""
        return [self.names[code] for code in self.y[numbers].tolist()]


def read_flow(path: str, target: str | None, cache: Path) -> Flow:
    """Read a file as a stream; its order is that of time.

    Parameters
    ----------
    path : str
        A table in a form that ``askless label`` reads, gzipped or not, or .npz.
    target : str or None
        Column of the labels; found by its name if not given.
    cache : Path
        A folder; a second reading with the same one reads no source.

    Returns
    -------
    flow : Flow
        Items without a label are left out, as nobody could say whether they were predicted rightly. `changes`
        is None.

    Raises
    ------
    SourceError
        If it cannot be read, has no labels, one label or hardly any item, or its items are neither rows nor texts.
    """
    try:
        study = Study.open(StudyPlan(source=path, target=target, task="classify", strategies=("random",)), cache)
    except SourceError as error:
        if "--task" not in error.remedy:
            raise
        raise SourceError(error.problem, "Name a column of classes with --target.") from None
    return Flow(
        _as_offered(study, Path(path).name),
        np.asarray(study.space.encode(study.answers), dtype=np.int64),
        tuple(study.space.names),
        None,
        study.sentence.split(" Say otherwise with ")[0],
        study.notes,
    )


def _as_offered(study: Study, name: str) -> Any:
    """All items: numbers as one array, rows with texts in them as dicts, texts as they are."""
    taken: Any = study.items.take(np.arange(len(study.items)))
    if study.items.kind == "rows" and all(kind.kind == "f" for kind in taken.dtypes):
        return taken.to_numpy(dtype=np.float64)
    if study.items.kind == "rows":
        return [
            {key: cell for key, cell in record.items() if cell is not None and cell == cell}
            for record in taken.to_dict("records")
        ]
    if study.items.kind == "text":
        return list(taken)
    if isinstance(taken, np.ndarray) and taken.ndim == 2 and taken.dtype.kind in "fiub":
        return np.asarray(taken, dtype=np.float64)
    raise SourceError(
        f"The items of “{name}” are of the kind “{study.items.kind}”, and a stream learns from rows and texts.",
        "Give a table, one row an item in the order of time.",
    )
