"""`askless strategies`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from askless.choose.strategy.describe import families, family
from askless.choose.strategy.strategy import strategies

Call = Callable[..., Any]


def test_all_are_listed_by_family(call: Call) -> None:
    blocks = [block.splitlines() for block in call("strategies").out.split("\n\n")]
    assert [block[0] for block in blocks] == list(families())
    for (title, members), block in zip(families().items(), blocks, strict=True):
        assert [line.split()[0] for line in block[1:]] == [member.name for member in members], title
    assert sorted(line.split()[0] for block in blocks for line in block[1:]) == strategies.names()
    assert all(len(line) <= 130 for block in blocks for line in block)


def test_a_wrapper_is_explained_with_what_is_inside(call: Call) -> None:
    said = call("strategies", "power(badge)")
    assert said.out.startswith("power(badge): draws by chance")
    assert "embedding (" in said.out, "it needs what badge needs"
    assert "that of badge, which is inside: " in " ".join(said.out.split())
    assert "Options (from Python): beta = 1.0, kind = 'power', longer = 5." in said.out
    fact = json.loads(call("strategies", "power(badge)", "--json").out)
    assert (fact["name"], fact["family"]) == ("power(badge)", "wrapper")


def test_a_combination_that_is_none_is_refused(call: Call) -> None:
    said = call("strategies", "margin(badge)")
    assert said.status == 2
    assert "Wrappers are written as in power(badge)" in said.err


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
    assert facts["tasks"] == list(strategies.get(name).tasks)
    assert facts["family"] == family(strategies.get(name))
    assert "\nAnswers: " in said.out
    assert "\nWhen not: " in said.out
    assert "\nCost: " in said.out
    assert ("\nExample, in which item 0 comes first:\n" in said.out) == (name not in {"hierarchical", "random"})


def test_json_of_all(call: Call, tmp_path: Path) -> None:
    assert call("strategies", "--json", tmp_path / "all.json").out == ""
    assert [fact["name"] for fact in json.loads((tmp_path / "all.json").read_text())] == strategies.names()
    assert json.loads(call("strategies", "--json", "margin").out)["name"] == "margin"


def test_an_unknown_one_is_answered_with_what_is_near(call: Call) -> None:
    said = call("strategies", "magrin")
    assert said.status == 2
    assert "There is no strategy “magrin”. Did you mean “margin”" in said.err


def test_labelled_rows_are_used_and_not_needed(call: Call) -> None:
    said = call("strategies", "lcmd").out
    assert "labelled" not in said.partition("\nNeeds: ")[2].partition("\n\n")[0]
    assert "\nUses, if there are any: labelled (rows that are labelled" in said
