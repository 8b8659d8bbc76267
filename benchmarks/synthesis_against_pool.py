"""Questions that are made up against margin sampling from a pool: labels until a model is as good as it will be.

    python benchmarks/synthesis_against_pool.py [--quick] [--seeds 10] [--only NAME,...] [--data DIR]

The model is the same for all, `GeneralisedLinear` of the same inputs (over random Fourier features on banana), and so
are the first rows and the test rows, which are real. A pool has 100, 1,000, 10,000 or 100,000 rows. Where a table has
fewer, that size is left out: rows that are drawn with a little noise would be made up too. The law of twonorm is known
(Breiman 1998), so there all rows of pools are drawn anew from it, and those are real.

What is made up has no label on file. The answers are given by

* a teacher: gradient boosting or a support vector machine, whichever is better by cross-validation, fitted to all rows,
  test rows too. It is right on the share of held-out rows that is reported, and nobody knows how right elsewhere;
  for twonorm the teacher is the law itself.
* the nearest row of the table that is not tested: pessimistic, for an item between two rows has the label of one.
* the teacher, who cannot tell what lies farther from all rows than 99 % of the rows do. The question costs as much.

Arms: ``margin`` and ``random`` from the pool; ``free``, made up within the bounds; ``guarded``, and plausible too;
``free cannot tell`` and ``guarded cannot tell``; ``guarded nearest``; ``snap``, the nearest unlabelled row of the pool.

Writes ``synthesis_against_pool.json`` beside this file as soon as a pool is done, and goes on where it stopped; ``make
generated`` makes the tables of docs/synthesis-measured.md from it. One thread.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

import askless  # noqa: E402
from askless.synthesis import Domain, Guard  # noqa: E402
from askless.synthesis.domain import Integer, Real  # noqa: E402
from askless.synthesis.generators.generator import generators  # noqa: E402
from askless.synthesis.models.version_space import GeneralisedLinear  # noqa: E402
from askless.synthesis.round import Round  # noqa: E402
from askless.synthesis.snap import Snap  # noqa: E402

HERE = Path(__file__).resolve().parent
FOUND = HERE / "synthesis_against_pool.json"
FIRST = 1_000
"""The first seed: nothing was chosen on these."""
SETS = ("twonorm", "banana", "wdbc", "spambase", "phishing")
SIZES = (100, 1_000, 10_000, 100_000)
ARMS = {
    "margin": ("margin", "file"),
    "random": ("random", "file"),
    "free": ("free", "teacher"),
    "guarded": ("guarded", "teacher"),
    "free cannot tell": ("free", "cannot tell"),
    "guarded cannot tell": ("guarded", "cannot tell"),
    "guarded nearest": ("guarded", "nearest"),
    "snap": ("snap", "file"),
}
"""Name -> where the questions come from and who answers."""
LABELS = 100
"""Questions of a run."""
BEGIN = 4
"""Rows that are known at the start; more if they have one label."""
TEST = 2_000
SHORT = 0.02
"""How far the accuracy to reach is below that of the model on 1,000 random rows."""
FOURIER = {"banana": 100}
WHOLE = ("phishing",)
"""Tables whose inputs are whole numbers."""


@dataclass
class Table:
    """A table with its teacher.

    Parameters
    ----------
    points, codes : arrays of shape (n, width) and (n,)
        Rows and their labels, 0 or 1.
    teacher : callable
        Points to labels.
    right : float
        Share of held-out rows on which the teacher is right.
    draw : callable or None
        Draws rows from the law, where it is known.
    """

    name: str
    domain: Domain
    points: Any
    codes: Any
    teacher: Callable[[Any], Any]
    right: float
    draw: Callable[[int, np.random.Generator], tuple[Any, Any]] | None = None


def main() -> None:
    """Read the options, and run what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--only", default=",".join(SETS))
    parser.add_argument("--quick", action="store_true", help="two seeds, 40 labels, up to 1,000 rows, written nowhere")
    given = parser.parse_args()
    seeds, labels = (2, 40) if given.quick else (given.seeds, LABELS)
    found: dict[str, Any] = {}
    if FOUND.exists() and not given.quick:
        found = json.loads(FOUND.read_text(encoding="utf-8"))
    for name in given.only.split(","):
        table = loaded(name, given.data)
        for size in [size for size in SIZES if size <= 1_000 or not given.quick]:
            if size > most(table):
                continue
            kept = found.setdefault(f"{name} {size}", {"teacher": table.right, "seeds": [], "target": [], "arms": {}})
            for seed in range(FIRST + len(kept["seeds"]), FIRST + seeds):
                target, curves, unanswered = played(table, size, seed, labels)
                kept["seeds"].append(seed)
                kept["target"].append(target)
                for arm, curve in curves.items():
                    of_arm = kept["arms"].setdefault(arm, {"labels": [], "accuracy": [], "unanswered": []})
                    of_arm["labels"].append(reached(curve, target))
                    of_arm["accuracy"].append([round(float(curve[at]), 4) for at in range(9, labels, 10)])
                    of_arm["unanswered"].append(unanswered[arm])
                print(name, size, seed, {arm: one["labels"][-1] for arm, one in kept["arms"].items()}, flush=True)
                if not given.quick:
                    FOUND.write_text(json.dumps(found) + "\n", encoding="utf-8")


