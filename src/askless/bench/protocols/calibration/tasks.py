"""The tasks that forecasts are calibrated on: data sets whole and in part, in pools of several sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Cell
from askless.bench.sets.family import family
from askless.bench.sets.folder import read_set
from askless.bench.sets.labelled import LabelledSet
from askless.data.items.copies import first_copies

__all__ = ["LARGE", "TASKS", "Task", "divided", "family_of", "task_named"]

Rows = npt.NDArray[np.int64]
MOST_TEST = 2_000

_MODELS = {"table": ("linear", "fourier"), "text": ("tfidf", "directions"), "images": ("gradients", "directions")}
_SMALL = (
    *("appendicitis", "australian", "breast", "breast683", "checkerboard", "d31", "diabetes", "ex8b", "gcloudb"),
    *("german", "glass", "haberman", "ionosphere", "iris", "lal_checkerboard2x2", "lal_checkerboard4x4"),
    *("lal_rotated_checkerboard2x2", "seeds", "sonar", "splice", "thyroid", "wdbc", "wine"),
)


@dataclass(frozen=True)
class Task:
    """A data set or some of its classes, and the size of the pool.

    Parameters
    ----------
    source : str
        Name of the data set.
    kind : {"table", "text", "images"}
    classes : tuple of int, optional
        Numbers of the classes that are left in; all if not given.
    most : int, default 2000
        Items in the pool at most; at most six in ten items of a set are.

    Examples
    --------
    >>> Task("mnist", "images", (3, 5), 400).name
    'mnist[3,5]@400'
    """

    source: str
    kind: Literal["table", "text", "images"]
    classes: tuple[int, ...] | None = None
    most: int = 2_000

    @property
    def name(self) -> str:
        """As cells have it."""
        part = "" if self.classes is None else f"[{','.join(map(str, self.classes))}]"
        return f"{self.source}{part}@{self.most}"

    @property
    def seeds(self) -> int:
        """How many are run: fifteen where the test is small, else five.

        The labels that were enough are read off the mean curve at a tolerance of a point. Over five tests of a
        hundred items that curve is uncertain by two points, which no forecast could foresee.
        """
        return 15 if (self.source in _SMALL and self.source != "d31") or self.most <= 300 else 5

    @property
    def models(self) -> tuple[str, ...]:
        """Learners that are run on it; only the quicker one with dozens of classes or many texts."""
        dozens = self.classes is None and self.source in ("d31", "outdoor")
        if dozens:
            return ("linear",)
        return _MODELS[self.kind][1:] if self.kind == "text" and self.most > 1_000 else _MODELS[self.kind]

    @property
    def slower_models(self) -> tuple[str, ...]:
        """Learners that take long: trees, on small tables."""
        small = self.kind == "table" and (self.source in _SMALL or self.most <= 300)
        return ("linear_or_boosted",) if small and self.source != "d31" else ()


def _tables() -> list[Task]:
    sized = {
        "banana": (300, 2_000),
        "elec2": (300, 1_000, 4_000),
        "noaa_weather": (300, 2_000),
        "outdoor": (1_000,),
        "phishing": (300, 1_000, 4_000),
        "spambase": (300, 2_500),
        "twonorm": (500, 3_000),
    }
    parts = [("d31", (0, 7, 15, 22, 30)), ("outdoor", (1, 9, 20)), ("outdoor", (0, 5, 12, 25, 33, 38))]
    whole = [Task(name, "table") for name in _SMALL]
    large = [Task(name, "table", None, most) for name, sizes in sized.items() for most in sizes]
    return [*whole, *large, *(Task(name, "table", part) for name, part in parts)]


def _texts() -> list[Task]:
    return [
        Task("sms_spam", "text", None, 400),
        Task("sms_spam", "text", None, 2_500),
        Task("mr_sentiment", "text", None, 400),
        Task("mr_sentiment", "text", None, 2_500),
        Task("ag_news", "text", None, 2_000),
        Task("ag_news", "text", (0, 1), 500),
        Task("ag_news", "text", (2, 3), 1_000),
        Task("trec", "text", (1, 2, 3, 4, 5), 1_500),
        Task("trec", "text", (1, 2), 600),
        Task("trec", "text", (3, 4, 5), 1_000),
        Task("newsgroups20", "text", (0, 19), 500),
        Task("newsgroups20", "text", (7, 8), 1_000),
        Task("newsgroups20", "text", (1, 13, 17), 1_000),
        Task("newsgroups20", "text", (2, 6, 10, 11, 14), 1_500),
        Task("review_bannachbrown2019", "text", None, 1_000),
        Task("review_nudging", "text", None, 1_000),
    ]


def _images() -> list[Task]:
    return [
        Task("digits", "images", None, 1_000),
        Task("digits", "images", (3, 8), 200),
        Task("digits", "images", (1, 7, 9), 300),
        Task("mnist", "images", None, 2_000),
        Task("mnist", "images", (3, 5), 500),
        Task("mnist", "images", (4, 9), 2_000),
        Task("mnist", "images", (2, 7, 8), 1_000),
        Task("pneumoniamnist", "images", None, 400),
        Task("pneumoniamnist", "images", None, 2_500),
    ]


TASKS: tuple[Task, ...] = (*_tables(), *_texts(), *_images())
"""Those that are run by default, each with two learners."""
LARGE: tuple[Task, ...] = (
    Task("elec2", "table", None, 12_000),
    Task("noaa_weather", "table", None, 9_000),
    Task("twonorm", "table", (0, 1), 5_900),
    Task("phishing", "table", None, 6_500),
    Task("banana", "table", (0, 1), 4_000),
    Task("mnist", "images", (3, 5), 8_000),
    Task("mnist", "images", (0, 6, 8), 12_000),
    Task("ag_news", "text", None, 9_000),
    Task("mr_sentiment", "text", None, 8_000),
)
"""Large pools, which take longer."""


def task_named(name: str) -> Task:
    """The task of this name; KeyError if there is none."""
    return {task.name: task for task in (*TASKS, *LARGE)}[name]


def family_of(cell: Cell) -> str:
    """What must stand on one side when data sets are left out: the source, or its family."""
    return family(task_named(cell.set).source)


@lru_cache(maxsize=4)
def _whole(source: str, folder: Path | None) -> LabelledSet:
    """A data set; that of scikit-learn's digits comes with the library."""
    if source != "digits":
        return read_set(source, folder)
    from sklearn.datasets import load_digits

    found = load_digits()
    images = np.asarray(found.images * (255.0 / 16.0), dtype=np.uint8)
    return LabelledSet("digits", "images", images, found.target.astype(np.int64), tuple("0123456789"))


