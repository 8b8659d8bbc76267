"""Answers of a project that may be wrong, to be looked at once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.tables import table
from askless.core.digits import written
from askless.data.labels.real import Real
from askless.enough.label_errors import can_suspect, suspected
from askless.pool.judged import Judged

__all__ = ["doubtful"]

MOST = 50
"""Suspects listed."""

LEAST = 50
"""Answers that a label needs before one of them is called doubtful: ten in each of the five parts judged in turn.

A model that saw fewer of a label, and weighs them up, is sure of other answers than those given for no good reason.
"""

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
    found, n, rare = _suspected(judged)
    if not len(found):
        said = f"None among {n:,} answers." if n else "Not looked for yet."
        return f"<p>{said}{rare and ' '}{rare}</p>"
    rows = [
        _row(judged, int(at), name, excerpt, _shown(judged, judged.answers[at]), _likely(judged, int(at)))
        for at in found[:MOST]
    ]
    listed = "" if len(found) <= MOST else f", of which the {MOST} most suspect are listed"
    note = (
        "Found by confident learning (cleanlab): models that had not seen the answer are sure of another one. Some of "
        "these answers are right and only unusual. Look each up by its id on the page (B), and correct it there."
    )
    caption = f"{len(found):,} of {n:,} answers are suspect{listed}"
    return table(caption, _head(excerpt, "given", "likely"), rows, note=f"{note}{rare and ' '}{rare}")


def _suspected(judged: Judged) -> tuple[npt.NDArray[np.int64], int, str]:
    """Positions of suspects among answers with labels given often enough, the number of these answers, and what was
    left out."""
    y, said, names = judged.truth(), judged.said, np.array(judged.space.names, dtype=object)
    several = y.ndim == 2
    counts = y.sum(axis=0) if several else np.bincount(y, minlength=len(names))
    enough, rare = counts >= LEAST, [str(name) for name in names[(counts > 0) & (counts < LEAST)]]
    if several:
        rows = np.arange(len(y) if enough.any() else 0)
        found = suspected(y[:, enough], said[:, enough]) if len(rows) else rows
    else:
        rows = np.flatnonzero(enough[y])
        at = rows[suspected(y[rows], said[rows])]
        found = at[enough[said[at].argmax(axis=1)]]
    return found, len(rows), _rare(rare)


def _rare(names: Sequence[str]) -> str:
    """Which labels are not judged, and why."""
    if not names:
        return ""
    shown = ", ".join(f"“{escape(name)}”" for name in names[:3])
    shown += f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    left = "is left out" if len(names) == 1 else "are left out"
    return f"{shown} {left}: with fewer than {LEAST} answers a model cannot tell a wrong one from a rare one."


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
