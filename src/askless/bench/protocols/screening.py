"""Protocol `screening`: reading the records of systematic reviews, the likely ones first.

Numbers are those of Ferdinands et al. [1]_. Each run is given one relevant and one irrelevant record,
drawn by its seed; then the record that the model takes to be most likely relevant is read, one at a
time, and the model learns from it before the next. The two given records count nowhere.

References
----------
.. [1] G. Ferdinands et al., "Performance of active learning models for screening prioritization in
   systematic reviews: a simulation study into the average time to discover relevant records",
   Systematic Reviews 12:100, 2023, doi:10.1186/s13643-023-02257-7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.sets.folder import read_set
from askless.errors import UsageError

__all__ = ["Screening", "measures", "read_in_order"]

Rows = npt.NDArray[np.int64]
RUNS = 15
CHOSEN_ON = ("review_ace", "review_bannachbrown2019", "review_nudging")
"""The configuration was chosen by the WSS@95 of these; the other had been seen with earlier ones."""
PUBLISHED = {
    "review_ace": ("82.9", "81.1", "90.5", "4.9"),
    "review_nudging": ("71.7", "66.9", "65.3", "9.3"),
    "review_wilson": ("83.4", "80.5", "87.3", "3.9"),
}
"""WSS@95 of naive Bayes and of logistic regression on TF-IDF, RRF@10 and ATD of naive Bayes.

