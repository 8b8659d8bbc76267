"""How good the model is, as a person reads it: the number, its interval and what it rests on."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from askless import PoolLearner
from askless.core.events import Event
from askless.enough.apart import advised
from askless.enough.estimate import Estimate
from askless.enough.forecast.forecast import Forecasts
from askless.enough.forecast.words import early

from .accessible import faults
from .conftest import Start

BLEND = advised(Estimate.of_share(0.8, (0.52, 0.94), 4, basis="answers", level=0.9), left=70)
TEST = Estimate.of_share(0.9, (0.82, 0.95), 100, basis="test")
OLD = {"value": 0.9, "low": 0.74, "high": 0.97, "n": 30, "ready": True, "sentence": "Estimated accuracy 90 %."}


def in_sight(place: Locator) -> bool:
    """Whether it is on the screen, whole."""
    ends = "node => { const { top, bottom } = node.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }"
    return bool(place.evaluate(ends))


def begun(source: Path, estimate: dict[str, Any], **options: Any) -> None:
    """A project with four answers, a look ahead at them and an estimate."""
    learner = PoolLearner(source, labels=["spam", "ham"], project=source.with_name("job.askless"), **options)
    learner.tell(["0", "1", "2", "3"], ["ham", "spam", "ham", "spam"])
    ahead = Forecasts({"0.01": early(0.01, 4, 80, "More labels.")}).to_json()
    learner.record(Event("trained", None, {"version": 1, "trained_on": 4, "estimate": estimate}))
    learner.record(Event("look", None, {"labels": 4, "names": 2, "forecast": ahead, "verdict": None}))
    learner.close()


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (
            asdict(BLEND),
            "80 % between 52 % and 94 % "
            "90 % interval, from all 4 answers, corrected for how they were chosen. "
            "70 random labels kept apart would tell it to ±8 points (askless label --holdout random:70).",
        ),
        (asdict(TEST), "90 % between 82 % and 95 % 90 % interval, from 100 test items kept apart"),
        (OLD, "90 % between 74 % and 97 % 95 % interval, from 30 random answers"),
    ],
)
def test_what_it_rests_on_stands_below(label: Start, messages: Path, estimate: dict[str, Any], said: str) -> None:
    begun(messages, estimate)
    job = label(messages)
    job.ready()
    shown = job.page.get_by_test_id("estimate")
    trained = job.page.get_by_test_id("model")
    expect(trained).to_contain_text("from 4 labels", timeout=30_000)  # and no other estimate was taken
    expect(shown).to_contain_text(said)
    assert faults(job.page) == []
    assert job.problems == []


def test_the_bar_of_a_narrow_window_has_the_interval_and_leads_to_the_rest(label: Start, messages: Path) -> None:
    begun(messages, asdict(BLEND), holdout=10)
    job = label(messages, width=400)
    job.ready()
    bar = job.page.get_by_test_id("strip").get_by_role("button", name="80 % accurate, 52 % to 94 %")
    shown = job.page.get_by_test_id("estimate")
    assert not in_sight(shown)
    bar.click()
    assert in_sight(shown)
    assert in_sight(bar)
    done = job.page.get_by_label("Labels done", exact=True)
    expect(done).to_be_focused()
    expect(done).to_contain_text("4 taught the model · 0 of 10 test items", timeout=30_000)
    expect(job.page.get_by_label("Learning curve")).to_contain_text("by labels that teach")
    assert job.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert faults(job.page) == []
    assert job.problems == []
