"""Linear constraints, formulas, predicates and projectors."""

import pickle
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from askless.errors import AsklessError, SourceError, UsageError
from askless.synthesis import Domain
from askless.synthesis.domain import Category, Formula, Integer, Linear, Mixture, Ordered, Predicate, Real

VALUES = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([4.0, 0.0, -1.0]), "c": np.array(["x", "y", "1"])}

FORMULAS = {
    "a < 2": [True, False, False],
    "a <= 2": [True, True, False],
    "1 < a <= 3": [False, True, True],
    "a == 2 or b == 4": [True, True, False],
    "not (a > 1 and b < 0)": [True, True, False],
    "a != 2": [True, False, True],
    "c == 'x'": [True, False, False],
    "c != 'x' and c in ('y', 'z')": [False, True, False],
    "c not in ('y', 'x')": [False, False, True],
    "c == 1": [False, False, True],
    "sqrt(b) >= 0": [True, True, False],
    "log(b) < 99 and 1 / b < 99": [True, False, False],
    "max(a, b, 2.5) - min(a, b) == 3": [True, False, False],
    "abs(-a) + a ** 2 // 2 % 3 >= 4": [False, True, True],
    "sin(pi * a) < 0.5 and floor(a) == ceil(a)": [True, True, True],
    "9 ** 9 ** 9 > a": [True, True, True],
}


@pytest.mark.parametrize("text", list(FORMULAS))
def test_formulas_hold_where_arithmetic_says_so(text: str) -> None:
    formula = Formula(text)
    assert formula.holds(VALUES).tolist() == FORMULAS[text]
    assert (formula.excess(VALUES) == 0).tolist() == FORMULAS[text]


ROOTS = {"a": np.array([-4.0, 0.0, 1.0, 9.0])}
WITHOUT_A_VALUE = {
    "sqrt(a) >= 2": [False, False, False, True],
    "not sqrt(a) >= 2": [False, True, True, False],
    "not not sqrt(a) >= 2": [False, False, False, True],
    "not (sqrt(a) >= 2 or a < -9)": [False, True, True, False],
    "not (sqrt(a) >= 2 and a > -9)": [False, True, True, False],
    "a < 0 or sqrt(a) >= 2": [True, False, False, True],
    "not 0 <= sqrt(a) <= 2": [False, False, False, True],
    "sqrt(a) == sqrt(a)": [False, True, True, True],
    "sqrt(a) != 3": [False, True, True, False],
    "not sqrt(a) == 3": [False, True, True, False],
    "sqrt(a) in (1, 3)": [False, False, True, True],
    "sqrt(a) not in (1, 3)": [False, True, False, False],
    "not sqrt(a) in (1, 3)": [False, True, False, False],
    "a // 0 < 1": [False] * 4,
    "not a // 0 < 1": [False] * 4,
    "min(a / 0, 0) < 1": [False] * 4,
    "a % 0 < 1 or a % 0 >= 1": [False] * 4,
    "1 / a <= 2": [True, False, True, True],
    "1 / (1 / a) < 99": [True, False, True, True],
    "not log(a) > 1": [False, False, True, False],
    "log10(a) < 1 and log2(a) < 9": [False, False, True, True],
    "a ** -1 < 99": [True, False, True, True],
    "sqrt(a) ** 0 == 1": [False, True, True, True],
    "1 ** sqrt(a) == 1": [False, True, True, True],
    "exp(900 * a) <= 10": [True, True, False, False],
    "exp(900 * a) >= 10": [False, False, True, True],
    "exp(900 * a) == 10": [False] * 4,
    "exp(900 * a) != 10": [True] * 4,
    "1 / (1 + exp(900 * a)) < 0.1": [False, False, True, True],
    "exp(900 * a) - exp(900 * a) < 1": [True, True, False, False],
}


@pytest.mark.parametrize("text", list(WITHOUT_A_VALUE))
def test_what_has_no_value_is_not_kept_nor_is_its_opposite(text: str) -> None:
    formula = Formula(text)
    assert formula.holds(ROOTS).tolist() == WITHOUT_A_VALUE[text]
    assert (formula.excess(ROOTS) == 0).tolist() == WITHOUT_A_VALUE[text]


def test_items_without_a_value_are_not_drawn() -> None:
    drawn = Domain([Real("x", -5, 5)], ["not sqrt(x) >= 1"]).sample(200, np.random.default_rng(0))
    assert ((drawn >= 0.5) & (drawn < 0.6)).all()
    with pytest.raises(UsageError, match="No item was found that keeps “x // 0 < 1”"):
        Domain([Real("x", -5, 5)], ["x // 0 < 1"])


