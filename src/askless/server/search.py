"""How far a search for the items of one label is: found so far, of how many, and whether it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from askless.data.store.state import State
from askless.enough.stopping.context import Context
from askless.enough.stopping.hypergeometric import Hypergeometric
from askless.enough.stopping.recall import RecallCertificate
from askless.enough.stopping.rule import Rule
from askless.enough.stopping.safe import Safe
from askless.enough.stopping.verdict import Verdict
from askless.errors import UsageError

__all__ = ["RULES", "Target", "searched"]

RULES = (RecallCertificate.name, Hypergeometric.name, Safe.name)
"""The first decides; the others are told beside it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a search is to reach.

    Parameters
    ----------
    recall : float, default 0.95
        Share of the items of the label that is to be found, in (0, 1).
    confidence : float, default 0.95
        How sure to be of it, in (0, 1).

    Raises
    ------
    UsageError
        If one of them lies outside.

    Examples
    --------
    >>> print(Target.of({"recall": 0.9, "find": "relevant"}))
    90 % of what is relevant, 95 % sure
    """

    recall: float = 0.95
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name, value in (("recall", self.recall), ("confidence", self.confidence)):
            if not 0 < value < 1:  # NaN is refused, too
                raise UsageError(
                    f"`--{name} {value:g}` is not between 0 and 1.", f"Give a share, as in --{name} 0.95 for 95 %."
                )

    def __str__(self) -> str:
        return f"{100 * self.recall:g} % of what is relevant, {100 * self.confidence:g} % sure"

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """That of a project, from its settings."""
        return cls(**{name: settings[name] for name in ("recall", "confidence") if settings.get(name) is not None})

    def rules(self) -> tuple[Rule, ...]:
        """The rules of `RULES` that aim at it; the safe procedure knows no recall."""
        return (
            RecallCertificate(threshold=self.recall, confidence=self.confidence),
            Hypergeometric(threshold=self.confidence, recall=self.recall),
            Safe(),
        )


def searched(state: State, settings: Mapping[str, Any]) -> list[Verdict]:
    """What the rules for screening say of a project.

    Parameters
    ----------
    state : State
    settings : mapping
        Of the project.

    Returns
    -------
    verdicts : list of Verdict
        One for each of `RULES`; none where the goal is not to find a label.

    Raises
    ------
    UsageError
        If the settings aim at what cannot be, see `Target`.
    """
    name = settings.get("find")
    if settings.get("goal") != "find" or name not in state.space.names:
        return []
    answered = [item for item in state.items.values() if item.labelled]
    asked = [item for item in answered if item.query is not None and not item.query.test]
    before = [item for item in answered if item.query is None]  # given with the source, or copies: known all along
    order = [*before, *sorted(asked, key=lambda item: item.query.turn if item.query is not None else 0)]
    found = [name == item.answer or (isinstance(item.answer, tuple) and name in item.answer) for item in order]
    context = Context(
        pool=int(state.project.get("items", len(state.items))),
        names=("other", name),
        y=np.array(found, dtype=np.int64),
        random=np.array([item.query is not None and item.query.random for item in order], dtype=np.bool_),
        positive=1,
    )
    return [Verdict.of(rule, [], context) for rule in Target.of(settings).rules()]
