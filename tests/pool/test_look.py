"""A look ahead: when it is taken, what gives way to what, and what becomes of one that fails."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askless.data.items.of import items_of
from askless.enough.forecast.forecast import TOLERANCES, Forecast, Forecasts
from askless.enough.forecast.words import Outcome, early, worded
from askless.models.build import build
from askless.pool.job import Job
from askless.pool.look import _Attended, due, look
from askless.pool.moment import Moment
from askless.pool.worker import Worker

TEXTS = [f"{word} {thing} {n}" for n in range(5) for word in ("free", "lunch") for thing in ("now", "today", "again")]
FOUND = Outcome((0.6, 0.7, 0.8), 12, 25, (12, 20), (12, 28))


def job(n: int, *, looked: list[int] | None = None, names: int = 2, **about: Any) -> Job:
    """A job on the first labels of `TEXTS`."""
    answers = ["spam" if "free" in text else "ham" for text in TEXTS[:n]]
    facts: dict[str, Any] = {"space": "classes", "seed": 0, "number": 0, "asked": n, "served": [], "strategy": "margin"}
    facts |= {"seq": n, "random": list(range(n)), "pending": [], "skipped": []} | about
    declared = ["ham", "spam", "offer"][:names]
    return Job(rows=list(range(n)), answers=list(answers), names=declared, looked=looked, **facts)


def forecasts(labels: int) -> Forecasts:
    """What a forecast of `labels` labels may say."""
    return Forecasts({name: worded(one, labels, len(TEXTS), FOUND) for name, one in TOLERANCES.items()})


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Labels of the forecasts that were made; no real one is."""
    made: list[int] = []

    def forecast(moment: Moment) -> Forecasts:
        if moment.model is not None:
            moment.model.clone()  # as a real one would
        made.append(len(moment.job.rows))
        return forecasts(len(moment.job.rows))

    monkeypatch.setattr("askless.pool.look.forecasts", forecast)
    return made


@pytest.fixture
def worker(tmp_path: Path) -> tuple[Worker, list[dict[str, Any]]]:
    """A worker in this process, and what it says."""
    said: list[dict[str, Any]] = []
    items = items_of(TEXTS)
    one = Worker(items, build(None, items, seed=0, task="classes"), tmp_path, 5, said.append)
    one.prepare()
    one.go_on(job(0), lambda: True)
    said.clear()
    return one, said


def kinds(said: list[dict[str, Any]]) -> list[str]:
    return [message["kind"] for message in said]


@pytest.mark.parametrize(
    ("labels", "looked", "names", "when"),
    [
        (0, None, 2, "now"),
        (100, [100, 2], 2, "no"),
        (106, [100, 2], 2, "no"),
        (107, [100, 2], 2, "when free"),
        (114, [100, 2], 2, "now"),
        (93, [100, 2], 2, "when free"),
        (80, [100, 2], 2, "now"),
        (100, [100, 2], 3, "when free"),
        (24, [20, 2], 2, "no"),  # models that differ by fewer labels are alike
        (25, [20, 2], 2, "when free"),
        (9, [8, 2], 2, "when free"),  # so many more are needed, it says
        (9, [9, 2], 2, "no"),
    ],
)
def test_it_is_time_when_the_labels_have_grown(labels: int, looked: list[int] | None, names: int, when: str) -> None:
    rows = list(range(labels))
    about: dict[str, Any] = {"seq": 0, "answers": [], "random": [], "pending": [], "skipped": [], "seed": 0}
    about |= {"number": 0, "asked": 0, "served": [], "strategy": "auto", "space": "classes"}
    assert due(Job(rows=rows, names=list("abc"[:names]), looked=looked, **about)) == when


@pytest.mark.parametrize(
    ("before", "now", "when"),
    [(3, 3, "no"), (3, 2, "when free"), (2, 3, "when free"), (2, 1, "no"), (0, 0, "no")],
)
def test_it_is_time_when_answers_that_a_forecast_waits_for_are_settled(before: int, now: int, when: str) -> None:
    about = replace(job(30, looked=[40, 2, before], changed=now), rows=list(range(40)))
    assert due(about) == when
    assert due(replace(about, contradicted=now, changed=0)) == when


def test_the_ranking_goes_out_first(worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]) -> None:
    one, said = worker
    one.do(job(12), lambda: True)
    assert kinds(said) == ["training", "ranking", "estimate", "look"]
    assert (said[-1]["labels"], said[-1]["names"], said[-1]["seq"]) == (12, 2, 12)
    assert Forecasts.from_json(said[-1]["forecast"]).of(0.01).headline.startswith("Probably enough already")
    assert said[-1]["verdict"]["rule"] == "stabilised"


def test_nothing_is_looked_at_twice(worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]) -> None:
    one, said = worker
    one.do(job(12, looked=[12, 2]), lambda: True)
    assert "look" not in kinds(said)
    assert seen == []


