"""Offering: what is asked, shown, kept and learnt is the same, and what fails changes nothing."""

from collections import OrderedDict
from contextlib import closing
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from river import naive_bayes
from sklearn.linear_model import LogisticRegression, SGDClassifier

import askless
from askless.core.pack import pack
from askless.errors import ModelError, SourceError
from askless.stream.desk.shown import AskedItems


class Recorder:
    """A model that writes down what it is given, and fails when it is told to."""

    name: ClassVar[str] = "recorder"
    takes: ClassVar[str] = "raw"
    real: ClassVar[bool] = False
    latest: ClassVar[Any] = None

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.learnt: list[Any] = []
        self.fails: Exception | None = None
        type(self).latest = self

    def predict(self, items: Any, n_labels: int) -> np.ndarray:
        if self.fails is not None:
            raise self.fails
        self.seen += told(items)
        return np.full((len(items), n_labels), 1.0 / n_labels)

    def learn(self, items: Any, y: Any, weights: Any = None) -> None:
        self.learnt += told(items)

    def fresh(self) -> "Recorder":
        return type(self)()

    def state(self) -> None:
        return None

    def restore(self, state: Any) -> None:
        return None


def told(items: Any) -> list[str]:
    """Items as texts, whose numbers and types can be compared."""
    return [repr(item.tolist() if isinstance(item, np.ndarray) else item) for item in items]


def everything(learner: askless.StreamLearner) -> tuple[Any, ...]:
    """All that predicting and what fails must not change."""
    state = learner._state
    counts = (state.seen, state.asked, state.waiting.ids, state.arrivals.named, len(state.arrivals._known))
    return counts, pack(state.encoder.state()), pack(state.chooser.state()), list(learner.notices)


ITEMS = {
    "rows": np.array([[1.0, np.inf, 1e300], [np.nan, 2.0, 3.0]]),
    "float32": np.array([[0.1, 2.0], [3.0, 4.0]], dtype=np.float32),
    "whole numbers": np.array([[1, 2], [3, 4]]),
    "truths": np.array([[True, False], [False, True]]),
    "pictures": np.arange(24.0).reshape(2, 3, 4),
    "one feature": np.array([1.0, 2.0]),
    "objects": np.array([[1, "x"], [None, Decimal("1.5")]], dtype=object),
    "lists": [[1.0, None], (2, np.float32(0.5))],
    "lists of rows": [np.array([1.0, 2.0]), np.array([3.0, 4.0])],
    "numbers": [1.5, None],
    "texts": ["a good day", "\ud800 bad\nday"],
    "dicts": [
        {"a": Decimal("1.5"), "b": Fraction(1, 4), "c": np.int64(3), "d": pd.NA, "e": pd.NaT, "f": 10**5_000},
        OrderedDict({("a", 1): 2.0, np.int64(1): np.bool_(True), "\0array": "x", "id": "7", "nan": float("nan")}),
    ],
    "frame": pd.DataFrame({"a": [1.0, None], "b": ["x", None], "c": pd.array([1, pd.NA], dtype="Int64")}),
    "series": [pd.Series({"a": 1.0, "b": "x"}), pd.Series({"a": 2.0, "b": None})],
    "arrow": pa.table({"a": [Decimal("1.5"), None], "b": ["x", "y"]}),
    "mixed": [np.array([1.0, 2.0]), {"a": "x", "1": 5.0}],
}


