"""What an answer is: the one word on which label spaces, models and strategies must agree."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["Task"]

Task: TypeAlias = Literal["classes", "multilabel", "real"]
"""One of several labels, a set of labels, or a number."""
