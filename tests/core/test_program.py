"""What to type to call askless again."""

import sys

import pytest

from askless.core.program import program


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
