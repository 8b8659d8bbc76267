"""Decisions as lines of JSON."""

from __future__ import annotations

import json

from askless.stream.decision import Decision

__all__ = ["decision_json"]


def decision_json(decision: Decision) -> str:
    """A decision as a line of JSON.

    Examples
    --------
    >>> decision_json(Decision("7", True, 0.25, "yes"))
    '{"id": "7", "ask": true, "probability": 0.25, "prediction": "yes", "random": false, "again": false}'
    """
    said = {
        "id": decision.id,
        "ask": decision.ask,
        "probability": round(decision.probability, 6),
        "prediction": decision.prediction,
        "random": decision.random,
        "again": decision.again,
    }
    return json.dumps(said, ensure_ascii=False)
