import numpy as np
import pytest

from askless.choose.all_but import AllBut


@pytest.mark.parametrize("but", [[], [0], [9], [3, 1], list(range(10))])
@pytest.mark.parametrize("size", [1, 3, 10, 99])
def test_spans_name_the_rows(but: list[int], size: int) -> None:
    free = AllBut(10, np.array(but, dtype=np.int64))
    named = [np.delete(np.arange(span.start, span.stop), out) for span, out in free.spans(size)]
    assert np.concatenate(named).tolist() == free.rows().tolist() == sorted(set(range(10)) - set(but))
    assert len(free) == 10 - len(but)
