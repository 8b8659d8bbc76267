"""The report on a project of sentences."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from askless.bench.report.project import Findings, project_report
from askless.bench.report.sentence_quality import Sentences, by_type, costs, estimated, tokens_read
from askless.cli import main
from askless.core.events import Event
from askless.data.labels.spans import Spans
from askless.data.source import open_source
from askless.data.store.project import Project, default_folder
from askless.data.store.state import ItemState, Query, State
from askless.enough.effort import Effort
from askless.pool.learner import PoolLearner

SPACE = Spans(["person", "place"])


def judged(n: int = 40, tested: bool = False) -> Sentences:
    return Sentences(
        SPACE, np.array([[30, 40, 50], [1, 2, 3]]), np.tile([1, 1, 2], (n, 1)), tested, Effort(1.0, 0.5, 0.25, 60)
    )


def test_each_type_has_its_numbers_where_there_are_enough() -> None:
    page = by_type(judged(), {"person": 120, "place": 4})
    assert "<td>120</td><td>50</td><td>75 %</td><td>60 %</td><td>67 %</td>" in page
    assert "<small>only 2</small>" in page
    assert "From 40 random answers" in page
    assert "From 40 test sentences" in by_type(judged(tested=True), {})
    assert by_type(judged(0), {}) == ""


def test_the_estimate_says_what_it_rests_on_or_what_is_missing() -> None:
    assert "<td>40</td><td>67 %</td>" in estimated(judged())
    assert "30" in estimated(judged(5))


def test_costs_say_whether_they_were_measured() -> None:
    assert "fitted to the times of 60 answers" in costs(judged().effort)
    assert "assumed" in costs(Effort())


def test_windows_are_read_in_part() -> None:
    items = {
        "b": ItemState(
            history=[Event("answer", "b", {"read": 8}, seq=2), Event("answer", "b", {"read": 5}, seq=5)],
            query=Query(1, 0, "x", 0.0, 1.0, False, "", 1, window=(2, 12)),  # asked since
        ),
        "a": ItemState(history=[Event("answer", "a", {}, seq=1), Event("flag", "a", {}, seq=6)]),
        "c": ItemState(history=[Event("answer", "c", {"copy_of": "b"}, seq=3)]),
        "d": ItemState(history=[Event("answer", "d", {"read": 4}, seq=7)]),
    }
    assert tokens_read(items, {"a": 7, "b": 20, "c": 20, "d": 4}) == [7, 15, 20, 24]


@pytest.mark.parametrize("task", ["tag", "span"])
def test_a_project_has_a_page_with_every_part(tmp_path: Path, task: str, capsys: pytest.CaptureFixture[str]) -> None:
    names, verbs = ["Anna", "Bob", "Carla"], ["runs", "sleeps", "sings", "reads"]
    path = tmp_path / "train.conll"
    words = [[(names[i % 3], "B-person", "PROPN"), (verbs[i % 4], "O", "VERB"), (f"x{i}", "O", "X")] for i in range(90)]
    lines = ["\n".join(f"{word}\t{tag if task == 'tag' else bio}" for word, bio, tag in one) for one in words]
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    project = Project.open(default_folder(path))
    source = open_source(path, task=task, cache=project.cache, allow_all_labelled=True)  # type: ignore[arg-type]
    learner = PoolLearner(source.items, labels=source.space, strategy="random", project=project)
    learner.start(name="train", source=path.name)
    for row in range(60):
        learner.tell([source.items.ids.text(row)], [source.given[row]], seconds=4.0, annotator="ann")
    project.save(source=f"../{path.name}", task=task)
    learner.close()
    page = tmp_path / "page.html"
    assert main(["report", str(default_folder(path)), "-o", str(page)]) == 0, capsys.readouterr().err
    told = page.read_text(encoding="utf-8")
    assert "60 of 90 items labelled" in told
    assert "What an answer costs" in told
    assert "fitted to the times of 60 answers" in told
    assert ("Tokens marked" if task == "tag" else "Spans marked") in told
    assert main(["status", str(default_folder(path))]) == 0


def test_the_curve_is_one_of_tokens_read() -> None:
    told = replace(judged(), tokens=(10, 25, 60))
    curve = [{"labels": n, "value": v, "low": v, "high": v, "n": 30} for n, v in ((1, 0.5), (3, 0.8))]
    page = project_report("notes", State(SPACE), curve, Findings(sentences=told))
    assert "Estimated F1 against number of tokens read" in page
    assert "From 50 % at 10 tokens read to 80 % at 60." in page
