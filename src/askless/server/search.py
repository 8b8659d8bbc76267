"""How far a search for the items of one label is: found so far, of how many, and whether it may end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from askless.data.store.state import State
from askless.enough.stopping.context import Context
from askless.enough.stopping.rule import stopping_rules
from askless.enough.stopping.verdict import Verdict

__all__ = ["RULES", "searched"]

RULES = ("recall", "hypergeometric", "safe")
"""The first decides; the others are told beside it."""


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
    return [Verdict.of(stopping_rules.get(rule), [], context) for rule in RULES]
