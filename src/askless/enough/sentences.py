"""How good a model of tags or spans is: right tokens, or F1 of spans, from sentences that were drawn at random.

Tokens of a sentence are right or wrong together, so sentences are what is counted as independent: the interval is that
of a ratio of sums over sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from askless.core.noise import uniform
from askless.enough.estimate import CROSS_FITTED, NEEDED, Z_90, Basis, Estimate, wilson
from askless.errors import NotReadyError

__all__ = ["Tagging", "counts", "cross_fit_counts", "estimate_counts"]

Ints = npt.NDArray[np.int64]
FOLDS = 5


class Tagging(Protocol):
    """What a model says of some sentences, see `askless.models.sequence.tagging`."""

    @property
    def starts(self) -> Ints: ...

    @property
    def codes(self) -> Ints: ...

    @property
    def spans(self) -> Ints: ...


class Tagger(Protocol):
    """The part of a model that is used here."""

    def clone(self) -> Self: ...

    def fit(self, rows: Ints, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]: ...

    def predicted(self, rows: Ints) -> Tagging: ...


def counts(said: Tagging, truth: Sequence[Ints], *, spans: bool) -> Ints:
    """How much of what is said of each sentence is right.

    Parameters
    ----------
    said : Tagging
        Of n sentences.
    truth : sequence of n int64 arrays
        Codes of the tags, or first character, end and type of the spans, as label spaces encode them; complete.
    spans : bool
        Which of the two.

    Returns
    -------
    counts : int64 array of shape (n, 3)
        Right, said and true: of spans, or of tokens, of which as many are said as there are.
    """
    found = np.zeros((len(truth), 3), dtype=np.int64)
    starts = np.asarray(said.starts)
    if not spans:
        for row, codes in enumerate(truth):
            here = np.asarray(said.codes[starts[row] : starts[row + 1]])
            found[row] = int((here == codes).sum()), len(codes), len(codes)
        return found
    by_row: list[set[tuple[int, ...]]] = [set() for _ in truth]
    for row, *span in np.asarray(said.spans).tolist():
        by_row[row].add(tuple(span))
    for row, rows in enumerate(truth):
        true = {tuple(span) for span in rows.tolist()}
        found[row] = len(by_row[row] & true), len(by_row[row]), len(true)
    return found


def cross_fit_counts(
    model: Tagger, rows: Ints, y: npt.NDArray[Any], chosen: Ints, *, n_labels: int, spans: bool, seed: int = 0
) -> Ints:
    """The same of labelled sentences, each by a model that had not trained on it.

    Parameters
    ----------
    model : Tagger
        Prepared; it is cloned and stays as it is.
    rows : int64 array of shape (n,)
        All labelled rows.
    y : object array of shape (n,)
        Their answers, encoded.
    chosen : int64 array of shape (m,)
        Those of `rows` to judge.
    n_labels : int
    spans : bool
    seed : int, default 0

    Returns
    -------
    counts : int64 array of shape (m, 3)
        -1 where there could be no model.

    Notes
    -----
    Costs five fits.
    """
    chosen = np.asarray(chosen, dtype=np.int64)
    fold_of = (uniform(seed, 0, chosen.astype(np.uint64), "folds") * FOLDS).astype(np.int64)
    place = {int(row): at for at, row in enumerate(rows)}
    found = np.full((len(chosen), 3), -1, dtype=np.int64)
    for fold in np.unique(fold_of):
        held = chosen[fold_of == fold]
        train = ~np.isin(rows, held)
        twin = model.clone()
        try:
            twin.fit(rows[train], y[train], n_labels=n_labels)
        except NotReadyError:
            continue
        truth = [y[place[int(row)]] for row in held]
        found[fold_of == fold] = counts(twin.predicted(held), truth, spans=spans)
    return found


def estimate_counts(
    found: Ints, *, spans: bool, needed: int = NEEDED, basis: Basis = "random", cross_fitted: bool = False
) -> Estimate:
    """The estimate that counts give.

    Parameters
    ----------
    found : int64 array of shape (n, 3)
        See `counts`; rows below 0 are left out.
    spans : bool
        Whether it is F1 of spans, else the share of tokens that are right.
    needed : int, default 30
        Sentences below which there is none.
    basis : {"random", "test"}, default "random"
    cross_fitted : bool, default False
        See `askless.enough.estimate.estimate_accuracy`.

    Returns
    -------
    estimate : Estimate

    Examples
    --------
    >>> estimate_counts(np.array([[9, 10, 10], [8, 10, 10]] * 20), spans=False).sentence
    'Estimated accuracy 85 % (90 % interval 84 to 86 %), from 40 random answers.'
    """
    found = found[(found >= 0).all(axis=1)]
    n = len(found)
    right, of = (
        (2.0 if spans else 1.0) * found[:, 0],
        (found[:, 1] + found[:, 2] if spans else found[:, 2]).astype(float),
    )
    if n < max(needed, 1):
        return Estimate.too_few(n, needed)
    if not of.sum():
        said = f"Too early to say how good the model is: none of the {n} sentences has a span."
        return Estimate(None, None, None, n, False, said, needed)
    value = float(right.sum() / of.sum())
    spread = float(((right - value * of) ** 2).sum()) * n / max(n - 1, 1) / float(of.sum()) ** 2
    # As many independent answers as would spread so; where nothing is wrong, no more than there are sentences.
    worth = value * (1 - value) / spread if spread > 0 and 0 < value < 1 else float(n)
    ends = wilson(value, worth, CROSS_FITTED if cross_fitted else Z_90)
    return Estimate.of_share(value, ends, n, measure="F1" if spans else "accuracy", needed=needed, basis=basis)