def divided(task: Task, folder: Path | None, seed: int) -> tuple[LabelledSet, Rows, Rows]:
    """The set with the classes of a task, and the rows of its pool and of its test.

    Parameters
    ----------
    task : Task
    folder : Path
        Of all sets.
    seed : int
        Draws the split.

    Returns
    -------
    found : LabelledSet
        Its codes run from 0 over the classes of the task.
    pool, test : int64 arrays
        Rows of it without one in common; items of the test have no exact copy in the pool.
    """
    found = _whole(task.source, folder)
    wanted = range(found.n_classes) if task.classes is None else task.classes
    code = np.full(found.n_classes, -1, dtype=np.int64)
    code[list(wanted)] = np.arange(len(wanted))
    found = replace(found, codes=code[found.codes], classes=tuple(found.classes[at] for at in wanted))
    rows = np.flatnonzero(found.codes >= 0)
    keys = (found.items[row] if found.kind == "text" else found.items[row].tobytes() for row in rows.tolist())
    rows = rows[first_copies(keys) == np.arange(len(rows))]
    order = np.random.default_rng([seed, 20_261]).permutation(rows)
    n_pool = min(task.most, int(0.6 * len(rows)) if len(rows) > 1_000 else len(rows) // 2)
    return found, order[:n_pool], order[n_pool : n_pool + MOST_TEST]
