"""How much is read until each stopping rule of a search ends it, and how often the recall is then reached.

    python benchmarks/searches.py --data FOLDER

Reads reviews as `--goal find` does: one of each batch of ten is drawn at random, the rest are the likeliest, and the
rules are looked at after each batch. The final sample begins when two bars of SAFE are passed, a tenth of the pool
being read and 50 chosen records in a row being irrelevant; from then on all are drawn at random. The result is kept
in benchmarks/searches.json, from which the manual has its table.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.protocols.screening import _features
from askless.enough.stopping.hypergeometric import Hypergeometric
from askless.enough.stopping.recall import RecallCertificate
from askless.enough.stopping.safe import Safe
from askless.enough.stopping.sample import FinalSample, sample_of
from askless.enough.stopping.searched import Searched, SearchRule
from askless.models.screening import NaiveBayes, weights
from askless.models.single_words import PoolSums

BATCH, RECALLS, RUNS = 10, (0.9, 0.95), 100
KEPT = Path(__file__).with_suffix(".json")
Bools = npt.NDArray[np.bool_]


def read_all(x: Any, relevant: Bools, seed: int) -> Searched:
    """Read a review to its end, from one relevant record on that the seed draws."""
    rng, code = np.random.default_rng(seed), relevant.astype(np.int64)
    pool, unread = PoolSums(np.asarray(x.sum(axis=0)).ravel(), len(code)), np.ones(len(code), dtype=bool)
    order, random = [int(rng.choice(np.flatnonzero(relevant)))], [False]
    sums, counts, at = np.zeros((2, x.shape[1])), np.zeros(2, dtype=np.int64), 0
    while True:
        for kind in (0, 1):
            new = [row for row in order[at:] if code[row] == kind]
            sums[kind] += np.asarray(x[new].sum(axis=0)).ravel()
            counts[kind] += len(new)
        unread[order[at:]] = False
        at = len(order)
        if not unread.any():
            return Searched(len(code), relevant[order], np.array(random))
        drawn = int(rng.choice(np.flatnonzero(unread)))
        likely: list[int] = []
        if counts.all():
            logs = weights(sums, counts, 1, smoothing=NaiveBayes().smoothing, pool=pool)
            ranked = np.argsort(-np.where(unread, x @ (logs[1] - logs[0]), -np.inf), kind="stable")
            likely = [int(row) for row in ranked[: min(BATCH, int(unread.sum()))] if row != drawn][: BATCH - 1]
        order += [drawn, *likely]
        random += [True] + [False] * len(likely)


def part(search: Searched, read: int) -> Searched:
    """The search when so many were read."""
    return Searched(search.pool, search.relevant[:read], search.random[:read])


def ends(search: Searched, fires: Callable[[Searched], bool]) -> int:
    """Records read when a rule first says enough, looked at after each batch; all of them if it never does."""
    return next((n for n in range(1 + BATCH, search.pool, BATCH) if fires(part(search, n))), search.pool)


def says(rule: SearchRule) -> Callable[[Searched], bool]:
    """Whether a rule fires."""
    return lambda search: rule.judge(search).fires


def quiet(search: Searched) -> bool:
    """Whether a tenth is read, and 50 chosen records in a row held nothing."""
    return Safe().quiet(search)


def sampled(search: Searched, begin: int, rule: FinalSample, seed: int) -> Searched:
    """The search with a final sample from some record on: up to where the rule fires, or to the end."""
    rest = np.random.default_rng([seed, 1]).permutation(search.relevant[begin:])
    relevant = np.concatenate([search.relevant[:begin], rest])
    random = np.concatenate([search.random[:begin], np.ones(len(rest), dtype=bool)])
    whole, at = Searched(search.pool, relevant, random), begin
    while at < search.pool and not rule.judge(part(whole, at)).fires:
        more = sample_of(part(whole, at)).more(rule.recall, rule.threshold)
        at = min(at + max(more, 1), search.pool)
    return part(whole, at)


def measured(x: Any, relevant: Bools, recall: float, runs: int) -> list[tuple[str, list[int], list[float]]]:
    """For each rule the records read and the recall then, in each run."""
    searches = [read_all(x, relevant, seed) for seed in range(runs)]
    final = FinalSample(recall=recall)
    safe = [ends(search, says(Safe())) for search in searches]
    calm = [ends(search, quiet) for search in searches]
    both = [sampled(search, at, final, seed) for seed, (search, at) in enumerate(zip(searches, calm, strict=True))]
    test = [ends(search, says(Hypergeometric(recall=recall))) for search in searches]
    certain = [ends(search, says(RecallCertificate(threshold=recall))) for search in searches]
    columns = [
        ("50 chosen in a row", calm),
        ("SAFE procedure", safe),
        ("hypergeometric test", test),
        ("recall certificate", certain),
    ]
    told = [
        (name, at, [part(s, n).found / relevant.sum() for s, n in zip(searches, at, strict=True)])
        for name, at in columns
    ]
    told.insert(3, ("final sample after 50 in a row", [s.read for s in both], [s.found / relevant.sum() for s in both]))
    return told


def main() -> None:
    """Read the reviews, print the table and keep it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--sets", default="review_ace,review_nudging", help="names, between commas")
    parser.add_argument("--runs", type=int, default=RUNS)
    said = parser.parse_args()
    rows = []
    for name in said.sets.split(","):
        x, relevant = _features(name, said.data)
        x = x.astype(np.float64)
        for recall in RECALLS:
            for rule, read, found in measured(x, relevant, recall, said.runs):
                least, most = min(read), max(read)
                reached = sum(share >= recall - 1e-9 for share in found)
                row = [
                    f"{name.removeprefix('review_')}, {relevant.sum():,} of {len(relevant):,}", f"{100 * recall:g} %",
                    rule, f"{np.mean(read):,.0f} ({least:,} to {most:,})",
                    f"{100 * np.mean(read) / len(relevant):.0f} %",
                    f"{100 * min(found):.0f} %", f"{reached} of {len(found)}",
                ]  # fmt: skip
                print(" | ".join(row), flush=True)
                rows.append(row)
    head = ["review, relevant records", "aim", "ended by", "records read", "of all", "least recall", "aim reached"]
    kept = {"head": head, "rows": rows}
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
