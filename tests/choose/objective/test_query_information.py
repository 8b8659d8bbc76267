import numpy as np

from askless.choose.objective.query_information import init


def test_the_gain_is_the_difference_of_the_set_function() -> None:
    rng = np.random.default_rng(0)
    queries, rows = rng.normal(size=(6, 3)) + 9, rng.normal(size=(10, 3)) + 9
    kernel = np.exp(-((rows[:, None] - queries[None]) ** 2).sum(-1) / 1.5**2)

    def value(chosen: list[int]) -> float:
        return float(kernel[chosen].max(axis=0, initial=0.0).sum() + 0.3 * kernel[chosen].max(axis=1).sum())

    state = init(queries, scale=1.5, eta=0.3)
    view = state.view(rows)
    for i in range(10):
        np.testing.assert_allclose(state.gain(view[i:])[0], value(list(range(i + 1))) - value(list(range(i))))
        state = state.update(view[i : i + 1])
