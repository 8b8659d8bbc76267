import numpy as np

from askless.choose.objective.coverage import init


def test_the_gain_is_the_difference_of_the_set_function() -> None:
    rng = np.random.default_rng(0)
    points, rows, weights = rng.normal(size=(40, 3)), rng.normal(size=(10, 3)), rng.random(40)
    kernel = np.exp(-((rows[:, None] - points[None]) ** 2).sum(-1) / 1.5**2)

    def value(chosen: list[int]) -> float:
        return float(weights @ kernel[chosen].max(axis=0, initial=0.0))

    state = init(points, scale=1.5, weights=weights)
    view = state.view(rows)
    for i in range(10):
        np.testing.assert_allclose(state.gain(view[i:])[0], value(list(range(i + 1))) - value(list(range(i))))
        state = state.update(view[i : i + 1])


def test_rows_at_once_or_one_by_one() -> None:
    rng = np.random.default_rng(1)
    points, rows = rng.normal(size=(20, 2)), rng.normal(size=(7, 2))
    once = init(points, scale=1.0).after(rows)
    step = init(points, scale=1.0)
    for i in range(7):
        step = step.after(rows[i : i + 1])
    np.testing.assert_allclose(once.covered, step.covered)


def test_a_copy_adds_nothing_even_far_from_the_origin_and_at_a_tiny_scale() -> None:
    rng = np.random.default_rng(2)
    points = (rng.normal(size=(50, 16)) + 100).astype(np.float32)
    state = init(points, scale=1e-6).after(points[:5])
    gains = state.gain(state.view(points))
    assert (gains[:5] <= state.negligible).all()
    np.testing.assert_allclose(gains[5:], 1.0, atol=1e-9)


def test_no_rows_change_nothing() -> None:
    state = init(np.zeros((3, 2)), scale=1.0)
    assert (state.after(np.empty((0, 2))).covered == 0).all()
