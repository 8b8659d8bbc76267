"""Trains the table of forecasts, and predicts each family of data sets by a table that has not seen it.

Lines are fitted to rows in which each data set has one vote. What is enough is cut off at both ends of the
scale, where it is enough already and where the whole pool is needed: a quantile [1]_ is fitted where chances
say that it lies between them [2]_. Widths are conformal with the family of data sets as the unit: what a
family that was left out would have needed, ranked among families.

References
----------
.. [1] R. Koenker, G. Bassett, "Regression quantiles", Econometrica 1978, doi:10.2307/1913643.
.. [2] V. Chernozhukov, H. Hong, "Three-step censored quantile regression and extramarital affairs",
   Journal of the American Statistical Association 2002, doi:10.1198/016214502388618663.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.calibration.truth import Rows, weights
from askless.enough.forecast.calibration import expit
from askless.enough.forecast.forecast import TOLERANCES
from askless.enough.forecast.shortest import MIDDLE, TAUS, shortest
from askless.enough.forecast.table import AUTOMATIC, LEVELS, Table

__all__ = [
    "FOLDS",
    "LeftOut",
    "Lines",
    "fit_lines",
    "folds_of",
    "left_out",
    "logistic",
    "nested",
    "trained",
    "widths_of",
]

Float64s = npt.NDArray[np.float64]

FOLDS = 12
SMOOTH = (0.3, 0.1, 0.03, 0.01)  # widths of the corner of the pinball loss, on the scale from 0 to 1
NEWTON_STEPS = 30
RIDGE_CHANCE, RIDGE_QUANTILE = 3e-3, 1e-3
LEAST_SETS = 33  # for the level at which somebody stops by himself: 33 of 34 is 0.97
LEAST_ROWS = 300  # that a quantile is fitted to, before rows at the ends of the scale are taken as well
LEAST_FAMILIES = 3  # of a kind, before what it needs is told from it
TAILS = (1.0, 99.0)  # percentiles of a feature beyond which a line is not followed


@dataclass(frozen=True)
class Lines:
    """Lines of one tolerance, on features kept within their range.

    Parameters
    ----------
    chances : float64 array of shape (3, 11)
    quantiles : float64 array of shape (7, 11)
        At `TAUS`; an intercept first.
    """

    chances: Float64s
    quantiles: Float64s

    def chance(self, x: Float64s, labels: Float64s, items: Float64s) -> Float64s:
        """Chances at L, 2L and 4L, of shape (n, 3), never falling; 1 where that is the pool."""
        said = np.stack([expit(w[0] + x @ w[1:]) for w in self.chances], axis=1)
        said[np.outer(labels, [1, 2, 4]) >= items[:, None]] = 1.0
        return np.maximum.accumulate(said, axis=1)

    def u(self, x: Float64s) -> Float64s:
        """Quantiles on the scale of the table, of shape (n, 7), rising."""
        return np.sort(np.stack([w[0] + x @ w[1:] for w in self.quantiles], axis=1), axis=1)


def folds_of(family: npt.NDArray[Any], n_folds: int = FOLDS) -> npt.NDArray[np.int64]:
    """A fold for each row; families are never divided, and large ones are spread.

    Examples
    --------
    >>> folds_of(np.array(["a", "b", "a", "c"]), 2).tolist()
    [0, 1, 0, 1]
    """
    names, code, count = np.unique(family, return_inverse=True, return_counts=True)
    fold, load = np.zeros(len(names), dtype=np.int64), np.zeros(n_folds)
    for at in np.lexsort((names, -count)):
        fold[at] = load.argmin()
        load[fold[at]] += count[at]
    return np.asarray(fold[code])


def bounds(x: Float64s) -> Float64s:
    """Range of each feature, of shape (2, d)."""
    return np.percentile(x, TAILS, axis=0)


def fit_lines(rows: Rows, tolerance: str, near: Lines | None = None) -> Lines:
    """Fit the chances and the quantiles of a tolerance to `rows`; quantiles are found sooner from lines nearby."""
    x, u = np.clip(rows.x, *bounds(rows.x)), rows.u(rows.needed[tolerance])
    needed = rows.needed[tolerance]
    open_ = [k * rows.labels < rows.items for k in (1, 2, 4)]
    chances = [
        logistic(x[o], needed[o] <= k * rows.labels[o], rows.weight[o]) for k, o in zip((1, 2, 4), open_, strict=True)
    ]
    now, never = _follow(chances[0], x), _follow(logistic(x, u >= 1.0, rows.weight), x)
    quantiles = []
    for at, tau in enumerate(TAUS):
        inside = (now < tau) & (never < 1.0 - tau)
        use = inside if inside.sum() >= LEAST_ROWS else np.ones(len(x), dtype=bool)
        quantiles.append(_quantile(x[use], u[use], rows.weight[use], tau, None if near is None else near.quantiles[at]))
    return Lines(np.array(chances), np.array(quantiles))


def _follow(line: Float64s, x: Float64s) -> Float64s:
    return np.asarray(expit(line[0] + x @ line[1:]))


Loss = Callable[[Float64s], tuple[Float64s, Float64s, Float64s]]  # of the line's value: loss, slope, curvature


def _minimum(x: Float64s, weight: Float64s, ridge: float, losses: Sequence[Loss], start: float | Float64s) -> Float64s:
    """Line with the least mean loss and a quadratic penalty on standardised features, told for plain ones.

    By damped Newton steps; several losses are minimised in turn, each from where the one before ended.
    """
    centre, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    design = np.concatenate([np.ones((len(x), 1)), (x - centre) / scale], axis=1)
    share = weight / weight.sum()
    penalty = np.diag([0.0, *[ridge] * x.shape[1]])
    w = np.zeros(design.shape[1])
    if isinstance(start, float):
        w[0] = start
    else:
        w[:] = [start[0] + centre @ start[1:], *(start[1:] * scale)]

    def value(at: Float64s, loss: Loss) -> float:
        return float(share @ loss(design @ at)[0] + 0.5 * at @ penalty @ at)

    for loss in losses:
        for _ in range(NEWTON_STEPS):
            _, slope, curvature = loss(design @ w)
            gradient = design.T @ (share * slope) + penalty @ w
            hessian = (design * (share * curvature)[:, None]).T @ design + penalty + 1e-6 * np.eye(len(w))
            step, length, before = np.linalg.solve(hessian, gradient), 1.0, value(w, loss)
            while length > 1e-4 and value(w - length * step, loss) > before:
                length /= 2.0
            w = w - length * step if length > 1e-4 else w
            if np.abs(length * step).max() < 1e-5 or length <= 1e-4:
                break
    plain = w[1:] / scale
    return np.concatenate([[w[0] - plain @ centre], plain])


def logistic(x: Float64s, share: npt.NDArray[Any], weight: Float64s) -> Float64s:
    """Line of the log odds of shares in [0, 1], or of what was so or not, by the loss of logistic regression."""
    hit = np.asarray(share, dtype=np.float64)

    def loss(z: Float64s) -> tuple[Float64s, Float64s, Float64s]:
        chance = np.asarray(expit(z))
        return np.logaddexp(0.0, z) - hit * z, chance - hit, chance * (1.0 - chance)

    return _minimum(x, weight, RIDGE_CHANCE, [loss], 0.0)


def _quantile(x: Float64s, u: Float64s, weight: Float64s, tau: float, near: Float64s | None) -> Float64s:
    """Pinball loss, its corner rounded less and less."""

    def rounded_by(width: float) -> Loss:
        def loss(z: Float64s) -> tuple[Float64s, Float64s, Float64s]:
            rest = u - z
            below = np.asarray(expit(-rest / width))
            return tau * rest + width * np.logaddexp(0.0, -rest / width), below - tau, below * (1.0 - below) / width

        return loss

    start, smooth = (float(np.quantile(u, tau)), SMOOTH) if near is None else (near, SMOOTH[-1:])
    return _minimum(x, weight, RIDGE_QUANTILE, [rounded_by(width) for width in smooth], start)


@dataclass(frozen=True)
class LeftOut:
    """What tables that had not seen the family of a row say of it.

    Parameters
    ----------
    chance : float64 array of shape (n, 3)
    u : float64 array of shape (n, 7)
        Quantiles at `TAUS`.
    """

    chance: Float64s
    u: Float64s

    @classmethod
    def empty(cls, n: int) -> LeftOut:
        """Nothing said yet: NaN."""
        return cls(np.full((n, 3), np.nan), np.full((n, len(TAUS)), np.nan))

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Rows of which something is said."""
        return np.isfinite(self.u[:, 0])

    @property
    def outer(self) -> Float64s:
        """Quantiles at 5, 50 and 95 %, of shape (n, 3)."""
        return self.u[:, [0, MIDDLE, -1]]

    def put(self, at: npt.NDArray[np.bool_], lines: Lines, x: Float64s, rows: Rows) -> None:
        """Set some rows to what lines say."""
        self.chance[at], self.u[at] = lines.chance(x, rows.labels[at], rows.items[at]), lines.u(x)

    def filled(self, other: LeftOut, at: npt.NDArray[np.bool_]) -> LeftOut:
        """The same, with what another says of some rows."""
        pairs = ((self.chance, other.chance), (self.u, other.u))
        return LeftOut(*(np.where(at[:, None], theirs, own) for own, theirs in pairs))

    def ends(self, level: str) -> Float64s:
        """Ranges before they are widened, of shape (n, 2)."""
        return shortest(self.u, self.chance[:, 0], float(level))

    def score(self, truth: Float64s, level: str) -> Float64s:
        """By how much a range has to be widened to hold the truth; negative where it could be narrower."""
        ends = self.ends(level)
        return np.maximum(ends[:, 0] - truth, truth - ends[:, 1])


