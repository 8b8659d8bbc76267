"""A labelling session whose questions are made up while people answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from askless.pool.ranked import Predictions
from askless.server.ahead import Ahead
from askless.server.offers import Offers
from askless.server.session import LabellingSession
from askless.server.standing import ELSEWHERE, Standing
from askless.synthesis.generators.generator import generators

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["SynthesisSession"]

MOST = 2
"""Questions that a tab holds: the one on screen, and the one that follows at once."""

REASONS = {
    "constraints": "outside the domain",
    "density": "unlike every real row",
    "two_sample": "together too easily told from real rows",
    "unanswerable": "like those that nobody could answer",
}
"""What the tests of the guard refuse, in words."""


class Order:
    """The order in which questions are asked: another object whenever one was made.

    Parameters
    ----------
    ahead : Ahead
    """

    def __init__(self, ahead: Ahead) -> None:
        self._ahead = ahead
        self.version = ahead.state.labelled
        """Answers by then."""

    @property
    def predictions(self) -> Predictions | None:
        """What the model said of each question when it was made."""
        return self._ahead.predictions


class Maker:
    """Stands where a pool has its trainer: here the model learns when a question is made.

    Parameters
    ----------
    ahead : Ahead
    """

    def __init__(self, ahead: Ahead) -> None:
        self._ahead = ahead
        self.notify: Callable[[str, dict[str, Any]], None] = lambda word, data: None
        self.ranking = Order(ahead)

    def renew(self) -> None:
        """A question was made."""
        self.ranking = Order(self._ahead)

    @property
    def state(self) -> dict[str, Any]:
        """How the model stands."""
        learnt = self._ahead.predictions is not None
        n = self.ranking.version if learnt else 0
        taught = n + self._ahead.learner.known_rows if learnt else 0
        trouble = self._ahead.trouble
        about = {"version": n, "trained_on": taught, "name": self._ahead.strategy, "share": None}
        if trouble is not None:
            return {"state": "failed", **about, "message": trouble.problem}
        return {"state": "ready" if taught else "waiting", **about, "message": ""}


class SynthesisStanding(Standing):
    """Where synthesis stands, in the words of pages."""

    learner: Ahead

    @property
    def remaining(self) -> int:
        """Questions that wait; one whose content was damaged can be shown to nobody."""
        state = self.learner.state
        return state.pending - sum(state.items[item_id].pending for item_id in self._lost)

    @property
    def done(self) -> bool:
        """Whether nothing is left to ask."""
        ended = self.learner.spent or self.learner.exhausted
        return ended and not self.learner.making and not self.remaining

    def binds(self, item_id: str) -> bool:
        """Yes: what was made is asked, whatever is made after it."""
        return True

    def nothing(self) -> str:
        """Why there is no question."""
        ahead, state = self.learner, self.learner.state
        if not ahead.space.names and ahead.space.kind != "real":
            return "No label has a name yet."
        if ahead.making:
            return "The next question is being made. It shows here by itself."
        if ahead.trouble is not None:
            return f"{ahead.trouble.problem} {ahead.trouble.remedy}".strip()
        if self.remaining:
            return f"All questions that wait are {ELSEWHERE}"
        if ahead.spent:
            all_of_them = "The one question is" if ahead.budget == 1 else f"All {ahead.budget:,} questions are"
            return f"{all_of_them} asked: {_tally(state.labelled, state.skipped)}."
        if ahead.exhausted:
            return f"Nothing plausible is left to ask: {_tally(state.labelled, state.skipped)}."
        return "The next question is being made. It shows here by itself."

    def progress(self) -> dict[str, Any]:
        """Counts, and how synthesis goes."""
        with self._lock:
            return self._counts() | {"estimate": self._estimate(), "synthesis": self._synthesis()}

    def _estimate(self) -> dict[str, Any]:
        """None: questions are made where the model is least sure, so answers to them tell of no others."""
        measure = "error" if self.learner.space.kind == "real" else "accuracy"
        said = {"measure": measure, "basis": "", "ready": False, "n": 0, "needed": 1}
        return said | {"value": None, "low": None, "high": None, "sentence": "", "note": ""}

    def _synthesis(self) -> dict[str, Any]:
        """Of questions, answers and refusals."""
        ahead, state = self.learner, self.learner.state
        known = ahead.unanswerable
        low, high = known.interval
        return {
            "answered": self.labelled,
            "cannot_tell": state.skipped,
            "waiting": self.remaining,
            "budget": ahead.budget,
            "making": ahead.making,
            "unanswerable": {"rate": known.rate, "low": low, "high": high} if sum(known.counts) else None,
            "snapping": ahead.learner.snapping,
            "asks": self._asks(),
            "guard": self._guard(),
            "refused": _refused(ahead.learner.refused),
        }

    def _asks(self) -> str:
        """What is asked now, and why."""
        learner, known = self.learner.learner, self.learner.unanswerable
        if learner.snapping and known.above:
            return (
                f"Surely more than {100 * known.bound:.0f} % of the made-up items cannot be answered, so rows that "
                "exist are asked instead: the nearest to what would be made up."
            )
        if learner.snapping:
            return "Each is the row of your data that is nearest to an item that would be made up."
        return "They come from the domain, not from a file: nobody has seen them."

    def _guard(self) -> str:
        """How plausibility is judged."""
        guard = self.learner.learner.guard
        if guard is None:
            return "There is no guard: the limits of the domain alone decide what may be asked."
        return guard.says

    def _menu(self) -> list[dict[str, str]]:
        """Strategies that fit the answers and the model."""
        names = dict.fromkeys([*self.learner.strategies, self.learner.strategy])
        known = dict(generators.items())
        return [{"name": name, "summary": known[name].summary if name in known else ""} for name in names]

    def steady(self) -> AbstractContextManager[Any]:
        """Questions are added, but not while this is entered."""
        return self._lock


class Few(Offers):
    """Hands out no more questions than people can answer soon: a later one is made from more answers."""

    _learner: Ahead

    def queue(self, n: int, have: Sequence[str], tab: str) -> dict[str, Any]:
        """Up to `n` questions for a tab that holds `have`."""
        self.leases.hold(tab, self._learner.claim(have), self._standing.ranking)
        return super().queue(n, have, tab)

    def more(self, tab: str, n: int, have: Iterable[str], again: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The questions `again` and then new ones, none of which the tab holds."""
        held = set(have)
        room = max(0, MOST - len(self.leases.held(tab)))
        return super().more(tab, min(n, len(set(again) - held) + room), held, again)


