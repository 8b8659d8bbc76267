"""Going through a micro-batch."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from askless.core.pack import pack, unpack
from askless.models.online.softmax import Softmax
from askless.stream.batch import Batch
from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.choosing import LOOKS, Chooser
from askless.stream.samplers.sampler import Sampler
from askless.stream.samplers.split_quantile import SplitQuantile
from askless.stream.samplers.variable_uncertainty import VariableUncertainty


@dataclass(kw_only=True)
class Watched(Sampler):
    """Asks about whatever the model is unsure of, and remembers what it was shown."""

    name: ClassVar[str] = "watched"
    shown: list = field(default_factory=list, init=False)
    decided: list = field(default_factory=list, init=False)

    def utilities(self, batch):
        self.shown.append((batch.first, batch.uncertainty.copy()))
        return batch.uncertainty

    def chance(self, utility, rate):
        return float(utility > 0.5)

    def offered(self, batch):
        self.decided += range(batch.first, batch.first + len(batch))


def batch(rows, first=0):
    rows = np.array(rows, dtype=np.float64)
    return Batch(first, rows, rows, rows, np.zeros(len(rows)))


def choose(chooser, one, proba, **more):
    options = {"model": Softmax(), "n_labels": 2, "keys": None, "share": 0.0, "waiting": None, **more}
    return chooser.choose(one, None if proba is None else np.array(proba, dtype=np.float64), **options)


def test_what_is_asked_makes_its_copies_worth_less():
    rows = [[0.0, 0.0]] * 3 + [[5.0, 5.0]]
    sampler = Watched()
    chosen = choose(Chooser(sampler, TokenBucket(share=0.9), 0), batch(rows), [[0.7, 0.3]] * 4)
    assert chosen.verdicts.ask[0]
    assert not chosen.verdicts.ask[1]  # its copy waits for an answer: the model is taken to be surer now
    assert chosen.verdicts.ask[3]  # far from it
    assert sampler.decided == [0, 1, 2, 3]


def test_items_that_wait_from_before_count_as_well():
    sampler = Watched()
    waiting = np.zeros((3, 2))
    chosen = choose(Chooser(sampler, TokenBucket(share=0.9), 0), batch([[0.0, 0.0]]), [[0.7, 0.3]], waiting=waiting)
    assert not chosen.verdicts.ask[0]


def test_a_large_batch_is_looked_at_only_so_often():
    rng = np.random.default_rng(0)
    sampler = Watched()
    chosen = choose(Chooser(sampler, TokenBucket(share=1.0), 0), batch(rng.normal(size=(200, 9))), [[0.5, 0.5]] * 200)
    assert len(sampler.shown) <= LOOKS
    assert len(chosen.verdicts.ask) == len(chosen.utilities) == 200
    assert sampler.decided == list(range(200))


def test_named_and_numbered_items_have_coins_of_their_own():
    rng = np.random.default_rng(0)
    rows, proba = rng.normal(size=(300, 2)), np.full((300, 2), 0.5)
    numbered = choose(Chooser(SplitQuantile(), TokenBucket(), 0), batch(rows), proba)
    again = choose(Chooser(SplitQuantile(), TokenBucket(), 0), batch(rows), proba)
    named = choose(Chooser(SplitQuantile(), TokenBucket(), 0), batch(rows), proba, keys=list(range(300)))
    other = choose(Chooser(SplitQuantile(), TokenBucket(), 1), batch(rows), proba)
    assert numbered.verdicts == again.verdicts
    assert numbered.verdicts.ask != named.verdicts.ask
    assert numbered.verdicts.ask != other.verdicts.ask


def test_its_state_comes_back_and_another_sampler_begins_anew():
    rng = np.random.default_rng(0)
    one = Chooser(SplitQuantile(), TokenBucket(), 0)
    choose(one, batch(rng.normal(size=(200, 2))), rng.dirichlet([1, 1], 200))
    state = unpack(pack(one.state()))
    twin = Chooser(SplitQuantile(), TokenBucket(), 0)
    twin.restore(state)
    rows, proba = rng.normal(size=(200, 2)), rng.dirichlet([1, 1], 200)
    assert choose(one, batch(rows, 200), proba) == choose(twin, batch(rows, 200), proba)
    wider = Chooser(SplitQuantile(window=64), TokenBucket(share=0.2), 0)
    wider.restore(state)
    assert (wider.sampler, wider.budget) == (SplitQuantile(window=64), TokenBucket(share=0.2))
    other = Chooser(VariableUncertainty(), TokenBucket(), 0)
    other.restore(state)
    assert other.sampler == VariableUncertainty()
    assert other.budget.state() == state["token_bucket"]
