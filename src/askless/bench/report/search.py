"""The search for the items of one label in the report on a project: how far it is, and its finds over what was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import nan

from askless.bench.report.chart import Line, chart

__all__ = ["Found", "finds", "told"]

DOTS = 60
"""Points of the curve; of more, evenly spread ones are drawn."""


@dataclass(frozen=True)
class Found:
    """A search as a report tells of it.

    Parameters
    ----------
    lines : sequence of str
        How far it is and what each rule says, in words.
    steps : sequence of int
        Items found after 1, 2, ... items read.
    label : str
        What is looked for.
    """

    lines: Sequence[str]
    steps: Sequence[int]
    label: str


def told(found: Found) -> str:
    """How far the search is, as HTML."""
    said = "\n".join(f"<li>{escape(line)}</li>" for line in found.lines)
    why = (
        "No accuracy is estimated in a search, and no answer is called doubtful: its model was made to find, "
        "weighs rare items up, and would doubt what was found."
    )
    return f'<ul>\n{said}\n</ul>\n<p class="note">{why}</p>'


def finds(found: Found) -> str:
    """The finds over what was read, as a figure; "" before two items are read.

    Examples
    --------
    >>> "2 of 4 items read" in finds(Found((), [0, 1, 1, 2], "relevant"))
    True
    """
    n = len(found.steps)
    if n < 2:
        return ""
    at = sorted({round(i * (n - 1) / (DOTS - 1)) for i in range(DOTS)})
    none = [nan] * len(at)
    line = Line("found", "s1", [i + 1 for i in at], [float(found.steps[i]) for i in at], none, none)
    name = escape(found.label)
    svg = chart(
        [line],
        mark=line.y[-1],
        mark_name="",
        metric=f"“{found.label}” items",
        title=f"“{found.label}” items found against items read",
        description=f"{found.steps[-1]:,} found among {n:,} read.",
        unit="",
    )
    caption = (
        f"“{name}”: {found.steps[-1]:,} of {n:,} items read, in the order of asking; those known from the start "
        "come first. The flatter its end, the less is likely left."
    )
    return f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n<figcaption>{caption}</figcaption>\n</figure>'