class SynthesisSession(LabellingSession):
    """A session whose questions are made up, ahead of need, by a learner.

    Parameters
    ----------
    learner : SynthesisLearner
        On a project.
    about : dict
        "name", "source", and perhaps "export" (the command that writes the labels) and "budget" (how many questions
        may be asked in all).

    Notes
    -----
    An act that is acknowledged is on disk. Whoever looks at a page that has no question sees that one is being made,
    and gets it by itself.
    """

    learner: Ahead
    trainer: Maker
    standing: SynthesisStanding

    def __init__(self, learner: SynthesisLearner, about: dict[str, Any]) -> None:
        ahead = Ahead(learner, about.get("budget"))
        full = {"export": "", "batch": 1, **about}
        super().__init__(ahead, Maker(ahead), full, SynthesisStanding)
        self.offers = Few(self.standing)
        self.leases = self.offers.leases
        ahead.begin(self._lock, self._told)

    def _told(self, word: str, data: dict[str, Any]) -> None:
        """News from the thread that makes questions."""
        if word != "made":
            self.trainer.notify(word, data)
            return
        with self._lock:
            self.trainer.renew()
        self.trainer.notify("model", {"version": self.trainer.ranking.version})


def _tally(answered: int, cannot_tell: int) -> str:
    """How questions were answered."""
    return f"{answered:,} answered" + (f", {cannot_tell:,} that nobody can tell" if cannot_tell else "")


def _refused(refused: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """Refusals by their reason, the most frequent first."""
    found: dict[str, dict[str, Any]] = {}
    for (test, sentence), times in list(refused.items()):
        reason = REASONS.get(test, test.replace("_", " ") or "other reasons")
        entry = found.setdefault(reason, {"reason": reason, "latest": "", "times": 0})
        entry["times"] += times
        entry["latest"] = sentence if test else entry["latest"]
    return sorted(found.values(), key=lambda entry: -int(entry["times"]))
