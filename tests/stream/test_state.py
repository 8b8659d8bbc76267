"""What a stream learner knows of what was asked."""

from __future__ import annotations

import numpy as np
import pytest

import askless
from askless.stream.pending import Asked
from askless.stream.state import StreamState


def asked(probability: float) -> Asked:
    """An item."""
    return Asked(0, None, np.zeros(2), np.zeros(0), probability, False, 0.0)


def met(**options: object) -> StreamState:
    """That of a learner which has met an item."""
    stream = askless.StreamLearner(labels=["down", "up"], **options)  # type: ignore[arg-type]
    stream.offer([0.0, 0.0])
    return stream._state


def test_a_weight_is_the_inverse_of_a_probability_up_to_twenty() -> None:
    state = met(model="committee(softmax, members=3)", strategy="iwal")
    told = state.told([(asked(probability), "up") for probability in (1.0, 0.25, 0.05, 1e-3, 0.0)])
    assert told.weights == pytest.approx([1.0, 4.0, 20.0, 20.0, 20.0])


def test_answers_have_no_weights_where_the_sampler_wants_none() -> None:
    assert met().told([(asked(0.25), "up")]).weights is None


def test_what_was_asked_does_not_change_with_the_array_in_which_it_came() -> None:
    stream = askless.StreamLearner(labels=["down", "up"], budget=1.0)
    rows = np.arange(6.0).reshape(3, 2)
    ids = list(stream.offer_many(rows).ids)
    rows[:] = -1.0
    one = np.array([7.0, 8.0])
    ids.append(stream.offer(one).id)
    one[:] = -1.0
    waiting = [stream._state.waiting.get(item_id) for item_id in ids]
    assert [np.asarray(item.raw).tolist() for item in waiting if item] == [
        [0.0, 1.0],
        [2.0, 3.0],
        [4.0, 5.0],
        [7.0, 8.0],
    ]
    assert [item.row.tolist() for item in waiting if item] == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [7.0, 8.0]]
