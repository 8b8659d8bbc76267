"""How good and how fast is the conditional random field: beside python-crfsuite, on the same columns.

    python benchmarks/sequence_models.py [--data ../shared/data] [--seeds 5] [--only NAME ...] [--json FILE]

Cases are named after a data set and what is learnt from ("bc5cdr train+dev"), or after what is timed ("speed"). A
score is that of the test set: accuracy of tags, or F1 of whole spans. Ours is fitted with five seeds; CRFsuite (L-BFGS,
c1 = c2 = 0.05, 100 iterations) draws nothing, so once. Seconds are CPU seconds of one thread; those of CRFsuite include
what it takes to hand the columns over. What was measured is written after each case.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np  # noqa: E402

from askless.core.bio import Bio  # noqa: E402
from askless.core.ragged import ragged  # noqa: E402
from askless.models.build import build  # noqa: E402
from askless.models.crf.field import ConditionalRandomField  # noqa: E402
from askless.models.sequence.adapters.crfsuite import CrfSuite  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(__file__).with_suffix(".json")
CASES = {
    "ud_english_ewt train": ("ud_english_ewt", ("train",), False),
    "bc5cdr train": ("bc5cdr", ("train",), False),
    "bc5cdr train+dev": ("bc5cdr", ("train", "dev"), False),
    "wnut17 train": ("wnut17", ("train",), False),
    "wnut17 train, bias tuned on dev": ("wnut17", ("train",), True),
}


@dataclass(frozen=True)
class Part:
    """Sentences and their tags; as items, with one blank between tokens."""

    sentences: list[list[str]]
    tags: list[list[str]]
    kind: str = "tokens"

    def __len__(self) -> int:
        return len(self.sentences)

    def take(self, rows: Any) -> list[list[str]]:
        return [self.sentences[row] for row in rows]

    def lengths(self) -> Any:
        return np.array([len(tokens) for tokens in self.sentences], dtype=np.int64)

    def offsets(self, row: int) -> Any:
        sizes = np.array([len(token) for token in self.sentences[row]], dtype=np.int64)
        ends = np.cumsum(sizes + 1) - 1
        return np.stack([ends - sizes, ends], axis=1)

    def fingerprint(self) -> str:
        return ""

    @classmethod
    def read(cls, folder: Path, names: tuple[str, ...]) -> Part:
        """Files one after the other; comments have no tab, tags are the second column."""
        sentences, tags = [], []
        for name in names:
            text = gzip.decompress((folder / f"{name}.conll.gz").read_bytes()).decode("utf-8")
            for block in text.split("\n\n"):
                cells = [line.split("\t") for line in block.split("\n") if "\t" in line]
                if cells:
                    sentences.append([cell[0] for cell in cells])
                    tags.append([cell[1] for cell in cells])
        return cls(sentences, tags)


def timed(what: Callable[[], Any]) -> tuple[Any, float]:
    """What it gives, and the CPU seconds it takes."""
    start = time.process_time()
    found = what()
    return found, time.process_time() - start


def measured(name: str, data: Path, seeds: int, theirs: bool) -> dict[str, Any]:
    """One case: scores and seconds of ours for each seed, and of CRFsuite."""
    folder, parts, tuned = CASES[name]
    train, test = Part.read(data / folder, parts), Part.read(data / folder, ("test",))
    found: dict[str, Any] = {"sentences": len(train), "tokens": int(train.lengths().sum()), "ours": [], "seconds": []}
    for seed in range(seeds):
        field, seconds = timed(lambda seed=seed: ConditionalRandomField(seed=seed).fit(train.sentences, train.tags))
        if tuned:
            dev = Part.read(data / folder, ("dev",))
            _, more = timed(lambda field=field, dev=dev: field.tune(dev.sentences, dev.tags))
            found.setdefault("bias", []).append(field.bias)
            seconds += more
        found["ours"].append(field.score(test.sentences, test.tags))
        found["seconds"].append(seconds)
        print(f"  seed {seed}: {found['ours'][-1]:.4f} in {seconds:.1f} s", flush=True)
    if theirs and not tuned:
        tagger, found["their_seconds"] = timed(lambda: CrfSuite().fit(train.sentences, train.tags))
        found["theirs"] = agreement(tagger.predict(test.sentences), test.tags)
        print(f"  CRFsuite: {found['theirs']:.4f} in {found['their_seconds']:.1f} s", flush=True)
    return found


def agreement(found: list[list[str]], gold: list[list[str]]) -> float:
    """F1 of spans, or accuracy where tags are not those of spans."""
    names = sorted({tag for one in (*found, *gold) for tag in one})
    lengths = np.array([len(one) for one in gold])
    bio, at = Bio.of(names), {name: code for code, name in enumerate(names)}
    codes = [np.array([at[tag] for one in tags for tag in one]) for tags in (found, gold)]
    if bio is None:
        return float(np.mean(codes[0] == codes[1]))
    said, true = (set(map(tuple, bio.spans(one, lengths).tolist())) for one in codes)
    return 2.0 * len(said & true) / (len(said) + len(true))


def speed(data: Path) -> dict[str, float]:
    """Seconds of what happens between two questions, on the words of ud_english_ewt with 17 tags."""
    pool = Part.read(data / "ud_english_ewt", ("train",))
    every = Part.read(data / "ud_english_ewt", ("train", "dev", "test"))
    names = sorted({tag for one in pool.tags for tag in one})
    at = {name: code for code, name in enumerate(names)}
    y = ragged([np.array([at[tag] for tag in one], dtype=np.int64) for one in pool.tags])
    rows, everything = np.random.default_rng(0).permutation(len(pool)), np.arange(len(pool))
    found = {"tokens": float(every.lengths().sum()), "labels": float(len(names))}
    prepared = build("crf", every, task="tags")
    found["features"] = timed(lambda: prepared.prepare(every))[1] / found["tokens"] * 1e6
    model = build("crf", pool, task="tags")
    model.prepare(pool)

    def fitted(n: int, answers: Any) -> float:
        return timed(lambda: model.fit(rows[:n], answers[rows[:n]], n_labels=len(names)))[1]

    found["cold"], found["warm"] = fitted(2_000, y), fitted(2_050, y)
    found["score"] = timed(lambda: (model.predicted(everything), model.sequence_entropy(everything)))[1]
    rng = np.random.default_rng(1)
    found["partial"] = fitted(2_000, ragged([np.where(rng.random(len(one)) < 0.5, one, -1) for one in y]))
    return found


def main() -> int:
    """Measure, and write after each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the data sets")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=[*CASES, "speed"], metavar="NAME", help="some cases")
    parser.add_argument("--no-crfsuite", action="store_true", help="ours alone")
    parser.add_argument("--json", type=Path, default=KEPT, help="where to write; cases that are there stay")
    options = parser.parse_args()
    kept = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
    for name in options.only or [*CASES, "speed"]:
        print(name, flush=True)
        if name == "speed":
            runs = [speed(options.data) for _ in range(3)]
            kept[name] = {what: min(run[what] for run in runs) for what in runs[0]}
            print("  " + ", ".join(f"{what} {value:.2f}" for what, value in kept[name].items()), flush=True)
        else:
            theirs = {key: value for key, value in kept.get(name, {}).items() if key.startswith("their")}
            kept[name] = {**theirs, **measured(name, options.data, options.seeds, not options.no_crfsuite)}
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
