"""What a project looks for, as its settings keep it: the label, what chooses and learns, and what is to be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from askless.errors import UsageError

if TYPE_CHECKING:
    from askless.enough.stopping.rule import Rule

__all__ = ["Goal", "Target", "found_by", "sought"]


def sought(settings: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The label that a project looks for, from its settings; None where it learns all of them.

    Examples
    --------
    >>> sought({"goal": "find", "find": "yes"}, ("no", "yes")), sought({"find": "yes"}, ("no", "yes"))
    ('yes', None)
    """
    find = settings.get("find") if settings.get("goal") == "find" else None
    return find if isinstance(find, str) and find in names else None


def found_by(code: int, kind: str) -> tuple[str, str | None]:
    """The strategy and the model that find the items of one label, unless others are named.

    Parameters
    ----------
    code : int
        Position of the label among the declared ones.
    kind : str
        Kind of items; only texts have a model of their own.

    Returns
    -------
    strategy : str
    model : str or None

    Examples
    --------
    >>> found_by(1, "text"), found_by(0, "rows")
    (('most_likely(1)', 'screening(1)'), ('most_likely(0)', None))
    """
    return f"most_likely({code})", f"screening({code})" if kind == "text" else None


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
        return f"{self.aim} of what is relevant, {self.sure}"

    @property
    def aim(self) -> str:
        """The recall in words."""
        return f"{100 * self.recall:g} %"

    @property
    def sure(self) -> str:
        """The confidence in words."""
        return f"{100 * self.confidence:g} % sure"

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """That of a project, from its settings."""
        return cls(**{name: settings[name] for name in ("recall", "confidence") if settings.get(name) is not None})

    def rules(self) -> tuple[Rule, ...]:
        """The rules for searches, aimed at it; the SAFE procedure knows no recall."""
        from askless.enough.stopping.hypergeometric import Hypergeometric
        from askless.enough.stopping.recall import RecallCertificate
        from askless.enough.stopping.safe import Safe
        from askless.enough.stopping.sample import FinalSample

        return (
            RecallCertificate(threshold=self.recall, confidence=self.confidence),
            Hypergeometric(threshold=self.confidence, recall=self.recall),
            Safe(),
            FinalSample(threshold=self.confidence, recall=self.recall),
        )


@dataclass(frozen=True)
class Goal:
    """The search that a project is for.

    Parameters
    ----------
    find : str
        The label to find.
    strategy : str
    model : str or None
        None is the usual one for such items.
    target : Target
    """

    find: str
    strategy: str
    model: str | None
    target: Target

    @classmethod
    def of(cls, settings: Mapping[str, Any], names: Sequence[str], kind: str) -> Self | None:
        """That of a project, from its settings; None where no label is looked for.

        Examples
        --------
        >>> Goal.of({"goal": "find", "find": "yes", "recall": 0.9}, ("no", "yes"), "text").strategy
        'most_likely(1)'
        >>> Goal.of({}, ("no", "yes"), "text") is None
        True
        """
        find = sought(settings, names)
        if find is None:
            return None
        strategy, model = found_by(list(names).index(find), kind)
        return cls(find, settings.get("strategy") or strategy, settings.get("model") or model, Target.of(settings))

    def rule(self, rule: str | Rule | None) -> str | Rule | None:
        """A stopping rule, aimed at the target if it is named; the recall certificate if it is not."""
        return next((each for each in self.target.rules() if each.name == (rule or "recall")), rule)
