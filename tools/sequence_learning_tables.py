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
ASKED_SEEDS = 5
"""With fewer, nothing is called reached."""
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

    def shares(self, arm: str, share: float) -> list[float]:
        """Per cent of the tokens that each seed takes."""
        return [
            100 * count / self.full[seed]["tokens"]
            for count, seed in zip(self.needed(arm, share, "tokens"), self.curves[arm], strict=True)
        ]

    def tokens(self, arm: str, share: float) -> str:
        """Per cent of the tokens, mean over seeds."""
        shares = self.shares(arm, share)
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
        read = mean_interval(runs.shares("diverse_entropy", share))
        asked = f"`{name}`: {share:.0%} of full with at most {most} % of the tokens"
        rows.append([asked, _spread(read, 1, " %"), str(read.n), _verdict(_turned(read), -most)])
        saved = runs.saved("diverse_entropy", "tokens", share)
        times = (
            None if saved is None else Interval(*(1 / (1 - x) for x in (saved.mean, saved.low, saved.high)), saved.n)
        )
        asked = f"`{name}`: random needs at least {least} x as many"
        rows.append([asked, _spread(times, 2, " x"), str(saved.n if saved else 0), _verdict(times, least)])
    if "wnut17" in found:
        read = mean_interval(found["wnut17"].equalled("diverse_entropy"))
        asked = "`wnut17`: the F1 that random has at 40 % of the tokens, with at most 30 %"
        rows.append([asked, _spread(read, 1, " %"), str(read.n), _verdict(_turned(read), -30)])
    for name in ("bc5cdr", "ud_english_ewt"):
        for arm in _COST_AWARE:
            one = found[name].saved(arm, "seconds") if name in found and arm in found[name].curves else None
            if one is not None:
                asked = f"`{name}`: {_named(arm)} spares at least 25 % of the seconds"
                rows.append([asked, f"{_share(one)} %", str(one.n), _verdict(one, 0.25)])
    return _table(["what", "measured", "seeds", ""], rows, 1)


def _verdict(found: Interval | None, least: float) -> str:
    """Whether a number is large enough, as far as the seeds can tell."""
    if found is None or found.n < ASKED_SEEDS or not math.isfinite(found.mean):
        return "open"
    if found.mean < least:
        return "missed" if found.high < least else "missed on average"
    return "reached" if found.low >= least else "reached on average"


def _turned(found: Interval) -> Interval:
    """Of a number that should be small, one that should be large."""
    return Interval(-found.mean, -found.high, -found.low, found.n)


def _spread(found: Interval | None, digits: int, unit: str) -> str:
    """A mean with its interval."""
    if found is None or not math.isfinite(found.mean):
        return "–"
    low = "" if math.isnan(found.low) else f" ({found.low:.{digits}f} to {found.high:.{digits}f})"
    return f"{found.mean:.{digits}f}{low}{unit}"


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
