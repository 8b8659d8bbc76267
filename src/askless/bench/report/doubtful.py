"""Answers of a project that may be wrong, to be looked at once more."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np

from askless.bench.report.tables import table
from askless.core.digits import written
from askless.data.labels.real import Real
from askless.enough.label_errors import can_suspect, suspected
from askless.pool.judged import Judged

__all__ = ["doubtful"]

MOST = 50
"""Suspects listed."""

FARTHEST = 10
"""Numbers listed; nothing says from where on one is wrong."""

LINE = 120

Excerpt = Callable[[int], str]


def doubtful(judged: Judged, name: Callable[[int], str], excerpt: Excerpt | None = None) -> str:
    """List answers that may be wrong.

    Parameters
    ----------
    judged : Judged
    name : callable
        Id of a row.
    excerpt : callable, optional
        One line of an item; if not given, no item appears.

    Returns
    -------
    section : str
        HTML.
    """
    if isinstance(judged.space, Real):
        return _numbers(judged, judged.space, name, excerpt)
    if not can_suspect():
        return (
            "<p>Not looked for, as cleanlab is not installed: <code>pip install 'askless[quality]'</code> "
            "brings it.</p>"
        )
    found = suspected(judged.truth(), judged.said)
    if not len(found):
        return f"<p>None among {len(judged):,} answers.</p>"
    rows = [
        _row(judged, int(at), name, excerpt, _shown(judged, judged.answers[at]), _likely(judged, int(at)))
        for at in found[:MOST]
    ]
    listed = "" if len(found) <= MOST else f", of which the {MOST} most suspect are listed"
    note = (
        "Found by confident learning (cleanlab): models that had not seen the answer are sure of another one. Some of "
        "these answers are right and only unusual. Look each up by its id on the page (B), and correct it there."
    )
    caption = f"{len(found):,} of {len(judged):,} answers are suspect{listed}"
    return table(caption, _head(excerpt, "given", "likely"), rows, note=note)


def _numbers(judged: Judged, space: Real, name: Callable[[int], str], excerpt: Excerpt | None) -> str:
    """The numbers that are farthest from what the model expects."""
    off = np.abs(np.asarray(space.within(judged.said) - judged.truth(), dtype=np.float64))
    order = np.argsort(-off, kind="stable")[:FARTHEST]
    unit = f" {escape(space.unit)}" if space.unit else ""
    rows = [
        _row(
            judged,
            int(at),
            name,
            excerpt,
            f"{judged.answers[at]:g}{unit}",
            f"{written(float(judged.said[at]), 3)}{unit}",
        )
        for at in order
    ]
    note = "Where a number was mistyped, it stands here; but so do items that are only unusual."
    caption = f"The {len(rows)} answers that are farthest from what models that had not seen them say"
    return table(caption, _head(excerpt, "given", "model"), rows, note=note)


def _head(excerpt: Excerpt | None, *columns: str) -> list[str]:
    return ["id", *columns, *(['<span class="excerpt">item</span>'] if excerpt else [])]


def _row(
    judged: Judged, at: int, name: Callable[[int], str], excerpt: Excerpt | None, given: str, likely: str
) -> list[str]:
    row = int(judged.rows[at])
    cells = [escape(name(row)), given, likely]
    if excerpt is not None:
        line = excerpt(row)
        cells.append(f'<span class="excerpt">{escape(line[:LINE] + ("…" if len(line) > LINE else ""))}</span>')
    return cells


def _shown(judged: Judged, answer: Any) -> str:
    return escape(", ".join(answer) or "none" if isinstance(answer, tuple) else str(answer))


def _likely(judged: Judged, at: int) -> str:
    """What the model would have answered, and how sure it is."""
    said = judged.said[at]
    if judged.space.kind == "multilabel":
        return _shown(judged, judged.space.decode(said >= 0.5))
    best = int(said.argmax())
    return f"{escape(judged.space.names[best])} <small>{100 * min(said[best], 0.99):.0f} %</small>"
