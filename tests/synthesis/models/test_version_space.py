import numpy as np
import pytest

from askless.errors import EvidenceError, NotReadyError, UsageError
from askless.synthesis.domain.domain import Domain
from askless.synthesis.models.registered import point_models
from askless.synthesis.models.version_space import GeneralisedLinear, Halfspace, VersionSpace

MODELS = [lambda: Halfspace(3), lambda: GeneralisedLinear(3), lambda: GeneralisedLinear(3, fourier=40)]


def table(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    points = np.random.default_rng(seed).random((n, 3))
    return points, (points @ [1.0, -2.0, 0.5] > -0.25).astype(np.int64)


@pytest.mark.parametrize("make", MODELS)
def test_going_on_gives_what_a_fit_from_the_start_gives(make) -> None:
    points, codes = table(60)
    once, on = make(), make()
    once.fit(points, codes, 2)
    for n in (10, 11, 12, 40, 60):
        on.fit(points[:n], codes[:n], 2)
    assert np.array_equal(once.predict(points), on.predict(points))


@pytest.mark.parametrize("make", MODELS)
def test_other_answers_are_begun_anew(make) -> None:
    points, codes = table(40)
    model, other = make(), make()
    model.fit(points, codes, 2)
    changed = codes.copy()
    changed[0] = 1 - changed[0]
    model.fit(points[:30], changed[:30], 2)
    other.fit(points[:30], changed[:30], 2)
    assert np.array_equal(model.predict(points), other.predict(points))


@pytest.mark.parametrize("make", MODELS)
def test_boundaries_are_learnt(make) -> None:
    points, codes = table(300)
    model: VersionSpace = make()
    model.fit(points, codes, 2)
    others, truth = table(1000, 1)
    proba = model.predict(others)
    assert proba.shape == (1000, 2)
    assert np.allclose(proba.sum(axis=1), 1)
    assert np.mean(proba.argmax(axis=1) == truth) > 0.93
    draws = model.evidence("draws", others)
    assert draws.shape == (1000, 32, 2)
    assert np.mean(draws.mean(axis=1).argmax(axis=1) == truth) > 0.93
    assert set(model.offers()) == {"proba", "draws"}
    assert np.array_equal(model.evidence("proba", others), proba)


def test_several_labels() -> None:
    points, _ = table(300)
    codes = np.digitize(points[:, 0], [0.3, 0.7])
    model = GeneralisedLinear(3, fourier=60)
    model.fit(points, codes, 3)
    assert np.mean(model.predict(points).argmax(axis=1) == codes) > 0.9
    assert model.evidence("draws", points).shape == (300, 32, 3)


def test_waves_bend() -> None:
    points = np.random.default_rng(0).random((400, 2))
    codes = (((points - 0.5) ** 2).sum(axis=1) < 0.1).astype(np.int64)
    model = GeneralisedLinear(2, fourier=100)
    model.fit(points, codes, 2)
    assert np.mean(model.predict(points).argmax(axis=1) == codes) > 0.95


def test_answers_of_a_box_are_about_its_middle() -> None:
    domain = Domain.box([-1, 0], [1, 10])
    items = np.array([[0.5, 5.0], [-0.5, 5.0], [0.0, 9.0], [0.0, 1.0]] * 5)
    model = Halfspace(domain.width)
    model.fit(domain.points(items), np.array([1, 0, 1, 0] * 5), 2)
    tried = domain.points(np.array([[0.9, 9.0], [-0.9, 1.0], [0.2, 6.0], [-0.2, 4.0]]))
    assert model.predict(tried).argmax(axis=1).tolist() == [1, 0, 1, 0]
    assert np.allclose(model.predict(np.array([[0.5, 0.5]])), 0.5)


@pytest.mark.parametrize("make", MODELS)
def test_one_label_is_not_enough(make) -> None:
    points, _ = table(5)
    model = make()
    with pytest.raises(NotReadyError, match="two labels"):
        model.fit(points, np.zeros(5, dtype=np.int64), 2)
    with pytest.raises(NotReadyError, match="not been fitted"):
        model.predict(points)
    model.fit(points, np.array([0, 0, 0, 0, 1]), 2)
    assert model.predict(points).shape == (5, 2)


def test_what_cannot_be_meant() -> None:
    with pytest.raises(UsageError, match="3 labels"):
        Halfspace(2).fit(np.zeros((1, 2)), np.array([0]), 3)
    with pytest.raises(UsageError, match="for labels"):
        GeneralisedLinear(2).fit(np.zeros((1, 2)), np.array([0.5]), 0)
    with pytest.raises(UsageError, match="flips"):
        Halfspace(2, flips=0.7)
    with pytest.raises(UsageError, match="fourier"):
        GeneralisedLinear(2, fourier=-1)
    model = Halfspace(3)
    model.fit(*table(20), 2)
    with pytest.raises(EvidenceError, match="embedding"):
        model.evidence("embedding", table(2)[0])
    with pytest.raises(UsageError, match="labels"):
        model.std(table(2)[0])


@pytest.mark.parametrize("name", ["halfspace", "glm", "fourier"])
def test_had_by_name(name: str) -> None:
    model = point_models.get(name).make(Domain.box([0, 0, 0], [1, 1, 1]), "classes", 0)
    model.fit(*table(40), 2)
    assert model.predict(table(5)[0]).shape == (5, 2)
