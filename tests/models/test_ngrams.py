"""The fast counts are scikit-learn's."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from askless.models.ngrams import Characters, Words, character_ngrams

alphabet = st.sampled_from("aAbß İé_7 .,!\n\t\u2003日本")
documents = st.lists(st.text(alphabet, max_size=40) | st.text(max_size=10), min_size=1, max_size=8)


def reference(texts, terms, **options):
    return CountVectorizer(vocabulary=list(terms), **options).transform(texts).toarray()


@settings(deadline=None, max_examples=150)
@given(documents)
def test_words_are_counted_as_scikit_learn_counts_them(texts):
    words, counts = Words.learn(texts, least=1, limit=1000)
    assert set(words.terms) == every_term(texts, ngram_range=(1, 2))
    if words.terms:
        expected = reference(texts, words.terms, ngram_range=(1, 2))
        np.testing.assert_array_equal(words.count(texts).toarray(), expected)
        np.testing.assert_array_equal(counts.toarray(), expected)


@settings(deadline=None, max_examples=150)
@given(documents)
def test_characters_are_counted_as_scikit_learn_counts_them(texts):
    characters = Characters.learn(texts, least=1, limit=10_000)
    assert set(characters.terms) == every_term(texts, analyzer="char_wb", ngram_range=(2, 5))
    if characters.terms:
        expected = reference(texts, characters.terms, analyzer="char_wb", ngram_range=(2, 5))
        np.testing.assert_array_equal(characters.count(texts).toarray(), expected)


def every_term(texts, **options):
    """All terms that scikit-learn finds."""
    analyze = CountVectorizer(**options).build_analyzer()
    return {term for text in texts for term in analyze(text)}


def test_a_limit_keeps_the_commonest_terms_and_the_words_of_every_pair():
    texts = ["red car", "red car", "red boat", "blue boat sails"]
    words, _ = Words.learn(texts, least=2, limit=4)
    assert words.terms == ("red", "car", "boat", "red car")
    assert words.count(["a red car, red again"]).toarray().tolist() == [[2, 1, 0, 1]]


def test_pairs_do_not_cross_texts_or_unknown_words():
    words, _ = Words.learn(["good film", "good film"], least=2, limit=10)
    assert words.terms == ("good", "film", "good film")
    assert words.count(["good", "film", "good strange film", ""]).toarray()[:, 2].tolist() == [0, 0, 0, 0]


def test_short_and_long_words_are_cut():
    assert character_ngrams("a") == [" a", "a ", " a "]
    assert len(character_ngrams("abcd")) == 5 + 4 + 3 + 2


def test_no_texts():
    assert Words.learn([], least=1, limit=5)[0].terms == ()
    assert Words.learn(["a b"], least=1, limit=5)[0].count([]).shape == (0, 0)
