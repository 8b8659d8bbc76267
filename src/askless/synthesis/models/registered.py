"""The models over points that are had by name; each file of this folder registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askless.core.registry import Registry
from askless.core.task import Task
from askless.synthesis.domain.space import Space
from askless.synthesis.models.model import PointModel

__all__ = ["Named", "point_models"]


@dataclass(frozen=True)
class Named:
    """A model that can be had by name.

    Parameters
    ----------
    summary : str
        One line for menus.
    make : callable
        Domain, what an answer is, and seed in; model out, not yet fitted.
    tasks : tuple of str
        What an answer may be.
    """

    summary: str
    make: Callable[[Space, Task, int], PointModel]
    tasks: tuple[Task, ...] = ("classes", "real")


point_models: Registry[Named] = Registry("model", "askless.synthesis.models", group="askless.point_models")
"""Every model over points by name."""
