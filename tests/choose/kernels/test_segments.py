"""Sums and largest of stretches, against loops."""

import numpy as np

from askless.choose.kernels.segments import flat, lengths_of, segment_max, segment_sum
from askless.core.ragged import ragged


def test_they_are_what_loops_give_wherever_a_stretch_lies() -> None:
    rng = np.random.default_rng(0)
    parts = [rng.random(n) for n in (0, 3, 1, 0, 0, 40, 2, 0)]
    values, lengths = flat(ragged(parts)), lengths_of(ragged(parts))
    assert lengths.tolist() == [len(part) for part in parts]
    assert segment_max(values, lengths).tolist() == [max(part.tolist(), default=0.0) for part in parts]
    sums = segment_sum(values, lengths)
    np.testing.assert_allclose(sums, [part.sum() for part in parts])
    for part, total in zip(parts, sums, strict=True):
        assert segment_sum(part, np.array([len(part)]))[0] == total, "not a digit differs"


def test_no_stretches_at_all() -> None:
    none = np.empty(0, dtype=np.int64)
    assert segment_sum(np.empty(0), none).shape == segment_max(np.empty(0), none).shape == (0,)
    assert flat(ragged([]), np.int64).dtype == np.int64
