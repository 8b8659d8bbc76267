"""Chunks cover every row once, in order."""

from hypothesis import given
from hypothesis import strategies as st

from askless.core.chunks import spans


@given(n=st.integers(0, 200), size=st.integers(1, 60))
def test_spans_cover_all_rows_once(n: int, size: int) -> None:
    cut = list(spans(n, size))
    assert [row for span in cut for row in range(n)[span]] == list(range(n))
    assert all(span.stop - span.start == size for span in cut[:-1])
    assert all(0 < span.stop - span.start <= size for span in cut)
