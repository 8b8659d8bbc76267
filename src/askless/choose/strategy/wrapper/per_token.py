"""Per token: what a sentence teaches, divided by its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from askless.choose.array import Floats, Rows
from askless.choose.evidence.kind import kinds
from askless.choose.kernels.segments import lengths_of
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, strategies
from askless.choose.strategy.wrapper.per_cost import PerCost
from askless.core.task import SEQUENCES, Task

__all__ = ["PerToken"]


@dataclass(frozen=True, kw_only=True)
class PerToken(PerCost):
    """Ask first what teaches most for the words that have to be read.

    The score of a sentence, counted from the score that says “nothing to learn”, is divided by its
    number of words, as `per_cost` divides by a cost; `fixed` words more stand for opening it. Totals
    ask for the longest sentences, which teach most and cost most; divided they compare at all lengths.

    Parameters
    ----------
    strategy : Strategy, optional
        What says how much each sentence teaches; `sequence_entropy` if not given.
    longer : int, default 5
        Length of the batch that is picked from, in rows for each row asked, where there are no scores.
    fixed : float, default 0.0
        What a sentence costs before its first word is read, in words; 5 was measured to be good.
    """

    strategy: Strategy | None = None
    longer: int = 5
    fixed: float = 0.0

    called: ClassVar[str] = "per_token"
    own_needs: ClassVar[tuple[str, ...]] = ("words",)
    summary = "divides the score of a sentence by its number of words: most learnt for what is read"
    reference = (
        "Y. Shen, H. Yun, Z. C. Lipton, Y. Kronrod, A. Anandkumar, “Deep active learning for named entity "
        "recognition”, ICLR 2018, arXiv:1707.05928, divides the log probability so; B. Settles, M. Craven, "
        "L. Friedland, “Active learning with real annotation costs”, NIPS workshop on cost-sensitive learning 2008"
    )
    when_not = (
        "When opening a sentence costs something: alone it likes very short ones. Give `fixed`, or the seconds "
        "themselves with `per_cost`; `diverse_entropy` has it built in."
    )
    own_cost: ClassVar[str] = "one division for each candidate"
    own_example: ClassVar = {"sequence_entropy": [1.0, 1.5, 0.1], "words": [[0, 1], [2, 3, 4, 5], [6]]}

    @property
    def inner(self) -> Strategy:
        return strategies.get("sequence_entropy") if self.strategy is None else self.strategy

    @property
    def limits(self) -> Mapping[str, tuple[float, float]]:
        return {"fixed": (0.0, np.inf)}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return tuple(task for task in self.inner.tasks if task in SEQUENCES)

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        if self.strategy is None:
            return self.own_example
        inner = self.inner.example
        shown = next((name for name in inner if name != "labels" and kinds.get(name).ragged), None)
        n = len(next(iter(inner.values()), ()))
        return {
            "words": inner[shown] and [list(range(len(one))) for one in inner[shown]] if shown else [[0]] * n,
            **inner,
        }

    def costs(self, round: Round, rows: Rows) -> Floats:
        """Words of these rows; see `PerCost.costs`."""
        lengths = lengths_of(round.evidence.get("words", rows))
        costs: Floats = np.maximum(lengths + float(self.fixed), 1.0)
        return costs

    def priced(self, sentences: Sequence[str], costs: Floats) -> tuple[str, ...]:
        """The sentences with the number of words; see `PerCost.priced`."""
        counts = np.rint(np.asarray(costs) - self.fixed).astype(int)
        return tuple(
            f"{sentence}, in {count} word{'' if count == 1 else 's'}"
            for sentence, count in zip(sentences, counts, strict=True)
        )


strategies.register(PerToken.called, PerToken())
