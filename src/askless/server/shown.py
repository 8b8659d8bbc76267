"""The estimate as page and command line tell it: the latest one of the log, or when there will be one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askless.core.task import SEQUENCES
from askless.data.store.state import State
from askless.enough.estimate import Estimate
from askless.enough.forecast.missing import LEAST_ITEMS
from askless.enough.held_out import needed
from askless.enough.outlook import outlook

__all__ = ["estimate_shown", "latest"]

BEGIN = 50
"""Sentences that are drawn at random before a strategy for them has its say."""


def latest(state: State) -> tuple[Mapping[str, Any] | None, int]:
    """The latest estimate of a log and the labels it was made at; None and 0 if there is none."""
    found = next((entry for entry in reversed(state.trained) if entry.get("estimate")), None)
    return (None, 0) if found is None else (found["estimate"], int(found["labels"]))


def estimate_shown(
    state: State, found: Mapping[str, Any] | None, at: int, *, labelled: int, items: int
) -> dict[str, Any]:
    """An estimate as pages get it.

    Parameters
    ----------
    state : State
    found : mapping or None
        The latest estimate of the log.
    at : int
        Labels at which it was made.
    labelled, items : int
        Labels by now, and items in the pool.

    Returns
    -------
    estimate : dict
        "measure", "basis", "ready", "n", "needed", "value", "low", "high", "sentence", and "note": how often
        the interval holds, what it rests on and what would make it sharper, in words; "" while there is none.

    Examples
    --------
    >>> estimate_shown(State(), None, 0, labelled=0, items=2000)["sentence"]
    'Too early to say how good the model is: there is none yet.'
    """
    measure = {"real": "error", "spans": "F1"}.get(state.space.kind, "accuracy")
    size = len(state.held)
    made = Estimate(None, None, None, 0, False, "") if found is None else Estimate.from_json(found)
    told: dict[str, Any] = {"measure": measure, "basis": made.basis, "ready": made.ready, "n": made.n}
    told |= {"needed": needed(size) if size else made.needed, "value": made.value, "low": made.low, "high": made.high}
    if made.ready:
        # A test, exact copies and answers since then are among those at the top of the page, but taught no model.
        rests = made.rests_on
        if made.basis == "answers" and made.n < labelled:
            rests = rests.replace(" answers,", " answers that had taught the model,")
        note = f"{100 * made.level:.0f} % interval, {rests}" + (f". {made.advice}" if made.advice else "")
        return told | {"sentence": made.sentence, "note": note}
    if size:
        told["n"] = state.tests_answered()
    elif made.basis == "answers":
        return told | {"sentence": made.sentence, "note": ""}
    elif found is None:
        told["n"] = min(_drawn(state), made.needed)  # there is no model yet, but they count for the first one
        if state.space.kind == "classes" and labelled < items and items >= LEAST_ITEMS:
            return told | {"sentence": "Too early to say how good the model is: there is none yet.", "note": ""}
    at = labelled if found is None else at
    begin = BEGIN if state.space.kind in SEQUENCES else 0
    return told | {
        "sentence": outlook(told["n"], at=at, labelled=labelled, items=items, test=size, begin=begin),
        "note": "",
    }


def _drawn(state: State) -> int:
    """Answers to items that were drawn at random, by people who saw no suggestion."""
    return sum(
        item.answered is not None
        and item.query is not None
        and item.query.random
        and not item.answered.data.get("suggestion_seen")
        for item in state.items.values()
    )
