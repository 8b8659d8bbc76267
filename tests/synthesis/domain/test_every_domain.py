"""What holds for every domain, whatever its inputs and constraints."""

import numpy as np
import pytest

from askless.synthesis import Domain

METHODS = ("sobol", "latin_hypercube", "random")


@pytest.mark.parametrize("method", METHODS)
def test_samples_are_allowed_and_depend_on_the_generator_alone(domain: Domain, method: str) -> None:
    points = domain.sample(40, np.random.default_rng(1), method)
    assert points.shape == (40, domain.width)
    assert domain.allowed(points).all()
    domain.sample(3, np.random.default_rng(9))
    assert np.array_equal(points, domain.sample(40, np.random.default_rng(1), method))


def test_no_sample_is_no_error(domain: Domain) -> None:
    assert domain.sample(0, np.random.default_rng(0)).shape == (0, domain.width)
    assert domain.project(np.empty((0, domain.width))).shape == (0, domain.width)
    assert domain.allowed(np.empty((0, domain.width))).shape == (0,)
    assert len(domain.items(np.empty((0, domain.width)))) == 0


def test_projections_are_allowed_and_stay(domain: Domain) -> None:
    wanted = np.random.default_rng(2).normal(0.5, 0.7, size=(60, domain.width))
    kept = wanted.copy()
    found = domain.project(wanted)
    assert np.array_equal(wanted, kept)
    assert domain.allowed(found).all()
    assert np.array_equal(domain.project(found), found)


def test_a_projection_does_not_depend_on_the_others(domain: Domain) -> None:
    wanted = np.random.default_rng(3).normal(0.5, 0.7, size=(12, domain.width))
    alone = np.concatenate([domain.project(point[None]) for point in wanted])
    assert np.allclose(alone, domain.project(wanted), atol=1e-9)


def test_what_is_no_number_is_projected_to_none(domain: Domain) -> None:
    wanted = np.full((2, domain.width), 0.4)
    wanted[0, 0] = np.nan
    found = domain.project(wanted)
    assert np.isnan(found[0]).all()
    assert np.isfinite(found[1]).all()
    assert not domain.allowed(wanted[:1])[0]


def test_items_and_points_are_the_same_thing(domain: Domain) -> None:
    points = domain.sample(30, np.random.default_rng(4))
    items = domain.items(points)
    assert np.allclose(domain.points(items), points, atol=1e-9)
    assert all(domain.refusals(item) == [] for item in items)


def test_fields_follow_the_keys(domain: Domain) -> None:
    item = domain.items(domain.sample(1, np.random.default_rng(5)))[0]
    fields = domain.fields(item)
    assert [field["name"] for field in fields] == list(domain.keys)
    for field in fields:
        assert set(field) - {"log", "mixture"} == {"name", "value", "unit", "low", "high", "place", "levels"}
        assert field["place"] is None or 0 <= field["place"] <= 1


def test_neighbours_differ_by_one_input(domain: Domain) -> None:
    point = domain.sample(1, np.random.default_rng(6))[0]
    near = domain.neighbours(point)
    assert near.shape[1:] == (domain.width,)
    assert (near[:, domain.continuous] == point[domain.continuous]).all()
    for other in near:
        before, after = domain.items(point[None])[0], domain.items(other[None])[0]
        assert sum(before[key] != after[key] for key in before) == 1


def test_names_and_columns_match(domain: Domain) -> None:
    assert len(domain.names) == domain.width == len(domain.continuous) == len(domain.weights)
    assert all(isinstance(line, str) for line in domain.summary())
    assert repr(domain).startswith("Domain(")
