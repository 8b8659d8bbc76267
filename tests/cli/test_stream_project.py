"""What the commands for projects say of the project of a stream."""

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import askless
from askless.core.events import Event
from askless.data.store.kept import Kept, SqliteKeeper, Written
from askless.data.store.log import SqliteLog
from askless.stream.learner import StreamLearner
from askless.stream.pending import Asked

Call = Callable[..., Any]
N = 800


def item(number: int) -> dict[str, Any]:
    size = float(np.random.default_rng(number).random())
    return {"size": size, "label": "red" if number % 2 else "blue", "half": "\ud800" if number == 3 else "whole"}


def truth(number: int) -> str:
    return "high" if (item(number)["size"] > 0.5) != (number >= 500) else "low"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stream whose labels turn round at item 500: each third question waits, one was skipped."""
    folder = tmp_path_factory.mktemp("streams") / "readings.askless"
    learner = StreamLearner(project=folder, budget=0.5, adaptation="active:ddm", strategy="random")
    assert learner.project is not None
    learner.project.save(strategy="random", budget=0.5, adaptation="active:ddm", model="")
    skipped = False
    for number in range(N):
        decision = learner.offer(item(number), id=f"r{number}")
        if decision.ask and number % 3 and not skipped:
            learner.skip(decision.id)
            skipped = True
        elif decision.ask and number % 3:
            learner.tell(decision.id, truth(number), annotator="ann", seconds=1.5)
    learner.close()
    return folder


@pytest.fixture
def told(call: Call, made: Path) -> dict[str, Any]:
    return dict(json.loads(call("status", made, "--json").out))


def test_the_status_of_a_stream(call: Call, made: Path, told: dict[str, Any]) -> None:
    said = call("status", made)
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    asked, waiting = told["asked"], told["pending"]
    assert lines[:5] == [
        str(made),
        f"  800 items of a stream seen, {asked:,} asked about ({asked / 8:.1f} % of a budget of 50 %)",
        f"  {told['answered']:,} answered: {', '.join(f'{n} {name}' for name, n in told['labels'].items())}",
        f"  1 skipped, {waiting} asked without an answer yet",
        f"  {told['random']['answered']:,} of {asked:,} questions drawn at random answered",
    ]
    assert lines[5].startswith("  Estimated accuracy ")
    swap = told["since"]["number"]
    assert lines[5].endswith(f" random answers, predicted before they were known, all since the swap at item {swap}.")
    assert [(step["number"], step["act"]) for step in told["adapted"] if step["act"] == "swap"][-1] == (swap, "swap")
    assert any(line.startswith("  Adaptation (active:ddm)") for line in lines)
    assert any("    item " in line for line in lines)


def test_the_keys_of_the_status_are_documented(told: dict[str, Any]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "log.md").read_text()
    assert [key for key in told if f"`{key}`" not in page] == []


def test_the_figures_are_those_of_the_learner(made: Path, told: dict[str, Any], tmp_path: Path) -> None:
    import shutil

    learner = StreamLearner(project=shutil.copytree(made, tmp_path / "copy"), budget=0.5, strategy="random")
    assert (told["seen"], told["asked"], told["answered"]) == (learner.seen, learner.asked, learner.answered)
    assert (told["pending"], told["skipped"]) == (len(learner.pending), 1)
    assert told["realised"] == learner.realised
    assert sum(told["labels"].values()) == told["answered"]
    learner.close()


def test_the_estimate_is_the_share_of_right_predictions(call: Call, made: Path, told: dict, tmp_path: Path) -> None:
    call("export", made, "-o", tmp_path / "labels.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "labels.jsonl").read_text().splitlines()]
    checked = [
        row["prediction"] == row["label"]
        for row in rows
        if row["random"] and row["prediction"] is not None and row["number"] >= told["since"]["number"]
    ]
    assert 30 <= told["estimate"]["n"] == len(checked[-200:])
    assert told["estimate"]["value"] == pytest.approx(np.mean(checked[-200:]))


def test_the_status_while_the_stream_runs(call: Call, tmp_path: Path) -> None:
    with_numbers = StreamLearner(project=tmp_path / "a.askless", labels=askless.Real(unit="kg"), budget=1.0)
    for number in range(60):
        decision = with_numbers.offer([float(number % 7), 1.0])
        with_numbers.tell(decision.id, 2.0 * (number % 7))
    with_numbers.commit()
    said = call("status", tmp_path / "a.askless")
    assert "60 answered: 0 to 12 kg, median 6 kg" in said.out
    assert "Estimated error (RMSE) " in said.out
    assert "60 asked about (100.0 % of a budget of 100 %)" in said.out
    with_numbers.close()
    assert not list((tmp_path / "a.askless").glob("*-wal"))


def test_answers_come_with_their_items(call: Call, made: Path, told: dict[str, Any], tmp_path: Path) -> None:
    for ending in ("csv", "tsv.gz", "json", "parquet"):
        said = call("export", made, "-o", tmp_path / f"labels.{ending}")
        assert said.out == f"Wrote {told['answered']} labels to {tmp_path / f'labels.{ending}'}.\n"
    with open(tmp_path / "labels.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "id", "size", "item_label", "half", "label", "prediction", "annotator", "seconds", "time", "flagged", "note",
        "number", "probability", "random",
    ]  # fmt: skip
    assert [int(row["number"]) for row in rows] == sorted(int(row["number"]) for row in rows)
    for row in rows:
        number = int(row["number"])
        assert (row["id"], float(row["size"]), row["label"]) == (f"r{number}", item(number)["size"], truth(number))
        assert (row["annotator"], row["seconds"], row["item_label"]) == ("ann", "1.5", item(number)["label"])


@pytest.mark.parametrize(
    ("items", "columns"),
    [(["a b", "c d"], ["text"]), (np.ones((2, 3)), ["x1", "x2", "x3"]), ([{"a": 1}, {"b": 2}], ["a", "b"])],
)
def test_columns_of_every_kind_of_item(call: Call, tmp_path: Path, items: Any, columns: list[str]) -> None:
    learner = StreamLearner(project=tmp_path / "a.askless", budget=1.0)
    ids = learner.offer_many(items).ids
    learner.tell(ids, ["x", "y"])
    learner.close()
    call("export", tmp_path / "a.askless", "-o", tmp_path / "l.csv")
    head, first, *_ = (tmp_path / "l.csv").read_text().splitlines()
    assert head.split(",")[1 : 1 + len(columns)] == columns
    assert first.split(",")[1] == {"text": "a b", "x1": "1.0", "a": "1"}[columns[0]]


def test_the_report_on_a_stream(call: Call, made: Path, told: dict[str, Any], tmp_path: Path) -> None:
    said = call("report", made, "-o", tmp_path / "r.html")
    assert (said.status, said.out, said.err) == (0, f"Wrote the report to {tmp_path / 'r.html'}.\n", "")
    page = (tmp_path / "r.html").read_text()
    assert f"800 items seen, {told['asked']} asked about" in page
    assert told["estimate"]["sentence"] in page
    assert "alarm before item " in page
    assert "seed" not in page.split("</style>")[1]
    assert page.count('<tr><th scope="row">') == 10 + 2 + told["steps"]
    for step in told["adapted"]:
        assert step["sentence"] in page
    assert call("report", made, "-o", tmp_path / "r.html").status == 0
    assert "no item to show" in call("report", made, "-o", tmp_path / "r.html", "--items").err


def test_a_part_with_few_random_answers_says_why_it_has_no_figure(call: Call, tmp_path: Path) -> None:
    learner = StreamLearner(project=tmp_path / "a.askless", labels=["a", "b"], strategy="random", budget=0.5)
    for number in range(300):
        decision = learner.offer([float(number % 7), float(number % 3)])
        if decision.ask and number > 200:
            learner.tell(decision.id, "ab"[number % 2])
    learner.close()
    call("report", tmp_path / "a.askless", "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert '<span title="fewer than 30 random answers">–</span>' in page
    assert "“–”: fewer than 30 random answers." in page


@pytest.mark.parametrize(
    ("acts", "told", "n"),
    [
        ([], None, 200),
        ([("burst", 900)], None, 200),
        ([("swap", 850), ("burst", 900)], "all since the swap at item 850.", 150),
        ([("swap", 850), *[("burst", 860)] * 1500], "all since the swap at item 850.", 150),
        ([("swap", 850), ("recall", 900)], "all since the return of an earlier model at item 900.", 100),
        ([("swap", 850), ("drift", 990)], "10 of the 30 random answers needed are in since the drift noticed", 10),
    ],
)
def test_the_estimate_begins_anew_after_a_swap(
    call: Call, tmp_path: Path, acts: list[tuple[str, int]], told: str | None, n: int
) -> None:
    folder = tmp_path / "a.askless"
    StreamLearner(project=folder, labels=["a", "b"]).close()
    log = SqliteLog(folder / "labels.sqlite", synchronous="NORMAL")
    keeper = SqliteKeeper(log)
    run = Event("let_go", data={"first": 0, "items": 1_000, "asked": 1_000})
    steps = [Event("adapted", data={"act": act, "number": at, "sentence": "So."}) for act, at in acts]
    keeper.write(Written([run, *steps], [_asked(number) for number in range(1_000)]))
    keeper.write(Written(answers={str(number): '"a"' if number >= 850 else '"b"' for number in range(1_000)}))
    log.close()
    said = json.loads(call("status", folder, "--json").out)
    assert said["estimate"]["n"] == n
    if told is None:
        assert (said["since"], "since" in said["estimate"]["sentence"]) == (None, False)
    else:
        assert told in said["estimate"]["sentence"]
        assert said["estimate"]["value"] in (1.0, None)  # nothing of what was wrong before counts


def test_a_report_on_numbers_and_on_nothing(call: Call, tmp_path: Path) -> None:
    learner = StreamLearner(project=tmp_path / "a.askless", labels=askless.Real(unit="kg"), budget=1.0)
    call("report", tmp_path / "a.askless", "-o", tmp_path / "r.html")
    assert "Too early" in (tmp_path / "r.html").read_text()
    for number in range(100):
        decision = learner.offer([float(number % 7), float(number % 3)])
        learner.tell(decision.id, 2.0 * (number % 7))
    learner.close()
    call("report", tmp_path / "a.askless", "-o", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert "error (RMSE), kg</text>" in page
    assert "0 to 12 kg, median 6 kg" in page


def test_the_log_is_written_as_it_is(call: Call, made: Path, tmp_path: Path) -> None:
    call("export", made, "-o", tmp_path / "log.jsonl")
    with sqlite3.connect(made / "labels.sqlite") as connection:
        n = connection.execute("SELECT COUNT(*) FROM events").fetchone()[0]
    connection.close()
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == n


def test_nothing_answered_leaves_an_older_file(call: Call, tmp_path: Path) -> None:
    StreamLearner(project=tmp_path / "a.askless").close()
    (tmp_path / "l.csv").write_text("mine")
    said = call("export", tmp_path / "a.askless", "-o", tmp_path / "l.csv")
    assert "Nothing is answered yet" in said.err
    assert (tmp_path / "l.csv").read_text() == "mine"


def test_what_a_stream_has_not_is_refused_in_two_sentences(call: Call, made: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.jsonl").write_text('{"id": "r1", "label": "high"}\n')
    (tmp_path / "readings.jsonl").write_text('{"text": "a"}\n')
    call("export", made, "-o", tmp_path / "log.jsonl")
    refused = [
        (("export", made, "-o", tmp_path / "model.skops"), "The model of a stream goes on learning"),
        (("export", made, "-o", tmp_path / "predictions.csv"), "A stream has no pool"),
        (("import", made, tmp_path / "labels.jsonl"), "is of a stream"),
        (("import", made, tmp_path / "log.jsonl"), "is of a stream"),
        (("import", tmp_path / "new.askless", tmp_path / "log.jsonl"), "The log in the file is of a stream"),
        (("label", made, "--no-browser"), "is of a stream"),
        (("label", tmp_path / "readings.jsonl", "--project", made, "--no-browser"), "is of a stream"),
    ]
    for arguments, words in refused:
        said = call(*arguments)
        assert (said.status > 0, said.out) == (True, ""), arguments
        assert words in said.err
        assert "Traceback" not in said.err
    assert not (tmp_path / "new.askless").exists()
    with pytest.raises(askless.errors.ProjectError, match="is of a stream"):
        askless.PoolLearner(np.ones((2, 2)), labels=["a", "b"], project=made)


def test_a_damaged_stream_is_told_and_not_touched(call: Call, made: Path, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(made, tmp_path / "a.askless"))
    data = bytearray((folder / "labels.sqlite").read_bytes())
    data[0:100] = b"\xff" * 100
    (folder / "labels.sqlite").write_bytes(data)
    said = call("status", folder)
    assert "800 items of a stream seen" in said.out
    assert "is damaged; all of its events could be read" in said.out
    assert (folder / "labels.sqlite").read_bytes() == data
    said = call("export", folder, "-o", tmp_path / "l.csv")
    assert "Wrote " in said.out
    assert "is damaged" in said.err


def test_a_long_log_is_not_held_in_memory(call: Call, tmp_path: Path) -> None:
    import resource

    folder = tmp_path / "a.askless"
    StreamLearner(project=folder, labels=["a", "b"]).close()
    log = SqliteLog(folder / "labels.sqlite", synchronous="NORMAL")
    keeper = SqliteKeeper(log)
    for start in range(0, 50_000, 5_000):
        run = Event("let_go", data={"first": start, "items": 5_000, "asked": 1_000})
        kept = [_asked(number) for number in range(start, start + 1_000)]
        events = [Event("answer", one.id, {"answer": "a"}) for one in kept]
        keeper.write(Written([*events, run, *[Event("note", "x", {"text": "y" * 50})] * 5_000], kept))
        keeper.write(Written(answers={one.id: '"a"' for one in kept}))
    log.close()
    call("status", folder)  # imports everything
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = call("status", folder)
    assert "10,000 answered: 10,000 a" in said.out
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def _asked(number: int) -> Kept:
    row = np.arange(8.0)
    return Asked(number, row, row, np.array([0.5, 0.5]), 0.1, True, 0.5).kept(str(number))
