"""A quick look at a case: does it run at a small size, make the floor's picks, and keep to its memory."""

from __future__ import annotations

import numpy as np

from speed_cases.cases import Case
from speed_cases.measure import extra_memory, picks_of

__all__ = ["faults", "same_rows"]


def faults(case: Case) -> list[str]:
    """What is wrong with a case at its small size; times are never looked at.

    Parameters
    ----------
    case : Case
        Run in this very process, without peers.

    Returns
    -------
    faults : list of str
        Empty if all is well.
    """
    found, memory = extra_memory(case.askless(case.quick))
    picks, wrong = picks_of(found), []
    if picks is None or not picks:
        wrong.append("askless makes no choice")
    elif len(set(picks)) != len(picks) or min(picks) < 0 or max(picks) >= case.quick:
        wrong.append(f"askless picks {picks}, of {case.quick} rows")
    if case.megabytes is not None and memory > case.megabytes * 1e6:
        wrong.append(f"askless takes {memory / 1e6:.0f} MB, and {case.megabytes} are meant")
    other = picks_of(case.floor(case.quick)()) if case.floor else None
    if case.same_picks and not same_rows(picks, other):
        wrong.append(f"askless picks {picks}, the floor {other}")
    return wrong


def same_rows(picks: list[int] | None, other: list[int] | None) -> bool:
    """Whether both chose the same rows; two that are equal to six digits may come in either order."""
    return picks is not None and other is not None and len(picks) == len(other) and not len(np.setxor1d(picks, other))
