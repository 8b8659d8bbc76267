"""The list of all items: search, filters, order and pages, over arrays."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from askless.core.ids import Rows
from askless.pool.ranked import AnyPredictions
from askless.server.answers import answer_json
from askless.server.job import Learner

__all__ = ["Browser", "View", "sureness"]

Status = Literal["all", "labelled", "unlabelled", "skipped", "flagged"]
Sort = Literal["order", "confidence", "-confidence", "recent"]


@dataclass(frozen=True)
class View:
    """Which items to list, and in which order.

    Parameters
    ----------
    search : str
        Text that they contain, upper and lower case alike.
    status : {"all", "labelled", "unlabelled", "skipped", "flagged"}
        Skipped items are unlabelled too.
    label, prediction : str
        A label that they have, or that the model would give; "" for any.
    low, high : float or None
        Bounds of the confidence, or of the standard deviation of numbers, both included; items without a
        prediction are left out.
    sort : {"order", "confidence", "-confidence", "recent"}
        Order of the source; least or most confident first (items without a prediction last), for numbers
        those of the largest or smallest standard deviation; the latest answer first (unlabelled items last).
    """

    search: str = ""
    status: Status = "all"
    label: str = ""
    prediction: str = ""
    low: float | None = None
    high: float | None = None
    sort: Sort = "order"


def short(confidence: float) -> float:
    """A confidence to four places, never rounded up to certainty.

    Examples
    --------
    >>> short(0.75), short(0.99999), short(1.0)
    (0.75, 0.9999, 1.0)
    """
    return min(round(confidence, 4), 0.9999) if confidence < 1 else confidence


def sureness(predictions: AnyPredictions | None, row: int) -> dict[str, float | None]:
    """How sure the model is of a row: a "confidence", or the "std" of a number; None for what there is not."""
    confidence = None if predictions is None else predictions.confidence_of(row)
    std = None if predictions is None else predictions.std
    return {
        "confidence": None if confidence is None else short(confidence),
        "std": None if std is None else float(f"{std[row]:.3g}"),
    }


class Browsed(Protocol):
    """What a list needs of a session."""

    @property
    def learner(self) -> Learner:
        """What is known of the items."""
        ...

    @property
    def ranking(self) -> int:
        """Number of the latest ranking."""
        ...

    def predictions(self) -> AnyPredictions | None:
        """What the latest model says of the items."""
        ...

    def locked(self) -> AbstractContextManager[Any]:
        """Hold off changes."""
        ...

    def steady(self) -> AbstractContextManager[Any]:
        """See to it that rows are those of the same items."""
        ...


class Browser:
    """Pages over the items of a session; the rows of the latest view are kept for its next page."""

    def __init__(self, session: Browsed) -> None:
        self._session = session
        self._latest: tuple[Any, Rows] | None = None

    def page(self, view: View, offset: int, limit: int) -> dict[str, Any]:
        """Rows `offset` to ``offset + limit`` of a view, and how many it has in all."""
        with self._session.steady():
            return self._page(view, offset, limit)

    def _page(self, view: View, offset: int, limit: int) -> dict[str, Any]:
        rows = self._rows(view)
        return {"total": len(rows), "rows": [self.row(int(row)) for row in rows[offset : offset + limit]]}

    def row(self, row: int) -> dict[str, Any]:
        """One item on one line."""
        session = self._session
        items, predictions = session.learner.items, session.predictions()
        item = session.learner.state.item(items.ids.text(row))
        if items.ids.text(row) in session.learner.state.held and not item.labelled:
            predictions = None  # who answers it is not to know
        elif predictions is not None and predictions.silent(row):
            predictions = None
        prediction = None if predictions is None else predictions.answer(row)
        told = {
            "id": items.ids.text(row),
            "line": items.line(row),
            "answer": answer_json(item.answer),
            "status": "labelled" if item.labelled else "skipped" if item.skipped else "unlabelled",
            "flagged": item.flagged,
            "note": item.note,
            "prediction": answer_json(prediction),
            **sureness(predictions, row),
        }
        if items.kind == "tokens":
            told["text"] = items.text(row)  # type: ignore[attr-defined]  # sentences have it
        return told

    def _rows(self, view: View) -> Rows:
        """Rows of a view, in its order."""
        session = self._session
        key = (view, session.learner.state.seq, session.ranking)
        latest = self._latest
        if latest is not None and latest[0] == key:
            return latest[1]
        touched = self._touched()
        rows = self._filtered(view, touched)
        if view.search:  # last: it is the only filter that reads the items
            rows = session.learner.items.search(view.search, rows)
        rows = self._sorted(view, rows, touched)
        self._latest = (key, rows)
        return rows

    def _touched(self) -> dict[str, npt.NDArray[Any]]:
        """The state as arrays over the items that anything has happened to."""
        learner = self._session.learner
        with self._session.locked():
            ids = learner.items.ids  # the source may have lost some that the log knows
            known = [(ids.row(i), item) for i, item in list(learner.state.items.items()) if i in ids]
        n = len(known)
        return {
            "rows": np.fromiter((row for row, _ in known), np.int64, n),
            "labelled": np.fromiter((item.labelled for _, item in known), bool, n),
            "skipped": np.fromiter((item.skipped for _, item in known), bool, n),
            "flagged": np.fromiter((item.flagged for _, item in known), bool, n),
            "seq": np.fromiter((item.answered.seq if item.answered else 0 for _, item in known), np.int64, n),
            "answers": np.fromiter((item.answer for _, item in known), object, n),
        }

    def _filtered(self, view: View, touched: dict[str, npt.NDArray[Any]]) -> Rows:
        """Rows that pass all filters but the search, in the order of the source."""
        keep = np.ones(len(self._session.learner.items), dtype=bool)
        if view.status == "unlabelled":
            keep[touched["rows"][touched["labelled"]]] = False
        elif view.status != "all":
            keep[:] = False
            keep[touched["rows"][touched[view.status]]] = True
        if view.label:
            space = self._session.learner.space
            having = [a is not None and view.label in space.named(a) for a in touched["answers"]]
            keep &= np.isin(np.arange(len(keep)), touched["rows"][np.array(having, dtype=bool)])
        predictions = self._session.predictions()
        if predictions is None:
            if view.prediction or view.low is not None or view.high is not None:
                keep[:] = False
            return np.flatnonzero(keep)
        if view.prediction:
            if view.prediction not in predictions.names:
                return np.empty(0, dtype=np.int64)
            keep &= predictions.having(view.prediction)
        sure = abs(predictions.doubt)  # the confidence, or the standard deviation
        if view.low is not None:
            keep &= sure >= np.float64(view.low)  # of float32 it may be beyond
        if view.high is not None:
            keep &= sure <= np.float64(view.high)
        return np.flatnonzero(keep)

    def _sorted(self, view: View, rows: Rows, touched: dict[str, npt.NDArray[Any]]) -> Rows:
        """Rows in the order of a view; equal ones keep the order of the source."""
        predictions = self._session.predictions()
        if view.sort == "recent":
            seq = np.zeros(len(self._session.learner.items), dtype=np.int64)
            seq[touched["rows"]] = touched["seq"]
            return rows[np.argsort(-seq[rows], kind="stable")]
        if view.sort != "order" and predictions is not None:
            doubt = predictions.doubt[rows]
            return rows[np.argsort(-doubt if view.sort == "confidence" else doubt, kind="stable")]
        return rows
