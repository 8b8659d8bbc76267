"""Makes the text pools of the benchmarks: two random sentences of a corpus joined, all different.

    python benchmarks/texts.py CORPUS.jsonl.gz N OUT.csv

Each row is an id, a text and the label of its first sentence.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["pairs", "write"]


def pairs(corpus: Path, n: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Yield `n` different texts with a label each."""
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rt", encoding="utf-8") as file:
        items = [(record["text"], str(record["label"])) for record in map(json.loads, file)]
    draw = random.Random(seed)
    seen: set[tuple[int, int]] = set()
    texts: set[int] = set()
    while len(seen) < n:
        first, second = draw.randrange(len(items)), draw.randrange(len(items))
        text = f"{items[first][0]} {items[second][0]}"
        if (first, second) in seen or hash(text) in texts:  # the corpus itself has doubles
            continue
        seen.add((first, second))
        texts.add(hash(text))
        yield text, items[first][1]


def write(corpus: Path, n: int, out: Path, *, labels: bool = False) -> Path:
    """Write `n` texts as CSV, once; returns the path."""
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        with open(out.with_suffix(".new"), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "label"] if labels else ["text"])
            for text, label in pairs(corpus, n):
                writer.writerow([text, label] if labels else [text])
        out.with_suffix(".new").replace(out)
    return out


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), labels=True)
