"""The oracle that knows the right answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askless.bench.oracle.oracle import Asked
from askless.core.ids import Id
from askless.errors import LabelError

__all__ = ["Truth"]


class Truth:
    """Answers that are known beforehand.

    Parameters
    ----------
    answers : mapping of id to answer
        Of every item that may be asked about.

    Raises
    ------
    LabelError
        When called, if the answer of an item is not known.

    Examples
    --------
    >>> import askless
    >>> learner = askless.PoolLearner(["win a prize", "see you at eight"], labels=["ham", "spam"])
    >>> queries = learner.ask(2)
    >>> sorted(Truth({0: "spam", 1: "ham"})(queries))
    ['ham', 'spam']
    """

    def __init__(self, answers: Mapping[Any, Any]) -> None:
        self.answers = answers

    def __call__(self, queries: Asked, /) -> list[Any]:
        """The answer of each item."""
        return [self._of(item_id) for item_id in queries.ids]

    def _of(self, item_id: Id) -> Any:
        if item_id not in self.answers:
            raise LabelError(
                f"The oracle knows no answer for the item {item_id!r}.",
                f"Give it one for each item that may be asked about; it has {len(self.answers):,}.",
            )
        return self.answers[item_id]
