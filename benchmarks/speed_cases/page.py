"""The tables of the manual, from what was measured."""

from __future__ import annotations

import math
import platform
import sys
from pathlib import Path

from speed_cases.cases import LABELLED, Case
from speed_cases.environments import environment_of, versions
from speed_cases.figures import Figure, Figures
from speed_cases.peers.peer import peers
from speed_cases.quick import same_rows

__all__ = ["BEGIN", "END", "OWN_HEAD", "PEER_HEAD", "own_row", "peer_rows", "table", "written"]

BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
OWN_HEAD = ("case", "rows", "askless", "floor", "ratio", "growth", "meant to reach")
PEER_HEAD = ("case", "rows", "peer", "measured", "times askless", "times the floor", "growth", "same picks")
COMMON = ("numpy", "scipy", "scikit-learn", "torch")


def own_row(case: Case, figures: Figures) -> tuple[str, ...]:
    """The row of a case: askless, the floor, and whether what is meant to be reached is."""
    small, n = case.sizes
    ours = figures.get(case.name, "askless", n) or Figure(fault="not measured")
    floor = (figures.get(case.name, "floor", n) or Figure(fault="not measured")) if case.floor else None
    growth = growth_of(figures.get(case.name, "askless", small), ours, small, n)
    ratio = over(ours, floor)
    aims = [
        f"{text}: {'holds' if value is not None and value <= aim else '**falls short**'}"
        for aim, value, text in (
            (case.ratio, ratio, f"≤ {case.ratio:g} floors" if case.ratio else ""),
            (case.seconds, ours.cpu, f"≤ {case.seconds:g} s" if case.seconds else ""),
            (case.megabytes, ours.memory, f"≤ {case.megabytes:g} MB" if case.megabytes else ""),
        )
        if aim is not None
    ]
    if case.same_picks:
        same = floor is not None and same_rows(ours.picks, floor.picks)
        aims.append(f"same picks: {'holds' if same else '**falls short**'}")
    shown_ratio = "" if ratio is None else f"{ratio:.2f}"
    return (f"`{case.name}`", f"{n:,}", shown(ours), shown(floor), shown_ratio, growth, ", ".join(aims))


def peer_rows(case: Case, figures: Figures) -> list[tuple[str, ...]]:
    """The rows of a case's peers."""
    small, n = case.sizes
    ours, floor = figures.get(case.name, "askless", n), figures.get(case.name, "floor", n)
    rows = []
    for name in case.peers:
        theirs, before = figures.get(case.name, name, n), figures.get(case.name, name, small)
        if theirs is None:
            continue
        measured = shown(theirs)
        if theirs.cpu is None and before is not None and before.cpu is not None:
            measured += f"; at {small:,} rows {shown(before)}"
        against = [over(theirs, other) for other in (ours, floor)]
        same = f"{shared(theirs, ours):.0%}" if ours and ours.picks and theirs.picks else ""
        rows.append((
            f"`{case.name}`", f"{n:,}", peers()[name].title, measured,
            *("" if times is None else f"{times:.3g}" for times in against),
            growth_of(before, theirs, small, n), same,
        ))  # fmt: skip
    return rows


def over(figure: Figure, other: Figure | None) -> float | None:
    """How many times the seconds of another."""
    return figure.cpu / other.cpu if figure.cpu and other is not None and other.cpu else None


def shared(figure: Figure, other: Figure) -> float:
    """Which part of the picks both have."""
    ours, theirs = set(figure.picks or ()), set(other.picks or ())
    return len(ours & theirs) / max(len(ours | theirs), 1)


def growth_of(before: Figure | None, after: Figure, small: int, n: int) -> str:
    """With which power of the rows to choose from the seconds grow."""
    if small == n or before is None or not before.cpu or not after.cpu:
        return ""
    power = math.log(after.cpu / before.cpu) / math.log((n - LABELLED) / (small - LABELLED))
    return f"n^{max(power, 0):.1f}"


def shown(figure: Figure | None) -> str:
    """A figure as text."""
    if figure is None:
        return ""
    return figure.fault if figure.cpu is None else f"{figure.cpu:.3g} s, {figure.memory:.0f} MB"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """The rows as Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows])


def written(page: str, cases: list[Case], figures: Figures, environments: Path) -> str:
    """The page with the tables and the versions between its marks."""
    theirs = [row for case in cases for row in peer_rows(case, figures)]
    parts = [table(OWN_HEAD, [own_row(case, figures) for case in cases])]
    own = versions(Path(sys.executable), "askless", *COMMON)
    parts.append(f"Measured with Python {platform.python_version()}, {own}.")
    if theirs:
        parts += ["### Beside its peers", table(PEER_HEAD, theirs), used(environments)]
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    return f"{before}{BEGIN}\n" + "\n\n".join(parts) + f"\n{END}{after}"


def used(environments: Path) -> str:
    """Versions of the peers and of what lies beneath them."""
    lines = []
    for name, peer in peers().items():
        python = environment_of(name, peer, environments)
        found = python if isinstance(python, str) else versions(python, *peer.packages, *COMMON)
        lines.append(f"- {peer.title}: {found}")
    return "\n".join(lines)
