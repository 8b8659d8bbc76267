"""What came of a run: the learning curve and the time it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askless.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["History"]


@dataclass
class History:
    """A learning curve, a point a batch.

    Parameters
    ----------
    labels : list of int
        Answers so far, rising.
    metric : list of float
        The metric with that many; empty if none was asked for.
    seconds_query : list of float
        Seconds that choosing the batch took.
    seconds_fit : list of float
        Seconds that training on the answers took.

    Examples
    --------
    >>> history = History([10, 20], [0.5, 0.7], [0.1, 0.1], [0.2, 0.2])
    >>> history.area
    0.6
    """

    labels: list[int] = field(default_factory=list)
    metric: list[float] = field(default_factory=list)
    seconds_query: list[float] = field(default_factory=list)
    seconds_fit: list[float] = field(default_factory=list)

    @property
    def area(self) -> float:
        """Mean of the metric over the curve; UsageError if none was measured."""
        if not self.metric:
            raise UsageError("This run measured no metric.", "Run it with metric= and test=.")
        return sum(self.metric) / len(self.metric)

    def to_frame(self) -> pd.DataFrame:
        """The curve as a data frame: labels, metric (if measured), seconds_query, seconds_fit."""
        import pandas as pd

        columns = {
            "labels": self.labels,
            "metric": self.metric,
            "seconds_query": self.seconds_query,
            "seconds_fit": self.seconds_fit,
        }
        return pd.DataFrame({name: column for name, column in columns.items() if column or name != "metric"})

    def add(self, labels: int, metric: float | None, seconds_query: float, seconds_fit: float) -> None:
        """Append a point."""
        self.labels.append(labels)
        self.seconds_query.append(seconds_query)
        self.seconds_fit.append(seconds_fit)
        if metric is not None:
            self.metric.append(metric)
