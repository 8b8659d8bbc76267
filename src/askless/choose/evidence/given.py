"""`labelled`, `labels` and `pending`: what the round brings along."""

from __future__ import annotations

from askless.choose.evidence.kind import Kind, kinds

__all__ = ["LABELLED", "LABELS", "PENDING"]

LABELLED = Kind(name="labelled", summary="rows that are labelled, (n_labelled,)", scope="reference", cost="given")
LABELS = Kind(
    name="labels",
    summary="their answers, (n_labelled,) class indices, or (n_labelled, n_labels) of 0 and 1 for multi-label",
    scope="reference",
    cost="given",
)
PENDING = Kind(
    name="pending", summary="rows that are asked and not answered, (n_pending,)", scope="reference", cost="given"
)
for _kind in (LABELLED, LABELS, PENDING):
    kinds.register(_kind.name, _kind)
