"""What `ask` returns."""

import numpy as np
import pandas as pd
import pytest

from askless.pool.learner import PoolLearner


def test_items_come_one_by_one_as_they_were_given() -> None:
    texts = ["one", "two", "three"]
    queries = PoolLearner(texts, labels=("a", "b"), strategy="random").ask(3)
    assert list(queries.items) == [texts[int(i)] for i in queries.ids]
    frame = pd.DataFrame({"size": [1, 2], "colour": ["red", "blue"]})
    queries = PoolLearner(frame, labels=("a", "b"), strategy="random").ask(2)
    assert [item["colour"] for item in queries.items] == [frame["colour"][i] for i in queries.ids]
    images = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    queries = PoolLearner(images, labels=("a", "b"), strategy="random").ask(2)
    for item, item_id in zip(queries.items, queries.ids, strict=True):
        assert (item == images[int(item_id)]).all()


@pytest.mark.parametrize("k", [0, 1, 2])
def test_queries_are_true_when_there_are_any(k: int) -> None:
    queries = PoolLearner(["one", "two"], strategy="random").ask(k)
    assert len(queries) == k
    assert bool(queries) == (k > 0)
    assert len(list(queries.items)) == k
