"""Our logistic regression is scikit-learn's."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from askless.data.items.of import items_of
from askless.models.build import build
from askless.models.logistic import solve


@pytest.mark.parametrize("classes", [2, 3, 7])
@pytest.mark.parametrize("c", [0.01, 1.0, 10.0])
@pytest.mark.parametrize("n", [8, 200])
def test_the_solution_is_that_of_scikit_learn(classes: int, c: float, n: int) -> None:
    rng = np.random.default_rng(classes)
    y = np.arange(n) % classes
    x = rng.normal(size=(n, 12)) + 1.5 * np.eye(12)[y]
    x[np.abs(x) < 0.5] = 0.0
    exact = LogisticRegression(C=c, max_iter=10_000, tol=1e-9).fit(x, y)
    for given in (x, csr_matrix(x)):
        coef, intercept = solve(given, y, c)
        z = given @ coef + intercept
        np.testing.assert_allclose(z, exact.decision_function(x), atol=5e-3 * (1 + np.abs(z).max()))


def test_separable_classes_end() -> None:
    coef, _ = solve(np.array([[-1e6], [1e6]]), np.array([0, 1]), c=1e3)
    assert np.isfinite(coef).all()


def test_a_model_of_texts_is_trained_without_scikit_learn() -> None:
    program = """
import sys
import numpy as np
from askless.data.items.of import items_of
from askless.models.build import build
items = items_of(["free prize now", "lunch at noon", "win a prize", "see you at lunch"] * 20)
model = build(None, items)
model.prepare(items)
model.fit(np.array([0, 1]), np.array([0, 1]), n_labels=2)
model.predict_proba(np.arange(80)), model.embedding(np.arange(80))
print("sklearn" in sys.modules, "pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"], "it would wait for two seconds"


@pytest.mark.parametrize("seed", [-1, 2**40])
def test_any_whole_number_is_a_seed(seed: int) -> None:
    items = items_of(["free prize now", "lunch at noon"] * 20)
    model = build(None, items, seed=seed)
    model.prepare(items)
    model.fit(np.arange(20), np.arange(20) % 2, n_labels=2)
    assert model.predict_proba(np.arange(2)).argmax(axis=1).tolist() == [0, 1]
