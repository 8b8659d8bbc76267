"""What labelling took: hours, pace, who, and where people did not agree with themselves or each other."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise
from statistics import median

from askless.bench.report.tables import table
from askless.core.events import Event
from askless.data.store.state import State

__all__ = ["minds", "time_spent"]

PAUSE = 600.0
"""Seconds after which nobody was looking at the item any more: longer times are counted as this."""

PARTS = 5
"""Stretches of equally many answers for which the pace is told."""


def acts(state: State) -> list[Event]:
    """Answers and skips of people in their order, corrections included; what was undone has left no time."""
    found = [
        event
        for item in state.items.values()
        for event in item.history
        if event.kind in ("answer", "skip") and not event.data.get("given") and not event.data.get("copy_of")
    ]
    return sorted(found, key=lambda event: event.seq)


def time_spent(state: State) -> str:
    """Hours in all, by person and over time."""
    timed = [event for event in acts(state) if event.data.get("seconds") is not None]
    if not timed:
        return "<p>No answer came with the time that it took.</p>"
    total = sum(map(_seconds, timed))
    lede = f"<p>{_long(total)} in all, for {len(timed):,} answers and skips, corrections included.</p>"
    people: dict[str, list[Event]] = {}
    for event in timed:
        people.setdefault(str(event.data.get("annotator") or "not named"), []).append(event)
    by_person = [[escape(who), *_cells(events)] for who, events in people.items()]
    head = ["answers", "time", "median, s", "a minute"]
    parts = [lede, table("By person", ["annotator", *head], by_person)]
    if len(timed) >= 2 * PARTS:
        ends = [round(i * len(timed) / PARTS) for i in range(PARTS + 1)]
        over = [[f"{start + 1:,} to {end:,}", *_cells(timed[start:end])] for start, end in pairwise(ends)]
        parts.append(table("Over time", ["answers", "number", *head[1:]], over))
    return "\n".join(parts)


def _seconds(event: Event) -> float:
    return min(max(float(event.data["seconds"]), 0.0), PAUSE)


def _cells(events: Sequence[Event]) -> list[str]:
    """Count, time, typical time and pace of some answers."""
    times = [_seconds(event) for event in events]
    pace = f"{60 * len(times) / total:.1f}" if (total := sum(times)) else ""
    return [f"{len(times):,}", _long(total), f"{median(times):.1f}", pace]


def _long(seconds: float) -> str:
    """A time that was spent.

    Examples
    --------
    >>> _long(40), _long(750), _long(9000)
    ('40 s', '12.5 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def minds(state: State) -> str:
    """How often somebody changed their mind, and how often two people answered differently."""
    answered, changed, shared, apart = 0, 0, 0, 0
    for item in state.items.values():
        own = [e for e in item.history if e.kind == "answer" and not {"given", "copy_of"} & e.data.keys()]
        if not own:
            continue
        answered += 1
        said: dict[str, list[str]] = {}
        for event in own:
            said.setdefault(str(event.data.get("annotator") or ""), []).append(repr(event.data["answer"]))
        changed += any(len(set(each)) > 1 for each in said.values())
        shared += len(said) > 1
        apart += len({each[-1] for each in said.values()}) > 1
    if not answered:
        return ""
    parts = [f"Changed their mind on {changed:,} of {answered:,} answered items; the last answer counts."]
    if shared:
        parts.append(f"Of {shared:,} items that several people answered, {apart:,} have different answers.")
    return f"<p>{' '.join(parts)}</p>"
