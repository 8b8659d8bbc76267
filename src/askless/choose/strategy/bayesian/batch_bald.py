"""BatchBALD: the batch whose answers together tell most about the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from askless.choose import why
from askless.choose.array import Array, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.joint import Configurations, joint_greedy
from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round
from askless.choose.score.declare import scores
from askless.choose.strategy.class_order import class_order
from askless.choose.strategy.rest import with_rest
from askless.choose.strategy.scored import score_rows
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.task import Task
from askless.errors import UsageError

__all__ = ["BatchBald"]


@dataclass(frozen=True, kw_only=True)
class BatchBald(Strategy):
    """Take, one after another, the item whose answer tells most beside the answers of the others.

    BALD asks for what the draws of the model disagree about, and in a batch asks the same thing over
    and over. Here each pick is measured after the answers of those before it (and of what is
    pending), averaged over what these may be: a near copy of a pick has nothing left to tell. The
    average is exact while there are few possible answers, then over some of them drawn by keyed noise.

    Parameters
    ----------
    configurations : int, default 1000
        Answers of the batch that are averaged over: all of them while there are no more.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.choose.select import select
    >>> one, other = [[0.9, 0.1], [0.9, 0.1], [0.1, 0.9]], [[0.8, 0.2], [0.1, 0.9], [0.5, 0.5]]
    >>> sorted(select("batch_bald", 2, draws=np.array([one, one, other])).tolist()) != [0, 1]
    True
    """

    configurations: int = 1000

    name = "batch_bald"
    needs = ("draws",)
    summary = "asks about a batch whose answers together tell most about the model"
    reference = (
        "A. Kirsch, J. van Amersfoort, Y. Gal, “BatchBALD: efficient and diverse batch acquisition for deep Bayesian "
        "active learning”, NeurIPS 2019, arXiv:1906.08158"
    )
    when_not = (
        "For batches beyond 10 or 20: n draws can tell at most log(n) nats, which such a batch uses up, so that the "
        "last picks are told apart by errors of the average; use `power(bald)`. And where draws are no posterior."
    )
    cost = (
        "one pass of logarithms over the draws, then `configurations` logarithms for each class of the items that can "
        "still win: usually a small part of them"
    )

    def __post_init__(self) -> None:
        if isinstance(self.configurations, bool) or not isinstance(self.configurations, int) or self.configurations < 1:
            raise UsageError(f"`configurations` is {self.configurations!r}.", "Give a whole number from 1 on.")

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {"draws": [[[0.9, 0.1], [0.1, 0.9]], [[0.8, 0.2], [0.4, 0.6]], [[0.5, 0.5], [0.5, 0.5]]]}

    @property
    def tasks(self) -> tuple[Task, ...]:
        return ("classes",)  # of several labels an item, 2 ** n_labels answers each would have to be told apart

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Numbers for each item, tiles, blocks of draws and all configurations; see `Strategy.memory`."""
        return float((48 << 20) + 96 * n + 4096 * K * C * 24 + self.configurations * C * K * 24)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose `k` greedily; see `Strategy.pick`."""
        rows = round.candidates
        alone = np.concatenate([values for _, values in score_rows(scores.get("bald"), round, rows)])
        at, nats = joint_greedy(
            lambda at: _draws(round, rows[at]),
            alone,
            round.noise(rows),
            lambda at: float(round.noise(rows[at : at + 1], "batch_bald")[0]),
            k,
            known=self._pending(round),
            limit=self.configurations,
        )
        sentences = [why.tells(alone[i], value) for i, value in zip(at, nats, strict=True)]
        return with_rest(round, Choice.of(rows[at], why=sentences, scores=nats), k, why.NOTHING_TOLD)

    def _pending(self, round: Round) -> Configurations:
        """What the answers may be that are waited for, in the order of their keys."""
        noise = round.noise(round.pending, "batch_bald")
        order = np.argsort(noise, kind="stable")
        first = _draws(round, (round.pending if len(round.pending) else round.candidates)[:1])
        known = Configurations.none(int(first.shape[1]))
        for i in order:
            proba = numpy_of(_draws(round, round.pending[i : i + 1]))[0]
            known = known.after(proba, limit=self.configurations, start=float(noise[i]))
        return known


def _draws(round: Round, rows: Rows) -> Array:
    """The draws of some rows, classes in the order of their names."""
    draws = round.evidence.get("draws", rows)
    columns = class_order(round, int(draws.shape[2]))
    if isinstance(draws, np.ndarray):
        return draws[:, :, columns]
    xp = array_namespace(draws)
    return xp.take(draws, xp.asarray(columns, device=device(draws)), axis=2)


strategies.register(BatchBald.name, BatchBald())
