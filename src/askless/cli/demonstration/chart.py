"""Two learning curves in letters."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["chart"]


def chart(labels: Sequence[int], chosen: Sequence[float], random: Sequence[float], *, width: int = 60) -> list[str]:
    """Draw the share right against the number of labels: ● by choice, · at random.

    Parameters
    ----------
    labels : sequence of int
        Numbers of labels, increasing.
    chosen, random : sequence of float
        Shares in [0, 1], one for each.
    width : int, default 60
        Columns at most.

    Returns
    -------
    lines : list of str
        None while there are no points.

    Examples
    --------
    >>> print("\\n".join(chart([10, 20, 30], [0.6, 0.8, 1.0], [0.5, 0.6, 0.8])))
    100 % │  ●
     90 % │
     80 % │ ●·
     70 % │
     60 % │●·
     50 % │·
          └───
           30 labels
    """
    if not labels:
        return []
    step = max(1, math.ceil(len(labels) / width))
    kept = [i for i in range(len(labels)) if (len(labels) - 1 - i) % step == 0]
    low = math.floor(10 * min(min(chosen), min(random)) + 1e-9)
    lines = []
    for tenth in range(10, low - 1, -1):
        marks = []
        for i in kept:
            at_choice, at_random = round(10 * chosen[i]), round(10 * random[i])
            marks.append("●" if at_choice == tenth else "·" if at_random == tenth else " ")
        lines.append(f"{10 * tenth:3} % │{''.join(marks)}".rstrip())
    return [*lines, f"      └{'─' * len(kept)}", f"       {labels[-1]} labels"]
