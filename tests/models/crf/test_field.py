"""The estimator: sentences in, tags out."""

from typing import Any

import numpy as np
import pytest

from askless.errors import NotReadyError, UsageError
from askless.models.crf.field import BIASES, ConditionalRandomField
from askless.models.crf.words import Sentences

NAMES, VERBS, PLACES = ["Anna", "Bob", "Cleo", "Dan"], ["meets", "sees", "likes"], ["Rome", "Oslo", "Bonn"]


def stories(n: int, seed: int) -> tuple[list[list[str]], list[list[str]]]:
    """Sentences with people of one or two words and places, tagged as spans."""
    rng = np.random.default_rng(seed)
    sentences, tags = [], []
    for _ in range(n):
        first = [str(rng.choice(NAMES))] + (["Smith"] if rng.random() < 0.5 else [])
        middle = [str(rng.choice(VERBS)), str(rng.choice(NAMES)), "in", str(rng.choice(PLACES)), "."]
        sentences.append([*first, *middle])
        tags.append(["B-PER", *["I-PER"] * (len(first) - 1), "O", "B-PER", "O", "B-LOC", "O"])
    return sentences, tags


@pytest.fixture(scope="module")
def field() -> ConditionalRandomField:
    return ConditionalRandomField().fit(*stories(60, 0))


def test_it_tags(field: ConditionalRandomField) -> None:
    sentences, tags = stories(30, 1)
    assert field.score(sentences, tags) == 1.0
    assert field.predict(sentences) == tags
    assert field.predict([]) == []
    assert field.predict([[], ["Anna"]]) == [[], ["B-PER"]]


def test_one_pass_agrees_with_itself(field: ConditionalRandomField) -> None:
    sentences, _ = stories(20, 2)
    sentences.insert(3, [])
    tokens = Sentences.of(sentences)
    rows = field._rows(tokens)
    told = field.scored(rows, tokens.lengths)
    np.testing.assert_array_equal(told.tags, field.predict_rows(rows, tokens.lengths))
    np.testing.assert_allclose(told.marginals.sum(axis=1), 1.0, atol=1e-5)
    paths, chances = field.best_rows(rows, tokens.lengths, 3)
    np.testing.assert_array_equal(paths[:, 0], told.tags)
    np.testing.assert_allclose(chances[:, 0], told.best, atol=1e-4)
    assert (np.diff(chances[np.arange(21) != 3], axis=1) <= 0).all()
    assert chances[3].tolist() == [0.0, -np.inf, -np.inf]
    assert (told.entropy >= -np.exp(told.best) * told.best - 1e-4).all()
    assert told.entropy[3] == 0.0


