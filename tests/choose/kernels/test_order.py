import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.choose.kernels.order import best_first, rounded

floats = st.floats(-1e12, 1e12, allow_nan=False)


@given(st.lists(floats, min_size=2, max_size=20))
def test_rounding_is_monotone_and_close(values: list[float]) -> None:
    scores = np.sort(np.array(values))
    assert (np.diff(rounded(scores)) >= 0).all()
    np.testing.assert_allclose(rounded(scores), scores, rtol=1e-6)


def test_the_last_digits_do_not_decide() -> None:
    scores = np.array([0.3, 0.1 + 0.2, 0.3 - 1e-12, 0.31])
    assert best_first(scores, np.array([0.2, 0.9, 0.5, 0.1])).tolist() == [3, 1, 2, 0]


def test_infinite_scores_keep_their_place() -> None:
    assert best_first(np.array([-np.inf, 0.0, np.inf]), np.zeros(3)).tolist() == [2, 1, 0]
