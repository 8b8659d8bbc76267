"""What the guard refuses: implausible questions planted among real rows that it has not seen.

Each table is cut in two: the guard sees two thirds, and judges the other third together with questions made of it, of
four kinds. A kind can be told only as far as it differs from real rows, so a classifier that is trained with planted
questions of the same kind, and whose bound is set on the very rows that it is judged by, says how far that is: `told`
is its share, and `of_told` the share that the guard refuses of those. One thread; results go to synthesis_guard.json,
table by table, and a table that is there is left out.

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


def once(rows: Any, classes: Any, seed: int) -> dict[str, Any]:
    """One cut of a table."""
    from sklearn.ensemble import ExtraTreesClassifier

    from askless.synthesis import Domain, Guard

    rng = np.random.default_rng([seed, 17])
    order = rng.permutation(len(rows))
    seen, new = order[: 2 * len(rows) // 3], order[2 * len(rows) // 3 :]
    domain = Domain.box(np.zeros(rows.shape[1]), np.ones(rows.shape[1]))
    begun = time.perf_counter()
    guard = Guard().fit(domain, rows[seen], seed)
    fitted = time.perf_counter() - begun
    made, known = planted(rows[new], classes[new], 300, rng), planted(rows[seen], classes[seen], 1000, rng)
    begun = time.perf_counter()
    guard.plausible(np.concatenate(list(made.values())))
    judged = 1000 * (time.perf_counter() - begun)
    found: dict[str, Any] = {"real": float((~guard.plausible(rows[new])).mean()), "seconds": fitted, "ms": judged}
    for kind, points in made.items():
        trees = ExtraTreesClassifier(200, class_weight="balanced", random_state=0)
        both = np.concatenate([rows[seen], known[kind]])
        trees.fit(both, np.arange(len(both)) >= len(seen))
        told = trees.predict_proba(points)[:, 1] > np.quantile(trees.predict_proba(rows[new])[:, 1], 0.95)
        refused = ~guard.plausible(points)
        of_told = float(refused[told].mean()) if told.any() else None
        found[kind] = {"refused": float(refused.mean()), "told": float(told.mean()), "of_told": of_told}
    return found


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
        cuts = [once(rows, classes, seed) for seed in range(1 if options.quick else 5)]
        one = {"rows": len(rows), "inputs": rows.shape[1], "tuned": name in TUNED, "cuts": cuts}
        refused = [np.mean([cut[kind]["refused"] for cut in cuts]) for kind in KINDS]
        told = [np.mean([cut[kind]["told"] for cut in cuts]) for kind in KINDS]
        of_told = np.mean([[cut[kind]["told"] * (cut[kind]["of_told"] or 0.0) for kind in KINDS] for cut in cuts])
        print(
            f"{name:10} real {np.mean([cut['real'] for cut in cuts]):.3f}  refused",
            *(f"{value:.3f}" for value in refused),
            f" in all {np.mean(refused):.3f}; told",
            *(f"{value:.3f}" for value in told),
            f" of told {of_told / np.mean(told):.3f}",
            flush=True,
        )
        if not options.quick:
            results[name] = one
            FILE.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
