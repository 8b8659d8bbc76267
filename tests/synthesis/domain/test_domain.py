"""A domain as a whole: points, items, and what it says of them."""

import numpy as np

from askless.synthesis import Domain


def test_a_box_gives_rows_in_the_units_of_its_inputs() -> None:
    domain = Domain.box([0, -5], [10, 5], ["a", "b"])
    points = domain.points([[2.5, 0.0]])
    assert points.tolist() == [[0.25, 0.5]]
    assert domain.items(points).tolist() == [[2.5, 0.0]]
    assert domain.allowed(domain.sample(50, np.random.default_rng(0))).all()
