"""Some rows as items of their own."""

import numpy as np
import pandas as pd

from askless.bench.subset import Subset
from askless.data.items.items import Items
from askless.data.items.table import TableItems
from askless.data.items.text import TextItems

TEXTS = TextItems(["ab", "b", "ab", "abc", "b"])


def test_it_is_a_view() -> None:
    some = Subset(TEXTS, np.array([3, 1, 4, 0]))
    assert isinstance(some, Items)
    assert some.take(np.array([0, 3])) == ["abc", "ab"]
    assert some.line(1) == "b"
    assert some.show(2)["text"] == "b"
    assert some.duplicates().tolist() == [0, 1, 1, 3]
    assert some.search("a").tolist() == [0, 3]
    assert some.search("b", np.array([3, 1])).tolist() == [3, 1]


def test_ids_and_their_noise_stay_the_same() -> None:
    one, other = Subset(TEXTS, np.array([3, 1])), Subset(TEXTS, np.array([0, 1, 4]))
    assert one.ids.row("1") == 1
    assert one.ids.keys()[1] == other.ids.keys()[1]
    assert one.fingerprint() != other.fingerprint()


def test_tables_stay_tables() -> None:
    frame = pd.DataFrame({"x": [1.0, 2.0, 3.0]})
    assert Subset(TableItems(frame), np.array([2, 0])).take(np.array([0]))["x"].tolist() == [3.0]
