"""How fast is a stream: askless beside a plain NumPy loop and its peers, on one stream in one run.

    python benchmarks/stream_speed.py [--items 200000] [--no-peers] [--json FILE]
    python benchmarks/stream_speed.py --memory [--items 10000000]

Items of 64 numbers, two classes, a budget of a tenth, a linear model, every question answered at once. Each case
runs in a process of its own on one core, three times in turns; what counts is CPU seconds, the best of the
three. askless keeps its log on disk, as it always does in a project: what is decided and answered is committed
every 50 ms. The floor does the arithmetic of a softmax model that learns the
least certain tenth of each micro-batch, and nothing else.

``--memory`` leads items past a learner with a log, answers half of the questions, and prints resident memory as it
goes: it must not grow.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import numpy as np  # noqa: E402

FEATURES, BUDGET, BATCH = 64, 0.1, 256
LIMIT = 10.0  # CPU seconds after which a slow case ends
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "askless" / "speed"


def data(n: int) -> tuple[Any, Any]:
    """Items and their classes, 0 or 1."""
    rng = np.random.default_rng(0)
    items = rng.normal(size=(n, FEATURES))
    return items, (items @ rng.normal(size=FEATURES) + rng.normal(size=n) > 0).astype(np.int64)


Case = Callable[[Any, Any, Callable[[], bool]], tuple[int, int]]
"""From items, classes and a function that says when it is time to end to the items done and those asked about."""


def floor(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
    """A softmax model that learns the least certain tenth of each micro-batch: no log, no stream budget, no ids."""
    weights, asked = np.zeros((FEATURES, 2)), 0
    for start in range(0, len(items), BATCH):
        x = items[start : start + BATCH]
        logits = x @ weights
        logits -= logits.max(axis=1, keepdims=True)
        proba = np.exp(logits)
        proba /= proba.sum(axis=1, keepdims=True)
        wanted = round(BUDGET * len(x))
        ask = np.argpartition(proba.max(axis=1), wanted)[:wanted]
        error = -proba[ask]
        error[np.arange(len(ask)), y[start + ask]] += 1.0
        weights += 0.1 * x[ask].T @ error
        asked += len(ask)
    return len(items), asked


def floor_one(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
    """A logistic model with a threshold that moves, one item at a time: what no Python program can do without."""
    weights, asked, threshold = np.zeros(FEATURES), 0, 0.5
    for x, code in zip(items, y.tolist(), strict=True):
        logit = float(x @ weights)
        if abs(logit) < threshold:
            weights += 0.1 * (code - 1.0 / (1.0 + np.exp(-logit))) * x
            asked += 1
            threshold *= 0.99
        else:
            threshold *= 1.0011
    return len(items), asked


def ours(batch: int, strategy: str = "split_quantile", adaptation: str = "passive") -> Case:
    """askless with its log on disk."""

    def run(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
        import askless

        answers = np.array(["down", "up"])[y].tolist()
        with tempfile.TemporaryDirectory() as folder:
            stream = askless.StreamLearner(
                labels=["down", "up"], strategy=strategy, budget=BUDGET, adaptation=adaptation, project=folder
            )
            done = 0
            for start in range(0, len(items), batch):
                if batch == 1:
                    decision = stream.offer(items[start])
                    if decision.ask:
                        stream.tell(decision.id, answers[start])
                else:
                    decisions = stream.offer_many(items[start : start + batch])
                    ids = [decisions.ids[at] for at in decisions.asked]
                    stream.tell(ids, [answers[int(item_id)] for item_id in ids])
                done += min(batch, len(items) - start)
                if ended():
                    break
            stream.commit()
            asked = stream.asked
            stream.close()
        return done, asked

    return run


def river_softmax(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
    """river's scaler and softmax regression with its entropy sampler, one item at a time: its only way."""
    from river import active, linear_model, optim, preprocessing

    model = preprocessing.StandardScaler() | linear_model.SoftmaxRegression(optim.SGD(0.1))
    sampler = active.EntropySampler(model, discount_factor=3, seed=0)
    asked = done = 0
    names = [str(at) for at in range(FEATURES)]
    for row, code in zip(items[:10].tolist(), y[:10].tolist(), strict=True):
        sampler.learn_one(dict(zip(names, row, strict=True)), code)
    for row, code in zip(items.tolist(), y.tolist(), strict=True):
        x = dict(zip(names, row, strict=True))
        _, ask = sampler.predict_one(x)
        if ask:
            sampler.learn_one(x, code)
            asked += 1
        done += 1
        if ended():
            break
    return done, asked


