"""The estimate as page and command line tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import count
from typing import Any

import pytest

from askless.core.events import Event
from askless.data.labels.classes import Classes
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.state import State
from askless.enough.apart import advised
from askless.enough.estimate import Estimate
from askless.server.shown import estimate_shown, latest

SPACE = Classes(["ham", "spam"])
WIDE = advised(Estimate.of_share(0.8, (0.5, 0.95), 40, basis="answers", level=0.9), left=500)


def told(*estimates: Mapping[str, Any], space: LabelSpace = SPACE, items: int = 500) -> dict[str, Any]:
    """What is shown after these estimates."""
    numbers = count(1)
    events = [Event("trained", None, {"trained_on": 40, "estimate": dict(one)}, next(numbers)) for one in estimates]
    state = State.of(events, space)
    assert state.notice == ""
    return estimate_shown(state, *latest(state), labelled=40, items=items)


def test_what_it_rests_on_is_said_once_and_in_the_same_words() -> None:
    shown = told(asdict(WIDE))
    assert (shown["ready"], shown["value"], shown["basis"]) == (True, 0.8, "answers")
    assert shown["note"] == f"90 % interval, from all 40 answers, corrected for how they were chosen. {WIDE.advice}"
    assert shown["sentence"] == WIDE.sentence
    assert told(asdict(Estimate.of_share(0.8, (0.7, 0.9), 60, basis="test")))["note"] == (
        "90 % interval, from 60 test items kept apart"
    )


def test_why_fewer_answers_count_than_the_page_does_is_said() -> None:
    state = State.of([Event("trained", None, {"trained_on": 40, "estimate": asdict(WIDE)}, 1)], SPACE)
    note = estimate_shown(state, *latest(state), labelled=54, items=500)["note"]
    assert note.startswith("90 % interval, from all 40 answers that had taught the model, corrected for how")


def test_an_estimate_of_an_older_log_is_shown_as_it_was() -> None:
    old = {"value": 0.9, "low": 0.8, "high": 0.95, "n": 31, "ready": True, "sentence": "On 90 %."}
    shown = told(old)
    assert (shown["sentence"], shown["note"], shown["needed"]) == (
        "On 90 %.",
        "95 % interval, from 31 random answers",
        30,
    )


def test_what_is_missing_is_counted() -> None:
    early = Estimate(None, None, None, 7, False, "Too early: 7 of 10.", 10, "answers")
    shown = told(asdict(WIDE), asdict(early))
    assert (shown["sentence"], shown["n"], shown["needed"], shown["note"]) == ("Too early: 7 of 10.", 7, 10, "")
    assert "12 of 30 random answers are in. An estimate comes at about 220 labels." in told(
        asdict(Estimate.too_few(12))
    )["sentence"]  # fmt: skip


@pytest.mark.parametrize(
    ("space", "items", "said"),
    [
        (SPACE, 500, "there is none yet."),
        (SPACE, 40, "cannot be told"),
        (SPACE, 45, "likely too small."),
        (Real(), 500, "0 of 30 random answers are in."),
    ],
)
def test_before_the_first(space: LabelSpace, items: int, said: str) -> None:
    assert said in told(space=space, items=items)["sentence"]
