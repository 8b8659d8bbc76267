"""What a sentence teaches, for the words that have to be read."""

import numpy as np
import pytest

from askless import select
from askless.choose.strategy.strategy import strategies
from askless.core.ragged import ragged
from askless.testing import check_strategy, toy_round
from askless.testing.toy import table_of


@pytest.mark.parametrize("fixed", [0.0, 5.0])
def test_it_is_the_score_for_each_word(fixed: float) -> None:
    round = toy_round(110, n_labelled=62, task="tags")
    table = table_of(round)
    lengths = np.array([len(one) for one in table["words"]])
    worth = table["sequence_entropy"] / (lengths + fixed)
    order = round.candidates[np.argsort(-worth[round.candidates])][:7]
    choice = strategies.configured(strategies.get("per_token"), {"fixed": fixed}).choose(round, 7)
    assert choice.rows.tolist() == order.tolist()
    np.testing.assert_allclose(choice.scores, worth[order])
    assert all(f", in {lengths[row]} word" in text for row, text in zip(order, choice.why, strict=True))


def test_around_token_entropy_it_is_the_mean() -> None:
    round = toy_round(110, n_labelled=62, task="spans")
    mean = strategies.configured(strategies.get("token_entropy"), {"reduce": "mean"})
    assert (
        strategies.get("per_token(token_entropy)").choose(round, 9).rows.tolist() == mean.choose(round, 9).rows.tolist()
    )


def test_a_score_that_begins_below_nothing_is_counted_from_there() -> None:
    logs = np.log([[0.5, 0.4], [0.5, 0.45], [0.99, 0.01]])
    words = ragged([np.arange(2), np.arange(4), np.arange(1)])
    told = {"n_best_log_proba": logs, "words": words, "task": "tags"}
    assert select("sequence_margin", 1, **told).tolist() == [1]
    assert select("per_token(sequence_margin)", 1, **told).tolist() == [0]


def test_what_is_inside_decides_what_it_takes() -> None:
    assert strategies.get("per_token").tasks == ("tags", "spans")
    assert strategies.get("per_token(random)").tasks == ("tags", "spans")
    assert strategies.get("per_token(margin)").tasks == ()
    assert strategies.get("per_token(mnlp)").needs == ("path_log_proba", "words")
    for inner in ("sequence_margin", "diverse_entropy"):
        check_strategy(f"per_token({inner})")
