"""Searches over a domain, on functions whose best point is known."""

import numpy as np
import numpy.typing as npt
import pytest

from askless.synthesis import Domain
from askless.synthesis.domain import Category, Integer, Linear, Real, projecting
from askless.synthesis.optimise.ascent import ascend
from askless.synthesis.optimise.candidates import fresh, spread
from askless.synthesis.optimise.evolve import evolve, evolve_cma
from askless.synthesis.optimise.objective import Objective, repelled
from askless.synthesis.optimise.search import Search
from askless.synthesis.round import Round

Array = npt.NDArray[np.float64]
NOTHING = np.empty((0, 2))
TOP = np.array([0.3, 0.8])


def round_of(domain: Domain, **changes: object) -> Round:
    nothing = np.empty((0, domain.width))
    given = {"real": nothing, "pending": nothing, "unanswerable": nothing} | changes
    return Round(
        domain, "real", (), nothing, np.empty(0), given["pending"], given["unanswerable"], given["real"], np.empty(0),
        None, 0, 0, **{name: value for name, value in changes.items() if name == "plausible"},
    )  # type: ignore[arg-type]  # fmt: skip


def valley(x: Array) -> tuple[Array, Array]:
    """Minus the function of Rosenbrock, whose top lies at 0.8 in every coordinate at the end of a bent valley."""
    u = x / 0.8
    a, b = u[:, :-1], u[:, 1:]
    value = -(100 * (b - a * a) ** 2 + (1 - a) ** 2).sum(axis=1)
    gradient = np.zeros_like(x)
    gradient[:, :-1] += 400 * a * (b - a * a) + 2 * (1 - a)
    gradient[:, 1:] -= 200 * (b - a * a)
    return value, gradient / 0.8


def hill(x: Array) -> tuple[Array, Array]:
    return -((x - TOP) ** 2).sum(axis=1), -2 * (x - TOP)


