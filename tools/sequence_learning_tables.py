"""The tables of what choosing sentences was measured to spare, from what benchmarks/sequences.py has written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.sequences.curve import Curve
from askless.bench.sequences.outcome import needed_by
from askless.bench.statistics import Interval, mean_interval

FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "sequences.json"
PAGE = "sequences-measured.md"
MARKS = (0.90, 0.95, 0.97, 0.99)
AT = 0.97
FAIR = 0.40
"""Share of the tokens at which random is to be equalled on wnut17."""


class Runs:
    """What was measured on one data set."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.full = found["full"]
        self.curves = {
            arm: {seed: Curve(**{k: v for k, v in one.items() if k != "cpu"}) for seed, one in runs.items()}
            for arm, runs in found["runs"].items()
        }
        self.cpu = {arm: [one["cpu"] for one in runs.values()] for arm, runs in found["runs"].items()}

    def needed(self, arm: str, share: float, unit: str, seeds: Sequence[str] = ()) -> list[float]:
        """What each seed takes to reach a share of its full-data metric."""
        curves = self.curves[arm]
        return [needed_by(curves[seed], share * self.full[seed]["full"], unit) for seed in seeds or curves]

    def tokens(self, arm: str, share: float) -> str:
        """Per cent of the tokens, mean over seeds."""
        shares = [
            100 * count / self.full[seed]["tokens"]
            for count, seed in zip(self.needed(arm, share, "tokens"), self.curves[arm], strict=True)
        ]
        return f"{np.mean(shares):.1f}" if np.isfinite(shares).all() else "–"

    def mean(self, arm: str, unit: str) -> str:
        """What is needed in another unit, mean over seeds."""
        values = self.needed(arm, AT, unit)
        if not np.isfinite(values).all():
            return "–"
        return f"{np.mean(values) / 3600:.2f}" if unit == "seconds" else f"{np.mean(values):,.0f}"

    def saved(self, arm: str, unit: str, share: float = AT) -> Interval | None:
        """Of what random takes, the share that is spared, paired by seed."""
        seeds = [seed for seed in self.curves[arm] if seed in self.curves["random"]]
        these, others = (np.array(self.needed(name, share, unit, seeds)) for name in (arm, "random"))
        if not seeds or not np.isfinite([*these, *others]).all():
            return None
        found = mean_interval(np.log(these / others))
        return Interval(1 - math.exp(found.mean), 1 - math.exp(found.high), 1 - math.exp(found.low), found.n)

    def equalled(self, arm: str) -> list[float]:
        """Per cent of the tokens until the F1 that random has at two fifths of them is reached, by seed."""
        found = []
        for seed, curve in self.curves[arm].items():
            if seed not in self.curves["random"]:
                continue
            other, tokens = self.curves["random"][seed], self.full[seed]["tokens"]
            mark = float(np.interp(FAIR * tokens, other.tokens, other.metric))
            found.append(100 * needed_by(curve, mark, "tokens") / tokens)
        return found


def gates() -> str:
    """What was asked for and what was measured."""
    found = _found()
    rows = []
    for name, share, most, least in (("bc5cdr", 0.97, 22, 1.8), ("ud_english_ewt", 0.99, 30, 1.4)):
        if name not in found:
            continue
        runs = found[name]
        told = runs.tokens("diverse_entropy", share)
        sign = "open" if told == "–" else "reached" if float(told) <= most else "missed"
        n = len(runs.curves["diverse_entropy"])
        rows.append([f"`{name}`: {share:.0%} of full with at most {most} % of the tokens", f"{told} %", str(n), sign])
        saved = runs.saved("diverse_entropy", "tokens", share)
        times = "–" if saved is None else f"{1 / (1 - saved.mean):.2f} x"
        sign = "open" if saved is None else "reached" if 1 / (1 - saved.mean) >= least else "missed"
        rows.append([f"`{name}`: random needs at least {least} x as many", times, str(n), sign])
    if "wnut17" in found:
        values = found["wnut17"].equalled("diverse_entropy")
        told = f"{np.mean(values):.1f} %" if np.isfinite(values).all() else "–"
        sign = "open" if told == "–" else "reached" if np.mean(values) <= 30 else "missed"
        rows.append(
            ["`wnut17`: the F1 that random has at 40 % of the tokens, with at most 30 %", told, str(len(values)), sign]
        )
    for name in ("bc5cdr", "ud_english_ewt"):
        if name not in found:
            continue
        best = [(arm, found[name].saved(arm, "seconds")) for arm in _COST_AWARE if arm in found[name].curves]
        for arm, one in best:
            if one is not None:
                sign = "reached" if one.mean >= 0.25 else "missed"
                rows.append(
                    [
                        f"`{name}`: {_named(arm)} spares at least 25 % of the seconds",
                        _share(one),
                        str(one.n),
                        sign,
                    ]
                )
    return _table(["what", "measured", "seeds", ""], rows, 1)


