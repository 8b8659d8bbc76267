"""A label space from what a caller or a project file says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.errors import UnknownNameError, UsageError

__all__ = ["KINDS", "SPACES", "label_space"]

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
