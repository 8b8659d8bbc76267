"""Domains: what can be made and asked about.

The names below are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "Category": "askless.synthesis.domain.inputs.category",
    "Domain": "askless.synthesis.domain.domain",
    "Formula": "askless.synthesis.domain.constraints.formula",
    "Integer": "askless.synthesis.domain.inputs.integer",
    "Linear": "askless.synthesis.domain.constraints.linear",
    "Mixture": "askless.synthesis.domain.inputs.mixture",
    "Ordered": "askless.synthesis.domain.inputs.ordered",
    "Predicate": "askless.synthesis.domain.constraints.predicate",
    "Real": "askless.synthesis.domain.inputs.real",
}
"""Public name -> module that defines it."""

__all__ = ["Category", "Domain", "Formula", "Integer", "Linear", "Mixture", "Ordered", "Predicate", "Real"]

if TYPE_CHECKING:
    from askless.synthesis.domain.constraints.formula import Formula
    from askless.synthesis.domain.constraints.linear import Linear
    from askless.synthesis.domain.constraints.predicate import Predicate
    from askless.synthesis.domain.domain import Domain
    from askless.synthesis.domain.inputs.category import Category
    from askless.synthesis.domain.inputs.integer import Integer
    from askless.synthesis.domain.inputs.mixture import Mixture
    from askless.synthesis.domain.inputs.ordered import Ordered
    from askless.synthesis.domain.inputs.real import Real


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"askless.synthesis.domain has no attribute “{name}”. Public are: {', '.join(__all__)}.")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
