"""The models of sentences that can be had by name."""

from __future__ import annotations

from askless.core.task import Task
from askless.models.built_in import BuiltIn, models
from askless.models.sequence.crf import SentenceField
from askless.models.sequence.features import TokenFeatures

__all__ = ["OFFERS"]

OFFERS = (
    "words", "token_entropy", "path_log_proba", "n_best_log_proba", "sequence_entropy", "committee_log_proba",
    "token_disagreement", "gradient_length", "embedding",
)  # fmt: skip


def _make(kind: str, seed: int, task: Task = "tags") -> SentenceField:
    return SentenceField("crf", TokenFeatures(seed), task, seed=seed)


models.register(
    "crf",
    BuiltIn(
        kinds=("tokens",),
        default_for=("tokens",),
        summary="a conditional random field over words, their shapes, endings and neighbours; learns from parts, too",
        make=_make,
        offers=OFFERS,
        tasks=("tags", "spans"),
        by_task=True,
    ),
)
