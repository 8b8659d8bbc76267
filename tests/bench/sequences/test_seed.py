"""Simulations on seventy sentences."""

import json
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from askless.bench.sequences.curve import UNITS, Curve
from askless.bench.sequences.game import GROWTH, _Play
from askless.bench.sequences.outcome import Outcome
from askless.bench.sequences.plan import Plan
from askless.bench.sequences.seed import Seeds, SentenceRun, play
from askless.bench.sequences.study import Study
from askless.choose.choice import Choice
from askless.choose.strategy.strategy import strategies

TIMES = ("seconds_query", "seconds_fit")


def plan(files: tuple[str, str], task: str = "span", **options: object) -> Plan:
    given = {"strategies": ("auto", "random"), "seeds": 2, "start": 10, **options}
    return Plan(source=files[0], test=files[1], task=task, **given)  # type: ignore[arg-type]


def told(run: SentenceRun) -> dict[str, dict[str, object]]:
    """Curves without times of the machine."""
    return {name: {k: v for k, v in asdict(c).items() if k not in TIMES} for name, c in run.curves.items()}


def test_a_seed_gives_the_same_curve_whatever_else_is_run(spans: tuple[str, str], tmp_path: Path) -> None:
    both = list(play(Study.open(plan(spans), tmp_path / "a"), tmp_path / "a"))
    alone = Seeds(Study.open(plan(spans, strategies=("auto",)), tmp_path / "b")).run(1)
    assert told(alone)["auto"] == told(both[1])["auto"]
    assert told(both[0]) != told(both[1])
    assert SentenceRun.from_json(json.loads(json.dumps(asdict(both[0])))) == both[0]


def test_all_read_the_same_amounts(spans: tuple[str, str], tmp_path: Path) -> None:
    game = Seeds(Study.open(plan(spans, strategies=("mnlp", "random")), tmp_path)).game(0)
    longest = int(game.lengths.max())
    for name in ("mnlp", "random", "sub_sequence"):
        tokens = game.play(name).tokens
        assert tokens[0] == game.play("random").tokens[0], "the same start"
        for before, after in pairwise(tokens[:-1]):
            assert 0 <= after - before - GROWTH * before < longest + 1
        assert game.budget <= tokens[-1] < game.budget + longest


def test_costs_are_those_of_what_was_asked(tags: tuple[str, str], tmp_path: Path) -> None:
    game = Seeds(Study.open(plan(tags, "tag"), tmp_path)).game(0)
    curve = game.play("random")
    assert curve.sentences[0] == 10
    assert curve.corrections[0] == curve.tokens[0], "without a model all tags are given by hand"
    for unit in UNITS:
        assert (np.diff(curve.of(unit)) >= 0).all()
    counted = np.array(curve.sentences) + np.array(curve.corrections)
    assert curve.decisions == counted.tolist()
    seconds = 2 * np.array(curve.sentences) + 0.3 * np.array(curve.tokens) + 1.5 * np.array(curve.corrections)
    assert curve.seconds == pytest.approx(seconds.tolist(), abs=0.01)
    assert curve.metric[-1] > 0.9
    assert [row[0] for row in curve.types] == list(game.names)


@pytest.mark.parametrize(
    ("unit", "budget", "batch"),
    [("sentences", 23, 5), ("sentences", 23, None), ("seconds", 150, None), ("decisions", 80, None), ("tokens", 90, 4)],
)
def test_budgets_end_curves(spans: tuple[str, str], tmp_path: Path, unit: str, budget: int, batch: int | None) -> None:
    game = Seeds(Study.open(plan(spans, unit=unit, budget=budget, batch=batch), tmp_path)).game(0)
    curve = game.play("random")
    spent = curve.of(unit)
    assert spent[-1] >= budget > spent[-2]
    longest = int(game.lengths.max())
    most = {"sentences": 1, "seconds": 2 + 1.8 * longest, "decisions": 1 + longest, "tokens": longest}
    assert spent[-1] - budget < most[unit], "the last question crosses it, and no more"
    if batch == 5:
        assert curve.sentences == [10, 15, 20, 23]
    whole = replace(game, budget=1e9).play("random")
    assert whole.sentences[-1] == len(game.different), "it ends with the pool"
    assert replace(game, budget=1e9).play("random", enough=0.1).sentences == [10]