def sgd(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
    """scikit-learn's SGDClassifier with a random tenth, in chunks of 100: the model alone, without a strategy."""
    from sklearn.linear_model import SGDClassifier

    model, rng = SGDClassifier(loss="log_loss", random_state=0), np.random.default_rng(0)
    model.partial_fit(items[:10], y[:10], classes=[0, 1])
    asked = done = 0
    for start in range(0, len(items), 100):
        x = items[start : start + 100]
        model.predict_proba(x)
        ask = np.flatnonzero(rng.random(len(x)) < BUDGET)
        if len(ask):
            model.partial_fit(x[ask], y[start + ask])
        asked, done = asked + len(ask), done + len(x)
        if ended():
            break
    return done, asked


def activeml(name: str, chunk: int) -> Case:
    """scikit-activeml: query, update, and partial_fit of what was queried, as its manual does it."""

    def run(items: Any, y: Any, ended: Callable[[], bool]) -> tuple[int, int]:
        from skactiveml import stream
        from skactiveml.classifier import SklearnClassifier
        from sklearn.linear_model import SGDClassifier

        model = SklearnClassifier(SGDClassifier(loss="log_loss", random_state=0), classes=[0, 1], random_state=0)
        model.partial_fit(items[:10], y[:10])
        strategy = getattr(stream, name)(budget=BUDGET, random_state=0)
        asked = done = 0
        for start in range(0, len(items), chunk):
            x = items[start : start + chunk]
            given = {} if name == "StreamRandomSampling" else {"clf": model}
            picked, utilities = strategy.query(x, return_utilities=True, **given)
            kwargs = {} if name == "StreamRandomSampling" else {"budget_manager_param_dict": {"utilities": utilities}}
            strategy.update(x, picked, **kwargs)
            if len(picked):
                model.partial_fit(x[picked], y[start + np.asarray(picked)])
            asked, done = asked + len(picked), done + len(x)
            if ended():
                break
        return done, asked

    return run


CASES: dict[str, tuple[str, Case]] = {
    "floor": ("plain NumPy loop, micro-batches of 256", floor),
    "floor_one": ("plain NumPy loop, one by one", floor_one),
    "batch": ("askless, one model, micro-batches of 256", ours(BATCH)),
    "one": ("askless, one model, one by one", ours(1)),
    "batch_default": (
        "askless, the default ensemble, micro-batches of 256",
        ours(BATCH, adaptation="passive:ensemble"),
    ),
    "one_default": ("askless, the ensemble, one by one", ours(1, adaptation="passive:ensemble")),
    "river": ("river, softmax and entropy sampler, one by one", river_softmax),
    "sgd": ("scikit-learn, SGD on a random tenth, chunks of 100", sgd),
    "activeml_one": ("scikit-activeml, variable uncertainty, one by one", activeml("VariableUncertainty", 1)),
    "activeml_chunk": ("scikit-activeml, variable uncertainty, chunks of 100", activeml("VariableUncertainty", 100)),
    "activeml_random": ("scikit-activeml, random, one by one", activeml("StreamRandomSampling", 1)),
}


def measure(case: str, n: int) -> dict[str, float]:
    """CPU seconds of a case in this process, reading the data left out."""
    if hasattr(os, "sched_setaffinity"):  # one core: a process that moves between two pays for cold caches
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    items, y = data(n)
    run = CASES[case][1]
    run(items[:2000], y[:2000], lambda: False)  # imports, and the first calls of everything
    began = time.process_time()
    calls = 0

    def ended() -> bool:
        nonlocal calls
        calls += 1
        return calls % 50 == 0 and time.process_time() - began > LIMIT

    done, asked = run(items, y, ended)
    return {"items": done, "asked": asked, "seconds": time.process_time() - began}


def measured(case: str, n: int, python: str) -> dict[str, float] | str:
    """The same in a process of its own, or why there is nothing."""
    command = [python, "-W", "ignore", str(HERE / "stream_speed.py"), "--case", case, "--items", str(n)]
    found = subprocess.run(command, capture_output=True, text=True)
    if found.returncode:
        return (found.stderr.strip().splitlines() or ["nothing"])[-1]
    return dict(json.loads(found.stdout.splitlines()[-1]))


def table(n: int, with_peers: bool) -> dict[str, Any]:
    """Measure every case three times in turns, and print the best of each."""
    from speed_cases.environments import environment_of
    from speed_cases.peers.activeml import PEER

    peer = environment_of("activeml", PEER, CACHE / "peers") if with_peers else "left out"
    best: dict[str, dict[str, float]] = {}
    for _ in range(3):
        for case in CASES:
            python = str(peer) if case.startswith("activeml") else sys.executable
            if python == "left out" or (not with_peers and case in ("river", "sgd")):
                continue
            found = measured(case, n, python)
            if isinstance(found, str):
                print(f"{CASES[case][0]}: {found}", file=sys.stderr)
            elif case not in best or found["items"] / found["seconds"] > best[case]["items"] / best[case]["seconds"]:
                best[case] = found
    rates = {case: figure["items"] / figure["seconds"] for case, figure in best.items()}
    print("| case | items | asked | items a CPU second | of the loop in micro-batches | of the loop one by one |")
    print("|---|---|---|---|---|---|")
    for case, figure in best.items():
        shares = [f"{rates[case] / rates[floor]:.3f}" for floor in ("floor", "floor_one")]
        asked = figure["asked"] / figure["items"]
        print(f"| {CASES[case][0]} | {figure['items']:,} | {asked:.3f} | {rates[case]:,.0f} | {' | '.join(shares)} |")
    return best


def memory(n: int) -> list[dict[str, float]]:
    """Lead items past a learner and print resident memory; the figures."""
    import psutil

    import askless

    items, y = data(1 << 16)
    answers = np.array(["down", "up"])[y].tolist()
    process = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        stream = askless.StreamLearner(labels=["down", "up"], budget=BUDGET, project=folder)
        print("| items | asked | answered | resident MB | log MB |\n|---|---|---|---|---|")
        done = 0
        rows: list[dict[str, float]] = []
        while done < n:
            at = done % len(items)
            decisions = stream.offer_many(items[at : at + BATCH])
            ids = [decisions.ids[i] for i in decisions.asked[::2]]
            stream.tell(ids, [answers[int(item_id) % len(items)] for item_id in ids])
            before, done = done, done + len(decisions)
            if done * 10 // n > before * 10 // n:
                log = sum(file.stat().st_size for file in Path(folder).glob("labels.sqlite*")) / 1e6
                resident = process.memory_info().rss / 1e6
                print(f"| {done:,} | {stream.asked:,} | {stream.answered:,} | {resident:.0f} | {log:.0f} |", flush=True)
                figures = {"items": done, "asked": stream.asked, "answered": stream.answered}
                rows.append({**figures, "resident_mb": round(resident), "log_mb": round(log)})
        began = time.perf_counter()
        stream.close()
        again = askless.StreamLearner(labels=["down", "up"], budget=BUDGET, project=folder)
        print(f"Opened again in {time.perf_counter() - began:.1f} s, {len(again.pending):,} items in memory.")
        again.close()
    return rows


def main() -> None:
    """Read the options and do what they say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int)
    parser.add_argument("--case", choices=list(CASES), help=argparse.SUPPRESS)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    if given.memory:
        rows = memory(given.items or 10_000_000)
        if given.json is not None:
            given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    elif given.case:
        print(json.dumps(measure(given.case, given.items)))
    else:
        found = table(given.items or 200_000, not given.no_peers)
        if given.json is not None:
            titled = {case: {"title": CASES[case][0], **figure} for case, figure in found.items()}
            given.json.write_text(json.dumps(titled, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
