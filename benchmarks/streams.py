"""What selective sampling and adaptation are worth: every shipped and generated stream, paired by seed.

    python benchmarks/streams.py --run [--data DIR] [--seeds 10] [--only NAME,...] [--processes 2]
    python benchmarks/streams.py --samplers [--data DIR] [--seeds 5]

``--run`` plays `random` and `split_quantile` with every adaptation on each stream, with the linear model and with
naive Bayes, at a tenth of the labels, files item by item; ``--samplers`` plays every sampler with passive adaptation.
Both write what they measure into ``streams.json`` beside this file as soon as a stream is done, and go on where
they stopped; ``make generated`` makes the tables of docs/streams-measured.md and docs/active-or-passive.md from it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from askless.bench.prequential.generated import source_names  # noqa: E402
from askless.bench.prequential.outcome import Outcome, mean_recovery  # noqa: E402
from askless.bench.prequential.plan import Plan  # noqa: E402
from askless.bench.prequential.prequential import prequential  # noqa: E402

FOUND = HERE / "streams.json"
FILES = ("elec2", "noaa_weather", "outdoor")
MODELS = ("softmax", "naive_bayes")
ADAPTATIONS = ("passive", "passive:ensemble", "active:adwin", "hybrid:adwin", "frozen")
SAMPLERS = (
    "random", "split_quantile", "periodic", "fixed_uncertainty", "variable_uncertainty", "random_variable_uncertainty",
    "split", "quantile_filter", "probabilistic", "density", "cognitive_dual_query", "margin_probability",
)  # fmt: skip
FIRST = 100
"""The first seed: the options were chosen on lower ones."""
BATCH = 32
"""Items of a generated stream that are offered together: they follow one another by chance, which those of a file do
not."""
COMMITTEES = ("iwal", "committee")
"""Samplers that need a committee of models."""


def main() -> None:
    """Read the options and do what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("run", "samplers"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--data", type=Path, default=HERE.parents[1] / "shared" / "data")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--items", type=int, default=10_000, help="length of a generated stream")
    parser.add_argument("--only", default="")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    wanted = given.only.split(",") if given.only else [*FILES, *source_names()]
    if given.run:
        for source in wanted:
            for model in MODELS:
                _play("adaptation", source, model, ("split_quantile", "random"), ADAPTATIONS, given)
    if given.samplers:
        for source in wanted if given.only else FILES:
            for model in MODELS:
                _play("samplers", source, model, SAMPLERS, ("passive",), given)
                _play("committees", source, f"committee({model})", ("random", *COMMITTEES), ("passive",), given)


def _play(kind: str, source: str, model: str, strategies: Any, adaptations: Any, given: Any) -> None:
    """Play one stream with one model, unless that is done."""
    key = f"{kind} {source} {model}"
    found: dict[str, Any] = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    if found.get(key, {}).get("seeds", 0) >= given.seeds:
        return
    path, items = (str(given.data / source / f"{source}.csv.gz"), None) if source in FILES else (source, given.items)
    began = time.perf_counter()
    plan = Plan(
        source=path, target="label" if source in FILES else None, strategies=strategies, adaptations=adaptations,
        model=model, seeds=given.seeds, first=FIRST, items=items, batch=1 if source in FILES else BATCH,
    )  # fmt: skip
    found[key] = compact(prequential(plan, processes=given.processes))
    FOUND.write_text(json.dumps(found, separators=(",", ":")).replace("},", "},\n") + "\n", encoding="utf-8")
    print(f"{key}: {time.perf_counter() - began:.0f} s", flush=True)


def compact(outcome: Outcome) -> dict[str, Any]:
    """What the tables need of an outcome, a list a measure with a number a seed."""
    arms = {}
    for name in outcome.arms:
        tracks = outcome.tracks(name)
        arms[name] = {
            "accuracy": outcome.values(name).round(6).tolist(),
            "kappa_m": outcome.values(name, "kappa_m").round(6).tolist(),
            "labels": [track.asked for track in tracks],
            "drifts": [len(track.drifts) for track in tracks],
            "swaps": [len(track.swaps) for track in tracks],
        }
        if outcome.changes is not None:
            arms[name]["false_alarms"] = [track.false_alarms for track in tracks]
            arms[name]["recovery"] = [_number(mean_recovery(track)) for track in tracks]
    baselines = {name: outcome.values(name).round(6).tolist() for name in ("last_class", "majority")}
    return {"seeds": len(outcome.runs), "items": outcome.n_items, "arms": arms, "baselines": baselines}


def _number(value: float) -> float | None:
    """A number as JSON can hold it."""
    return round(value, 1) if value == value else None


if __name__ == "__main__":
    main()
