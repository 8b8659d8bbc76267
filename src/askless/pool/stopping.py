"""Whether labelling may end: the looks that a stopping rule needs, taken of a job and its model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from askless.core.ids import Rows
from askless.core.task import Task, task_name
from askless.data.items.items import Items
from askless.errors import UsageError
from askless.pool.job import Job

if TYPE_CHECKING:
    from askless.enough.stopping.context import Context
    from askless.enough.stopping.rule import Rule
    from askless.enough.stopping.verdict import Verdict

__all__ = ["rule_for", "stopping_verdict"]


def rule_for(rule: str | Rule | None, task: Task) -> Rule:
    """The rule that is meant, if it fits what an answer is.

    Parameters
    ----------
    rule : str, Rule or None
        A name, a rule with options of your own, or the usual one.
    task : {"classes", "multilabel", "real"}

    Returns
    -------
    rule : Rule
        The usual one is "stabilised", for numbers "pac_bayes".

    Raises
    ------
    UnknownNameError
        If there is no rule of this name.
    UsageError
        If it is made for other answers, or is no rule.

    Examples
    --------
    >>> rule_for(None, "classes").name, rule_for(None, "real").name
    ('stabilised', 'pac_bayes')
    """
    from askless.enough.stopping.pac_bayes import PacBayes
    from askless.enough.stopping.rule import Rule, stopping_rules
    from askless.enough.stopping.stabilised import DEFAULT

    if rule is None:
        rule = PacBayes.name if task == "real" else DEFAULT
    found = stopping_rules.get(rule) if isinstance(rule, str) else rule
    if not isinstance(found, Rule):
        raise UsageError(f"{rule!r} is not a stopping rule.", "Give the name of one, or a rule such as Stabilised().")
    if task not in found.tasks:
        fitting = [name for name, other in stopping_rules.items() if task in other.tasks]
        raise UsageError(
            f"The stopping rule “{found.name}” is not made for the task “{task_name(task)}”.",
            f"Take one of: {', '.join(fitting)}.",
        )
    return found


def stopping_verdict(
    job: Job,
    model: Any,
    items: Items,
    pool: Rows,
    rule: str | Rule | None = None,
    *,
    chance: float | None = None,
    cost_per_label: float | None = None,
    value_per_point: float | None = None,
    search: Context | None = None,
) -> Verdict:
    """What a stopping rule says of a job.

    Parameters
    ----------
    job : Job
        The labels.
    model : Model or None
        Fitted to all of them; None if there cannot be a model yet.
    items : Items
    pool : int64 array
        Rows of the pool, without copies and without those that are kept apart.
    rule : str, Rule or None
        See `rule_for`.
    chance, cost_per_label, value_per_point
        See `askless.enough.stopping.context.Context`.
    search : Context, optional
        What was read in a search, see `askless.pool.searching.search_context`: for the rules of screening.

    Returns
    -------
    verdict : Verdict

    Notes
    -----
    Costs three fits with the usual rule, and a few for others; none where the rule does not look at the model, or has
    nothing to say whatever the model does.
    """
    from askless.enough.stopping.context import Context
    from askless.enough.stopping.verdict import Verdict

    wanted = rule_for(rule, job.space)
    known = Context(
        pool=len(pool),
        names=tuple(job.names),
        task=job.space,
        y=job.encoded(),
        random=np.isin(job.rows_array(), np.asarray(job.random, dtype=np.int64)),
    )
    known = search if search is not None and "positive" in wanted.needs else known
    context = replace(known, chance=chance, cost_per_label=cost_per_label, value_per_point=value_per_point)
    if model is None or wanted.waits(context):
        return Verdict.of(wanted, [], context)
    looks, outset = _looks(wanted, job, model, items, pool)
    return Verdict.of(wanted, looks, replace(context, outset=outset))


def _looks(rule: Rule, job: Job, model: Any, items: Items, pool: Rows) -> tuple[list[Any], float | None]:
    """The looks that a rule reads, and the bound at the outset if it wants that."""
    from askless.enough.stopping.looks import outset, stop_set, take_looks

    rows, y, n_labels = job.rows_array(), job.encoded(), len(job.names)
    looks: list[Any] = []
    if {"looks", "batch", "posterior"} & set(rule.needs):
        count = rule.window + ("batch" in rule.needs)  # the batch of the first look is known to the one before
        on = pool[stop_set(items.ids.keys()[pool], len(pool), job.seed)]
        looks = take_looks(model, rows, y, on, n_labels=n_labels, looks=count, needs=rule.needs, fitted=True)
    return looks, outset(model, rows, y, n_labels=n_labels) if "outset" in rule.needs else None
