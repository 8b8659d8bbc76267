"""The tables of what was measured of synthesis, from what the scripts in benchmarks/ have written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
PAGE = "synthesis-measured.md"
MOST = 100
"""Questions of a run against a pool."""


def read(name: str) -> dict[str, Any]:
    """What a script has written."""
    return dict(json.loads((BENCHMARKS / f"synthesis_{name}.json").read_text(encoding="utf-8")))


def halfspaces() -> str:
    """Errors after 3, 6 and 12 questions a dimension, and the time of a question."""
    found, rows = read("halfspaces"), []
    for key, one in found.items():
        what, d, *case = key.split(" ")
        if what != "error":
            continue
        flips, how, k = case
        errors = np.array(one["error"])
        title = "random directions" if how == "random" else "`halfspace`" + (f", batches of {k}" if k != "1" else "")
        cells = [_power(value) for value in errors.mean(axis=0)]
        rows.append([title, d, f"{float(flips):.0%}", *cells, _power(float(errors[:, -1].max()))])
    head = ["questions", "d", "flipped", "3 d", "6 d", "12 d", "worst seed"]
    parts = [table(head, rows, left=1)]
    times = [
        [key.split(" ")[1], *(f"{np.mean(one[name]):.2f}" for name in ("milliseconds", "slowest_of_100", "learner"))]
        for key, one in found.items()
        if key.startswith("time")
    ]
    if times:
        head = ["d", "ms a question", "slowest of 100", "through the learner"]
        parts.append(table(head, times, left=0))
    return "\n\n".join(parts)


def against_pool() -> str:
    """Labels to the accuracy to reach, for each table, size of pool and arm."""
    found, rows = read("against_pool"), []
    arms = list(next(iter(found.values()))["arms"])
    for key, one in found.items():
        name, size = key.split(" ")
        margin = _counted(one["arms"]["margin"])
        cells = []
        for arm in arms:
            labels = _counted(one["arms"][arm])
            missed = sum(count is None for count in one["arms"][arm]["labels"])
            shown = f"{np.mean(labels):.0f}" if missed < len(labels) else f"> {MOST}"
            if arm != "margin":
                low, high = _interval(labels, margin)
                shown = f"**{shown}**" if high < 0 else f"*{shown}*" if low > 0 else shown
            cells.append(shown + (f" ({missed})" if 0 < missed < len(labels) else ""))
        facts = [f"{int(size):,}", str(len(one["seeds"])), f"{100 * one['teacher']:.1f}"]
        rows.append([name, *facts, f"{100 * np.mean(one['target']):.1f}", *cells])
    return table(["table", "pool", "seeds", "teacher", "to reach", *arms], rows, left=1)


def accuracies() -> str:
    """Accuracy on real rows after all questions, in percent, for each table, size of pool and arm."""
    found, rows = read("against_pool"), []
    arms = list(next(iter(found.values()))["arms"])
    for key, one in found.items():
        name, size = key.split(" ")
        margin = [100 * curve[-1] for curve in one["arms"]["margin"]["accuracy"]]
        cells = []
        for arm in arms:
            ends = [100 * curve[-1] for curve in one["arms"][arm]["accuracy"]]
            shown = f"{np.mean(ends):.1f}"
            if arm != "margin":
                low, high = _interval(ends, margin)
                told = shown != f"{np.mean(margin):.1f}"  # with all rows of a small pool asked they are one
                shown = f"**{shown}**" if told and low > 0 else f"*{shown}*" if told and high < 0 else shown
            cells.append(shown)
        rows.append([name, f"{int(size):,}", *cells])
    return table(["table", "pool", *arms], rows, left=1)


def unanswered() -> str:
    """Of questions that are made up, how many the one who answers could not tell."""
    found = read("against_pool")
    arms = ("free cannot tell", "guarded cannot tell")
    rows = [
        [
            key.split(" ")[0],
            f"{int(key.split(' ')[1]):,}",
            *(f"{np.mean(one['arms'][arm]['unanswered']):.0f}" for arm in arms),
        ]
        for key, one in found.items()
    ]
    return table(["table", "pool", "made up freely", "guarded"], rows, left=1)


def regression() -> str:
    """Evaluations to what Sobol points come to in the end, and the errors there, for each function and way to ask."""
    found, rows = read("regression"), []
    ways = {
        "`alc`": ("alc", "askless"), "Sobol points": ("sobol", "askless"), "BoTorch": ("botorch", "botorch"),
        "BoTorch's questions, our model": ("botorch", "askless"), "Sobol points, BoTorch's model": ("sobol", "botorch"),
    }  # fmt: skip
    for name, runs in found["runs"].items():
        wanted = float(np.median([one["askless"][-1] for one in runs["sobol"].values()]))
        for title, (arm, model) in ways.items():
            seeds = runs.get(arm, {})
            if not seeds:
                continue
            to = [_reached(one["n"], one[model], wanted) for one in seeds.values()]
            end = np.array([one[model][-1] for one in seeds.values()])
            ratio = np.array([one[model][-1] / runs["sobol"][seed]["askless"][-1] for seed, one in seeds.items()])
            low, high = _interval(np.log(ratio), np.zeros(len(ratio)))
            against = (
                ""
                if arm == "sobol" and model == "askless"
                else (f"{np.exp(np.log(ratio).mean()):.2f} ({np.exp(low):.2f} to {np.exp(high):.2f})")
            )
            last = seeds[next(iter(seeds))]["n"][-1]
            median = sorted(to)[(len(to) - 1) // 2]  # half of the seeds get there
            shown = f"> {last}" if median > last else f"{median:.0f}"
            seconds = float(np.mean(np.concatenate([one["seconds"] for one in seeds.values()])))
            timed = f"{seconds:.2f}" if (arm, model) in (("alc", "askless"), ("botorch", "botorch")) else ""
            rows.append([f"{name}, {last}", title, shown, _power(float(np.median(end))), against, timed, str(len(to))])
    head = ["function, evaluations", "questions", "to reach it", "error at the end", "against Sobol points",
            "s a question", "seeds"]  # fmt: skip
    parts = [table(head, rows, left=2)]
    times = [
        [name, *(f"{np.median(one[arm]):.2f}" if arm in one else "" for arm in ("alc", "botorch"))]
        for name, one in found["timed"].items()
    ]
    parts.append(table(["function", "`alc` at 200 answers, s", "BoTorch at 200 answers, s"], times, left=1))
    return "\n\n".join(parts)


def _reached(numbers: Sequence[int], errors: Sequence[float], wanted: float) -> float:
    """Evaluations from which on the error stays at or below the one to reach; infinite if it never does."""
    above = [n for n, error in zip(numbers, errors, strict=True) if error > wanted]
    if above and above[-1] == numbers[-1]:
        return float("inf")
    return next(n for n in numbers if not above or n > above[-1])


def labels() -> str:
    """Accuracy of each way to ask for labels: after 20, 40 and 60 questions, and over the curve against the default."""
    found, parts, means = read("labels"), [], []
    ways = list(dict.fromkeys(arm for arms in found.values() for arm in arms))
    rows: list[list[str]] = []
    for key, arms in found.items():
        name, flips = key.split(" ")
        over = {arm: [100 * float(np.mean(one["accuracy"])) for one in seeds.values()] for arm, seeds in arms.items()}
        usual = over["margin_sobol"]
        cells = []
        for arm in ways:
            if not over.get(arm):
                cells.append("")
                continue
            at = [one["n"].index(60) for one in arms[arm].values()]
            end = np.mean([100 * one["accuracy"][i] for i, one in zip(at, arms[arm].values(), strict=True)])
            low, high = (0.0, 0.0) if arm == "margin_sobol" else _interval(over[arm], usual)
            shown = f"{np.mean(over[arm]):.1f}"
            cells.append((f"**{shown}**" if low > 0 else f"*{shown}*" if high < 0 else shown) + f", {end:.1f}")
        rows.append([name, f"{float(flips):.0%}", *cells])
        means.append({arm: one for arm, one in over.items() if one})
    parts.append(table(["function", "flipped", *(f"`{arm}`" for arm in ways)], rows, left=1))
    summed = []
    for arm in ways:
        there = [one for one in means if arm in one]
        mine, usual = (np.concatenate([one[way] for one in there]) for way in (arm, "margin_sobol"))
        told = "" if arm == "margin_sobol" else "{:+.1f} to {:+.1f}".format(*_interval(mine, usual))
        looks = [
            np.mean([o["accuracy"][o["n"].index(n)] for arms in found.values() for o in arms.get(arm, {}).values()])
            for n in (20, 40, 60)
        ]
        seconds = np.mean([one["seconds"] for arms in found.values() for one in arms.get(arm, {}).values()])
        cells = [f"{100 * look:.1f}" for look in looks]
        summed.append([f"`{arm}`", str(len(there)), *cells, f"{mine.mean():.1f}", told, f"{seconds:.2f}"])
    head = ["strategy", "cases", "20", "40", "60", "over the curve", "against `margin_sobol`", "s a question"]
    parts.append(table(head, summed, left=1))
    return "\n\n".join(parts)


def guard() -> str:
    """Of real rows and of planted questions of each kind, how many the guard refuses, and how many could be told."""
    found, rows = read("guard"), []
    kinds = ("out of range", "broken correlation", "noise", "between classes")
    for name, one in found.items():
        cuts = one["cuts"]
        refused = [np.mean([cut[kind]["refused"] for cut in cuts]) for kind in kinds]
        without = np.mean([[cut[kind]["unlabelled"] for kind in kinds] for cut in cuts])
        values = [np.mean([cut["real"] for cut in cuts]), *refused, np.mean(refused), without]
        for what in ("told", "together"):
            each = [
                (cut[kind][what], cut[kind][what] * (cut[kind][f"of_{what}"] or 0.0)) for cut in cuts for kind in kinds
            ]
            told, both = np.mean(each, axis=0)
            values += [told, both / told]
        title = f"{name}{'' if one['tuned'] else ' *'}"
        rows.append([title, str(one["rows"]), str(one["inputs"]), *(f"{100 * value:.1f}" for value in values)])
    rows.sort(key=lambda row: row[0].endswith("*"))
    means = np.array([[float(cell) for cell in row[3:]] for row in rows]).mean(axis=0)
    rows.append(["mean", "", "", *(f"{value:.1f}" for value in means)])
    head = ["table", "rows", "inputs", "real rows", *kinds, "all four", "classes not known", "can be told",
            "refused of these", "can be told at once", "refused of these"]  # fmt: skip
    return table(head, rows, left=1)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> str:
    """A table of the manual; the first columns to the left, figures to the right."""
    lines = [head, [*["---"] * left, *["--:"] * (len(head) - left)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _power(value: float) -> str:
    """As 1.2e-3, or 0.12."""
    return f"{value:.1e}".replace("e-0", "e-") if value < 0.01 else f"{value:.3f}"


def _counted(arm: dict[str, Any]) -> list[int]:
    """Labels of each seed; one that did not get there counts as one more than there were."""
    return [MOST + 1 if count is None else count for count in arm["labels"]]


def _interval(mine: Sequence[float], others: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean difference, paired by seed."""
    from askless.bench.statistics import paired_difference

    told = paired_difference(np.array(mine, dtype=float), np.array(others, dtype=float))
    return told.low, told.high


def _there(name: str) -> bool:
    return (BENCHMARKS / f"synthesis_{name}.json").exists()


_MADE: dict[str, tuple[str, Callable[[], str]]] = {
    "synthesis_halfspaces": ("halfspaces", halfspaces),
    "synthesis_labels": ("labels", labels),
    "synthesis_regression": ("regression", regression),
    "synthesis_against_pool": ("against_pool", against_pool),
    "synthesis_accuracies": ("against_pool", accuracies),
    "synthesis_unanswered": ("against_pool", unanswered),
    "synthesis_guard": ("guard", guard),
}
PARTS: dict[str, tuple[str, Callable[[], str]]] = {
    part: (PAGE, make) for part, (name, make) in _MADE.items() if _there(name)
}
"""Parts of the manual by name, with their page: those whose numbers were measured."""
