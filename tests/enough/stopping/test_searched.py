"""How far a search has come, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from askless.enough.stopping.context import Context
from askless.enough.stopping.hypergeometric import missed_target
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.searched import Searched


def test_draws_of_a_batch_are_made_one_after_another_from_what_was_left_before_it() -> None:
    """Twenty items, of which three are read together, then four; the drawn ones stand first in their round."""
    relevant = np.array([True, False, True, False, True, False, False])
    random = np.array([True, True, False, True, True, True, False])
    draws = Searched(20, relevant, random, np.array([0, 0, 0, 1, 1, 1, 1])).draws()
    assert draws.relevant.tolist() == [True, False, False, True, False]
    assert draws.unread.tolist() == [20, 19, 17, 16, 15]  # the first has 20 to draw from, the second one less
    assert draws.before.tolist() == [0, 1, 2, 2, 3]  # what is chosen in a round is not known to its draws


def test_the_hypergeometric_test_begins_right_after_a_find() -> None:
    """One of eight is found at once, then three hold nothing; a second relevant item would be among the last seven."""
    search = Searched(8, np.array([True, False, False, False]), np.zeros(4, dtype=bool))
    assert missed_target(search, 1.0) == pytest.approx(4 / 7)  # that it is none of three drawn of seven


@pytest.mark.parametrize("name", ["recall", "hypergeometric", "safe", "sample"])
def test_whoever_says_not_what_to_find_is_told_how(name: str) -> None:
    context = Context(pool=100, names=("no", "yes"), y=np.array([0, 1]))
    sentence = stopping_rules.get(name).signal([], context).sentence
    assert sentence.startswith("Nothing is being searched for. ")
    assert f"learner.stopping('{name}', positive='yes')" in sentence
