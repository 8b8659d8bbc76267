"""`select`: one choice from evidence at hand, for people with a loop of their own."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from array_api_compat import is_torch_array

from askless.choose.all_but import AllBut
from askless.choose.array import Array, Keys, Rows
from askless.choose.evidence.alike import need_alike, need_values
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import Kind, kinds
from askless.choose.kernels.rows import as_array, numpy_of
from askless.choose.round import Round
from askless.choose.strategy.strategy import Strategy, options_of, strategies
from askless.core.noise import RowKeys
from askless.core.task import Task
from askless.errors import EvidenceError, UnknownNameError, UsageError

__all__ = ["checked_evidence", "select"]


def select(
    strategy: str | Strategy,
    k: int,
    *,
    labelled: Sequence[int] | Rows = (),
    labels: Sequence[Any] | npt.NDArray[Any] = (),
    pending: Sequence[int] | Rows = (),
    candidates: Sequence[int] | Rows | None = None,
    task: Task = "classes",
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
        Rows that are labelled. They are never chosen.
    labels : array of shape (n_labelled,) or (n_labelled, n_labels), optional
        Their answers: class indices, 0 and 1 for each label, or numbers. Some strategies need them.
    pending : int array of shape (n_pending,), optional
        Rows that are asked and not answered yet. They are never chosen.
    candidates : int array of shape (n_candidates,), optional
        Rows that may be chosen; all that are neither labelled nor pending if not given.
    task : {"classes", "multilabel", "real"}, default "classes"
        What an answer is.
    n_items : int, optional
        Size of the pool; only needed where no evidence says it.
    seed, round : int, default 0
        All randomness is keyed by them and by the row.
    keys : uint64 array of shape (n_items,), optional
        Noise keys, for picks that do not depend on the order of the rows; from the row numbers if
        not given.
    **evidence
        Evidence by name (``proba=``, ``embedding=``, ``draws=``, ...), each of shape
        (n_items, ...), NumPy, PyTorch or another array API library, all of one library on one
        device; and options of the strategy by theirs.

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
        If `k` is negative, rows lie outside the pool, or the strategy does not fit the task.

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
    if task not in found.tasks:
        raise UsageError(
            f"`{found.name}` does not take the task “{task}”.", f"It is made for {' and '.join(found.tasks)}."
        )
    values, options = _sorted(found, evidence)
    labelled, labels = _at_hand("labelled", labelled), _at_hand("labels", labels)
    if options:
        found = strategies.configured(found, options)
    _check_needs(found, values, labelled, labels)
    n = _n_items(found, values, n_items)
    later = _check(values, n, task)
    taken, waiting = _rows(labelled, n, "labelled"), _rows(pending, n, "pending")
    busy = np.union1d(taken, waiting)
    answers = _answers(labels, taken, values, task)
    if keys is not None:
        keys = _at_hand("keys", keys)
    if keys is not None and (np.shape(keys) != (n,) or np.asarray(keys).dtype.kind not in "iu"):
        raise EvidenceError(
            f"`keys` has shape {np.shape(keys)} and type {np.asarray(keys).dtype}; there are {n} items.",
            "Give one whole number for each item.",
        )
    n_labels = _n_labels(values, answers, task)
    moment = Round(
        seed=seed,
        number=round,
        keys=cast(Keys, RowKeys(n)) if keys is None else np.asarray(keys, dtype=np.uint64),
        candidates=_free(n, busy, None if candidates is None else _rows(candidates, n, "candidates")),
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


def _strategy(strategy: str | Strategy) -> Strategy:
    """The strategy itself."""
    if isinstance(strategy, str):
        return strategies.get(strategy)
    if isinstance(strategy, type) or not callable(getattr(strategy, "choose", None)):
        raise UsageError(f"`strategy` is {strategy!r}.", "Give a name, or a strategy that is made: Power(beta=2.0).")
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
    if "labels" in strategy.needs and np.size(labelled) and not np.size(labels):
        raise EvidenceError(
            f"`{strategy.name}` needs the `labels` of the {np.size(labelled)} `labelled` rows.",
            "Give one answer for each.",
        )


def _readable() -> dict[str, Kind]:
    """Kinds of evidence that have values for every item."""
    return {name: kind for name, kind in kinds.items() if kind.method is not None}


def _sorted(strategy: Strategy, given: Mapping[str, Any]) -> tuple[dict[str, Array], dict[str, Any]]:
    """What was given, told apart: evidence and options."""
    known, allowed = _readable(), options_of(strategy)
    values, options = {}, {}
    for name, value in given.items():
        if name in known:
            if value is not None:
                values[name] = _array(name, value)
        elif name in allowed:
            options[name] = value
        else:
            near = difflib.get_close_matches(name, [*known, *allowed], n=1, cutoff=0.5)
            hint = f" Did you mean `{near[0]}`?" if near else ""
            others = ", ".join(sorted((known.keys() | allowed.keys()) - set(strategy.needs)))
            raise EvidenceError(
                f"`{strategy.name}` takes no `{name}`.{hint}",
                f"It needs {', '.join(strategy.needs) or 'nothing'}; others known are {others}.",
            )
    return values, options


def _array(name: str, value: Any) -> Array:
    """A dense array of any library."""
    if hasattr(value, "toarray") and hasattr(value, "nnz"):
        raise EvidenceError(
            f"`{name}` is a sparse matrix of shape {value.shape}.",
            "Give a dense array: reduce it first, for instance with sklearn.decomposition.TruncatedSVD.",
        )
    try:
        array = as_array(value)
    except ValueError as error:  # rows of different lengths
        raise EvidenceError(f"`{name}` is no array: {error}", "Give rows of the same length.") from None
    if is_torch_array(array):
        array = array.detach()  # its history is of no use here
    if isinstance(array, np.ndarray) and array.dtype.kind not in "fiub":
        raise EvidenceError(f"`{name}` is of type {array.dtype}.", "Give numbers.")
    return array


def checked_evidence(evidence: Mapping[str, Any], n_items: int, task: Task) -> dict[str, Array]:
    """Evidence of a pool as arrays, after a look at names, shapes and values.

    Parameters
    ----------
    evidence : mapping of str to array
        By kind, the item axis first.
    n_items : int
        Size of the pool.
    task : {"classes", "multilabel", "real"}
        What an answer is.

    Returns
    -------
    values : dict of str to array

    Raises
    ------
    EvidenceError
        If something has a wrong shape or value, or two are arrays of different libraries.
    UnknownNameError
        If there is no such kind of evidence.
    """
    known = _readable()
    for name in evidence:
        if name not in known:
            raise UnknownNameError.of("kind of evidence", name, known)
    values = {name: _array(name, value) for name, value in evidence.items()}
    for name in _check(values, n_items, task):
        kind = kinds.get(name)
        fault = kind.fault(values[name], n_items, task == "multilabel") if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{name}` {fault}.", f"Give {kind.summary}.")
    return values


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


def _check(values: Mapping[str, Array], n: int, task: Task) -> list[str]:
    """One library, one device, and what each kind of evidence says of itself.

    Kinds are returned whose values are checked as they are read, which spares a pass over them.
    """
    first = next(iter(values), None)
    later = []
    for name, value in values.items():
        need_alike(first, values[first], name, value)  # type: ignore[arg-type, index]
        need_values(name, value)
        kind = kinds.get(name)
        if kind.axes == value.ndim:
            later.append(name)
            continue
        fault = kind.fault(value, n, task == "multilabel") if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{name}` {fault}.", f"Give {kind.summary}.")
    return later


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


def _at_hand(name: str, values: Any) -> npt.NDArray[Any]:
    """Row numbers or answers as a NumPy array; those on a GPU are fetched, for they are few."""
    need_values(name, values)
    try:
        return numpy_of(values)
    except ValueError as error:
        raise EvidenceError(f"`{name}` is no array: {error}", "Give one answer, or one row, for each item.") from None


def _rows(rows: Sequence[int] | Rows, n: int, name: str) -> Rows:
    """Rows of the pool as an array."""
    given = _at_hand(name, rows)
    if given.size == 0:
        return np.empty(0, dtype=np.int64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise UsageError(f"`{name}` is of type {given.dtype} and shape {given.shape}.", "Give row numbers.")
    if given.min() < 0 or given.max() >= n:
        worst = given.min() if given.min() < 0 else given.max()
        raise UsageError(f"`{name}` holds the row {worst}; the pool has the rows 0 to {n - 1}.", "Give rows of it.")
    if len(np.unique(given)) != len(given):
        raise UsageError(f"`{name}` holds a row twice.", "Name each row once.")
    return given.astype(np.int64)


def _answers(labels: Any, labelled: Rows, values: Mapping[str, Array], task: Task) -> npt.NDArray[Any]:
    """Answers of the labelled rows, of the shape that the task has."""
    given = np.asarray(labels)
    if given.size == 0 and len(labelled):
        if task == "multilabel":
            n_labels = values["proba"].shape[1] if "proba" in values else 0
            return np.zeros((len(labelled), n_labels), dtype=np.uint8)
        return np.zeros(len(labelled), dtype=np.float64 if task == "real" else np.int64)
    if len(given) != len(labelled):
        raise EvidenceError(
            f"There are {len(given)} `labels` for {len(labelled)} `labelled` rows.", "Give one answer for each."
        )
    if given.ndim != (2 if task == "multilabel" else 1) and given.size:
        raise EvidenceError(f"`labels` has shape {given.shape} for the task “{task}”.", "See the parameter `labels`.")
    if given.dtype.kind not in ("iufb" if task == "real" else "iub") and given.size:
        raise EvidenceError(
            f"`labels` is of type {given.dtype}.",
            "Give numbers." if task == "real" else "Give positions of labels as whole numbers: 0, 1, 2, ...",
        )
    if task == "real":
        answers: npt.NDArray[Any] = given.astype(np.float64)
        if not np.isfinite(answers).all():
            raise EvidenceError("`labels` holds a value that is not a finite number.", "Leave such rows out.")
        return answers
    if given.size and (given.min() < 0 or (task == "multilabel" and given.max() > 1)):
        raise EvidenceError(
            f"`labels` lies between {given.min()} and {given.max()}.",
            "Give 0 or 1 for each label." if task == "multilabel" else "Give positions of labels: 0, 1, 2, ...",
        )
    return given.astype(np.uint8 if task == "multilabel" else np.int64)


def _n_labels(values: Mapping[str, Array], answers: npt.NDArray[Any], task: Task) -> int:
    """How many labels there are."""
    if task == "real":
        return 0
    for name in ("proba", "logits", "draws"):
        if name in values:
            n = int(values[name].shape[-1])
            if task == "classes" and answers.size and int(answers.max()) >= n:
                raise EvidenceError(
                    f"`labels` holds the class {int(answers.max())}, and `{name}` has {n}.", "Classes count from 0."
                )
            if task == "multilabel" and answers.ndim == 2 and answers.shape[1] != n:
                raise EvidenceError(
                    f"`labels` has {answers.shape[1]} columns, and `{name}` has {n}.", "Give one for each label."
                )
            return n
    if task == "multilabel":
        return int(answers.shape[1]) if answers.ndim == 2 else 0
    return int(answers.max()) + 1 if answers.size else 0
