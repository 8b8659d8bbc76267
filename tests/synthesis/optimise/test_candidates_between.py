import numpy as np

from askless.synthesis.domain.domain import Domain
from askless.synthesis.optimise.candidates import spread
from askless.synthesis.round import Round


def test_points_between_real_rows_where_a_sample_is_hardly_ever_plausible() -> None:
    domain, nothing = Domain.box([0] * 12, [1] * 12), np.empty((0, 12))
    real = np.repeat(np.random.default_rng(0).random((50, 1)), 12, axis=1)
    round = Round(
        domain, "classes", ("a", "b"), nothing, np.empty(0), nothing, nothing, real, np.full(50, -1), None, 0, 0,
        plausible=lambda points: np.ptp(points, axis=1) < 0.05,
    )  # fmt: skip
    points = spread(round, 40, np.random.default_rng(1))
    assert len(points) == 40
    assert (np.ptp(points, axis=1) < 0.05).all()
    assert np.array_equal(points, spread(round, 40, np.random.default_rng(1)))
