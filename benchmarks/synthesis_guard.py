"""What the guard refuses: implausible questions planted among real rows that it has not seen.

Each table is cut in two: the guard sees two thirds, and judges the other third together with questions made of it, of
four kinds. A kind can be told only as far as it differs from real rows, so classifiers that are trained with planted
questions of the same kind, and whose bound is set on the very rows that they are judged by, say how far that is: `told`
is the share that the one of this kind refuses at the cost of 5 % of the real rows, so that all four cost up to 20 %;
`together` that of a classifier of all four kinds, at 5 % in all. `of_told` and `of_together` are the shares that the
guard refuses of those. `unlabelled` is the guard that does not know the classes. One thread; results go to
synthesis_guard.json, table by table, and a table that is there is left out.

    python benchmarks/synthesis_guard.py --data ../shared/data [--quick] [table ...]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

FILE = Path(__file__).with_suffix(".json")
TUNED = ("wdbc", "wine", "seeds", "phishing", "digits", "glass")
"""Tables on which the guard's parts were chosen."""
KEPT = ("banana", "spambase", "ionosphere", "sonar", "german", "thyroid", "twonorm", "breast683", "iris", "diabetes")
"""Tables that had no say in it."""
KINDS = ("out of range", "broken correlation", "noise", "between classes")
MOST = 1500
CUTS = 3


def table(name: str, folder: Path) -> tuple[Any, Any]:
    """Rows, the middle half of a box from 0 to 1, and their classes."""
    if name == "digits":
        from sklearn.datasets import load_digits

        from askless.synthesis.decoders.pca_gaussian import PCAGaussian

        found = load_digits()
        rows, classes = PCAGaussian(16).fit(found.data).encode(found.data), found.target
    else:
        import pandas as pd

        frame = pd.read_csv(folder / name / f"{name}.csv.gz")
        rows, classes = frame.iloc[:, :-1].to_numpy(float), pd.factorize(frame.iloc[:, -1])[0]
    some = np.random.default_rng(0).permutation(len(rows))[:MOST]
    rows, classes = rows[some], classes[some]
    low, high = rows.min(axis=0), rows.max(axis=0)
    return 0.25 + 0.5 * (rows - low) / np.where(high > low, high - low, 1.0), classes


def planted(rows: Any, classes: Any, n: int, rng: np.random.Generator) -> dict[str, Any]:
    """Implausible questions of each kind."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    movable = np.flatnonzero(high > low)
    beyond = rows[rng.integers(len(rows), size=n)].copy()
    for row in beyond:
        some = rng.choice(movable, size=rng.integers(1, max(2, len(movable) // 4 + 1)), replace=False)
        step = rng.uniform(0.1, 0.5, len(some)) * (high - low)[some]
        row[some] = np.where(rng.random(len(some)) < 0.5, high[some] + step, low[some] - step)
    broken = np.stack([column[rng.integers(len(rows), size=n)] for column in rows.T], axis=1)
    noise = rng.uniform(low, high, (n, rows.shape[1]))
    one, other = rng.integers(len(rows), size=(2, 20 * n))
    differ = np.flatnonzero(classes[one] != classes[other])[:n]
    share = rng.uniform(0.35, 0.65, (len(differ), 1))
    between = share * rows[one[differ]] + (1.0 - share) * rows[other[differ]]
    return dict(zip(KINDS, (np.clip(beyond, 0, 1), broken, noise, between), strict=True))


class Bound:
    """What can be told of planted questions: trees trained with such, at the cost of 5 % of the new real rows."""

    def __init__(self, real: Any, new: Any, made: Any) -> None:
        from sklearn.ensemble import ExtraTreesClassifier

        self.trees = ExtraTreesClassifier(200, class_weight="balanced", random_state=0)
        self.trees.fit(np.concatenate([real, made]), np.arange(len(real) + len(made)) >= len(real))
        self.bound = np.quantile(self.trees.predict_proba(new)[:, 1], 0.95)

    def __call__(self, points: Any) -> Any:
        """Whether each of them is told."""
        return self.trees.predict_proba(points)[:, 1] > self.bound


def once(rows: Any, classes: Any, seed: int) -> dict[str, Any]:
    """One cut of a table."""
    from askless.synthesis import Domain, Guard

    rng = np.random.default_rng([seed, 17])
    order = rng.permutation(len(rows))
    seen, new = order[: 2 * len(rows) // 3], order[2 * len(rows) // 3 :]
    domain = Domain.box(np.zeros(rows.shape[1]), np.ones(rows.shape[1]))
    begun = time.process_time()
    guard = Guard().fit(domain, rows[seen], seed, classes[seen])
    fitted = time.process_time() - begun
    without = Guard().fit(domain, rows[seen], seed)
    made, known = planted(rows[new], classes[new], 300, rng), planted(rows[seen], classes[seen], 1000, rng)
    begun = time.process_time()
    guard.plausible(np.concatenate(list(made.values())))
    judged = 1000 * (time.process_time() - begun)
    bound = Bound(rows[seen], rows[new], np.concatenate(list(known.values())))
    found: dict[str, Any] = {"real": float((~guard.plausible(rows[new])).mean()), "seconds": fitted, "ms": judged}
    for kind, points in made.items():
        refused, one = ~guard.plausible(points), {}
        for what, told in (("told", Bound(rows[seen], rows[new], known[kind])(points)), ("together", bound(points))):
            one[what] = float(told.mean())
            one[f"of_{what}"] = float(refused[told].mean()) if told.any() else None
        found[kind] = {
            "refused": float(refused.mean()),
            **one,
            "unlabelled": float((~without.plausible(points)).mean()),
        }
    return found


TOLD = ("told", "together")


def of(cuts: Any, what: str) -> tuple[float, float]:
    """Share of planted questions that can be told, and the share of those that the guard refuses."""
    each = [(cut[kind][what], cut[kind][what] * (cut[kind][f"of_{what}"] or 0.0)) for cut in cuts for kind in KINDS]
    told, both = np.mean(each, axis=0)
    return float(told), float(both / told)


def main() -> None:
    """Measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", default=[*TUNED, *KEPT])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--quick", action="store_true", help="one cut of each table, written nowhere")
    options = parser.parse_args()
    results: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name in options.tables:
        if name in results and not options.quick:
            continue
        rows, classes = table(name, options.data)
        cuts = [once(rows, classes, seed) for seed in range(1 if options.quick else CUTS)]
        one = {"rows": len(rows), "inputs": rows.shape[1], "tuned": name in TUNED, "cuts": cuts}
        refused = [np.mean([cut[kind]["refused"] for cut in cuts]) for kind in KINDS]
        print(
            f"{name:10} real {np.mean([cut['real'] for cut in cuts]):.3f}  refused",
            *(f"{value:.3f}" for value in refused),
            f" in all {np.mean(refused):.3f}",
            *(f"{what} {share:.3f}, of those {part:.3f};" for what in TOLD for share, part in [of(cuts, what)]),
            flush=True,
        )
        if not options.quick:
            results[name] = one
            FILE.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
