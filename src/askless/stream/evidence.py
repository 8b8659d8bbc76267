"""What a sampler is shown of a micro-batch: the words of the model, and of a committee where it wants one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from askless.models.online.online import Draws, Float64s, OnlineModel, Std
from askless.stream.batch import Batch
from askless.stream.latency import sharpened

__all__ = ["for_choice"]


def for_choice(
    batch: Batch,
    said: Float64s | None,
    near: Float64s | None,
    model: OnlineModel,
    needs: Sequence[str],
    n_labels: int,
) -> Batch:
    """A batch with all that a sampler needs.

    Parameters
    ----------
    batch : Batch
    said : float64 array or None
        Probabilities, or predicted numbers; None as long as there are none.
    near : float64 array of shape (n_items,) or None
        How many answers are on their way near each item (`crowding`): the model is taken to be surer there.
    model : OnlineModel
    needs : sequence of str
        Kinds of evidence.
    n_labels : int

    Returns
    -------
    batch : Batch
        Perhaps the same one.
    """
    if said is None:
        return batch
    if near is None and not model.real and "draws" not in needs:  # the usual case
        batch.proba = said
        return batch
    evidence: dict[str, Any] = {}
    if model.real:
        evidence["predicted"] = said
        if "uncertainty" in needs and isinstance(model, Std):
            std = model.std(batch.taken(model.takes))
            evidence["std"] = std if near is None else std / (1.0 + near)
    else:
        evidence["proba"] = said if near is None else sharpened(said, near)
    if "draws" in needs:
        assert isinstance(model, Draws)  # checked when the learner was made
        evidence["draws"] = model.draws(batch.taken(model.takes), n_labels)
    return batch.with_evidence(**evidence)
