"""Choosing is trusted as long as the model errs more often on what it chose than on what was drawn."""

import numpy as np
import pytest

from askless.core.pack import pack, unpack
from askless.stream.batch import Batch, Told
from askless.stream.samplers.split_quantile import SplitQuantile


def told(*answers):
    """Answers given as pairs of whether the item was drawn at random and whether the model was wrong."""
    n = len(answers)
    rows = np.zeros((n, 1))
    proba = np.tile([0.9, 0.1], (n, 1))
    batch = Batch(0, [0] * n, rows, rows, np.zeros(n), proba=proba)
    y = np.array([int(wrong) for _, wrong in answers])
    return Told(batch, y, np.ones(n), np.array([random for random, _ in answers]))


RANDOM, CHOSEN = True, False


def test_a_sudden_change_has_all_drawn_at_random_until_the_model_has_learnt_it():
    sampler = SplitQuantile()
    assert sampler.wanted_share == 0.2
    sampler.told(told(*[(RANDOM, False), (CHOSEN, True), (CHOSEN, False)] * 20))
    assert sampler.wanted_share == 0.2
    found = []
    while not sampler.distrusted and len(found) < 9:
        sampler.told(told((RANDOM, True)))
        found.append(sampler.drawn[0])
    assert 3 <= len(found) <= 4  # 1 - 0.8^3 = 0.49 or the next is the first above the half of the chosen ones
    assert found[0] == pytest.approx(0.2)
    assert sampler.wanted_share == 1.0
    sampler.told(told(*[(RANDOM, False)] * 4))
    assert sampler.wanted_share == 0.2


def test_errors_are_averaged_over_so_many_random_answers_and_twice_as_many_chosen_ones():
    sampler = SplitQuantile(memory=8)
    sampler.told(told(*[(RANDOM, True), (CHOSEN, True)] * 50))
    assert (sampler.drawn, sampler.chosen) == ([1.0, 8.0], [1.0, 16.0])
    sampler.told(told((RANDOM, False), (CHOSEN, False)))
    assert sampler.drawn[0] == pytest.approx(7 / 8)
    assert sampler.chosen[0] == pytest.approx(15 / 16)


def test_a_little_more_is_let_pass_until_it_is_distrusted_and_nothing_then():
    sampler = SplitQuantile(memory=10, slack=0.25)
    sampler.told(told(*[(RANDOM, False)] * 20, *[(CHOSEN, False)] * 40))
    sampler.told(told(*[(RANDOM, True)] * 2))  # 1 - 0.9^2 = 0.19
    assert not sampler.distrusted
    sampler.told(told((RANDOM, True)))  # 0.27
    assert sampler.distrusted
    sampler.told(told(*[(RANDOM, False)] * 9))  # 0.10, which is still more than nothing
    assert sampler.distrusted
    sampler.told(told(*[(CHOSEN, True)] * 3))  # 1 - 0.95^3 = 0.14
    assert not sampler.distrusted


def test_too_few_answers_tell_nothing():
    sampler = SplitQuantile()
    sampler.told(told(*[(RANDOM, True)] * 30, *[(CHOSEN, False)] * 4))
    assert not sampler.distrusted
    sampler.told(told((CHOSEN, False)))
    assert sampler.distrusted


def test_answers_before_there_was_a_model_do_not_count():
    sampler = SplitQuantile()
    rows = np.zeros((50, 1))
    batch = Batch(0, [0] * 50, rows, rows, np.zeros(50))
    sampler.told(Told(batch, np.ones(50, dtype=np.int64), np.ones(50), np.arange(50) % 2 == 0))
    assert sampler.drawn == [0.0, 0.0]


def test_its_state_comes_back():
    sampler, twin = SplitQuantile(), SplitQuantile()
    sampler.told(told(*[(CHOSEN, False), (RANDOM, True)] * 9))
    twin.restore(unpack(pack(sampler.state())))
    assert twin.wanted_share == sampler.wanted_share == 1.0
    assert sampler.fresh().wanted_share == 0.2


@pytest.mark.parametrize("options", [{"memory": 0.5}, {"slack": -0.1}])
def test_options_are_checked(options):
    with pytest.raises(Exception, match=next(iter(options))):
        SplitQuantile(**options)
