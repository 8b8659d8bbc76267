"""Single-label classes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.labels.classes import Classes
from askless.errors import LabelError

names = st.lists(st.text(min_size=1, max_size=8).map(str.strip).filter(bool), unique=True, min_size=1, max_size=12)


@given(names, st.data())
def test_round_trips(listed: list[str], data: st.DataObject) -> None:
    space = Classes(listed)
    answers = data.draw(st.lists(st.sampled_from(listed)))
    encoded = space.encode(answers)
    assert encoded.dtype == np.int64
    assert [space.decode(code) for code in encoded] == answers
    assert [space.from_cell(space.to_cell(answer)) for answer in answers] == answers
    assert sum(space.count(answers).values()) == len(answers)
    assert list(space.count(answers)) == listed


def test_answers_are_taken_as_strings() -> None:
    space = Classes([0, 1])
    assert (space.check(1), space.check(np.int64(0)), space.check(" 1 ")) == ("1", "0", "1")


@pytest.mark.parametrize("answer", ["egg", "Ham", None, ["ham"], ("ham",), {"ham"}, 3.5, "", True])
def test_other_answers_are_refused(answer: object) -> None:
    with pytest.raises(LabelError, match="is not one of the labels") as refused:
        Classes(["ham", "spam"]).check(answer)
    assert isinstance(refused.value, ValueError)


def test_near_labels_are_offered() -> None:
    with pytest.raises(LabelError, match=r"“spm” is not one of the labels\. Did you mean “spam”"):
        Classes(["ham", "spam"]).check("spm")
    with pytest.raises(LabelError, match="The labels are none yet"):
        Classes([]).check("spam")


@pytest.mark.parametrize(
    ("listed", "said"), [(["a", " "], "Label 2 of 2 has an empty name"), (["a", " a"], "listed twice")]
)
def test_names_are_checked(listed: list[str], said: str) -> None:
    with pytest.raises(LabelError, match=said):
        Classes(listed)


def test_a_new_class_comes_last_and_changes_no_code() -> None:
    space = Classes(["a", "b"])
    assert space.added("c").names == ("a", "b", "c")
    assert space.added("c").encode(["b"]).tolist() == space.encode(["b"]).tolist()
    assert space.names == ("a", "b"), "a label space is a value"
    with pytest.raises(LabelError, match="listed twice"):
        space.added("a")


def test_renaming_keeps_the_place() -> None:
    space = Classes(["a", "b"])
    assert space.renamed("a", " z ").names == ("z", "b")
    assert space.renamed("a", "a") == space
    assert (space.rename_answer("a", "a", "z"), space.rename_answer("b", "a", "z")) == ("z", "b")
    with pytest.raises(LabelError, match="another label"):
        space.renamed("a", "b")
    with pytest.raises(LabelError, match="not one of the labels"):
        space.renamed("c", "d")
    with pytest.raises(LabelError, match="empty name"):
        space.renamed("a", " ")


def test_equal_by_value() -> None:
    assert Classes(["a"]) == Classes(("a",))
    assert len({Classes(["a"]), Classes(["a"]), Classes(["b"])}) == 2
