"""Making a class rare."""

import numpy as np
import pytest

from askless.bench.sets.generated import generated
from askless.bench.sets.labelled import LabelledSet
from askless.bench.sets.minority import with_minority
from askless.errors import UsageError


def test_the_frequent_class_keeps_all_its_rows() -> None:
    whole = generated("xor")
    rare = with_minority(whole, 0.1)
    most = np.bincount(whole.codes).max()
    assert np.bincount(rare.codes).max() == most
    assert rare.smallest_share == pytest.approx(0.1, abs=0.001)
    assert np.array_equal(with_minority(whole, 0.1).items, rare.items)
    assert not np.array_equal(with_minority(whole, 0.1, seed=1).items, rare.items)


def test_what_is_rare_already_or_has_many_classes_is_refused() -> None:
    with pytest.raises(UsageError, match="30 rows"):
        with_minority(generated("rare"))
    three = LabelledSet("three", "table", np.zeros((3, 1)), np.arange(3), ("a", "b", "c"))
    with pytest.raises(UsageError, match="3 classes"):
        with_minority(three)
