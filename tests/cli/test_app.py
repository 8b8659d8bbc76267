"""The command line as a whole: light, complete, and every command with an example."""

import logging
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import askless
from askless.cli.app import COMMANDS, GROUPS, arguments, commands

Call = Callable[..., Any]

MEMBERS = [f"{group} {name}" for group in GROUPS for name in commands(group)]
"""Commands of groups, as they are called."""

FORBIDDEN = {"numpy", "sqlalchemy", "fastapi", "sklearn", "pandas", "scipy", "pyarrow", "rich", "PIL"}


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "askless", *arguments]
    return subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload, no-any-return]


def test_every_command_of_the_list_is_there_and_in_the_overview(call: Call) -> None:
    said = call("--help")
    assert said.status == 0
    assert commands() == [name for name in COMMANDS if re.search(rf"^  {name}  ", said.out, re.MULTILINE)]
    files = {path.stem for path in Path(askless.__file__).parent.joinpath("cli").iterdir()}
    assert {COMMANDS[name] for name in commands()} <= files


def test_every_command_of_a_group_is_in_its_overview(call: Call) -> None:
    for name in GROUPS:
        said = call(name, "--help")
        assert commands(name) == re.findall(r"^  (\w+)  ", said.out.partition("Commands:")[2], re.MULTILINE)


@pytest.mark.parametrize("name", [*commands(), *MEMBERS])
def test_every_command_has_a_worked_example(call: Call, name: str) -> None:
    said = call(*name.split(), "--help")
    assert said.status == 0
    assert f"$ askless {name}" in said.out
    assert said.out == call(*name.replace("-", "_").split(), "--help").out


def test_no_arguments_show_the_overview(call: Call) -> None:
    said = call()
    assert "Commands:" in said.out + said.err


def test_version(call: Call) -> None:
    assert call("--version").out == f"askless {askless.__version__}\n"
    assert run("--version").stdout == f"askless {askless.__version__}\n", "as a module too"


@pytest.mark.parametrize("argument", ["--help", *(f"{name} --help" for name in [*commands(), *MEMBERS])])
def test_help_loads_nothing_heavy(argument: str) -> None:
    code = (
        "import sys; from askless.cli import main; status = main(sys.argv[1:])\n"
        "print({name.partition('.')[0] for name in sys.modules}); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *argument.split()], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(re.findall(r"'(\w+)'", done.stdout.splitlines()[-1]))
    assert not loaded & FORBIDDEN


@pytest.mark.parametrize(
    ("given", "kept", "debug"),
    [
        (["status", "x", "--json"], ["status", "x", "--json", "-"], False),
        (["status", "--json", "--project", "p"], ["status", "--json", "-", "--project", "p"], False),
        (["simulate", "x", "--json", "out.json"], ["simulate", "x", "--json", "out.json"], False),
        (["status", "x", "--json", "-"], ["status", "x", "--json", "-"], False),
        (["--debug", "status", "x"], ["status", "x"], True),
        (["status", "x", "--debug"], ["status", "x"], True),
        (["status", "--", "--debug"], ["status", "--", "--debug"], False),
        (["label", "x", "--target=y"], ["label", "x", "--label-column=y"], False),
        (["simulate", "x", "--label-column", "y"], ["simulate", "x", "--target", "y"], False),
        (["stream", "simulate", "x", "--label-column=y"], ["stream", "simulate", "x", "--target=y"], False),
        (["label", "x", "--", "--target"], ["label", "x", "--", "--target"], False),
        ([], [], False),
    ],
)
def test_arguments(given: list[str], kept: list[str], debug: bool) -> None:
    assert arguments(given) == (kept, debug)


def test_bad_usage_is_told_with_status_2(call: Call) -> None:
    said = call("stauts")
    assert (said.status, said.out) == (2, "")
    assert "There is no command “stauts”. Did you mean status" in said.err
    said = call("stream", "simulat")
    assert (said.status, said.out) == (2, "")
    assert "There is no command “stream simulat”. Did you mean simulate?" in said.err
    said = call("qqq")
    assert f"There are: {', '.join(commands())}." in said.err
    assert call("status", "--colour").status == 2
    assert call("export", "x").status == 2
    assert call("export", "x", "-o", "y", "--what", "everything").status == 2


def test_whoever_reads_may_stop_early() -> None:
    """`askless strategies | head -1`, without a word on the standard error."""
    command = f"{sys.executable} -m askless strategies | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.stdout == "To begin with\n"
    assert done.stderr == ""


@pytest.mark.parametrize("ending", [">&-", "| head -n 1 >/dev/null", "2>&-"])
def test_output_that_nobody_takes_makes_no_traceback(ending: str) -> None:
    command = f"{sys.executable} -m askless strategies {ending}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert done.stderr == ""


def test_ctrl_c_is_one_line(tmp_path: Path) -> None:
    """A command that is stopped while it works: here, reading a pipe that nobody writes to."""
    import os

    os.mkfifo(tmp_path / "labels.jsonl")
    code = "import sys; print('ready', flush=True); from askless.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "import", str(tmp_path), str(tmp_path / "labels.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        with open(tmp_path / "labels.jsonl", "w"):  # opens when the command has opened it
            running.send_signal(signal.SIGINT)
            _, err = running.communicate()
    assert running.returncode == 130
    assert err == "askless: stopped.\n"


def test_debug_holds_for_what_is_logged_behind_the_page(call: Call) -> None:
    assert call("--version", "--debug").status == 0
    assert logging.getLogger("askless.server").isEnabledFor(logging.DEBUG)
    assert call("--version").status == 0
    assert not logging.getLogger("askless.server").isEnabledFor(logging.DEBUG)
