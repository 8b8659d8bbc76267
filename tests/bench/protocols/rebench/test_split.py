"""The division of the re-benchmark."""

import numpy as np
import pytest

from askless.bench.protocols.rebench.split import START, split_of
from askless.bench.sets.labelled import LabelledSet

ROWS = np.arange(50.0)[:, None]


def line(codes: np.ndarray) -> LabelledSet:
    return LabelledSet("line", "table", ROWS[: len(codes)], codes, ("a", "b"))


@pytest.mark.parametrize("n", [40, 41, 44])
def test_each_row_is_in_one_part(n: int) -> None:
    split = split_of(line(np.arange(n) % 2), 3)
    assert split.n_train == int(0.6 * n)
    assert len(np.unique(split.features)) == n


def test_order_is_that_of_the_second_shuffle() -> None:
    order = np.arange(50)
    np.random.default_rng(7).shuffle(order)
    train = order[:30].copy()
    np.random.default_rng(7).shuffle(train)
    codes = (np.arange(50) * 7 % 3 == 0).astype(np.int64)
    split = split_of(line(codes), 7)
    assert split.codes.tolist() == [*codes[train], *codes[order[30:]]]
    place = np.argsort(np.argsort(np.concatenate([train, order[30:]])))
    assert np.argsort(np.argsort(split.features[:, 0])).tolist() == place.tolist()


def test_training_part_has_mean_0_and_spread_1() -> None:
    train = split_of(line(np.arange(50) % 2), 1).features[:30]
    assert train.mean() == pytest.approx(0, abs=1e-12)
    assert train.std() == pytest.approx(1)


def test_seed_whose_first_labels_are_alike_is_not_playable() -> None:
    codes = np.zeros(50, dtype=np.int64)
    assert not split_of(line(codes), 0).playable
    assert split_of(line(np.arange(50) % 2), 0).playable
    assert START == 20
