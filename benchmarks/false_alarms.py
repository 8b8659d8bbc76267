"""False alarms of the drift detectors on streams without drift, and how soon they see one.

    python benchmarks/false_alarms.py [--seeds 40] [--first 100000] [--json out.json]

Each seed is a stream of 10,000 errors that are 1 with the same probability throughout; an alarm is a false one. The
delays are medians over streams whose error rate rises after 1,000 errors, counted in errors, with the number of
streams in which the rise was not seen within 2,000.

The detectors that see items get 10,000 items of eight independent normal features and predictions drawn evenly; for the
delay all features move by half a deviation, and 30 % of the predictions become undecided, after 1,000 items.
"""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any

import numpy as np

from askless.core.noise import uniform
from askless.stream.batch import Batch
from askless.stream.drift.detector import ErrorDetector, ItemDetector, detectors

RATES = (0.01, 0.05, 0.2, 0.5)
RISES = ((0.1, 0.5), (0.1, 0.3), (0.2, 0.4), (0.05, 0.15))
LENGTH, BEFORE, AFTER = 10_000, 1_000, 2_000
SLOW = {"kswin": 8}  # a stream takes it two seconds: so many times fewer of them


def errors(seed: int, rates: np.ndarray) -> list[float]:
    """A stream of errors with these probabilities."""
    noise = uniform(seed, 0, np.arange(len(rates), dtype=np.uint64), "errors")
    return (noise < rates).astype(float).tolist()


def false_alarms(name: str, rate: float, seeds: range) -> list[int]:
    """Alarms of each seed."""
    counts = []
    for seed in seeds:
        detector = detectors.get(name)()
        assert isinstance(detector, ErrorDetector)
        counts.append(sum(detector.update(error) == "drift" for error in errors(seed, np.full(LENGTH, rate))))
    return counts


def delays(name: str, before: float, after: float, seeds: range) -> list[int]:
    """Errors from the rise to the alarm of each seed; 2,000 where there was none."""
    found = []
    rates = np.repeat([before, after], [BEFORE, AFTER])
    for seed in seeds:
        detector = detectors.get(name)()
        assert isinstance(detector, ErrorDetector)
        levels = [detector.update(error) for error in errors(seed, rates)]
        found.append(next((at + 1 for at, level in enumerate(levels[BEFORE:]) if level == "drift"), AFTER))
    return found


def measure(name: str, seeds: int, first: int) -> dict[str, Any]:
    """Everything about one detector."""
    chosen = range(first, first + max(seeds // SLOW.get(name, 1), 3))
    alarms = {str(rate): false_alarms(name, rate, chosen) for rate in RATES}
    delay = {f"{a} to {b}": delays(name, a, b, chosen) for a, b in RISES}
    return {"seeds": len(chosen), "alarms": alarms, "delays": delay}


def item_alarms(name: str, seed: int, drift: bool) -> list[int]:
    """Items after which a label-free detector raised an alarm."""
    detector = detectors.get(name)()
    assert isinstance(detector, ItemDetector)
    draw = np.random.default_rng(seed)
    x, share = draw.normal(size=(LENGTH, 8)), draw.random(LENGTH)
    if drift:
        x[BEFORE:] += 0.5
        share[BEFORE:][draw.random(LENGTH - BEFORE) < 0.3] = 0.5
    proba = np.column_stack([share, 1.0 - share])
    found = []
    for at in range(0, BEFORE + AFTER if drift else LENGTH, 50):
        part = x[at : at + 50]
        if detector.look(Batch(at, part, part, part, part[:, 0], proba=proba[at : at + 50])) == "drift":
            found.append(at + 50)
    return found


def measure_items(name: str, seeds: int, first: int) -> dict[str, Any]:
    """Everything about one label-free detector."""
    chosen = range(first, first + seeds)
    alarms = [len(item_alarms(name, seed, drift=False)) for seed in chosen]
    seen = [[at - BEFORE for at in item_alarms(name, seed, drift=True) if at > BEFORE] for seed in chosen]
    return {"seeds": seeds, "alarms": {"items": alarms}, "delays": {"items": [[*at, AFTER][0] for at in seen]}}


def line(name: str, result: dict[str, Any]) -> str:
    """A row of the table."""
    alarms = " | ".join(f"{statistics.fmean(counts):.3f}" for counts in result["alarms"].values())
    waits = []
    for found in result["delays"].values():
        missed = sum(delay == AFTER for delay in found)
        waits.append(f"{statistics.median(found):.0f}" + (f" ({missed} not seen)" if missed else ""))
    return f"| {name} | {result['seeds']} | {alarms} | {' | '.join(waits)} |"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first", type=int, default=100_000, help="first seed (lower ones chose the options)")
    parser.add_argument("--json", default=None, help="file for all numbers")
    given = parser.parse_args()
    results = {}
    print("| label-free detector | streams | false alarms | delay |\n|---|---|---|---|")
    for name, kind in detectors.items():
        if issubclass(kind, ItemDetector):
            results[name] = measure_items(name, given.seeds, given.first)
            print(line(name, results[name]), flush=True)
    heads = [f"false alarms at {rate}" for rate in RATES] + [f"delay {a} to {b}" for a, b in RISES]
    print(f"\n| detector | streams | {' | '.join(heads)} |")
    print("|" + "---|" * (len(heads) + 2))
    for name, kind in detectors.items():
        if issubclass(kind, ErrorDetector):
            results[name] = measure(name, given.seeds, given.first)
            print(line(name, results[name]), flush=True)
    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:
            json.dump(results, file)


if __name__ == "__main__":
    main()
