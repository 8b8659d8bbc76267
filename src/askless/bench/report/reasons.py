"""Why the items of a project were asked, from the sentences in its log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from askless.bench.report.tables import table
from askless.data.store.state import ItemState, Query

__all__ = ["asked_why", "reason"]

_SAID = (
    ("the model is unsure of", "the model was unsure, and it stands for others"),
    ("no example yet", "for a label without an example"),
    ("like it is labelled yet", "unlike anything labelled (coverage)"),
    ("torn between", "the model was unsure"),
    ("among the least sure", "the model was unsure"),
    ("unsure about", "the model was unsure"),
    ("the model is sure", "the least sure of sure ones"),
)


def reason(query: Query) -> str:
    """Why an item was asked, in few words.

    Examples
    --------
    >>> reason(Query(3, 2, "auto", 0.1, 1.0, False, "torn between spam 0.51 and ham 0.49", 25))
    'the model was unsure'
    """
    if query.test:
        return "for the test, drawn at random"
    if query.random:
        return "drawn at random"
    return next((said for part, said in _SAID if part in query.why), f"chosen by {query.strategy}")


def asked_why(answered: Iterable[ItemState]) -> str:
    """Share of the labels by reason."""
    counted = Counter(_origin(item) for item in answered)
    total = sum(counted.values())
    rows = [[escape(why), f"{n:,}", f"{100 * n / total:.0f} %"] for why, n in counted.most_common()]
    return table("Labelled items by the reason for asking", ["asked", "items", "share"], rows) if rows else ""


def _origin(item: ItemState) -> str:
    """How an item came to be labelled."""
    data = item.answered.data if item.answered is not None else {}
    if data.get("given"):
        return "not asked: came with the source" if data["given"] == "source" else "not asked: imported"
    if data.get("copy_of"):
        return "not asked: exact copies of another item"
    return "not asked: chosen by a person" if item.query is None else reason(item.query)
