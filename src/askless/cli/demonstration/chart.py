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
    >>> print("\\n".join(chart([10, 20, 30], [0.8, 0.92, 1.0], [0.75, 0.8, 0.9])))
    100 % │     ●
     95 % │
     90 % │   ● ·
     85 % │
     80 % │ ● ·
     75 % │ ·
          └──────
           30 labels
    """
    if not labels:
        return []
    step = max(1, math.ceil(2 * len(labels) / width))
    kept = [i for i in range(len(labels)) if (len(labels) - 1 - i) % step == 0]
    low = round(20 * min(*chosen, *random))
    lines = []
    for height in range(20, low - 1, -1):  # a line for every 5 %
        marks = []
        for i in kept:
            at_choice, at_random = round(20 * chosen[i]), round(20 * random[i])
            marks.append(" ●" if at_choice == height else " ·" if at_random == height else "  ")
        lines.append(f"{5 * height:3} % │{''.join(marks)}".rstrip())
    return [*lines, f"      └{'──' * len(kept)}", f"       {labels[-1]} labels"]
