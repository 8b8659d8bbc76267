"""Which answers are settled: what people said of an item, one answer after another, and whether it stands."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise

from askless.core.events import Event
from askless.data.labels.space import Answer
from askless.data.store.state import State

__all__ = ["Settled"]

Said = dict[str, list[Event]]


class Settled:
    """What people answered, judged item by item.

    Parameters
    ----------
    state : State
        What the log says.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._acts: dict[str, list[int]] | None = None

    def answers(self, item_ids: Iterable[str], person: str) -> list[Answer]:
        """What one person answered to an item, or to several that are exact copies, one answer after another."""
        return self._meant(self._said(item_ids).get(person, []))

    def doubts(self, item_ids: Iterable[str], answer: Answer | None) -> tuple[bool, bool]:
        """Whether people disagree on an item, and whether its only annotator has changed the answer.

        Parameters
        ----------
        item_ids : iterable of str
            The item and its exact copies.
        answer : answer
            What is learnt from.

        Returns
        -------
        disputed, changed : bool
            Disputed if no more than half of the people gave this answer last. Changed if one person answered, and
            gave another answer before that was no slip, unless the last one was given most times, or again.
        """
        said = self._said(item_ids)
        merged = self._state.space.merged
        last = [reduce(merged, self._meant(events)) for events in said.values()]
        agree = [one for one in last if merged(answer, one) == answer]
        disputed = bool(said) and 2 * len(agree) <= len(said)  # nothing is said where a copy was answered that is gone
        return disputed, len(said) == 1 and self._changed(*next(iter(said.items())))

    def wavers(self, said: Sequence[Answer]) -> bool:
        """Whether somebody gave another answer last than before, so that the same once more tells something.

        Of a sentence only what both say is compared.

        Examples
        --------
        >>> settled = Settled(State())
        >>> settled.wavers(["ham"]), settled.wavers(["ham", "spam"]), settled.wavers(["ham", "spam", "spam"])
        (False, True, False)
        """
        merged = self._state.space.merged
        return len(said) > 1 and merged(said[-2], said[-1]) != merged(said[-1], said[-2])

    def _changed(self, person: str, events: list[Event]) -> bool:
        """Whether the last answer of a person does not stand yet."""
        if not self.wavers(self._meant(events)):
            return False
        kept = self._meant([*self._without_slips(person, events), events[-1]])
        return self.wavers(kept) and 2 * kept.count(kept[-1]) <= len(kept)

    def _without_slips(self, person: str, events: list[Event]) -> list[Event]:
        """All but the last, those left out that were corrected before this person answered anything else."""
        acts, found = self._acts_of(person), []
        for event, later in pairwise(events):
            at_once = bisect(acts, event.seq) == bisect(acts, later.seq) - 1
            if not at_once or self._state.meant(event) == self._state.meant(later):
                found.append(event)
        return found

    def _acts_of(self, person: str) -> list[int]:
        """Numbers of the events by which a person answered anything, rising; gathered when first asked for."""
        if self._acts is None:
            self._acts = {}
            for item in self._state.items.values():
                for event in _own(item.history):
                    self._acts.setdefault(_who(event), []).append(event.seq)
            for acts in self._acts.values():
                acts.sort()
        return self._acts[person]

    def _said(self, item_ids: Iterable[str]) -> Said:
        """Answers by person, in the order of answering; those carried over from a copy are that copy's."""
        events = [event for item_id in item_ids for event in _own(self._state.item(item_id).history)]
        said: Said = {}
        for event in sorted(events, key=lambda event: event.seq):
            said.setdefault(_who(event), []).append(event)
        return said

    def _meant(self, events: Iterable[Event]) -> list[Answer]:
        return [self._state.meant(event) for event in events]


def _own(history: Iterable[Event]) -> Iterable[Event]:
    """Answers that were not carried over from a copy."""
    return (event for event in history if event.kind == "answer" and "copy_of" not in event.data)


def _who(event: Event) -> str:
    return event.data.get("annotator") or ""