def test_windows_teach_and_cost_what_lies_around_them(spans: tuple[str, str], tmp_path: Path) -> None:
    game = Seeds(Study.open(plan(spans), tmp_path)).game(0)
    row = int(np.argmax(game.lengths))
    game_play = _Play(game, strategies.get("random"))
    game_play.take(Choice.of([row], why="", windows=[[0, 2]]), None)
    assert (game_play.questions, game_play.tokens) == (1, min(5, game.lengths[row]))
    assert game_play.free[row], "what is left of it may be asked"
    [answer] = game_play.answers(np.array([row]))
    assert answer[-1, 2] == -1
    assert answer[-1, 1] == game.pool.offsets(row)[-1, 1]
    game_play.take(Choice.of([row], why=""), None)
    assert not game_play.free[row]
    assert game_play.rows == [row]
    [answer] = game_play.answers(np.array([row]))
    assert answer.tolist() == game.y[row].tolist()


def test_the_bias_is_tuned_on_a_file(spans: tuple[str, str], tmp_path: Path) -> None:
    runner = Seeds(Study.open(plan(spans, dev=spans[1]), tmp_path))
    game = runner.game(0)
    assert game.dev is not None
    assert len(game.play("random").metric) > 1


def test_without_a_test_two_fifths_are_set_aside(spans: tuple[str, str], tmp_path: Path) -> None:
    study = Study.open(replace(plan(spans), test=None), tmp_path)
    run = Seeds(study).run(0)
    assert run.sentences == 42
    assert run.full > 0.7


def test_json_holds_every_unit_and_no_nan(spans: tuple[str, str], tmp_path: Path) -> None:
    study = Study.open(plan(spans), tmp_path)
    found = json.loads(json.dumps(Outcome.of(study, list(play(study, tmp_path))).to_json(), allow_nan=False))
    assert (found["task"], found["metric"], found["model"], found["seeds"]) == ("span", "f1", "crf", 2)
    assert set(found["strategies"]["auto"]) == {*UNITS, "metric", *TIMES, "types"}
    assert set(found["needed"]["auto"]) == {"0.90", "0.95", "0.97", "0.99"}
    assert set(found["needed"]["auto"]["0.90"]) == set(UNITS)
    assert list(found["saved_against_random"]) == ["auto"]
    assert set(found["full_data"]["types"]["person"]) == {"precision", "recall", "f1", "support"}
    assert found["batch"] == {"tokens_read": GROWTH}


def test_savings_are_paired_by_seed(spans: tuple[str, str], tmp_path: Path) -> None:
    study = Study.open(plan(spans), tmp_path)

    def run(seed: int, half: int) -> SentenceRun:
        costs = {unit: [10, 100 * (1 + seed)] for unit in UNITS}
        cheap = {unit: [10 / 2, 100 * (1 + seed) / half] for unit in UNITS}
        curves = {"random": Curve(**costs, metric=[0.0, 1.0]), "auto": Curve(**cheap, metric=[0.0, 1.0])}  # type: ignore[arg-type]
        return SentenceRun(seed, "crf", curves, 1.0, [], 1000, 100)

    outcome = Outcome.of(study, [run(1, 2), run(0, 2)])
    found = outcome.saved("auto", 0.95, "tokens")
    assert found is not None
    assert (found.mean, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5))
    assert outcome.reach("auto", 0.95, "tokens") == pytest.approx(
        np.mean([0.05 * 5 + 0.95 * 50, 0.05 * 5 + 0.95 * 100])
    )
    assert outcome.saved("random", 0.95, "tokens") is None
