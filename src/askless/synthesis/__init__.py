"""Membership query synthesis: asks about items that nobody has seen, wherever they can be made.

The names below are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Domain": "askless.synthesis.domain.domain",
    "Guard": "askless.synthesis.guard.guard",
    "SynthesisLearner": "askless.synthesis.learner",
}
"""Public name -> module that defines it."""

__all__ = ["Domain", "Guard", "SynthesisLearner"]

if TYPE_CHECKING:
    from askless.synthesis.domain.domain import Domain
    from askless.synthesis.guard.guard import Guard
    from askless.synthesis.learner import SynthesisLearner


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"askless.synthesis has no attribute “{name}”. Public are: {', '.join(__all__)}.")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
