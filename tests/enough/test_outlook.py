"""When there will be an estimate."""

import pytest

from askless.enough.outlook import outlook


@pytest.mark.parametrize(
    ("n", "at", "items", "said"),
    [
        (0, 0, 300, "comes at about 300 labels"),
        (0, 0, 150, "takes about 300 labels; this pool of 150 is likely too small"),
        (0, 0, 29, "this pool of 29 is too small"),
        (10, 10, 250, "comes at about 210 labels"),
        (29, 12_340, 20_000, "comes at about 12,350 labels"),
        (30, 120, 20_000, "30 random answers are in: how good the model is comes with the next training."),
    ],
)
def test_random_answers_are_told_in_labels(n: int, at: int, items: int, said: str) -> None:
    assert said in outlook(n, at=at, labelled=at, items=items)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "no random answer is"), (1, "1 random answer is"), (20, "20 random answers are")]
)
def test_a_pool_that_is_used_up_is_not_too_early(n: int, said: str) -> None:
    sentence = outlook(n, at=140, labelled=150, items=150)
    assert said in sentence
    assert "early" not in sentence


def test_a_beginning_of_random_items_counts() -> None:
    assert "about 30 labels" in outlook(0, at=0, labelled=0, items=1000, begin=50)
    assert "about 150 labels" in outlook(10, at=40, labelled=40, items=1000, begin=50)


def test_the_share_counts() -> None:
    assert "about 60 labels" in outlook(0, at=0, labelled=0, items=100, share=0.5)
