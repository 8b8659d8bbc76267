"""No number of a forecast contradicts another, of its own tolerance or of a wider one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from askless.enough.forecast.forecast import TOLERANCES
from askless.enough.forecast.outcome import EVEN, NINE, Outcome, agreed, coherent, order
from askless.enough.forecast.table import shipped_table

TABLE = shipped_table()
RANGE = np.array(TABLE.data["range"])
features = st.lists(st.floats(-0.2, 1.2), min_size=10, max_size=10)


@given(
    share=features,
    labels=st.integers(10, 3000),
    times=st.floats(1.01, 100.0),
    accuracy=st.floats(0.0, 1.0),
    most=st.floats(0.0, 1.0),
)
def test_whatever_the_table_says_it_is_brought_together(
    share: list[float], labels: int, times: float, accuracy: float, most: float
) -> None:
    x = RANGE[0] + np.array(share) * (RANGE[1] - RANGE[0])
    items = max(int(labels * times), labels + 1)
    about = {"labels": labels, "items": items}
    read = {name: TABLE.predict(name, x, **about, classes=2, strategy="auto") for name in TOLERANCES}
    made = agreed(read, order(accuracy, most), **about)
    for name, one in made.items():
        before = read[name]
        assert one.likely[0] <= before.likely[0], "ranges only get wider"
        assert one.likely[1] >= before.likely[1]
        assert one.could_be[0] <= before.could_be[0]
        assert one.could_be[1] >= before.could_be[1]
        assert labels <= one.could_be[0] <= one.likely[0] <= one.even <= one.likely[1] <= one.could_be[1] <= items
        assert (one.even == labels) == (one.chances[0] >= EVEN)
        assert one.nine == labels if one.chances[0] >= NINE else one.nine >= max(one.likely[1], labels + 1)
        assert coherent(one, labels, items) == one
    for narrower, wider in order(accuracy, most):
        one, other = made[narrower], made[wider]
        assert all(a <= b for a, b in zip(one.chances, other.chances, strict=True))
        assert other.even <= one.even
        assert other.nine <= one.nine
        assert other.likely[0] <= one.likely[0]
        assert other.likely[1] <= one.likely[1]


def test_a_tenth_of_the_gain_stands_where_it_surely_belongs() -> None:
    assert order(0.95, 0.75) == [("0.01", "gain"), ("gain", "0.03")]
    assert order(0.95, 0.5) == [("0.01", "0.03"), ("0.03", "gain")]
    assert order(0.7, 0.5) == [("0.01", "0.03"), ("0.01", "gain")]


def test_a_wider_tolerance_never_reads_weaker() -> None:
    sure = Outcome((0.93, 0.95, 0.97), 40, 40, (40, 60), (40, 80))
    less = Outcome((0.86, 0.9, 0.95), 40, 42, (40, 90), (40, 120))
    made = agreed({"0.01": sure, "0.03": less, "gain": less}, order(0.9, 0.8), labels=40, items=500)
    assert {one.chances[0] for one in made.values()} == {0.93}
    assert made["0.01"].likely == (40, 90)
