"""Sentences in memory and in a cache folder: tokens, context, and answers that fit."""

from pathlib import Path

import numpy as np
import pytest

from askless.core.ids import Ids
from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.data.items.stored import StoredTokens, stored_fingerprint
from askless.data.items.tokens import Sentences, TokenItems
from askless.data.items.writer import SentencesWriter
from askless.errors import LabelError, SourceError

SENTENCES = [["Ein", "👩‍👧", "lacht"], ["b", "a"], ["ba"], ["Ein", "👩‍👧", "lacht"], ["z"]]
DOCUMENTS = [0, 0, 0, 1, 1]


@pytest.fixture(params=["memory", "stored"])
def items(request: pytest.FixtureRequest, tmp_path: Path) -> Sentences:
    """The same five sentences of two documents."""
    memory = TokenItems(SENTENCES, Ids(list("pqrst")), documents=DOCUMENTS)
    if request.param == "memory":
        return memory
    with SentencesWriter(tmp_path) as writer:
        for row, document in enumerate(DOCUMENTS):
            places = [(int(a), int(b)) for a, b in memory.offsets(row)]
            writer.add(memory.text(row), places, document, "pqrst"[row])
        writer.finish(with_ids=True, with_documents=True)
    return StoredTokens(tmp_path, {"fingerprint": stored_fingerprint(tmp_path)})


def test_tokens_are_stretches_of_the_text(items: Sentences) -> None:
    assert isinstance(items, Items)
    assert items.kind == "tokens"
    assert len(items) == 5
    assert items.take(np.array([2, 0])) == [["ba"], SENTENCES[0]]
    assert items.text(0) == "Ein 👩‍👧 lacht"
    assert items.offsets(0).tolist() == [[0, 3], [4, 7], [8, 13]]
    assert items.offsets(0).dtype == np.int64
    assert items.lengths().tolist() == [3, 2, 1, 3, 1]
    assert items.ids.take(np.array([4])) == ["t"]
    assert items.line(1) == "b a"
    assert items.search("LACHT").tolist() == [0, 3]
    assert items.search("a", np.array([3, 2])).tolist() == [3, 2]


def test_copies_have_the_same_tokens_not_only_the_same_characters(items: Sentences) -> None:
    assert items.duplicates().tolist() == [0, 1, 2, 0, 4]
    assert TokenItems([["a", "bc"], ["ab", "c"]], texts=["abc", "abc"]).duplicates().tolist() == [0, 1]


def test_the_context_is_of_the_same_document(items: Sentences) -> None:
    assert items.show(1) == {
        "kind": "tokens",
        "text": "b a",
        "tokens": [[0, 1], [2, 3]],
        "before": "Ein 👩‍👧 lacht",
        "after": "ba",
    }
    assert items.show(2)["after"] == ""
    assert items.show(3)["before"] == ""
    assert TokenItems(SENTENCES).show(1)["before"] == ""


def test_the_context_is_at_most_five_hundred_characters() -> None:
    items = TokenItems([["x" * 600], ["a"], ["y" * 300], ["z" * 300]], documents=[0, 0, 0, 0])
    assert items.show(1)["before"] == "x" * 500
    assert items.show(1)["after"] == "y" * 300


def test_an_answer_fits_its_sentence(items: Sentences) -> None:
    items.check_answer(0, ("A", None, "A"), "tags")
    items.check_answer(0, ((0, 13, "A"),), "spans")
    items.check_answer(0, (), "spans")
    with pytest.raises(LabelError, match="has 1 tag, and “b a” has 2 tokens"):
        items.check_answer(1, ("A",), "tags")
    with pytest.raises(LabelError, match="from 2 to 9 reaches beyond “b a”, which has 3 characters"):
        items.check_answer(1, ((0, 1, "A"), (2, 9, "A")), "spans")
    with pytest.raises(LabelError, match="The span from 1 to 2 touches no token of “b a”"):
        items.check_answer(1, ((0, 1, "A"), (1, 2, "A")), "spans")
    items.check_answer(1, ((0, 1, "A"), (1, 2, None)), "spans")


def test_the_fingerprint_sees_tokens() -> None:
    one, two = (TokenItems([tokens], texts=["abc"]) for tokens in (["ab", "c"], ["a", "bc"]))
    assert one.fingerprint() != two.fingerprint()
    assert one.fingerprint() == TokenItems([["ab", "c"]], texts=["abc"]).fingerprint()


def test_pools_become_sentences() -> None:
    assert items_of([["It", "rains"], ["So"]], ids=["a", "b"]).take(np.array([1])) == [["So"]]
    assert items_of(["It rains."], task="spans").take(np.array([0])) == [["It", "rains", "."]]
    assert items_of(["It rains."]).kind == "text"


@pytest.mark.parametrize(
    ("pool", "problem"),
    [
        ([["a"], []], r"Item 1 of the sentences is \[\], not a list of tokens"),
        ([["a"], "b"], "Item 1 of the sentences is 'b'"),
        ([["a", ""]], "Item 0 of the sentences holds the token ''"),
        ([["a", 3]], "holds the token 3"),
        ([[1, 2]], "The pool is a list of list"),
    ],
)
def test_what_is_no_sentence_is_refused(pool: list[object], problem: str) -> None:
    with pytest.raises(SourceError, match=problem):
        items_of(pool)


def test_blank_texts_have_no_tokens() -> None:
    with pytest.raises(SourceError, match="Item 1 of the texts has no token"):
        items_of(["a", " "], task="tags")
    with pytest.raises(SourceError, match="is not in its text"):
        TokenItems([["b", "a"]], texts=["a b"])


def test_copies_have_the_same_text_too() -> None:
    """Spans are counted in it."""
    items = items_of(["Bob runs.", "Bob  runs.", "Bob runs."], task="spans")
    assert items.duplicates().tolist() == [0, 1, 0]
