from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.errors import UsageError
from askless.testing.toy import table_of, toy_round, with_evidence

RANKED = strategies.get("ranked_batch")


def plain(round: Round, p: np.ndarray, x: np.ndarray, k: int) -> list[int]:
    """The formula anew for every row and every pick."""
    picks: list[int] = []
    for step in range(k):
        left = np.setdiff1d(round.candidates, picks)
        near = np.sqrt(((x[left][:, None] - x[[*round.taken, *picks]][None]) ** 2).sum(-1)).min(axis=1)
        a = (len(round.candidates) - step) / (len(round.candidates) + len(round.taken))
        score = a * (1 - 1 / (1 + near)) + (1 - a) * (1 - p[left].max(axis=1))
        picks.append(int(left[np.lexsort((-round.noise(left), -score.round(7)))[0]]))
    return picks


@pytest.mark.parametrize("n_labelled", [5, 100, 280])
def test_it_is_the_plain_form(n_labelled: int) -> None:
    for seed in range(4):
        round = toy_round(n_items=300, n_labelled=n_labelled, seed=seed)
        table = table_of(round)
        k = min(15, len(round.candidates))
        expected = plain(round, table["proba"].astype(float), table["embedding"].astype(float), k)
        assert RANKED.choose(round, k).rows.tolist() == expected


def test_it_is_the_plain_form_in_a_pool_that_is_not_known_whole() -> None:
    rng = np.random.default_rng(0)
    round = toy_round(n_items=2500, n_labelled=500)
    p, x = rng.dirichlet(np.ones(3), size=2500), rng.normal(size=(2500, 6)).astype(np.float32)
    round = with_evidence(round, {"proba": p, "embedding": x})
    assert RANKED.choose(round, 12).rows.tolist() == plain(round, p, x.astype(float), 12)


def test_the_weight_moves_from_unlike_to_unsure() -> None:
    rng = np.random.default_rng(1)
    p, x = rng.dirichlet(np.ones(3), size=400), rng.normal(size=(400, 3))
    few, many = (with_evidence(toy_round(n_items=400, n_labelled=n), {"proba": p, "embedding": x}) for n in (5, 300))
    far, unsure = strategies.get("k_center"), strategies.get("least_confidence")

    def shared(one: Round, other: object) -> int:
        return len(set(RANKED.choose(one, 10).rows.tolist()) & set(other.choose(one, 10).rows.tolist()))  # type: ignore[attr-defined]

    assert shared(few, far) > shared(few, unsure)
    assert shared(many, unsure) > shared(many, far)


def test_with_nothing_labelled_it_begins_in_the_middle() -> None:
    round = toy_round(n_items=50, n_labelled=0, n_pending=0)
    round = replace(round, candidates=np.arange(50))
    x = table_of(round)["embedding"].astype(float)
    assert RANKED.choose(round, 1).rows[0] == ((x - x.mean(axis=0)) ** 2).sum(axis=1).argmin()


def test_another_uncertainty_may_be_named() -> None:
    by_margin = strategies.configured(RANKED, {"uncertainty": "margin"})
    assert len(by_margin.choose(toy_round(), 5)) == 5
    assert by_margin.needs == ("proba", "embedding")


def test_a_score_without_a_least_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from askless.choose.score.declare import Score, scores

    odd = Score(function=lambda proba: proba, example={}, reference="", summary="")
    monkeypatch.setattr(scores, "get", lambda name: odd)
    with pytest.raises(UsageError, match="no measure of doubt"):
        strategies.configured(RANKED, {"uncertainty": "odd"}).choose(toy_round(), 3)
