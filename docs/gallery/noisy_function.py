"""A noisy function of two inputs, measured where it teaches most about all of it."""

import numpy as np

import askless

domain = askless.synthesis.Domain.box([-5.0, 0.0], [10.0, 15.0], names=["x", "y"])


def branin(points: np.ndarray) -> np.ndarray:
    """The function without noise; from about 0 to 308."""
    x, y = points.T
    valley = y - 5.1 * x**2 / (4 * np.pi**2) + 5 * x / np.pi - 6
    return valley**2 + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10


noise = np.random.default_rng(0)
errors = {}
tests = domain.items(domain.sample(500, np.random.default_rng(1), "random"))
for strategy in ("sobol", "alc"):
    learner = askless.SynthesisLearner(domain, labels=askless.Real(), strategy=strategy)
    for _ in range(35):
        queries = learner.ask()
        learner.tell(queries.ids, branin(queries.items) + noise.normal(scale=3.0, size=len(queries)))
    error = np.array(learner.predict(tests)) - branin(tests)
    within = np.mean(np.abs(error) < 2 * learner.predict_std(tests))
    errors[strategy] = np.sqrt(np.mean(error**2))
    print(f"{strategy}: RMSE {errors[strategy]:.1f}, {within:.0%} within two standard deviations")

assert errors["alc"] < errors["sobol"] < 0.2 * branin(tests).std()
