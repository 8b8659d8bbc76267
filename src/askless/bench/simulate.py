"""Comparing strategies on labelled data: what ``askless simulate`` does, for Python.

For each seed, two fifths of the items are set aside as a test, stratified by label (or a test file
is used); the rest is the pool. Every strategy starts from no label at all (or from the same random
ones) and is asked for batches until the budget is used up; after each batch the model is trained on
all labels so far and measured on the test. Before two classes have been seen there is no model;
then the answer given most often so far is predicted for every item. What features need to learn
(vocabularies, weights, means) is learnt from the pool only, once for all strategies of a seed.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from askless.bench.outcome import Outcome
from askless.bench.parallel import play
from askless.bench.plan import Plan
from askless.bench.seed import Step
from askless.bench.study import Study

__all__ = ["simulate"]


def simulate(plan: Plan, *, processes: int = 1, step: Step | None = None) -> Outcome:
    """Compare strategies on labelled data.

    Parameters
    ----------
    plan : Plan
        What to compare, on what, how often.
    processes : int, default 1
        Seeds run at a time, each in a process of its own if there are several.
    step : callable, optional
        Called with seed and strategy after each batch.

    Returns
    -------
    outcome : Outcome

    Raises
    ------
    SourceError
        If the data cannot be read or have no labels.
    ModelError
        If a process died.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "points.csv"
    >>> rows = [f"{x},{y},{'up' if x + y > 9 else 'down'}" for x in range(10) for y in range(10)]
    >>> _ = path.write_text("\\n".join(["x,y,label", *rows]))
    >>> plan = Plan(source=str(path), strategies=("margin", "random"), seeds=2, budget=20)
    >>> outcome = simulate(plan)
    >>> outcome.labels, outcome.metric("margin").shape, list(outcome.against())
    ([10, 20], (2, 2), ['margin'])
    """
    with tempfile.TemporaryDirectory(prefix="askless-simulate-") as folder:
        cache = Path(folder)
        study = Study.open(plan, cache)
        return Outcome.of(study, list(play(study, cache, processes=processes, step=step)))
