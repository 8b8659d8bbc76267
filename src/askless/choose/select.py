"""`select`: one choice from evidence at hand, for people with a loop of their own."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from askless.choose.all_but import AllBut
from askless.choose.array import Array, Keys, Rows
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.choose.intake import (
    answers_at_hand,
    answers_of,
    at_hand,
    checked_later,
    dense_array,
    keys_of,
    n_labels_of,
    readable,
    row_numbers,
    task_of,
    with_proba,
)
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, options_of, strategies
from askless.core.noise import RowKeys
from askless.core.task import SEQUENCES, Task, TaskName
from askless.errors import EvidenceError, UsageError

__all__ = ["select"]


def select(
    strategy: str | Strategy,
    k: int,
    *,
    labelled: Sequence[int] | Rows = (),
    labels: Sequence[Any] | npt.NDArray[Any] = (),
    pending: Sequence[int] | Rows = (),
    candidates: Sequence[int] | Rows | None = None,
    task: Task | TaskName = "classes",
    n_items: int | None = None,
    seed: int = 0,
    round: int = 0,
    keys: npt.NDArray[np.uint64] | None = None,
    **evidence: Any,
) -> Rows:
    """Choose rows of a pool from evidence at hand, best first.

    Parameters
    ----------
    strategy : str or Strategy
        `askless strategies` lists them; wrappers take another one, as in ``"power(badge)"``.
    k : int
        How many, >= 0; more than there are candidates gives all of them.
    labelled : int array of shape (n_labelled,), optional
        Rows that are labelled, each once, as in `pending` and `candidates`. They are never chosen, except
        sentences that are labelled in part.
    labels : array of shape (n_labelled,) or (n_labelled, n_labels), optional
        Their answers: class indices, 0 and 1 for each label, or numbers. Some strategies need them. Of
        sentences a list of arrays: a tag for each token, or spans (n_spans, 3) of first character, end
        and type; -1 stands for a tag or type that is not known.
    pending : int array of shape (n_pending,), optional
        Rows that are asked and not answered yet. They are never chosen.
    candidates : int array of shape (n_candidates,), optional
        Rows that may be chosen; all that are neither labelled nor pending if not given.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is; "classify", "regress", "tag" and "span" are understood.
    n_items : int, optional
        Size of the pool; only needed where no evidence says it.
    seed, round : int, default 0
        All randomness is keyed by them and by the row.
    keys : uint64 array of shape (n_items,), optional
        Noise keys, for picks that do not depend on the order of the rows; from the row numbers if
        not given.
    **evidence
        Evidence by name, NumPy, PyTorch or another array API library, all of one library on one
        device: ``proba`` of shape (n_items, n_labels), or ``logits`` of the same in its place;
        ``embedding`` (n_items, n_features); ``draws`` (n_items, n_draws, n_labels); ``mean`` and
        ``cost`` (n_items,); of sentences ``token_entropy`` and ``words``, a list of arrays (n_tokens,);
        the page "Your own loop" of the manual, docs/select.md, tells of all. And options of
        the strategy by their names.

    Returns
    -------
    rows : int64 array of shape (min(k, n_candidates),)
        NumPy, best first.

    Raises
    ------
    EvidenceError
        If evidence is missing, misspelt, of a wrong shape, not finite, or of several libraries.
    UnknownNameError
        If there is no such strategy.
    UsageError
        If `k` is negative, rows lie outside the pool, come twice, or are labelled and pending, if the
        strategy does not fit the task, or an option takes something else.

    Examples
    --------
    >>> import numpy as np
    >>> proba = np.array([[0.9, 0.1], [0.5, 0.5], [0.6, 0.4], [0.2, 0.8]])
    >>> select("margin", 2, proba=proba, labelled=[1]).tolist()
    [2, 3]
    >>> select("margin", 2, prob=proba)
    Traceback (most recent call last):
    askless.errors.EvidenceError: `margin` takes no `prob`. Did you mean `proba`? \
