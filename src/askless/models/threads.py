"""One thread for numerical libraries.

Fits of a few hundred labels gain nothing from a second thread, and where something else wants the
cores (the server that answers a labeller, say), threads that wait for one another by spinning are
many times slower than one: boosted trees took a hundred times as long on a busy machine.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext

__all__ = ["one_thread"]

_SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def one_thread() -> AbstractContextManager[object]:
    """Keep BLAS and OpenMP to one thread within a `with` block; costs about a millisecond.

    Nothing is done, nor paid, in a process that was started with ``OMP_NUM_THREADS=1``, as those of
    benchmarks are.

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
    if os.environ.get("OMP_NUM_THREADS") == "1" and all(os.environ.get(name, "1") == "1" for name in _SETTINGS):
        return nullcontext()
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits
