"""Whether kinds that a table was not made from are flagged as unknown."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.bench.protocol.finding import Gate
from askless.bench.protocols.calibration.gates import at_least
from askless.bench.protocols.calibration.table import LEARNERS
from askless.bench.protocols.calibration.truth import Rows
from askless.enough.forecast.table import Table

__all__ = ["flagged"]


def flagged(rows: Rows) -> list[Gate]:
    """Leave out each kind of model, each strategy, the largest pools and the most classes, and ask for them.

    Kinds of models are those of the package: waves over columns are the same kind to it as columns are.
    """
    told = [bool(Table(without).unknown(*kind)) for without, kind in _left_out(rows)]
    return [at_least("kinds left out that are flagged as unknown", float(np.mean(told)), 1.0)]


def _left_out(rows: Rows) -> list[tuple[dict[str, Any], tuple[str, str, int, int]]]:
    """What a table knows without a kind, and a job of that kind."""
    learners = sorted({name for learner in np.unique(rows.learner).tolist() for name in LEARNERS[learner]})
    strategies = np.unique(rows.strategy).tolist()
    sizes, classes = np.unique(rows.items).astype(int).tolist(), np.unique(rows.classes).astype(int).tolist()
    whole: dict[str, Any] = {
        "learners": learners,
        "strategies": strategies,
        "items": [sizes[0], sizes[-1]],
        "classes": classes[-1],
    }
    job = (learners[0], strategies[0], sizes[0], classes[0])
    found: list[tuple[dict[str, Any], tuple[str, str, int, int]]] = []
    for name in learners:
        found.append(({**whole, "learners": [one for one in learners if one != name]}, (name, *job[1:])))
    for name in strategies:
        left = [one for one in strategies if one != name]
        found.append(({**whole, "strategies": left}, (job[0], name, *job[2:])))
    if len(sizes) > 1:
        found.append(({**whole, "items": [sizes[0], sizes[-2]]}, (*job[:2], sizes[-1], job[3])))
        found.append(({**whole, "items": [sizes[1], sizes[-1]]}, (*job[:2], sizes[0], job[3])))
    if len(classes) > 1:
        found.append(({**whole, "classes": classes[-2]}, (*job[:3], classes[-1])))
    return found
