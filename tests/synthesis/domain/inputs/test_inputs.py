"""Each kind of input: worked examples, and what it refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from askless.errors import AsklessError, SourceError, UsageError
from askless.synthesis.domain import Category, Domain, Integer, Mixture, Ordered, Real


def values(domain: Domain, points: Any) -> list[Any]:
    return [next(iter(item.values())) for item in domain.items(np.array(points))]


def test_real_with_steps_ends_at_the_last_step_that_fits() -> None:
    domain = Domain([Real("p", 0, 1, step=0.3)])
    assert values(domain, [[0.0], [0.4], [0.5], [1.0]]) == [0.0, 0.3, 0.6, 0.9]
    assert domain.allowed(domain.points([{"p": 0.9}, {"p": 1.0}, {"p": 0.31}])).tolist() == [True, False, False]
    assert domain.items(domain.neighbours(domain.points([{"p": 0.9}])[0])) == [{"p": 0.6}]


def test_real_on_a_logarithmic_scale() -> None:
    domain = Domain([Real("k", 0.01, 100, log=True)])
    assert values(domain, [[0.0], [0.25], [0.5], [1.0]]) == [0.01, 0.1, 1.0, 100.0]


def test_values_have_no_digits_that_arithmetic_leaves() -> None:
    domain = Domain([Real("p", 0, 0.7, step=0.1)])
    assert values(domain, np.linspace(0, 1, 8)[:, None]) == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


def test_values_beyond_the_bounds_lie_beyond_0_and_1() -> None:
    points = Domain([Real("p", 0, 10)]).points([{"p": 15}, {"p": -5}])
    assert points.tolist() == [[1.5], [-0.5]]


def test_every_whole_number_is_as_likely() -> None:
    points = Domain([Integer("n", 1, 3)]).sample(300, np.random.default_rng(0), "latin_hypercube")
    assert np.unique(points, return_counts=True)[1].tolist() == [100, 100, 100]


def test_a_category_is_one_column_for_each_value() -> None:
    domain = Domain([Category("metal", ["Pd", "Pt", "Ni"])])
    assert domain.names == ("metal=Pd", "metal=Pt", "metal=Ni")
    assert domain.project(np.array([[0.2, 0.9, 0.4]])).tolist() == [[0.0, 1.0, 0.0]]
    others = domain.items(domain.neighbours(np.array([0.0, 1.0, 0.0])))
    assert others == [{"metal": "Pd"}, {"metal": "Ni"}]
    assert not domain.allowed(np.array([[0.5, 0.5, 0.0]]))[0]


def test_values_of_a_file_are_known_however_they_are_written() -> None:
    domain = Domain([Category("on", [True, False]), Ordered("n", [1, 2, 5])])
    items = domain.items(domain.points([{"on": "TRUE", "n": "2.0"}, {"on": False, "n": np.int64(5)}]))
    assert items == [{"on": True, "n": 2}, {"on": False, "n": 5}]
    assert items[0]["on"] is True


def test_levels_lie_equally_far_apart() -> None:
    domain = Domain([Ordered("speed", ["slow", "medium", "fast"])])
    assert domain.points([{"speed": "medium"}]).tolist() == [[0.5]]
    assert domain.items(domain.neighbours(np.array([0.5]))) == [{"speed": "slow"}, {"speed": "fast"}]


def test_mixtures_sum_to_1_and_are_projected_to_the_nearest() -> None:
    domain = Domain([Mixture("m", {"a": (0.2, 1), "b": (0, 0.5), "c": (0, 0.1)})])
    point = np.array([[0.9, 0.9, 0.0]])
    found = domain.project(point)
    assert found.sum() == pytest.approx(1, abs=1e-12)
    assert np.allclose(found, [[0.5, 0.5, 0.0]])
    near = domain.sample(2000, np.random.default_rng(0), "random")
    assert (((near - point) ** 2).sum(axis=1) >= ((found - point) ** 2).sum() - 1e-12).all()


def test_mixtures_without_bounds_are_drawn_evenly() -> None:
    shares = Domain([Mixture("m", ["a", "b", "c"])]).sample(1024, np.random.default_rng(0))
    assert np.allclose(shares.mean(axis=0), 1 / 3, atol=0.01)
    assert np.allclose(shares.var(axis=0), 1 / 18, atol=0.005)


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "name": (lambda: Real("", 0, 1), "The name '' of an input is no short text on one line. Give it a name"),
    "text bound": (lambda: Real("a", "0", 1), "The bounds of “a” are '0' and 1, which are no two finite numbers."),
    "nan bound": (lambda: Real("a", 0, float("nan")), "The bounds of “a” are 0 and nan"),
    "low > high": (lambda: Real("a", 2, 1), "The lower bound of “a”, 2, is above the upper one, 1."),
    "log of 0": (lambda: Real("a", 0, 1, log=True), "“a” is on a logarithmic scale and begins at 0."),
    "step": (lambda: Real("a", 0, 1, step=2), "The step of “a” is 2, which does not fit between 0 and 1."),
    "no step": (lambda: Real("a", 0, 1, step=0), "The step of “a” is 0, which"),
    "unit": (lambda: Real("a", 0, 1, unit=3), "The unit of “a” is 3."),  # type: ignore[arg-type]
    "half": (lambda: Integer("n", 0.5, 3), "A bound of “n” is 0.5, which is no whole number."),  # type: ignore[arg-type]
    "whole, too large": (
        lambda: Integer("n", -(10**18), 10**18),
        "A bound of “n” is -1e[+]18, which is too large: beyond 9,007,199,254,740,992 one whole number cannot be told",
    ),
    "too large": (
        lambda: Real("a", -1e300, 1e300),
        "The bounds of “a” are -1e[+]300 and 1e[+]300, which are too",
    ),
    "no end": (lambda: Real("a", 0, float("inf")), "The bounds of “a” are 0 and inf, which are no two finite numbers."),
    "no value": (lambda: Category("c", []), r"“c” has \[\] as its values."),
    "text": (lambda: Category("c", "abc"), "“c” has 'abc' as its values. Give a list"),
    "twice": (lambda: Category("c", ["a", "a"]), "“c” has “a” twice among its values."),
    "blank": (lambda: Ordered("o", ["a", " "]), "“o” has ' ' among its levels."),
    "one part": (lambda: Mixture("m", ["a"]), r"The mixture “m” has the parts \['a'\]. Name at least two parts."),
    "part twice": (lambda: Mixture("m", ["a", "a"]), "A part of the mixture “m” comes twice."),
    "too much": (lambda: Mixture("m", {"a": (0.6, 1), "b": (0.5, 1)}), "The least shares of “m” sum to 1.1, so no"),
    "too little": (lambda: Mixture("m", {"a": (0, 0.4), "b": (0, 0.5)}), "The largest shares of “m” sum to 0.9, so"),
    "share": (lambda: Mixture("m", {"a": (0, 2), "b": (0, 1)}), "The share of “a” is from 0 to 2."),
    "bounds": (lambda: Mixture("m", {"a": 0.5, "b": (0, 1)}), "The bounds of “a” are 0.5."),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_what_cannot_be_meant_is_refused(case: str) -> None:
    make, says = REFUSED[case]
    with pytest.raises(UsageError, match=says):
        make()


UNREADABLE: dict[str, tuple[Callable[[], Domain], Any, str]] = {
    "missing": (lambda: Domain([Real("a", 0, 1)]), [{"a": 0.5}, {"a": None}], "Item 2 has no value for “a”."),
    "nan": (lambda: Domain([Real("a", 0, 1)]), [{"a": float("nan")}], "Item 1 has no value for “a”."),
    "infinite": (
        lambda: Domain([Real("a", 0, 1)]),
        [{"a": float("inf")}],
        "Item 1 has inf for “a”, which is no finite",
    ),
    "word": (lambda: Domain([Integer("n", 0, 1)]), [{"n": "many"}], "Item 1 has 'many' for “n”, which is no finite"),
    "truth": (lambda: Domain([Real("a", 0, 1)]), [{"a": True}], "Item 1 has True for “a”"),
    "log": (lambda: Domain([Real("a", 1, 2, log=True)]), [{"a": -1}], "Item 1 has -1 for “a”, which has no place on a"),
    "category": (lambda: Domain([Category("c", ["Pd"])]), [{"c": "Pb"}], "Item 1 has 'Pb' for “c”, which is a value"),
    "share": (lambda: Domain([Mixture("m", ["a", "b"])]), [{"a": 1, "b": "x"}], "Item 1 has 'x' for “b”"),
    "key": (lambda: Domain([Real("a", 0, 1)]), [{"b": 1}], "Item 1 has no value for “a”; there is “b”."),
    "no dict": (lambda: Domain([Real("a", 0, 1)]), [3], "Item 1 is 3, which is no dict."),
    "no list": (lambda: Domain([Real("a", 0, 1)]), 3, "The items are 'int', which is no list of dicts."),
    "shape": (lambda: Domain.box([0, 0], 1), [[1, 2, 3]], r"The items have the shape \(1, 3\), but the domain has 2"),
    "array": (lambda: Domain.box([0, 0], 1), [["a", "b"]], "The items are no array of numbers."),
}


@pytest.mark.parametrize("case", list(UNREADABLE))
def test_items_that_cannot_be_read_are_named(case: str) -> None:
    make, items, says = UNREADABLE[case]
    with pytest.raises(SourceError, match=says):
        make().points(items)


WRONG: dict[str, tuple[Callable[[], Domain], Any, str]] = {
    "above": (lambda: Domain([Real("a", 0, 9, "bar")]), {"a": 9.8}, "a is 9.8 bar, above its largest value, 9 bar."),
    "below": (lambda: Domain.box(0, 9), [-1], "x1 is -1, below its least value, 0."),
    "step": (lambda: Domain([Real("a", 0, 9, step=0.5)]), {"a": 0.6}, "a is 0.6, which is no step of 0.5 from 0."),
    "nothing": (lambda: Domain([Real("a", 0, 9)]), {}, "a has no value."),
    "word": (lambda: Domain([Real("a", 0, 9)]), {"a": "x"}, "a is 'x', which is no finite number."),
    "half": (lambda: Domain([Integer("n", 0, 9)]), {"n": 2.5}, "n is 2.5, which is no whole number."),
    "value": (lambda: Domain([Category("c", ["a", "b"])]), {"c": "d"}, "c is 'd', which is none of “a”, “b”."),
    "share": (
        lambda: Domain([Mixture("m", {"a": (0, 0.5), "b": (0, 1)})]), {"a": 0.6, "b": 0.4},
        "a is 0.6, and its share is from 0 to 0.5.",
    ),
    "sum": (lambda: Domain([Mixture("m", ["a", "b"])]), {"a": 0.6, "b": 0.6}, "a and b sum to 1.2, not to 1."),
    "formula": (
        lambda: Domain([Real("a", 0, 9), Real("b", 0, 9)], ["a * b <= 10"]), {"a": 4, "b": 5},
        "“a * b <= 10” does not hold where a is 4 and b is 5.",
    ),
    "predicate": (
        lambda: Domain([Integer("n", 0, 9)], predicate=lambda item: item["n"] < 5), {"n": 7},
        "“the predicate holds” does not hold.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", list(WRONG))
def test_refusals_say_what_is_wrong(case: str) -> None:
    make, item, says = WRONG[case]
    assert make().refusals(item) == [says]


def test_a_form_has_units_ranges_and_places() -> None:
    domain = Domain(
        [Real("t", 20, 100, unit="°C"), Integer("n", 0, 4), Category("c", ["a", "b"]), Ordered("o", [1, 9])]
    )
    t, n, c, o = domain.fields({"t": 40, "n": 1, "c": "b", "o": 9})
    assert (t["value"], t["unit"], t["low"], t["high"], t["place"]) == (40.0, "°C", 20.0, 100.0, 0.25)
    assert (n["value"], n["place"]) == (1, 0.25)
    assert isinstance(n["value"], int)
    assert (c["value"], c["place"], c["levels"]) == ("b", None, ["a", "b"])
    assert (o["place"], o["levels"]) == (1.0, [1, 9])
    assert [field["value"] for field in domain.fields({})] == [None] * 4


def test_every_error_is_one_of_ours() -> None:
    for make, _ in REFUSED.values():
        with pytest.raises(AsklessError):
            make()
