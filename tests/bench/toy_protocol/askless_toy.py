"""A protocol of a third party whose curves cost nothing, announced as such a package would announce it.

What it does wrong, if anything, the environment says: TOY_WRONG is "die", "raise", "forget" or "stray".
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import sleep

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.finding import Finding, Gate, Table
from askless.bench.protocol.protocol import Options, Protocol, only, protocols
from askless.errors import ModelError


class Toy(Protocol):
    name = "toy"
    summary = "numbers that come from nowhere."
    takes = "no time"

    def cells(self, options: Options) -> list[Cell]:
        sets, strategies = only("data set", ["a", "b"], options.sets), only("strategy", ["auto", "random"], None)
        return [Cell(s, "none", 10, name, n) for n in range(options.seeds or 3) for s in sets for name in strategies]

    def draw(self, cells: Sequence[Cell], options: Options) -> Iterator[Curve]:
        wrong = os.environ.get("TOY_WRONG", "")
        for cell in cells:
            sleep(float(os.environ.get("TOY_SECONDS", "0")))
            if log := os.environ.get("TOY_LOG"):
                with open(log, "a") as file:
                    file.write(f"{cell.key}\n")
            if cell.seed == 1 and cell.set == "b":
                if wrong == "die":
                    os._exit(7)
                if wrong == "raise":
                    raise ModelError("The toy is broken.", "Mend it.")
                if wrong == "forget":
                    continue
                if wrong == "stray":
                    cell = replace(cell, seed=99)
            value = 0.5 + 0.25 * (cell.strategy == "auto") + cell.seed / 1024
            yield Curve(cell, (10, 20), (value, value), {"threads": os.environ.get("OMP_NUM_THREADS")})

    def finding(self, curves: Sequence[Curve], options: Options) -> Finding:
        rows = tuple((curve.cell.key, str(curve.area)) for curve in curves)
        asked = float(Path("asked").read_text()) if Path("asked").exists() else 0.0
        best = max(curve.area for curve in curves)
        gate = Gate("the best area", f"at least {asked}", str(best), best >= asked)
        return Finding((Table("All curves", ("cell", "area"), rows, "One a line."),), (gate,))


protocols.register("toy", Toy())
