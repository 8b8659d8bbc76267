"""The data sets of the suite, what they are grouped by, and the half that each is in."""

from __future__ import annotations

from pathlib import Path

from askless.bench.metrics import Metric, accuracy
from askless.bench.sets.division import metric_of
from askless.bench.sets.family import family
from askless.bench.sets.folder import read_set
from askless.bench.sets.generated import NAMES as TRAPS
from askless.bench.sets.generated import generated
from askless.bench.sets.labelled import LabelledSet
from askless.bench.sets.minority import with_minority

__all__ = ["COMPARED", "PIXELS", "SETS", "TABLES", "TEXTS", "TRAPS", "half", "metric", "read", "sets_of", "source"]

TABLES = (
    "appendicitis", "australian", "banana", "breast", "breast683", "checkerboard", "d31", "diabetes", "ex8b",
    "gcloudb", "german", "glass", "haberman", "imb_spambase", "ionosphere", "iris", "lal_checkerboard2x2",
    "lal_checkerboard4x4", "lal_rotated_checkerboard2x2", "phishing", "seeds", "sonar", "spambase", "splice",
    "thyroid", "twonorm", "wdbc", "wine",
)  # fmt: skip
PIXELS = ("mnist", "pneumoniamnist")
TEXTS = ("ag_news", "mr_sentiment", "newsgroups20", "sms_spam", "trec")
SETS = (*TABLES, *PIXELS, *TRAPS, *TEXTS)

COMPARED = {
    "linear": (
        "australian", "d31", "diabetes", "german", "glass", "haberman", "imb_spambase", "ionosphere", "seeds",
        "splice", "thyroid", "wdbc", "wine",
    ),
    "forest": (
        "australian", "banana", "diabetes", "german", "glass", "haberman", "imb_spambase", "ionosphere",
        "lal_checkerboard2x2", "lal_checkerboard4x4", "seeds", "splice", "thyroid", "wdbc", "wine",
    ),
    "text": ("ag_news", "sms_spam", "trec"),
}  # fmt: skip
"""By model the sets on which the design of auto was compared with others, without those that no line can learn."""

HALVES = ("development", "reporting")


def sets_of(model: str) -> tuple[str, ...]:
    """Names of the sets that a model is run on."""
    return TEXTS if model == "text" else (*TABLES, *PIXELS, *TRAPS)


def source(name: str) -> str | None:
    """What a set is read from; None for traps.

    Examples
    --------
    >>> source("imb_spambase"), source("xor")
    ('spambase', None)
    """
    return None if name in TRAPS else name.removeprefix("imb_")


def read(name: str, folder: Path | None) -> LabelledSet:
    """Read or make a set; SourceError if the folder does not hold it."""
    origin = source(name)
    if origin is None:
        return generated(name)
    labelled = read_set(origin, folder)
    return labelled if origin == name else with_minority(labelled)


def metric(labelled: LabelledSet) -> Metric:
    """Balanced accuracy where a class is rare, see `metric_of`; accuracy for trec, as it is usually given."""
    return accuracy if labelled.name == "trec" else metric_of(labelled)


def half(name: str) -> str:
    """The half that a set is in: what is tuned is tuned on the first alone.

    Examples
    --------
    >>> half("lal_checkerboard2x2") == half("checkerboard4x4") == half("xor")
    True
    """
    return HALVES[family(name) not in _DEVELOPMENT]


_DEVELOPMENT = (
    "ag_news", "banana", "boards", "diabetes", "duplicates", "ex8b", "german", "haberman", "honeypot",
    "ionosphere", "iris", "mnist", "mr_sentiment", "near_separable", "pneumoniamnist", "seeds", "sonar",
    "splice", "trec", "useless",
)  # fmt: skip
"""Families of the first half.

They were put in line by the hash of their name, those of texts in a line of their own, and went to
the halves in turn. It is written down, for else a set more would move half of the others. Two traps
found to have relatives among these later, `xor` and `useless_clusters`, joined them from the other.
"""
