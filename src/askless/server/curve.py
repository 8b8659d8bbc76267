"""The learning curve as the page draws it: estimates from the log, thinned out when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Curve"]

MOST = 100
"""Points sent to the page; a curve a few hundred pixels wide shows no more."""


class Curve:
    """Estimates against the number of labels.

    Parameters
    ----------
    trained : sequence of dict
        The list that `State.trained` is; it only ever grows, and new entries are found by themselves.

    Examples
    --------
    >>> log = [{"labels": 40, "estimate": {"ready": True, "value": 0.9, "low": 0.8, "high": 0.95, "n": 31}}]
    >>> Curve(log).points()
    [{'labels': 40, 'value': 0.9, 'low': 0.8, 'high': 0.95, 'n': 31}]
    """

    def __init__(self, trained: Sequence[dict[str, Any]]) -> None:
        self._trained = trained
        self._read = 0
        self._points: dict[int, dict[str, Any]] = {}
        self.latest: dict[str, Any] | None = None
        self.at = 0
        """Labels among which the random answers of the latest estimate were counted."""

    def points(self) -> list[dict[str, Any]]:
        """Points in the order of labels, at most `MOST`, the newest among them."""
        self.update()
        listed = [self._points[labels] for labels in sorted(self._points)]
        if len(listed) <= MOST:
            return listed
        step = (len(listed) - 1) / (MOST - 1)
        return [listed[round(i * step)] for i in range(MOST)]

    def update(self) -> None:
        """Take in what was added to the log."""
        for entry in self._trained[self._read :]:
            self._read += 1
            estimate = entry.get("estimate")
            if not estimate:
                continue
            self.latest, self.at = estimate, int(entry["labels"])
            if estimate["ready"]:  # of two models with as many labels, the newer one
                point = {name: estimate[name] for name in ("value", "low", "high", "n")}
                self._points[int(entry["labels"])] = {"labels": int(entry["labels"]), **point}