OPPOSITES = [("<", ">="), ("<=", ">"), ("==", "!=")]


@pytest.mark.parametrize(("op", "opposite"), [*OPPOSITES, *((b, a) for a, b in OPPOSITES)])
def test_not_is_the_opposite_comparison(op: str, opposite: str) -> None:
    values = {"a": np.array([0.0, 1.0, 1.0 + 1e-12, 1.0 - 1e-12, 2.0, np.nan, np.inf, -np.inf])}
    negated, plain = Formula(f"not a {op} 1"), Formula(f"a {opposite} 1")
    assert negated.holds(values).tolist() == plain.holds(values).tolist()
    assert negated.excess(values).tolist() == plain.excess(values).tolist()


def test_equal_is_meant_as_far_as_numbers_have_digits() -> None:
    values = {"a": np.array([0.1]), "b": np.array([0.2])}
    assert Formula("a + b == 0.3").holds(values).tolist() == [True]


def test_a_linear_formula_is_found_out() -> None:
    (row,) = Formula("2 * (a - b) / 4 <= 10 - b").rows or []
    assert (row.weights, row.low, row.high) == ({"a": 0.5, "b": 0.5}, -np.inf, 10.0)
    assert len(Formula("1 <= a + b <= 2 and a > b").rows or []) == 3
    for text in ("a * b <= 1", "a <= 1 or b <= 1", "abs(a) <= 1", "not a <= 1", "1 / a <= 2", "a ** 2 <= 1"):
        assert Formula(text).rows is None


UNREADABLE = {
    "": "The formula is ''.",
    "a +": "The formula “a \\+” cannot be read",
    "a + b": "The formula “a \\+ b” is no condition. Compare it",
    "a = 1": "The formula “a = 1” has a single “=”. Write == for equal",
    "a ^ 2 < 1": "holds “\\^”, which formulas do not know. Write \\*\\* for a power.",
    "a.real < 1": "holds “a.real”, which formulas do not know.",
    "a[0] < 1": "which formulas do not know.",
    "(lambda: 1)() < a": "which formulas do not know|has the function",
    "[x for x in a] == 1": "which formulas do not know.",
    "__import__('os').system('true') < a": "has the function|which formulas do not know",
    "eval('1') < a": "has the function “eval”. Known are abs",
    "sqrt(a, b) < 1": "gives 2 arguments to “sqrt”. It takes one.",
    "min(a) < 1": "gives 1 arguments to “min”. It takes two or more.",
    "max < a": "has the function “max” without brackets.",
    "lambda < 1": "has the word “lambda”, which is reserved. Write an input as `lambda`.",
    "c in (a, b)": "has a list of other things than values.",
    "a < 1j": "holds 1j. Use numbers and texts.",
    "a < None": "holds None.",
}


@pytest.mark.parametrize("text", list(UNREADABLE))
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=UNREADABLE[text]):
        Formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "+".join(["a"] * 600) + " <= 900",
        "-" * 900 + "a <= 1",
        "-" * 1900 + "a <= 1",
        "not " * 450 + "a <= 1",
        "a" + " ** 2" * 300 + " < 1",
        "abs(" * 150 + "a" + ")" * 150 + " < 1",
    ],
)
def test_a_formula_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"has more than 100 steps inside one another\. Write it as several formulas"):
        Domain([Real("a", 0, 1)], [text])


def test_a_formula_too_long_is_refused() -> None:
    with pytest.raises(UsageError):
        Formula("(" * 900 + "a" + ")" * 900 + " < 1")
    with pytest.raises(UsageError, match="The formula is"):
        Formula("a < 1" + " " * 10 + "+ 1" * 1000)


@pytest.mark.parametrize("text", ["+".join(["a"] * 95) + " <= 90", "not " * 95 + "a <= 1", "-" * 95 + "a * a <= 1"])
def test_a_formula_that_is_deep_enough_yet_is_taken(text: str) -> None:
    formula = deepcopy(pickle.loads(pickle.dumps(Formula(text))))
    formula.check({"a": True})
    assert formula.holds({"a": np.array([0.5])}).shape == (1,)
    assert formula.text == text


def inputs() -> list[Any]:
    return [Real("a", 0, 1), Real("flow rate", 0, 5, "mL"), Category("c", ["x", "y"]), Ordered("o", [1, 2, 5])]


