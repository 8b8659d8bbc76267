"""The models of sentences that can be had by name."""

from __future__ import annotations

from askless.core.task import Task
from askless.models.built_in import BuiltIn, models
from askless.models.sequence.crf import SentenceField
from askless.models.sequence.features import TokenFeatures

__all__: list[str] = []


def _make(kind: str, seed: int, task: Task = "tags") -> SentenceField:
    return SentenceField("crf", TokenFeatures(seed), task, seed=seed)


models.register(
    "crf",
    BuiltIn(
        kinds=("tokens",),
        default_for=("tokens",),
        summary="a conditional random field over words, their shapes, endings and neighbours; learns from parts, too",
        make=_make,
        offers=("words", "token_entropy", "path_log_proba", "sequence_entropy", "embedding"),
        tasks=("tags", "spans"),
        by_task=True,
    ),
)
