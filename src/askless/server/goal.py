"""Labelling in order to find the items of one class: what to choose by, and what to tell of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from askless.choose.strategy.strategy import strategies
from askless.data.labels.classes import Classes
from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.state import State
from askless.errors import UnknownNameError, UsageError
from askless.pool.goal import found_by
from askless.server.options import Options

__all__ = ["Aim", "aimed", "check_same", "none_known"]

USUAL = ("relevant", "irrelevant")
"""Labels where none are named; the first is to be found."""


@dataclass(frozen=True)
class Aim:
    """What a job looks for.

    Parameters
    ----------
    options : Options
        With the strategy and the model that find it, unless others were named.
    space : LabelSpace
        With the label to find.
    sentence : str
        What was understood, for whoever starts it.
    """

    options: Options
    space: LabelSpace
    sentence: str


def aimed(options: Options, space: LabelSpace | None, kind: str, given: Collection[Answer]) -> Aim:
    """Options of a job that is to find the items of one label.

    Parameters
    ----------
    options : Options
        As said, the goal being "find".
    space : LabelSpace or None
        The labels so far.
    kind : str
        Kind of items.
    given : collection of answers
        So far, those that came with the source included.

    Returns
    -------
    aim : Aim

    Raises
    ------
    UnknownNameError
        If there is no such label.
    UsageError
        If answers are numbers.

    Examples
    --------
    >>> aim = aimed(Options(goal="find"), None, "text", [])
    >>> aim.options.strategy, aim.options.model, aim.space.names
    ('most_likely(0)', 'screening(0)', ('relevant', 'irrelevant'))
    """
    if isinstance(space, Real):
        raise UsageError("Numbers have no label to find.", "Leave --goal out, or say --task classify.")
    known = space if space is not None and space.names else Classes(USUAL)
    counts = {name: sum(name in ((a,) if isinstance(a, str) else a or ()) for a in given) for name in known.names}
    seen = [name for name in known.names if counts[name]]
    rarest = min(seen, key=lambda name: counts[name]) if len(seen) > 1 else known.names[0]
    name = options.find or rarest
    if name not in known.names:
        raise UnknownNameError.of("label", name, list(known.names))
    code = known.names.index(name)
    strategy, model = found_by(code, kind)
    full = replace(options, find=name, strategy=options.strategy or strategy, model=options.model or model)
    assert full.strategy is not None
    other = "" if options.find else " Say --find LABEL to look for another label."
    sentence = f"It looks for items that are “{name}”: {_order(full.strategy)}.{other}"
    return Aim(full, known, sentence if counts[name] else f"{sentence} {none_known(name)}")


def _order(strategy: str) -> str:
    """In which order a search reads, in words."""
    if strategy == "random":
        return "all are drawn at random, as a sample of what is left"
    likely = strategies.get(strategy).name.startswith("most_likely")
    first = "the likeliest are asked about first" if likely else strategies.get(strategy).summary
    return f"{first}, and one in ten is drawn at random, to tell how many are left"


def none_known(name: str) -> str:
    """What to do where no item of the label is known.

    Examples
    --------
    >>> none_known("relevant").partition(": ")[0]
    'No item is known to be “relevant” yet, and until one is, all are drawn at random'
    """
    return (
        f"No item is known to be “{name}” yet, and until one is, all are drawn at random: "
        "search the list (B) on the page for one and label it first. "
        "Or have one in the label column of the file before you begin."
    )


def check_same(find: str | None, before: Mapping[str, Any], state: State, path: Path) -> str:
    """Refuse to look for another label where a search has begun.

    Parameters
    ----------
    find : str or None
        What to look for now.
    before : mapping
        Settings so far.
    state : State
    path : Path
        Of the project.

    Returns
    -------
    remark : str
        What was looked for until now, if nothing has been answered; "" if it is the same.

    Raises
    ------
    UsageError
        If it is another label and somebody has answered.
    """
    was = before.get("find")
    if before.get("goal") != "find" or was in (None, find):
        return ""
    n = sum(item.answered is not None and not item.answered.data.get("given") for item in state.items.values())
    if n:
        answers = "1 answer has" if n == 1 else f"{n:,} answers have"
        raise UsageError(
            f"The project {path} looks for “{was}”, and {answers} been given in that search.",
            f"Leave --find out to go on, or look for “{find}” in another folder (--project DIR).",
        )
    return f"“{was}” was looked for until now."
