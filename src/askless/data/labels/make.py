"""A label space from what a caller or a project file says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from askless.data.labels.classes import Classes
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.space import LabelSpace
from askless.errors import UnknownNameError

__all__ = ["SPACES", "label_space"]

SPACES: dict[str, type[Classes] | type[MultiLabel]] = {"classes": Classes, "multilabel": MultiLabel}


def label_space(labels: LabelSpace | Sequence[object] | None, kind: str = "classes") -> LabelSpace:
    """The label space meant by `labels`.

    Parameters
    ----------
    labels : label space, sequence of names, or None
        A label space is returned as it is; None means that no label is known yet.
    kind : {"classes", "multilabel"}
        The space to build from names.

    Returns
    -------
    space : LabelSpace

    Raises
    ------
    UnknownNameError
        If there is no label space of this kind.

    Examples
    --------
    >>> label_space(["a", "b"], "multilabel")
    MultiLabel(names=('a', 'b'))
    """
    if isinstance(labels, (Classes, MultiLabel)):
        return labels
    if kind not in SPACES:
        raise UnknownNameError.of("label space", kind, SPACES)
    names: list[object] = [labels] if isinstance(labels, str) else list(cast("Sequence[object]", labels or ()))
    return SPACES[kind](names)
