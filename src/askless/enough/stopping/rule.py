"""What a stopping rule is, and the registry of all of them.

A rule is one file below ``askless/enough/stopping`` that ends in ``stopping_rules.register(...)``.
It recommends; whether labelling ends is for a person to say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import fields
from math import inf, isfinite
from numbers import Integral, Real
from types import MappingProxyType
from typing import ClassVar

from askless.core.limits import Limits
from askless.core.registry import Registry
from askless.core.task import Task
from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.signal import Signal
from askless.errors import UsageError

__all__ = ["Rule", "stopping_rules"]


class Rule(ABC):
    """A stopping rule.

    Subclasses are frozen dataclasses whose fields are the options. They give `threshold` and
    `measure`; what holds for all rules is in `signal`.

    Examples
    --------
    >>> stopping_rules.get("stabilised").needs
    ('looks', 'chance')
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    """One line for the overview."""
    how: ClassVar[str]
    """The idea, in a few sentences."""
    when_not: ClassVar[str]
    """Where it misleads, after the words "Another one is better"."""
    reference: ClassVar[str]
    """The paper."""
    needs: ClassVar[tuple[str, ...]]
    """Of "looks", "batch", "posterior" (what looks are made with), and of "chance", "costs",
    "outset", "random", "positive" (what the context says)."""
    larger: ClassVar[bool]
    """Whether values from the threshold upwards say that labelling may end; else values up to it."""
    tasks: ClassVar[tuple[Task, ...]] = ("classes", "multilabel")
    limits: ClassVar[Mapping[str, Limits]] = MappingProxyType({})
    """Where the numbers among the options have to lie; an option that is not named here takes any."""
    threshold: float

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # rules are dataclasses
            value, whole = getattr(self, field.name), field.type in ("int", int)
            if field.name not in self.limits and not (whole or field.type in ("float", float)):
                continue
            limits = self.limits.get(field.name, Limits(-inf))
            fits = isinstance(value, Integral if whole else Real) and not isinstance(value, bool)
            if not fits or not isfinite(value) or not limits.holds(value):
                wanted = f"{'whole ' if whole else ''}number {limits if field.name in self.limits else ''}".strip()
                raise UsageError(f"The option `{field.name}` of `{self.name}` is {value!r}.", f"Give a {wanted}.")

    @property
    def window(self) -> int:
        """How many looks it reads, the last one included; 0 if none."""
        return 1

    @abstractmethod
    def measure(self, looks: Sequence[Look], context: Context) -> Signal:
        """The signal, when nothing is missing: `looks` are the last `window` ones, no class is unseen."""

    def waits(self, context: Context) -> str:
        """Why nothing can be said whatever the looks will be, as a sentence; "" if something can."""
        return _unseen(context.unseen, True) if context.unseen else ""

    def signal(self, looks: Sequence[Look], context: Context) -> Signal:
        """What the rule says.

        Parameters
        ----------
        looks : sequence of Look
            Earlier ones first, at about 7 % more labels each. More than `window` are not looked at.
        context : Context
            Where the labelling stands.

        Returns
        -------
        signal : Signal
            It does not fire while a declared class has no answer, or had none at one of the
            looks it reads: of a class that a model has hardly met, nothing can be said yet. Rules for
            searches look at no model, and have something to say from the first answer on.
        """
        if wait := self.waits(context):
            return self.says_nothing(wait)
        read = looks[max(len(looks) - self.window, 0) :]
        names = {context.names[code] for look in read for code in look.unseen if code < len(context.names)}
        unseen = tuple(name for name in context.names if name in names)
        if unseen:
            return self.says_nothing(_unseen(unseen, False))
        if len(read) < self.window:
            return self.says_nothing(
                "Too early to say: the model has to be looked at a few more times, as labels come in."
            )
        return self.measure(read, context)

    def says_nothing(self, sentence: str) -> Signal:
        """A signal without a value, which does not fire."""
        return Signal.missing(self.name, self.threshold, self.larger, sentence)

    def reached(self, value: float) -> bool:
        """Whether a value lies on the side of the threshold that says that labelling may end."""
        return value >= self.threshold if self.larger else value <= self.threshold


def _unseen(names: Sequence[str], now: bool) -> str:
    """Why a rule waits."""
    listed = ", ".join(f"“{name}”" for name in names[:3]) + (" and others" if len(names) > 3 else "")
    if not now:
        return f"Too early to say: the first answers for {listed} have only just come."
    have = "has no answer" if len(names) == 1 else "have no answer"
    return f"Too early to say: {listed} {have} yet."


stopping_rules: Registry[Rule] = Registry("stopping rule", "askless.enough.stopping", group="askless.stopping_rules")
"""Every stopping rule by name."""
