"""Certainty sampling: ask about what is most likely to be what one is looking for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.strategy.class_order import class_order
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.strategy import strategies
from askless.core.chunks import spans

__all__ = ["MostLikely"]


@dataclass(frozen=True)
class MostLikely(Strategy):
    """Ask about the items that most probably belong to the class to find.

    For whoever wants the items of one class and not a model of all: records relevant to a review, faults in a
    log, cases of a rare disease. Each find makes the next ones likelier to be found. With an item drawn at
    random now and then (`random_share`) one can also say how many are left.

    Parameters
    ----------
    find : int, optional
        Position of the class, or label, among the declared ones, from 0; also by name: ``most_likely(1)``. If
        not given it is the one with the fewest answers, of several one that its name decides.

    Notes
    -----
    The labels so chosen are poor to learn all classes from, and no fair sample of the pool.

    References
    ----------
    .. [1] D. D. Lewis, W. A. Gale, "A sequential algorithm for training text classifiers", SIGIR 1994,
       doi:10.1007/978-1-4471-2099-5_1, which calls it relevance sampling.

    Examples
    --------
    >>> from askless import select
    >>> proba = [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.0, 1.0], [1.0, 0.0]]
    >>> select("most_likely(1)", 2, proba=proba, labelled=[3, 4], labels=[1, 0]).tolist()
    [1, 0]
    """

    find: int | None = None

    needs = ("proba", "labels")
    summary = "asks about items most likely to belong to the class that you want to find"
    reference = (
        "relevance sampling: D. D. Lewis, W. A. Gale, “A sequential algorithm for training text classifiers”, "
        "SIGIR 1994, doi:10.1007/978-1-4471-2099-5_1"
    )
    when_not = "When the model matters and not the finds: it asks about what the model knows already."
    cost = "one pass over the probabilities, one chunk of them in memory"

    @property
    def name(self) -> str:
        return "most_likely" if self.find is None else f"most_likely({self.find})"

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"find": (0, float("inf"))}

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"proba": [[0.2, 0.8], [0.5, 0.5], [0.9, 0.1], [1.0, 0.0], [0.9, 0.1], [0.1, 0.9]], "labels": [0, 0, 1]}

    def item_scores(self, round: Round, rows: Rows) -> Iterator[tuple[Rows, Floats]]:
        """Probabilities of the class to find; see `Strategy.item_scores`."""
        code = self._code(round)
        for span in spans(len(rows), round.evidence.scan_rows(("proba",))):
            proba = numpy_of(round.evidence.get("proba", rows[span]))
            yield rows[span], proba[:, min(code, proba.shape[1] - 1)].astype(np.float64)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """How likely it is."""
        code, names = self._code(round), round.label_names
        what = names[code] if code < len(names) else str(code)
        scored = self.item_scores(round, rows)
        return tuple(f"likely to be {what} ({value:.2f})" for _, values in scored for value in values)

    def _code(self, round: Round) -> int:
        """Position of the class to find."""
        if self.find is not None:
            return self.find
        given = np.asarray(round.labels, dtype=np.int64)
        counts = given.sum(axis=0) if given.ndim == 2 else np.bincount(given)
        seen = np.flatnonzero(counts)
        order = class_order(round, max(len(round.label_names), len(counts)))
        fewest = counts[seen].min(initial=np.iinfo(np.int64).max)
        return int(
            next(
                (code for code in order if code < len(counts) and counts[code] == fewest), order[0] if len(order) else 0
            )
        )


strategies.register("most_likely", MostLikely())
