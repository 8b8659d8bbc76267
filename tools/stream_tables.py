"""The tables of what was measured of streams, from what the scripts in benchmarks/ have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
STREAMS, ALARMS = BENCHMARKS / "streams.json", BENCHMARKS / "sampler_alarms.json"
SPEED = BENCHMARKS / "stream_speed.json"
MEMORY, BROKERS = BENCHMARKS / "stream_memory.json", BENCHMARKS / "stream_brokers.json"
FILES = (STREAMS, ALARMS, SPEED, MEMORY, BROKERS)
TITLES = {"nats": "NATS JetStream", "redis": "Redis streams"}
MODELS = {"softmax": "linear model", "naive_bayes": "naive Bayes"}
ADAPTATIONS = ("passive", "passive:ensemble", "active:adwin", "hybrid:adwin", "frozen")


def found() -> dict[str, Any]:
    """Everything about streams."""
    return dict(json.loads(STREAMS.read_text(encoding="utf-8")))


def sampling() -> str:
    """What `split_quantile` gains over `random` on each stream, in points, with each way to keep up."""
    parts = []
    for model, title in MODELS.items():
        rows = []
        for source, one in _of("adaptation", model):
            cells = [
                _difference(one["arms"], f"split_quantile+{kind}", f"random+{kind}")
                for kind in ("passive", "passive:ensemble", "active:adwin", "hybrid:adwin")
            ]
            base = 100 * np.mean(one["arms"]["random+passive"]["accuracy"])
            last = 100 * np.mean(one["baselines"]["last_class"])
            rows.append([source, f"{last:.1f}", f"{base:.1f}", *cells])
        head = [
            "stream",
            "last class",
            "`random`, passive",
            "passive",
            "passive:ensemble",
            "active:adwin",
            "hybrid:adwin",
        ]
        parts.append(f"**{title.capitalize()}**\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def sampling_summary() -> str:
    """In how many cases `split_quantile` is above or below `random`, and how well the budget was kept."""
    above = below = cases = 0
    worst, where, off = 0.0, "", 0.0
    for key, one in found().items():
        kind, source, model = key.split(" ")
        if kind != "adaptation":
            continue
        for name, arm in one["arms"].items():
            off = max(off, *(abs(labels / one["items"] / 0.1 - 1) for labels in arm["labels"]))
            sampler, _, how = name.partition("+")
            if sampler != "split_quantile" or how == "frozen":
                continue
            mean, low, high = _interval(arm["accuracy"], one["arms"][f"random+{how}"]["accuracy"])
            cases, above, below = cases + 1, above + (low > 0), below + (high < 0)
            if mean < worst:
                worst, where = mean, f"{source}, {MODELS[model]}, {how}"
    lowest = f" The lowest mean is {worst:+.1f} ({where})." if where else ""
    told = [
        f"Of {cases} pairs of stream, model and way to keep up (frozen models left out) `split_quantile` is above",
        f"`random` in {above} and below in {below}, by 95 % intervals of their own.{lowest} The share of items asked",
        f"about was never further than {100 * off:.1f} % from the tenth that was given.",
    ]
    return " ".join(told).replace("-", "−")


def adaptation() -> str:
    """Accuracy of each way to keep up with `split_quantile`, the best in bold with those it does not exclude."""
    parts = []
    for model, title in MODELS.items():
        rows = []
        for source, one in _of("adaptation", model):
            values = {kind: one["arms"][f"split_quantile+{kind}"]["accuracy"] for kind in ADAPTATIONS}
            best = max(values, key=lambda kind: float(np.mean(values[kind])))
            cells = []
            for kind in ADAPTATIONS:
                tied = kind == best or _interval(values[kind], values[best])[2] >= 0
                shown = f"{100 * np.mean(values[kind]):.1f}"
                cells.append(f"**{shown}**" if tied else shown)
            rows.append([source, *cells])
        parts.append(f"**{title.capitalize()}**\n\n{_table(['stream', *ADAPTATIONS], rows)}")
    return "\n\n".join(parts)


def recovery() -> str:
    """Items until a learner was good again after a change, and alarms."""
    parts = []
    for model, title in MODELS.items():
        rows = []
        for source, one in _of("adaptation", model):
            arms = one["arms"]
            known = [kind for kind in ADAPTATIONS if _mean(arms[f"split_quantile+{kind}"].get("recovery")) is not None]
            if not known or source.endswith(("incremental", "stable")):
                continue
            cells = [f"{_mean(arms[f'split_quantile+{kind}']['recovery']):,.0f}" for kind in ADAPTATIONS]
            active = arms["split_quantile+active:adwin"]
            sooner = [_sooner(active, arms[f"split_quantile+{kind}"]) for kind in ("passive", "passive:ensemble")]
            alarmed = [f"{np.mean(active[name]):.1f}" for name in ("drifts", "false_alarms")]
            rows.append([source, *cells, *sooner, *alarmed])
        against = ["active − passive", "active − ensemble"]
        head = ["stream", *ADAPTATIONS, *against, "alarms", "false ones"]
        parts.append(f"**{title.capitalize()}**\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def by_kind() -> str:
    """Mean accuracy of each way to keep up over the streams of a kind, with both models."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for model in MODELS:
        for source, one in _of("adaptation", model):
            kinds.setdefault(source.partition(":")[2] or "real data", []).append(one["arms"])
    rows = []
    for kind, streams in kinds.items():
        means = {
            how: float(np.mean([np.mean(arms[f"split_quantile+{how}"]["accuracy"]) for arms in streams]))
            for how in ADAPTATIONS
        }
        best = max(means.values())
        cells = [f"**{100 * mean:.1f}**" if mean == best else f"{100 * mean:.1f}" for mean in means.values()]
        rows.append([kind, str(len(streams)), *cells])
    return _table(["kind of change", "streams × models", *ADAPTATIONS], rows)


