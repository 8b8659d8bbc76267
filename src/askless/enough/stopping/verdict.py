"""A recommendation: whether labelling may end, which signal says so, and in what words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from askless.enough.stopping.context import Context
from askless.enough.stopping.look import Look
from askless.enough.stopping.rule import Rule
from askless.enough.stopping.signal import Signal

__all__ = ["Verdict"]


@dataclass(frozen=True)
class Verdict:
    """What a stopping rule recommends; a person decides.

    Parameters
    ----------
    rule : str
        Name of the rule.
    recommend : bool
        Whether it recommends to end labelling.
    sentence : str
        The same in words, with the numbers behind it.
    labels : int
        Labels at which it was given.
    signal : Signal
        The number, its threshold and its parts.

    Examples
    --------
    >>> from askless.enough.stopping.rule import stopping_rules
    >>> verdict = Verdict.of(stopping_rules.get("stabilised"), [], Context(pool=100, names=("a", "b")))
    >>> verdict.recommend, Verdict.from_json(verdict.to_json()) == verdict
    (False, True)
    """

    rule: str
    recommend: bool
    sentence: str
    labels: int
    signal: Signal

    @classmethod
    def of(cls, rule: Rule, looks: Sequence[Look], context: Context) -> Verdict:
        """The verdict of a rule on looks at a model, see `Rule.signal`."""
        signal = rule.signal(looks, context)
        labels = len(context.y) or (looks[-1].labels if looks else 0)
        return cls(rule.name, signal.fires, signal.sentence, labels, signal)

    @property
    def fired(self) -> tuple[str, ...]:
        """Names of the signals that fired."""
        return self.signal.fired

    def to_json(self) -> dict[str, Any]:
        """As a dict that JSON can carry."""
        return {
            "rule": self.rule,
            "recommend": self.recommend,
            "sentence": self.sentence,
            "labels": self.labels,
            "fired": list(self.fired),
            "signal": self.signal.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """Inverse of `to_json`."""
        kept = {name: data[name] for name in ("rule", "recommend", "sentence", "labels")}
        return cls(**kept, signal=Signal.from_json(data["signal"]))
