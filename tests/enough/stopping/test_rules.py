"""What holds for every registered stopping rule, and that each check can fail."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pytest

from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule, stopping_rules
from askless.enough.stopping.signal import Signal
from askless.errors import UsageError
from askless.testing.stopping import STOPPING_CHECKS, changing_looks, check_stopping_rule, still_looks

NAMES = stopping_rules.names()


@pytest.mark.parametrize("check", STOPPING_CHECKS)
@pytest.mark.parametrize("name", NAMES)
def test_every_rule_holds(name: str, check: str) -> None:
    STOPPING_CHECKS[check](stopping_rules.get(name))


def test_there_are_those_that_we_promise() -> None:
    promised = {
        "stabilised", "classification_change", "overall_uncertainty", "max_confidence", "contradictory_information",
        "pac_bayes", "value",
    }  # fmt: skip
    assert promised <= set(NAMES)


@dataclass(frozen=True, kw_only=True)
class Faulty(Rule):
    """A rule with one fault at a time; without one it is sound."""

    fault: str = ""
    threshold: float = 0.5
    name = "faulty"
    summary = "Fires when two looks agree."
    how = "It compares answers."
    when_not = "Always."
    reference = "None"
    needs = ("looks",)
    larger = True

    @property
    def window(self) -> int:
        return 2

    def signal(self, looks: Sequence[Look], context: Context) -> Signal:
        if self.fault == "unseen":
            context = replace(context, names=context.names[: len(set(context.y.ravel().tolist()))])
            looks = [replace(look, seen=np.ones_like(look.seen)) for look in looks]
        if self.fault == "eager" and len(looks) < self.window:
            return Signal(self.name, 1.0, self.threshold, True, True, "Stop.")
        return super().signal(looks, context)

    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        value = float((looks[0].answers == looks[1].answers).all())
        fires = self.reached(value)
        sentence = "Labelling is finished." if self.fault == "words" else "" if self.fault == "mute" else "It agrees."
        if self.fault == "random":
            value = float(np.random.default_rng().uniform())
        if self.fault == "always":
            value, fires = 1.0, True
        if self.fault == "never":
            value, fires = 0.0, False
        if self.fault == "side":
            fires = not fires
        if self.fault == "json":
            value = np.float32(value)  # type: ignore[assignment]
        if self.fault == "nan":
            value = float("nan")
        if self.fault == "writes":
            looks[0].proba[0, 0] = 0.0
        return Signal(self.name, value, self.threshold, self.fault != "direction", fires, sentence)


def test_a_sound_rule_passes() -> None:
    check_stopping_rule(Faulty())


@pytest.mark.parametrize(
    ("fault", "check"),
    [
        ("words", "says_something"), ("mute", "says_something"), ("nan", "says_something"),
        ("direction", "says_something"), ("random", "same_twice"), ("unseen", "waits_for_unseen_classes"),
        ("eager", "waits_for_looks"), ("always", "waits_for_a_changing_model"), ("never", "can_fire"),
        ("side", "fires_on_the_right_side"), ("json", "goes_through_json"), ("writes", "inputs_are_untouched"),
    ],
)  # fmt: skip
def test_each_check_can_fail(fault: str, check: str) -> None:
    with pytest.raises((AssertionError, TypeError, ValueError)):
        STOPPING_CHECKS[check](Faulty(fault=fault))


def test_a_rule_without_a_paper_is_told() -> None:
    class Nameless(Faulty):
        reference = ""

    with pytest.raises(AssertionError, match="`reference` is empty"):
        check_stopping_rule(Nameless())


def test_the_two_kinds_of_looks_are_what_they_say() -> None:
    assert all((a.answers == b.answers).all() for a, b in zip(still_looks(31), still_looks(31)[1:], strict=False))
    assert all((a.answers != b.answers).all() for a, b in zip(changing_looks(), changing_looks()[1:], strict=False))


def test_what_is_unseen_is_named() -> None:
    context = Context(pool=9, names=("ham", "spam"), y=np.array([0, 0]))
    sentence = stopping_rules.get("stabilised").signal([], context).sentence
    assert sentence == "Too early to say: “spam” has no answer yet."


@pytest.mark.parametrize(
    ("name", "options", "wanted"),
    [
        ("stabilised", {"times": 0}, "whole number of 1 or more"), ("pac_bayes", {"times": 0}, "of 1 or more"),
        ("stabilised", {"threshold": 7}, "from -1 to 1"), ("stabilised", {"times": 2.5}, "whole number"),
        ("hypergeometric", {"recall": 0}, "between 0 and 1"), ("recall", {"confidence": 1}, "between 0 and 1"),
        ("recall", {"confidence": -1.0}, "between 0 and 1"), ("recall", {"confidence": float("nan")}, "between"),
        ("contradictory_information", {"threshold": 0}, "whole number of 1 or more"),
        ("value", {"threshold": "much"}, "number of 0 or more"),
    ],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(name: str, options: dict[str, Any], wanted: str) -> None:
    with pytest.raises(UsageError, match=f"The option `{next(iter(options))}` of `{name}` is") as caught:
        replace(stopping_rules.get(name), **options)  # type: ignore[type-var]
    assert wanted in caught.value.remedy


@pytest.mark.parametrize("name", NAMES)
def test_every_number_among_the_options_has_its_limits(name: str) -> None:
    rule = stopping_rules.get(name)
    numbers = {field.name for field in fields(rule) if field.type in ("int", "float")}  # type: ignore[arg-type]
    assert numbers == set(rule.limits)
