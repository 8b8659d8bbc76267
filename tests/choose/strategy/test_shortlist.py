"""Who comes on a shortlist, and what a process is conditioned on."""

from dataclasses import replace

import numpy as np

from askless.choose.strategy.process import gamma_of, known
from askless.choose.strategy.shortlist import shortlist
from askless.testing.toy import table_of, toy_round, with_evidence


def test_half_is_torn_and_half_is_drawn() -> None:
    round = toy_round()
    rows = shortlist(round, 10)
    assert len(set(rows.tolist())) == 10
    p = np.sort(table_of(round)["proba"], axis=1)
    gap = (p[:, -1] - p[:, -2])[round.candidates]
    assert set(round.candidates[np.argsort(gap, kind="stable")[:3]]) <= set(rows[:5])
    drawn = set(shortlist(replace(round, number=2), 10)[5:])
    assert drawn != set(rows[5:]), "another round draws others"


def test_few_candidates_are_all_looked_at() -> None:
    round = toy_round()
    assert shortlist(round, None).tolist() == shortlist(round, 45).tolist() == round.candidates.tolist()


def test_likeness_falls_off_over_the_spread_of_the_pool() -> None:
    round = toy_round()
    x = table_of(round)["embedding"].astype(float)
    assert np.isclose(gamma_of(round), 1 / x.var(axis=0).sum())
    assert gamma_of(with_evidence(round, {"embedding": np.full((60, 3), 7.0)})) == 1.0


def test_of_very_many_labelled_rows_some_are_drawn() -> None:
    round = toy_round(5_000, n_labelled=3_000)
    some = known(round, round.labelled)
    assert len(np.unique(some)) == 2_000
    assert known(round, round.labelled[:2_000]).tolist() == list(range(2_000))
