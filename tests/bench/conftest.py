"""Small labelled files."""

from pathlib import Path

import pytest


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """A hundred points of a grid in two classes that a line separates; the class is in column “side”."""
    rows = [f"{x},{y},{'up' if x + y > 9 else 'down'}" for x in range(10) for y in range(10)]
    path = tmp_path / "points.csv"
    path.write_text("\n".join(["x,y,side", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Eighty texts with none, one or both of two labels."""
    starts = ["win a prize now", "the meeting is at noon", "see you at lunch", "a prize for the meeting"]
    labels = ["offer", "work", "", "offer;work"]
    rows = [f"{starts[i % 4]} number {i},{labels[i % 4] or '[]'}" for i in range(80)]
    path = tmp_path / "mails.csv"
    path.write_text("\n".join(["text,labels", *rows]), encoding="utf-8")
    return path
