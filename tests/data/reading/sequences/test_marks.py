"""Marks of other tools, made into spans."""

from collections.abc import Iterator
from typing import Any

from askless.data.reading.sequences.marks import Mark, cut_tokens, spans_of, spans_within, uncovered
from askless.data.reading.sequences.sentence import Noticed


def test_what_a_mark_would_have_said_is_not_known() -> None:
    text = "Anna met Bob in Rome"
    noticed = Noticed()
    marks = [Mark(0, 4, "PER"), Mark(2, 8, "X"), Mark(9, 12, "PER"), Mark(7, 14, "Y")]
    assert spans_of(text, marks, "here", noticed) == [(0, 4, "PER"), (4, 7, None), (7, 14, "Y")]
    beyond = spans_of(text, [Mark(0, 4, "PER"), Mark(12, 99, "X")], "here", noticed)
    assert beyond == [(0, 4, "PER"), (4, len(text), None)]
    assert spans_of(text, [Mark(-1, 2, "X")], "here", noticed) == [(0, len(text), None)]


class Counted(list[Any]):
    """A list that counts how often something of it is looked at."""

    seen = 0

    def __getitem__(self, at: Any) -> Any:
        self.seen += 1
        return super().__getitem__(at)

    def __iter__(self) -> Iterator[Any]:
        for one in super().__iter__():
            self.seen += 1
            yield one


def test_a_long_text_is_gone_through_once() -> None:
    n = 2000
    spans = Counted((10 * i, 10 * i + 4, "X") for i in range(n))
    each = list(spans_within([(20 * i, 20 * i + 20) for i in range(n // 2)], spans))
    assert [len(one) for one in each] == [2] * (n // 2)
    assert spans.seen < 10 * n
    assert list(spans_within([(3, 5), (6, 9)], [(0, 2, "X"), (4, 6, "Y"), (9, 10, "X")])) == [[(4, 6, "Y")], []]
    places = Counted((10 * i, 10 * i + 5) for i in range(n))
    noticed = Noticed()
    cut_tokens("a" * 10 * n, spans, places, "here", noticed)
    assert noticed.told()[0].startswith("2,000 spans begin or end inside a token")
    assert places.seen < 10 * n
    noticed = Noticed()
    cut_tokens("ab cd ", [(0, 2, "X"), (2, 3, "X"), (3, 6, "X"), (2, 5, "X")], [(0, 2), (3, 5)], "here", noticed)
    assert not noticed.told()


def test_what_overlaps_is_gone_through_once() -> None:
    n = 500
    marks = [Mark(10 * i, 10 * i + 4, "X") for i in range(n)]
    marks += [Mark(10 * i + 1, 10 * n - 1, "Y") for i in range(n)]
    spans = Counted((mark.start, mark.end, "X") for mark in marks[:n])
    left = uncovered([(mark.start, mark.end) for mark in marks[n:]], spans)
    assert left == [(10 * i + 4, min(10 * i + 10, 10 * n - 1)) for i in range(n)]
    assert spans.seen < 10 * n
    assert spans_of("a" * 10 * n, marks, "here", Noticed())[:3] == [(0, 4, "X"), (4, 10, None), (10, 14, "X")]
