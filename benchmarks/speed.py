"""How fast are the strategies: askless beside a plain NumPy floor and its peers, on one pool in one run.

    python benchmarks/speed.py --quick [--only NAME,...]      small sizes, no peers: is all as it should be
    python benchmarks/speed.py --all [--only NAME,...] [--resume] [--no-peers]
    python benchmarks/speed.py --device cuda [--rows 1000000]

``--quick`` runs every case in this process and looks at picks and memory, never at times.

``--all`` rewrites the tables in docs/speed.md. Everything in them is CPU seconds of one thread, each
measured in a process of its own, so that figures can be compared within a run and hardly beyond; give
it a machine that does nothing else, for about half an hour. Each peer has an environment of its own,
made at first need (the CPU build of torch first where one is needed), and 90 seconds and 8 GB for a
question. Every measurement is kept at once in ``figures.json`` beside the environments: ``--resume``
goes on where a run stopped, and ``--only`` measures some cases anew and keeps the rest.

``--device`` compares the picks on a device with those of NumPy, and its speed with what it can do.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from speed_cases.cases import CASES, Case  # noqa: E402
from speed_cases.environments import environment_of  # noqa: E402
from speed_cases.figures import Figure, Figures, measured  # noqa: E402
from speed_cases.page import own_row, peer_rows, written  # noqa: E402
from speed_cases.peers.peer import peers  # noqa: E402
from speed_cases.quick import faults  # noqa: E402

PAGE = HERE.parent / "docs" / "speed.md"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "askless" / "speed"
OWN_SECONDS, PEER_SECONDS, PEER_GIGABYTES = 600.0, 90.0, 8.0
TWICE = 2  # where askless and the floor are compared: in turns, since a machine is never as fast twice


def measure(case: Case, figures: Figures, folder: Path, with_peers: bool) -> None:
    """Measure what is not known yet of a case, askless and the floor in turns."""
    for n in sorted(set(case.sizes)):
        parties = ("askless", "floor") if case.floor and n == case.n else ("askless",)
        missing = [who for who in parties if figures.get(case.name, who, n) is None]
        for turn in range(TWICE if case.ratio and n == case.n else 1):
            for who in missing:
                figure = measured(Path(sys.executable), case.name, who, n, OWN_SECONDS)
                known = figures.get(case.name, who, n) if turn else None
                figures.put(case.name, who, n, known.better(figure) if known else figure)
    for name in case.peers if with_peers else ():
        _measure_peer(case, name, figures, folder)


def _measure_peer(case: Case, name: str, figures: Figures, folder: Path) -> None:
    """Measure a peer, the small size first; what is bound to go over the limit is not run."""
    small, n = case.sizes
    if figures.get(case.name, name, n) is not None:
        return
    python = environment_of(name, peers()[name], folder)
    if isinstance(python, str):
        figures.put(case.name, name, n, Figure(fault=python))
        return
    before = figures.get(case.name, name, small) or figures.put(
        case.name, name, small, measured(python, case.name, name, small, PEER_SECONDS, PEER_GIGABYTES)
    )
    if before.cpu is None or small == n:
        figure = before
    elif before.cpu * (n / small) > 1.5 * PEER_SECONDS:  # nobody grows slower than the pool
        figure = Figure(fault="not run")
    else:
        figure = measured(python, case.name, name, n, PEER_SECONDS, PEER_GIGABYTES)
    figures.put(case.name, name, n, figure)


def everything(cases: list[Case], some: bool, resume: bool, with_peers: bool, folder: Path) -> int:
    """Measure, print as it goes, and rewrite the page."""
    figures = Figures(folder / "figures.json")
    if not resume:
        figures.forget(*(case.name for case in cases))
    failed = False
    for case in cases:
        start = time.monotonic()
        measure(case, figures, folder / "peers", with_peers)
        for row in (own_row(case, figures), *peer_rows(case, figures)):
            print(" | ".join(row), flush=True)
        print(f"{case.name}: {time.monotonic() - start:.0f} s on the clock", file=sys.stderr, flush=True)
        own = figures.get(case.name, "askless", case.n)
        failed = failed or own is None or bool(own.fault)
    known = [case for case in CASES.values() if figures.get(case.name, "askless", case.n)]
    if some and len(known) < len(CASES):
        print("The page is left alone: not every case is measured yet.", file=sys.stderr)
    else:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(written(text, known, figures, folder / "peers"), encoding="utf-8")
    return int(failed)


def quick(cases: list[Case]) -> int:
    """Look at every case; say what is wrong."""
    failed = False
    for case in cases:
        wrong = faults(case)
        print(f"{case.name}: {'; '.join(wrong) or 'well'}", flush=True)
        failed = failed or bool(wrong)
    return int(failed)


def main() -> int:
    """Read the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--quick", action="store_true")
    how.add_argument("--all", action="store_true")
    how.add_argument("--device")
    parser.add_argument("--only", default="", help="names of cases, with commas between")
    parser.add_argument("--resume", action="store_true", help="keep what is measured already")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where environments and figures are kept")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the pool, with --device")
    given = parser.parse_args()
    names = [name for name in given.only.split(",") if name]
    unknown = sorted(set(names) - set(CASES))
    if unknown:
        parser.error(f"there is no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    cases = [CASES[name] for name in names or CASES]
    if given.device:
        from speed_cases.device import compare

        return compare(given.device, given.rows)
    if given.quick:
        return quick(cases)
    return everything(cases, bool(names), given.resume, not given.no_peers, given.cache)


if __name__ == "__main__":
    sys.exit(main())
