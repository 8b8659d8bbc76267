"""Alarms that the choosing itself causes: each drift detector behind each sampler, on streams that do not change.

    python benchmarks/sampler_alarms.py [--seeds 4] [--items 60000] [--json FILE] [--read FILE]

A learner is led past a stream of one concept. Its detectors are given, once, the errors of the random share alone, as
askless does it, and once those of every answer, as it is done elsewhere. What is counted is alarms for 10,000
errors that were given; no alarm is right. Labels are asked for as an active adaptation asks: now and then a burst is
drawn at random, then the sampler chooses again. Errors on chosen items are more frequent, so that the end of a burst
looks like drift to whoever watches all answers; and a design that answers drift with a burst would never rest.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

import askless  # noqa: E402
from askless.bench.prequential.generated import generated  # noqa: E402
from askless.models.online.online import OnlineModel  # noqa: E402
from askless.stream.adaptation.adaptation import Adaptation, Notice  # noqa: E402
from askless.stream.adaptation.passive import PassiveAdapting  # noqa: E402
from askless.stream.batch import Told  # noqa: E402
from askless.stream.drift.detector import ErrorDetector, detectors  # noqa: E402
from askless.stream.samplers.sampler import stream_samplers  # noqa: E402

SOURCES = ("sine:stable", "rbf:stable", "sea:stable")
WATCH = 0.3
"""Random share between bursts."""
EVERY, BURST = 800, 200
"""Answers from one burst to the next, and how many of them are drawn at random."""
BATCH = 16
SLOW = ("kswin",)
"""Detectors that take a quarter of a millisecond an error: they see the first seed only."""


class Recording(PassiveAdapting):
    """Passive adaptation that remembers the errors of its answers, and whether they were drawn at random."""

    def __init__(self, model: OnlineModel) -> None:
        super().__init__(model)
        self.errors: list[float] = []
        self.random: list[bool] = []

    @property
    def random_share(self) -> float:
        """All in a burst."""
        return 1.0 if len(self.errors) % EVERY < BURST else WATCH

    def learn(self, told: Told) -> list[Notice]:
        """Remember, and learn."""
        known = np.isfinite(told.errors)
        self.errors += told.errors[known].tolist()
        self.random += told.random[known].tolist()
        return super().learn(told)


@dataclass(frozen=True)
class Record(Adaptation):
    """Passive adaptation that remembers."""

    name: ClassVar[str] = "record"

    def start(self, model: OnlineModel) -> Recording:
        """Begin with a model."""
        return Recording(model)


def errors(source: str, sampler: str, seed: int, n: int) -> tuple[list[float], list[float]]:
    """Errors of all answers, and of the random share alone."""
    flow = generated(source, n_items=n, seed=seed)
    model = "committee(softmax)" if "draws" in stream_samplers.get(sampler).needs else "softmax"
    stream = askless.StreamLearner(
        model, labels=flow.names, strategy=sampler, budget=0.1, adaptation=Record(), seed=seed
    )
    answers = [flow.names[code] for code in flow.y.tolist()]
    for start in range(0, n, BATCH):
        items = flow.items[start : start + BATCH]
        decisions = stream.offer_many(items)
        ids = [decisions.ids[at] for at in decisions.asked]
        stream.tell(ids, [answers[int(item_id)] for item_id in ids])
    recording = stream._state.adapting
    assert isinstance(recording, Recording)
    return recording.errors, [e for e, random in zip(recording.errors, recording.random, strict=True) if random]


def alarms(name: str, values: list[float]) -> int:
    """Alarms of a detector."""
    detector = detectors.get(name)()
    assert isinstance(detector, ErrorDetector)
    return sum(detector.update(value) == "drift" for value in values)


def measure(seeds: int, n: int) -> dict[str, Any]:
    """Alarms and errors of every pair, as [naive alarms, errors, ours, errors], summed over streams."""
    found: dict[str, Any] = {}
    watching = [name for name, kind in detectors.items() if issubclass(kind, ErrorDetector)]
    for sampler in stream_samplers.names():
        counts = {name: [0, 0, 0, 0] for name in watching}
        for source in SOURCES:
            for seed in range(seeds):
                for at, values in enumerate(errors(source, sampler, seed, n)):
                    for name in watching:
                        if name in SLOW and seed:
                            continue
                        counts[name][2 * at] += alarms(name, values)
                        counts[name][2 * at + 1] += len(values)
        found[sampler] = counts
        print(sampler, counts, file=sys.stderr, flush=True)
    return found


def table(found: dict[str, Any]) -> str:
    """Alarms for 10,000 errors: of all answers / of the random share."""
    names = list(next(iter(found.values())))
    lines = [f"| sampler | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for sampler, counts in found.items():
        cells = [
            f"{1e4 * all_ / max(of_all, 1):.1f} / {1e4 * ours / max(of_ours, 1):.1f}"
            for all_, of_all, ours, of_ours in counts.values()
        ]
        lines.append(f"| {sampler} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--read", type=Path, help="print the table of an earlier run")
    given = parser.parse_args()
    found = json.loads(given.read.read_text()) if given.read else measure(given.seeds, given.items)
    if given.json:
        given.json.write_text(json.dumps(found) + "\n", encoding="utf-8")
    print(table(found))


if __name__ == "__main__":
    main()
