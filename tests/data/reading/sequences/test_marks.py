"""Marks of other tools, made into spans."""

from askless.data.reading.sequences.marks import Mark, spans_of
from askless.data.reading.sequences.sentence import Noticed


def test_what_a_mark_would_have_said_is_not_known() -> None:
    text = "Anna met Bob in Rome"
    noticed = Noticed()
    marks = [Mark(0, 4, "PER"), Mark(2, 8, "X"), Mark(9, 12, "PER"), Mark(7, 14, "Y")]
    assert spans_of(text, marks, "here", noticed) == [(0, 4, "PER"), (4, 7, None), (7, 14, "Y")]
    beyond = spans_of(text, [Mark(0, 4, "PER"), Mark(12, 99, "X")], "here", noticed)
    assert beyond == [(0, 4, "PER"), (4, len(text), None)]
    assert spans_of(text, [Mark(-1, 2, "X")], "here", noticed) == [(0, len(text), None)]
