"""Predictions with an unusual number of labels."""

from dataclasses import replace

import numpy as np

from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round


def test_it_asks_what_is_farthest_from_the_usual_number() -> None:
    round = toy_round(task="multilabel", n_labels=5)
    usual = round.labels.sum(axis=1).mean()
    counts = (table_of(round)["proba"] >= 0.5).sum(axis=1)
    expected = sorted((abs(float(counts[row]) - usual) for row in round.candidates), reverse=True)
    choice = strategies.get("label_cardinality").choose(round, 10)
    np.testing.assert_allclose(choice.scores, expected[:10])
    np.testing.assert_allclose(np.abs(counts[choice.rows] - usual), choice.scores)


def test_it_says_how_many_are_predicted_and_how_many_are_usual() -> None:
    round = toy_round(task="multilabel", n_labels=3)
    round = replace(round, labels=np.tile([1, 1, 0], (len(round.labelled), 1)))
    why = strategies.get("label_cardinality").choose(round, 1).why[0]
    assert why == "predicted to have no label; 2.0 are usual"


def test_before_the_first_answer_it_draws_and_says_so() -> None:
    round = toy_round(task="multilabel", n_labelled=0)
    choice = strategies.get("label_cardinality").choose(round, 4)
    assert choice.random.all()
    assert set(choice.why) == {"drawn at random: the labels so far give nothing to go by"}
