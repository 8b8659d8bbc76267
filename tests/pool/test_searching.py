"""How far a search has come, read from the log: the same for pages and learners."""

from __future__ import annotations

import numpy as np
import pytest

from askless import SKIP, PoolLearner
from askless.data.store.state import State
from askless.enough.stopping.context import Context
from askless.enough.stopping.searched import Searched
from askless.pool.searching import search_context
from askless.server.search import search_of

X = np.random.default_rng(0).normal(size=(60, 2))
SETTINGS = {"goal": "find", "find": "yes"}


def begun(copies: int = 1, **options: object) -> PoolLearner:
    """A learner whose log says what the pool is; each item has so many copies."""
    learner = PoolLearner(np.repeat(X, copies, axis=0), labels=["no", "yes"], **options)  # type: ignore[arg-type]
    learner.start()
    return learner


def answer(learner: PoolLearner, k: int, copies: int = 1) -> None:
    queries = learner.ask(k)
    learner.tell(queries.ids, ["yes" if X[row // copies, 0] > 0.5 else "no" for row in queries.ids])


@pytest.mark.parametrize("copies", [1, 5])
@pytest.mark.parametrize("holdout", [None, 10])
@pytest.mark.parametrize("read", [30, 60])
def test_pages_and_learners_say_the_same(copies: int, holdout: int | None, read: int) -> None:
    learner = begun(copies, holdout=holdout, strategy="random")
    answer(learner, read, copies)
    page = search_of(learner.state, SETTINGS)
    assert page is not None
    assert page.verdicts[0] == learner.stopping("recall", positive="yes")
    assert page.progress.pool == 60 - (holdout or 0)
    assert page.progress.read == len(learner.job().rows)
    assert page.verdicts[0].recommend == (read == 60)


def test_copies_are_one_item_whoever_answered_them() -> None:
    learner = begun(3)
    learner.give({0: "yes", 1: "yes", 2: "yes", 3: "no"})  # all copies of the first item came with the source
    learner.tell([8], ["yes"])  # the last copy of the third item, which carries over
    learner.tell([6], ["no"])
    context = search_context(learner.state, "yes")
    assert (len(context.y), context.pool) == (3, 60)


def test_draws_are_from_what_was_left_before_their_round() -> None:
    learner = begun(strategy="random")
    for k in (10, 30):
        answer(learner, k)
    context = search_context(learner.state, "yes")
    assert context.rounds is not None
    assert [int(n) for n in np.unique(context.rounds, return_counts=True)[1]] == [10, 30]
    draws = drawn(context)
    assert draws.unread.tolist() == list(range(60, 20, -1))
    assert draws.before.tolist() == [0, *np.cumsum(context.y)[:-1].tolist()]


def test_an_answer_that_nobody_asked_for_counts_from_then_on() -> None:
    learner = begun(strategy="random")
    answer(learner, 10)
    learner.tell([learner.candidates()[0]], ["yes"])
    answer(learner, 10)
    context = search_context(learner.state, "yes")
    assert context.random is not None
    assert not context.random[10]
    assert drawn(context).unread.tolist() == [*range(60, 50, -1), *range(49, 39, -1)]


def test_items_that_were_skipped_or_wait_are_apart() -> None:
    learner = begun(strategy="random")
    queries = learner.ask(10)
    learner.tell(queries.ids[:8], ["no"] * 7 + [SKIP])  # two are not answered at all
    answer(learner, 10)
    draws = drawn(search_context(learner.state, "yes"))
    assert draws.apart.tolist() == [0] * 7 + [3] * 10
    assert draws.unread.tolist() == [*range(60, 53, -1), *range(50, 40, -1)]


def test_an_item_that_was_skipped_and_read_in_the_end_was_apart_between() -> None:
    learner = begun(strategy="random")
    queries = learner.ask(10)
    learner.tell(queries.ids, [*["no"] * 9, SKIP])
    answer(learner, 50)
    answer(learner, 1)  # nothing else is left
    context = search_context(learner.state, "yes")
    assert context.apart is not None
    assert context.apart[9:].tolist() == [1] * 50 + [0]


def test_an_item_was_read_when_it_was_asked_whatever_a_copy_was_answered_later() -> None:
    learner = begun(2, strategy="random")
    first = learner.ask(5)
    learner.tell(first.ids, ["no"] * 5)
    second = learner.ask(5)
    learner.tell(second.ids, ["no"] * 5)
    learner.tell(learner.copies_of(first.ids[0])[0], "yes")
    context = search_context(learner.state, "yes")
    assert context.random is not None
    assert context.rounds is not None
    assert (context.random.all(), context.y.tolist()) == (True, [0] * 10)
    assert [int(n) for n in np.unique(context.rounds, return_counts=True)[1]] == [5, 5]


def test_a_log_that_does_not_count_copies_is_on_the_safe_side() -> None:
    learner = begun(5)
    answer(learner, 20, 5)
    old = State.of([])
    for event in learner._history.log:
        event.data.pop("distinct", None)
        old.apply(event)
    assert search_context(old, "yes").pool == 300


def drawn(context: Context):  # type: ignore[no-untyped-def]
    """Its random draws."""
    search = Searched.of(context)
    assert search is not None
    return search.draws()
