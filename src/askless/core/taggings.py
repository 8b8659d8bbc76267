"""What models and strategies must agree on about lists of taggings."""

from __future__ import annotations

__all__ = ["FLOOR"]

FLOOR = -1e3
"""Log probability that stands where there is no further tagging: finite, and no model gives one below it."""
