"""Multi-label classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.labels.multilabel import MultiLabel
from askless.errors import LabelError

names = st.lists(st.text(min_size=1, max_size=6).map(str.strip).filter(bool), unique=True, min_size=1, max_size=8)


@given(names, st.data())
def test_round_trips(listed: list[str], data: st.DataObject) -> None:
    space = MultiLabel(listed)
    answers = [space.check(a) for a in data.draw(st.lists(st.sets(st.sampled_from(listed)), max_size=8))]
    encoded = space.encode(answers)
    assert (encoded.dtype, encoded.shape) == (np.uint8, (len(answers), len(listed)))
    assert [space.decode(row) for row in encoded] == answers
    assert [space.from_cell(space.to_cell(answer)) for answer in answers] == answers
    assert space.count(answers) == {name: sum(name in a for a in answers) for name in listed}


def test_names_with_separators_survive_a_cell() -> None:
    space = MultiLabel(["a;b", "[c", "d"])
    for answer in [("a;b", "d"), ("[c",), ()]:
        assert space.from_cell(space.to_cell(answer)) == answer


def test_answers_come_in_declared_order() -> None:
    space = MultiLabel(["sport", "money", "art"])
    assert space.check(["art", "sport", "art"]) == ("sport", "art")
    assert space.check(np.array(["money"])) == ("money",)
    assert space.check("art") == ("art",)
    assert space.check(()) == ()


@pytest.mark.parametrize("cell", ["sport;art", " art ; sport;", '["art", "sport"]'])
def test_cells_are_read_in_any_form(cell: str) -> None:
    assert MultiLabel(["sport", "money", "art"]).from_cell(cell) == ("sport", "art")


@pytest.mark.parametrize("answer", ["egg", ["sport", "egg"], None, 3, {"sport": 1}, [None], [["sport"]]])
def test_other_answers_are_refused(answer: object) -> None:
    with pytest.raises(LabelError):
        MultiLabel(["sport"]).check(answer)


def test_broken_list_is_refused() -> None:
    with pytest.raises(LabelError, match="is not a JSON list"):
        MultiLabel(["sport"]).from_cell('["sport"')


def test_renaming_keeps_the_place() -> None:
    space = MultiLabel(["a", "b"])
    assert space.renamed("b", "c").names == ("a", "c")
    assert space.rename_answer(("a", "b"), "b", "c") == ("a", "c")
    with pytest.raises(LabelError, match="another label"):
        space.renamed("a", "b")
