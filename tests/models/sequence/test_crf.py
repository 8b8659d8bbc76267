"""The built-in model of sentences over a pool."""

import numpy as np
import pytest

from askless.core.bio import Bio, f1
from askless.core.ragged import ragged
from askless.data.items.tokens import TokenItems
from askless.errors import ModelError, NotReadyError, UsageError
from askless.models.build import build
from askless.models.model import SequenceModel, TokenPool
from askless.models.sequence import crf
from askless.models.sequence.crf import cold_part

from .conftest import TAGS, TYPES, Sentences

ROWS = np.arange(60)
ALL = np.arange(90)


@pytest.fixture(params=["tags", "spans"])
def case(request, story):
    """A prepared model, the pool and answers."""
    model = build(None, story.items, seed=1, task=request.param)
    model.prepare(story.items)
    return model, story, story.y(request.param), story.n_labels(request.param)


def right(tagging, answers, task) -> float:
    """Accuracy of tags, F1 of spans."""
    if task == "tags":
        return float(np.mean(tagging.codes == np.concatenate(list(answers))))
    gold = [np.column_stack([np.full(len(one), at), one]) for at, one in enumerate(answers)]
    return f1(tagging.spans, np.concatenate(gold))


def test_it_is_a_model_of_sentences(case) -> None:
    model, story, _, _ = case
    assert isinstance(model, SequenceModel)
    assert isinstance(story.items, TokenPool)
    assert model.name == "crf"


def test_it_learns(case, other) -> None:
    model, story, y, k = case
    summary = model.fit(ROWS, y[ROWS], n_labels=k)
    assert summary["labels"] == 60
    rest = np.arange(60, 90)
    said = model.predicted(rest)
    assert right(said, y[rest], model.task) == 1.0
    assert len(said) == 30
    np.testing.assert_array_equal(said.lengths, story.items.lengths()[rest])
    assert said.confidence.dtype == np.float32
    assert said.confidence.min() > 0.5
    assert right(model.predict_new(other.items), other.y(model.task), model.task) == 1.0
    plain = model.predict_new(other.items.raw)
    np.testing.assert_array_equal(plain.spans, model.predict_new(other.items).spans)
    for at in range(3):
        answer = said.spans_of(at) if model.task == "spans" else said.of(at)
        np.testing.assert_array_equal(answer, y[rest][at])


def test_it_learns_from_parts(case) -> None:
    """Half of the tokens are not known."""
    model, story, y, k = case
    rng = np.random.default_rng(2)
    parts = []
    for row in ROWS:
        if model.task == "tags":
            parts.append(np.where(rng.random(len(y[row])) < 0.5, y[row], -1))
            continue
        open_ = [[a, b, -1] for a, b in story.items.offsets(row).tolist() if rng.random() < 0.5]
        held = [s for s in y[row].tolist() if not any(a < s[1] and s[0] < b for a, b, _ in open_)]
        parts.append(np.array(sorted(open_ + held), dtype=np.int64).reshape(-1, 3))
    summary = model.fit(ROWS, ragged(parts), n_labels=k)
    assert 0 < summary["tokens"] < story.items.lengths()[ROWS].sum()
    assert right(model.predicted(np.arange(60, 90)), y[60:90], model.task) > 0.9


def test_nothing_known_is_not_enough(case) -> None:
    model, story, y, k = case
    unknown = [np.full(len(one), -1) for one in story.tags[:5]]
    if model.task == "spans":
        unknown = [np.array([[0, 60, -1]]) for _ in range(5)]
    with pytest.raises(NotReadyError, match="No token has a known tag"):
        model.fit(ROWS[:5], ragged(unknown), n_labels=k)
    with pytest.raises(NotReadyError, match="There is no answer yet"):
        model.fit(ROWS[:0], y[:0], n_labels=k)
    for method in ("predicted", "token_entropy", "path_log_proba", "sequence_entropy"):
        with pytest.raises(NotReadyError, match="has not been fitted yet"):
            getattr(model, method)(ROWS)
    with pytest.raises(NotReadyError, match="has not been fitted yet"):
        model.predict_new([["Anna"]])


def test_one_answer_without_a_span_is_enough(story) -> None:
    model = build("crf", story.items, task="spans")
    model.prepare(story.items)
    model.fit(np.array([0]), ragged([np.zeros((0, 3), dtype=np.int64)]), n_labels=2)
    assert len(model.predicted(ALL).spans) == 0


