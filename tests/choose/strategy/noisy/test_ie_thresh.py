"""Whom to ask, and about what."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from askless import select
from askless.choose.round import Round
from askless.choose.strategy.noisy.ie_thresh import IEThresh, upper_bounds
from askless.testing.toy import table_of, toy_round, with_evidence


def crowd(n: int, accuracies: list[float], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """True labels of n items, and what people of these accuracies say of them."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n)
    right = rng.random((n, len(accuracies))) < accuracies
    return truth, np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, 3, right.shape)) % 3)


def answered(accuracies: list[float], *, n: int = 60, labelled: int = 30) -> Round:
    """A round in which the labelled and pending items have answers of everybody."""
    round = toy_round(n_items=n, n_labelled=labelled)
    said = np.full((n, len(accuracies)), -1)
    said[round.taken] = crowd(n, accuracies)[1][round.taken]
    return with_evidence(round, {"annotations": said})


def naive(said: np.ndarray, level: float) -> list[float]:
    rewards: list[list[float]] = [[1.0, 0.0] for _ in said.T]
    for row in said:
        given = [label for label in row if label >= 0]
        most = max(map(given.count, given), default=0)
        winners = {label for label in given if given.count(label) == most}
        for person, label in enumerate(row):
            if label >= 0 and len(given) > 1:
                rewards[person].append((label in winners) / len(winners))
    n = [len(r) for r in rewards]
    return [
        min(np.mean(r) + t.ppf(1 - level / 2, m - 1) * np.std(r, ddof=1) / m**0.5, 1.0)
        for r, m in zip(rewards, n, strict=True)
    ]


def test_bounds_are_those_of_the_definition() -> None:
    round = toy_round(n_items=90)
    said = np.random.default_rng(3).integers(-1, 3, size=(90, 5))
    round = replace(with_evidence(round, {"annotations": said}), candidates=np.setdiff1d(np.arange(90), round.taken))
    np.testing.assert_allclose(upper_bounds(round, 0.1), naive(said, 0.1), atol=1e-9)


def test_numbers_worked_by_hand() -> None:
    # The third person is outvoted twice. Rewards with the two to begin with: 1 0 1 1 for the first two, of mean 3/4 and
    # standard deviation 1/2, and 1 0 0 0 for the third, of mean 1/4 and the same. Student's t with 3 degrees of freedom
    # leaves a quarter above 0.76489: bounds are 3/4 + 0.76489 * (1/2) / 2 = 0.94122 and 1/4 + 0.19122 = 0.44122.
    said = np.full((10, 3), -1)
    said[:2] = [[0, 0, 1], [1, 1, 0]]
    said[2] = [-1, -1, 0]  # alone, so no reward
    round = with_evidence(toy_round(n_items=10, n_labelled=3, n_pending=0), {"annotations": said})
    assert upper_bounds(round, 0.5).tolist() == pytest.approx([0.94122, 0.94122, 0.44122], abs=5e-6)
    assert IEThresh(level=0.5).trusted(round).tolist() == [True, True, False]
    assert IEThresh(level=0.5, threshold=0.4).trusted(round).all(), "0.44122 / 0.94122 is 0.469"
    assert upper_bounds(round, 0.05).tolist() == [1.0, 1.0, 1.0], "1/4 + 3.18245 / 4 = 1.04561 is cut off"
    assert upper_bounds(with_evidence(round, {"annotations": np.full((10, 2), -1)}), 0.05).tolist() == [1.0, 1.0]


def test_people_with_names_are_asked_by_name() -> None:
    round = replace(answered([0.95, 0.95, 0.9, 0.2, 0.9]), people=("", "ann", "bob", "cat", "dan"))
    assert IEThresh().choose(round, 1).why[0].endswith("; ask whoever gave no name, ann, bob, dan")


def test_good_and_unknown_people_are_asked_and_bad_ones_are_not() -> None:
    round = answered([0.95, 0.95, 0.9, 0.2, 0.9])
    said = table_of(round)["annotations"].copy()
    said[round.labelled, 4] = -1  # three answers to pending items are left
    round = with_evidence(round, {"annotations": said})
    assert IEThresh().trusted(round).tolist() == [True, True, True, False, True]
    assert IEThresh().choose(round, 1).why[0].endswith("; ask annotators 0, 1, 2, 4")


def test_items_come_by_uncertainty_and_those_that_are_done_with_come_last() -> None:
    round = answered([0.95, 0.9, 0.2])
    said, proba = table_of(round)["annotations"].copy(), table_of(round)["proba"].astype(np.float64)
    done = round.candidates[:20]
    said[done] = [1, 1, -1]  # the third is not to be asked
    round = with_evidence(round, {"annotations": said})
    choice = IEThresh().choose(round, len(round.candidates))
    first, last = choice.rows[: -len(done)], choice.rows[-len(done) :]
    assert set(last) == set(done)
    for rows in (first, last):
        assert (np.diff(proba[rows].max(axis=1)) > -1e-5).all()
    assert choice.why[-1].endswith("all who are to be asked have answered")


@pytest.mark.parametrize("threshold", [1.0, 0.01])
def test_the_threshold_says_how_near_the_best(threshold: float) -> None:
    trusted = IEThresh(threshold=threshold).trusted(answered([0.97, 0.8, 0.8, 0.2], n=400, labelled=300))
    assert trusted.tolist() == ([True, False, False, False] if threshold == 1 else [True] * 4)


def test_with_evidence_at_hand() -> None:
    truth, said = crowd(40, [0.9, 0.9, 0.3])
    said[20:] = -1
    proba = np.where(truth[:, None] == np.arange(3), 0.8, 0.1)
    proba[33] = [0.4, 0.3, 0.3]
    assert select("ie_thresh", 1, annotations=said, proba=proba, labelled=range(20)).tolist() == [33]
