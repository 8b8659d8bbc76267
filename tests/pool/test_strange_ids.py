"""Ids may be any text: what goes out under an id comes back under it."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from askless.data.formats.reader import open_table
from askless.data.formats.write import write_rows
from askless.data.source import open_source
from askless.data.store.lines import write_log
from askless.data.store.log import MemoryLog
from askless.data.store.project import Project
from askless.data.store.read import read_project
from askless.pool.export import export_labels, export_predictions
from askless.pool.imports import import_labels, import_log, read_lines
from askless.pool.learner import PoolLearner

STRANGE = [
    "..", ".", "a/image", "/image", "../../etc/passwd", "two\nlines", "cr\rlf\r\nend", "a?b#c", "%2e%2e", "%", "a b",
    "=1+1", '"quoted", and', "null", "NaN", "007", "7", "-1", "ünï\u202e", "🎈", "\u2028", "'", "\\", "true", "[1]",
    "\u0000", "\x1b[31m", "\ufeffmark", "{}", ";", "\t",
]  # fmt: skip
IDS = st.lists(
    st.one_of(st.sampled_from(STRANGE), st.text(st.characters(exclude_categories=("Cs",)), max_size=12)),
    min_size=2,
    max_size=8,
    unique=True,
)
ROUND_TRIPS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)


@ROUND_TRIPS
@example(names=STRANGE)
@given(names=IDS)
def test_labels_and_log_come_back_under_their_ids(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("ids")
    texts = [f"text number {row}" for row in range(len(names))]
    project = Project.open(folder / "p.askless", stream=True)
    learner = PoolLearner(texts, labels=("a", "b"), ids=names, strategy="random", project=project)
    learner.start()
    learner.tell(names, ["ab"[row % 2] for row in range(len(names))])
    learner.flag(names[0])
    learner.close()
    whole = read_project(folder / "p.askless")
    assert export_labels(whole, folder / "labels.jsonl", learner.items) == len(names)
    copy = PoolLearner(texts, labels=("a", "b"), ids=names)
    assert import_labels(copy, read_lines(folder / "labels.jsonl")) == len(names)
    assert copy.labels == learner.labels
    write_log(whole.log, folder / "log.jsonl.gz")
    second = Project.open(folder / "q.askless", stream=True)
    import_log(second.log, read_lines(folder / "log.jsonl.gz"))
    again = PoolLearner(texts, ids=names, project=second)
    assert again.labels == learner.labels
    assert [i for i in names if again.state.item(i).flagged] == [names[0]]
    again.close()


@ROUND_TRIPS
@example(names=[name for name in STRANGE if name.strip() == name])
@given(names=IDS)
def test_tables_keep_ids_as_they_are(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("tables")
    names = [name for name in names if "\0" not in name]
    if not names:
        return
    project = Project(folder, {}, MemoryLog())
    texts = [f"text number {row}" for row in range(len(names))]
    learner = PoolLearner(texts, labels=("a", "b"), ids=names, project=project)
    learner.tell(names, ["ab"[row % 2] for row in range(len(names))])
    for file in ("labels.csv", "labels.tsv", "labels.parquet", "labels.json"):
        export_labels(project, folder / file, learner.items)
        table = open_table(folder / file, header=True if file.endswith("sv") else None)
        at = table.names.index("id")
        assert [row[at] for row in table.rows()] == names
    if len(names) > 1:
        assert export_predictions(project, folder / "predictions.csv", learner.items) == len(names)


@ROUND_TRIPS
@example(names=[name for name in STRANGE if name.strip() == name and "\0" not in name])
@given(names=IDS)
def test_ids_of_a_source_are_those_of_its_labels(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    folder = tmp_path_factory.mktemp("source")
    names = list(dict.fromkeys(name.strip() for name in names if name.strip() and "\0" not in name))
    write_rows(
        folder / "a.csv", ["id", "text"], [{"id": name, "text": f"the text of {i}"} for i, name in enumerate(names)]
    )
    if not names:
        return
    items = open_source(folder / "a.csv", cache=folder / "cache", id="id", text="text", header=True).items
    assert [items.ids.text(row) for row in range(len(names))] == names
    project = Project(folder, {}, MemoryLog())
    learner = PoolLearner(items, labels=("a", "b"), project=project)
    learner.tell(names, ["a"] * len(names))
    export_labels(project, folder / "labels.jsonl", items)
    copy = PoolLearner(items, labels=("a", "b"))
    import_labels(copy, read_lines(folder / "labels.jsonl"))
    assert copy.labels == learner.labels