MEANT_WRONG: dict[str, tuple[Any, str]] = {
    "unknown": ("aa < 1", "The formula “aa < 1” names “aa”, which is no input. Did you mean “a”"),
    "none": ("1 < 2", "The formula “1 < 2” names no input."),
    "text": ("a + c < 1", "In the formula “a \\+ c < 1” “c” is a text where a number is needed."),
    "order": ("c < 'x'", "“c < 'x'” compares text by its order."),
    "condition": ("(a < 1) + 1 < 2", "“a < 1” is a condition where a number is needed."),
    "number": ("not a", "“a” is a number where a condition is needed."),
    "backticks": ("`flow rate` + c < 1", "“c” is a text"),
    "list": ("a == (1, 2)", "does not fit its comparison."),
    "linear unknown": (Linear({"z": 1}, at_most=1), "There is no input “z”."),
    "linear text": (Linear({"c": 1}, at_most=1), "The linear constraint on c sums “c”, whose values are no numbers."),
}


@pytest.mark.parametrize("case", list(MEANT_WRONG))
def test_a_constraint_that_does_not_fit_the_inputs_is_refused(case: str) -> None:
    constraint, says = MEANT_WRONG[case]
    with pytest.raises(AsklessError, match=says):
        Domain(inputs(), [constraint])


def test_formulas_see_values_in_their_units() -> None:
    domain = Domain(inputs(), ["`flow rate` * o <= 5", "c == 'x' or a > 0.5"])
    items = [
        {"a": 0, "flow rate": 1, "c": "x", "o": 5},
        {"a": 0, "flow rate": 1.1, "c": "x", "o": 5},
        {"a": 0, "flow rate": 1, "c": "y", "o": 5},
    ]
    assert domain.allowed(domain.points(items)).tolist() == [True, False, False]


