"""Real data that comes with scikit-learn, as files that `askless label` could read.

The files are found and read without importing scikit-learn: the server's process stays small.
"""

from __future__ import annotations

import csv
import gzip
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.cli.demonstration.png import png
from askless.errors import SourceError, UnknownNameError

__all__ = ["DATA", "Truth", "held_out", "truth", "write_source"]

SCALE = 8
"""Pixels of a picture per pixel of a digit, which has 8 by 8."""

MEASURES = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry",
    "fractal dimension",
)  # fmt: skip
COLUMNS = [f"{kind} {measure}" for kind in ("mean", "error of", "worst") for measure in MEASURES]


@dataclass(frozen=True)
class Truth:
    """A data set with its known answers.

    Parameters
    ----------
    name, things : str
        What it is called, and what an item is, in the plural.
    ids : list of str
        Id of each item, as `open_source` gives it.
    values : array of shape (n_items, ...)
        Pictures (uint8) or rows of numbers.
    answers, labels : list of str
        The answer of each item, and all possible answers.
    """

    name: str
    things: str
    ids: list[str]
    values: npt.NDArray[Any]
    answers: list[str]
    labels: list[str]


def digits() -> Truth:
    """1,797 handwritten digits (E. Alpaydin, C. Kaynak, UCI Machine Learning Repository, 1998)."""
    with gzip.open(_packaged("digits.csv.gz"), "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.int64)
    ink = table[:, :-1].reshape(-1, 8, 8) * 255 // 16
    pictures = np.kron(255 - ink, np.ones((1, SCALE, SCALE), dtype=np.int64)).astype(np.uint8)
    ids = [f"{row:04}.png" for row in range(len(table))]
    return Truth("digits", "digits", ids, pictures, [str(label) for label in table[:, -1]], list("0123456789"))


def cancer() -> Truth:
    """569 breast tumours, 30 measures each (W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI, 1995)."""
    with open(_packaged("breast_cancer.csv"), encoding="ascii", newline="") as file:
        _, _, *labels = next(csv.reader(file))
        table = np.loadtxt(file, delimiter=",")
    answers = [labels[int(code)] for code in table[:, -1]]
    ids = [str(row) for row in range(len(table))]
    return Truth("cancer", "tumours", ids, table[:, :-1], answers, labels)


DATA: dict[str, Callable[[], Truth]] = {"digits": digits, "cancer": cancer}


def truth(name: str) -> Truth:
    """The data set of this name; UnknownNameError if there is none."""
    if name not in DATA:
        raise UnknownNameError.of("demo data set", name, DATA)
    return DATA[name]()


def held_out(n: int, share: float = 1 / 3) -> npt.NDArray[np.bool_]:
    """Which of `n` items are kept apart to measure the true accuracy; always the same ones."""
    apart = np.zeros(n, dtype=bool)
    apart[np.random.default_rng(0).permutation(n)[: round(n * share)]] = True
    return apart


def write_source(data: Truth, rows: Sequence[int], folder: Path) -> Path:
    """Write some rows of a data set as a source, unless that has been done.

    Parameters
    ----------
    data : Truth
    rows : sequence of int
    folder : Path
        Gets a folder of pictures, or a CSV file.

    Returns
    -------
    source : Path
    """
    pictures = data.values.ndim == 3
    source = folder / (data.name if pictures else f"{data.name}.csv")
    if _complete(source, len(rows)):
        return source
    folder.mkdir(parents=True, exist_ok=True)
    with _whole(source) as fresh:
        if pictures:
            fresh.mkdir()
            for row in rows:
                (fresh / data.ids[row]).write_bytes(png(data.values[row]))
        else:
            with open(fresh, "w", encoding="utf-8", newline="") as file:
                table = csv.writer(file, lineterminator="\n")
                table.writerow(["id", *COLUMNS])
                table.writerows([data.ids[row], *data.values[row].tolist()] for row in rows)
    return source


def _complete(source: Path, n: int) -> bool:
    """Whether a source is there from an earlier time; the parts of one come and go together."""
    if source.is_dir():
        return sum(1 for _ in source.iterdir()) == n
    return source.is_file()


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A path to write to, moved to its place when all is written."""
    with tempfile.TemporaryDirectory(prefix=".askless-", dir=target.parent) as place:
        fresh = Path(place) / target.name
        yield fresh
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(fresh, target)


def _packaged(name: str) -> Path:
    """A data file of scikit-learn."""
    spec = find_spec("sklearn")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place) / "datasets" / "data" / name
        if path.is_file():
            return path
    raise SourceError(f"scikit-learn's file {name} is not there.", "Install scikit-learn: pip install scikit-learn.")
