"""Lets only plausible questions pass: alike to real rows, not to be told from them, within the domain, answerable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Self

import numpy as np
import numpy.typing as npt

from askless.errors import NotReadyError, UsageError
from askless.synthesis.domain.space import Allowed, Points, Space
from askless.synthesis.guard.density import Density
from askless.synthesis.guard.features import scale_of
from askless.synthesis.guard.reasons import unlikely
from askless.synthesis.guard.two_sample import Compared, TwoSample
from askless.synthesis.guard.unanswerable import Unanswerable
from askless.synthesis.guard.verdict import Verdict

__all__ = ["LEAST", "Guard"]

LEAST = 30
"""Real rows below which nothing is said: of fewer, no row is further out than 95 of 100."""
CANNOT = 0.5
"""Chance that people cannot tell above which a question is refused: it is more likely wasted than not."""


class Guard:
    """The plausibility guard of synthesis.

    Four tests, all of which must pass: the constraints of the domain; density, within the conformal quantile of
    held-out real rows; two samples, which looks whether the questions so far can be told from real rows; and what
    people could not tell so far.

    Parameters
    ----------
    level : float, default 0.955
        Share of held-out real rows within the bound of the density test, in (0.5, 1). New ones pass as often, on the
        average: see ``benchmarks/synthesis_guard.py``.
    auc : float, default 0.7
        Bound of the cross-validated AUC with which questions are told from the real rows near them, in [0.5, 1].
    unanswerable : float, default 0.1
        Share of questions that people cannot tell above which real rows are asked instead, in (0, 1).

    Attributes
    ----------
    judges : bool
        Whether there are enough real rows to judge plausibility.
    says : str
        A sentence on what it judges by, or on why it cannot.
    known : Unanswerable
        How often people could not tell, and where.
    two_sample : TwoSample or None
        The last comparison of questions and real rows; None while there are too few.

    Examples
    --------
    >>> import numpy as np
    >>> from askless.synthesis import Domain
    >>> rng = np.random.default_rng(0)
    >>> length = rng.normal(5.0, 1.0, 200)
    >>> rows = np.stack([length, 2.0 * length + rng.normal(0.0, 0.2, 200)], axis=1)
    >>> domain = Domain.box([0.0, 0.0], [10.0, 20.0], names=["length", "weight"])
    >>> guard = Guard().fit(domain, domain.points(rows), seed=0)
    >>> guard.plausible(domain.points(np.array([[5.0, 10.0], [5.0, 16.0]]))).tolist()
    [True, False]
    """

    def __init__(self, *, level: float = 0.955, auc: float = 0.7, unanswerable: float = 0.1) -> None:
        if not 0.5 < level < 1.0:
            raise UsageError(f"`level` is {level:g}.", "Give the share of real rows that shall pass, such as 0.95.")
        if not 0.5 <= auc <= 1.0:
            raise UsageError(f"`auc` is {auc:g}.", "Give a bound between 0.5 and 1, such as 0.7.")
        self.level, self.auc = level, auc
        self._domain: Space | None = None
        self._density: Density | None = None
        self._compared: Compared | None = None
        self._bound = np.inf
        self._real: Points = np.zeros((0, 0))
        self._seed = 0
        self.two_sample: TwoSample | None = None
        self.unanswerable = unanswerable
        nothing: Points = np.zeros((0, 0))
        self.known = Unanswerable(nothing, nothing, unanswerable)
        self.says = "The guard has not seen any real rows yet."

    def fit(self, domain: Space, real: Points, seed: int = 0, answers: npt.NDArray[np.int64] | None = None) -> Self:
        """Learn what real rows are like.

        Parameters
        ----------
        domain : Space
        real : float64 array of shape (n, width)
            Rows that exist; empty if there are none.
        seed : int
            Of everything random in it.
        answers : int64 array of shape (n,), optional
            Class of each row, -1 where it is not known: what lies between rows of different class is told better.

        Returns
        -------
        guard : Guard
            Itself.

        Notes
        -----
        Time: some three seconds for 2,000 rows; of more, so many at random count.
        """
        self._domain, self._real, self._seed = domain, real, seed
        distinct = len(np.unique(real, axis=0))
        least = max(LEAST, int(np.ceil(1.0 / (1.0 - self.level))))
        self._density, self._compared, self._bound = None, None, np.inf
        if distinct >= least:
            self._density = Density.of(real, seed, answers)
            self._bound = self._density.bound(self.level)
            self._compared = Compared(real, seed)
        self.says = self._sentence(len(real), distinct, least)
        return self

    @property
    def judges(self) -> bool:
        """Whether there are enough real rows to judge plausibility."""
        return self._density is not None

    def learn(self, known: Unanswerable) -> Self:
        """Take in what was answered so far, and of what people said that they cannot tell."""
        self.known = replace(known, scale=scale_of(self._real)) if self.judges else known
        return self

    def plausible(self, points: Points) -> Allowed:
        """What would pass, judged one by one, without the domain's constraints; shape (n,)."""
        self._ready()
        passed = np.ones(len(points), dtype=np.bool_)
        if len(points) and self._density is not None:
            passed &= self._density.scores(points) <= self._bound
        if len(points) and len(self.known.told):
            passed &= self.known.probability(points) <= CANNOT
        return passed

    def judge(self, points: Points, batch: Points | None = None) -> list[Verdict]:
        """Judge questions that are about to be asked.

        Parameters
        ----------
        points : float64 array of shape (k, width)
            The questions.
        batch : float64 array of shape (m, width), optional
            Those that passed before and are not answered yet. The two-sample test looks at them, at what it has been
            told of by `learn` and at the new ones together.

        Returns
        -------
        verdicts : list of Verdict
            One for each question.
        """
        self._ready()
        verdicts = self._one_by_one(points)
        passed = [at for at, verdict in enumerate(verdicts) if verdict.passed]
        if self._compared is None or not passed:
            return verdicts
        nothing = points[:0]
        asked = [part if len(part) else nothing for part in (self.known.answered, self.known.told)]
        found = self._compared.test([*asked, nothing if batch is None else batch], points[passed])
        self.two_sample = found
        if found is None or not found.above(self.auc):
            return verdicts
        # Only what is told clearly goes: the rest passes, and the AUC falls with the questions that replace it.
        for at, score in zip(passed, found.scores, strict=True):
            if score > found.clear:
                verdicts[at] = Verdict(False, self._told_apart(found), "two_sample")
        return verdicts

    def summary(self) -> Sequence[str]:
        """What it judges by and what it has seen, in lines for people."""
        lines = [self.says]
        found = self.two_sample
        if found is not None:
            lines.append(
                f"Questions are told from real rows near them with an AUC of {found.auc:.2f} (0.5 is not at all)."
            )
        answered, told = self.known.counts
        if answered + told:
            low, high = self.known.interval
            lines.append(
                f"People could not tell {told} of {answered + told} questions; "
                f"the share of such questions is between {low:.0%} and {high:.0%}."
            )
        return lines

    def _ready(self) -> Space:
        if self._domain is None:
            raise NotReadyError("The guard has seen neither a domain nor real rows.", "Call `fit` first.")
        return self._domain

    def _one_by_one(self, points: Points) -> list[Verdict]:
        """Judge each question by itself; what all are measured by is worked out at once."""
        domain = self._ready()
        items = domain.items(points)
        allowed = domain.allowed(points)
        unlike = np.zeros(len(points), dtype=np.bool_)
        if len(points) and self._density is not None:
            unlike = self._density.scores(points) > self._bound
        chances = self.known.probability(points) if len(points) and len(self.known.told) else np.zeros(len(points))
        far = np.flatnonzero(allowed & unlike)
        why: dict[int, str] = {}
        if len(far) and self._density is not None:
            why = dict(
                zip(
                    far.tolist(),
                    unlikely(domain, self._density, self.level, points[far], [items[at] for at in far]),
                    strict=True,
                )
            )
        verdicts = []
        for at, chance in enumerate(chances.tolist()):
            if not allowed[at]:
                wrong = [*domain.refusals(items[at]), "This does not lie in the domain."]
                verdicts.append(Verdict(False, wrong[0], "constraints"))
            elif at in why:
                verdicts.append(Verdict(False, why[at], "density"))
            elif chance > CANNOT:
                reason = f"People could not tell most of the questions like this one ({chance:.0%})."
                verdicts.append(Verdict(False, reason, "unanswerable"))
            else:
                verdicts.append(Verdict(True))
        return verdicts

    def _told_apart(self, found: TwoSample) -> str:
        """Reason of the two-sample test."""
        return (
            f"The questions can be told from the real rows near them (AUC {found.auc:.2f}, at most {self.auc:g} is "
            "allowed), and this one more clearly than 19 of 20 real rows."
        )

    def _sentence(self, rows: int, distinct: int, least: int) -> str:
        """What it judges by."""
        if rows == 0:
            return "Without real rows plausibility cannot be judged: only the constraints of the domain hold."
        if distinct < least:
            return (
                f"With {distinct} different real rows plausibility cannot be judged; it takes {least}. "
                "Only the constraints of the domain hold."
            )
        return f"Plausibility is judged by {rows:,} real rows; {self.level:.0%} of them lie within its bound."
