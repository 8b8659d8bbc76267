"""What a caller gives to a choice, checked where it comes in: evidence, rows, answers."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from array_api_compat import array_namespace, is_torch_array

from askless.choose.array import Array, Keys, Rows
from askless.choose.evidence.alike import need_alike, need_values
from askless.choose.evidence.kind import Kind, kinds
from askless.choose.evidence.logits import proba_of
from askless.choose.kernels.rows import as_array, as_ragged, numpy_of
from askless.core.ragged import ragged
from askless.core.task import LARGEST, SEQUENCES, TASKS, Task, TaskName
from askless.errors import EvidenceError, UnknownNameError, UsageError

__all__ = [
    "answers_at_hand",
    "answers_of",
    "at_hand",
    "checked_evidence",
    "checked_later",
    "dense_array",
    "keys_of",
    "n_labels_of",
    "readable",
    "row_numbers",
    "task_of",
    "with_proba",
]

_SHAPES: dict[Task, str] = {
    "classes": 'Say task="multilabel" if they are 0 and 1 for each label, else give one whole number for each row.',
    "multilabel": "Give 0 or 1 for each label, (n_labelled, n_labels).",
    "real": "Give one number for each row.",
}
_MOST = 1 << 16  # a class beyond is an id: there would be as many label names


def readable() -> dict[str, Kind]:
    """Kinds of evidence that have values for every item.

    Returns
    -------
    kinds : dict of str to Kind
        By name.
    """
    return {name: kind for name, kind in kinds.items() if kind.method is not None}


def dense_array(name: str, value: Any) -> Array:
    """Evidence as a dense array of numbers.

    Parameters
    ----------
    name : str
        What it is called.
    value : object
        An array of any library, or anything that NumPy can make one of.

    Returns
    -------
    array : array
        Without a copy where it is an array already; an object array of arrays for what is of tokens.

    Raises
    ------
    EvidenceError
        If it is sparse, not of numbers, or ragged where it may not be.
    """
    if name in kinds.names() and kinds.get(name).ragged:
        return _ragged_array(name, value)
    if (hasattr(value, "toarray") and hasattr(value, "nnz")) or (is_torch_array(value) and not _strided(value)):
        raise EvidenceError(
            f"`{name}` is a sparse matrix of shape {tuple(value.shape)}.",
            "Give a dense array: reduce it first, for instance with sklearn.decomposition.TruncatedSVD.",
        )
    if np.ma.is_masked(value):
        raise EvidenceError(f"`{name}` has masked values.", "Fill them in, or leave these rows out of `candidates`.")
    try:
        array = as_array(value)
    except ValueError as error:  # rows of different lengths
        raise EvidenceError(f"`{name}` is no array: {error}", "Give rows of the same length.") from None
    if is_torch_array(array):
        array = array.detach()  # its history is of no use here
    if isinstance(array, np.ndarray):
        array = np.asarray(array)  # a matrix has rules of its own
        if array.dtype.kind not in "fiub":
            raise EvidenceError(f"`{name}` is of type {array.dtype}.", "Give numbers.")
    elif array_namespace(array).isdtype(array.dtype, "complex floating"):
        raise EvidenceError(f"`{name}` is of type {array.dtype}.", "Give real numbers.")
    return array


def _ragged_array(name: str, value: Any) -> npt.NDArray[np.object_]:
    """Evidence of tokens: an array of numbers for each item."""
    need_values(name, value)
    try:
        return as_ragged(value)
    except (TypeError, ValueError):
        raise EvidenceError(
            f"`{name}` is {_shown(value)}.", f"Give {kinds.get(name).summary}: an array of numbers for each item."
        ) from None


def _shown(value: Any) -> str:
    """A value in a few words."""
    return f"of shape {tuple(value.shape)}" if hasattr(value, "shape") else f"a {type(value).__name__}"


def _strided(tensor: Any) -> bool:
    """Whether a PyTorch tensor is dense."""
    return str(tensor.layout) == "torch.strided"


def checked_evidence(evidence: Mapping[str, Any], n_items: int, task: Task) -> dict[str, Array]:
    """Evidence of a pool as arrays, after a look at names, shapes and values.

    Parameters
    ----------
    evidence : mapping of str to array
        By kind, the item axis first.
    n_items : int
        Size of the pool.
    task : {"classes", "multilabel", "real", "tags", "spans"}
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
    known = readable()
    for name in evidence:
        if name not in known:
            raise UnknownNameError.of("kind of evidence", name, known)
    values = {name: dense_array(name, value) for name, value in evidence.items()}
    for name in checked_later(values, n_items, task):
        kind = kinds.get(name)
        fault = kind.fault(values[name], n_items, task == "multilabel") if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{name}` {fault}.", f"Give {kind.summary}.")
    return values


def checked_later(values: Mapping[str, Array], n: int, task: Task) -> list[str]:
    """One library, one device, and what each kind of evidence says of itself.

    Parameters
    ----------
    values : mapping of str to array
        Evidence by kind.
    n : int
        Size of the pool.
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.

    Returns
    -------
    later : list of str
        Kinds whose values are still to be checked, which is done as they are read: it spares a pass.

    Raises
    ------
    EvidenceError
        If something has a wrong shape or value, or two are arrays of different libraries or devices.
    """
    first = next((name for name in values if not kinds.get(name).ragged), None)
    later = []
    for name, value in values.items():
        kind = kinds.get(name)
        if not kind.ragged:  # which is NumPy, whatever the rest is
            need_alike(first, values[first], name, value)  # type: ignore[arg-type, index]
            need_values(name, value)
        if kind.axes == value.ndim:
            later.append(name)
            continue
        fault = kind.fault(value, n, task == "multilabel") if kind.fault else ""
        if fault:
            raise EvidenceError(f"`{name}` {fault}.", f"Give {kind.summary}.")
    return later


def with_proba(values: Mapping[str, Array], task: Task) -> dict[str, Array]:
    """Evidence with the probabilities that the logits say, where they are all that says them.

    Parameters
    ----------
    values : mapping of str to array
        Evidence by kind.
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.

    Returns
    -------
    values : dict of str to array
        With `proba` if there were `logits` and no `proba`, and answers are no numbers.

    Raises
    ------
    EvidenceError
        If such logits have a wrong shape, or are not finite.
    """
    if task not in ("classes", "multilabel") or "logits" not in values or "proba" in values:
        return dict(values)
    logits, kind = values["logits"], kinds.get("logits")
    need_values("logits", logits)
    fault = kind.fault(logits, logits.shape[0] if logits.ndim else 0, task == "multilabel") if kind.fault else ""
    if fault:
        raise EvidenceError(f"`logits` {fault}.", f"Give {kind.summary}.")
    return {**values, "proba": proba_of(logits, multilabel=task == "multilabel")}


def task_of(task: Task | TaskName) -> Task:
    """What an answer is, in one of its two words.

    Parameters
    ----------
    task : {"classes", "multilabel", "real", "tags", "spans", "classify", "regress", "tag", "span"}
        The last four are the words of the command line.

    Returns
    -------
    task : {"classes", "multilabel", "real", "tags", "spans"}

    Raises
    ------
    UsageError
        If it is another word.

    Examples
    --------
    >>> task_of("regress")
    'real'
    """
    words: dict[str, Task] = {word: known for name, known in TASKS.items() for word in (known, name)}
    if isinstance(task, str) and task in words:
        return words[task]
    near = difflib.get_close_matches(str(task).lower(), words, n=1, cutoff=0.6)
    hint = f"Did you mean “{words[near[0]]}”? " if near else ""
    raise UsageError(f"`task` is {task!r}.", f"{hint}Known are “classes”, “multilabel”, “real”, “tags” and “spans”.")


def row_numbers(rows: Sequence[int] | Rows, n: int, name: str) -> Rows:
    """Rows of the pool as an array.

    Parameters
    ----------
    rows : int array of shape (n_rows,)
        Of any library.
    n : int
        Size of the pool.
    name : str
        What they are called.

    Returns
    -------
    rows : int64 array of shape (n_rows,)
        NumPy, in the order given.

    Raises
    ------
    UsageError
        If they are no row numbers, lie outside the pool, or one comes twice.
    """
    given = at_hand(name, rows)
    if given.size == 0:
        return np.empty(0, dtype=np.int64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        remedy = (
            "Give row numbers: numpy.flatnonzero makes them of a mask." if given.dtype == bool else "Give row numbers."
        )
        raise UsageError(f"`{name}` is of type {given.dtype} and shape {given.shape}.", remedy)
    if given.min() < 0 or given.max() >= n:
        worst = given.min() if given.min() < 0 else given.max()
        raise UsageError(f"`{name}` holds the row {worst}; the pool has the rows 0 to {n - 1}.", "Give rows of it.")
    if len(np.unique(given)) != len(given):
        raise UsageError(f"`{name}` holds a row twice.", "Name each row once.")
    return given.astype(np.int64)


def keys_of(keys: Any, n: int) -> Keys:
    """Noise keys, one for each item.

    Parameters
    ----------
    keys : int array of shape (n,)
        Of any library.
    n : int
        Size of the pool.

    Returns
    -------
    keys : uint64 array of shape (n,)

    Raises
    ------
    EvidenceError
        If they are of another shape, no whole numbers, or two are equal.
    """
    given = at_hand("keys", keys)
    if given.shape != (n,) or given.dtype.kind not in "iu":
        raise EvidenceError(
            f"`keys` has shape {given.shape} and type {given.dtype}; there are {n} items.",
            "Give one whole number for each item.",
        )
    if len(np.unique(given)) != n:
        raise EvidenceError("`keys` holds a number twice.", "Give each item a key of its own, so that it breaks ties.")
    return given.astype(np.uint64)


def answers_of(labels: Any, labelled: Rows, values: Mapping[str, Array], task: Task) -> npt.NDArray[Any]:
    """Answers of the labelled rows, of the shape that the task has.

    Parameters
    ----------
    labels : array of shape (n_labelled,) or (n_labelled, n_labels)
        As `select` takes them; empty if none were given.
    labelled : int64 array of shape (n_labelled,)
        Rows.
    values : mapping of str to array
        Evidence by kind, which says how many labels there are.
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.

    Returns
    -------
    answers : array of the same shape
        int64 for classes, uint8 for several labels, float64 for numbers; 0 where none were given. Of
        sentences an object array of int64 arrays, empty where none were given.

    Raises
    ------
    EvidenceError
        If their number, shape, type or values do not fit.
    """
    if task in SEQUENCES:
        return _answers_of_sentences(labels, len(labelled), task)
    given = np.asarray(labels)
    if given.size == 0 and (len(labelled) or given.ndim == 1):
        if task == "multilabel":
            return np.zeros((len(labelled), *_widths(values).values(), 0)[:2], dtype=np.uint8)
        return np.zeros(len(labelled), dtype=np.float64 if task == "real" else np.int64)
    n_given = len(given) if given.ndim else 1
    if n_given != len(labelled):
        raise EvidenceError(
            f"There are {n_given} `labels` for {len(labelled)} `labelled` rows.", "Give one answer for each."
        )
    if given.ndim != (2 if task == "multilabel" else 1) and given.size:
        raise EvidenceError(f"`labels` has shape {given.shape} for the task “{task}”.", _SHAPES[task])
    if given.dtype.kind not in ("iufb" if task == "real" else "iub") and given.size:
        raise EvidenceError(
            f"`labels` is of type {given.dtype}.",
            "Give numbers." if task == "real" else "Give positions of labels as whole numbers: 0, 1, 2, ...",
        )
    if task == "real":
        answers: npt.NDArray[Any] = given.astype(np.float64)
        if not np.isfinite(answers).all():
            raise EvidenceError("`labels` holds a value that is not a finite number.", "Leave such rows out.")
        if given.size and np.abs(answers).max() > LARGEST:
            raise EvidenceError(
                f"`labels` goes up to {np.abs(answers).max():.3g} in size, and squares of that overflow.",
                "Take another unit.",
            )
        return answers
    if given.size and (given.min() < 0 or (task == "multilabel" and given.max() > 1)):
        raise EvidenceError(
            f"`labels` lies between {given.min()} and {given.max()}.",
            "Give 0 or 1 for each label." if task == "multilabel" else "Give positions of labels: 0, 1, 2, ...",
        )
    if given.size and given.max() > _MOST:
        raise EvidenceError(f"`labels` holds the class {given.max()}.", "Classes count from 0, without gaps.")
    return given.astype(np.uint8 if task == "multilabel" else np.int64)


def answers_at_hand(labels: Any) -> npt.NDArray[np.object_]:
    """Answers about sentences, an element for each of them.

    Parameters
    ----------
    labels : sequence of arrays or of lists
        Tags of each sentence, or spans; nothing is looked at yet.

    Returns
    -------
    answers : object array of shape (n_labelled,)

    Raises
    ------
    EvidenceError
        If it is no list.

    Examples
    --------
    >>> answers_at_hand([[0, 1], []]).shape
    (2,)
    """
    if isinstance(labels, str) or not hasattr(labels, "__len__") or not getattr(labels, "ndim", 1):
        raise EvidenceError(f"`labels` is {labels!r}.", "Give a list with an array for each labelled sentence.")
    found = np.empty(len(labels), dtype=object)
    for at, one in enumerate(labels):
        found[at] = one
    return found


def _answers_of_sentences(labels: Any, n: int, task: Task) -> npt.NDArray[np.object_]:
    """Tags, or spans, of labelled sentences."""
    width, form = ((3,), "(n_spans, 3): first character, end, type") if task == "spans" else ((), "(n_tokens,)")
    if not len(labels):
        return ragged([np.empty((0, *width), dtype=np.int64)] * n)
    if len(labels) != n:
        raise EvidenceError(f"There are {len(labels)} `labels` for {n} `labelled` rows.", "Give one answer for each.")
    found = []
    for label in labels:
        one = at_hand("labels", label)
        one = one.reshape(0, *width) if not one.size else one
        if one.shape[1:] != width or one.ndim != 1 + len(width) or (one.size and one.dtype.kind not in "iu"):
            raise EvidenceError(
                f"`labels` holds an answer of shape {one.shape} and type {one.dtype}.",
                f"Give an array of whole numbers for each sentence, {form}, -1 for what is not known.",
            )
        codes = one[:, 2] if task == "spans" else one
        if codes.size and not -1 <= codes.min() <= codes.max() <= _MOST:
            worst = codes.min() if codes.min() < -1 else codes.max()
            raise EvidenceError(f"`labels` holds the code {worst}.", "Labels count from 0; -1 is what is not known.")
        found.append(one.astype(np.int64))
    return ragged(found)


def n_labels_of(values: Mapping[str, Array], answers: npt.NDArray[Any], task: Task) -> int:
    """How many labels there are.

    Parameters
    ----------
    values : mapping of str to array
        Evidence by kind.
    answers : array
        As `answers_of` gives them.
    task : {"classes", "multilabel", "real", "tags", "spans"}
        What an answer is.

    Returns
    -------
    n : int
        As many as the evidence has columns; without such evidence as the answers show, and 0 for numbers.

    Raises
    ------
    EvidenceError
        If the answers have labels that the evidence has not.
    """
    if task == "real":
        return 0
    if task in SEQUENCES:
        codes = [one[:, 2] if one.ndim == 2 else one for one in answers]
        return max((int(one.max()) + 1 for one in codes if one.size), default=0)
    widths = _widths(values)
    for name, n in widths.items():
        first, of_first = next(iter(widths.items()))
        if n != of_first:
            raise EvidenceError(
                f"`{first}` tells {of_first} labels apart, and `{name}` {n}.", "Give both of the same labels."
            )
        if task == "classes" and answers.size and int(answers.max()) >= n:
            raise EvidenceError(
                f"`labels` holds the class {int(answers.max())}, and `{name}` has {n}.", "Classes count from 0."
            )
        if task == "multilabel" and answers.ndim == 2 and answers.shape[1] != n:
            raise EvidenceError(
                f"`labels` has {answers.shape[1]} columns, and `{name}` has {n}.", "Give one for each label."
            )
    if widths:
        return next(iter(widths.values()))
    if task == "multilabel":
        return int(answers.shape[1]) if answers.ndim == 2 else 0
    return int(answers.max()) + 1 if answers.size else 0


def _widths(values: Mapping[str, Array]) -> dict[str, int]:
    """How many labels each kind of evidence tells apart that tells any."""
    return {name: int(values[name].shape[-1]) for name in ("proba", "logits", "draws") if name in values}


def at_hand(name: str, values: Any) -> npt.NDArray[Any]:
    """Row numbers or answers as a NumPy array; those on a GPU are fetched, for they are few.

    Parameters
    ----------
    name : str
        What they are called.
    values : object
        An array of any library, or anything that NumPy can make one of.

    Returns
    -------
    array : NumPy array

    Raises
    ------
    EvidenceError
        If it is no array, or has no values.
    """
    need_values(name, values)
    try:
        return numpy_of(values)
    except ValueError as error:
        raise EvidenceError(f"`{name}` is no array: {error}", "Give one answer, or one row, for each item.") from None
