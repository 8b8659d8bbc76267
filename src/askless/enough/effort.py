"""What labelling a sentence costs in seconds: a fixed part, a part for each token read, and one for each decision.

People work at different paces, and sentences differ in length by a factor of ten: what a strategy gains in sentences
it may lose in hours. So costs are fitted to the times that the log keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askless.errors import UsageError

__all__ = ["CONTEXT", "LONGEST", "Effort", "tokens_read"]

CONTEXT = 3
"""Tokens on either side of what is asked of a sentence that are read, too."""

LONGEST = 600.0
"""Seconds beyond which nobody can have been at work on one sentence: such times are left out."""

_TRUST = 20.0
"""How many answers the numbers that are assumed are worth."""


def tokens_read(length: int, window: Sequence[int] | None = None) -> int:
    """Tokens that a question about a sentence makes a person read.

    Parameters
    ----------
    length : int
        Tokens of the sentence.
    window : (int, int), optional
        First token and end of what is asked; all of it if not given.

    Returns
    -------
    n : int
        Of a window with the three tokens on either side that tell what it means, as far as there are any.

    Examples
    --------
    >>> tokens_read(20), tokens_read(20, (1, 4)), tokens_read(20, (10, 12))
    (20, 7, 8)
    """
    return length if window is None else max(min(window[1] + CONTEXT, length) - max(window[0] - CONTEXT, 0), 0)


@dataclass(frozen=True)
class Effort:
    """Seconds that an answer about a sentence takes.

    Parameters
    ----------
    fixed : float, default 2
        Seconds for each sentence, in [0, inf).
    token : float, default 0.3
        Seconds for each token that is read.
    decision : float, default 1.5
        Seconds for each decision: a token or span that is marked, or corrected in what the model suggests.
    n : int, default 0
        Answers that it was fitted to; 0 if it is assumed.

    Notes
    -----
    What is assumed without any times was not measured on people either: it is of the size that annotation studies
    report [1]_, and a few dozen answers outweigh it.

    References
    ----------
    .. [1] B. Settles, M. Craven, L. Friedland, "Active learning with real annotation costs", NIPS workshop on
       cost-sensitive learning 2008.

    Examples
    --------
    >>> Effort().seconds(20, 2).tolist()
    11.0
    """

    fixed: float = 2.0
    token: float = 0.3
    decision: float = 1.5
    n: int = 0

    def seconds(self, tokens: npt.ArrayLike, decisions: npt.ArrayLike = 0) -> npt.NDArray[np.float64]:
        """Predicted seconds.

        Parameters
        ----------
        tokens : array_like of shape (n,)
            Tokens to be read.
        decisions : array_like of shape (n,), default 0
            Decisions to be made.

        Returns
        -------
        seconds : float64 array of shape (n,)
        """
        read, made = np.asarray(tokens, dtype=np.float64), np.asarray(decisions, dtype=np.float64)
        return np.asarray(self.fixed + self.token * read + self.decision * made, dtype=np.float64)

    @classmethod
    def fitted(cls, tokens: npt.ArrayLike, decisions: npt.ArrayLike, seconds: npt.ArrayLike) -> Effort:
        """Fit to the times of a log.

        Parameters
        ----------
        tokens, decisions, seconds : array_like of shape (n,)
            Of each answer what was read, what was decided and how long it took. Times that are no positive finite
            number, or beyond `LONGEST`, are left out.

        Returns
        -------
        effort : Effort
            No part is negative. Pulled towards what is assumed as if twenty answers had said so.

        Raises
        ------
        UsageError
            If the three are not of one length.

        Notes
        -----
        Least squares of seconds, each answer weighed down as far as it lies off the rest (Huber), since a pause for
        coffee is no cost of a sentence.

        Examples
        --------
        >>> tokens = np.arange(200) % 30 + 1
        >>> Effort.fitted(tokens, tokens % 4, 5 + 0.5 * tokens + 1.0 * (tokens % 4)).seconds(10, 2).round(0).tolist()
        12.0
        """
        read, made, spent = (np.asarray(given, dtype=np.float64) for given in (tokens, decisions, seconds))
        if not read.shape == made.shape == spent.shape or read.ndim != 1:
            raise UsageError(
                f"There are {read.shape} tokens, {made.shape} decisions and {spent.shape} seconds.",
                "Give one of each for each answer.",
            )
        known = np.isfinite(spent) & (spent > 0) & (spent <= LONGEST) & np.isfinite(read) & np.isfinite(made)
        read, made, spent = read[known], made[known], spent[known]
        if not len(spent):
            return cls()
        x = np.stack([np.ones(len(spent)), read, made], axis=1)
        found = _robust(x, spent)
        fixed, token, decision = (round(float(part), 4) for part in found)
        return cls(fixed, token, decision, len(spent))


def _robust(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Parts that are not negative, with answers off the rest weighed down."""
    from scipy.optimize import nnls

    assumed = np.array([Effort.fixed, Effort.token, Effort.decision])
    # What is assumed says as much as so many answers of the usual size would, part by part.
    prior = np.sqrt(_TRUST) * np.diag(np.maximum(np.sqrt((x**2).mean(axis=0)), 0.1))
    found, weight = assumed, np.ones(len(y))
    for _ in range(20):
        root = np.sqrt(weight)
        before = found
        found, _ = nnls(np.vstack([x * root[:, None], prior]), np.concatenate([y * root, prior @ assumed]))
        off = np.abs(y - x @ found)
        scale = max(1.4826 * float(np.median(off)), 0.05 * float(np.median(y)), 1e-3)
        weight = 1.0 / np.maximum(off / (1.345 * scale), 1.0)
        if np.allclose(found, before, rtol=1e-4, atol=1e-6):
            break
    return np.asarray(found, dtype=np.float64)
