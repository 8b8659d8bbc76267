"""From a source to a session, and back to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from askless.data.labels.real import Real
from askless.data.store.project import read_settings
from askless.enough.outlook import RANDOM_SHARE
from askless.errors import AsklessError, LabelError, ProjectError, SourceError, UnknownNameError, UsageError
from askless.server.opening import Opened, open_session
from askless.server.options import Options

Open = Callable[..., Opened]


@pytest.fixture
def job(no_process: None) -> Iterator[Open]:
    """A function like `open_session`; what it opened is closed before it opens again."""
    latest: list[Opened] = []

    def opened(path: Path, folder: Path | None = None, **options: Any) -> Opened:
        while latest:
            latest.pop().session.close()
        latest.append(open_session(path, Options(**options), folder))
        return latest[-1]

    yield opened
    while latest:
        latest.pop().session.close()


@pytest.fixture
def mails(tmp_path: Path) -> Path:
    """Four texts, one of them labelled."""
    path = tmp_path / "mails.csv"
    path.write_text("text,label\nwin a prize,spam\nsee you at eight,\nhello there,\nfree money,\n")
    return path


def labels(opened: Opened) -> list[str]:
    return [label["name"] for label in opened.session.standing.labels()]


def test_a_new_job(job: Open, mails: Path) -> None:
    opened = job(mails, labels=["spam", "ham"], batch=5)
    session = opened.session
    assert opened.project.path == mails.parent / "mails.askless"
    assert session.learner.state.labelled == 1
    assert labels(opened) == ["spam", "ham"]
    assert session.learner._random_share == RANDOM_SHARE
    assert (session.standing.project()["name"], session.standing.project()["source"]) == ("mails", "mails.csv")
    assert session.standing.progress()["batch"] == 5
    assert opened.command == f"askless label {mails}"
    settings = read_settings(opened.project.path)
    assert (settings["source"], settings["labels"], settings["batch"]) == ("../mails.csv", ["spam", "ham"], 5)


def test_the_same_call_resumes_with_what_was_said_before(job: Open, mails: Path) -> None:
    first = job(mails, labels=["spam", "ham", "other"], strategy="margin", batch=5, seed=7, ignore_labels=True)
    first.session.answer("2", "ham", request="r1")
    again = job(mails)
    learner = again.session.learner
    assert learner.state.items["2"].answer == "ham"
    assert (labels(again), learner.strategy, learner.seed) == (["spam", "ham", "other"], "margin", 7)
    assert again.session.standing.progress()["batch"] == 5
    assert learner.state.labelled == 1, "labels of the source are still left out"


def test_the_project_folder_opens_its_source(job: Open, mails: Path) -> None:
    job(mails, labels=["spam", "ham"])
    again = job(mails.parent / "mails.askless")
    assert len(again.session.learner.items) == 4


def test_labels_of_the_source_are_given_once(job: Open, mails: Path) -> None:
    job(mails, labels=["spam", "ham"]).session.answer("0", "ham", request="r1")
    again = job(mails)
    assert again.session.learner.state.items["0"].answer == "ham"
    assert len(again.session.learner.state.items["0"].history) == 2


def test_new_labels_and_another_strategy_are_taken_up(job: Open, mails: Path) -> None:
    job(mails, labels=["spam", "ham"])
    again = job(mails, labels=["spam", "ham", "unsure"], strategy="least-confidence")
    assert labels(again) == ["spam", "ham", "unsure"]
    assert again.session.learner.strategy == "least_confidence"
    assert job(mails).session.learner.strategy == "least_confidence"


def test_without_labels_the_page_asks_for_them(job: Open, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("text\none thing\nanother thing\n")
    opened = job(tmp_path / "texts.csv")
    assert labels(opened) == []
    assert opened.session.queue(1, [], "a")["queries"], "items can be looked at before labels have names"
    opened.session.add_label("good")
    opened.session.answer("0", "good", request="r1")
    assert labels(job(tmp_path / "texts.csv")) == ["good"]


def test_several_labels_an_item(job: Open, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("text\none thing\nanother thing\n")
    opened = job(tmp_path / "texts.csv", labels=["art", "money"], task="multilabel")
    assert opened.session.standing.project()["space"] == "multilabel"
    opened.session.answer("0", ["art", "money"], request="r1")
    assert job(tmp_path / "texts.csv").session.query("0")["answer"] == ["art", "money"]
    with pytest.raises(UsageError, match="a set of labels"):
        job(tmp_path / "texts.csv", task="classify")


def test_a_folder_of_ones_own(job: Open, mails: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "work"
    opened = job(mails, folder, labels=["spam", "ham"])
    assert opened.project.path == folder
    assert opened.command == f"askless label {mails} --project {folder}"
    assert read_settings(folder)["source"] == str(mails)
    assert not (tmp_path / "mails.askless").exists()


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"strategy": "nonsense"}, UnknownNameError),
        ({"model": "nonsense"}, UnknownNameError),
        ({"model": "boosted"}, UnknownNameError),
        ({"text": "nonsense"}, SourceError),
        ({"labels": ["ham"]}, LabelError),
    ],
)
def test_what_cannot_be_opened_leaves_nothing_behind(
    job: Open, mails: Path, options: dict[str, Any], error: type[AsklessError]
) -> None:
    with pytest.raises(error):
        job(mails, **options)
    assert not (mails.parent / "mails.askless").exists()
    assert job(mails).session.learner.state.labelled == 1


def test_ctrl_c_while_reading_leaves_nothing_behind(job: Open, mails: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("askless.server.opening.open_source", stopped)
    with pytest.raises(KeyboardInterrupt):
        job(mails)
    assert [path.name for path in mails.parent.iterdir()] == ["mails.csv"]


def test_a_missing_source_makes_no_folder(job: Open, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        job(tmp_path / "mial.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_an_old_job_alone(job: Open, mails: Path) -> None:
    job(mails).session.answer("2", "spam", request="r1")
    with pytest.raises(UnknownNameError):
        job(mails, model="nonsense")
    assert job(mails).session.learner.state.items["2"].answer == "spam"


def test_a_source_that_changed_under_a_job_is_said(job: Open, mails: Path) -> None:
    job(mails).session.answer("2", "spam", request="r1")
    mails.write_text("text,label\nanother text,spam\nand one more,\n")
    with pytest.raises(ProjectError, match="changed"):
        job(mails)


@pytest.mark.parametrize("line", ["labels = 3", "labels = [1, 2]", 'batch = "ten"', "model = 5", 'task = "guess"'])
def test_settings_of_the_wrong_kind_are_named(job: Open, mails: Path, line: str) -> None:
    folder = job(mails, labels=["spam", "ham"]).project.path
    job(mails).session.close()
    (folder / "project.toml").write_text(f"{line}\n")
    with pytest.raises(ProjectError, match=r"project\.toml hold (labels|batch|model|task) = "):
        job(mails)


def test_a_job_is_open_once(job: Open, mails: Path) -> None:
    opened = job(mails)
    opened.project.announce("http://127.0.0.1:8642/")
    with pytest.raises(ProjectError, match=r"http://127\.0\.0\.1:8642/"):
        open_session(mails, Options())
    opened.session.answer("2", "spam", request="r1")


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """Forty rows, five of them with a price."""
    path = tmp_path / "houses.csv"
    path.write_text(
        "area,rooms,target\n" + "".join(f"{50 + i},{i % 5},{i * 7.5 if i < 5 else ''}\n" for i in range(40))
    )
    return path


def test_a_unit_or_a_bound_asks_for_numbers(job: Open, houses: Path) -> None:
    opened = job(houses, unit=" k€ ", minimum=0)
    session = opened.session
    assert (session.learner.space, session.learner.strategy) == (Real(unit="k€", minimum=0), "lcmd")
    assert session.learner._random_share == RANDOM_SHARE
    assert session.labelled == 5
    settings = read_settings(opened.project.path)
    assert (settings["task"], settings["unit"], settings["minimum"]) == ("regress", "k€", 0)


def test_numbers_are_remembered(job: Open, houses: Path) -> None:
    folder = job(houses, unit="k€", minimum=0, strategy="igs").project.path
    for options in ({}, {"task": "regress"}, {"unit": "k€"}, {"minimum": 0.0}):
        learner = job(houses, **options).session.learner
        assert (learner.space, learner.strategy, learner.state.labelled) == (Real(unit="k€", minimum=0), "igs", 5)
    job(houses).session.close()
    (folder / "project.toml").unlink()
    assert job(houses).session.learner.space == Real(unit="k€", minimum=0), "the log knows"
    assert read_settings(folder)["unit"] == "k€"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"task": "classify"}, "an answer is a number"),
        ({"labels": ["cheap", "dear"]}, "an answer is a number"),
        ({"unit": "€"}, "the unit is k€"),
        ({"maximum": 1000.0}, "there is no maximum"),
        ({"strategy": "margin"}, "here an answer is a number"),
    ],
)
def test_numbers_stay_numbers(job: Open, houses: Path, options: dict[str, Any], said: str) -> None:
    job(houses, unit="k€", minimum=0).session.answer("7", 12.5, request="r1")
    with pytest.raises(UsageError, match=said):
        job(houses, **options)
    assert job(houses).session.learner.state.items["7"].answer == 12.5


def test_labels_do_not_become_numbers(job: Open, mails: Path) -> None:
    folder = job(mails).project.path
    with pytest.raises(UsageError, match="an answer is one label"):
        job(mails, unit="kg")
    job(mails).session.close()
    (folder / "project.toml").unlink()
    with pytest.raises(UsageError, match="an answer is one label"):
        job(mails, task="regress")


@pytest.mark.parametrize(
    "options",
    [
        {"task": "multilabel", "unit": "kg"},
        {"task": "classify", "minimum": 0.0},
        {"task": "regress", "labels": ["a"]},
        {"unit": "kg", "labels": ["a"]},
        {"minimum": 3.0, "maximum": 2.0},
        {"maximum": float("nan")},
    ],
)
def test_options_that_contradict_each_other(job: Open, houses: Path, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        job(houses, **options)
    assert not (houses.parent / "houses.askless").exists()


def test_a_model_of_labels_is_refused_for_numbers(job: Open, houses: Path) -> None:
    with pytest.raises(UnknownNameError, match="ridge"):
        job(houses, task="regress", model="linear")
    assert job(houses, task="regress", model="gaussian_process").session.learner.strategy == "lcmd"


def test_settings_of_an_earlier_askless_say_multilabel(job: Open, tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("text\none thing\nanother thing\n")
    folder = job(tmp_path / "texts.csv", labels=["art", "money"], task="multilabel").project.path
    job(tmp_path / "texts.csv").session.close()
    (folder / "project.toml").write_text('multilabel = true\nlabels = ["art", "money"]\n')
    assert job(tmp_path / "texts.csv").session.standing.project()["space"] == "multilabel"
