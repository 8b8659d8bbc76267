"""`askless strategies`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from askless.choose.strategy.strategy import strategies

Call = Callable[..., Any]


def test_all_are_listed(call: Call) -> None:
    said = call("strategies")
    assert [line.split()[0] for line in said.out.splitlines()] == strategies.names()


@pytest.mark.parametrize("name", strategies.names())
def test_each_is_explained(call: Call, name: str) -> None:
    said = call("strategies", name.replace("_", "-"))
    assert said.status == 0
    assert said.out.startswith(f"{name}: ")
    assert "\nNeeds: " in said.out
    assert "\nReference: " in said.out or not strategies.get(name).reference
    assert all(len(line) <= 100 for line in said.out.splitlines()[1:])
    facts = json.loads(call("strategies", name, "--json").out)
    assert facts["name"] == name
    assert facts["needs"] == list(strategies.get(name).needs)


def test_json_of_all(call: Call, tmp_path: Path) -> None:
    assert call("strategies", "--json", tmp_path / "all.json").out == ""
    assert [fact["name"] for fact in json.loads((tmp_path / "all.json").read_text())] == strategies.names()
    assert json.loads(call("strategies", "--json", "margin").out)["name"] == "margin"


def test_an_unknown_one_is_answered_with_what_is_near(call: Call) -> None:
    said = call("strategies", "magrin")
    assert said.status == 2
    assert "There is no strategy “magrin”. Did you mean “margin”" in said.err
