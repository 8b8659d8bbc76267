"""Numbers from a file to labels, a model and back: `askless label` and what follows, with a real trainer."""

import csv
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

Call = Callable[..., Any]

RNG = np.random.default_rng(0)
X = RNG.uniform(0, 10, size=(600, 3))
Y = (20 + 3 * X[:, 0] - X[:, 1] + RNG.normal(scale=0.5, size=600)).round(2)


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """A table without a price."""
    path = tmp_path / "houses.csv"
    rows = (",".join(f"{cell:.3f}" for cell in row) for row in X)
    path.write_text("area,age,distance\n" + "\n".join(rows) + "\n")
    return path


def work(client: httpx.Client, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Answer with the truth, as a page would; the progress when enough is known.

    The model gets the time it takes, however busy the machine is: without it there are soon no items left to answer.
    """
    held = client.get("/api/queue", params={"n": 3, "tab": "t"}).json()["queries"]
    for number in range(len(Y)):
        if number % 100 == 40:
            trained(client, number)
        query = held.pop(0)
        body = {"id": query["id"], "answer": Y[int(query["id"])], "tab": "t", "request": f"{client.base_url}{number}"}
        if query["suggestion"] is not None:
            assert query["suggestion"]["std"] > 0
        more = {"n": 3 - len(held), "have": [query["id"] for query in held]}
        reply = client.post("/api/answers", json=body | more).json()
        held += reply["queries"]
        if until(reply["progress"]):
            return reply["progress"]  # type: ignore[no-any-return]
    pytest.fail("it did not come to that")


def trained(client: httpx.Client, least: int) -> None:
    """Wait until a model is in use that has learnt from so many answers."""
    with client.stream("GET", "/api/events") as news:
        for line in news.iter_lines():
            told = json.loads(line.removeprefix("data: ")) if line.startswith("data: ") else None
            model = told.get("model", told) if isinstance(told, dict) else {}
            if model.get("trained_on", 0) >= least:
                return
    pytest.fail("no model came")


def test_from_a_table_to_a_model_and_back(start: Call, call: Call, houses: Path, tmp_path: Path) -> None:
    served = start("label", houses, "--task", "regress", "--unit", "k€", "--minimum", "0", "--port", "0")
    progress = work(served.client, lambda now: now["model"]["version"] > 0 and now["labelled"] >= 40)
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()

    served = start("label", houses, "--port", "0")
    again = served.client.get("/api/project").json()
    assert (again["space"], again["number"]["unit"]) == ("real", "k€")
    assert again["progress"]["labelled"] == progress["labelled"]
    found = work(served.client, lambda now: now["estimate"]["ready"] and now["model"]["version"] > 0)["estimate"]
    assert found["measure"] == "error"
    assert found["low"] < found["value"] < found["high"] < 2, "the noise is 0.5, the numbers range over 40"
    assert found["sentence"].startswith("Estimated error (RMSE) ")
    assert "k€" in found["sentence"]
    assert served.client.post("/api/answers", json={"id": "1", "answer": -1}).status_code == 422
    surest = served.client.get("/api/items", params={"sort": "-confidence", "limit": 1}).json()["rows"][0]
    assert abs(surest["prediction"] - Y[int(surest["id"])]) < 5
    assert served.end().count("Traceback") == 0

    told = json.loads(call("status", houses, "--json").out)
    assert told["number"] == {"unit": "k€", "minimum": 0.0, "maximum": None}
    assert told["estimate"]["value"] == pytest.approx(found["value"], rel=0.5)
    assert " k€, median " in call("status", houses).out
    exported(call, houses, tmp_path)


def exported(call: Call, houses: Path, folder: Path) -> None:
    """What leaves the project, and comes into another one."""
    for name in ("labels.csv", "labels.jsonl", "labels.parquet", "predictions.csv", "model.skops", "log.jsonl"):
        said = call("export", houses, "-o", folder / name)
        assert said.status == 0, said.err
    with open(folder / "labels.csv", encoding="utf-8") as file:
        labels = {row["id"]: float(row["label"]) for row in csv.DictReader(file)}
    assert all(number == Y[int(item_id)] for item_id, number in labels.items())
    with open(folder / "predictions.csv", encoding="utf-8") as file:
        predicted = list(csv.DictReader(file))
    errors = [float(row["prediction"]) - y for row, y in zip(predicted, Y, strict=True)]
    assert np.sqrt(np.mean(np.square(errors))) < 1
    assert all(float(row["std"]) > 0 for row in predicted)
    assert "error (RMSE), k€" in _report(call, houses, folder)
    copy = folder / "copy.askless"
    assert call("import", copy, folder / "log.jsonl").status == 0
    told = call("status", copy, "--json")
    assert json.loads(told.out)["labelled"] == len(labels)


def _report(call: Call, houses: Path, folder: Path) -> str:
    assert call("report", houses, "-o", folder / "report.html").status == 0
    return (folder / "report.html").read_text(encoding="utf-8")


def test_labels_of_a_file_are_given_by_id(start: Call, call: Call, houses: Path, tmp_path: Path) -> None:
    start("label", houses, "--unit", "k€", "--maximum", "100", "--port", "0").end()
    (tmp_path / "labels.jsonl").write_text('{"id": 3, "label": 12.5}\n{"id": 4, "label": "7"}\n{"id": 5}\n')
    said = call("import", houses, tmp_path / "labels.jsonl")
    assert (said.status, "Imported 2 labels" in said.out) == (0, True)
    (tmp_path / "labels.jsonl").write_text('{"id": 3, "label": 101}\n')
    said = call("import", houses, tmp_path / "labels.jsonl")
    assert said.status == 1
    assert "Line 1 of “labels.jsonl”: 101 k€ is not a number up to 100" in said.err


@pytest.mark.parametrize(
    "options",
    [
        ("--task", "regress", "--labels", "a,b"),
        ("--multilabel", "--unit", "kg"),
        ("--task", "multilabel", "--single"),
        ("--task", "guess"),
        ("--minimum", "2", "--maximum", "1"),
    ],
)
def test_what_cannot_be_meant_is_bad_usage(call: Call, houses: Path, options: tuple[str, ...]) -> None:
    assert call("label", houses, *options, "--no-browser", "--port", "0").status == 2
    assert not houses.with_suffix(".askless").exists()
