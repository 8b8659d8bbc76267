"""Whole simulations of small streams."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from askless.bench.prequential.outcome import Outcome
from askless.bench.prequential.plan import Plan, usual_adaptations
from askless.bench.prequential.prequential import prequential
from askless.bench.prequential.report import html_report
from askless.bench.prequential.seed import SeedRun, Track
from askless.bench.prequential.tables import tables
from askless.errors import UnknownNameError, UsageError

SMALL = Plan(
    source="sine:abrupt", items=300, seeds=2, batch=10, strategies=("variable_uncertainty", "random"),
    adaptations=("passive",), model="naive_bayes",
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> Outcome:
    return prequential(SMALL)


def without_seconds(run: SeedRun) -> SeedRun:
    return replace(run, tracks={name: replace(track, seconds=0.0) for name, track in run.tracks.items()})


def test_the_shape_of_the_numbers(small: Outcome) -> None:
    found = json.loads(json.dumps(small.to_json(), allow_nan=False))
    assert list(found["strategies"]) == ["variable_uncertainty+passive", "random+passive"]
    arm = found["strategies"]["variable_uncertainty+passive"]
    lists = ["accuracy", "kappa", "kappa_m", "kappa_temporal", "budget", "labels", "drifts", "swaps", "delay", "missed"]
    for name in (*lists, "false_alarms", "recovery", "items_per_second", "curve", "labels_until"):
        assert len(arm[name]) == 2, name
    assert arm["missed"] == [3, 3]
    assert arm["delay"] == [None, None]
    assert arm["budget"] == [labels / 300 for labels in arm["labels"]]
    assert [counts[-1] for counts in arm["labels_until"]] == arm["labels"]
    assert list(found["baselines"]) == ["last_class", "majority", "last_bought", "random+passive"]
    assert set(found["against_random"]) == {"variable_uncertainty+passive"}
    assert found["against_random"]["variable_uncertainty+passive"]["mean"] == pytest.approx(
        np.subtract(arm["accuracy"], found["baselines"]["random+passive"]["accuracy"]).mean()
    )
    assert found["changes"] == [[75, 75], [150, 150], [225, 225]]
    assert found["source"] == "sine:abrupt"


def test_processes_find_the_same(small: Outcome) -> None:
    again = prequential(SMALL, processes=2)
    assert [without_seconds(run) for run in again.runs] == [without_seconds(run) for run in small.runs]


def test_seeds_of_a_file_draw_the_questions_only(prices: Path) -> None:
    plan = replace(SMALL, source=str(prices), target="move", items=200)
    found = prequential(plan)
    same = found.values("last_class")
    assert same[0] == same[1]
    tracks = found.tracks("random+passive")
    assert tracks[0].labels != tracks[1].labels
    assert found.n_items == 200
    assert "first 200 of 300" in found.notes[0]
    assert found.to_json()["strategies"]["random+passive"]["false_alarms"] is None


def test_the_yardstick_is_always_run() -> None:
    plan = replace(SMALL, strategies=("variable-uncertainty",))
    assert [arm.name for arm in plan.arms] == ["variable_uncertainty+passive", "random+passive"]
    found = prequential(replace(plan, seeds=1)).to_json()
    assert "random+passive" not in found["strategies"]
    assert "accuracy" in found["baselines"]["random+passive"]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"seeds": 0}, UsageError, "`seeds` is 0"),
        ({"delay": -1}, UsageError, "`delay` is -1"),
        ({"batch": 0}, UsageError, "`batch` is 0"),
        ({"items": 10}, UsageError, "`items` is 10"),
        ({"items": 0}, UsageError, "`items` is 0"),
        ({"budget": 0.0}, UsageError, "`budget` is 0.0"),
        ({"budget": float("nan")}, UsageError, "`budget` is nan"),
        ({"budget": 10}, UsageError, "`budget` is 10"),
        ({"strategies": ()}, UsageError, "No strategy"),
        ({"strategies": ("randomm",)}, UnknownNameError, "“random”"),
        ({"adaptations": ("pasive",)}, UnknownNameError, "“passive”"),
        ({"model": "softmx"}, UnknownNameError, "“softmax”"),
        ({"model": "linear"}, UsageError, "predicts numbers"),
        ({"model": "hoeffding_tree", "adaptations": ("hybrid:adwin",)}, UsageError, "no option `forgetting`"),
        ({"source": "sea:abrubt"}, UnknownNameError, "“abrupt”"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        replace(SMALL, **options)  # type: ignore[arg-type]


def test_no_seed_is_no_outcome(small: Outcome) -> None:
    with pytest.raises(UsageError, match="No seed"):
        replace(small, runs=())


def with_alarms(small: Outcome) -> Outcome:
    """The same as if each learner had given two alarms, and swapped its model once."""
    more = {"drifts": [40, 160], "swaps": [170], "delays": [None, 10, None], "false_alarms": 1}
    runs = tuple(
        replace(run, tracks={name: Track(**{**vars(track), **more}) for name, track in run.tracks.items()})
        for run in small.runs
    )
    return replace(small, runs=runs)


def test_tables_tell_alarms_and_differences(small: Outcome) -> None:
    good, did = tables(with_alarms(small))
    sees_all = ["last_class (sees every label)", "majority (sees every label)"]
    assert [row[0] for row in good.rows] == [*small.arms, *sees_all, "last_bought"]
    assert good.rows[0][2]
    assert not good.rows[1][2], "random is compared with nothing"
    assert did.head[3:9] == ("alarms", "swaps", "delay, items", "missed", "false alarms", "recovery, items")
    assert did.rows[0][3:8] == ("2", "1", "10", "2", "1")
    assert 0 <= float(did.rows[0][8]) <= 75
    assert tables(small)[1].rows[0][5:8] == ("–", "–", "–"), "nothing watches for changes"
    assert all(len(row) == len(table.head) for table in (good, did) for row in table.rows)


def test_the_report_stands_alone(small: Outcome) -> None:
    page = html_report(with_alarms(small), command="askless stream simulate <sea>")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "http" not in page
    assert "&lt;sea&gt;" in page
    assert "alarm before item 160, seed 1" in page
    assert "model swapped before item 170, seed 0" in page
    chart = page[page.index('<svg class="chart"') :]
    assert chart.count('class="change"') == 3
    assert chart.count('class="bought ') == 2
    assert "2 seeds tell little" in page
    fromstring(chart[: chart.index("</svg>") + 6])  # raises where it is not well formed
    for table in tables(small):
        assert table.title in page
    legend = page[page.index('<p class="legend">') : page.index("</p>", page.index('<p class="legend">'))]
    for name in (
        *small.arms,
        "last_class (sees every label)",
        "labels bought",
        "alarm",
        "model swapped",
        "true change",
    ):
        assert f"</svg>{name}</span>" in legend.replace("<wbr>", "")
    assert "the tallest" in page
    assert "last_class</" not in page.replace("<wbr>", "")


def test_how_much_frozen_learns_is_said(small: Outcome) -> None:
    assert "frozen" not in tables(small)[1].note
    frozen = replace(small, plan=replace(SMALL, adaptations=("passive", "frozen", "frozen:50")))
    (note,) = (found.note for found in tables(with_frozen(frozen, asked=150)) if found.title == "What they did")
    assert "frozen never froze: it learns the first 200 answers, and fewer were bought" in note
    assert "frozen:50 learns the first 50 answers" in note


def with_frozen(outcome: Outcome, asked: int = 1000) -> Outcome:
    """With tracks for all arms of the plan: those of its first one."""
    first = {run.seed: replace(next(iter(run.tracks.values())), asked=asked) for run in outcome.runs}
    runs = tuple(replace(run, tracks={arm.name: first[run.seed] for arm in outcome.plan.arms}) for run in outcome.runs)
    return replace(outcome, runs=runs)


@pytest.mark.parametrize(
    ("model", "ways"),
    [
        ("softmax", ["passive:ensemble", "passive", "active:adwin", "frozen"]),
        ("hoeffding_tree", ["passive", "active:adwin", "frozen"]),
    ],
)
def test_a_model_that_cannot_forget_has_no_ensemble(model: str, ways: list[str]) -> None:
    assert list(usual_adaptations(model)) == ways
    Plan(source="sea:abrupt", model=model, adaptations=usual_adaptations(model))