def loaded(name: str, data: Path) -> Table:
    """A table, scaled to the box of its rows, and its teacher."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    frame = pd.read_csv(data / name / f"{name}.csv.gz")
    codes = (frame["label"] == frame["label"].max()).to_numpy().astype(np.int64)
    rows = frame.drop(columns="label").to_numpy(dtype=np.float64)
    low, high = rows.min(axis=0), rows.max(axis=0)
    if name == "twonorm":
        low, high = np.full(20, -6.0), np.full(20, 6.0)
    if name in WHOLE:
        inputs = [Integer(f"x{i + 1}", int(a), int(b)) for i, (a, b) in enumerate(zip(low, high, strict=True))]
    else:
        inputs = [Real(f"x{i + 1}", float(a), float(b)) for i, (a, b) in enumerate(zip(low, high, strict=True))]
    domain = Domain(inputs)
    points = (rows - low) / (high - low)
    if name == "twonorm":
        return Table(name, domain, points, codes, _law, _law_is_right(), _twonorm)
    tried = (HistGradientBoostingClassifier(random_state=0), make_pipeline(StandardScaler(), SVC(C=10.0)))
    rights = [float(cross_val_score(one, points, codes, cv=5).mean()) for one in tried]
    best = tried[int(np.argmax(rights))].fit(points, codes)
    return Table(name, domain, points, codes, best.predict, max(rights))


def _twonorm(n: int, rng: np.random.Generator) -> tuple[Any, Any]:
    """Rows of twonorm by its law: normal about ±a in 20 dimensions, a = 2 / √20 in each; as points of its box."""
    codes = rng.integers(2, size=n)
    rows = rng.normal(size=(n, 20)) + (2 * codes[:, None] - 1) * 2 / np.sqrt(20)
    return np.clip((rows + 6.0) / 12.0, 0.0, 1.0), codes.astype(np.int64)


def _law(points: Any) -> Any:
    """The more probable label under the law of twonorm."""
    return (np.sum(points - 0.5, axis=1) > 0).astype(np.int64)


def _law_is_right() -> float:
    """Share of rows that have the label which is more probable under the law."""
    points, codes = _twonorm(200_000, np.random.default_rng(0))
    return float(np.mean(_law(points) == codes))


def most(table: Table) -> int:
    """Rows that a pool of a table can have."""
    return SIZES[-1] if table.draw else len(table.codes) - min(TEST, len(table.codes) // 3)


def played(table: Table, size: int, seed: int, labels: int) -> tuple[float, dict[str, Any], dict[str, int]]:
    """The accuracy to reach; of each arm the accuracy after each question, and how many were not answered."""
    rng = np.random.default_rng([seed, size])
    if table.draw:
        tests, pool = table.draw(TEST, rng), table.draw(size, rng)
        rest = table.draw(5_000, rng)
    else:
        order = rng.permutation(len(table.codes))
        n_test = min(TEST, len(order) // 3)
        tests = table.points[order[:n_test]], table.codes[order[:n_test]]
        rest = table.points[order[n_test:]], table.codes[order[n_test:]]
        pool = rest[0][:size], rest[1][:size]
    full = model_of(table, seed)
    full.fit(rest[0][:1_000], rest[1][:1_000], 2)
    target = float(np.mean(full.predict(tests[0]).argmax(axis=1) == tests[1])) - SHORT
    begun = list(range(BEGIN))
    while len(np.unique(pool[1][begun])) < 2:
        begun.append(len(begun))
    guard = Guard().fit(table.domain, pool[0][:2_000], seed)
    answers = answered_by(table, rest)
    curves, unanswered = {}, {}
    for arm, (source, who) in ARMS.items():
        curves[arm], unanswered[arm] = run(table, pool, tests, begun, source, answers.get(who), guard, seed, labels)
    return target, curves, unanswered


def model_of(table: Table, seed: int) -> GeneralisedLinear:
    """The model of every arm."""
    return GeneralisedLinear(table.domain.width, seed, fourier=FOURIER.get(table.name, 0))


def answered_by(table: Table, rest: tuple[Any, Any]) -> dict[str, Callable[[Any], int]]:
    """Who answers what is made up: a point in, its label out, or -1 for "cannot tell"."""
    from sklearn.neighbors import NearestNeighbors

    scale = np.maximum(rest[0].std(axis=0), 1e-9)
    near = NearestNeighbors(n_neighbors=2).fit(rest[0] / scale)
    limit = np.quantile(near.kneighbors()[0][:, 0], 0.99)

    def nearest(point: Any) -> int:
        return int(rest[1][near.kneighbors(point[None] / scale, 1)[1][0, 0]])

    def teacher(point: Any) -> int:
        return int(table.teacher(point[None])[0])

    def cannot(point: Any) -> int:
        return teacher(point) if near.kneighbors(point[None] / scale, 1)[0][0, 0] <= limit else -1

    return {"teacher": teacher, "nearest": nearest, "cannot tell": cannot}


def run(
    table: Table,
    pool: tuple[Any, Any],
    tests: tuple[Any, Any],
    begun: list[int],
    source: str,
    answer: Callable[[Any], int] | None,
    guard: Guard,
    seed: int,
    labels: int,
) -> tuple[Any, int]:
    """Accuracy on test rows after each question, the first rows among them; questions that were not answered."""
    rng = np.random.default_rng([seed, 1])
    model, taken = model_of(table, seed), list(begun)
    points, codes = pool[0][begun], pool[1][begun]
    untold = nothing = np.empty((0, table.domain.width))
    snap = Snap(pool[0]) if source == "snap" else None
    model.fit(points, codes, 2)
    curve = np.full(labels, np.mean(model.predict(tests[0]).argmax(axis=1) == tests[1]))
    for n in range(len(begun), labels):
        if len(taken) == len(pool[1]):
            break
        row, point = -1, None
        if source in ("margin", "random"):
            left = np.delete(np.arange(len(pool[1])), taken)
            row = int(rng.choice(left)) if source == "random" else int(left[_margin(model, pool[0][left])])
        else:
            plausible = {"plausible": guard.plausible} if source == "guarded" else {}
            now = Round(
                table.domain, "classes", ("no", "yes"), points, codes, nothing, untold, pool[0],
                np.full(len(pool[1]), -1), model, seed, n, **plausible,
            )  # fmt: skip
            found = generators.get("glm").propose(now, 1).points
            if snap is not None and len(found):
                row = int(snap.nearest(found, np.array(taken))[0][0])
            elif len(found):
                point = found[0]
            else:  # nothing is plausible: a row that exists
                row = int(rng.choice(np.delete(np.arange(len(pool[1])), taken)))
        if point is None:
            taken.append(row)
            told, point = int(pool[1][row]), pool[0][row]
        else:
            assert answer is not None
            told = answer(point)
        if told < 0:
            untold = np.concatenate([untold, point[None]])
        else:
            points, codes = np.concatenate([points, point[None]]), np.append(codes, told)
            model.fit(points, codes, 2)
        curve[n:] = np.mean(model.predict(tests[0]).argmax(axis=1) == tests[1])
    return curve, len(untold)


def _margin(model: GeneralisedLinear, points: Any) -> int:
    """The row about which the model is least sure."""
    return int(np.argmin(np.abs(model.predict(points)[:, 1] - 0.5)))


def reached(curve: Any, target: float) -> int | None:
    """Labels after which the mean of five accuracies is at the target for the first time; None if it never is."""
    smooth = np.convolve(curve, np.ones(5) / 5, "valid")
    at = np.flatnonzero(smooth >= target)
    return int(at[0]) + 1 if len(at) else None


if __name__ == "__main__":
    print(f"askless {askless.__version__}")
    main()
