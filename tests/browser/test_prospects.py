"""The forecast and the recommendation to stop, as a person meets them."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from askless import PoolLearner
from askless.core.events import Event
from askless.enough.forecast.forecast import Forecast, Forecasts
from askless.enough.forecast.words import Outcome, early, worded

from .accessible import faults
from .conftest import Job, Start

STOP = "Further labels are unlikely to change predictions (kappa 0.99, three rounds; chance within 1 point: 4 in 5)."
PLAIN = (
    "You can stop labelling here. "
    "The last labels hardly changed any prediction, and you are probably within 1 point of what all labels would give."
)
FOUND = [
    worded(0.01, 4, 80, Outcome((0.2, 0.45, 0.6), 14, 55, (9, 45), (7, 70), wrong=(10, 9))),
    worded(0.03, 4, 80, Outcome((0.62, 0.8, 0.96), 4, 16, (4, 20), (4, 30), wrong=(10, 9))),
    worded("gain", 4, 80, Outcome((0.92, 0.97, 0.99), 4, 4, (4, 8), (4, 12), wrong=(10, 9))),
]


def look(*forecasts: Forecast, labels: int = 4, stop: bool = False) -> dict[str, Any]:
    """What the log keeps of a look ahead."""
    by = {name: one for name, one in zip(("0.01", "0.03", "gain"), forecasts, strict=False)}
    signal = {"parts": [{"name": "chance", "value": 0.84}]}
    verdict = {"rule": "stabilised", "recommend": stop, "sentence": STOP, "signal": signal}
    return {"labels": labels, "names": 2, "forecast": Forecasts(by).to_json(), "verdict": verdict}


def begun(source: Path, look: dict[str, Any]) -> None:
    """Label four items of a project that `label` goes on with, and leave a look ahead in its log."""
    learner = PoolLearner(source, labels=["spam", "ham"], project=source.with_name("job.askless"))
    learner.tell(["0", "1", "2", "3"], ["ham", "spam", "ham", "spam"])
    learner.record(Event("look", None, look))
    learner.close()


def panel(job: Job) -> Locator:
    """Where the forecast is."""
    return job.page.get_by_test_id("prospects")


def test_a_project_that_is_opened_again_shows_its_last_forecast(label: Start, messages: Path) -> None:
    begun(messages, look(*FOUND))
    job = label(messages)
    expect(panel(job)).to_contain_text(
        "Probably not there yet (1 in 5). Even chance by about 14 labels; 9 in 10 by 55."
    )
    expect(panel(job)).to_contain_text("About 10 more labels (likely 5 to 41; could be 3 to 66).")
    bars = panel(job).get_by_role("list", name="Chance that the labels are enough").get_by_role("listitem")
    expect(bars).to_have_text(["now20 %", "8 labels40 %", "16 labels60 %"])
    expect(panel(job).get_by_role("group", name="Recommendation")).to_have_count(0)
    expect(panel(job)).not_to_contain_text("At your pace")  # four answers are too few to say
    small = panel(job).get_by_text("Ranges like this held for 9 of 10 forecasts")
    expect(small).not_to_be_visible()
    panel(job).get_by_text("How sure is this?").click()
    expect(small).to_be_visible()
    assert faults(job.page) == []
    assert job.problems == []


def test_the_tolerance_is_chosen_by_keyboard_and_kept(label: Start, messages: Path) -> None:
    begun(messages, look(*FOUND))
    job = label(messages)
    page = job.page
    job.ready()
    points = panel(job).get_by_role("radio", name="1 point")
    points.focus()
    job.press("ArrowRight")
    expect(panel(job).get_by_role("radio", name="3 points")).to_be_focused()
    assert faults(page) == []
    expect(panel(job)).to_contain_text("Probably enough already (2 in 3).")
    assert page.get_by_text("Answered before").count() == 0, "the arrow reopens nothing"
    job.press("ArrowRight")
    expect(panel(job)).to_contain_text("Very probably enough already")
    before = job.text
    job.press("1")
    expect(page.get_by_role("article")).not_to_have_text(before), "a label is a key away all the same"
    page.reload()
    expect(panel(job).get_by_role("radio", name="10 % of the gain")).to_be_checked()
    assert job.problems == []


def test_what_is_missing_is_said_instead_of_a_number(label: Start, messages: Path) -> None:
    missing = "At least 6 more labels are needed."
    begun(messages, look(*(early(tolerance, 4, 80, missing) for tolerance in (0.01, 0.03, "gain"))))
    job = label(messages)
    expect(panel(job)).to_contain_text(f"Too early to say. {missing}")
    expect(panel(job).get_by_role("radio")).to_have_count(0)
    expect(panel(job).get_by_role("list")).to_have_count(0)


def test_an_unknown_kind_of_model_is_flagged_and_gets_no_number(label: Start, messages: Path) -> None:
    unknown = Outcome((0.2, 0.5, 0.7), 20, 55, (9, 45), (7, 70), known=False, unknown="this kind of model")
    begun(messages, look(worded(0.01, 4, 80, unknown)))
    job = label(messages)
    expect(panel(job)).to_contain_text("Cannot be told for this kind of model: forecasts were measured for others.")
    expect(panel(job).get_by_role("list")).to_have_count(0)


def in_sight(place: Locator) -> bool:
    """Whether it is on the screen, whole."""
    return bool(
        place.evaluate(
            "node => { const { top, bottom } = node.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }"
        )
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_recommends_and_the_person_decides(label: Start, messages: Path, width: int) -> None:
    begun(messages, look(*FOUND, stop=True))
    job = label(messages, width=width)
    page = job.page
    card = panel(job).get_by_role("group", name="Recommendation")
    expect(card.get_by_role("paragraph").nth(0)).to_have_text(PLAIN)
    expect(card.get_by_role("paragraph").nth(1)).to_have_text(re.compile(re.escape(STOP) + " Kappa is "))
    mark = page.get_by_role("button", name="Enough?")
    if width == 360:
        assert in_sight(mark)
        assert not in_sight(card)
        mark.click()
        expect(card).to_be_focused()
        assert in_sight(card)
    else:
        expect(mark).to_have_count(0)
    for dark in ("Use dark colours", "Use light colours"):
        page.get_by_role("button", name=dark).click()
        assert faults(page) == []
    job.answer("1")  # nothing is in the way
    card.get_by_role("button", name="Export").focus()
    job.press("Enter")
    expect(card).to_contain_text("askless export")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
    assert faults(page) == []
    card.get_by_role("button", name="Go on").focus()
    job.press("Enter")
    expect(card).to_have_count(0)
    job.answer("2")
    page.reload()
    job.ready()
    expect(panel(job).get_by_test_id("headline")).to_be_visible()
    expect(card).to_have_count(0)  # it rests until the next look
    assert job.problems == []


def test_a_new_look_is_told_once_and_brings_the_recommendation_back(label: Start, messages: Path) -> None:
    begun(messages, look(*FOUND, stop=True))
    job = label(messages)
    page = job.page
    told: dict[str, Any] = {}

    def later(route: Route) -> None:
        reply = route.fetch()
        body = reply.json()
        told.setdefault("first", body["progress"]["prospects"])
        body["progress"]["prospects"] = {**told["first"], **told.get("now", {})}
        route.fulfill(response=reply, json=body)

    job.ready()
    page.route("**/api/events*", lambda route: route.abort())
    page.route("**/api/answers", later)
    page.reload()
    card, news = panel(job).get_by_role("group", name="Recommendation"), page.get_by_test_id("news")
    card.get_by_role("button", name="Go on").click()
    job.answer("1")
    job.saved()
    expect(news).to_have_text("")  # nothing is new
    told["now"] = {"labels": 5}
    job.answer("2")
    job.saved()
    expect(card).to_be_visible()
    expect(news).to_have_text(f"{PLAIN} {FOUND[0].headline}")
    expect(news).to_have_attribute("aria-live", "polite")
