"""Lines of JSON, growing files and addresses."""

import gzip
import io
import json
import threading
import time
from pathlib import Path

import pytest

from askless.data.labels.skip import SKIP
from askless.errors import SourceError, UsageError
from askless.stream.sources import lines as lines_module
from askless.stream.sources.acts import Act, Answer, Broken, Offer
from askless.stream.sources.address import address_of
from askless.stream.sources.lines import glance, growing, lines, rows
from askless.stream.sources.reading import Reading


def read(*given: object, **options: str) -> list[Act]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in given)
    return list(lines(io.BytesIO(text.encode()), Reading(**options)))


def test_items() -> None:
    assert read({"id": 7, "x": 1}, {"id": "b", "x": True, "c": "red", "gap": None}) == [
        Offer({"x": 1}, "7", None, "line 1"),
        Offer({"x": True, "c": "red", "gap": None}, "b", None, "line 2"),
    ]
    assert read({"x": 1}, [1, None, 2.5]) == [
        Offer({"x": 1}, None, None, "line 1"),
        Offer([1, None, 2.5], None, None, "line 2"),
    ]
    assert read({"name": "n", "x": 1, "y": "yes"}, id="name", target="y") == [Offer({"x": 1}, "n", "yes", "line 1")]
    assert read({"id": "n", "x": 1}, id="-") == [Offer({"id": "n", "x": 1}, None, None, "line 1")]


def test_answers() -> None:
    assert read({"tell": 7, "answer": 2.5, "annotator": "ann", "seconds": 3}, {"skip": "b"}) == [
        Answer("7", 2.5, "ann", 3, "line 1"),
        Answer("b", SKIP, None, None, "line 2"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{", "null", "3", '"x"', "[]", '["a"]', "{}", '{"x": [1]}', '{"x": {"y": 1}}', '{"tell": 1}', "[" * 100_000,
        '{"tell": null, "answer": "a"}', '{"tell": 1, "answer": "a", "seconds": "b"}', '{"skip": true}', '{"id": 1}',
        '{"id": [1], "x": 1}', '{"id": "", "x": 1}', "\udc80".encode(errors="surrogateescape").decode("latin-1"),
        '{"answer": "yes"}', '{"answer": "yes", "seconds": 2}',
    ],
)  # fmt: skip
def test_broken(line: str) -> None:
    (act,) = read(line)
    assert isinstance(act, Broken)
    assert act.problem.endswith(".")
    assert act.remedy.endswith(".")
    assert len(act.problem) < 200


def test_an_answer_without_its_item_says_how_answers_look() -> None:
    (act,) = read({"answer": "yes"})
    assert isinstance(act, Broken)
    assert '{"tell": "7", "answer": "yes"}' in act.remedy
    assert read({"answer": "yes", "x": 1}) == [Offer({"answer": "yes", "x": 1}, None, None, "line 1")]
    assert read({"answer": "yes", "x": 1}, target="answer") == [Offer({"x": 1}, None, "yes", "line 1")]
    alone = Reading().answer(b'{"id": "7", "answer": "yes"}', "line 1")
    assert isinstance(alone, Broken)
    assert Reading().answer(b'{"skip": 7}', "line 1") == Answer("7", SKIP, None, None, "line 1")


def test_names_that_no_item_has() -> None:
    with pytest.raises(SourceError, match="Did you mean “name”"):
        read({"name": "a", "x": 1}, id="nam")
    said: list[str] = []
    reading = Reading("number", "y", said.append)
    for _ in range(2):  # a broker has names of its own for its messages, and what it has cannot stop the stream
        assert reading.line(b'{"x": 1}', "item #1", "#1") == Offer({"x": 1}, "#1", None, "item #1")
    assert [line.partition(" (")[0] for line in said] == ["There is no column “number”", "There is no column “y”"]
    first, second = read({"name": "a", "x": 1}, {"x": 2}, id="name")
    assert isinstance(first, Offer)
    assert isinstance(second, Broken)


def test_a_glance_at_a_file(tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"x": 1}\n[\n[1]\n{"y": 1, "x": 2}\n'))
    assert glance(path) == (["x", "y"], False)
    path.write_bytes(gzip.compress(b'{"x": 1}\n{"tell": 0, "answer": "a"}\n'))
    assert glance(path) == (["x"], True)


def test_long_lines_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "LONGEST", 64)
    first, second = read({"x": "a" * 1000}, {"x": 1})
    assert isinstance(first, Broken)
    assert second == Offer({"x": 1}, None, None, "line 2")


def test_tables(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,size,colour,y\n1,2.5,red,1\n2,,blue,\n")
    assert list(rows(table, Reading(target="y"), "y")) == [
        Offer({"size": 2.5, "colour": "red"}, "1", "1", "line 2"),
        Offer({"size": None, "colour": "blue"}, "2", None, "line 3"),
    ]
    packed = tmp_path / "table.csv.gz"
    packed.write_bytes(gzip.compress(table.read_bytes()))
    assert list(rows(packed, Reading())) == list(rows(table, Reading()))
    with pytest.raises(SourceError, match="no column “z”"):
        list(rows(table, Reading(target="z"), "z"))


def test_files_that_grow(tmp_path: Path) -> None:
    path, over, found = tmp_path / "answers.jsonl", threading.Event(), []

    def follow() -> None:
        found.extend(growing(path, Reading(), over))

    reader = threading.Thread(target=follow)
    reader.start()
    path.write_text('{"tell": 1, "ans')
    time.sleep(0.2)
    with path.open("a") as file:
        file.write('wer": "a"}\n{"tell": 2, "answer": "b"}')  # the last line has no end
    over.set()
    reader.join(10)
    assert found == [
        Answer("1", "a", place="answers.jsonl, line 1"),
        Answer("2", "b", place="answers.jsonl, line 2"),
    ]


def test_addresses() -> None:
    found = address_of("redis://:secret@localhost/items")
    assert found is not None
    assert (found.server, found.name, found.subject) == (
        "redis://:secret@localhost:6379", "redis://localhost:6379/items", "items",
    )  # fmt: skip
    assert address_of("items.jsonl") is None
    assert address_of("-") is None
    for wrong in ("nats://localhost", "nats://localhost/a.*", "nats://localhost:99999/a", "nats:///a"):
        with pytest.raises(UsageError):
            address_of(wrong)
    with pytest.raises(UsageError, match=r"“mqtt://” is no broker .* nats://, redis://, .*kafka://"):
        address_of("mqtt://localhost/a")
