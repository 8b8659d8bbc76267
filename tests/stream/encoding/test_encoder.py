"""Whatever a stream delivers becomes rows of numbers, or one sentence that says which item cannot."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askless.core.pack import pack, unpack
from askless.errors import SourceError
from askless.stream.encoding import encoder as module
from askless.stream.encoding.columns import FEATURES, VALUES
from askless.stream.encoding.items import items_of

NAN = float("nan")


class Encoder(module.Encoder):
    """One that is given items as they come."""

    def encode(self, items: Any) -> np.ndarray:
        return super().encode(items_of(items))

    def look_up(self, items: Any) -> np.ndarray:
        return super().look_up(items_of(items))


def widened(rows: np.ndarray, width: int) -> np.ndarray:
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])), constant_values=NAN)


def one_by_one(encoder: Encoder, items: Any) -> np.ndarray:
    rows = [encoder.encode(items[at : at + 1]) for at in range(len(items))]
    return np.vstack([widened(row, encoder.width) for row in rows])


def test_numbers_texts_and_truths_of_a_dict() -> None:
    encoder = Encoder()
    rows = encoder.encode([{"a": 1, "b": "x", "c": True}, {"a": np.float32(2.5), "b": "y", "c": np.bool_(False)}])
    np.testing.assert_array_equal(rows, [[1, 1, 1, NAN], [2.5, 0, 0, 1]])
    assert encoder.remarks() == []


@pytest.mark.parametrize("gap", [None, NAN, "", "  ", math.inf, -math.inf, 10**400, 1e300, pd.NA, pd.NaT])
def test_what_is_missing(gap: object) -> None:
    encoder = Encoder()
    encoder.encode([{"a": 1.0, "b": "x"}])
    np.testing.assert_array_equal(encoder.encode([{"a": gap, "b": gap}]), [[NAN, NAN]])
    np.testing.assert_array_equal(encoder.encode([{}]), [[NAN, NAN]])


def test_gaps_and_infinities_of_an_array() -> None:
    given = np.array([[1.0, math.inf], [NAN, 1e300]])
    rows = Encoder().encode(given)
    np.testing.assert_array_equal(rows, [[1.0, NAN], [NAN, NAN]])
    assert given[0, 1] == math.inf, "the caller's array stays as it was"
    again = Encoder().encode(given)
    given[0, 0] = 7.0
    assert again[0, 0] == 1.0


def test_a_new_feature_is_a_new_column_and_is_remarked_on_once() -> None:
    encoder = Encoder()
    encoder.encode([{"a": 1.0}])
    for _ in range(3):
        assert encoder.encode([{"a": 1.0, "late": 5.0}]).tolist() == [[1.0, 5.0]]
    assert encoder.remarks() == ["Feature “late” is new; earlier items count as lacking it."]
    assert encoder.remarks() == []


def test_a_number_that_becomes_a_text_and_back() -> None:
    encoder = Encoder()
    assert encoder.encode([{"a": 1.0}]).tolist() == [[1.0]]
    assert encoder.encode([{"a": "2.5"}]).tolist() == [[2.5]], "a text that is a number goes on as one"
    np.testing.assert_array_equal(encoder.encode([{"a": "hot"}]), [[NAN, 1.0]])
    np.testing.assert_array_equal(encoder.encode([{"a": 3.0}]), [[3.0, NAN]])
    np.testing.assert_array_equal(encoder.encode([{"a": "cold"}]), [[NAN, 0.0, 1.0]])
    assert len(encoder.remarks()) == 1
    other = Encoder()
    other.encode([{"a": "hot"}])
    np.testing.assert_array_equal(other.encode([{"a": 3.0}, {"a": 4.0}]), [[NAN, 3.0], [NAN, 4.0]])
    assert other.remarks() == ["Feature “a” was a text and is a number now."]


def test_too_many_values_share_a_column() -> None:
    encoder = Encoder()
    encoder.encode([{"a": f"value {at}"} for at in range(VALUES + 50)])
    assert encoder.width == VALUES + 1
    row = encoder.encode([{"a": "never seen"}])[0]
    assert row.sum() == row[VALUES] == 1.0
    assert encoder.encode([{"a": "value 3"}])[0, 3] == 1.0
    assert len(encoder.remarks()) == 1


def test_a_long_text_in_a_dict_gets_no_column_of_its_own() -> None:
    encoder = Encoder()
    encoder.encode([{"a": "x" * 5_000}, {"a": "y" * 5_000}, {"a": "short"}])
    assert encoder.width == 2
    assert len(pack(encoder.state())) < 2_000


def test_features_named_by_what_they_hold_do_not_fill_the_memory() -> None:
    encoder = Encoder()
    for start in range(0, 5_000, 500):
        encoder.encode([{f"user {at}": 1.0, f"page {at}": "x"} for at in range(start, start + 500)])
    assert encoder.width == FEATURES
    size = len(pack(encoder.state()))
    encoder.encode([{f"later {at}": 1.0} for at in range(500)])
    assert len(pack(encoder.state())) == size
    assert sum("left out" in remark for remark in encoder.remarks()) == 1


def test_texts_are_words_in_columns_of_a_fixed_number() -> None:
    encoder = Encoder()
    rows = encoder.encode(["win a free prize", "WIN a free prize!", "lunch at noon", "", "..."])
    assert rows.shape == (5, 1_024)
    np.testing.assert_array_equal(rows[0], rows[1])
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 1, 1, 0, 0])
    assert encoder.encode(["\ud800 half a pair"]).shape == (1, 1_024)


def test_rare_words_are_no_louder_than_common_ones() -> None:
    encoder = Encoder()
    texts = ["common words"] * 999 + ["seldom"]
    encoder.observe(encoder.encode(texts))
    scaled = encoder.scale(encoder.encode([*texts[-2:], {"a": 1.0}]))
    np.testing.assert_allclose(np.linalg.norm(scaled, axis=1), [3.0, 3.0, 0.0])


def test_lists_are_rows_as_arrays_are() -> None:
    encoder = Encoder()
    np.testing.assert_array_equal(encoder.encode([[1, None], [2.0, 3]]), [[1, NAN], [2, 3]])
    np.testing.assert_array_equal(encoder.encode(np.array([[4.0, 5.0]])), [[4, 5]])
    np.testing.assert_array_equal(encoder.encode([(True, NAN)]), [[1, NAN]])
    np.testing.assert_array_equal(encoder.encode([{"1": 7.0, "more": 2.0}]), [[NAN, 7, 2]])
    np.testing.assert_array_equal(encoder.encode(np.array([[4, 5]])), [[4, 5, NAN]])
    np.testing.assert_array_equal(encoder.encode([[4, "warm"]]), [[4, NAN, NAN, 1]])


def test_other_forms_of_the_same() -> None:
    assert Encoder().encode(np.zeros((2, 3, 4))).shape == (2, 12)
    assert Encoder().encode([np.zeros((3, 4))]).shape == (1, 12)
    assert Encoder().encode([1.5, 2, True, None]).shape == (4, 1)
    assert Encoder().encode(np.array([1.0, 2.0])).shape == (2, 1)
    assert Encoder().encode(np.array(["a b", "c"])).shape == (2, 1_024)
    assert Encoder().encode([{"a": Decimal("1.5")}]).tolist() == [[1.5]]
    assert Encoder().encode(np.array([[1, "x"], [2, "y"]], dtype=object)).shape == (2, 3)


def test_a_data_frame_is_its_rows() -> None:
    frame = pd.DataFrame({"a": [1.0, None, 3.0], "b": ["x", "y", None], "c": [1, 2, 3]})
    whole, rows, dicts = Encoder(), Encoder(), Encoder()
    expected = dicts.encode(frame.to_dict("records"))
    np.testing.assert_array_equal(whole.encode(frame), expected)
    np.testing.assert_array_equal(rows.encode([row for _, row in frame.iterrows()]), expected)
    assert np.isnan(expected[2, 1])


@pytest.mark.parametrize(
    "wrong",
    [{"a": [1, 2]}, {"a": {"b": 1}}, {"a": 1j}, {"a": b"x"}, object(), b"bytes", [[1, 2], [3]], {"a": np.ones(1)}],
)
def test_what_cannot_be_read_is_named(wrong: object) -> None:
    encoder = Encoder()
    with pytest.raises(SourceError, match=r"Item 1 cannot be read: .*\. Offer rows of numbers"):
        encoder.encode([{"a": 1.0}, wrong])
    assert encoder.encode([{"a": 2.0}])[0, 0] == 2.0, "the stream goes on"


def test_rows_of_another_width_are_refused() -> None:
    encoder = Encoder()
    encoder.encode(np.zeros((2, 3)))
    for wrong in (np.zeros((1, 4)), [[1.0, 2.0]], [[1.0, None]]):
        with pytest.raises(SourceError, match="features, but the stream has 3"):
            encoder.encode(wrong)


def everything(encoder: Encoder) -> bytes:
    return pack([encoder.state(), list(encoder._columns.remarks)])


SEEN = {
    "dicts": [{"a": 1.0, "b": "x"}, {"a": 2.0}],
    "rows": np.ones((2, 3)),
    "texts": ["one two", "three"],
    "nothing": [],
}
OTHERS = [
    [{"a": 3.0, "b": "y", "c": 1.0, "d": "new"}],
    [{"0": "hot"}, {"b": 5.0}],
    ["some words"],
    [{f"f{at}": "x" for at in range(3_000)}],
]


@pytest.mark.parametrize("seen", list(SEEN))
@pytest.mark.parametrize("others", OTHERS)
def test_looking_up_changes_nothing(seen: str, others: Any) -> None:
    encoder = Encoder()
    encoder.observe(encoder.encode(SEEN[seen]))
    before = everything(encoder)
    rows = encoder.look_up(others)
    assert rows.shape == (len(others), encoder.width)
    assert everything(encoder) == before
    learnt = encoder.encode(others)
    np.testing.assert_array_equal(rows, learnt[:, : rows.shape[1]])


def test_looking_up_rows_of_another_width_is_refused_as_ever() -> None:
    encoder = Encoder()
    assert encoder.look_up(np.ones((2, 3))).shape == (2, 0)
    encoder.encode(np.ones((2, 3)))
    with pytest.raises(SourceError, match="features, but the stream has 3"):
        encoder.look_up(np.ones((1, 4)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.one_of(st.floats(), st.text(max_size=2)))), st.data())
def test_what_is_undone_was_not_there(items: list[dict[str, Any]], data: Any) -> None:
    cut = data.draw(st.integers(0, len(items)))
    encoder = Encoder()
    encoder.observe(encoder.encode(items[:cut]))
    before, mark = everything(encoder), encoder.mark()
    rows = encoder.encode(items[cut:])
    encoder.observe(rows)
    after = everything(encoder)
    encoder.undo(mark)
    assert everything(encoder) == before
    again = encoder.encode(items[cut:])
    np.testing.assert_array_equal(again, rows)
    encoder.observe(again)
    assert everything(encoder) == after


def test_a_batch_that_is_refused_leaves_no_column() -> None:
    encoder = Encoder()
    before = everything(encoder)
    with pytest.raises(SourceError, match="features, but the stream has 2"):
        encoder.encode([[1.0, None], {"new": 1.0, "kind": "x"}, [1.0]])
    assert everything(encoder) == before
    assert encoder.encode([[1.0, 2.0, 3.0]]).shape == (1, 3)


@pytest.mark.parametrize("name", ["id", "ID"])
@pytest.mark.parametrize("value", [7, "seven"])
def test_an_id_among_the_features_is_remarked_on_once(name: str, value: object) -> None:
    encoder = Encoder()
    for _ in range(2):
        encoder.encode([{name: value, "size": 1.0}])
    assert encoder.remarks() == [f"“{name}” counts as a feature; an id is given as `offer(item, id=...)`."]


def test_nothing_is_no_row() -> None:
    encoder = Encoder()
    assert encoder.encode([]).shape == (0, 0)
    assert encoder.encode(np.zeros((0, 3))).shape[0] == 0
    assert encoder.encode(np.ones((1, 5))).shape == (1, 5)


VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.sampled_from(["x", "1", "nan", "inf"])
)
ITEM = st.dictionaries(st.one_of(st.sampled_from("abc"), st.text(max_size=2)), VALUE, max_size=4)
ODD = st.one_of(
    ITEM, st.text(max_size=5), st.lists(VALUE, max_size=3), st.dictionaries(st.text(max_size=1), st.lists(VALUE))
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ITEM, max_size=8), st.integers(0, 8))
def test_a_batch_is_as_its_items_one_by_one(items: list[dict[str, Any]], cut: int) -> None:
    whole, single, halves = Encoder(), Encoder(), Encoder()
    rows = whole.encode(items)
    if items:
        np.testing.assert_array_equal(rows, one_by_one(single, items))
    first = halves.encode(items[:cut])
    halves.restore(unpack(pack(halves.state())))
    second = halves.encode(items[cut:])
    np.testing.assert_array_equal(rows, np.vstack([widened(first, halves.width), widened(second, halves.width)]))
    assert not np.isinf(rows).any()
    assert whole.state()["columns"] == single.state()["columns"] == halves.state()["columns"]
    assert whole.remarks() == single.remarks()


@settings(max_examples=200, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=6))
def test_no_stream_raises_anything_but_a_sentence(items: list[Any]) -> None:
    encoder, refused = Encoder(), []
    for item in items:
        try:
            rows = encoder.encode([item])
        except SourceError as error:
            refused.append(error)
            continue
        encoder.observe(rows)
        scaled = encoder.scale(rows)
        assert scaled.shape == rows.shape
        assert np.isfinite(scaled).all()
    assert all(error.problem.endswith(".") and error.remedy.endswith(".") for error in refused)


@pytest.mark.parametrize("batch", [1, 7, 500])
def test_scaled_rows_have_mean_0_and_deviation_1(batch: int) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal([5.0, -1e6, 0.0], [1e-3, 1e4, 1.0], size=(500, 3))
    x[:, 2] = 7.0
    x[rng.random(500) < 0.2, 0] = NAN
    encoder = Encoder()
    for start in range(0, 500, batch):
        encoder.observe(encoder.encode(x[start : start + batch]))
    scaled = encoder.scale(x)
    known = scaled[np.isfinite(x[:, 0]), 0]
    assert abs(known.mean()) < 0.05
    assert abs(known.std() - 1) < 0.05
    assert (scaled[np.isnan(x[:, 0]), 0] == 0).all()
    assert (scaled[:, 2] == 0).all()


def test_the_scale_follows_a_feature_that_changes() -> None:
    rng = np.random.default_rng(0)
    encoder = Encoder()
    for _ in range(100):
        encoder.observe(encoder.encode(rng.normal(size=(1_000, 1))))
    for _ in range(100):
        encoder.observe(encoder.encode(rng.normal(1_000.0, 50.0, size=(1_000, 1))))
    assert abs(encoder.scale(np.array([[1_050.0]]))[0, 0] - 1.0) < 0.2


def test_an_absurd_value_counts_as_ten_deviations() -> None:
    encoder = Encoder()
    encoder.observe(encoder.encode(np.random.default_rng(0).normal(size=(100, 2))))
    assert encoder.scale(encoder.encode([[1e90, -1e99]])).tolist() == [[10.0, -10.0]]


def test_rows_of_an_array_are_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a row was looked at by itself")

    monkeypatch.setattr(Encoder, "_cells", never)
    for made in (np.ones((5, 3)), np.ones((5, 3), dtype=np.int8), [[1, 2, 3]], np.ones((1, 3), dtype=np.float32)):
        assert Encoder().encode(made).dtype == np.float64


@pytest.mark.parametrize("make", [lambda: ["some words here"], lambda: [{"a": 1.0, "b": "x"}], lambda: np.ones((1, 4))])
def test_the_state_can_be_written_and_read(make: Callable[[], Any]) -> None:
    encoder, other = Encoder(), Encoder()
    encoder.observe(encoder.encode(make()))
    other.restore(unpack(pack(encoder.state())))
    np.testing.assert_array_equal(other.encode(make()), encoder.encode(make()))
    np.testing.assert_array_equal(other.scale(other.encode(make())), encoder.scale(encoder.encode(make())))
