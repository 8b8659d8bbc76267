"""What to type to call askless again."""

import re
import sys
from pathlib import Path

import pytest

from askless.core.program import program
from askless.errors import AsklessError


@pytest.mark.parametrize(
    ("called", "found", "words"),
    [
        (".venv/bin/askless", None, ".venv/bin/askless"),
        ("/a b/bin/askless", None, "'/a b/bin/askless'"),
        (".venv/bin/askless", "/usr/bin/askless", "askless"),
        ("/lib/askless/__main__.py", None, "python3 -m askless"),
        ("/bin/pytest", None, "askless"),
        ("", None, "askless"),
    ],
)
def test_it_is_what_works_where_it_was_started(
    called: str, found: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setattr(sys, "executable", "python3")
    monkeypatch.setattr("shutil.which", lambda name: found)
    assert program() == words


@pytest.mark.parametrize("called", ["/else where/bin/askless", "/lib/askless/__main__.py"])
def test_errors_name_the_command_that_works_there(called: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from askless.choose.strategy.fit import check_fit
    from askless.choose.strategy.strategy import strategies
    from askless.cli.place import find_project
    from askless.data.source import open_source
    from askless.data.store.read import read_project

    monkeypatch.setattr(sys, "argv", [called])
    monkeypatch.setattr("shutil.which", lambda name: None)
    source = tmp_path / "a b.csv"
    source.write_text("text,label\ngood,yes\nbad,no\n" * 3, encoding="utf-8")
    for wrong, command in (
        (lambda: check_fit(strategies.get("margin"), "real"), "strategies"),
        (lambda: find_project(source), f"label '{source}'"),
        (lambda: open_source(source, cache=tmp_path / "cache"), "simulate"),
        (lambda: read_project(tmp_path / "none"), "label SOURCE"),
    ):
        with pytest.raises(AsklessError, match=f"`{re.escape(program())} {re.escape(command)}`"):
            wrong()