It needs proba; others known are annotations, cost, draws, embedding, logits, mean, member_means, std.
    """
    found = _strategy(strategy)
    if not _whole(k) or k < 0:
        raise UsageError(f"`k` is {k!r}.", "Ask for a whole number of rows, 0 or more.")
    for name, number in (("seed", seed), ("round", round)):
        if not _whole(number):
            raise UsageError(f"`{name}` is {number!r}.", "Give a whole number.")
    task = task_of(task)
    if task not in found.tasks:
        say = f': say task="{found.tasks[0]}"' if len(found.tasks) == 1 else ""
        raise UsageError(
            f"`{found.name}` does not take the task “{task}”.", f"It is made for {' and '.join(found.tasks)}{say}."
        )
    values, options = _sorted(found, evidence, task)
    if "proba" in found.needs:
        values = with_proba(values, task)
    labelled = at_hand("labelled", labelled)
    labels = answers_at_hand(labels) if task in SEQUENCES else at_hand("labels", labels)
    if options:
        found = strategies.configured(found, options)
    found = found.of_task(task)
    _check_needs(found, values, labelled, labels)
    n = _n_items(found, values, n_items)
    later = checked_later(values, n, task)
    taken, waiting = row_numbers(labelled, n, "labelled"), row_numbers(pending, n, "pending")
    both = np.intersect1d(taken, waiting)
    if len(both):
        raise UsageError(
            f"The row {both[0]} is `labelled` and `pending`.", "Take it out of `pending` once it is answered."
        )
    answers = answers_of(labels, taken, values, task)
    allowed = None if candidates is None else row_numbers(candidates, n, "candidates")
    n_labels = n_labels_of(values, answers, task)
    moment = Round(
        seed=int(seed),
        number=int(round),
        keys=cast(Keys, RowKeys(n)) if keys is None else keys_of(keys, n),
        candidates=_free(n, np.concatenate([_finished(taken, answers, task), waiting]), allowed),
        evidence=Evidence(
            None, n, n_labels=max(n_labels, 1), multilabel=task == "multilabel", given=values, unchecked=later
        ),
        labelled=taken,
        labels=answers,
        pending=waiting,
        label_names=() if task == "real" else tuple(f"label {i}" for i in range(n_labels)),
        task=task,
    )
    choice = found.choose(moment, int(k))
    moment.evidence.check()  # of rows that nobody has read
    return choice.rows


_OWN = tuple(inspect.signature(select).parameters)[2:-1]  # by name alone, and not evidence


def _strategy(strategy: str | Strategy) -> Strategy:
    """The strategy itself."""
    if isinstance(strategy, str):
        return strategies.get(strategy)
    if isinstance(strategy, type) or not callable(getattr(strategy, "choose", None)):
        raise UsageError(f"`strategy` is {strategy!r}.", "Give a name, or what `askless.strategies` makes.")
    return strategy


def _whole(number: object) -> bool:
    """Whether it is a whole number; True and False are none."""
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def _check_needs(strategy: Strategy, values: Mapping[str, Array], labelled: Any, labels: Any) -> None:
    """Refuse a choice for which something is missing."""
    for need in strategy.needs:
        kind = kinds.get(need)
        if kind.method is not None and need not in values:
            raise EvidenceError(f"`{strategy.name}` needs `{need}`: {kind.summary}.", f"Give it: {need}=...")
    if "labels" in strategy.needs and np.size(labelled) and np.size(labels) == 0:
        raise EvidenceError(
            f"`{strategy.name}` needs the `labels` of the {np.size(labelled)} `labelled` rows.",
            "Give one answer for each.",
        )


def _sorted(strategy: Strategy, given: Mapping[str, Any], task: Task) -> tuple[dict[str, Array], dict[str, Any]]:
    """What was given, told apart: evidence and options."""
    known, allowed = readable(), options_of(strategy)
    values, options = {}, {}
    for name, value in given.items():
        if name in known:
            if value is not None:
                values[name] = dense_array(name, value)
        elif name in allowed:
            options[name] = value
        else:
            near = difflib.get_close_matches(name, [*known, *allowed, *_OWN], n=1, cutoff=0.5)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            needs = strategy.of_task(task).needs
            fits = {kind for kind, one in known.items() if not one.tasks or task in one.tasks}
            others = ", ".join(sorted((fits | allowed.keys()) - set(needs)))
            raise EvidenceError(
                f"`{strategy.name}` takes no `{name}`.{hint}",
                f"It needs {', '.join(needs) or 'nothing'}; others known are {others}.",
            )
    return values, options


def _n_items(strategy: Strategy, values: Mapping[str, Array], n_items: int | None) -> int:
    """Size of the pool, by which all must agree."""
    sizes = {name: value.shape[0] if value.ndim else 0 for name, value in values.items()}
    if n_items is not None:
        if not _whole(n_items) or n_items < 0:
            raise UsageError(f"`n_items` is {n_items!r}.", "Give the number of items of the pool.")
        sizes = {"n_items": n_items, **sizes}
    if not sizes:
        raise EvidenceError(f"`{strategy.name}` was given nothing that says how large the pool is.", "Give `n_items`.")
    first, size = next(iter(sizes.items()))
    for name, other in sizes.items():
        if other != size:
            raise EvidenceError(
                f"`{name}` has {other} rows and `{first}` has {size}.", "Give evidence of the same items."
            )
    return int(size)


def _finished(labelled: Rows, answers: npt.NDArray[Any], task: Task) -> Rows:
    """Labelled rows of which nothing is left to ask: sentences may be answered in part."""
    if task not in SEQUENCES:
        return labelled
    whole = [not bool((one[:, 2] if one.ndim == 2 else one).min(initial=0) < 0) for one in answers]
    finished: Rows = labelled[np.array(whole, dtype=bool)]
    return finished


def _free(n: int, busy: Rows, candidates: Rows | None) -> Rows | AllBut:
    """Rows that may be chosen, in the order of the pool."""
    if candidates is None and len(busy) <= n // 2:
        return AllBut(n, busy)
    free = np.ones(n, dtype=bool)
    if candidates is not None:
        free[:] = False
        free[candidates] = True
    free[busy] = False
    return np.flatnonzero(free)
