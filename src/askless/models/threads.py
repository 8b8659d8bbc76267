"""One thread for numerical libraries.

Fits of a few hundred labels gain nothing from a second thread, and where something else wants the
cores (the server that answers a labeller, say), threads that wait for one another by spinning are
many times slower than one: boosted trees took a hundred times as long on a busy machine.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

__all__ = ["one_thread"]


def one_thread() -> AbstractContextManager[object]:
    """Keep BLAS and OpenMP to one thread within a `with` block; costs about a millisecond.

    Returns
    -------
    context : context manager
        It restores the number of threads on leaving.

    Examples
    --------
    >>> import numpy as np
    >>> with one_thread():
    ...     np.ones((2, 2)) @ np.ones((2, 2))
    array([[2., 2.],
           [2., 2.]])
    """
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