def needs(name: str) -> Callable[[], str]:
    """A maker of the table of one data set."""

    def table() -> str:
        runs = _found()[name]
        rows = []
        for arm in runs.curves:
            saved = ["", ""] if arm == "random" else [_share(runs.saved(arm, unit)) for unit in ("tokens", "seconds")]
            rows.append(
                [
                    _named(arm),
                    str(len(runs.curves[arm])),
                    *(runs.tokens(arm, share) for share in MARKS),
                    *(runs.mean(arm, unit) for unit in ("sentences", "corrections", "seconds")),
                    *saved,
                    f"{np.mean(runs.cpu[arm]):.0f}",
                ]
            )
        head = ["strategy", "seeds", "90 %", "95 %", "97 %", "99 %", "questions", "corrections", "hours"]
        return _table([*head, "tokens spared, %", "hours spared, %", "CPU s"], rows, 1)

    return table


def wnut() -> str:
    """How soon strategies equal what random has at two fifths of the tokens."""
    runs = _found()["wnut17"]
    rows = []
    for arm in runs.curves:
        values = runs.equalled(arm)
        if arm == "random" or not values:
            continue
        one = mean_interval(values)
        spread = "–" if math.isnan(one.low) else f"{one.low:.0f} to {one.high:.0f}"
        mean = f"{one.mean:.1f}" if np.isfinite(values).all() else "–"
        rows.append([_named(arm), str(one.n), mean, spread, f"{np.mean(runs.cpu[arm]):.0f}"])
    return _table(["strategy", "seeds", "tokens, %", "95 % interval", "CPU s"], rows, 1)


_COST_AWARE = ("diverse_entropy", "diverse_entropy, often", "diverse_entropy, per cost")


def _found() -> dict[str, Runs]:
    """What the script has written; sets with a curve of random only."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: Runs(one) for name, one in told.items() if one["runs"].get("random")}


def _named(arm: str) -> str:
    """An arm with its options."""
    name, _, more = arm.partition(", ")
    options = {"often": '`per="cost"`, `often=0.25`', "per cost": '`per="cost"`'}
    return f"`{name}`" + (f" with {options[more]}" if more else "")


def _share(found: Interval | None) -> str:
    """A share with its interval, per cent."""
    if found is None:
        return "–"
    low = "" if math.isnan(found.low) else f" ({100 * found.low:.0f} to {100 * found.high:.0f})"
    return f"{100 * found.mean:.0f}{low}"


def _table(head: list[str], rows: list[list[str]], left: int) -> str:
    """Rows of cells as Markdown, so many columns of words first."""
    marks = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *rows))


PARTS: dict[str, tuple[str, Callable[[], str]]] = (
    {
        "sequence_gates": (PAGE, gates),
        "sequence_bc5cdr": (PAGE, needs("bc5cdr")),
        "sequence_ewt": (PAGE, needs("ud_english_ewt")),
        "sequence_wnut17": (PAGE, wnut),
    }
    if FILE.exists()
    else {}
)