def test_chunks_change_nothing(field: ConditionalRandomField, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences, _ = stories(20, 3)
    tokens = Sentences.of(sentences)
    whole = field.scored(field._rows(tokens), tokens.lengths)
    monkeypatch.setattr("askless.models.crf.field._CHUNK", 3)
    parts = field.scored(field._rows(tokens), tokens.lengths)
    np.testing.assert_array_equal(parts.tags, whole.tags)
    np.testing.assert_allclose(parts.marginals, whole.marginals, atol=1e-5)
    np.testing.assert_allclose(parts.entropy, whole.entropy, atol=1e-4)


def test_no_span_goes_on_that_did_not_begin() -> None:
    """Even where every token looks like the inside of one."""
    field = ConditionalRandomField().fit([["a", "b", "b"]] * 10, [["B-X", "I-X", "I-X"]] * 9 + [["O", "O", "O"]])
    for tags in field.predict([["b", "b"], ["b"], ["c", "b"]]):
        for before, tag in zip(["O", *tags], tags, strict=False):
            assert tag != "I-X" or before in ("B-X", "I-X")


IOB1 = [["EU", "rejects", "Peter", "Smith", "."], ["Anna", "met", "EU"], ["Ann", "Bo", "ran"]] * 10


@pytest.mark.parametrize("second", ["B-PER", "I-PER"])
def test_tags_of_iob1_are_learnt(second: str) -> None:
    """There an I begins a span, and a B only one that touches another of its type."""
    tags = [["I-ORG", "O", "I-PER", "I-PER", "O"], ["I-PER", "O", "I-ORG"], ["I-PER", second, "O"]] * 10
    field = ConditionalRandomField().fit(IOB1, tags)
    assert field.predict(IOB1) == tags
    assert field.score(IOB1, tags) == 1.0
    again = ConditionalRandomField.__new__(ConditionalRandomField)
    again.__setstate__(field.__getstate__())
    assert again.predict(IOB1) == tags


def test_tags_of_bioes_count_as_tags() -> None:
    tags = [["S-ORG", "O", "B-PER", "E-PER", "O"], ["S-PER", "O", "S-ORG"], ["B-PER", "E-PER", "O"]] * 10
    field = ConditionalRandomField().fit(IOB1, tags)
    assert field.bio is None
    wrong = [["S-ORG", "O", "B-PER", "E-PER", "S-PER"]]
    assert field.score(IOB1[:1], wrong) == pytest.approx(0.8)


def test_unknown_tags_are_left_out_of_the_score(field: ConditionalRandomField) -> None:
    words = ConditionalRandomField().fit([["a", "b"]] * 5, [["X", "Y"]] * 5)
    assert words.score([["a", "b"], ["a", "b"]], [["X", None], [None, "X"]]) == 0.5
    assert words.score([["a"]], [[None]]) == 1.0
    sentence, tags = ["Anna", "Smith", "sees", "Bob", "in", "Rome", "."], ["B-PER", "I-PER", "O", "B-PER", "O"]
    assert field.predict([sentence]) == [[*tags, "B-LOC", "O"]]
    assert field.score([sentence], [[*tags, None, None]]) == 1.0
    assert field.score([sentence], [["B-PER", None, "O", "B-LOC", None, None, None]]) == 0.5
    assert field.score([sentence], [[None] * 7]) == 1.0


def test_unknown_tags_are_left_out_of_tuning() -> None:
    """All that is known is outside; what is not known does not speak against spans."""
    sentences, tags = stories(60, 7)
    rare = [one if at % 12 == 0 else ["O"] * len(one) for at, one in enumerate(tags)]
    one, two = (ConditionalRandomField().fit(sentences, rare) for _ in range(2))
    held_out, gold = stories(40, 8)
    partly = [[None if tag == "B-LOC" else tag for tag in each] for each in gold]
    assert one.tune(held_out, partly).bias == two.tune(held_out, gold).bias > 0


def test_unknown_tags_are_left_out_of_what_is_learnt() -> None:
    sentences, tags = stories(60, 4)
    rng = np.random.default_rng(5)
    partly = [[tag if rng.random() < 0.5 else None for tag in one] for one in tags]
    field = ConditionalRandomField().fit(sentences, partly)
    assert field.score(*stories(30, 6)) > 0.9


def test_the_bias_of_o_is_tuned_where_spans_are_missed() -> None:
    sentences, tags = stories(60, 7)
    rare = [one if at % 12 == 0 else ["O"] * len(one) for at, one in enumerate(tags)]
    field = ConditionalRandomField().fit(sentences, rare)
    held_out = stories(40, 8)
    before = field.score(*held_out)
    field.tune(*held_out)
    assert field.bias in BIASES
    assert field.bias > 0
    assert field.score(*held_out) > before


def test_tags_that_are_new_count_as_missed(field: ConditionalRandomField) -> None:
    assert field.score([["Anna", "sees", "Bob"]], [["B-PER", "O", "B-ORG"]]) == pytest.approx(0.5)
    words = ConditionalRandomField().fit([["a", "b"]] * 5, [["X", "Y"]] * 5)
    assert words.score([["a", "b"]], [["X", "Z"]]) == 0.5


def test_it_refuses_what_does_not_fit(field: ConditionalRandomField) -> None:
    with pytest.raises(UsageError, match="Sentence 2 has 1 tokens and 2 tags"):
        ConditionalRandomField().fit([["a"], ["b"]], [["X"], ["X", "Y"]])
    with pytest.raises(UsageError, match="There are 1 sentences and tags of 2"):
        field.score([["a"]], [["X"], ["Y"]])
    with pytest.raises(NotReadyError, match="No token has a known tag"):
        ConditionalRandomField().fit([["a"]], [[None]])
    with pytest.raises(NotReadyError, match="has not been fitted"):
        ConditionalRandomField().predict([["a"]])


def test_same_seed_same_weights() -> None:
    one, two = (ConditionalRandomField(seed=3).fit(*stories(20, 9)).parameters for _ in range(2))
    np.testing.assert_array_equal(one.emissions, two.emissions)


def test_one_tag_is_not_enough() -> None:
    for tag in ("X", "O"):
        with pytest.raises(NotReadyError, match="All tokens have the same tag"):
            ConditionalRandomField().fit([["a", "b"]], [[tag, tag]])


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ([[1, 2]], "“1” in a sentence is not a word: its type is int"),
        ([None], "“None” is not a list of words"),
        (None, "“None” is not a list of sentences"),
        (["Anna met"], "“Anna met” is a text, not a list of words"),
        ([{"tokens": ["Anna"]}], "is not a list of words"),
    ],
)
def test_sentences_that_are_none_are_refused(field: ConditionalRandomField, given: Any, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        field.predict(given)
    with pytest.raises(UsageError, match=problem):
        ConditionalRandomField().fit(given, [["X", "Y"]])


def test_tags_that_are_none_are_refused() -> None:
    with pytest.raises(UsageError, match="“3” in sentence 1 is not a tag: its type is int"):
        ConditionalRandomField().fit([["a", "b"]], [["X", 3]])
    with pytest.raises(UsageError, match="The tags are not lists"):
        ConditionalRandomField().fit([["a", "b"]], [None])


def test_sentences_and_tags_may_come_one_by_one(field: ConditionalRandomField) -> None:
    sentences, tags = stories(10, 1)
    assert field.predict(iter(sentences)) == field.predict(sentences)
    twin = ConditionalRandomField().fit((tuple(one) for one in sentences), iter(tags))
    assert twin.score(iter(sentences), iter(tags)) > 0.9
