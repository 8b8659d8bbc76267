"""How soon a learner is good again after a change, where it is known when the stream changes.

What is good differs from concept to concept, and a learner that never gets good must not pass for quick. So
all learners of a seed are held against one mark for each change: 95 % of the accuracy that the best of them
has in the second half of the time until the next change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from askless.bench.prequential.flow import Change
from askless.bench.prequential.metrics import windowed

__all__ = ["MARK", "recoveries"]

Bools = npt.NDArray[np.bool_]

MARK = 0.95
"""Share of the best learner's later accuracy at which a learner has recovered."""


def recoveries(
    right: Mapping[str, Bools], changes: Sequence[Change], *, window: int
) -> dict[str, list[tuple[int, bool]]]:
    """Items from the end of each change until a learner is good again.

    Parameters
    ----------
    right : mapping of str to bool array of shape (n_items,)
        Whether the predictions of each learner were right.
    changes : sequence of (int, int)
        In order; see `Flow`.
    window : int
        Items over which a learner has to be good; the time that counts is that before them. Fewer where a
        quarter of the time until the next change is shorter.

    Returns
    -------
    found : dict of str to list of (int, bool)
        For each learner and change the items, and whether it recovered; if not, the items until the next change.

    Examples
    --------
    >>> slow, quick = np.ones(40, dtype=bool), np.ones(40, dtype=bool)
    >>> slow[10:20], quick[10:12] = False, False
    >>> recoveries({"slow": slow, "quick": quick}, [(10, 10)], window=5)
    {'slow': [(10, True)], 'quick': [(2, True)]}
    """
    n = len(next(iter(right.values())))
    found: dict[str, list[tuple[int, bool]]] = {name: [] for name in right}
    nexts = [*(start for start, _ in changes), n][1:]
    for (_, end), until in zip(changes, nexts, strict=True):
        half = (end + until) // 2
        mark = MARK * max(float(values[half:until].mean()) for values in right.values()) if half < until else 0.0
        width = max(min(window, (until - end) // 4), 1)
        for name, values in right.items():
            ends = np.arange(width, until - end + 1)
            good = windowed(values[end:until], ends, width) >= mark
            found[name].append((int(good.argmax()), True) if good.any() else (max(until - end, 0), False))
    return found