def left_out(rows: Rows, tolerance: str, group: npt.NDArray[Any] | None = None) -> LeftOut:
    """Predict each fold of families by lines fitted to the planned looks of the others.

    Parameters
    ----------
    rows : Rows
    tolerance : str
    group : array of shape (n,), optional
        Kinds; rows of the same kind are left out besides.

    Returns
    -------
    said : LeftOut
    """
    fold = folds_of(rows.family)
    kind = np.zeros(len(rows), dtype=np.int64) if group is None else np.unique(group, return_inverse=True)[1]
    said = LeftOut.empty(len(rows))
    for one in range(int(kind.max()) + 1):
        for other in np.unique(fold):
            held = (fold == other) & (kind == one)
            seen = (fold != other) & rows.planned & (True if group is None else kind != one)
            if not held.any():
                continue
            others = rows.where(seen)
            lines = fit_lines(others, tolerance)
            said.put(held, lines, np.clip(rows.x[held], *bounds(others.x)), rows)
    return said


def nested(rows: Rows, tolerance: str) -> dict[int, LeftOut]:
    """Predict for each fold of families the others, by lines that have seen neither.

    What a family needs is so told from families that lines without it had not seen either.

    Returns
    -------
    said : dict of int to LeftOut
        By fold of `folds_of`; NaN in its own rows, and where nothing is left to learn from.
    """
    fold = folds_of(rows.family)
    names = np.unique(fold).tolist()
    found = {one: LeftOut.empty(len(rows)) for one in names}
    near = fit_lines(rows.where(rows.planned), tolerance)  # a place to begin: the least loss is one
    for one, other in combinations(names, 2):
        seen = rows.planned & (fold != one) & (fold != other)
        if not seen.any():
            continue
        others = rows.where(seen)
        lines = fit_lines(others, tolerance, near)
        for without, held in ((one, fold == other), (other, fold == one)):
            found[without].put(held, lines, np.clip(rows.x[held], *bounds(others.x)), rows)
    return found


