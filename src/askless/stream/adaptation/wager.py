"""Whether one model is better than another, told as soon as it is certain and not before."""

from __future__ import annotations

from dataclasses import dataclass, field

from askless.stream.stateful import Stateful

__all__ = ["Wager"]

STAKES = (0.2, 0.4, 0.8)
"""Shares of the money that are staked on each answer. Small ones win slowly on small differences, large ones quickly
on large; a third of the money plays each."""

ENTERS = 0.05
"""Share of the idle money that joins with each answer: a model that must learn first loses only what plays by then."""


@dataclass(kw_only=True)
class Wager(Stateful):
    """A gambler who stakes money on a newcomer at fair odds, and starts with 1.

    If the newcomer is no better, in the mean, than what it is to replace, nobody who bets on it can expect to gain, and
    the money ever reaches 1 / alpha with a probability of at most alpha, however often one looks (Ville's inequality).
    So reaching it is a test at the level alpha that may be read after every answer. Half of the money plays from the
    beginning; the rest joins bit by bit.

    Examples
    --------
    >>> wager = Wager()
    >>> for _ in range(10):
    ...     wager.bet(1.0)
    >>> wager.money > 10.0
    True

    References
    ----------
    .. [1] I. Waudby-Smith, A. Ramdas, "Estimating means of bounded random variables by betting", Journal of the Royal
       Statistical Society B 86, 2024, doi:10.1093/jrsssb/qkad009.
    """

    idle: float = field(default=0.5, init=False)
    playing: list[float] = field(default_factory=lambda: [0.5 / len(STAKES)] * len(STAKES), init=False)
    answers: int = field(default=0, init=False)
    old: float = field(default=0.0, init=False)
    new: float = field(default=0.0, init=False)
    """Sums of the losses of the old model and of the newcomer."""

    @property
    def money(self) -> float:
        """What the gambler has, > 0."""
        return self.idle + sum(self.playing)

    def compare(self, old: float, new: float, real: bool) -> None:
        """Take in the losses of both models on one answer.

        Wrong or right, 1 or 0, is compared as it is; squared errors by their difference as a share of their sum.
        """
        self.old += old
        self.new += new
        whole = old + new if real else 1.0
        self.bet((old - new) / whole if whole else 0.0)

    def bet(self, gain: float) -> None:
        """One answer: how much better the newcomer was, in [-1, 1]."""
        joins = ENTERS * self.idle / len(STAKES)
        self.idle *= 1.0 - ENTERS
        self.playing = [
            (money + joins) * (1.0 + stake * gain) for money, stake in zip(self.playing, STAKES, strict=True)
        ]
        self.answers += 1
