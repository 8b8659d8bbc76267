"""Everything that a stream learner knows, and its form on disk."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from askless.core.pack import pack
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.models.online.online import Float64s
from askless.stream.adaptation.adaptation import Adapting
from askless.stream.arrivals import Arrivals
from askless.stream.batch import Batch, Told
from askless.stream.choosing import Chooser
from askless.stream.encoding.encoder import Encoder
from askless.stream.journal import MODELS
from askless.stream.pending import Asked, Waiting

__all__ = ["StreamState"]

HEAVIEST = 20.0
"""Largest weight of an answer to an item that was asked with a small probability; more would only add noise."""

RATE = 1_000_000.0
"""Bytes a second that the state of models may take; larger ones are written less often, and the latest answers are
learnt again when a project is resumed."""


@dataclass
class StreamState:
    """The parts of a stream learner that change. `real` is whether answers are numbers.

    Parameters
    ----------
    space : LabelSpace
    chooser : Chooser
    adapting : Adapting
        The models.
    title : str
        What the state of the models belongs to: another kind of model cannot take it up.
    """

    space: LabelSpace
    chooser: Chooser
    adapting: Adapting
    title: str
    encoder: Encoder = field(default_factory=Encoder)
    arrivals: Arrivals = field(default_factory=Arrivals)
    waiting: Waiting = field(default_factory=Waiting)
    seen: int = 0
    asked: int = 0
    answered: int = 0
    skipped: int = 0
    taught: set[int] = field(default_factory=set)
    """Codes of the labels that the models have met."""
    damaged: int = 0
    """Items and answers that could not be read."""
    unlearnt: int = 0
    """Answers at which the model failed when they were to be learnt again."""
    _written: tuple[float, int] = (0.0, 0)  # when the state of the models was written, and its size

    def __post_init__(self) -> None:
        self.real = isinstance(self.space, Real)  # for good; asked for several times an item, and that is slow

    @property
    def n_labels(self) -> int:
        """Number of labels; 0 where answers are numbers."""
        return len(self.space.names)

    @property
    def has_learnt(self) -> bool:
        """Whether predictions mean anything."""
        return bool(self.taught) or (self.real and self.answered > 0)

    def batch(self, raw: Any, rows: Float64s, times: Sequence[float] | None = None) -> Batch:
        """Items as a batch."""
        moments = np.zeros(len(rows)) if times is None else np.asarray(times)
        return Batch(self.seen, raw, rows, self.encoder.scale(rows), moments)

    def said(self, batch: Batch) -> Float64s | None:
        """What the models say of items; None as long as there is nothing to be said."""
        return self.adapting.predict(batch, self.n_labels) if self.real or self.n_labels else None

    def told(self, learnt: Sequence[tuple[Asked, Any]], taught: Sequence[bytes | None] = ()) -> Told:
        """Answers with what had been said of their items.

        Features are scaled as of now, or as the models were taught them before: the scale moves on with the stream.
        """
        asked = [item for item, _ in learnt]
        rows = np.full((len(asked), self.encoder.width), np.nan)
        for row, item in zip(rows, asked, strict=True):
            row[: len(item.row)] = item.row  # features that came later are missing
        said: dict[str, Any] = {}
        if self.real:
            said["predicted"] = np.array([item.said[0] if len(item.said) else np.nan for item in asked])
        else:
            proba = np.zeros((len(asked), self.n_labels))
            for at, item in enumerate(asked):
                proba[at, : len(item.said)] = item.said
                if not len(item.said):
                    proba[at] = np.nan
            said["proba"] = proba
        raw = [item.raw for item in asked]
        scaled = self.encoder.scale(rows)
        for row, before in zip(scaled, taught, strict=False):
            if before is not None:
                known = np.frombuffer(before, np.float64)
                row[: len(known)], row[len(known) :] = known, 0.0  # features that came later were not there
        batch = Batch(asked[0].number, raw, rows, scaled, np.zeros(len(asked)), **said)
        probability = np.array([item.probability for item in asked])
        weights = None
        if self.chooser.sampler.weighted:
            weights = 1.0 / np.maximum(probability, 1.0 / HEAVIEST)
        y = self.space.encode([answer for _, answer in learnt])
        return Told(batch, y, probability, np.array([item.random for item in asked]), weights)

    # --- on disk --------------------------------------------------------------------------------

    def written(self, *, whole: bool = False) -> dict[str, bytes]:
        """Its parts as they are written with a commit; that of the models only so often, unless `whole`.

        What the models are taught in between is on disk, and is learnt again. What was looked at without an answer is
        not, so that models that come with label-free detectors are written each time.
        """
        state = {
            "counts": [self.seen, self.asked, self.answered, self.skipped],
            "taught": sorted(self.taught),
            "names": list(self.space.names),
            "named": self.arrivals.named,
            "encoder": self.encoder.state(),
            "chooser": self.chooser.state(),
        }
        parts = {"stream": pack(state)}
        since, size = self._written
        if whole or self.adapting.looks or time.monotonic() - since >= size / RATE:
            models = self.adapting.state()
            if models is not None:
                parts[MODELS] = pack([self.title, models])
                self._written = (time.monotonic(), len(parts[MODELS]))
        return parts

    def named(self, names: Sequence[str]) -> None:
        """The labels that were met, in the order in which the models know them."""
        names = [*names, *(name for name in self.space.names if name not in names)]
        self.space = label_space(names) if names else self.space

    @property
    def notice(self) -> str:
        """Sentences on what was damaged on disk, and on what the model cannot learn; "" if there is nothing."""
        said = []
        if self.damaged:
            said.append(
                f"What was kept of {self.damaged:,} items or answers is damaged, and the model does not learn it."
            )
        if self.unlearnt:
            said.append(f"The model fails at {self.unlearnt:,} of the answers and does not learn them; they are kept.")
        return " ".join(said)
