"""What a label of each candidate is expected to do to the loss, from a round."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace

from askless.choose.array import Array, Rows
from askless.choose.kernels.fisher import curvature
from askless.choose.kernels.gaussian_process import lower_inverse
from askless.choose.kernels.look_ahead import Loss, Part, expected_loss
from askless.choose.kernels.posterior import moment
from askless.choose.pick.sample import sample
from askless.choose.round import Round
from askless.choose.strategy.design import features_of, like, penalised
from askless.core.noise import uniform

__all__ = ["evaluation_rows", "losses_after"]

Float64s = npt.NDArray[np.float64]
_CONSTANT = 0.01  # share of the penalty on the constant, which most models leave free
_PER_CLASS = 5  # labels for each class from which second order terms help: measured against true refits


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
    lower: Float64s = np.asarray(np.linalg.cholesky(precision), dtype=np.float64)
    root = like(np.ascontiguousarray(lower_inverse(lower).T), here)
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
