"""A label space from what a caller or a project file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from askless.core.task import TASKS
from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.errors import LabelError, UnknownNameError, UsageError

__all__ = ["KINDS", "SPACES", "kept_space", "label_space"]

SPACES: dict[str, Callable[[Sequence[object]], LabelSpace]] = {
    "classes": Classes,
    "multilabel": MultiLabel,
    "tags": Tags,
    "spans": Spans,
}
"""Label spaces that are made of names."""

KINDS = (*SPACES, Real.kind)
"""Every label space."""


def label_space(labels: LabelSpace | Sequence[object] | None, kind: str = "classes") -> LabelSpace:
    """The label space meant by `labels`.

    Parameters
    ----------
    labels : label space, sequence of names, or None
        A label space is returned as it is; None means that no label is known yet.
    kind : {"classes", "multilabel", "real", "tags", "spans"}
        The space to build from names; that of numbers takes none.

    Returns
    -------
    space : LabelSpace

    Raises
    ------
    UnknownNameError
        If there is no label space of this kind.
    UsageError
        If there are names for numbers.

    Examples
    --------
    >>> label_space(["a", "b"], "multilabel")
    MultiLabel(names=('a', 'b'))
    """
    if isinstance(labels, (Classes, MultiLabel, Real, Tags, Spans)):
        return labels
    if kind not in KINDS:
        raise UnknownNameError.of("label space", kind, KINDS)
    names: list[object] = [labels] if isinstance(labels, str) else list(cast("Sequence[object]", labels or ()))
    if kind == Real.kind:
        if names:
            raise UsageError(f"Numbers have no names such as “{names[0]}”.", "Leave the names out.")
        return Real()
    return SPACES[kind](names)


def kept_space(settings: Mapping[str, Any]) -> LabelSpace | None:
    """The label space that the settings of a project tell, for a log that has lost its beginning.

    Parameters
    ----------
    settings : mapping of str to object
        Of ``project.toml``. What is of the wrong kind is passed over, as somebody may have edited it.

    Returns
    -------
    space : LabelSpace or None
        None if they do not say what an answer is.

    Examples
    --------
    >>> kept_space({"task": "span", "labels": ["PER"]}), kept_space({"source": "a.csv"})
    (Spans(names=('PER',)), None)
    """
    task, names = settings.get("task"), settings.get("labels")
    kind = TASKS.get(task) if isinstance(task, str) else None  # type: ignore[call-overload]  # any word may be there
    if kind is None:
        return None
    try:
        if kind == Real.kind:
            low, high = settings.get("minimum"), settings.get("maximum")
            return Real(unit=str(settings.get("unit", "")), minimum=low, maximum=high)
        return label_space(names if isinstance(names, list) else (), kind)
    except (LabelError, UsageError, TypeError, ValueError):
        return label_space((), kind)