def width_at(
    level: float, score: Float64s, source: npt.NDArray[Any], family: npt.NDArray[Any], *, sure: bool = True
) -> float:
    """Width that holds for a share of data sets not seen: a weighted quantile, one family more at infinity.

    Parameters
    ----------
    level : float
        In (0, 1).
    score : float64 array of shape (n,)
    source, family : arrays of shape (n,)
        Sets have one vote each; families are counted.
    sure : bool, default True
        Whether one family more at infinity is reckoned with.

    Returns
    -------
    width : float
        1, which is the whole range, where there are too few families.
    """
    k = len(np.unique(family))
    wanted = level * (k + 1) / max(k, 1) if sure else level
    if not k or wanted > 1.0:
        return 1.0
    order = np.argsort(score, kind="stable")
    share = np.cumsum(weights(source)[order])
    at = int(np.searchsorted(share, wanted * share[-1] - 1e-12))
    return float(np.clip(score[order[min(at, len(order) - 1)]], -1.0, 1.0))


def widths_of(
    rows: Rows, said: LeftOut, truth: Float64s, mask: npt.NDArray[np.bool_] | None = None
) -> dict[str, dict[str, float]]:
    """Widths of all cells, by level.

    Parameters
    ----------
    rows : Rows
    said : LeftOut
    truth : float64 array of shape (n,)
        On the scale of the table.
    mask : bool array of shape (n,), optional
        Rows that are looked at.

    Returns
    -------
    widths : dict
        By level, then by cell, and "all" for the level of `AUTOMATIC`.
    """
    seen = np.ones(len(rows), dtype=bool) if mask is None else mask
    found: dict[str, dict[str, float]] = {level: {} for level in LEVELS}
    for level in LEVELS:
        score = said.score(truth, level)
        for cell in np.unique(rows.cell):
            at = seen & (rows.cell == cell)
            found[level][str(cell)] = width_at(float(level), score[at], rows.source[at], rows.family[at])
    return found


