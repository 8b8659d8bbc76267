"""Every reason why there is no forecast names what would help."""

import numpy as np
import pytest

from askless.enough.forecast.missing import Standing, for_good, missing

TWO = ("ham", "spam")


def standing(n: int = 40, **changes: object) -> Standing:
    about = {"items": 500, "names": TWO, "y": np.arange(n) % 2, "asked": n, "n_random": n // 10}
    return Standing(**{**about, **changes})


def test_nothing_is_missing() -> None:
    assert missing(standing()) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"task": "real"}, "Cannot be told for numbers: forecasts were measured for one label an item only."),
        ({"task": "multilabel"}, "Cannot be told for several labels at once: forecasts were measured for one"),
        ({"y": np.zeros(0, dtype=np.int64)}, "Nothing is labelled yet"),
        ({"y": np.array([1])}, "There is one answer so far"),
        ({"items": 40}, "nothing left to forecast"),
        ({"items": 49, "y": np.arange(20) % 2}, "too small for a forecast"),
        ({"y": np.ones(40, dtype=np.int64)}, "All 40 answers so far are “spam”"),
        ({"names": (*TWO, "offer")}, "No answer so far is “offer”"),
        ({"names": (*TWO, "a", "b", "c", "d")}, "one of “a”, “b”, “c” and 1 more"),
        ({"y": np.arange(9) % 2}, "begin at 10 labels, 5 for each class: 1 more is needed"),
        ({"n_random": 0}, "None of the 40 items labelled since the start was drawn at random."),
        ({"n": 70, "n_random": 1}, "Only 1 of the 70 items labelled since the start was drawn at random."),
        ({"n": 100, "n_random": 2}, "Only 2 of the 100 items labelled since the start were drawn at random."),
        ({"contradicted": 3}, "People disagree on 3 of 40 items. Settle these first"),
        ({"changed": 3}, "The answers to 3 of 40 items were changed later. Give these once more"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, object], words: str) -> None:
    assert words in missing(standing(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("asked", "n_random"), [(0, 0), (33, 0), (34, 1), (1000, 30)])
def test_so_many_drawn_ones_are_enough(asked: int, n_random: int) -> None:
    assert missing(standing(asked=asked, n_random=n_random)) == ""


@pytest.mark.parametrize(
    ("changes", "lasts"),
    [
        ({"task": "real"}, True),
        ({"task": "multilabel"}, True),
        ({"items": 40}, True),
        ({"items": 9}, True),
        ({}, False),
    ],
)
def test_what_more_labels_do_not_change_is_not_told_as_too_early(changes: dict[str, object], lasts: bool) -> None:
    assert bool(for_good(standing(**changes))) == lasts  # type: ignore[arg-type]
    assert not for_good(standing(y=np.zeros(0, dtype=np.int64)))


def test_random_questions_need_no_share() -> None:
    assert missing(standing(strategy="random", n_random=0)) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"y": np.zeros(4, dtype=np.int64)}, "All 4 answers that the model learns from are “ham”."),
        ({"y": np.zeros(0, dtype=np.int64)}, "The model has nothing to learn from yet."),
        ({"y": np.array([1])}, "There is one answer that the model learns from."),
        ({"names": (*TWO, "offer")}, "No answer that the model learns from is “offer”."),
        ({"y": np.arange(9) % 2}, "begin at 10 labels that the model learns from, 5 for each class: 1 more"),
    ],
)
def test_what_people_see_counted_is_not_taken_for_what_is_learnt_from(changes: dict[str, object], words: str) -> None:
    assert words in missing(standing(**changes, labelled=50))
