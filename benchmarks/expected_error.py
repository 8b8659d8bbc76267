"""How near is expected error in one step to true refits? Prints rank correlations and seconds.

    python benchmarks/expected_error.py [--seeds 5] [--features 10] [--candidates 40]

For Gaussian classes, a logistic regression is fitted with scikit-learn to the labelled items. Then
for each candidate and each answer it is fitted again, and the expected loss over the unlabelled items
is worked out from the refits. The table gives the rank correlation (Spearman) with what
`expected_error` scores without a refit, for both losses, and that of the plain step, which takes no
account of the change of curvature; and the place, among the candidates by true refits, of the one that
`expected_error` would ask.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression

from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.strategy.decision import look_ahead
from askless.choose.strategy.decision.expected_error import ExpectedError
from askless.core.noise import mix

Floats = npt.NDArray[np.float64]
LOSSES = ("log", "zero_one")


@dataclass(frozen=True)
class Case:
    """One pool: Gaussian classes around random centres, the first items labelled."""

    x: Floats
    y: npt.NDArray[np.int64]
    n_labelled: int

    @classmethod
    def drawn(cls, n_classes: int, n_labelled: int, n_features: int, seed: int) -> Case:
        """One at random; every class is labelled at least once."""
        rng = np.random.default_rng(seed)
        n = n_labelled + 300
        y = rng.integers(n_classes, size=n)
        y[:n_classes] = np.arange(n_classes)
        return cls(rng.normal(size=(n_classes, n_features))[y] + rng.normal(size=(n, n_features)), y, n_labelled)

    def proba(self, extra: tuple[int, int] | None = None) -> Floats:
        """Probabilities of all items from a fit to the labelled ones, and perhaps to one more with an answer."""
        rows, y = np.arange(self.n_labelled), self.y[: self.n_labelled]
        if extra is not None:
            rows, y = np.append(rows, extra[0]), np.append(y, extra[1])
        fitted = LogisticRegression(max_iter=2000, tol=1e-8).fit(self.x[rows], y)
        return np.asarray(fitted.predict_proba(self.x), dtype=np.float64)

    def round(self, proba: Floats) -> Round:
        """The round in which a candidate would be chosen."""
        n = len(self.x)
        return Round(
            seed=0,
            number=0,
            keys=mix(np.arange(n, dtype=np.uint64)),
            candidates=np.arange(self.n_labelled, n),
            evidence=Evidence(None, n, n_labels=proba.shape[1], given={"proba": proba, "embedding": self.x}),
            labelled=np.arange(self.n_labelled),
            labels=self.y[: self.n_labelled],
        )


def refitted(case: Case, now: Floats, rows: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Minus the expected loss by true refits, for each loss."""
    found = {loss: np.zeros(len(rows)) for loss in LOSSES}
    for i, row in enumerate(rows):
        for answer in range(now.shape[1]):
            p = case.proba((int(row), answer))[case.n_labelled :]
            found["log"][i] += now[row, answer] * (p * np.log(p + 1e-300)).sum(axis=1).mean()
            found["zero_one"][i] -= now[row, answer] * (1.0 - p.max(axis=1)).mean()
    return found


def scored(round: Round, rows: npt.NDArray[np.int64], loss: str, *, plain: bool) -> Floats:
    """What the strategy scores; plain without the change of curvature."""
    usual = look_ahead._PER_CLASS
    look_ahead._PER_CLASS = 10**9 if plain else usual
    try:
        chunks = ExpectedError(loss=loss).item_scores(round, rows)
        assert chunks is not None
        return np.concatenate([values for _, values in chunks])
    finally:
        look_ahead._PER_CLASS = usual


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seeds", 5), ("features", 10), ("candidates", 40)):
        parser.add_argument(f"--{name}", type=int, default=default)
    told = parser.parse_args()
    print("| classes | labelled | log | zero-one | log, plain | zero-one, plain | place | refits s | one step s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for n_classes in (2, 3, 5):
        for n_labelled in (10, 30, 100, 300):
            line = np.mean([row(n_classes, n_labelled, seed, told) for seed in range(told.seeds)], axis=0)
            shown = " | ".join(f"{value:.2f}" for value in line[:4])
            print(
                f"| {n_classes} | {n_labelled} | {shown} | {line[4]:.1f} | {line[5]:.2f} | {line[6]:.4f} |", flush=True
            )


def row(n_classes: int, n_labelled: int, seed: int, told: argparse.Namespace) -> list[float]:
    """Correlations, place and seconds of one pool."""
    case = Case.drawn(n_classes, n_labelled, told.features, seed)
    now = case.proba()
    round = case.round(now)
    rows = round.candidates[: told.candidates]
    start = time.process_time()
    true = refitted(case, now, rows)
    middle = time.process_time()
    ours = {loss: scored(round, rows, loss, plain=False) for loss in LOSSES}
    end = time.process_time()
    plain = {loss: scored(round, rows, loss, plain=True) for loss in LOSSES}
    agree = [float(spearmanr(said[loss], true[loss])[0]) for said in (ours, plain) for loss in LOSSES]
    place = 1.0 + float((true["log"] > true["log"][ours["log"].argmax()]).sum())
    return [*agree, place, middle - start, (end - middle) / 2]


if __name__ == "__main__":
    main()
