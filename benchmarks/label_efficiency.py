"""Does it save labels? Runs the simulations of docs/evidence.md and writes their tables there.

    python benchmarks/label_efficiency.py --data FOLDER [--out FOLDER] [--only NAME,...]
                                          [--seeds 10] [--budget 200] [--processes N]

FOLDER holds ``sms_spam/data.jsonl.gz``, ``ag_news/train.jsonl.gz``, ``ag_news/test.jsonl.gz`` and
``wdbc/wdbc.csv.gz``. The JSON and the report of each simulation go to ``--out``. The page is
rewritten only by a whole run: all sets, 10 seeds, 200 labels. The exit status is 1 if ``auto`` is
not above ``random``: with its whole interval on sms_spam, on average on the others.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from askless.bench.report.words import METRIC_NAMES, percent, points, probability

PAGE = Path(__file__).resolve().parents[1] / "docs" / "evidence.md"
BLOCK = re.compile(r"(<!-- results:[^>]*-->\n).*?(<!-- end of results -->)", re.DOTALL)
STRATEGIES = "auto,margin,random"
SEEDS, BUDGET = 10, 200


@dataclass(frozen=True)
class Case:
    """One simulation."""

    name: str
    about: str
    source: str
    options: tuple[str, ...] = ()
    test: str | None = None
    sure: bool = False  # whether the whole interval must be above 0

    def arguments(self, folder: str) -> list[str]:
        """Arguments of ``askless simulate``; files are under `folder`."""
        test = ["--test", f"{folder}/{self.test}"] if self.test else []
        return [f"{folder}/{self.source}", *test, *self.options, "--strategies", STRATEGIES]


CASES = (
    Case(
        "sms_spam",
        "5,574 text messages, one in seven of them spam (Almeida 2011). Balanced accuracy, since always saying “no "
        "spam” would be right six times out of seven.",
        "sms_spam/data.jsonl.gz",
        ("--metric", "balanced-accuracy"),
        sure=True,
    ),
    Case(
        "ag_news",
        "9,991 descriptions of news in four topics, tested on 7,600 others (a sample of the AG corpus, and its test "
        "set).",
        "ag_news/train.jsonl.gz",
        test="ag_news/test.jsonl.gz",
    ),
    Case(
        "wdbc",
        "569 rows of 30 measurements of cell nuclei, benign or malignant (Wisconsin diagnostic breast cancer).",
        "wdbc/wdbc.csv.gz",
    ),
)


def simulated(case: Case, data: Path, out: Path, more: list[str]) -> dict[str, Any]:
    """Run a simulation; what its JSON holds."""
    found = out / f"{case.name}.json"
    command = [sys.executable, "-m", "askless", "simulate", *case.arguments(str(data)), *more]
    subprocess.run([*command, "--json", str(found), "-o", str(out / f"{case.name}.html")], check=True)
    result: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return result


def section(case: Case, result: dict[str, Any]) -> str:
    """A heading, the command and the table."""
    last = next(iter(result["strategies"].values()))["labels"][-1]
    full = result["full_data"]
    metric = METRIC_NAMES[result["metric"]]
    command = " ".join(["askless simulate", *case.arguments("DATA"), "-o", f"{case.name}.html"])
    head = f"| strategy | area | at {last} | to random, points | p | labels to 90 % | 95 % | 98 % |"
    rows = [row(name, result, last) for name in result["strategies"]]
    note = (
        f"{metric.capitalize()} in %. With all {full['labels']:,} labels of the pool the model "
        f"(`{result['model']}`) has {percent(full['metric'])} %; the last columns are the labels needed for that share "
        f"of it, medians over {result['seeds']} seeds."
    )
    table = "\n".join([head, "|---|---|---|---|---|---|---|---|", *rows])
    return f"### {case.name}\n\n{case.about}\n\n```console\n$ {command}\n```\n\n{table}\n\n{note}"


def row(name: str, result: dict[str, Any], last: int) -> str:
    """A strategy's line of the table."""
    curves = result["strategies"][name]
    area = percent(mean(curves["area"]))
    end = percent(mean([curve[-1] for curve in curves["metric"]]))
    found = result["against_random"].get(name)
    against, p = "", ""
    if found and found["low"] is not None:
        against = f"{points(found['mean'])} ({points(found['low'])} to {points(found['high'])})"
        p = probability(found["p"])
    reach = [str(count) if count is not None else f"> {last}" for count in result["labels_to_reach"][name].values()]
    return f"| {' | '.join([f'`{name}`', area, end, against, p, *reach])} |"


def mean(values: list[float]) -> float:
    """Of some numbers."""
    return sum(values) / len(values)


def holds(case: Case, result: dict[str, Any]) -> bool:
    """Whether auto is above random as it should be."""
    found = result["against_random"]["auto"]
    worst = found["low"] if case.sure else found["mean"]
    print(
        f"{case.name}: auto {points(found['mean'])} points to random, {'as it should' if worst > 0 else 'FALLS SHORT'}"
    )
    return bool(worst > 0)


def main() -> int:
    """Run what was asked for; 1 if something falls short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", default=",".join(case.name for case in CASES))
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--budget", type=int, default=BUDGET)
    parser.add_argument("--processes", type=int)
    given = parser.parse_args()
    chosen = [case for case in CASES if case.name in given.only.split(",")]
    more = ["--seeds", str(given.seeds), "--budget", str(given.budget)]
    more += ["--processes", str(given.processes)] if given.processes else []
    with tempfile.TemporaryDirectory() as scratch:
        out = given.out or Path(scratch)
        out.mkdir(parents=True, exist_ok=True)
        results = [simulated(case, given.data, out, more) for case in chosen]
    text = "\n\n".join(section(case, result) for case, result in zip(chosen, results, strict=True))
    print(text)
    if len(chosen) == len(CASES) and (given.seeds, given.budget) == (SEEDS, BUDGET):
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(BLOCK.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", page), encoding="utf-8")
        print(f"{PAGE.name} is rewritten")
    verdicts = [holds(case, result) for case, result in zip(chosen, results, strict=True)]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
