"""A domain as a whole: points, items, and what it says of them."""

import numpy as np
import pytest

from askless.errors import UnknownNameError, UsageError
from askless.synthesis import Domain
from askless.synthesis.domain import Category, Linear, Mixture, Real
from askless.synthesis.domain.distance import nearest


def test_a_box_gives_rows_in_the_units_of_its_inputs() -> None:
    domain = Domain.box([0, -5], [10, 5], ["a", "b"])
    points = domain.points([[2.5, 0.0]])
    assert points.tolist() == [[0.25, 0.5]]
    assert domain.items(points).tolist() == [[2.5, 0.0]]
    assert domain.allowed(domain.sample(50, np.random.default_rng(0))).all()


def test_the_lengths_of_a_box_have_to_agree() -> None:
    assert Domain.box(0, 1).names == ("x1",)
    assert Domain.box(0, 1, ["a", "b"]).names == ("a", "b")
    assert Domain.box(0, [1, 2, 3]).width == 3
    with pytest.raises(UsageError, match="different lengths: `low` has 2, `high` has 3, `names` has 1"):
        Domain.box([0, 0], [1, 1, 1], ["a"])
    with pytest.raises(UsageError, match="different lengths: `low` has 2, `high` has 1"):
        Domain.box([0, 0], [1])
    with pytest.raises(UsageError, match=r"`low` is 'x'. Give a number, or one for each input."):
        Domain.box("x", 1)
    with pytest.raises(UsageError, match="`high` is \\[\\]"):
        Domain.box(0, [])


def test_what_cannot_be_asked_of_a_domain_is_refused() -> None:
    domain = Domain.box([0, 0], 1)
    with pytest.raises(UsageError, match=r"The points have the shape \(2,\), but the domain has 2 coordinates"):
        domain.project(np.zeros(2))
    with pytest.raises(UsageError, match="`n` is -1"):
        domain.sample(-1, np.random.default_rng(0))
    with pytest.raises(UnknownNameError, match=r"There is no way to spread points “sobel”. Did you mean “sobol”"):
        domain.sample(2, np.random.default_rng(0), "sobel")
    with pytest.raises(UsageError, match="The domain has no inputs"):
        Domain([])
    with pytest.raises(UsageError, match=r"Input 1 of the domain is 3\."):
        Domain([3])  # type: ignore[list-item]
    with pytest.raises(UsageError, match=r"Constraint 2 of the domain is 3\."):
        Domain([Real("a", 0, 1)], ["a < 1", 3])
    with pytest.raises(UsageError, match="the text 'ab'"):
        Domain.box(0, 1, "ab")
    with pytest.raises(UsageError, match="Two inputs are called “a”"):
        Domain([Real("a", 0, 1), Mixture("m", ["a", "b"])])


def test_distance_is_to_the_nearest_row() -> None:
    domain = Domain([Real("a", 0, 10), Category("c", ["x", "y"])])
    data = domain.points([{"a": 0, "c": "x"}, {"a": 10, "c": "y"}])
    asked = domain.points([{"a": 3, "c": "x"}, {"a": 0, "c": "y"}, {"a": 10, "c": "y"}])
    assert np.allclose(domain.distance(asked, data), [0.3, 1.0, 0.0])
    assert np.isinf(domain.distance(asked, data[:0])).all()


def test_distance_in_blocks_is_the_same() -> None:
    rng = np.random.default_rng(0)
    points, data = rng.random((300, 5)), rng.random((20_000, 5))
    slow = np.sqrt(((points[:, None] - data[None, :2000]) ** 2).sum(axis=2)).min(axis=1)
    assert np.allclose(nearest(points, data[:2000])[0], slow)
    assert (nearest(points, data)[0] <= slow + 1e-12).all()


def test_walks_in_a_narrow_corner_are_uniform() -> None:
    domain = Domain([Real(f"x{i}", 0, 1) for i in range(6)], ["x0 + x1 + x2 + x3 + x4 + x5 <= 0.3"])
    points = domain.sample(2000, np.random.default_rng(0), "random")
    assert np.allclose(points.mean(axis=0), 0.3 / 7, rtol=0.1)
    assert points.sum(axis=1).mean() == pytest.approx(0.3 * 6 / 7, rel=0.03)


def test_sobol_points_are_spread_better_than_chance() -> None:
    domain = Domain.box([0, 0], 1, constraints=["x1 + x2 <= 1.5"])
    gaps = []
    for method in ("sobol", "random"):
        points = domain.sample(200, np.random.default_rng(0), method)
        away = np.linalg.norm(points[:, None] - points, axis=2) + np.eye(200)
        gaps.append(float(away.min(axis=1).mean()))
    assert gaps[0] > 1.2 * gaps[1]


def test_many_points_are_projected_at_once() -> None:
    domain = Domain.box(np.zeros(50), np.ones(50))
    points = np.random.default_rng(0).normal(size=(20_000, 50))
    assert np.array_equal(domain.project(points), np.clip(points, 0, 1))


def test_without_a_search_sums_are_kept_exactly_and_formulas_refuse() -> None:
    domain = Domain([Real("a", 0, 1), Real("b", 0, 1)], [Linear({"a": 1, "b": 1}, at_most=1), "a * b <= 0.1"])
    points = np.array([[0.2, 0.4], [1.0, 0.9], [0.5, 0.5], [0.9, 0.4]])
    near = domain.project(points, search=False)
    np.testing.assert_array_equal(near[0], points[0])
    assert np.isnan(near[1:]).all()  # the nearest by their sum are still refused by the product
    assert domain.allowed(domain.project(points)).all()
    linear = Domain([Real("a", 0, 1), Real("b", 0, 1)], [Linear({"a": 1, "b": 1}, at_most=1)])
    np.testing.assert_array_equal(linear.project(points, search=False), linear.project(points))


def test_one_constraint_needs_no_list_and_labels_no_space() -> None:
    domain = Domain([Real("a", 0, 1)], "a <= 0.5", answer=["low", "high"])
    assert domain.summary()[1:] == ["constraint: a <= 0.5", "answer: one of low, high"]


def test_a_predicate_is_not_called_more_than_needed() -> None:
    calls = []
    domain = Domain([Real("a", 0, 1)], predicate=lambda item: calls.append(1) or item["a"] < 0.5)
    assert len(calls) <= 128
    calls.clear()
    domain.sample(10, np.random.default_rng(0))
    assert len(calls) <= 150