@pytest.mark.parametrize("kind", list(ITEMS))
@pytest.mark.parametrize("one_by_one", [False, True])
def test_what_is_asked_shown_kept_and_learnt_is_the_same(kind, one_by_one, tmp_path):
    items = ITEMS[kind]
    with closing(askless.StreamLearner(Recorder(), labels=["a", "b"], budget=1.0, project=tmp_path)) as first:
        model = Recorder.latest
        if one_by_one:
            rows = [row for _, row in items.iterrows()] if isinstance(items, pd.DataFrame) else items
            rows = items.to_pylist() if isinstance(items, pa.Table) else rows
            ids = [first.offer(item).id for item in rows]
        else:
            ids = first.offer_many(items).ids
        asked = [first.item(item_id) for item_id in ids]
        first.commit()
        kept = [first._telling._journal.find([item_id])[item_id].content for item_id in ids]
        first.tell(ids, ["a", "b"])
        assert told(asked) == model.seen == model.learnt
        first.predict(items)
        assert model.seen == 2 * model.learnt
    with closing(askless.StreamLearner(Recorder(), project=tmp_path)) as again:
        assert Recorder.latest is not model
        assert Recorder.latest.learnt == model.learnt
        assert told(again.item(item_id) for item_id in ids) == told(asked)
        assert again._state.damaged == 0
        shown = AskedItems()
        for item_id in ids:
            shown.add(item_id, again._telling.found([item_id], None)[item_id][0])
        assert [shown.show(row) for row in range(2)] == _shown(asked)
        again.predict(asked)
        again.predict([again.item(item_id) for item_id in ids])
        assert len(set(Recorder.latest.seen)) == len(set(model.learnt))
    assert all(b"<NA>" not in content for content in kept)


def _shown(asked):
    from askless.stream.pending import Asked

    items = AskedItems()
    for at, raw in enumerate(asked):
        items.add(str(at), Asked(at, raw, np.zeros(0), np.zeros(0), 0.1, False, 0.0))
    return [items.show(row) for row in range(len(asked))]


def test_a_row_of_a_stream_that_has_dicts_too_stays_as_long_as_it_came(tmp_path):
    with closing(askless.StreamLearner(labels=["a", "b"], budget=1.0, project=tmp_path)) as first:
        first.tell(first.offer(np.array([1.0, 2.0])).id, "a")
        first.tell(first.offer({"0": 3.0, "more": 5.0, "kind": "x"}).id, "b")
        late = first.offer(np.array([4.0, 5.0])).id
    with closing(askless.StreamLearner(project=tmp_path)) as again:
        assert again.item(late).tolist() == [4.0, 5.0]
        assert len(again.predict([again.item(late)])) == 1


def test_a_dict_that_the_caller_fills_anew_is_learnt_as_it_was_offered():
    stream = askless.StreamLearner(naive_bayes.GaussianNB(), labels=["a", "b"], budget=1.0)
    reused: dict[str, float] = {}
    ids = []
    for at in range(40):
        reused["x"] = at % 2 + at % 5 / 10
        ids.append(stream.offer(reused).id)
    stream.tell(ids, ["b" if at % 2 else "a" for at in range(40)])
    assert stream.predict([{"x": 0.0}, {"x": 1.0}]) == ["a", "b"]
    assert stream.item("0") == {"x": 0.0}
    assert stream.item("39") == {"x": 1.4}


# --- predicting -----------------------------------------------------------------------------------


def taught(model=None):
    stream = askless.StreamLearner(model, labels=["a", "b"], budget=1.0)
    for at in range(20):
        item = {"x": float(at % 2), "kind": "odd" if at % 2 else "even"}
        stream.tell(stream.offer(item).id, "b" if at % 2 else "a")
    return stream


@pytest.mark.parametrize("call", ["predict", "predict_proba", "offer_many"])
@pytest.mark.parametrize("items", [{"x": 1.0}, "text", b"text", 3, None])
def test_one_item_in_place_of_several_is_refused(call, items):
    stream = taught()
    before = everything(stream)
    with pytest.raises(SourceError, match=r"Items are given as \w+\. Give a list of items"):
        getattr(stream, call)(items)
    assert everything(stream) == before


@pytest.mark.parametrize(
    "items",
    [
        [{"x": 1.0, "new": 3.0, "kind": "neither", "text": "x"}],
        ["some words"],
        [["x", 1.0]],
        np.ones((2, 3)),
        [{"other": 1.0}],
        [{}],
        [],
    ],
)
def test_predicting_changes_nothing(items):
    stream = taught()
    before = everything(stream)
    said = stream.predict_proba(items)
    assert stream.predict(items) == [stream.space.names[code] for code in said.argmax(axis=1)]
    assert everything(stream) == before
    assert stream.predict([{"x": 1.0, "new": 3.0}, {"x": 0.0, "kind": "even"}]) == ["b", "a"]