def anywhere(points: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
    return points, np.ones(len(points), dtype=np.bool_)


def test_ascent_follows_a_bent_valley() -> None:
    starts = np.random.default_rng(0).random((20, 4))
    points, values = ascend(valley, starts, free=np.ones(4, dtype=bool), steps=200, tolerance=1e-12)
    assert (values >= valley(starts)[0]).all()
    assert (np.abs(points - 0.8).max(axis=1) < 1e-3).sum() >= 15  # others stop at the second top
    assert ((points >= 0) & (points <= 1)).all()


def test_each_start_climbs_by_itself() -> None:
    starts = np.random.default_rng(1).random((6, 3))
    together, _ = ascend(valley, starts, free=np.ones(3, dtype=bool), steps=30)
    for start, end in zip(starts, together, strict=True):
        alone, _ = ascend(valley, start[None], free=np.ones(3, dtype=bool), steps=30)
        np.testing.assert_allclose(alone[0], end, atol=1e-6)


def test_ascent_stays_at_bounds_and_moves_what_is_free() -> None:
    def slope(x: Array) -> tuple[Array, Array]:
        return x.sum(axis=1), np.ones_like(x)

    points, _ = ascend(slope, np.full((1, 3), 0.2), free=np.array([True, False, True]))
    np.testing.assert_allclose(points, [[1.0, 0.2, 1.0]])


def test_ascent_stays_where_trials_are_refused() -> None:
    def settle(points: Array) -> tuple[Array, npt.NDArray[np.bool_]]:
        return points, points[:, 0] > 0.5

    points, _ = ascend(hill, np.array([[0.9, 0.1]]), free=np.ones(2, dtype=bool), settle=settle)
    assert points[0, 0] > 0.5


def test_evolution_needs_no_gradient() -> None:
    starts = np.random.default_rng(2).random((4, 2))
    points, values = evolve(
        lambda x: hill(x)[0],
        starts,
        free=np.ones(2, dtype=bool),
        settle=anywhere,
        rng=np.random.default_rng(0),
        steps=60,
    )
    assert np.abs(points[values.argmax()] - TOP).max() < 0.01
    found = evolve_cma(
        lambda x: hill(x)[0], starts[0], free=np.ones(2, dtype=bool), settle=anywhere, rng=np.random.default_rng(0)
    )
    assert found is not None
    assert np.abs(found[0] - TOP).max() < 0.02


def test_cma_leaves_the_global_generator_alone() -> None:
    np.random.seed(3)  # noqa: NPY002 - the global generator is what is watched
    expected = np.random.random(3)  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    ends = [
        evolve_cma(
            lambda x: hill(x)[0], TOP * 0.5, free=np.ones(2, dtype=bool), settle=anywhere, rng=np.random.default_rng(1)
        )
        for _ in range(2)
    ]
    np.testing.assert_array_equal(np.random.random(3), expected)  # noqa: NPY002
    assert ends[0] is not None
    assert ends[1] is not None
    np.testing.assert_array_equal(ends[0][0], ends[1][0])


def test_one_coordinate_is_no_case_for_cma() -> None:
    free = np.array([True, False])
    assert evolve_cma(lambda x: hill(x)[0], TOP, free=free, settle=anywhere, rng=np.random.default_rng(0)) is None


@pytest.mark.parametrize("gradient", [True, False])
def test_search_finds_the_top(gradient: bool) -> None:
    search = Search(round_of(Domain.box([0, 0], [1, 1])))
    objective = Objective(lambda x: hill(x)[0], hill if gradient else None)
    found = search.best(objective, NOTHING, 0)
    assert found is not None
    np.testing.assert_allclose(found[0], TOP, atol=1e-3)
    again = search.best(objective, NOTHING, 0)
    assert again is not None
    np.testing.assert_array_equal(found[0], again[0])


def test_search_avoids_what_was_asked() -> None:
    search = Search(round_of(Domain.box([0, 0], [1, 1])))
    objective = Objective(lambda x: hill(x)[0], hill)
    first = search.best(objective, NOTHING, 0)
    assert first is not None
    second = search.best(objective, first[0][None], 0)
    assert second is not None
    assert fresh(second[0][None], first[0][None]).all()


@pytest.mark.parametrize("gradient", [True, False])
def test_search_honours_the_guard_and_constraints(gradient: bool) -> None:
    domain = Domain([Real("a", 0, 1), Real("b", 0, 1)], [Linear({"a": 1, "b": 1}, at_most=0.9)])
    search = Search(round_of(domain, plausible=lambda points: points[:, 0] > 0.4))
    found = search.best(Objective(lambda x: hill(x)[0], hill if gradient else None), NOTHING, 0)
    assert found is not None
    point = found[0]
    assert domain.allowed(point[None]).all()
    assert point[0] > 0.4
    np.testing.assert_allclose(point, [0.4, 0.5], atol=0.03)  # the corner of the two


@pytest.mark.parametrize("gradient", [True, False])
def test_search_goes_along_a_curved_constraint(gradient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The top lies outside of a circle; climbs get to its rim without a search for every trial beyond it."""
    domain = Domain([Real("a", 0, 1), Real("b", 0, 1)], ["a ** 2 + b ** 2 <= 0.25"])
    monkeypatch.setattr(projecting, "_towards", None)  # what searches
    objective = Objective(lambda x: hill(x)[0], hill if gradient else None)
    found = Search(round_of(domain)).best(objective, NOTHING, 0)
    assert found is not None
    assert domain.allowed(found[0][None]).all()
    np.testing.assert_allclose(found[0], 0.5 * TOP / np.linalg.norm(TOP), atol=0.02)
    assert found[1] >= hill(0.5 * TOP[None] / np.linalg.norm(TOP))[0][0] - 1e-3


@pytest.mark.parametrize("gradient", [True, False])
def test_search_moves_what_is_discrete(gradient: bool) -> None:
    domain = Domain([Real("a", 0, 1), Integer("n", 0, 20), Category("c", ["p", "q", "r"])])
    best = domain.points([{"a": 0.25, "n": 13, "c": "q"}])[0]

    def height(x: Array) -> tuple[Array, Array]:
        return -((x - best) ** 2).sum(axis=1), -2 * (x - best)

    found = Search(round_of(domain)).best(
        Objective(lambda x: height(x)[0], height if gradient else None), np.empty((0, domain.width)), 0
    )
    assert found is not None
    item = domain.items(found[0][None])[0]
    assert (item["n"], item["c"]) == (13, "q")
    assert item["a"] == pytest.approx(0.25, abs=2e-3)


def test_a_domain_that_is_used_up() -> None:
    domain = Domain([Integer("n", 0, 2)])
    search = Search(round_of(domain))
    all_of_it = np.array([[0.0], [0.5], [1.0]])
    objective = Objective(lambda x: x[:, 0])
    found = search.best(objective, all_of_it[1:], 0)
    assert found is not None
    assert found[0].tolist() == [0.0]
    assert search.best(objective, all_of_it, 0) is None


def test_nothing_plausible() -> None:
    round = round_of(Domain.box(0, 1), plausible=lambda points: np.zeros(len(points), dtype=bool))
    assert len(spread(round, 10, np.random.default_rng(0))) == 0
    assert Search(round).best(Objective(lambda x: x[:, 0]), np.empty((0, 1)), 0) is None


def test_little_is_plausible() -> None:
    round = round_of(Domain.box([0, 0], [1, 1]), plausible=lambda points: points[:, 0] < 0.05)
    points = spread(round, 32, np.random.default_rng(0))
    assert len(points) >= 16
    assert (points[:, 0] < 0.05).all()


def test_repelled_has_the_gradient_of_differences() -> None:
    others = np.array([[0.5, 0.5], [0.2, 0.9]])
    objective = repelled(Objective(lambda x: hill(x)[0], hill), others, 0.3, -2.0)
    points = np.random.default_rng(4).random((6, 2))
    assert objective.with_gradient is not None
    value, gradient = objective.with_gradient(points)
    np.testing.assert_allclose(value, objective.value(points))
    for column in range(2):
        step = np.zeros(2)
        step[column] = 1e-6
        near = (objective.value(points + step) - objective.value(points - step)) / 2e-6
        np.testing.assert_allclose(gradient[:, column], near, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(objective.value(others), -2.0)
