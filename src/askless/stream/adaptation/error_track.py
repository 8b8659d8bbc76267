"""Errors on the random share, as a detector takes them and as a person is told of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from askless.stream.stateful import Stateful

__all__ = ["ErrorTrack"]

FADING = 0.05  # of the recent mean: about the last 20
FIRST = 30
"""Squared errors from whose mean their scale is taken."""


@dataclass(kw_only=True)
class ErrorTrack(Stateful):
    """Mean errors since a start, and lately; squared errors brought into [0, 1].

    A detector takes errors in [0, 1]. A squared error e becomes e / (e + scale), with the mean of 30 of them as the
    scale. If the mean of a later 30 is less than half the scale, the model has got so much better that the scale is
    taken from these, and the detector has to begin anew.

    Examples
    --------
    >>> track = ErrorTrack()
    >>> [track.bounded(error) for error in [2.0] * 30 + [2.0, 6.0]][-2:]
    [0.5, 0.75]
    """

    count: int = field(default=0, init=False)
    mean: float = field(default=0.0, init=False)
    recent: float = field(default=0.0, init=False)
    scale: float = field(default=0.0, init=False)
    block: list[float] = field(default_factory=list, init=False)
    """Number and sum of the squared errors of the 30 that are being collected."""

    def note(self, error: float) -> None:
        """Count an error."""
        self.count += 1
        self.mean += (error - self.mean) / self.count
        self.recent += (error - self.recent) * max(FADING, 1.0 / self.count)

    def bounded(self, error: float) -> float | None:
        """A squared error in [0, 1); None as long as there is no scale."""
        number, total = self.block or [0.0, 0.0]
        self.block = [number + 1.0, total + error]
        before = self.scale
        if self.block[0] == FIRST:
            latest = self.block[1] / FIRST
            if before == 0.0 or latest < before / 2.0:
                self.scale = max(latest, 1e-300)
            self.block = []
        return error / (error + before) if before else None

    def sentence(self, real: bool) -> str:
        """How the error has moved, for people."""
        if real:
            return f"the squared error on random items is about {self.recent:.3g} lately, {self.mean:.3g} in all"
        return f"{self.recent:.0%} of the latest random items were predicted wrongly, {self.mean:.0%} in all"
