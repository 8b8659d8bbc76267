"""The registry, and the strategies that the checks do not show whole."""

import doctest
from dataclasses import replace

import numpy as np
import pytest

from askless.choose.score.declare import Score
from askless.choose.select import select
from askless.choose.strategy.describe import worked
from askless.choose.strategy.scored import Scored
from askless.choose.strategy.strategy import Strategies, strategies
from askless.errors import EvidenceError, UnknownNameError
from askless.testing.toy import table_of, toy_round, with_evidence


def test_a_hyphen_is_an_underscore() -> None:
    assert strategies.get("max-herding") is strategies.get("max_herding")


def test_near_names_are_listed() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean “margin”"):
        strategies.get("margins")


def test_plug_ins_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Entry:
        def load(self) -> None:
            fresh.register("plugged", strategies.get("random"))

    fresh = Strategies()
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [Entry()] if "strat" in group else [])
    assert "plugged" in fresh.names()


def test_margin_asks_what_is_nearest_to_the_border_and_says_so() -> None:
    round = toy_round(n_items=30, n_labels=2, n_labelled=4)
    first = np.linspace(0.0, 1.0, 30)
    evidence = with_evidence(round, {"proba": np.stack([first, 1 - first], axis=1)}).evidence
    round = replace(round, evidence=evidence, label_names=("spam", "ham"))
    choice = strategies.get("margin").choose(round, 5)
    doubt = np.abs(2 * first[round.candidates] - 1)
    np.testing.assert_allclose(-choice.scores, np.sort(doubt)[:5], atol=1e-9)
    assert all(sentence.startswith("torn between ") for sentence in choice.why)


@pytest.mark.parametrize("name", ["margin", "entropy", "least_confidence"])
def test_without_a_model_the_draw_is_uniform_and_says_so(name: str) -> None:
    round = replace(toy_round(), model_ready=False)
    choice = strategies.get(name).choose(round, 5)
    assert choice.random.all()
    assert np.allclose(choice.probabilities, 5 / 45)
    assert set(choice.why) == {"drawn at random: the model cannot predict yet"}


def test_without_features_max_herding_draws_and_says_so() -> None:
    round = toy_round()
    round.evidence.offered = frozenset({"proba"})
    choice = strategies.get("max_herding").choose(round, 5)
    assert set(choice.why) == {"drawn at random: the features are not ready yet"}


def test_what_max_herding_leaves_to_chance_has_the_chance_of_a_draw() -> None:
    round = toy_round()
    alike = np.zeros((len(table_of(round)["proba"]), 2))
    round = with_evidence(round, {"embedding": alike})
    choice = strategies.get("max_herding").choose(round, 4)
    assert set(choice.why) == {"drawn at random: all that is left is like what is labelled"}
    np.testing.assert_allclose(choice.probabilities, 4 / len(round.candidates))
    assert not choice.random.any(), "they are no sample of all: only the random share is"


def test_max_herding_visits_every_cluster_first() -> None:
    rng = np.random.default_rng(0)
    cluster = np.repeat(np.arange(5), 20)
    features = rng.normal(size=(100, 2)) * 0.1 + np.array([[0, 0], [9, 0], [0, 9], [9, 9], [20, 20]])[cluster]
    round = toy_round(n_items=100, n_labelled=0, n_pending=0)
    round = with_evidence(round, {"embedding": features})
    choice = strategies.get("max_herding").choose(round, 5)
    assert sorted(cluster[choice.rows]) == [0, 1, 2, 3, 4]
    assert set(choice.why) == {"nothing like it is labelled yet"}


def test_a_score_that_is_not_one_finite_number_an_item_is_named() -> None:
    def broken(proba: np.ndarray) -> np.ndarray:
        return proba.sum(axis=1) * np.nan

    part = Score(function=broken, example={}, reference="", summary="")
    with pytest.raises(EvidenceError, match="The score `broken` returned values that are not finite"):
        Scored(part).choose(toy_round(), 3)


def test_a_score_may_not_need_what_is_not_of_single_items() -> None:
    def wrong(proba: np.ndarray, labelled: np.ndarray) -> np.ndarray:
        return proba[:, 0]

    part = Score(function=wrong, example={}, reference="", summary="")
    with pytest.raises(EvidenceError, match="`labelled`"):
        Scored(part).choose(toy_round(), 3)


@pytest.mark.parametrize(("name", "options"), [("mean_std", {}), ("ranked_batch", {"uncertainty": "bald"})])
def test_a_reason_without_numbers_names_the_strategy(name: str, options: dict[str, str]) -> None:
    """People read it beside an item, not in a list of strategies."""
    round = replace(toy_round(), pending=np.empty(0, dtype=np.int64))
    choice = strategies.configured(strategies.get(name), options).choose(round, 3)
    assert all(sentence.startswith(f"{name} asks about items") for sentence in choice.why)


@pytest.mark.parametrize("name", strategies.names())
def test_the_worked_example_runs_as_it_is_printed(name: str) -> None:
    said = worked(strategies.get(name))
    assert bool(said) != (name in {"hierarchical", "random"}), "these draw by chance"
    told: list[str] = []
    session = doctest.DocTestParser().get_doctest(said, {"select": select}, name, None, 0)
    assert doctest.DocTestRunner().run(session, out=told.append).failed == 0, "".join(told)
    assert max((len(line) for line in said.splitlines()), default=0) <= 88
