"""What a simulation on sentences refuses."""

from pathlib import Path

import pytest

from askless.bench.sequences.plan import Plan
from askless.bench.sequences.study import Study
from askless.errors import AsklessError, LabelError, SourceError, UnknownNameError, UsageError


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"task": "classify"}, UnknownNameError, "task about sentences"),
        ({"task": "tag", "dev": "dev.conll"}, UsageError, "no O whose bias"),
        ({"metric": "accuracy"}, UsageError, "There is f1"),
        ({"unit": "hours"}, UnknownNameError, "unit"),
        ({"start": 0}, UsageError, "`start` is 0"),
        ({"batch": 0}, UsageError, "`batch` is 0"),
        ({"budget": True}, UsageError, "`budget` is True"),
        ({"unit": "sentences", "budget": 20}, UsageError, "start takes 50 sentences"),
        ({"strategies": ()}, UsageError, "No strategy"),
        ({"strategies": ("mnlpp",)}, UnknownNameError, "mnlp"),
    ],
)
def test_a_plan_that_cannot_be_meant(options: dict[str, object], error: type[AsklessError], words: str) -> None:
    with pytest.raises(error, match=words):
        Plan(**{"source": "x.conll", "task": "span", **options})  # type: ignore[arg-type]


def test_files_that_do_not_fit_are_refused(spans: tuple[str, str], tags: tuple[str, str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="margin"):
        Study.open(Plan(source=spans[0], task="span", strategies=("margin",)), tmp_path / "a")
    plain = tmp_path / "plain.txt"
    plain.write_text("It rains.\nHello there.\n")
    with pytest.raises(SourceError, match="no sentence with labels"):
        Study.open(Plan(source=str(plain), task="span"), tmp_path / "b")
    other = tmp_path / "other.conll"
    other.write_text("Anna\tNAME\nruns\tVERB\n\n" * 3)
    with pytest.raises(LabelError, match="The test file does not fit the source"):
        Study.open(Plan(source=tags[0], task="tag", test=str(other)), tmp_path / "c")
    with pytest.raises(SourceError, match="3 labelled sentences"):
        Study.open(Plan(source=str(other), task="tag"), tmp_path / "d")
    with pytest.raises(SourceError, match="no file"):
        Study.open(Plan(source=str(tmp_path / "none.conll"), task="tag"), tmp_path / "e")
