"""Tags of tokens, some of them unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.labels.space import from_json
from askless.data.labels.tags import Tags
from askless.errors import LabelError

NAMES = ["NOUN", "VERB", "X"]
answers = st.lists(st.sampled_from([*NAMES, None]), max_size=8).map(tuple)


@given(st.lists(answers, max_size=5))
def test_round_trips(given: list[tuple[str | None, ...]]) -> None:
    space = Tags(NAMES)
    assert [space.check(list(answer)) for answer in given] == given
    encoded = space.encode(given)
    assert encoded.shape == (len(given),)
    assert [space.decode(codes) for codes in encoded] == given
    assert [space.from_cell(space.to_cell(answer)) for answer in given] == given
    assert [from_json(list(answer)) for answer in given] == given
    assert space.count(given) == {name: sum(answer.count(name) for answer in given) for name in NAMES}
    assert [space.complete(answer) for answer in given] == [None not in answer for answer in given]


@given(st.lists(st.tuples(*[st.sampled_from([*NAMES, None])] * 2), max_size=8))
def test_what_is_not_said_stays(pairs: list[tuple[str | None, str | None]]) -> None:
    before, after = tuple(old for old, _ in pairs), tuple(new for _, new in pairs)
    merged = Tags(NAMES).merged(before, after)
    for old, new, found in zip(before, after, merged, strict=True):
        assert found == (old if new is None else new)


def test_a_tag_is_renamed_and_added() -> None:
    space = Tags(["A"]).added("B").renamed("A", "C")
    assert space == Tags(["C", "B"])
    assert space.rename_answer(("A", None, "B"), "A", "C") == ("C", None, "B")


def test_tags_with_blanks_are_read_from_a_cell() -> None:
    assert Tags(NAMES).from_cell(" NOUN VERB ") == ("NOUN", "VERB")


@pytest.mark.parametrize("answer", ["NOUN", None, 3, ["EGG"], [3], {"NOUN": 1}])
def test_other_answers_are_refused(answer: object) -> None:
    with pytest.raises(LabelError):
        Tags(NAMES).check(answer)


def test_one_name_is_not_its_letters() -> None:
    assert Tags("NOUN").names == ("NOUN",)