def memory() -> str:
    """Resident memory as items flow."""
    rows = [
        [f"{one[name]:,}" for name in ("items", "asked", "answered", "resident_mb", "log_mb")]
        for one in json.loads(MEMORY.read_text(encoding="utf-8"))
    ]
    return _table(["items", "asked", "answered", "resident MB", "log MB"], rows)


def brokers() -> str:
    """Items a second from and to a real broker on the same machine."""
    rows = []
    for one in json.loads(BROKERS.read_text(encoding="utf-8")):
        rate = one["items"] / one["seconds"]
        counts = [f"{one[name]:,}" for name in ("features", "items", "asked", "answered")]
        rows.append([TITLES[one["broker"]], *counts, f"{rate:,.0f}"])
    return _table(["broker", "features", "items", "asked", "answered", "items a second"], rows)


def samplers() -> str:
    """Every sampler against `random` on the real streams, in points."""
    parts = []
    for model, title in MODELS.items():
        columns = dict(_of("samplers", model))
        committees = dict(_of("committees", f"committee({model})"))
        names = list(dict.fromkeys(name for one in columns.values() for name in one["arms"]))
        rows = []
        for name in names:
            cells = []
            for one in columns.values():
                arms = one["arms"]
                if name == "random+passive":
                    cells.append(f"{100 * np.mean(arms[name]['accuracy']):.1f}")
                else:
                    cells.append(_difference(arms, name, "random+passive"))
            rows.append([f"`{name.partition('+')[0]}`", *cells])
        for name in ("iwal+passive", "committee+passive"):
            cells = [_difference(committees[source]["arms"], name, "random+passive") for source in columns]
            rows.append([f"`{name.partition('+')[0]}`, of a committee", *cells])
        parts.append(f"**{title.capitalize()}**\n\n{_table(['sampler', *columns], rows)}")
    return "\n\n".join(parts)


