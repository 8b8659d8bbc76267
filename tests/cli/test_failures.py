"""Every way to fail, and what a person is told."""

import errno

import pytest

from askless.cli.failures import explained
from askless.errors import ProjectError, StorageError, UsageError


def ends_by(error: BaseException) -> object:
    def call() -> None:
        raise error

    return call


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (ProjectError("It is open.", "Close it."), 1, "askless: It is open. Close it.\n"),
        (StorageError("The disk is full.", "Free some space."), 1, "askless: The disk is full. Free some space.\n"),
        (UsageError("Port 1 is taken.", "Choose another."), 2, "askless: Port 1 is taken. Choose another.\n"),
        (KeyboardInterrupt(), 130, "askless: stopped.\n"),
        (PermissionError(errno.EACCES, "Permission denied", "x.csv"), 1,
         "askless: “x.csv” could not be used (permission denied). Check the path and its rights.\n"),
        (MemoryError(), 1,
         "askless: The memory of this machine is used up. Close other programs, or try with a smaller file.\n"),
        (ZeroDivisionError("division by zero"), 1,
         "askless: Something went wrong that should not have (ZeroDivisionError: division by zero). Call it again "
         "with --debug for the traceback, which a report needs.\n"),
        (SystemExit(2), 2, ""),
        (SystemExit(), 0, ""),
        (SystemExit("text"), 1, ""),
    ],
)  # fmt: skip
def test_each_end_has_its_status_and_its_sentence(
    error: BaseException, status: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert explained(ends_by(error)) == status  # type: ignore[arg-type]
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", told)


@pytest.mark.parametrize(
    "error", [ProjectError("No."), OSError(5, "Input/output error"), ZeroDivisionError(), MemoryError()]
)
def test_debug_shows_the_traceback(error: Exception) -> None:
    with pytest.raises(type(error)):
        explained(ends_by(error), debug=True)  # type: ignore[arg-type]


def test_success_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(lambda: print("done")) == 0
    assert capsys.readouterr().out == "done\n"
