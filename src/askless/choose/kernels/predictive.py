"""What the answer of one item tells about the answers of others, from draws of a model.

Axes: n items, t targets, k draws, c classes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, device

from askless.choose.array import Array
from askless.choose.kernels.joint import plogp_sums
from askless.choose.kernels.rows import numpy_of
from askless.core.chunks import spans

__all__ = ["predictive_information"]

_TILE = 1 << 18  # numbers; in double precision 2 MB, which a second-level cache holds
_DEVICE_TILE = 1 << 26


def predictive_information(draws_nkc: Array, targets_tkc: Array) -> npt.NDArray[np.float64]:
    """Mutual information between the answer of an item and that of a target, averaged over the targets.

    Parameters
    ----------
    draws_nkc : array of shape (n, k, c)
        Probabilities of the items under each draw, any library, any device.
    targets_tkc : array of shape (t, k, c)
        Those of the targets under the same draws, at least one target.

    Returns
    -------
    nats : float64 array of shape (n,)
        Not negative.

    Notes
    -----
    Products of 2 * n * t * k * c ** 2 operations and n * t * c ** 2 logarithms, in double precision.
    Memory 8 * t * k * c bytes for the targets and three tiles of 2 MB, on another device 512 MB; a
    tile holds at least one item against all targets.

    Examples
    --------
    Two items that go together, and one that does not depend on the draw:

    >>> draws = np.array([[[1.0, 0.0], [0.0, 1.0]], [[0.5, 0.5], [0.5, 0.5]]])
    >>> predictive_information(draws, draws[:1]).round(4).tolist()
    [0.6931, 0.0]
    """
    xp, where = array_namespace(draws_nkc), device(draws_nkc)
    n, k, c = draws_nkc.shape
    targets = xp.astype(targets_tkc, xp.float64)
    t = targets.shape[0]
    side = xp.reshape(xp.permute_dims(targets, (1, 0, 2)), (k, t * c)) / k
    entropy = -float(xp.mean(plogp_sums(xp, xp.mean(targets, axis=1))))
    far = not isinstance(draws_nkc, np.ndarray) and "cpu" not in str(where).lower()
    nats = np.empty(n)
    for span in spans(n, max(1, (_DEVICE_TILE if far else _TILE) // (t * c * c))):
        part = xp.astype(draws_nkc[span, ...], xp.float64)
        joint = xp.reshape(xp.permute_dims(part, (0, 2, 1)), (-1, k)) @ side
        both = plogp_sums(xp, xp.reshape(joint, (-1, c * t * c))) / t
        nats[span] = numpy_of(both - plogp_sums(xp, xp.mean(part, axis=1))) + entropy
    return np.where(nats > 1e-12, nats, 0.0)  # below, it is rounding
