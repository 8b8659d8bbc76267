"""What pages and `askless status` tell of the labels to come."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from askless.core.events import Event
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.store.state import State
from askless.enough.forecast.forecast import Forecast, Forecasts
from askless.enough.forecast.words import Counted, Outcome, early, worded
from askless.server.prospects import in_time, lines, prospects
from askless.server.session import LabellingSession

FOUND = Outcome((0.2, 0.55, 0.7), 400, 1873, (250, 850), (150, 2300))


def look(*forecasts: Forecast, **verdict: Any) -> Event:
    """The event of a look ahead."""
    by = {str(one.tolerance): one for one in forecasts}
    said = {"recommend": True, "sentence": "Further labels are unlikely to change predictions."} | verdict
    data = {"labels": 210, "names": 2, "forecast": Forecasts(by).to_json(), "verdict": said if verdict else None}
    return Event("look", None, data)


def timed(n: int, seconds: float) -> list[Event]:
    """Answers that took so long."""
    return [Event("answer", str(i), {"answer": "a", "seconds": seconds}) for i in range(n)]


ALL = [worded(tolerance, 210, 3412, FOUND) for tolerance in (0.01, 0.03)] + [worded("gain", 210, 3412, FOUND)]


def test_every_tolerance_is_told_the_tightest_first() -> None:
    told = prospects(State.of([look(*reversed(ALL))]))
    assert told is not None
    assert [one["tolerance"] for one in told["by"]] == ["0.01", "0.03", "gain"]
    assert told["by"][0]["headline"].startswith("Probably not there yet (1 in 5). Even chance by about 400 labels")
    assert (told["by"][0]["chances"], told["stop"], told["labels"]) == ([0.2, 0.55, 0.7], None, 210)


def test_no_chance_is_drawn_where_none_can_be_told() -> None:
    unknown = worded(0.01, 210, 3412, Outcome((0.2, 0.5, 0.7), 400, 1873, (250, 850), (150, 2300), known=False))
    wide = worded(0.01, 210, 34120, Outcome((0.2, 0.5, 0.7), 400, 1873, (250, 8500), (150, 23000)))
    for one in (unknown, wide, early(0.01, 4, 500, "At least 6 more labels are needed.")):
        told = prospects(State.of([*timed(30, 2.0), look(one)]))
        assert told is not None
        (shown,) = told["by"]
        assert (shown["chances"], shown["range"], shown["time"]) == (None, "", "")
        assert shown["headline"].startswith(("Too early to say.", "Cannot be told for"))
        assert lines(told) == [shown["headline"]]


@pytest.mark.parametrize(
    ("labels", "seconds", "said"),
    [
        (210, None, ""),
        (210, 2.5, "At your pace: even chance in about 8 min, 9 in 10 in about 1 h 10 min."),
        (399, 2.5, "At your pace: even chance in under a minute, 9 in 10 in about 1 h."),
        (500, 2.5, "At your pace: 9 in 10 in about 55 min."),
        (1900, 2.5, ""),
    ],
)
def test_the_time_is_that_of_the_labels_to_come(labels: int, seconds: float | None, said: str) -> None:
    assert in_time({**ALL[0].to_json(), "labels": labels}, seconds) == said


def test_one_time_is_said_once() -> None:
    forecast = {"range": "…", "labels": 210, "even": 3400, "nine": 3412}
    assert in_time(forecast, 2.5) == "At your pace: 9 in 10 in about 2 h 10 min."


def test_a_recommendation_comes_first_and_only_if_there_is_one() -> None:
    state = State.of([look(*ALL, recommend=True)])
    said = lines(prospects(state))
    assert said[0] == "You can stop labelling here. Further labels are unlikely to change predictions."
    assert said[1:3] == [ALL[0].headline, ALL[0].range]
    assert said[-1] == ALL[0].small_print
    assert said[-2] == f"Within 10 % of the gain: {ALL[2].headline}"
    assert lines(prospects(State.of([look(*ALL, recommend=False)]))) == said[1:]
    assert lines(prospects(State())) == []


def test_test_items_and_copies_are_counted_as_the_page_does() -> None:
    counted = worded(0.01, 86, 1127, FOUND, Counted(122, 1200, apart=40))
    told = prospects(State.of([look(counted)]))
    assert told is not None
    assert (told["labelled"], told["by"][0]["items"]) == (122, 1127)
    old = {name: value for name, value in look(*ALL).data["forecast"]["by"]["0.01"].items() if name != "labelled"}
    data = look().data | {"forecast": {"by": {"0.01": old}, "automatic": None}}
    told = prospects(State.of([Event("look", None, data)]))
    assert told is not None
    assert told["labelled"] == 210


def test_no_bar_says_more_than_the_words() -> None:
    early_bars = replace(FOUND, chances=(0.2, 0.6, 0.97), even=500, nine=900, likely=(450, 900))
    told = prospects(State.of([look(worded(0.01, 210, 3412, early_bars))]))
    assert told is not None
    assert told["by"][0]["chances"] == pytest.approx([0.2, 0.4, 0.85])


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.96, ", and you are very probably within 1 point of what all"),
        (0.84, ", and you are probably within 1 point of what all labels"),
        (0.5, ", and it is about as likely as not that you are within 1"),
        (None, "."),
    ],
)
def test_the_recommendation_is_told_in_plain_words_first(chance: float | None, words: str) -> None:
    parts = [{"name": "kappa", "value": 0.99}, {"name": "chance", "value": chance}]
    exact = (
        "Further labels are unlikely to change predictions (kappa 0.99, three rounds; chance within 1 point: 4 in 5)."
    )
    signal = {"parts": parts if chance is not None else []}
    told = prospects(State.of([look(*ALL, recommend=True, rule="stabilised", sentence=exact, signal=signal)]))
    assert told is not None
    hardly = "You can stop labelling here. The last labels hardly changed any prediction"
    assert told["stop"].startswith(hardly + words)
    assert told["why"].startswith(f"{exact} Kappa is ")
    assert lines(told)[:2] == [told["stop"], told["why"]]


@pytest.mark.parametrize("signal", [None, 7, {"parts": 3}, {"parts": [None, {"name": "chance", "value": "x"}]}])
def test_whatever_a_log_says_of_signals_it_is_told(signal: object) -> None:
    told = prospects(State.of([look(*ALL, recommend=True, rule="stabilised", signal=signal)]))
    assert told is not None
    assert told["stop"] == "You can stop labelling here. The last labels hardly changed any prediction."


def test_where_items_have_no_one_label_only_a_recommendation_is_told() -> None:
    events = [look(*ALL), look(*ALL, recommend=True)]
    for space in (MultiLabel(["a", "b"]), Real()):
        silent, told = (prospects(State.of(events[:n], space)) for n in (1, 2))
        assert (silent, lines(silent)) == (silent | {"labels": 210, "by": [], "stop": None, "why": ""}, [])
        assert lines(told) == ["You can stop labelling here. Further labels are unlikely to change predictions."]


def test_pages_get_it_with_their_progress(
    make_session: Callable[..., LabellingSession], enter: Callable[..., httpx.Client]
) -> None:
    session = make_session()
    assert enter(session).get("/api/project").json()["progress"]["prospects"] is None
    session.learner.record(look(*ALL, recommend=True))
    told = enter(session).get("/api/project").json()["progress"]["prospects"]
    assert told["stop"] == "You can stop labelling here. Further labels are unlikely to change predictions."
    assert told["by"][1]["chances"] == [0.2, 0.55, 0.7]