def test_chunks_do_not_matter(case, monkeypatch) -> None:
    model, _, y, k = case
    monkeypatch.setattr("askless.models.sequence.scores.CHUNK", 7)
    model.fit(ROWS[:20], y[:20], n_labels=k)
    parts = [model.token_entropy(np.array([row]))[0] for row in ALL]
    each = np.array([model.sequence_entropy(np.array([row]))[0] for row in ALL])
    twin = model.clone()
    twin.fit(ROWS[:20], y[:20], n_labels=k)
    for one, whole in zip(parts, twin.token_entropy(ALL), strict=True):
        np.testing.assert_allclose(one, whole, atol=1e-4)
    np.testing.assert_allclose(each, twin.sequence_entropy(ALL), atol=1e-3)
    np.testing.assert_array_equal(twin.predicted(ALL[::-1]).codes, model.predicted(ALL[::-1]).codes)
    assert (twin.path_log_proba(ALL) <= 0).all()
    assert len(model.token_entropy(ALL[:0])) == 0


def test_words_are_alike_but_for_case_and_digits() -> None:
    items = Sentences([["Anna", "met", "ANNA"], [], ["in", "1999", "2001", "anna"]])
    model = build(None, items, task="tags")
    model.prepare(items)
    first, empty, last = model.words(np.arange(3))
    assert first[0] == first[2] == last[3]
    assert last[1] == last[2] != last[0]
    assert first.dtype == np.int64
    assert len(empty) == 0


def test_a_pool_without_words_is_told() -> None:
    items = Sentences([[], []])
    with pytest.raises(ModelError, match="The 2 sentences hold no word"):
        build(None, items, task="tags").prepare(items)


def test_points_need_no_labels_and_tell_sentences_apart(case) -> None:
    model, story, _, _ = case
    points = model.clone().embedding()
    assert points.dtype == np.float32
    assert points.shape[0] == 90
    assert points.shape[1] <= 128
    length = np.linalg.norm(points, axis=1)
    np.testing.assert_allclose(length, story.items.lengths() > 0, atol=1e-5)
    np.testing.assert_array_equal(model.embedding(np.array([3, 1])), points[[3, 1]])


def test_the_estimator_answers_with_names(case, other) -> None:
    model, _, y, k = case
    model.fit(ROWS, y[ROWS], n_labels=k)
    names = TAGS if model.task == "tags" else TYPES
    called = np.array(names if model.task == "tags" else Bio.tags(names))
    said = model.predict_new(other.items)
    found = model.estimator(names).predict(other.items.raw)
    assert [tag for one in found for tag in one] == called[said.codes].tolist()
    assert model.estimator(names).score(other.items.raw, found) == 1.0
    assert {tag for one in model.estimator().predict(other.items.raw) for tag in one} <= set("0123") | {
        "O", "B-0", "I-0", "B-1", "I-1",
    }  # fmt: skip


def test_cold_parts_grow_by_a_quarter() -> None:
    parts = [cold_part(n) for n in range(3_000)]
    assert all(0.79 * n <= part <= n for n, part in enumerate(parts))
    assert len(set(parts[256:])) < 13


def test_the_same_labels_give_the_same_model_whatever_was_fitted_in_between(case, monkeypatch) -> None:
    model, _, y, k = case
    monkeypatch.setattr(crf, "FIRST", 16)
    straight = model.clone()
    straight.fit(ROWS, y[ROWS], n_labels=k)
    for n in (10, 45, 52, 62, 59, 60):
        model.fit(ALL[:n], y[:n], n_labels=k)
    np.testing.assert_array_equal(model.sequence_entropy(ALL), straight.sequence_entropy(ALL))
    backwards = ROWS[::-1]
    model.fit(backwards, y[backwards], n_labels=k)
    assert (model.sequence_entropy(ALL) != straight.sequence_entropy(ALL)).any()
    model.fit(ROWS, y[ROWS], n_labels=k)
    np.testing.assert_array_equal(model.sequence_entropy(ALL), straight.sequence_entropy(ALL))


def test_a_cold_part_serves_many_fits(case, monkeypatch) -> None:
    model, _, y, k = case
    monkeypatch.setattr(crf, "FIRST", 16)
    made = []
    fit_rows = crf.ConditionalRandomField.fit_rows
    monkeypatch.setattr(
        crf.ConditionalRandomField,
        "fit_rows",
        lambda self, *given: made.append(self.settings.epochs) or fit_rows(self, *given),
    )
    for n in (48, 50, 55, 60, 61):  # 48 are the cold part until there are 61
        model.fit(ALL[:n], y[:n], n_labels=k)
    assert made == [6, 1, 1, 1, 6]
    changed = y[ROWS[:55]].copy()
    changed[3] = changed[3][:0] if model.task == "spans" else np.zeros_like(changed[3])
    model.fit(ROWS[:55], changed, n_labels=k)
    assert made[5:] == [6, 1]


