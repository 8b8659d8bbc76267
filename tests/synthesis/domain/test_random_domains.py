"""Round trips, samples and projections of domains that are drawn at random."""

from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from askless.errors import UsageError
from askless.synthesis import Domain
from askless.synthesis.domain import Category, Integer, Linear, Mixture, Ordered, Real

# No farther from 0 than a million times their range: beyond, floats themselves are coarser than the tolerance.
numbers = st.floats(-1e3, 1e3, allow_subnormal=False).map(lambda number: round(number, 6))


@st.composite
def inputs(draw: st.DrawFn, name: str) -> Any:
    kind = draw(st.sampled_from(["real", "stepped", "log", "integer", "category", "ordered", "mixture"]))
    if kind == "integer":
        low = draw(st.integers(-1000, 1000))
        return Integer(name, low, low + draw(st.integers(0, 50)))
    if kind == "category":
        return Category(name, draw(st.lists(st.text("abc", min_size=1), min_size=1, max_size=4, unique=True)))
    if kind == "ordered":
        return Ordered(name, draw(st.lists(st.integers(-9, 9), min_size=1, max_size=5, unique=True)))
    if kind == "mixture":
        return Mixture(name, [f"{name}{i}" for i in range(draw(st.integers(2, 4)))])
    if kind == "log":
        low = draw(st.floats(1e-6, 1e3))
        return Real(name, low, low * draw(st.floats(1.5, 1e6)), log=True)
    low, span = draw(numbers), draw(st.floats(1e-3, 1e6))
    return Real(name, low, low + span, step=span * draw(st.floats(0.01, 1.0)) if kind == "stepped" else None)


@st.composite
def domains(draw: st.DrawFn) -> Domain:
    parts = [draw(inputs(f"i{at}")) for at in range(draw(st.integers(1, 4)))]
    spans = {key: span for part in parts for key, span in part.spans.items()}
    constraints = []
    if spans and draw(st.booleans()):
        weights = {
            key: draw(st.sampled_from([-1.0, 0.0, 1.0])) / ((high - low) or 1) for key, (low, high) in spans.items()
        }
        if any(weights.values()):
            ends = [sorted((weights[key] * low, weights[key] * high)) for key, (low, high) in spans.items()]
            least, most = (sum(end[i] for end in ends) for i in (0, 1))
            constraints.append(Linear(weights, at_most=least + (most - least) * draw(st.floats(0.2, 0.9))))
    try:
        return Domain(parts, constraints)
    except UsageError:  # nothing is left of it
        assume(False)
        raise


@settings(max_examples=60, deadline=None)
@given(domain=domains(), seed=st.integers(0, 2**31))
def test_a_domain_drawn_at_random_keeps_its_word(domain: Domain, seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = domain.sample(8, rng)
    assert domain.allowed(points).all()
    items = domain.items(points)
    back = domain.points(items)
    assert np.allclose(back, points, atol=1e-9)
    assert [domain.refusals(item) for item in items] == [[]] * 8
    found = domain.project(rng.normal(0.5, 1.0, size=(8, domain.width)))
    assert domain.allowed(found).all()
    assert np.array_equal(domain.project(found), found)


@settings(max_examples=60, deadline=None)
@given(domain=domains())
def test_a_domain_comes_back_from_its_file(domain: Domain) -> None:
    again = Domain.from_toml(domain.to_toml())
    assert again.summary() == domain.summary()
    assert again.to_toml() == domain.to_toml()
    points = domain.sample(3, np.random.default_rng(0))
    assert np.array_equal(again.sample(3, np.random.default_rng(0)), points)
