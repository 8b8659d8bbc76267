"""What a label of each candidate is expected to do to the loss, from a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array, Rows
from askless.choose.choice import Choice
from askless.choose.kernels.fisher import curvature
from askless.choose.kernels.gaussian_process import inverse_factor
from askless.choose.kernels.look_ahead import Loss, Part, expected_loss
from askless.choose.kernels.posterior import moment
from askless.choose.pick.sample import sample
from askless.choose.pick.top_k import top_k
from askless.choose.round import Round
from askless.choose.strategy.design import features_of, like, penalised
from askless.choose.strategy.scored import doubts
from askless.choose.strategy.shortlist import shortlist
from askless.choose.strategy.strategy import Strategy
from askless.core.noise import uniform

__all__ = ["LookAhead", "evaluation_rows", "losses_after"]

Float64s = npt.NDArray[np.float64]
_CONSTANT = 0.01  # share of the penalty on the constant, which most models leave free
_PER_CLASS = 5  # labels for each class from which second order terms help: measured against true refits


@dataclass(frozen=True, kw_only=True)
class LookAhead(Strategy):
    """What the strategies share that look one label ahead; each adds `item_scores`.

    Parameters
    ----------
    shortlist : int or None, default 1000
        Candidates looked at: half the most uncertain by margin, half drawn. All if None.
    evaluation : int, default 2000
        Unlabelled items on which the loss is looked at, drawn by the seed, the same for all candidates.
    ridge : float, default 1.0
        Penalty on the squared weights of the logistic regression, above 0.
    """

    shortlist: int | None = 1000
    evaluation: int = 2000
    ridge: float = 1.0

    needs = ("proba", "embedding", "labelled", "pending")

    @property
    def example(self) -> Mapping[str, Sequence[Any]]:
        return {
            "proba": [[0.5, 0.5], [0.5, 0.5], [0.6, 0.4], [0.4, 0.6], [0.95, 0.05], [0.05, 0.95]],
            "embedding": [[0.0, 1.0], [0.0, -0.2], [-0.3, 1.0], [0.3, 1.0], [-2.0, 0.0], [2.0, 0.0]],
            "labels": [0, 1],
        }

    def memory(self, *, n: int, d: int, C: int, K: int, k: int) -> float:
        """Features of candidates and evaluation items, and tiles; see `Strategy.memory`."""
        rows = (min(self.shortlist or n, n) + min(self.evaluation, n)) * (d + C + 4)
        return float((48 << 20) + 64 * n + 40 * rows + 64 * (d + 1) ** 2 + 128 * C * 1024)

    def reasons(self, round: Round, rows: Rows) -> tuple[str, ...]:
        """What the model is in two minds about; see `Strategy.reasons`."""
        return doubts(round, rows)

    def pick(self, round: Round, k: int) -> Choice:
        """Choose the `k` on the shortlist that score highest; see `Strategy.pick`."""
        rows = shortlist(round, None if self.shortlist is None else max(self.shortlist, k))
        chunks = self.item_scores(round, rows)
        assert chunks is not None
        rows, values = top_k(chunks, round.noise, k)
        return Choice.of(rows, why=self.reasons(round, rows), scores=values)


def evaluation_rows(round: Round, n: int) -> Rows:
    """Rows on which the loss is looked at: drawn from the unlabelled ones by the seed.

    Parameters
    ----------
    round : Round
        Gives candidates and keys.
    n : int
        How many; all if there are fewer.

    Returns
    -------
    rows : int64 array of shape (min(n, n_candidates),)
        The same draw in every round, but for those that were labelled meanwhile.
    """
    rows = round.candidates
    return sample(rows, uniform(round.seed, 0, round.keys[rows], "evaluation"), n)


def losses_after(round: Round, rows: Rows, around: Rows, loss: Loss, *, ridge: float) -> Float64s:
    """Expected mean loss on some rows after the label of each candidate, in one Newton step.

    Parameters
    ----------
    round : Round
        Gives probabilities and features of candidates, evaluation rows and labelled rows.
    rows : int64 array of shape (n_rows,)
        Candidates.
    around : int64 array of shape (n_around,)
        Evaluation rows.
    loss : Loss
        Of one distribution over classes.
    ridge : float
        Penalty on the squared weights of the linear model, above 0; a hundredth of it on the constant.

    Returns
    -------
    losses : float64 array of shape (n_rows,)
        For multi-label the mean over labels, each a question of yes or no.
    """
    here, there = _proba(round, rows), _proba(round, around)
    taken = _proba(round, round.taken) if len(round.taken) else here[:0, :]
    if not round.multilabel:
        return _one(round, rows, around, (here, there, taken), loss, ridge)
    total = np.zeros(len(rows))
    for label in range(here.shape[1]):
        told = (_yes_or_no(here[:, label]), _yes_or_no(there[:, label]), _yes_or_no(taken[:, label]))
        total += _one(round, rows, around, told, loss, ridge)
    total /= max(here.shape[1], 1)
    return total


def _one(
    round: Round, rows: Rows, around: Rows, proba: tuple[Array, Array, Array], loss: Loss, ridge: float
) -> Float64s:
    """For one question: probabilities of candidates, evaluation rows and labelled rows."""
    here, there, taken = proba
    d = features_of(round, rows[:1]).d
    seen = np.zeros((d, d))
    if len(round.taken):
        seen += moment(features_of(round, round.taken), curvature(taken))
    # Of two classes the difference of the logits is what is learnt: its penalty is spread over both.
    precision = penalised(seen, (2.0 if here.shape[1] == 2 else 1.0) * ridge, constant=_CONSTANT)
    root = like(np.ascontiguousarray(inverse_factor(precision).T), here)
    xp: Any = array_namespace(here)

    def part(rows: Rows, proba: Array) -> Part:
        features = features_of(round, rows).rows(np.arange(len(rows)))
        return Part(proba, xp.matmul(features, root))

    enough = len(round.taken) >= _PER_CLASS * here.shape[1]
    return expected_loss(part(around, there), part(rows, here), part(round.taken, taken) if enough else None, loss)


def _proba(round: Round, rows: Rows) -> Array:
    """Probabilities in double precision."""
    proba = round.evidence.get("proba", rows)
    xp = array_namespace(proba)
    return xp.astype(proba, xp.float64)


def _yes_or_no(p: Array) -> Array:
    """Two columns from the probability of one label."""
    xp = array_namespace(p)
    return xp.stack([1.0 - p, p], axis=1)
