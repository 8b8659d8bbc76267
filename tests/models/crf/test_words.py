"""Columns of tokens against those written out one by one."""

from askless.models.crf.words import Sentences, WordFeatures, shape_of

SEEN = [["Anna", "met", "Bob", "."], ["He", "met", "Bob", "in", "Rome", "."], [], ["Wait", "!"]]


def test_shapes() -> None:
    assert [shape_of(word) for word in ("iPhone12", "U.S.", "ÉCOLE", "naïve", "-", "")] == [
        "xXxxxx00", "X.X.", "XXXXX", "xxxxx", "-", "",
    ]  # fmt: skip


def test_equal_contexts_have_equal_rows_and_others_do_not() -> None:
    features = WordFeatures()
    rows = features.learn(Sentences.of(SEEN)).toarray()
    assert rows.shape[0] == 12
    assert not (rows[1] == rows[5]).all()  # "met" after Anna, at the second place, and after He
    again = features.of(Sentences.of([["He", "met", "Bob", "in", "Rome", "."]])).toarray()
    assert (again == rows[4:10]).all()


def test_words_look_beyond_their_sentence_at_nothing() -> None:
    features = WordFeatures()
    together = features.learn(Sentences.of(SEEN))
    apart = features.of(Sentences.of([SEEN[1]]))
    assert abs(together[4:10] - apart).nnz == 0


def test_a_pair_has_a_column_if_it_was_seen_twice() -> None:
    features = WordFeatures()
    rows = features.learn(Sentences.of(SEEN))
    assert list(features.pairs) == [("met", "bob")]
    width = rows.shape[1]
    ends, begins = rows[:, [width - 2]].toarray().ravel(), rows[:, [width - 1]].toarray().ravel()
    assert ends.tolist() == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert begins.tolist() == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_what_was_not_seen_has_no_column() -> None:
    features = WordFeatures()
    width = features.learn(Sentences.of(SEEN)).shape[1]
    other = features.of(Sentences.of([["Zebra", "1234"], ["met", "Bob"]]))
    assert other.shape == (4, width)
    assert 0 < other[[0]].nnz < other[[2]].nnz
    assert features.of(Sentences.of([])).shape == (0, width)


def test_nothing_to_learn_from() -> None:
    assert WordFeatures().learn(Sentences.of([[]])).shape[0] == 0
