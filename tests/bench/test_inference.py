"""Corrections and tests over many comparisons, against scipy and by hand."""

import numpy as np
import pytest
from scipy import stats

from askless.bench.inference import holm, mean_ranks, non_inferior
from askless.errors import UsageError


def test_holm_by_hand() -> None:
    # Sorted: 4 x 0.005, 3 x 0.01, 2 x 0.03; then 0.04, which may not fall below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]).tolist() == [1.0, 1.0]
    assert holm([]).tolist() == []


def test_holm_leaves_out_tests_that_could_not_be_made() -> None:
    assert holm([0.02, np.nan, 0.01]) == pytest.approx([0.02, np.nan, 0.02], nan_ok=True)


def test_holm_is_never_below_what_was_given_nor_above_bonferroni() -> None:
    ps = np.random.default_rng(0).uniform(0, 1, 50)
    corrected = holm(ps)
    assert (corrected >= ps).all()
    assert (corrected <= np.minimum(1, 50 * ps)).all()
    assert (np.diff(corrected[np.argsort(ps)]) >= 0).all()


def test_non_inferiority_is_the_one_sided_t_test() -> None:
    differences = np.random.default_rng(1).normal(-0.002, 0.01, 30)
    found = non_inferior(differences, 0.006)
    p = stats.ttest_1samp(differences, -0.006, alternative="greater").pvalue
    assert found.shown == (p < 0.05)
    assert found.low == pytest.approx(stats.ttest_1samp(differences, 0).confidence_interval(0.90).low)
    bound = non_inferior(differences, 0.006, level=0.975).low
    assert bound == pytest.approx(stats.ttest_1samp(differences, 0).confidence_interval(0.95).low)


def test_one_seed_shows_nothing() -> None:
    assert not non_inferior([0.5], 0.01).shown
    with pytest.raises(UsageError, match="`margin` is -1"):
        non_inferior([0.5, 0.6], -1)


def test_ranks_are_those_of_friedmans_test() -> None:
    areas = np.random.default_rng(2).normal(size=(4, 12)).round(0)  # many ties
    found = mean_ranks({f"s{i}": row for i, row in enumerate(areas)})
    assert list(found.values()) == pytest.approx(stats.rankdata(-areas, axis=0).mean(axis=1))
    assert sum(found.values()) == pytest.approx(4 * 5 / 2)


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ({}, "or none"),
        ({"a": []}, "or none"),
        ({"a": [1.0], "b": [1.0, 2.0]}, r"or none \(1, 2\)"),
        ({"a": [1.0], "b": [np.nan]}, "without a value"),
    ],
)
def test_ranks_need_the_same_sets(areas: dict[str, list[float]], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        mean_ranks(areas)