def alarms() -> str:
    """Alarms for 10,000 errors on streams that do not change: of all answers, and of the random share."""
    counted = json.loads(ALARMS.read_text(encoding="utf-8"))
    names = list(next(iter(counted.values())))
    rows = []
    for sampler, counts in counted.items():
        cells = [
            f"{1e4 * naive / max(of_naive, 1):.1f} / {1e4 * ours / max(of_ours, 1):.1f}"
            for naive, of_naive, ours, of_ours in counts.values()
        ]
        rows.append([f"`{sampler}`", *cells])
    sums = {name: np.sum([counts[name] for counts in counted.values()], axis=0) for name in names}
    rows.append(
        ["all", *(f"**{1e4 * a / max(b, 1):.2f} / {1e4 * c / max(d, 1):.2f}**" for a, b, c, d in sums.values())]
    )
    errors = int(next(iter(sums.values()))[3])
    return f"{_table(['sampler', *names], rows)}\n\nOf the random share {errors:,} errors were given to each detector."


def speed() -> str:
    """Items a CPU second of askless and others, in one run."""
    measured = json.loads(SPEED.read_text(encoding="utf-8"))
    rates = {case: figure["items"] / figure["seconds"] for case, figure in measured.items()}
    rows = []
    for case, figure in measured.items():
        shares = [f"{rates[case] / rates[floor]:.3f}" for floor in ("floor", "floor_one")]
        rows.append([figure["title"], f"{rates[case]:,.0f}", *shares])
    head = ["what", "items a CPU second", "of the plain loop in micro-batches", "of the plain loop one by one"]
    return _table(head, rows)


def _of(kind: str, model: str) -> Iterable[tuple[str, Any]]:
    """Streams of one kind of run with one model."""
    for key, one in found().items():
        run, source, by = key.split(" ")
        if (run, by) == (kind, model):
            yield source, one


def _interval(mine: Sequence[float], others: Sequence[float]) -> tuple[float, float, float]:
    """Mean difference in points, and its 95 % interval; paired by seed."""
    from askless.bench.statistics import paired_difference

    told = paired_difference(np.array(mine), np.array(others))
    return 100 * told.mean, 100 * told.low, 100 * told.high


def _difference(arms: dict[str, Any], name: str, other: str) -> str:
    """A difference for a table: bold where the interval leaves 0 out."""
    mean, low, high = _interval(arms[name]["accuracy"], arms[other]["accuracy"])
    shown = f"{mean:+.1f} ± {(high - low) / 2:.1f}".replace("-", "−")
    return f"**{shown}**" if low > 0 or high < 0 else shown


def _sooner(mine: dict[str, Any], other: dict[str, Any]) -> str:
    """By how many items one is good again after another, paired by seed; bold where the interval leaves 0 out."""
    pairs = zip(mine["recovery"], other["recovery"], strict=True)
    both = [(one, two) for one, two in pairs if one is not None and two is not None]
    mean, low, high = (value / 100 for value in _interval([one for one, _ in both], [two for _, two in both]))
    shown = f"{mean:+,.0f} ± {(high - low) / 2:,.0f}".replace("-", "−")
    return f"**{shown}**" if low > 0 or high < 0 else shown


def _mean(values: Sequence[float | None] | None) -> float | None:
    """Mean of those that there are."""
    there = [value for value in values or () if value is not None]
    return float(np.mean(there)) if there else None


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of the manual; figures to the right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    "sampling": ("streams-measured.md", sampling),
    "sampling_summary": ("streams-measured.md", sampling_summary),
    "every_sampler": ("streams-measured.md", samplers),
    "alarms": ("streams-measured.md", alarms),
    "stream_speed": ("streams-measured.md", speed),
    "stream_memory": ("streams-measured.md", memory),
    "stream_brokers": ("streams-measured.md", brokers),
    "by_kind": ("active-or-passive.md", by_kind),
    "adaptation": ("active-or-passive.md", adaptation),
    "recovery": ("active-or-passive.md", recovery),
}
"""Parts of the manual by name, with their page."""
