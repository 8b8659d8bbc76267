"""The best answer that was found, with all its settings, where the least or the largest number is looked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from askless.core.digits import written

if TYPE_CHECKING:
    from askless.synthesis.domain.space import Space
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["best_facts", "best_found", "settings"]


def best_facts(learner: SynthesisLearner) -> dict[str, Any]:
    """What is looked for, and the best so far, for JSON.

    Returns
    -------
    facts : dict
        "goal", and "best": None where all of the domain is to be known or nothing is answered yet, or else a dict of
        "question", "answer", "unit", "settings" (values by input; None of a picture) and "real", whether the item is
        a row that exists.

    Examples
    --------
    >>> import askless
    >>> domain = askless.synthesis.Domain.box(0.0, 1.0, names=["heat"])
    >>> learner = askless.SynthesisLearner(domain, labels=askless.Real(), goal="maximum", strategy="sobol")
    >>> queries = learner.ask(3)
    >>> learner.tell(queries.ids, [1.0, 8.0, 5.0])
    >>> best_facts(learner)["best"]["question"] == queries.ids[1]
    True
    """
    found = None if learner.goal == "learn" else learner.best()
    if found is None:
        return {"goal": learner.goal, "best": None}
    item_id, item, number = found
    pictures = learner.domain.kind == "images"
    best = {
        "question": item_id,
        "answer": number,
        "unit": getattr(learner.space, "unit", ""),
        "settings": None if pictures else {one["name"]: _plain(one["value"]) for one in learner.domain.fields(item)},
        "real": learner.question(item_id).real,
    }
    return {"goal": learner.goal, "best": best}


def best_found(learner: SynthesisLearner, *, rows: bool = True) -> str:
    """The best so far as a sentence without its end; "" where there is none.

    Parameters
    ----------
    learner : SynthesisLearner
    rows : bool, default True
        Whether the settings of a row that exists may be told.

    Examples
    --------
    >>> import askless
    >>> domain = askless.synthesis.Domain.box([0.0], [1.0], names=["heat"], units=["K"])
    >>> learner = askless.SynthesisLearner(domain, labels=askless.Real(unit="kg"), goal="minimum", strategy="sobol")
    >>> learner.tell(learner.ask(2).ids, [3.5, 1.5])
    >>> best_found(learner).partition(" at heat ")[0]
    'Best so far: 1.5 kg'
    """
    best = best_facts(learner)["best"]
    if best is None:
        return ""
    number = f"{written(best['answer'])} {best['unit']}".strip()
    told = best["settings"] is not None and (rows or not best["real"])
    at = f" at {settings(learner.domain, learner.item(best['question']))}" if told else ""
    return f"Best so far: {number}{at} (question {best['question']})"


def settings(domain: Space, item: Any) -> str:
    """All values of an item with their names and units, on one line.

    Examples
    --------
    >>> import askless
    >>> settings(askless.synthesis.Domain.box([0, 0], [9, 9], names=["heat", "time"], units=["K", ""]), [4.25, 3])
    'heat 4.25 K, time 3'
    """
    return ", ".join(
        f"{one['name']} {written(value) if _number(value := one['value']) else value} {one['unit'] or ''}".strip()
        for one in domain.fields(item)
    )


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """A value as JSON has it; None where a row that exists has none."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
