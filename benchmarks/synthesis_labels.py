"""Which made-up questions teach a model of labels most: the generators against each other and against Sobol points.

    python benchmarks/synthesis_labels.py [--quick] [--only disc wave] [--seeds 5] [--json FILE]

Five functions: a disc and two islands (2 inputs), a wavy boundary between three labels (3), the reactor of
docs/gallery/kinetics.py under its constraint (4), an ellipsoid (6); each with right answers, and with one in twenty
flipped to another label. The learner is `SynthesisLearner` as it comes, but for the strategy: the model is its Gaussian
process, and all begin with the same Sobol points, two for each input. The accuracy is that on 1,000 fixed random points
of the domain, which are never flipped, after every fifth question up to 60.

With two labels `entropy` ranks points as `margin` does, and so is asked for three labels only.

Everything runs on one thread. What was done is kept in the file: started again, the script goes on with the rest.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse  # noqa: E402
import importlib.util  # noqa: E402
import json  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from functools import cached_property  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from askless import SynthesisLearner  # noqa: E402
from askless.bench.statistics import paired_difference  # noqa: E402
from askless.synthesis import Domain  # noqa: E402

Array = npt.NDArray[np.float64]
HERE = Path(__file__).resolve().parent
FILE = HERE / "synthesis_labels.json"
TEST, TEST_SEED = 1_000, 12_345
QUESTIONS, EVERY = 60, 5
FLIPS = (0.0, 0.05)
ARMS = ("sobol", "margin", "margin_sobol", "bald", "epig", "entropy")


def disc(u: Array) -> Array:
    """Inside of a disc or not."""
    return np.where(((u - [0.55, 0.45]) ** 2).sum(axis=1) < 0.3**2, "in", "out")


def islands(u: Array) -> Array:
    """On one of two islands or not; the smaller one is a twentieth of the square."""
    one = ((u - [0.25, 0.3]) ** 2).sum(axis=1) < 0.18**2
    other = (((u - [0.75, 0.7]) / [0.16, 0.1]) ** 2).sum(axis=1) < 1.0
    return np.where(one | other, "in", "out")


def wave(u: Array) -> Array:
    """Below, between and above two waves."""
    height = u[:, 1] + 0.12 * np.sin(2 * np.pi * u[:, 0]) + 0.1 * np.cos(3 * u[:, 2])
    return np.where(height < 0.35, "low", np.where(height < 0.7, "middle", "high"))


def ellipsoid(u: Array) -> Array:
    """Inside of an ellipsoid or not; two of six inputs matter little."""
    axes = np.array([0.45, 0.5, 0.6, 0.7, 1.5, 2.0])
    return np.where((((u - 0.5) / axes) ** 2).sum(axis=1) < 0.85, "in", "out")


def reactor() -> Any:
    """The module of the gallery's reactor."""
    path = HERE.parent / "docs" / "gallery" / "kinetics.py"
    spec = importlib.util.spec_from_file_location("kinetics", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Task:
    """A function of the items of a domain.

    Parameters
    ----------
    of : callable
        Items in, labels out.
    domain : callable
        Makes the domain.
    labels : tuple of str
    """

    of: Callable[[Any], Any]
    domain: Callable[[], Domain]
    labels: tuple[str, ...] = ("in", "out")

    @cached_property
    def test(self) -> tuple[Any, Any]:
        """Items and their labels."""
        domain = self.domain()
        items = domain.items(domain.sample(TEST, np.random.default_rng(TEST_SEED), method="random"))
        return items, np.array(self.of(items))


def _reactor_labels(items: Any) -> list[str]:
    evaluate = reactor().evaluate
    return [evaluate(item) for item in items]


def _box(d: int) -> Callable[[], Domain]:
    return lambda: Domain.box([0.0] * d, [1.0] * d)


TASKS = {
    "disc": Task(disc, _box(2)),
    "islands": Task(islands, _box(2)),
    "wave": Task(wave, _box(3), ("low", "middle", "high")),
    "reactor": Task(
        _reactor_labels, lambda: Domain.read(HERE.parent / "docs" / "gallery" / "kinetics.toml"), ("safe", "runaway")
    ),
    "ellipsoid": Task(ellipsoid, _box(6)),
}


def run(task: Task, arm: str, seed: int, flips: float, questions: int) -> dict[str, Any]:
    """One run: the accuracy after every fifth question, and the seconds of the processor that a question took."""
    items, truth = task.test
    learner = SynthesisLearner(task.domain(), labels=list(task.labels), strategy=arm, seed=seed)
    chance = np.random.default_rng([seed, 77])
    flipped, by = chance.random(QUESTIONS) < flips, chance.integers(1, len(task.labels), QUESTIONS)
    found: dict[str, Any] = {"n": [], "accuracy": []}
    seconds = 0.0
    for n in range(questions):
        start = time.process_time()
        queries = learner.ask()
        seconds += time.process_time() - start
        answer = str(task.of(queries.items)[0])
        if flipped[n]:
            answer = task.labels[(task.labels.index(answer) + int(by[n])) % len(task.labels)]
        learner.tell(queries.ids, [answer])
        if (n + 1) % EVERY == 0 and n + 1 >= 2 * EVERY:
            found["n"].append(n + 1)
            found["accuracy"].append(accuracy(learner, items, truth))
    return {**found, "seconds": round(seconds / questions, 4)}


def accuracy(learner: SynthesisLearner, items: Any, truth: Any) -> float:
    """Share of the test items that are told rightly; of the only label so far, while there is but one."""
    known = set(learner.labels.values())
    said = np.array(learner.predict(items)) if len(known) > 1 else np.full(len(truth), next(iter(known)))
    return round(float((said == truth).mean()), 4)


def table(kept: dict[str, Any]) -> None:
    """What was found, in lines: accuracy at 20, 40 and 60, mean over the curve, and how it differs from the default."""
    for key, arms in kept.items():
        print(
            f"\n{key}: accuracy at 20, 40, 60 questions; mean over the curve; against margin_sobol; seconds a question"
        )
        base = arms.get("margin_sobol", {})
        for arm, seeds in arms.items():
            curves = np.array([one["accuracy"] for one in seeds.values()])
            at = [100 * curves[:, one["n"].index(n)].mean() for one in [next(iter(seeds.values()))] for n in (20, 40, 60) if n in one["n"]]  # fmt: skip # noqa: E501
            both = [seed for seed in seeds if seed in base]
            told = ""
            if arm != "margin_sobol" and len(both) > 1:
                mine, other = (np.array([np.mean(of[s]["accuracy"]) for s in both]) for of in (seeds, base))
                gap = paired_difference(100 * mine, 100 * other)
                told = f"{gap.low:+.1f} to {gap.high:+.1f}"
            took = np.mean([one["seconds"] for one in seeds.values()])
            cells = " ".join(f"{value:5.1f}" for value in at)
            print(f"  {arm:14} {cells}  {100 * curves.mean():5.1f}  {told:>14}  {took:.2f}  ({len(seeds)} seeds)")


def main() -> None:
    """Do what is not done yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one seed, few questions, nothing kept")
    parser.add_argument("--only", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=list(ARMS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=FILE)
    given = parser.parse_args()
    kept: dict[str, Any] = {}
    if given.json.exists() and not given.quick:
        kept = json.loads(given.json.read_text(encoding="utf-8"))
    for seed in range(1 if given.quick else given.seeds):
        for name in given.only:
            task = TASKS[name]
            for flips in FLIPS:
                for arm in given.arms:
                    runs = kept.setdefault(f"{name} {flips}", {}).setdefault(arm, {})
                    if str(seed) in runs or (arm == "entropy" and len(task.labels) == 2):
                        continue
                    runs[str(seed)] = run(task, arm, seed, flips, 20 if given.quick else QUESTIONS)
                    if not given.quick:
                        beside = given.json.with_suffix(".part")
                        beside.write_text(json.dumps(kept).replace("}, ", "},\n") + "\n", encoding="utf-8")
                        beside.replace(given.json)
    table({key: {arm: seeds for arm, seeds in arms.items() if seeds} for key, arms in kept.items()})


if __name__ == "__main__":
    main()
