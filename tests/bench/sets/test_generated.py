"""Sets that are made: the same each time, and what they say they are."""

import numpy as np
import pytest

from askless.bench.sets.generated import NAMES, generated
from askless.errors import UnknownNameError


@pytest.mark.parametrize("name", NAMES)
def test_a_name_and_a_seed_give_one_set(name: str) -> None:
    made, again, other = generated(name), generated(name), generated(name, seed=1)
    assert made.name == name
    assert made.n_classes == 2
    assert made.items.shape[0] == len(made) == len(made.codes)
    assert np.isfinite(made.items).all()
    assert {0, 1} == set(made.codes.tolist())
    assert np.array_equal(made.items, again.items)
    assert np.array_equal(made.codes, again.codes)
    assert not np.array_equal(made.items, other.items)


def test_copies_are_exact_and_near_copies_are_not() -> None:
    assert len(np.unique(generated("duplicates").items, axis=0)) == 1_000
    assert len(np.unique(generated("near_duplicates").items, axis=0)) == 2_000


def test_one_feature_dominates_the_scale() -> None:
    deviations = generated("scale").items.std(axis=0)
    assert deviations[-1] > 1_000 * deviations[:-1].max()


def test_nobody_knows_other_names() -> None:
    with pytest.raises(UnknownNameError, match="honeypt"):
        generated("honeypt")
