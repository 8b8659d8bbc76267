import numpy as np
import pytest

from askless.choose.strategy.clustered import one_of_each
from askless.choose.strategy.hybrid.drop_query import contradictions
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round


def plain(draws: np.ndarray, proba: np.ndarray) -> list[float]:
    """Item by item: how many draws name another class."""
    return [float(np.mean([d.argmax() != p.argmax() for d in some])) for some, p in zip(draws, proba, strict=True)]


@pytest.mark.parametrize("seed", range(3))
def test_shares_are_those_of_the_paper(seed: int) -> None:
    round = toy_round(n_items=100, seed=seed)
    rows = round.candidates[round.candidates != 1]  # the uniform item names all classes
    table = table_of(round)
    expected = plain(table["draws"][rows], table["proba"][rows])
    np.testing.assert_allclose(contradictions(round)[round.candidates != 1], expected)


@pytest.mark.parametrize("k", [2, 5])
def test_only_inconsistent_items_are_asked(k: int) -> None:
    round = toy_round(n_items=100)
    share = contradictions(round)
    rows = round.candidates[share > 0.5]
    assert len(rows) >= k
    choice = strategies.get("drop_query").choose(round, k)
    assert set(choice.rows) <= set(rows)
    assert choice.rows.tolist() == one_of_each(round, rows, k, "").rows.tolist()


def test_the_bar_is_lowered_as_far_as_needed() -> None:
    round = toy_round(n_items=100)
    share = contradictions(round)
    k = int((share > 0.5).sum()) + 5
    chosen = strategies.get("drop_query").choose(round, k).rows
    assert share[np.isin(round.candidates, chosen)].min() >= np.sort(share)[-k]


def test_for_several_labels_any_label_turned_over_counts() -> None:
    round = toy_round(task="multilabel")
    table = table_of(round)
    turned = (table["draws"] > 0.5) != (table["proba"] > 0.5)[:, None]
    np.testing.assert_allclose(contradictions(round), turned.any(-1).mean(1)[round.candidates])