Each with parameters tuned on the review itself.
"""
ASKED = {"review_ace": 82.0, "review_nudging": 71.0, "review_wilson": 83.0}
SETS = (*ASKED, "review_bannachbrown2019")


def read_in_order(x: Any, relevant: npt.NDArray[np.bool_], seed: int) -> Rows:
    """Read records until all relevant ones are found.

    Parameters
    ----------
    x : CSR matrix of shape (n, n_features)
        Features of the records.
    relevant : bool array of shape (n,)
        Both kinds occur.
    seed : int
        Draws the two records that are given.

    Returns
    -------
    order : int64 array
        Rows in the order of reading, the two given ones first. Ties are read in the order of the file.
    """
    from askless.models.screening import NaiveBayes, weights
    from askless.models.single_words import PoolSums

    how, rng = NaiveBayes(), np.random.default_rng(seed)
    x = x.astype(np.float64)  # once, not in every product with the weights
    code = relevant.astype(np.int64)
    order = [int(rng.choice(np.flatnonzero(code == kind))) for kind in (1, 0)]
    pool = PoolSums(np.asarray(x.sum(axis=0)).ravel(), len(code))
    sums, counts = np.zeros((2, x.shape[1])), np.zeros(2, dtype=np.int64)
    unread, left = np.ones(len(code), dtype=bool), int(code.sum())
    at = 0
    while True:
        for row in order[at:]:
            terms = slice(x.indptr[row], x.indptr[row + 1])
            sums[code[row], x.indices[terms]] += x.data[terms]
            counts[code[row]] += 1
            unread[row] = False
            left -= int(code[row])
        at = len(order)
        if not left:
            return np.array(order)
        logs = weights(sums, counts, 1, smoothing=how.smoothing, pool=pool)
        order.append(int(np.where(unread, x @ (logs[1] - logs[0]), -np.inf).argmax()))


def measures(found_at: Sequence[int] | Rows, n: int) -> dict[str, float]:
    """What a run saved.

    Parameters
    ----------
    found_at : sequence of int
        After how many records each relevant one was read, rising, the given records not counted; one at least.
    n : int
        Records, the given ones not counted.

    Returns
    -------
    measures : dict
        In percent. "wss95": recall less the share of records read, when recall first reaches 95 %; "strict": the
        same with 95 % in place of the recall then, which may be higher; "rrf10": share of the relevant records
        among the first tenth; "atd": mean share of the records read when a relevant one is found.

    Examples
    --------
    >>> {name: round(value, 1) for name, value in measures([1, 2, 3, 50], 100).items()}
    {'wss95': 50.0, 'strict': 45.0, 'rrf10': 75.0, 'atd': 14.0}
    """
    at = np.asarray(found_at)
    needed = int(np.ceil(0.95 * len(at) - 1e-9))
    read = at[needed - 1] / n
    return {
        "wss95": 100 * float(needed / len(at) - read),
        "strict": 100 * float(0.95 - read),
        "rrf10": 100 * float((at <= np.ceil(0.1 * n)).mean()),
        "atd": 100 * float(at.mean() / n),
    }


@lru_cache(maxsize=1)
def _features(name: str, folder: Path | None) -> tuple[Any, npt.NDArray[np.bool_]]:
    """Features of a review, and which records are relevant."""
    from askless.data.items.of import items_of
    from askless.models.built_in import built_in

    labelled = read_set(name, folder)
    items = items_of(labelled.items)
    model = built_in("screening", "text", seed=0)
    model.prepare(items)
    return model.features.take(np.arange(len(items))), labelled.codes == labelled.classes.index("1")


class Screening(Protocol):
    """How much reading the screening model saves."""

    name = "screening"
    summary = "records of four systematic reviews, likely ones first: reading saved at 95 % recall"
    takes = "about 2 minutes"

    def cells(self, options: Options) -> list[Cell]:
        """Fifteen runs of each review."""
        sets = only("data set", SETS, options.sets)
        only("model", ("screening",), options.models)
        only("strategy", ("most_likely",), options.strategies)
        if options.batches is not None and {*options.batches} != {1}:
            raise UsageError("Records are read one at a time.", "Leave `batches` out, or give 1.")
        runs = range(options.seeds or RUNS)
        return [Cell(name, "screening", 1, "most_likely", seed) for name in sets for seed in runs]

    def reads(self, name: str) -> str | None:
        """See `Protocol.reads`."""
        return name

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        """Read one review once; the curve has a point for each relevant record."""
        for cell in cells:
            x, relevant = _features(cell.set, options.data)
            found_at = np.flatnonzero(relevant[read_in_order(x, relevant, cell.seed)][2:]) + 1
            recall = np.arange(1, len(found_at) + 1) / len(found_at)
            n = len(relevant) - 2
            yield Curve(cell, tuple(found_at.tolist()), tuple(recall.tolist()), {"records": n, **measures(found_at, n)})

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        """Means over the runs beside what is published."""
        rows, gates = [], []
        for name in SETS:
            facts = [curve.facts for curve in curves if curve.cell.set == name]
            if not facts:
                continue
            of = {key: np.array([fact[key] for fact in facts]) for key in ("wss95", "strict", "rrf10", "atd")}
            wss = _told(of["wss95"])
            theirs, linear, rrf, atd = PUBLISHED.get(name, ("", "", "", ""))
            chosen = "chosen on it" if name in CHOSEN_ON else "not chosen on it"
            ours = (wss, f"{of['strict'].mean():.1f}", theirs, linear, _told(of["rrf10"]), rrf, _told(of["atd"]), atd)
            rows.append((name, str(len(facts)), *ours, chosen))
            if name in ASKED:
                passed = bool(of["wss95"].mean() >= ASKED[name]) if len(facts) >= RUNS else None
                runs = f"{len(facts)} runs" + ("" if len(facts) >= RUNS else f"; wanted: {RUNS}")
                gates.append(Gate(f"WSS@95 on {name}", f"at least {ASKED[name]:.0f}", f"{wss}, {runs}", passed))
        return Finding((Table("Reading saved", HEAD, tuple(rows), NOTE),), tuple(gates))


HEAD = (
    "review", "runs", "WSS@95", "strict", "published, NB", "published, LR", "RRF@10", "published, NB",
    "ATD", "published, NB", "configuration",
)  # fmt: skip
NOTE = (
    "In percent, mean (standard deviation) of the runs. WSS@95: recall less the share of records read, when 95 % of "
    "the relevant ones are found; strict: with 95 % in place of that recall. RRF@10: relevant ones found in the first "
    "tenth. ATD: records read until a relevant one is found, smaller is better. Published: Ferdinands et al. 2023, "
    "naive Bayes and logistic regression on TF-IDF with parameters tuned on each review itself; askless uses one "
    "configuration for all."
)


def _told(values: npt.NDArray[np.float64]) -> str:
    """Mean and spread."""
    spread = f" ({values.std(ddof=1):.1f})" if len(values) > 1 else ""
    return f"{values.mean():.1f}{spread}"


protocols.register("screening", Screening())
