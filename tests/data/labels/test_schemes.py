"""Spans as tags, in every scheme."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.labels.schemes import SCHEMES, Scheme, scheme_of, tags_of, token_spans


@st.composite
def sentences(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, str]]]:
    """A number of tokens, and spans that do not overlap."""
    cuts = draw(st.lists(st.integers(0, 9), min_size=0, max_size=8, unique=True).map(sorted))
    spans = [(a, b, draw(st.sampled_from(["X", "Y-Z"]))) for a, b in itertools.pairwise(cuts)]
    return 9, [one for one in spans if draw(st.booleans())]


@pytest.mark.parametrize("scheme", SCHEMES)
@given(sentence=sentences())
def test_every_scheme_round_trips(scheme: Scheme, sentence: tuple[int, list[tuple[int, int, str]]]) -> None:
    n, spans = sentence
    tags = tags_of(n, spans, scheme)
    assert len(tags) == n
    assert token_spans(tags) == spans


@pytest.mark.parametrize(
    ("tags", "scheme"),
    [
        (["B-A", "I-A", "O"], "BIO"),
        (["I-A", "I-A", "O", "I-A", "B-A"], "IOB1"),
        (["B-A", "E-A", "O", "S-A"], "BIOES"),
        (["B-A", "L-A", "O", "U-A"], "BILOU"),
        (["NOUN", "VERB"], None),
        (["B-A", "I-A"], "BIO"),
        (["S-A", "S-B"], "BIOES"),
        (["O", "O"], None),
        (["O", "B-", "X-A"], None),
    ],
)
def test_a_scheme_is_recognised(tags: list[str], scheme: Scheme | None) -> None:
    assert scheme_of([tags]) == scheme


def test_what_no_scheme_allows_is_read_as_evaluation_scripts_do() -> None:
    assert token_spans(["I-A", "I-B", "O", "E-A", "I-A"]) == [(0, 1, "A"), (1, 2, "B"), (3, 4, "A"), (4, 5, "A")]
