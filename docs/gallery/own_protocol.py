"""A benchmark of one's own: which curves, how one is drawn, what they say; then its file read with pandas."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from askless.bench.game import Game
from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.curve_file import CurveFile
from askless.bench.protocol.finding import Finding, Gate
from askless.bench.protocol.paired import paired
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.bench.sets.division import divide
from askless.bench.sets.generated import generated


class Traps(Protocol):
    name = "traps"
    summary = "auto and random where many answers are wrong."
    takes = "seconds"

    def cells(self, options: Options) -> list[Cell]:
        sets = only("data set", ["honeypot", "label_noise"], options.sets)
        seeds = range(options.seeds or 10)
        return [Cell(name, "linear", 10, s, seed) for seed in seeds for name in sets for s in ("auto", "random")]

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        seed = cells[0].seed
        made = divide(generated(cells[0].set), seed)
        parts = (made.pool, made.codes, made.test, made.test_codes)
        game = Game.of(*parts, classes=made.classes, model="linear", budget=60, seed=seed)
        for cell in cells:
            history = game.play(cell.strategy)
            yield Curve(cell, tuple(history.labels), tuple(history.metric))

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        differences = paired(curves, "auto", "random")["linear", 10]
        worst = min(values.mean() for values in differences.values())
        return Finding(gates=(Gate("auto over random", "at least 0", f"{worst:+.3f} on the worst set", worst >= 0),))


protocols.register(Traps.name, Traps())

# `askless bench traps` would do this in several processes.
options = Options(seeds=1, sets=("honeypot",))
with CurveFile.opened(Path("askless-bench-traps.jsonl"), "traps") as file:
    for drawn in protocols.get("traps").draw(protocols.get("traps").cells(options), options):
        file.add(drawn)

curves = pd.read_json("askless-bench-traps.jsonl", lines=True).dropna(subset="set")
curves["area"] = curves["metric"].map(lambda values: sum(values) / len(values))
print(curves.pivot_table("area", ["model", "set"], "strategy"))
