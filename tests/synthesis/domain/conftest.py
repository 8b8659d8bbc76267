"""Domains of every kind."""

from collections.abc import Callable

import pytest

from askless.synthesis import Domain
from askless.synthesis.domain import Category, Integer, Linear, Mixture, Ordered, Predicate, Real


def every_input() -> list[object]:
    return [
        Real("temperature", 20, 100, unit="°C"),
        Real("rate", 0.01, 100, log=True),
        Real("pressure", 0, 1, step=0.1),
        Integer("stirrers", 1, 7),
        Category("metal", ["Pd", "Pt"]),
        Ordered("speed", ["slow", "medium", "fast"]),
        Mixture("solvent", {"water": (0.1, 1), "ethanol": (0, 0.5), "sugar": (0, 1)}),
    ]


def reals(n: int, **more: object) -> list[Real]:
    return [Real(f"x{i}", 0, 1, **more) for i in range(n)]  # type: ignore[arg-type]


DOMAINS: dict[str, Callable[[], Domain]] = {
    "box": lambda: Domain.box([0, -5, 1e3], [10, 5, 1e6], units=["g", "", "Pa"]),
    "box with a formula": lambda: Domain.box([-1, -1], [1, 1], ["a", "b"], constraints=["a**2 + b**2 <= 1"]),
    "every input": lambda: Domain(every_input()),
    "formulas": lambda: Domain(every_input(), ["temperature * pressure <= 30", "metal == 'Pd' or stirrers > 3"]),
    "a linear constraint": lambda: Domain(every_input(), [Linear({"temperature": 1, "water": 100}, at_most=90)]),
    "a narrow corner": lambda: Domain(reals(6), ["x0 + x1 + x2 + x3 + x4 + x5 <= 0.3"]),
    "an equation": lambda: Domain(reals(6), ["x0 + x1 + x2 == 1.3", "x3 >= x4 + 0.9"]),
    "a band of mixtures": lambda: Domain(
        [Mixture("m", {"a": (0.1, 0.3), "b": (0, 1), "c": (0, 0.2), "d": (0, 1)})],
        [Linear({"b": 1, "d": -1}, at_least=-0.05, at_most=0.05)],
    ),
    "whole numbers that sum": lambda: Domain([Integer(f"n{i}", 0, 10) for i in range(4)], ["n0 + n1 + n2 + n3 == 20"]),
    "steps that sum": lambda: Domain([*reals(3, step=0.1), Real("y", 0, 2)], ["x0 + x1 + x2 == 1", "y <= x0"]),
    "strictly ordered": lambda: Domain([Integer("a", 0, 5), Integer("b", 0, 5)], ["a < b"]),
    "a ring": lambda: Domain([Real("a", -1, 1), Real("b", -1, 1)], ["0.9 <= a**2 + b**2 <= 1"]),
    "a small ball": lambda: Domain(
        [Real("a", -1, 1), Real("b", -1, 1), Real("c", -1, 1)], ["(a - 0.5)**2 + (b - 0.3)**2 + c**2 <= 0.001"]
    ),
    "a sum on a logarithmic scale": lambda: Domain([Real("a", 0.001, 1, log=True), Real("b", 0, 1)], ["a + b <= 0.02"]),
    "a predicate": lambda: Domain(
        [Integer("n", 0, 99), Real("a", 0, 1)], [Predicate(lambda item: item["n"] % 3 == 0, says="n is divisible by 3")]
    ),
    "a projector": lambda: Domain(
        [Real("a", 0, 1), Real("b", 0, 1)], projector=lambda items: [{"a": i["a"], "b": i["a"]} for i in items]
    ),
    "a fixed input": lambda: Domain([Real("a", 3, 3), Integer("n", 2, 2), Category("c", ["x"]), Real("b", 0, 1)]),
}


@pytest.fixture(params=list(DOMAINS))
def domain(request: pytest.FixtureRequest) -> Domain:
    return DOMAINS[request.param]()
