"""The numbers of all that is labelled, and those expected of what is asked and not answered."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from askless.choose.kernels.rows import numpy_of
from askless.choose.round import Round

__all__ = ["numbers_of_taken"]


def numbers_of_taken(round: Round) -> npt.NDArray[np.float64]:
    """Numbers of the labelled rows, then predictions for the pending ones.

    Parameters
    ----------
    round : Round
        Its labels are numbers; offers `mean` if anything is pending.

    Returns
    -------
    numbers : float64 array of shape (n_labelled + n_pending,)
        In the order of ``round.taken``.
    """
    known = np.asarray(round.labels, dtype=np.float64)
    if not len(round.pending):
        return known
    return np.concatenate([known, numpy_of(round.evidence.get("mean", round.pending)).astype(np.float64)])
