"""How soon `halfspace` finds a halfspace, with right and with flipped answers, and how long a question takes.

    python benchmarks/synthesis_halfspaces.py [--quick] [--seeds 10]

The truth is a normal vector drawn at random, through the middle of a box; the error is the share of 100,000 normal test
points on which `predict` of its model is wrong, after 3, 6 and 12 questions a dimension, asked one by one and in
batches of d. Random directions are given to the same model. The time of a question is the model's update and the
proposal, at 100 dimensions; with the learner, its log in memory and its ids are added. All on one thread, in CPU
time. Writes ``synthesis_halfspaces.json`` beside this file as soon as a case is done, and goes on where it stopped;
``make generated`` makes the tables of docs/synthesis-measured.md from it.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

import askless  # noqa: E402
from askless.synthesis import Domain, SynthesisLearner  # noqa: E402
from askless.synthesis.generators.generator import generators  # noqa: E402
from askless.synthesis.models.version_space import Halfspace  # noqa: E402
from askless.synthesis.round import Round  # noqa: E402

FOUND = Path(__file__).resolve().parent / "synthesis_halfspaces.json"
FIRST = 1_000
"""The first seed: the constants of the model were chosen on lower ones."""
DIMENSIONS, FLIPS = (10, 30, 100), (0.0, 0.05, 0.1)
TIMES = (3, 6, 12)
TEST = 100_000
WIDE = 8.0
"""Half a side of the box: normal points lie within."""


def main() -> None:
    """Read the options, and run what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--quick", action="store_true", help="two seeds, up to 30 dimensions, written nowhere")
    given = parser.parse_args()
    seeds = 2 if given.quick else given.seeds
    found = {} if given.quick or not FOUND.exists() else json.loads(FOUND.read_text(encoding="utf-8"))
    for name, case in cases(given.quick):
        if len(found.get(name, {}).get("seeds", [])) >= seeds:
            continue
        found[name] = case(range(FIRST, FIRST + seeds))
        print(name, json.dumps({key: np.round(np.mean(v, axis=0), 6).tolist() for key, v in found[name].items()}))
        if not given.quick:
            FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def cases(quick: bool) -> Iterator[tuple[str, Any]]:
    """Name and function of each case; its seeds in, numbers by name out."""
    for d in DIMENSIONS[:2] if quick else DIMENSIONS:
        for flips in FLIPS:
            for how, k in (("halfspace", 1), ("halfspace", d), ("random", 1)):
                yield f"error {d} {flips} {how} {k}", lambda seeds, case=(d, flips, how, k): errors(seeds, *case)
    for d in DIMENSIONS:
        if d == 100 or quick:
            yield f"time {d}", lambda seeds, d=d: times(seeds, d)


def errors(seeds: range, d: int, flips: float, how: str, k: int) -> dict[str, list[Any]]:
    """Share of test points that are wrong after 3 d, 6 d and 12 d questions, for each seed."""
    kept: dict[str, list[Any]] = {"seeds": list(seeds), "error": [], "angle": [], "flips": []}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        domain, weights = Domain.box([-WIDE] * d, [WIDE] * d), rng.normal(size=d)
        tests = rng.normal(size=(TEST, d))
        at, truth = domain.points(tests), tests @ weights > 0
        rows, angles = [], []
        for n, model in played(domain, weights, flips, how, k, max(TIMES) * d, seed, rng):
            if n in [times * d for times in TIMES]:
                rows.append(float(np.mean((model.predict(at)[:, 1] > 0.5) != truth)))
                mean = model.belief.sites[0].mean
                cosine = mean @ weights / np.linalg.norm(mean) / np.linalg.norm(weights)
                angles.append(float(np.arccos(np.clip(cosine, -1, 1)) / np.pi))
        kept["error"].append(rows)
        kept["angle"].append(angles)
        kept["flips"].append(model.belief.sites[0].flips)
    return kept


def played(
    domain: Domain,
    weights: Any,
    flips: float,
    how: str,
    k: int,
    n: int,
    seed: int,
    rng: np.random.Generator,
    spent: list[float] | None = None,
) -> Iterator[tuple[int, Halfspace]]:
    """Questions and answers; the model after each batch."""
    d, model, ready = domain.width, Halfspace(domain.width, seed), False
    points, codes = np.empty((n, d)), np.empty(n, dtype=np.int64)
    nothing, none = np.empty((0, d)), np.empty(0, dtype=np.int64)
    generator, asked = generators.get("halfspace"), 0
    while asked < n:
        start = time.process_time()
        if how == "halfspace":
            now = Round(
                domain, "classes", ("no", "yes"), points[:asked], codes[:asked], nothing, nothing, nothing, none,
                model if ready else None, seed, asked,
            )  # fmt: skip
            new = generator.propose(now, min(k, n - asked)).points
        else:
            new = 0.5 + rng.normal(size=(1, d)) / WIDE / 2
        told = time.process_time()
        right = (new - 0.5) @ weights > 0
        points[asked : asked + len(new)] = new
        codes[asked : asked + len(new)] = right ^ (rng.random(len(new)) < flips)
        asked += len(new)
        again = time.process_time()
        ready = ready or len(np.unique(codes[:asked])) == 2
        if ready:
            model.fit(points[:asked], codes[:asked], 2)
        if spent is not None:
            spent.append(time.process_time() - again + told - start)
        if ready:
            yield asked, model


def times(seeds: range, d: int) -> dict[str, list[Any]]:
    """CPU milliseconds of a question, and of one that goes through the learner."""
    kept: dict[str, list[Any]] = {"seeds": list(seeds), "milliseconds": [], "slowest_of_100": [], "learner": []}
    for seed in seeds:
        rng = np.random.default_rng(seed)
        domain, weights = Domain.box([-WIDE] * d, [WIDE] * d), rng.normal(size=d)
        spent: list[float] = []
        for _ in played(domain, weights, 0.0, "halfspace", 1, 12 * d, seed, rng, spent):
            pass
        kept["milliseconds"].append(1e3 * float(np.mean(spent)))
        kept["slowest_of_100"].append(1e3 * float(np.quantile(spent, 0.99)))
        kept["learner"].append(1e3 * of_learner(domain, weights, 3 * d, seed))
    return kept


def of_learner(domain: Domain, weights: Any, n: int, seed: int) -> float:
    """Seconds of a question that is asked and told."""
    learner = SynthesisLearner(domain, labels=["no", "yes"], strategy="halfspace", seed=seed)
    start = time.process_time()
    for _ in range(n):
        question = learner.ask(1)
        learner.tell(question.ids, ["yes" if question.items[0] @ weights > 0 else "no"])
    spent = (time.process_time() - start) / n
    learner.close()
    return spent


if __name__ == "__main__":
    print(f"askless {askless.__version__}")
    main()
