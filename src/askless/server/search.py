"""How far a search for the items of one label is: found so far, of how many, and whether it may end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.data.store.state import State
from askless.enough.outlook import RANDOM_SHARE
from askless.enough.stopping.hypergeometric import Hypergeometric
from askless.enough.stopping.recall import RecallCertificate, at_most, reads_needed
from askless.enough.stopping.safe import Safe
from askless.enough.stopping.sample import LEAST, FinalSample, Sample, sample_of
from askless.enough.stopping.searched import Searched
from askless.enough.stopping.verdict import Verdict
from askless.pool.goal import Target, sought
from askless.pool.searching import search_context

__all__ = ["RULES", "Conclusion", "Search", "dear", "search_of"]

RULES = (RecallCertificate.name, Hypergeometric.name, Safe.name, FinalSample.name)
"""The certificate or the sample makes certain, the test makes likely; see `Search.conclusion`."""

TITLES = {
    RecallCertificate.name: "Recall certificate",
    Hypergeometric.name: "Hypergeometric test",
    Safe.name: "SAFE procedure",
    FinalSample.name: "Final sample",
}


@dataclass(frozen=True)
class Conclusion:
    """What to do now, and who says so.

    Parameters
    ----------
    state : {"begin", "search", "sample", "likely", "certain"}
        No item is known; go on searching; a final sample is being drawn; one may stop without a guarantee; the
        target is certain to be reached.
    headline : str
        In a few words.
    sentence : str
        Which rule decides, and what would make certain.
    """

    state: str
    headline: str
    sentence: str


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

    @property
    def conclusion(self) -> Conclusion:
        """The one verdict: the certificate or the final sample makes certain, the hypergeometric test makes likely."""
        certificate, test, _, sample = self.verdicts
        progress, aim = self.progress, self.target.aim
        if not progress.unread:
            return Conclusion("certain", "Finished", "Everything is read.")
        if not progress.found:
            return Conclusion("begin", "Nothing found yet", self.advice)
        for verdict in (sample, certificate):
            if verdict.recommend:
                by = TITLES[verdict.rule].lower()
                return Conclusion(
                    "certain", "You can stop", f"At least {aim} is found ({self.target.sure}), by the {by}."
                )
        likely = f"The hypergeometric test, the usual one for reviews, says that {aim} is likely found."
        if sample_of(progress).drawn >= LEAST:
            begin = f"{likely} For certainty g" if test.recommend else "G"
            return Conclusion(
                "sample",
                "You may stop, or finish the sample" if test.recommend else "Go on with the sample",
                f"{begin}o on with the final sample: {sample.sentence}",
            )
        if test.recommend:
            return Conclusion("likely", "You may stop, without a guarantee", f"{likely} {self._sampling()}")
        waits = "The hypergeometric test, the usual one for reviews, does not say yet that you may stop."
        if Safe().quiet(progress):
            return Conclusion("search", "Go on, or draw a final sample", f"{waits} {self._sampling()}")
        return Conclusion("search", "Go on reading", waits)

    def _sampling(self) -> str:
        """What a final sample takes from now on."""
        more = sample_of(self.progress).more(self.target.recall, self.target.confidence)
        if more >= self.progress.unread:
            return f"For certainty all {more:,} that are left have to be read."
        return (
            f"For certainty read {more:,} of the {self.progress.unread:,} that are left, drawn at random (choose "
            "“random” on the page, or start again with --strategy random): "
            f"if none is relevant, at least {self.target.aim} is found ({self.target.sure})."
        )

    def steps(self) -> list[int]:
        """Items found after 1, 2, ... items read."""
        return [int(n) for n in np.cumsum(self.progress.relevant)]

    def rules(self) -> list[tuple[str, Verdict, str]]:
        """The verdicts that can be told, each with the name of its rule as people know it and what it says."""
        first, *others = self.verdicts
        told = [first, *(verdict for verdict in others if self.progress.found and verdict.signal.value is not None)]
        return [
            (TITLES[v.rule], v, f"{v.sentence} {self._ahead()}".strip() if v is first else v.sentence) for v in told
        ]

    def _ahead(self) -> str:
        """How much more has to be read for the certificate, if the search goes on as it is set."""
        if self.verdicts[0].recommend or not self.progress.found or not self.progress.unread:
            return ""
        more = reads_needed(self.progress, self.target.recall, self.target.confidence, RANDOM_SHARE)
        left = self.progress.unread
        about = f"all {left:,} that are left" if more >= left else f"about {more:,} of the {left:,} that are left"
        return f"To reach {self.target.aim} in this way, {about} would have to be read without another find."

    def lines(self) -> list[str]:
        """All of it as lines of text, the verdict first."""
        said, found = self.conclusion, self.progress.found
        head = f"{found:,} “{self.find}” found among {self.progress.read:,} read. Aimed at {self.target}."
        return [head, f"{said.headline}. {said.sentence}", *(f"{name}: {words}" for name, _, words in self.rules())]

    def to_json(self) -> dict[str, Any]:
        """As `askless status --json` writes it."""
        said = self.conclusion
        return {
            "find": self.find,
            "recall": self.target.recall,
            "confidence": self.target.confidence,
            "state": said.state,
            "conclusion": f"{said.headline}. {said.sentence}",
            "verdicts": [verdict.to_json() for verdict in self.verdicts],
        }

    def shown(self) -> dict[str, Any]:
        """As pages get it."""
        found, most, said = self.progress.found, self.most, self.conclusion
        return {
            "find": self.find,
            "found": found,
            "most": most,
            "least_recall": found / most if most else None,
            "recall": self.target.recall,
            "confidence": self.target.confidence,
            "reached": said.state == "certain",
            "state": said.state,
            "headline": said.headline,
            "sentence": said.sentence,
            "rules": [
                {"name": name, "recommend": verdict.recommend, "sentence": words}
                for name, verdict, words in self.rules()
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
    name = sought(settings, state.space.names)
    if name is None:
        return None
    context = search_context(state, name)
    target, progress = Target.of(settings), Searched.of(context)
    assert progress is not None
    return Search(name, target, progress, tuple(Verdict.of(rule, [], context) for rule in target.rules()))


def dear(pool: int, target: Target) -> str:
    """What certainty costs in a pool of so many items, for whoever begins; "" for a pool that is read in an hour.

    Examples
    --------
    >>> dear(100, Target())
    ''
    """
    if pool < 500:
        return ""
    left = round(0.9 * pool)  # a search reads a tenth at least
    costs = [(n, Sample(before=n, unread=left, drawn=0, met=0)) for n in (pool // 50, pool // 10)]
    few, many = (f"{n:,} are relevant, {sample.more(target.recall, target.confidence):,}" for n, sample in costs)
    return (
        f"Certainty is dear where few are relevant. If {few} of the last {left:,} have to be drawn at random to be "
        f"sure of {target.aim}; if {many}."
    )
