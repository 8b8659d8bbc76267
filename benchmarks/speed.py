"""How fast are the strategies: askless beside a plain NumPy floor and its peers, on one pool in one run.

    python benchmarks/speed.py --quick [--only NAME,...]      small sizes, no peers: does it run
    python benchmarks/speed.py --all [--only NAME,...] [--peers FOLDER] [--limit 120]

Everything is CPU seconds of one thread, each in a process of its own, so that figures can be
compared within a run and hardly beyond. ``--all`` makes an environment for each peer (CPU build of
torch first where one is needed) and rewrites the table in docs/speed.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "tools"))

from speed_cases.cases import CASES, Case  # noqa: E402
from speed_cases.peers import NEED_TORCH, PACKAGES  # noqa: E402

PAGE = HERE.parent / "docs" / "speed.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
VERSIONS = ("numpy", "scipy", "scikit-learn", "torch")


@dataclass
class Figure:
    """What was measured of one party in one case, or why it was not."""

    cpu: float | None = None
    memory: float | None = None
    picks: list[int] | None = None
    fault: str = ""


def measured(python: Path, case: str, who: str, n: int, limit: float) -> Figure:
    """Measure in a process of its own, with a limit in seconds."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    command = [str(python), str(HERE / "speed_cases" / "measure.py"), case, who, str(n)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, env=environment, cwd=HERE)
    except subprocess.TimeoutExpired:
        return Figure(fault=f"over {limit:g} s")
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return Figure(fault="out of memory" if done.returncode < 0 else (said[-1] if said else "failed")[:120])
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return Figure(found["cpu"], found["memory"] / 1e6, found["picks"])


def environment_of(peer: str, folder: Path) -> Path | str:
    """The Python of a peer's environment, made if need be; or why there is none."""
    import install

    home = folder / peer
    python = home / "bin" / "python"
    if (home / "ready").exists():
        return python
    settings = install.pip_settings()
    links = install.uv_arguments(settings)
    environment = dict(os.environ)
    if "cert" in settings:
        environment.setdefault("SSL_CERT_FILE", settings["cert"])
    uv = [sys.executable, "-m", "uv"]
    wanted = [["numpy", "scipy", "scikit-learn"], list(PACKAGES[peer])]
    if peer in NEED_TORCH:
        wanted.insert(0, ["torch==2.13.0"] if "--find-links" in links else ["torch", "--torch-backend=cpu"])
    try:
        run = {"check": True, "env": environment, "capture_output": True, "text": True}
        subprocess.run([*uv, "venv", "-q", "--clear", "--python", sys.executable, str(home)], **run)  # type: ignore[call-overload]
        for packages in wanted:
            subprocess.run([*uv, "pip", "install", "-q", "--python", str(python), *links, *packages], **run)  # type: ignore[call-overload]
    except subprocess.CalledProcessError as failure:
        return "cannot be installed: " + (failure.stderr or "").strip().splitlines()[-1][:120]
    (home / "ready").touch()
    return python


def versions(python: Path, packages: tuple[str, ...]) -> str:
    """Versions of some packages in an environment."""
    program = (
        "import importlib.metadata as m, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: print(name, m.version(name), end=', ')\n"
        "    except m.PackageNotFoundError: pass\n"
    )
    found = subprocess.run([str(python), "-c", program, *packages], capture_output=True, text=True).stdout
    return found.strip(", ")


def line(case: Case, n: int, ours: Figure, floor: Figure | None, others: dict[str, Figure]) -> tuple[str, ...]:
    """A row of the table."""
    cells = [f"`{case.name}`", f"{n:,}", shown(ours)]
    cells.append("" if floor is None else shown(floor))
    ratio = ours.cpu / floor.cpu if floor is not None and ours.cpu and floor.cpu else None
    cells.append("" if ratio is None else f"{ratio:.2f}")
    aims, holds = [], []
    for aim, value, text in (
        (case.ratio, ratio, f"≤ {case.ratio} floors"),
        (case.seconds, ours.cpu, f"≤ {case.seconds} s"),
        (case.megabytes, ours.memory, f"≤ {case.megabytes} MB"),
    ):
        if aim is not None:
            aims.append(text)
            holds.append(value is not None and value <= aim)
    if case.same_picks:
        aims.append("same picks")
        holds.append(floor is not None and ours.picks is not None and ours.picks == floor.picks)
    cells.append(
        ", ".join(f"{aim}: {'holds' if ok else '**falls short**'}" for aim, ok in zip(aims, holds, strict=True))
    )
    cells.append("; ".join(f"{peer} {shown(figure, ours.cpu)}" for peer, figure in others.items()))
    return tuple(cells)


def shown(figure: Figure, against: float | None = None) -> str:
    """A figure as text."""
    if figure.cpu is None:
        return figure.fault
    times = f" ({figure.cpu / against:.0f} ×)" if against else ""
    return f"{figure.cpu:.3g} s, {figure.memory:.0f} MB{times}"


HEAD = ("case", "rows", "askless", "floor", "ratio", "meant to reach", "peers (times askless)")


def table(rows: list[tuple[str, ...]]) -> str:
    """The rows as Markdown."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    return "\n".join(lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows])


def main() -> int:
    """Measure, print, and with --all write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--peers", type=Path, default=Path(tempfile.gettempdir()) / "askless-peers")
    parser.add_argument("--limit", type=float, default=120.0, help="wall seconds for one party in one case")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    if given.quick == given.all:
        parser.error("say --quick or --all")
    wanted = [name for name in given.only.split(",") if name] or list(CASES)
    rows, failed, used = [], False, {}
    for name in wanted:
        case = CASES[name]
        n = case.quick if given.quick else case.n
        print(f"{name}, {n:,} rows", file=sys.stderr, flush=True)
        ours = measured(Path(sys.executable), name, "askless", n, given.limit)
        floor = measured(Path(sys.executable), name, "floor", n, given.limit) if case.floor else None
        others: dict[str, Figure] = {}
        for peer in () if given.quick or given.no_peers else case.peers:
            python = environment_of(peer, given.peers)
            if isinstance(python, str):
                others[peer] = Figure(fault=python)
                continue
            used[peer] = versions(python, (*PACKAGES[peer], *VERSIONS))
            others[peer] = measured(python, name, peer, n, given.limit)
        failed = failed or bool(ours.fault)
        rows.append(line(case, n, ours, floor, others))
        print(" | ".join(rows[-1]), flush=True)
    if given.all and not given.only:
        write(rows, used)
    return int(failed)


def write(rows: list[tuple[str, ...]], used: dict[str, str]) -> None:
    """Put the table and the versions into the page, between its marks."""
    text = PAGE.read_text(encoding="utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    own = versions(Path(sys.executable), ("askless", *VERSIONS))
    said = [f"Measured with Python {platform.python_version()}, {own}."]
    said += [f"{peer}: {found}." for peer, found in used.items()]
    PAGE.write_text(f"{before}{BEGIN}\n{table(rows)}\n\n" + "\n".join(said) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