def trained(rows: Rows) -> dict[str, Any]:
    """The table, without what is said of it in words.

    Parameters
    ----------
    rows : Rows
        Of all runs.

    Returns
    -------
    data : dict
        As `Table` takes it, but for "accuracy", "held" and "wrong".
    """
    tolerances: dict[str, Any] = {}
    rows = rows.where(rows.planned)
    for tolerance in TOLERANCES:
        lines = fit_lines(rows, tolerance)
        said = left_out(rows, tolerance)
        truth = rows.u(rows.needed[tolerance])
        widths: dict[str, dict[str, float | None]] = {k: dict(v) for k, v in widths_of(rows, said, truth).items()}
        for level, width in unknown_widths(rows, tolerance).items():
            widths[level]["unknown"] = width
        enough_sets = len(np.unique(rows.family)) >= LEAST_SETS
        widths[AUTOMATIC] = {"all": automatic_width(rows, said, tolerance) if enough_sets else None}
        tolerances[tolerance] = {"chances": lines.chances, "quantiles": lines.quantiles, "widths": widths}
    return {
        "range": bounds(rows.x),
        "items": [int(rows.items.min()), int(rows.items.max())],
        "classes": int(rows.classes.max()),
        "strategies": sorted(set(rows.strategy.tolist())),
        "sets": len(np.unique(rows.source)),
        "families": len(np.unique(rows.family)),
        "tasks": len(np.unique(rows.task)),
        "tolerances": tolerances,
    }


def automatic_width(rows: Rows, said: LeftOut, tolerance: str) -> float:
    """Width of the upper end alone at the level for whoever stops by himself; all looks and cells together."""
    over = rows.u(rows.needed[tolerance]) - said.u[:, -1]
    return width_at(float(AUTOMATIC), over, rows.source, rows.family)


SHIFTS: Mapping[str, Callable[[Rows], npt.NDArray[Any]]] = {
    "learner": lambda rows: rows.learner,
    "strategy": lambda rows: rows.strategy,
    "kind of items": lambda rows: rows.kind,
    "pool size": lambda rows: np.floor(np.log2(rows.items)).astype(np.int64),
}
"""Kinds that can be left out whole."""


def unknown_widths(rows: Rows, tolerance: str) -> dict[str, float]:
    """What an unknown kind is widened by, by level: the most that a kind needed that was left out whole."""
    truth = rows.u(rows.needed[tolerance])
    found = dict.fromkeys(LEVELS, -1.0)
    for of in SHIFTS.values():
        group = np.unique(of(rows), return_inverse=True)[1]
        if group.max() < 1:
            continue
        said = left_out(rows, tolerance, group)
        for level in LEVELS:
            score = said.score(truth, level)
            for at in (group == one for one in range(group.max() + 1)):
                if len(np.unique(rows.family[at])) >= LEAST_FAMILIES:
                    width = width_at(float(level), score[at], rows.source[at], rows.family[at], sure=False)
                    found[level] = max(found[level], width)
    return found


def rounded(value: Any) -> Any:
    """Numbers in four digits, so that the table is small."""
    if isinstance(value, dict):
        return {str(key): rounded(one) for key, one in value.items()}
    if isinstance(value, np.ndarray):
        return rounded(value.tolist())
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def as_table(data: Mapping[str, Any]) -> Table:
    """The table as it would be read again."""
    return Table(rounded(dict(data)))