def test_predicting_nothing_from_any_model():
    for model in ("softmax", "naive_bayes", LogisticRegression(), SGDClassifier()):
        assert taught(model).predict([]) == []
    real = askless.StreamLearner(labels=askless.Real(), budget=1.0)
    real.tell(real.offer([1.0]).id, 2.0)
    assert real.predict([]) == []


# --- what fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("wrong", [{"a": [1]}, {"a": 1j}, object(), {1: 2.0, "1": 3.0}, {10**5_000: 1.0}])
def test_an_item_that_cannot_be_read_changes_nothing(wrong, many):
    stream = taught()
    before = everything(stream)
    with pytest.raises(SourceError):
        stream.offer_many([{"x": 1.0, "late": 2.0}, wrong]) if many else stream.offer(wrong)
    assert everything(stream) == before


def test_a_row_of_another_length_changes_nothing():
    stream = askless.StreamLearner(labels=["a", "b"], budget=1.0)
    before = everything(stream)
    with pytest.raises(SourceError, match="features, but the stream has 2"):
        stream.offer_many([[1.0, None], {"new": 1.0}, [1.0]])
    assert everything(stream) == before
    assert stream.offer([1.0, 2.0, 3.0]).id == "0"


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("ids", [False, True])
def test_a_model_that_fails_to_predict_changes_nothing_and_the_call_can_be_repeated(many, ids):
    def offer(stream):
        item = {"x": 0.5, "late": 2.0, "kind": "neither"}
        if many:
            return stream.offer_many([item], ids=["a"] if ids else None)[0]
        return stream.offer(item, id="a" if ids else None)

    def begun():
        stream = askless.StreamLearner(Recorder(), labels=["a", "b"], budget=1.0)
        for at in range(20):
            decision = stream.offer({"x": float(at % 2)}, id=str(at) if ids else None)
            stream.tell(decision.id, "b" if at % 2 else "a")
        return stream

    stream, other = begun(), begun()
    failing = stream.model
    before = everything(stream)
    failing.fails = ZeroDivisionError("division by zero.\nmore of it")
    for call in (offer, lambda stream: stream.predict([{"x": 1.0}])):
        with pytest.raises(ModelError) as caught:
            call(stream)
        assert str(caught.value) == (
            "The model recorder could not predict: ZeroDivisionError: division by zero. "
            "Mend it, and give the items again; nothing has changed."
        )
        assert isinstance(caught.value.__cause__, ZeroDivisionError)
        assert everything(stream) == before
    failing.fails = None
    assert offer(stream) == offer(other)
    assert everything(stream) == everything(other)


def test_what_came_before_is_predicted_first_so_that_a_failure_changes_nothing():
    stream = askless.StreamLearner(Recorder(), labels=["a", "b"], budget=1.0)
    stream.tell(stream.offer([1.0, 2.0], id="old").id, "a")
    before = everything(stream)
    with pytest.raises(SourceError, match="features, but the stream has 2"):
        stream.offer_many([[3.0, 4.0], [1.0, 2.0, 3.0]], ids=["new", "old"])
    assert everything(stream) == before
    decisions = stream.offer_many([[3.0, 4.0], [1.0, 2.0]], ids=["new", "old"])
    assert decisions.again.tolist() == [False, True]
    assert decisions[1].prediction is not None


# --- beginning ------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt])
def test_a_learner_that_cannot_be_made_lets_go_of_its_project(tmp_path, monkeypatch, error):
    import askless.stream.learner as module

    def fails(*_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(module, "StreamState", fails)
        with pytest.raises(error):
            askless.StreamLearner(project=tmp_path)
    askless.StreamLearner(project=tmp_path).close()


def test_an_id_among_the_features_is_told_of():
    stream = askless.StreamLearner(labels=["a", "b"])
    for at in range(3):
        stream.offer({"id": str(at), "size": 3.5})
    assert [notice.sentence for notice in stream.notices] == [
        "“id” counts as a feature; an id is given as `offer(item, id=...)`."
    ]
