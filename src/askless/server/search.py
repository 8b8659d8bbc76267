"""How far a search for the items of one label is: found so far, of how many, and whether it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from askless.data.store.state import State
from askless.enough.stopping.hypergeometric import Hypergeometric
from askless.enough.stopping.recall import RecallCertificate, at_most
from askless.enough.stopping.rule import Rule
from askless.enough.stopping.safe import Safe
from askless.enough.stopping.searched import Searched
from askless.enough.stopping.verdict import Verdict
from askless.errors import UsageError
from askless.pool.searching import search_context

__all__ = ["RULES", "Search", "Target", "search_of"]

RULES = (RecallCertificate.name, Hypergeometric.name, Safe.name)
"""The first decides; the others are told beside it."""

TITLES = {
    RecallCertificate.name: "Recall certificate",
    Hypergeometric.name: "Hypergeometric test",
    Safe.name: "SAFE procedure",
}


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


@dataclass(frozen=True)
class Search:
    """How far a search is.

    Parameters
    ----------
    find : str
        The label that is looked for.
    target : Target
        What it is to reach.
    progress : Searched
        What was read and found, in order.
    verdicts : tuple of Verdict
        One for each of `RULES`.
    """

    find: str
    target: Target
    progress: Searched
    verdicts: tuple[Verdict, ...]

    @property
    def most(self) -> int:
        """How many items of the label the pool has at most, at the confidence of the target."""
        return at_most(self.progress, confidence=self.target.confidence)

    @property
    def advice(self) -> str:
        """What to do while nothing is found; "" afterwards."""
        if self.progress.found or not self.progress.unread:
            return ""
        return (
            f"No “{self.find}” item is known yet, so items come at random. Give one first: search the list of the page "
            "(B) for it and label it there."
        )

    def steps(self) -> list[int]:
        """Items found after 1, 2, ... items read."""
        return [int(n) for n in np.cumsum(self.progress.relevant)]

    def rules(self) -> list[tuple[str, Verdict]]:
        """The verdicts that can be told, each with the name of its rule as people know it."""
        first, *others = self.verdicts
        told = [first, *(verdict for verdict in others if self.progress.found and verdict.signal.value is not None)]
        return [(TITLES[verdict.rule], verdict) for verdict in told]

    def lines(self) -> list[str]:
        """All of it as lines of text, the advice first."""
        end = "reached" if self.verdicts[0].recommend else "not reached yet"
        aim = f"Aimed at {self.target}: {end}, by the recall certificate."
        (first, certificate), *others = self.rules()
        told = [f"{name}: {verdict.sentence}" for name, verdict in others]
        return [*filter(None, [self.advice]), f"{first}: {certificate.sentence}", aim, *told]

    def to_json(self) -> dict[str, Any]:
        """As `askless status --json` writes it."""
        return {
            "find": self.find,
            "recall": self.target.recall,
            "confidence": self.target.confidence,
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
        }

    def shown(self) -> dict[str, Any]:
        """As pages get it."""
        found, most = self.progress.found, self.most
        return {
            "find": self.find,
            "found": found,
            "most": most,
            "least_recall": found / most if most else None,
            "recall": self.target.recall,
            "confidence": self.target.confidence,
            "reached": self.verdicts[0].recommend,
            "advice": self.advice,
            "rules": [
                {"name": name, "recommend": verdict.recommend, "sentence": verdict.sentence}
                for name, verdict in self.rules()
            ],
        }


def search_of(state: State, settings: Mapping[str, Any]) -> Search | None:
    """How far the search of a project is.

    Parameters
    ----------
    state : State
    settings : mapping
        Of the project.

    Returns
    -------
    search : Search or None
        None where the goal is not to find a label.

    Raises
    ------
    UsageError
        If the settings aim at what cannot be, see `Target`.
    """
    name = settings.get("find")
    if settings.get("goal") != "find" or name not in state.space.names:
        return None
    context = search_context(state, name)
    target, progress = Target.of(settings), Searched.of(context)
    assert progress is not None
    return Search(name, target, progress, tuple(Verdict.of(rule, [], context) for rule in target.rules()))
