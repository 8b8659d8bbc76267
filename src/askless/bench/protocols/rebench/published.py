"""What was published about these sets.

``published_means.csv`` has the mean area under the curve of each strategy, over 100 seeds, 10 for sets
of more than 2,000 rows; ``published_margin.csv`` that of margin for each seed, to five digits. Both are
numbers of Lu, Li and Lin [1]_, from the results in their repository (github.com/ariapoy/
active-learning-benchmark, MIT licence, copyright 2023 Po-Yi Lu).

References
----------
.. [1] P.-Y. Lu, C.-L. Li, H.-T. Lin, "Re-benchmarking pool-based active learning for binary
   classification", 2023, arXiv:2306.08954.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

__all__ = ["LARGE", "SETS", "published_margin", "published_means"]

SETS = (
    "appendicitis", "sonar", "ex8b", "haberman", "ionosphere", "wdbc", "breast683", "australian", "diabetes",
    "german", "splice", "gcloudb", "checkerboard",
)  # fmt: skip
"""Those of up to 1,600 rows, smallest first; their "breast" is breast683."""

LARGE = ("spambase", "banana", "twonorm", "phishing")
"""Those of more."""


@cache
def published_means() -> dict[str, dict[str, float]]:
    """By set and strategy.

    Examples
    --------
    >>> published_means()["banana"]["margin"]
    0.8787
    """
    head, *rows = _rows("published_means.csv")
    return {name: dict(zip(head[1:], map(float, values), strict=True)) for name, *values in rows}


@cache
def published_margin() -> dict[str, tuple[float, ...]]:
    """By set, of seeds 0, 1, 2 and so on.

    Examples
    --------
    >>> published_margin()["sonar"][1], len(published_margin()["banana"])
    (0.81399, 15)
    """
    _, *rows = _rows("published_margin.csv")
    return {name: tuple(map(float, values)) for name, *values in rows}


def _rows(name: str) -> list[list[str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