def test_a_job_that_was_sent_before_the_look_brings_no_second_one(
    worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]
) -> None:
    one, _ = worker
    for labels in (24, 25, 29):
        one.do(job(labels), lambda: True)
    assert seen == [24, 29]


def test_without_a_model_there_is_a_look_all_the_same(
    worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]
) -> None:
    one, said = worker
    one.do(job(2), lambda: True)  # both are spam
    assert kinds(said) == ["training", "ranking", "look"]


@pytest.mark.parametrize(("looked", "sees"), [([7, 2], False), ([1, 2], True), (None, True)])
def test_newer_answers_come_first_unless_they_have_kept_it_waiting(
    worker: tuple[Worker, list[dict[str, Any]]], seen: list[int], looked: list[int] | None, sees: bool
) -> None:
    one, said = worker
    one.do(job(12, looked=looked), lambda: False)
    assert ("look" in kinds(said)) == sees


def test_it_stops_in_the_middle_for_newer_answers(
    worker: tuple[Worker, list[dict[str, Any]]], seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = worker
    one.train(job(12))
    left = [True, True, True, False]
    assert look(job(12, looked=[7, 2]), one.model, one.items, np.arange(30), lambda: left.pop(0)) is None
    assert seen == [12], "it had begun"


def test_what_attends_to_newer_answers_is_the_same_model(worker: tuple[Worker, list[dict[str, Any]]]) -> None:
    one, _ = worker
    one.train(job(12))
    attended = _Attended(one.model, lambda: True)
    twin = attended.clone()
    twin.fit(np.arange(12), job(12).encoded(), n_labels=2)
    assert isinstance(twin, _Attended)
    assert np.array_equal(twin.predict_proba(np.arange(5)), one.model.predict_proba(np.arange(5)))
    assert attended.name == one.model.name


@pytest.mark.parametrize("error", [ValueError("too narrow."), np.linalg.LinAlgError("singular")])
def test_a_forecast_that_fails_is_a_sentence(
    worker: tuple[Worker, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, error: Exception,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fail(*_: Any) -> Forecasts:
        raise error

    monkeypatch.setattr("askless.pool.look.forecasts", fail)
    one, said = worker
    one.do(job(12), lambda: True)
    assert kinds(said) == ["training", "ranking", "look"]
    told: Forecast = Forecasts.from_json(said[-1]["forecast"]).of("gain")
    assert told.headline == f"The forecast could not be made ({type(error).__name__}: {str(error).rstrip('.')})."
    assert (told.ready, said[-1]["verdict"]) == (False, None)
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("known", [True, False])
def test_nothing_is_recommended_where_nothing_can_be_forecast(
    worker: tuple[Worker, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    one, said = worker
    found = replace(FOUND, known=known, unknown="" if known else "this kind of model")
    made = Forecasts({"0.01": worded(0.01, 24, 30, found)})
    monkeypatch.setattr("askless.pool.look.forecasts", lambda *_: made)
    one.do(job(24), lambda: True)
    verdict = said[-1]["verdict"]
    assert (verdict["signal"]["value"] is not None) == known
    assert known or not verdict["recommend"]


def test_items_that_are_kept_apart_are_not_of_the_pool(
    worker: tuple[Worker, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[Any] = []

    def forecast(moment: Moment) -> Forecasts:
        pools.append(moment.pool)
        return Forecasts({"0.01": early(0.01, 12, len(moment.pool), "More labels.")})

    monkeypatch.setattr("askless.pool.look.forecasts", forecast)
    one, _ = worker
    one.do(job(12, held=[20, 21]), lambda: True)
    assert set(range(30)) - set(pools[0].tolist()) == {20, 21}


def test_the_estimate_comes_with_the_look_and_not_in_between(
    worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]
) -> None:
    one, said = worker
    one.do(job(24), lambda: True)
    assert kinds(said) == ["training", "ranking", "estimate", "look"]
    about = (said[2]["labels"], said[2]["version"], said[2]["sentence"])
    assert about == (24, 1, "Too early to say how good the model is: 24 of the 30 random answers needed are in.")
    said.clear()
    one.do(job(26, looked=[24, 2]), lambda: True)
    assert kinds(said) == ["training", "ranking"]


def test_a_test_is_told_with_every_training(worker: tuple[Worker, list[dict[str, Any]]], seen: list[int]) -> None:
    one, said = worker
    test: dict[str, Any] = {"held": [28, 29], "test": [28, 29], "test_answers": ["spam", "ham"], "test_size": 2}
    for looked in (None, [24, 2]):
        one.do(job(24, looked=looked, **test), lambda: False)
    assert kinds(said) == ["training", "ranking", "estimate", "look", "training", "ranking", "estimate"]
    assert {message["basis"] for message in said if message["kind"] == "estimate"} == {"test"}
