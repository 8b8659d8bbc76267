"""The tables of what was measured of models of sentences, from what benchmarks/sequence_models.py has written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).resolve().parents[1] / "benchmarks" / "sequence_models.json"
PAGE = "models.md"
STUDENT = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78}
"""Half the width of a 95 % interval in standard errors, by number of runs."""
WHAT = {"ud_english_ewt": "accuracy of tags", "bc5cdr": "F1 of spans", "wnut17": "F1 of spans"}
TIMES = {
    "features": "features of a million tokens, once for the pool",
    "cold": "fit to 2,000 sentences",
    "warm": "the same with 50 more",
    "partial": "fit to 2,000 sentences of which every other word is known",
    "score": "probabilities, entropies and best taggings of 12,544 sentences",
}


def scores() -> str:
    """How good ours and CRFsuite's are, and how long they learn."""
    rows = []
    for name, one in _found().items():
        if name == "speed":
            continue
        data, _, learnt = name.partition(" ")
        ours, seconds = np.array(one["ours"]), float(np.median(one["seconds"]))
        spread = STUDENT.get(len(ours), 2.0) * ours.std(ddof=1) / np.sqrt(len(ours)) if len(ours) > 1 else 0.0
        cells = [f"{ours.mean():.3f} ± {spread:.3f}", "—", f"{seconds:.1f} s", "—"]
        if "theirs" in one:
            cells[1], cells[3] = f"{one['theirs']:.3f}", f"{one['their_seconds']:.0f} s"
        rows.append([f"`{data}`", learnt, WHAT[data], *cells])
    return _table(["data", "learnt from", "measure", "`crf`", "CRFsuite", "`crf` learns in", "CRFsuite in"], rows, 3)


def speed() -> str:
    """What happens between two questions."""
    found = _found()["speed"]
    return _table(["what", "CPU seconds"], [[title, f"{found[what]:.2f}"] for what, title in TIMES.items()], 1)


def _found() -> dict[str, Any]:
    """What the script has written."""
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def _table(head: list[str], rows: list[list[str]], left: int) -> str:
    """Rows of cells as Markdown, so many columns of words first."""
    marks = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *rows))


PARTS: dict[str, tuple[str, Callable[[], str]]] = (
    {"sequence_scores": (PAGE, scores), "sequence_speed": (PAGE, speed)} if FILE.exists() else {}
)
