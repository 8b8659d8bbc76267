"""The oracle that is sometimes wrong."""

from collections import Counter
from types import SimpleNamespace

import pytest

from askless.bench.oracle.noisy import Noisy
from askless.bench.oracle.truth import Truth
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.skip import SKIP
from askless.errors import UsageError

IDS = list(range(2000))
SPACE = Classes(["a", "b", "c"])
TRUTH = Truth(dict.fromkeys(IDS, "b"))


def test_the_share_of_wrong_answers_is_as_said_and_spread_over_the_others() -> None:
    found = Counter(Noisy(TRUTH, SPACE, 0.3, seed=5)(SimpleNamespace(ids=IDS)))
    assert found["b"] == pytest.approx(1400, abs=70)
    assert found["a"] == pytest.approx(300, abs=60)


def test_an_item_has_the_same_answer_whatever_else_is_asked() -> None:
    noisy = Noisy(TRUTH, SPACE, 0.5)
    whole = noisy(SimpleNamespace(ids=IDS))
    assert noisy(SimpleNamespace(ids=IDS[100:50:-1])) == whole[100:50:-1]
    assert Noisy(TRUTH, SPACE, 0.5, seed=1)(SimpleNamespace(ids=IDS)) != whole


def test_labels_are_turned_over_one_by_one() -> None:
    noisy = Noisy(lambda queries: [("x",)] * len(queries.ids), MultiLabel(["x", "y"]), 0.25)
    answers = noisy(SimpleNamespace(ids=IDS))
    assert sum("x" not in answer for answer in answers) == pytest.approx(500, abs=70)
    assert sum("y" in answer for answer in answers) == pytest.approx(500, abs=70)


def test_zero_and_one_and_skips() -> None:
    queries = SimpleNamespace(ids=[0, 1])
    assert Noisy(TRUTH, SPACE, 0.0)(queries) == ["b", "b"]
    assert "b" not in Noisy(TRUTH, SPACE, 1.0)(queries)
    assert Noisy(lambda queries: [SKIP, "a"], SPACE, 0.0)(queries) == [SKIP, "a"]


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(UsageError, match="probability"):
        Noisy(TRUTH, SPACE, 1.5)
    with pytest.raises(UsageError, match="another class"):
        Noisy(TRUTH, Classes(["a"]), 0.1)