LINEAR: dict[str, tuple[Callable[[], Linear], str]] = {
    "empty": (lambda: Linear({}, at_most=1), "The weights of a linear constraint are {}."),
    "zero": (lambda: Linear({"a": 0}, at_most=1), "All weights of a linear constraint are 0."),
    "no bound": (lambda: Linear({"a": 1, "b": -2}), "The linear constraint on a - 2 b has no bound."),
    "both": (lambda: Linear({"a": 1}, at_most=1, equal=1), "on a has at_most and equal."),
    "order": (lambda: Linear({"a": 1}, at_most=1, at_least=2), "a is to be at least 2 and at most 1."),
    "nan": (lambda: Linear({"a": float("nan")}, at_most=1), "The weight of “a” in a linear constraint is nan."),
    "text": (lambda: Linear({"a": 1}, at_most="1"), "The `at_most` in a linear constraint is '1'."),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("case", list(LINEAR))
def test_linear_constraints_that_cannot_be_meant_are_refused(case: str) -> None:
    make, says = LINEAR[case]
    with pytest.raises(UsageError, match=says):
        make()


def test_linear_constraints_say_what_they_are() -> None:
    assert Linear({"a": 1, "b": -0.5}, at_most=3).says == "a - 0.5 b is at most 3"
    assert Linear({"a": -1}, at_least=3).says == "-a is at least 3"
    assert Linear({"a": 1}, at_least=1, at_most=2).says == "a is from 1 to 2"
    assert Linear({"a": 2}, equal=1).says == "2 a is 1"
    assert Linear({"a": 2}, equal=1, says="in your words").says == "in your words"


def test_the_nearest_point_under_linear_constraints_is_found() -> None:
    domain = Domain.box([0, 0, 0], 1, constraints=["x1 + x2 + x3 <= 1", "x1 >= x2"])
    rng = np.random.default_rng(0)
    wanted = rng.normal(0.5, 0.6, size=(50, 3))
    found = domain.project(wanted)
    assert domain.allowed(found).all()
    others = domain.sample(4000, rng, "random")
    gaps = ((found - wanted) ** 2).sum(axis=1)
    assert (((wanted[:, None] - others) ** 2).sum(axis=2) >= gaps[:, None] - 1e-9).all()


def test_a_point_that_formulas_refuse_stays_near() -> None:
    domain = Domain.box([-1, -1], 1, constraints=["x1**2 + x2**2 <= 1"])
    corner = domain.project(np.array([[1.0, 1.0]]))
    assert np.allclose(domain.items(corner), [[2**-0.5, 2**-0.5]], atol=0.05)


CONTRADICTIONS: dict[str, tuple[Callable[[], Domain], str]] = {
    "linear": (
        lambda: Domain.box(
            [0, 0, 0], [1, 1, 9], ["a", "b", "c"], constraints=["a + b >= 1.5", "c <= 3", "a - b >= 0.8"]
        ),
        "The domain is empty: “a \\+ b >= 1.5” and “a - b >= 0.8” exclude each other, where a is from 0 to 1 and b is "
        "from 0 to 1. Change or leave out one of them, or widen the inputs.",
    ),
    "range": (
        lambda: Domain([Real("a", 0, 5, "bar")], [Linear({"a": 1}, at_least=6)]),
        "The domain is empty: no item keeps “a is at least 6”, where a is from 0 to 5 bar. Change the constraint",
    ),
    "whole": (
        lambda: Domain([Integer("a", 0, 3), Integer("b", 0, 3)], ["2 * a + 2 * b == 3"]),
        "no item keeps “2 \\* a \\+ 2 \\* b == 3”, where a is from 0 to 3 and b is from 0 to 3.",
    ),
    "strict": (lambda: Domain([Integer("a", 0, 3)], ["0 < a < 1"]), "no item keeps “0 < a < 1”"),
    "mixture": (
        lambda: Domain([Mixture("m", ["a", "b"])], ["a + b <= 0.5"]),
        "no item keeps “a \\+ b <= 0.5”, where m is shares of a and b that sum to 1.",
    ),
    "formula": (
        lambda: Domain.box(0, 1, ["a", "b"], constraints=["a * b >= 0.9", "a <= 0.5", "b <= 0.99"]),
        "No item was found that keeps “a \\* b >= 0.9” and “a <= 0.5” together, where a is from 0 to 1 and b",
    ),
    "equation": (
        lambda: Domain.box(0, 1, ["a", "b"], constraints=["a * b == 0.123456789"]),
        "An equation leaves nothing to search in: solve it for one input, and leave that input out.",
    ),
    "predicate": (
        lambda: Domain([Real("a", 0, 1)], [Predicate(lambda item: False, says="the vessel holds")]),
        "No item was found that keeps “the vessel holds”. Change the constraint, or widen the inputs.",
    ),
    "category": (
        lambda: Domain([Category("c", ["x", "y"])], ["c != 'x'", "c != 'y'"]),
        "No item was found that keeps “c != 'x'” and “c != 'y'” together, where c is one of x, y.",
    ),
}


@pytest.mark.parametrize("case", list(CONTRADICTIONS))
def test_contradictions_are_named(case: str) -> None:
    make, says = CONTRADICTIONS[case]
    with pytest.raises(UsageError, match=says):
        make()


def test_a_predicate_that_fails_is_told_with_the_item() -> None:
    with pytest.raises(UsageError, match=r"The predicate that says .* failed with KeyError: 'b' for {'a': "):
        Domain([Real("a", 0, 1)], predicate=lambda item: item["b"])
    with pytest.raises(UsageError, match=r"The predicate is 3, which cannot be called."):
        Predicate(3)  # type: ignore[arg-type]


def test_a_predicate_is_named_by_its_function() -> None:
    def is_stable(item: dict[str, Any]) -> bool:
        return True

    assert Predicate(is_stable).says == "the predicate “is_stable” holds"


def test_a_predicate_is_asked_last() -> None:
    asked: list[float] = []
    domain = Domain([Real("a", 0, 1)], ["a <= 0.5"], predicate=lambda item: asked.append(item["a"]) or True)
    domain.allowed(np.linspace(0, 1, 101)[:, None])
    assert asked
    assert max(asked) <= 0.5


@pytest.mark.parametrize(
    ("projector", "says", "kind"),
    [
        (lambda items: items[:-1], "The projector took 2 items and returned 1 items.", UsageError),
        (lambda items: None, "The projector took 2 items and returned None.", UsageError),
        (lambda items: [1 / 0], "The projector failed with ZeroDivisionError: division by zero.", UsageError),
        (lambda items: [{} for _ in items], "Item 1 has no value for “a”", SourceError),
    ],
)
def test_a_projector_that_fails_is_told(projector: Any, says: str, kind: type[Exception]) -> None:
    domain = Domain([Real("a", 0, 1)], projector=projector)
    with pytest.raises(kind, match=says):
        domain.project(np.array([[0.1], [0.2]]))
