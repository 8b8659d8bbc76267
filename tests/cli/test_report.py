"""`askless report`."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from askless.core.events import Event
from askless.data.store.project import Project, default_folder

Call = Callable[..., Any]


def test_a_page_that_stands_alone_and_holds_no_item(call: Call, source: Path, tmp_path: Path) -> None:
    project = Project.open(default_folder(source))
    project.log.append([Event("answer", "m5", {"answer": "spam", "annotator": "<b>eve</b>", "seconds": 2})])
    for labels, value in ((40, 0.8), (60, 0.9)):
        estimate = {"ready": True, "n": labels - 5, "value": value, "low": value - 0.1, "high": value + 0.05}
        estimate["sentence"] = f"About {100 * value:.0f} % <i>."
        project.log.append([Event("trained", None, {"version": 1, "trained_on": labels, "estimate": estimate})])
    said = call("report", source, "-o", tmp_path / "report.html")
    project.close()
    assert (said.status, said.out) == (0, f"Wrote the report to {tmp_path / 'report.html'}.\n")
    page = (tmp_path / "report.html").read_text()
    assert "5 of 18 items labelled. About 90 % &lt;i&gt;." in page
    assert page.count("<polyline") == 1
    assert "&lt;b&gt;eve&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=", page)
    assert "free phone" not in page


def test_a_young_project(call: Call, source: Path, tmp_path: Path) -> None:
    assert call("report", source, "-o", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert "Too early to say how good the model is." in page
    assert "<polyline" not in page


def test_a_place_that_cannot_be_written(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("report", source, "-o", tmp_path / "nowhere" / "report.html")
    assert said.status == 1
    assert "its folder does not exist" in said.err
