"""Stream-based selective sampling: which item is worth a label, while the world drifts.

The names below are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Active": "askless.stream.adaptation.active",
    "Decision": "askless.stream.decision",
    "Decisions": "askless.stream.decision",
    "Frozen": "askless.stream.adaptation.frozen",
    "Hybrid": "askless.stream.adaptation.hybrid",
    "Passive": "askless.stream.adaptation.passive",
    "StreamLearner": "askless.stream.learner",
    "follow": "askless.stream.sources.follow",
}
"""Public name -> module that defines it."""

__all__ = [
    "Active",
    "Decision",
    "Decisions",
    "Frozen",
    "Hybrid",
    "Passive",
    "StreamLearner",
    "follow",
]

if TYPE_CHECKING:
    from askless.stream.adaptation.active import Active
    from askless.stream.adaptation.frozen import Frozen
    from askless.stream.adaptation.hybrid import Hybrid
    from askless.stream.adaptation.passive import Passive
    from askless.stream.decision import Decision, Decisions
    from askless.stream.learner import StreamLearner
    from askless.stream.sources.follow import follow


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"askless.stream has no attribute “{name}”. Public are: {', '.join(__all__)}.")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
