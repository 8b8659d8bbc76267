"""The best k of a stream of scores: the pick of every strategy whose items stand alone."""

from __future__ import annotations

from askless.choose.kernels.scan import scan as top_k

__all__ = ["top_k"]
