"""The first thing that a simulation of a stream says: no more than its intervals earn."""

from collections.abc import Mapping

import pytest

from askless.bench.prequential.headline import lede
from askless.bench.prequential.outcome import Outcome
from askless.bench.prequential.plan import Plan
from askless.bench.prequential.seed import SeedRun, Track

NOISE = (0.001, -0.001, 0.002, -0.002, 0.0)
LATE = {"last_class": 0.85, "majority": 0.55, "last_bought": 0.6}


def told(
    accuracies: Mapping[str, float], *, noise: float = 1.0, seeds: int = 5, asked: int = 1000, **baselines: float
) -> str:
    """What is said of learners of such accuracies, each with its own noise."""
    ways = tuple(dict.fromkeys(name.partition("+")[2] for name in accuracies))
    asking = tuple(dict.fromkeys(name.partition("+")[0] for name in accuracies))
    plan = Plan(source="sea:abrupt", strategies=asking, adaptations=ways, seeds=seeds)
    said = {**LATE, **baselines}

    def track(value: float, at: int) -> Track:
        value += noise * NOISE[at % 5]
        kappas = dict.fromkeys(("kappa", "kappa_m"), 0.5)
        temporal = (value - said["last_class"]) / (1 - said["last_class"])
        return Track({"accuracy": value, **kappas, "kappa_temporal": temporal}, [value], [10], 10 * asked, asked)

    runs = tuple(
        SeedRun(
            seed,
            {name: track(value, seed + 2 * at) for at, (name, value) in enumerate(accuracies.items())},
            {name: track(value, 4) for name, value in said.items()},
        )
        for seed in range(seeds)
    )
    return lede(Outcome(plan, runs, ("a", "b"), None))


FOUR = {
    "split+passive:ensemble": 0.80, "split+passive": 0.78, "split+frozen": 0.70,
    "random+passive:ensemble": 0.77, "random+passive": 0.77, "random+frozen": 0.70,
}  # fmt: skip


def test_one_that_never_froze_is_not_compared() -> None:
    assert "frozen" in told(FOUR)
    assert "frozen" not in told(FOUR, asked=150)


def test_the_best_is_named_where_it_beats_all() -> None:
    said = told(FOUR)
    assert said.startswith(
        "With split, passive:ensemble serves this stream best: 80.0 % right with the labels of 10.0 % of the items. "
        "It beats passive (+2.0 points, "
    )
    assert " and frozen (+10.0 points, " in said
    assert "(95 % intervals, all at once)" in said
    assert "split+passive:ensemble beats random+passive:ensemble: +3.0 points (95 % interval +" in said


def test_what_cannot_be_told_apart_is_not_beaten() -> None:
    said = told(FOUR | {"split+passive": 0.7999})
    assert "passive:ensemble is 80.0 % right with the labels of 10.0 % of the items, the most. It beats frozen" in said
    assert "but cannot be told apart from passive (0.0 points, −" in said
    assert "serves this stream best" not in said


def test_noise_crowns_nobody() -> None:
    said = told(FOUR, noise=50.0)
    assert said.startswith("With split it cannot be told which adaptation serves this stream best: ")
    assert "not certainly better than " in said
    assert "beats" not in said
    assert "cannot be told apart from random+" in said


def test_several_comparisons_need_more_than_one() -> None:
    close = {"split+passive:ensemble": 0.8, "split+passive": 0.7974, "random+passive:ensemble": 0.7}
    close["random+passive"] = 0.7
    assert "serves this stream best" in told(close)
    more = {f"{name}+frozen:{n}": 0.7 for name in ("split", "random") for n in (1, 2, 3, 4, 5, 6)}
    assert "cannot be told apart from passive" in told(close | more)


def test_asking_that_harms_is_told() -> None:
    said = told(FOUR | {"random+passive:ensemble": 0.83})
    assert "split+passive:ensemble is worse than random+passive:ensemble: −3.0 points" in said
    assert "The highest mean of all is that of random+passive:ensemble, 83.0 %." in said


def test_random_alone_is_compared_with_nothing_but_adaptations() -> None:
    said = told({name: value for name, value in FOUR.items() if name.startswith("random")} | {"random+frozen": 0.6})
    assert said.startswith("With random, ")
    assert "split" not in said
    assert told({"random+passive": 0.7}).startswith("random+passive is 70.0 % right with the labels of 10.0 %")


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (0.85, "Copying the last label would have been better: last_class is right on 85.0 % (kappa-temporal −0.333)"),
        (0.8001, "Copying the last label may be better: last_class is right on 80.0 %"),
        (0.5, "Copying the last label (last_class, which sees every label) is right on 50.0 %."),
    ],
)
def test_the_last_label(last: float, words: str) -> None:
    said = told(FOUR, last_class=last)
    assert words in said
    assert "sees every label" in said


def test_who_learnt_nothing_is_told_so() -> None:
    assert "Always saying the commonest label so far is right on 90.0 %, no less." in told(FOUR, majority=0.9)
    assert "commonest" not in told(FOUR)


def test_one_seed_tells_no_winner() -> None:
    said = told(FOUR, seeds=1)
    assert "passive:ensemble did best: 80.1 % right" in said
    assert "One seed cannot tell whether that is chance." in said
    assert "Against random+passive:ensemble: " in said
    assert "interval" not in said
