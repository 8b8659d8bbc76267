"""SAFE: a staged heuristic for screening, with a bar for each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from askless.core.limits import Limits
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.searched import Searched, SearchRule
from askless.enough.stopping.signal import Signal

__all__ = ["Safe", "expected"]

_NEXT = (
    "Its bars are passed. Its last step is to read fifty more that another model puts first "
    "(--model; for texts tfidf_linear), in case this one overlooks some."
)


def expected(search: Searched) -> float | None:
    """How many relevant items there are in the pool, on average over what random draws could have met.

    Parameters
    ----------
    search : Searched
        With draws at random.

    Returns
    -------
    number : float or None
        Mean over the draws of what was found before, and of all that was unread where the draw was
        relevant; each is unbiased. None without a draw.

    Examples
    --------
    >>> expected(Searched(100, np.array([True, False, True, False]), np.array([False, True, True, True])))
    34.0
    """
    draws = search.draws()
    if not len(draws.relevant):
        return None
    return float((draws.before + draws.relevant * draws.unread).mean())


@dataclass(frozen=True, kw_only=True)
class Safe(SearchRule):
    """Reading may end when a random start, enough reading and a long run without a find come together.

    Parameters
    ----------
    threshold : int, default 50
        Items read in a row, random ones apart, of which none is relevant.
    start : float, default 0.01
        Least share of the pool that is drawn at random.
    share : float, default 0.1
        Least share of the pool that is read.

    Notes
    -----
    The paper [1]_ goes on with another model once these bars are passed, and stops when that one finds
    nothing either, then has the excluded records looked over. Both are for the person: change the
    model with `--model` and read fifty more. It draws its random items at the start; here they are spread
    over the search, and the number of relevant items is expected from all of them.

    References
    ----------
    .. [1] J. Boetje, R. van de Schoot, "The SAFE procedure: a practical stopping heuristic for active
       learning-based screening in systematic reviews and meta-analyses", Systematic Reviews 13:81,
       2024, doi:10.1186/s13643-024-02502-7.

    Examples
    --------
    >>> from askless.enough.stopping.context import Context
    >>> y = np.array([0, 1] * 10 + [0] * 60)
    >>> context = Context(pool=500, names=("other", "relevant"), y=y, random=np.arange(80) < 20, positive=1)
    >>> signal = Safe().signal([], context)
    >>> signal.fires, signal.fired
    (False, ('random_start', 'share_read', 'run'))
    """

    threshold: float = 50
    start: float = 0.01
    share: float = 0.1

    name: ClassVar[str] = "safe"
    summary: ClassVar[str] = "Enough was drawn, enough was read, and nothing relevant came for a long time."
    how: ClassVar[str] = (
        "One item in a hundred is drawn at random, one of them at least being relevant; a tenth of the pool is read, "
        "and twice as many items as are expected to be relevant; and of the last fifty chosen ones none was relevant."
    )
    when_not: ClassVar[str] = (
        "Where a recall has to be promised: these are rules of thumb. The recall certificate says how sure one can be."
    )
    reference: ClassVar[str] = (
        "Boetje and van de Schoot, “The SAFE procedure: a practical stopping heuristic for active learning-based "
        "screening in systematic reviews and meta-analyses”, Systematic Reviews 13:81, 2024, "
        "doi:10.1186/s13643-024-02502-7"
    )
    needs: ClassVar[tuple[str, ...]] = ("random", "positive")
    larger: ClassVar[bool] = True
    limits: ClassVar[Mapping[str, Limits]] = {"threshold": Limits(1), "start": Limits(0, 1), "share": Limits(0, 1)}

    def judge(self, search: Searched) -> Signal:
        """See `SearchRule.judge`; the value is the length of the run."""
        number = expected(search)
        if number is None:
            return self.says_nothing("No item was drawn at random, which is how this rule begins.")
        parts = self._parts(search, number)
        fires = all(part.fires for part in parts)
        waits = "; ".join(part.sentence for part in parts if not part.fires)
        said = _NEXT if fires else f"Not yet: {waits}."
        return Signal(self.name, parts[-1].value, self.threshold, True, fires, said, parts)

    def quiet(self, search: Searched) -> bool:
        """Whether the bars that need no draw are passed: enough is read, and a run of chosen items held nothing."""
        return search.read >= self.share * search.pool and _run(search) >= self.threshold

    def _parts(self, search: Searched, number: float) -> tuple[Signal, ...]:
        """A signal for each bar; none asks for more items than there are."""
        drawn, met = int(search.random.sum()), bool((search.relevant & search.random).any())
        run, least, twice = _run(search), self.start * search.pool, min(2 * number, search.pool)
        begun = f"{drawn:,} items are drawn at random, and it asks for {np.ceil(least):,.0f}"
        begun = begun if drawn < least else f"none of the {drawn:,} items drawn at random was relevant"
        read = f"{search.read:,} items are read, and it asks for"
        likely = "twice as many as are likely to be relevant, going by those drawn at random"
        row = f"{run:,} chosen items are read since the last find, and it asks for {self.threshold:,.0f}"
        return (
            Signal("random_start", drawn, least, True, drawn >= least and met, begun),
            _bar("share_read", search.read, self.share * search.pool, f"{read} {{}}, {100 * self.share:g} % of all"),
            _bar("twice_expected", search.read, twice, f"{read} {{}}, {likely}"),
            _bar("run", run, self.threshold, row),
        )


def _run(search: Searched) -> int:
    """Chosen items read since the last relevant one among them."""
    chosen = search.relevant[~search.random]
    return len(chosen) - 1 - int(np.flatnonzero(chosen)[-1]) if chosen.any() else len(chosen)


def _bar(name: str, value: float, least: float, what: str) -> Signal:
    """One bar, in words that tell how much there is and how much there should be."""
    return Signal(name, value, least, True, value >= least, what.format(f"{np.ceil(least):,.0f}"))


stopping_rules.register(Safe.name, Safe())
