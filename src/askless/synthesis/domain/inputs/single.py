"""What holds of every input with one key in an item, unless it says otherwise."""

from __future__ import annotations

from askless.synthesis.domain.row import Row

__all__ = ["Single"]


class Single:
    """One key and one column, whose values are few and do not grow with the coordinate: see `Input`.

    Parameters
    ----------
    name : str
    """

    name: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Its name."""
        return (self.name,)

    @property
    def columns(self) -> tuple[str, ...]:
        """Its name."""
        return (self.name,)

    @property
    def free(self) -> bool:
        """Never."""
        return False

    @property
    def dims(self) -> int:
        """One."""
        return 1

    @property
    def spans(self) -> dict[str, tuple[float, float]]:
        """None."""
        return {}

    @property
    def straight(self) -> bool:
        """Never."""
        return False

    @property
    def pitch(self) -> float:
        """None."""
        return 0.0

    @property
    def rows(self) -> list[Row]:
        """None."""
        return []