def test_the_bias_is_tuned_by_others(story, other) -> None:
    model = build(None, story.items, task="spans")
    model.prepare(story.items)
    rare = ragged([one if at % 9 == 0 else one[:0] for at, one in enumerate(story.spans)])
    model.fit(ROWS, rare[ROWS], n_labels=2)
    before = right(model.predict_new(other.items), other.spans, "spans")
    assert model.tune(other.items, other.spans) > 0
    assert right(model.predict_new(other.items), other.spans, "spans") > before
    assert model.clone().bias == model.bias
    assert model.fit(ROWS, rare[ROWS], n_labels=2)["bias"] == model.bias
    tags = build(None, story.items, task="tags")
    tags.prepare(story.items)
    tags.fit(ROWS, story.tags[ROWS], n_labels=4)
    assert tags.tune(other.items, other.tags) == 0.0


def test_the_cache_keeps_large_pools(story, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("askless.models.sequence.features.KEPT_FROM", 10)
    models = []
    for _ in range(2):
        model = build(None, story.items, task="tags")
        model.prepare(story.items, cache=tmp_path)
        model.fit(ROWS, story.tags[ROWS], n_labels=4)
        models.append(model)
    assert len(list(tmp_path.glob("tokens-*"))) == 1
    made, read = models
    np.testing.assert_array_equal(made.sequence_entropy(ALL), read.sequence_entropy(ALL))
    np.testing.assert_array_equal(made.embedding(), read.embedding())
    assert [one.tolist() for one in made.words(ALL)] == [one.tolist() for one in read.words(ALL)]
    new = [["Anna", "meets", "Zoe", "in", "Paris"]]
    np.testing.assert_array_equal(made.predict_new(new).confidence, read.predict_new(new).confidence)


def test_it_takes_the_items_of_the_house() -> None:
    """Texts that were parted into tokens: positions count characters, whatever they are made of."""
    items = TokenItems.of_texts(["Zoë lives in Oslo 🙂.", "Zoë likes\u0301 Rome.", "In Bonn, Zoë met Zoë."])
    assert isinstance(items, TokenPool)
    model = build(None, items, task="spans")
    model.prepare(items)
    spans = [np.array([[0, 3, 0], [13, 17, 1]]), np.array([[0, 3, 0], [11, 15, 1]])]
    model.fit(np.array([0, 1] * 15), ragged(spans * 15), n_labels=2)
    said = model.predicted(np.arange(3))
    np.testing.assert_array_equal(said.spans_of(0), spans[0])
    np.testing.assert_array_equal(said.spans_of(1), spans[1])
    assert [9, 12, 0] in said.spans_of(2).tolist()
    np.testing.assert_array_equal(model.predict_new(items).spans, said.spans)


def test_nothing_is_left_to_ask_of_words_that_are_known(case) -> None:
    model, story, y, k = case
    rows = np.array([3, 0, 1])
    answers = list(y[rows])
    first, last = story.items.offsets(3).tolist()[0], story.items.offsets(3).tolist()[-1]
    if model.task == "tags":
        answers[0] = np.concatenate([[-1], answers[0][1:]])
    else:
        kept = [span for span in answers[0].tolist() if span[0] >= first[1]]
        answers[0] = np.array([[first[0], first[1], -1], *kept], dtype=np.int64)
    assert last[0] > first[0]
    model.fit(rows, ragged(answers), n_labels=k)
    open_, other = model.token_entropy(np.array([3, 20]))
    assert open_[0] > 0
    assert (open_[1:] == 0).all()
    assert (other > 0).any()


def test_one_tag_is_not_enough(story) -> None:
    model = build("crf", story.items, task="tags")
    model.prepare(story.items)
    only = ragged([np.zeros(len(one), dtype=np.int64) for one in story.tags[:5]])
    with pytest.raises(NotReadyError, match="There is only one tag so far"):
        model.fit(ROWS[:5], only, n_labels=1)


def test_sentences_outside_the_pool_are_checked_and_may_come_one_by_one(case, other) -> None:
    model, _, y, k = case
    model.fit(ROWS, y[ROWS], n_labels=k)
    said = model.predict_new(iter(other.items.raw))
    assert len(said) == len(other.items)
    np.testing.assert_array_equal(said.spans, model.predict_new(other.items.raw).spans)
    for given, problem in (([[1, 2]], "“1” in a sentence is not a word"), ([None], "“None” is not a list of words")):
        with pytest.raises(UsageError, match=problem):
            model.predict_new(given)
