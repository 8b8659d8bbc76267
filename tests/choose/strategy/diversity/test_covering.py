"""Coverage strategies against plain greedy: every gain anew for every pick, over the whole pool."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.array import Mask
from askless.choose.round import Round
from askless.choose.strategy.evaluation import Evaluation
from askless.choose.strategy.strategy import strategies
from askless.choose.strategy.tempered import margins, temperature
from askless.testing.toy import table_of, toy_round, with_evidence

NAMES = ["prob_cover", "facility_location", "max_herding", "uherding"]


def similarity(name: str, x: np.ndarray, round: Round) -> np.ndarray:
    squared = ((x[:, None] - x[None]) ** 2).sum(-1)
    if name == "facility_location":
        length = np.sqrt((x**2).sum(axis=1))
        return np.maximum(x @ x.T / np.outer(length, length), 0)
    pool = round.pool
    spread = np.median(np.sort(np.sqrt(squared[np.ix_(pool, pool)]), axis=1)[:, max(5, len(pool) // 50)])
    if name == "prob_cover":
        return (np.sqrt(squared) <= spread * (1 + 1e-9)).astype(float)
    if name == "uherding":
        near = np.sort(np.sqrt(squared[np.ix_(round.labelled, round.labelled)]), axis=1)[:, 1]
        spread = min(spread, np.median(near))
    return np.exp(-squared / spread**2)


def plain(round: Round, similar: np.ndarray, weights: np.ndarray, k: int) -> list[int]:
    pool, picks = round.pool, []
    for _ in range(k):
        left = np.setdiff1d(round.candidates, picks)
        covered = similar[[*round.taken, *picks]][:, pool].max(axis=0)
        gains = np.maximum(similar[left][:, pool] - covered, 0) @ weights[pool]
        picks.append(int(left[np.lexsort((-round.noise(left), -gains.round(8)))[0]]))
    return picks


@pytest.mark.parametrize("name", NAMES)
def test_lazy_picks_are_those_of_plain_greedy(name: str) -> None:
    for seed in range(3):
        round = toy_round(n_items=400, n_labelled=20, seed=seed)
        table, weights = table_of(round), np.ones(400)
        if name == "uherding":
            weights = margins(table["proba"], temperature(round), multilabel=False)
        similar = similarity(name, table["embedding"].astype(float), round)
        expected = plain(round, similar, weights, 15)
        choice = strategies.get(name).choose(round, 15)
        busy: Mask = choice.scores > 0
        assert choice.rows[busy].tolist() == expected[: busy.sum()]
        assert busy.sum() > 5


def test_every_group_gets_a_ball() -> None:
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(5), [40, 30, 20, 15, 10])
    x = rng.normal(size=(115, 2)) * 0.05 + np.array([[0, 0], [3, 0], [0, 3], [3, 3], [6, 6]])[group]
    round = replace(
        with_evidence(toy_round(n_items=115, n_labelled=0, n_pending=0), {"embedding": x}), candidates=np.arange(115)
    )
    prob_cover = strategies.configured(strategies.get("prob_cover"), {"radius": 1.0})
    choice = prob_cover.choose(round, 7)
    assert group[choice.rows[:5]].tolist() == [0, 1, 2, 3, 4], "the largest group first"
    assert choice.scores[:5].tolist() == [40, 30, 20, 15, 10]
    assert choice.scores[5:].tolist() == [0, 0], "all is covered"


def test_only_directions_count_for_facility_location() -> None:
    round = toy_round(n_items=200)
    x = table_of(round)["embedding"].astype(float)
    longer = x * np.random.default_rng(0).uniform(0.1, 10.0, size=(200, 1))
    facility = strategies.get("facility_location")
    expected = facility.choose(with_evidence(round, {"embedding": x}), 10).rows.tolist()
    assert facility.choose(with_evidence(round, {"embedding": longer}), 10).rows.tolist() == expected


def test_uherding_leaves_alone_what_the_model_is_sure_of() -> None:
    round = toy_round(n_items=100, n_labels=2)
    sure = np.arange(100) < 70
    proba = np.where(sure[:, None], [[1.0, 0.0]], [[0.5, 0.5]])
    x = np.where(sure, 0.0, 50.0)[:, None] + np.random.default_rng(0).normal(size=(100, 1))
    choice = strategies.get("uherding").choose(with_evidence(round, {"proba": proba, "embedding": x}), 4)
    assert not sure[choice.rows].any()


def test_a_model_that_errs_surely_is_cooled_down() -> None:
    round = toy_round(n_items=100, n_labels=2, n_labelled=60)
    sure = np.tile([[0.99, 0.01]], (100, 1))
    round = with_evidence(round, {"proba": sure})
    right = replace(round, labels=np.zeros(60, dtype=np.int64))
    wrong = replace(round, labels=np.arange(60) % 3 == 0)
    assert temperature(right) == 1.0
    assert 3.0 < temperature(wrong) < 12.0
    assert temperature(replace(round, labelled=round.labelled[:0], labels=round.labels[:0])) == 1.0


def test_evaluation_rows_stand_for_a_larger_pool() -> None:
    round = toy_round(n_items=300)
    small = strategies.configured(strategies.get("prob_cover"), {"evaluation": 50})
    assert len(small.choose(round, 5)) == 5
    assert len(Evaluation.of(round, 50).rows) == 50
