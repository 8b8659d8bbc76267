"""`askless report`."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from askless.cli.progress import Steps
from askless.core.events import Event
from askless.data.source import open_source
from askless.data.store.project import Project, default_folder
from askless.data.store.state import State
from askless.pool.learner import PoolLearner

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
    assert "Too early to say how good the model is: 0 of the 30 random answers needed are in." in page
    assert "<polyline" not in page


def test_a_place_that_cannot_be_written(call: Call, source: Path, tmp_path: Path) -> None:
    said = call("report", source, "-o", tmp_path / "nowhere" / "report.html")
    assert said.status == 1
    assert said.err.startswith("askless: There is no folder")


def test_a_place_is_looked_at_before_models_are_trained(
    call: Call, tested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askless.pool.export.learner_of", lambda *about: pytest.fail("it trained"))
    assert call("report", tested, "-o", tmp_path / "nowhere" / "report.html").status == 1


def test_no_report_is_written_over_that_of_another_project(
    call: Call, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.html").write_text("of another project")
    for _ in range(2):  # the second goes over the first
        assert call("report", source).out == "Wrote the report to mails.html.\n"
    assert (tmp_path / "report.html").read_text() == "of another project"
    (tmp_path / "mails.html").write_text("<title>askless: letters</title>")
    said = call("report", source)
    assert said.status == 2
    assert said.err == (
        "askless: “mails.html” is there already, and is no report on this project. Name the file to write with -o.\n"
    )
    assert (tmp_path / "mails.html").read_text() == "<title>askless: letters</title>"


@pytest.fixture
def tested(tmp_path: Path) -> Path:
    """Sixty texts of two kinds, most of them labelled, six of them kept apart."""
    path = tmp_path / "many.csv"
    texts = [f"{'free prize' if i % 2 else 'lunch at home'} number {i}" for i in range(60)]
    path.write_text("id,text\n" + "".join(f"n{i},{text}\n" for i, text in enumerate(texts)))
    project = Project.open(default_folder(path))
    opened = open_source(path, cache=project.cache)
    learner = PoolLearner(opened.items, labels=("ham", "spam"), strategy="random", project=project, holdout=6)
    for _ in range(50):
        item = learner.ask(1).ids[0]
        learner.tell(item, ("ham", "spam")[int(str(item)[1:]) % 2], annotator="ann", seconds=2.0)
    project.save(source=f"../{path.name}")
    learner.close()
    return path


def test_what_models_say_of_the_answers(call: Call, tested: Path, tmp_path: Path) -> None:
    assert call("report", tested, "-o", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert "6 of 6 test items are answered." in page
    assert "from 6 test items kept apart.</p>" in page, (
        "at the top, although nothing was estimated while it was labelled"
    )
    assert "From 6 test items kept apart" in page
    assert "for the test, drawn at random</th><td>6</td>" in page
    assert "1.7 min in all, for 50 answers and skips" in page
    assert "lunch at home number" not in page


def test_it_says_what_it_does_while_it_takes_long(
    call: Call, tested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(Steps, "now", lambda steps, doing, done: said.append(doing))
    assert call("report", tested, "-o", tmp_path / "report.html").status == 0
    assert said[0] == "Reading the items"
    assert "Training model 5 of 5 to judge the answers" in said
    assert said[-1] == "Making the tables of the report"


def test_stopped_it_leaves_the_report_that_was_there(
    call: Call, tested: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*about: Any) -> None:
        raise KeyboardInterrupt

    (tmp_path / "report.html").write_text("the old one")
    monkeypatch.setattr("askless.pool.judged.judge", stopped)
    assert call("report", tested, "-o", tmp_path / "report.html").status == 130
    assert (tmp_path / "report.html").read_text() == "the old one"
    assert not list(tmp_path.glob("*report.html*.*tmp*"))


def test_a_source_that_is_gone(call: Call, tested: Path, tmp_path: Path) -> None:
    tested.unlink()
    shutil.rmtree(default_folder(tested) / "cache")
    assert call("report", default_folder(tested), "-o", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert "So no model could be trained to judge the answers." in page
    assert "50 of 60 items labelled" in page


def test_one_label_only(call: Call, tested: Path, tmp_path: Path) -> None:
    project = Project.open(default_folder(tested))
    before = State.of(project.log)
    for item, state in before.items.items():
        if state.labelled:
            project.log.append([Event("answer", item, {"answer": "ham", "annotator": "ann"})])
    project.close()
    assert call("report", tested, "-o", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert "Nothing can be said yet." in page
    assert f"Changed their mind on {before.label_counts['spam']} of 50 answered items" in page


def test_a_search_is_told_and_nothing_found_is_doubted(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "papers.csv"
    texts = [f"{'a trial of a drug' if i % 20 == 0 else 'minutes of the board'} {i}" for i in range(100)]
    path.write_text("id,text\n" + "".join(f"n{i},{text}\n" for i, text in enumerate(texts)))
    project = Project.open(default_folder(path))
    opened = open_source(path, cache=project.cache)
    learner = PoolLearner(opened.items, labels=["relevant", "irrelevant"], project=project)
    learner.start()
    while len(learner.labels) < 60 and (queries := learner.ask(10)):
        learner.tell(queries.ids, ["relevant" if "trial" in text else "irrelevant" for text in queries.items])
    project.save(source=f"../{path.name}", goal="find", find="relevant")
    learner.close()
    assert call("report", path, "-o", tmp_path / "report.html").status == 0
    page = (tmp_path / "report.html").read_text()
    assert "It looks for “relevant”: " in page
    for rule in ("Recall certificate", "Hypergeometric test", "SAFE procedure"):
        assert f"<li>{rule}: " in page
    assert "suspect" not in page
    assert "Estimated accuracy" not in page
    said = call("status", path).out
    assert "  Recall certificate: " in said
    assert "The hypergeometric test, the usual one for reviews, " in said
    assert "accuracy" not in said
    assert "how good the model is" not in said
