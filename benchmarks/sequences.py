"""How many tokens a strategy makes a person read before a tagger is nearly as good as with all answers.

    python benchmarks/sequences.py --data DIR [--quick] [--only wnut17] [--arms random mnlp] [--seeds 5] [--json FILE]

Three sets in DIR, each a folder with train, dev and test.conll.gz: entities of bc5cdr and wnut17 (pool: train and dev,
one after the other), part-of-speech tags of ud_english_ewt (pool: train). The loop is that of `askless simulate`: 50
random sentences, then batches of 40 % of the tokens read so far, exact copies asked once; the same start for all. A
curve ends where it comes to 99 % of what all answers give, or at 70 % of the tokens; on wnut17, where 97 % lies within
the noise, at 45 % of the tokens.

Everything runs on one thread; `cpu` is seconds of the processor. Seed 0 of all is done first. What was done is kept in
the file: started again, the script goes on with the rest.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from contextlib import contextmanager  # noqa: E402
from dataclasses import asdict, dataclass, replace  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from askless.bench.sequences.curve import Curve  # noqa: E402
from askless.bench.sequences.game import Game  # noqa: E402
from askless.bench.sequences.outcome import needed_by  # noqa: E402
from askless.bench.sequences.plan import Plan  # noqa: E402
from askless.bench.sequences.seed import Seeds  # noqa: E402
from askless.bench.sequences.study import Study  # noqa: E402
from askless.choose.strategy.strategy import Strategy, strategies  # noqa: E402

HERE = Path(__file__).resolve().parent
FILE = HERE / "sequences.json"
ENOUGH, MOST = 0.99, 0.70


@dataclass(frozen=True)
class Task:
    """A data set.

    Parameters
    ----------
    task : {"tag", "span"}
    pool : tuple of str
        Files that are the pool, one after another.
    most : float
        Share of the tokens at which curves end.
    whole : bool
        Whether they go on to there although enough was reached.
    """

    task: str
    pool: tuple[str, ...]
    most: float = MOST
    whole: bool = False


TASKS = {
    "ud_english_ewt": Task("tag", ("train",)),
    "bc5cdr": Task("span", ("train", "dev")),
    "wnut17": Task("span", ("train", "dev"), 0.45, whole=True),
}

ARMS: dict[str, tuple[str, dict[str, Any]]] = {
    "random": ("random", {}),
    "diverse_entropy": ("diverse_entropy", {}),
    "mnlp": ("mnlp", {}),
    "per_cost(sequence_entropy)": ("per_cost(sequence_entropy)", {}),
    "diverse_entropy, per cost": ("diverse_entropy", {"per": "cost"}),
    "diverse_entropy, often": ("diverse_entropy", {"per": "cost", "often": 0.25}),
    "sub_sequence": ("sub_sequence", {}),
}
"""By the name in tables: a strategy and its options."""


def strategy_of(arm: str) -> Strategy:
    """The strategy of an arm."""
    name, options = ARMS[arm]
    found = strategies.get(name)
    return strategies.configured(found, options) if options else found


@contextmanager
def opened(name: str, data: Path) -> Iterator[tuple[Seeds, Path]]:
    """The seeds of a data set."""
    task = TASKS[name]
    with tempfile.TemporaryDirectory(prefix="askless-sequences-") as folder:
        pool = Path(folder, "pool.conll.gz")
        pool.write_bytes(b"".join((data / name / f"{part}.conll.gz").read_bytes() for part in task.pool))
        test = str(data / name / "test.conll.gz")
        study = Study.open(Plan(source=str(pool), task=task.task, test=test), Path(folder, "cache"))
        yield Seeds(study, Path(folder, "features")), pool


def game_of(seeds: Seeds, name: str, seed: int) -> Game:
    """The game of a seed, with the budget of its data set."""
    game = seeds.game(seed)
    return replace(game, budget=TASKS[name].most * float(game.lengths[game.different].sum()))


def run(game: Game, arm: str, full: float | None) -> dict[str, Any]:
    """One curve; it ends where enough of the full-data metric is reached, if that is given."""
    start = time.process_time()
    curve = game.play(strategy_of(arm), enough=None if full is None else ENOUGH * full)
    found = asdict(curve)
    for key in ("metric", "seconds", "seconds_query", "seconds_fit"):
        found[key] = [round(value, 5) for value in found[key]]
    return {**found, "cpu": round(time.process_time() - start, 1)}


def told(name: str, arm: str, seed: int, one: dict[str, Any], facts: dict[str, Any]) -> str:
    """A run in a line."""
    curve = Curve(**{key: value for key, value in one.items() if key != "cpu"})
    cells = []
    for share in (0.95, 0.97, 0.99):
        tokens, seconds = (needed_by(curve, share * facts["full"], unit) for unit in ("tokens", "seconds"))
        cells.append(f"{100 * share:.0f} %: {100 * tokens / facts['tokens']:5.1f} % {seconds / 3600:5.2f} h")
    return f"{name:15} {arm:27} seed {seed}  {'   '.join(cells)}  ({one['cpu']:.0f} s)"


def main() -> None:
    """Do what is not done yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="one seed of wnut17, two arms, nothing kept")
    parser.add_argument("--only", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--arms", nargs="+", choices=list(ARMS), default=list(ARMS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=FILE)
    given = parser.parse_args()
    names, arms, count = given.only, given.arms, given.seeds
    if given.quick:
        names, arms, count = ["wnut17"], arms[:2], 1
    kept: dict[str, Any] = {}
    if given.json.exists() and not given.quick:
        kept = json.loads(given.json.read_text(encoding="utf-8"))
    for seed in range(count):
        for name in names:
            here = kept.setdefault(name, {"full": {}, "runs": {}})
            missing = [arm for arm in arms if str(seed) not in here["runs"].get(arm, {})]
            if not missing:
                continue
            with opened(name, given.data) as (seeds, _):
                game = game_of(seeds, name, seed)
                facts = here["full"].get(str(seed))
                if facts is None:
                    start = time.process_time()
                    full, types = game.full()
                    tokens = int(game.lengths[game.different].sum())
                    facts = {"full": round(full, 5), "tokens": tokens, "sentences": len(game.different), "types": types}
                    facts["cpu"] = round(time.process_time() - start, 1)
                    here["full"][str(seed)] = facts
                for arm in missing:
                    one = run(game, arm, None if TASKS[name].whole else facts["full"])
                    here["runs"].setdefault(arm, {})[str(seed)] = one
                    print(told(name, arm, seed, one, facts), flush=True)
                    if not given.quick:
                        write(given.json, kept)


def write(path: Path, kept: dict[str, Any]) -> None:
    """Keep what was done, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(kept, separators=(",", ":")) + "\n", encoding="utf-8")
    new.replace(path)


if __name__ == "__main__":
    main()
