"""Typed spans of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.labels.space import from_json
from askless.data.labels.spans import Spans
from askless.errors import LabelError

NAMES = ["PER", "LOC"]


@st.composite
def answers(draw: st.DrawFn) -> tuple[tuple[int, int, str | None], ...]:
    cuts = sorted(draw(st.sets(st.integers(0, 30), max_size=10)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return tuple((start, end, draw(st.sampled_from([*NAMES, None]))) for start, end in pairs)


def said(answer: tuple[tuple[int, int, str | None], ...], at: int) -> tuple[int, int, str | None] | str:
    return next((span for span in answer if span[0] <= at < span[1]), "nothing")


def joined(answer: tuple[tuple[int, int, str | None], ...]) -> tuple[tuple[int, int, str | None], ...]:
    """With one unknown stretch in place of two that touch."""
    found: list[tuple[int, int, str | None]] = []
    for start, end, kind in answer:
        if found and kind is None and found[-1][1:] == (start, None):
            start = found.pop()[0]
        found.append((start, end, kind))
    return tuple(found)


@given(st.lists(answers(), max_size=5))
def test_round_trips(given: list[tuple[tuple[int, int, str | None], ...]]) -> None:
    space = Spans(NAMES)
    assert [space.check([list(span) for span in reversed(answer)]) for answer in given] == given
    encoded = space.encode(given)
    assert [space.decode(rows) for rows in encoded] == given
    assert [space.from_cell(space.to_cell(answer)) for answer in given] == given
    assert [from_json([list(span) for span in answer]) for answer in given] == given
    assert space.count(given) == {n: sum(kind == n for answer in given for _, _, kind in answer) for n in NAMES}


@given(answers(), answers())
def test_what_is_not_said_stays(
    before: tuple[tuple[int, int, str | None], ...], after: tuple[tuple[int, int, str | None], ...]
) -> None:
    space = Spans(NAMES)
    merged = space.merged(before, after)
    assert space.check(merged) == merged
    for at in range(31):
        new, old, found = said(joined(after), at), said(before, at), said(merged, at)
        if isinstance(new, str) or new[2] is not None:
            assert found == new
        elif isinstance(old, str) or (new[0] <= old[0] and old[1] <= new[1] and old[2] is not None):
            assert found == old
        else:
            assert found[2] is None


def test_a_span_over_the_seam_of_two_unknown_stretches_stays() -> None:
    merged = Spans(NAMES).merged(((2, 8, "PER"),), ((0, 5, None), (5, 9, None), (10, 12, "LOC")))
    assert merged == ((2, 8, "PER"), (10, 12, "LOC"))


def test_a_type_is_renamed() -> None:
    assert Spans(NAMES).renamed("PER", "WHO") == Spans(["WHO", "LOC"])
    assert Spans(NAMES).rename_answer(((0, 1, "PER"), (2, 3, None)), "PER", "WHO") == ((0, 1, "WHO"), (2, 3, None))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("PER", "not a list of spans"),
        (None, "not a list of spans"),
        ({"start": 0}, "not a list of spans"),
        ([[0, 4]], "is not a span"),
        ([[0, "x", "PER"]], "is not a span"),
        ([[0.5, 2, "PER"]], "is not a span"),
        ([[True, 2, "PER"]], "is not a span"),
        ([[0, float("inf"), "PER"]], "is not a span"),
        ([[4, 4, "PER"]], "from 4 to 4"),
        ([[-1, 4, "PER"]], "from -1 to 4"),
        ([[0, 4, "EGG"]], "“EGG” is not one of the labels"),
        ([[0, 4, "PER"], [3, 5, "LOC"]], "begins before the one in front of it ends, at 4"),
    ],
)
def test_other_answers_are_refused(answer: object, problem: str) -> None:
    with pytest.raises(LabelError, match=problem):
        Spans(NAMES).check(answer)


def test_whole_numbers_that_json_made_fractions_are_positions() -> None:
    assert Spans(NAMES).check([[0.0, 4.0, "PER"]]) == ((0, 4, "PER"),)


def test_a_broken_list_is_refused() -> None:
    with pytest.raises(LabelError, match="not a JSON list"):
        Spans(NAMES).from_cell("[[0, 4")


def test_tags_of_a_scheme_are_no_types() -> None:
    with pytest.raises(LabelError, match="“O” and “B-PER” are tags of a scheme") as found:
        Spans(["O", "B-PER", "I-PER", "B-LOC"])
    assert found.value.remedy == "Name the types alone, as in PER, LOC."
    assert Spans(["B-cell", "T-cell"]).names == ("B-cell", "T-cell")
