"""What a strategy is shown: candidates, what is labelled or pending, the seed, evidence on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.all_but import AllBut, Candidates
from askless.choose.array import Keys, Rows
from askless.choose.evidence.engine import Evidence
from askless.choose.evidence.kind import kinds
from askless.core.noise import uniform
from askless.core.task import SEQUENCES, Task

__all__ = ["Round"]


def _no_rows() -> Rows:
    return np.empty(0, dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Round:
    """One moment at which rows are chosen. Never changed; `without` and `replace` make another.

    Parameters
    ----------
    seed : int
        The caller's seed.
    number : int
        Counts the rounds; each draws noise of its own.
    keys : uint64 array of shape (n_items,), or RowKeys
        Noise key of every item of the pool; all that is asked of it are the keys of some rows.
    candidates : int64 array of shape (n_candidates,), or AllBut
        Rows that may be asked: not labelled, not pending, not skipped, one of each group of copies.
        It is read as an array whatever was given.
    evidence : Evidence
        What the model tells about rows.
    labelled : int64 array of shape (n_labelled,)
        Rows that have an answer.
    labels : array of shape (n_labelled,) or (n_labelled, n_labels)
        Their answers as the label space encodes them: class indices, 0 and 1 for each label, or numbers;
        of sentences an object array of arrays, tags (n_tokens,) or spans (n_spans, 3) of start, end and
        type, -1 where nobody has said yet.
    pending : int64 array of shape (n_pending,)
        Rows that are asked and not answered yet.
    label_names : tuple of str
        Declared labels.
    task : {"classes", "multilabel", "real", "tags", "spans"}, default "classes"
        What an answer is.
    people : tuple of str, default ()
        Names of those whose answers are the columns of `annotations`, if they are known; "" has no name.
    asked : int, default 0
        Queries asked before this round; shares that are not whole numbers take turns by it.
    served : frozenset of int
        Turns (numbers of queries asked before) at which the random share has a row already: it was
        kept while others of its round were released, and their turns come again.
    model_ready : bool, default True
        Whether the model can predict.
    part_of : int, optional
        Size of the batch that this call fills a part of; None if the call is the whole batch.
        Set by a wrapper that has taken slots for itself; a strategy then adds no random share.
    """

    seed: int
    number: int
    keys: Keys
    candidates: Candidates = Candidates()  # noqa: RUF009  # a descriptor, not a default
    evidence: Evidence
    labelled: Rows = field(default_factory=_no_rows)
    labels: npt.NDArray[Any] = field(default_factory=_no_rows)
    pending: Rows = field(default_factory=_no_rows)
    label_names: tuple[str, ...] = ()
    task: Task = "classes"
    people: tuple[str, ...] = ()
    asked: int = 0
    served: frozenset[int] = frozenset()
    model_ready: bool = True
    part_of: int | None = None

    @property
    def free(self) -> Rows | AllBut:
        """The candidates as they were given: not written down if that can be spared."""
        held: Rows | AllBut = vars(self)["_candidates"]
        return held

    @property
    def multilabel(self) -> bool:
        """Whether an item may have several labels, or none."""
        return self.task == "multilabel"

    @property
    def taken(self) -> Rows:
        """Rows that a batch should stay away from: labelled, then pending."""
        return np.concatenate([self.labelled, self.pending]).astype(np.int64, copy=False)

    @property
    def pool(self) -> Rows:
        """Candidates and taken rows, each once: a sentence that is answered in part may be both."""
        if self.task in SEQUENCES:
            taken = self.taken
            left = taken[~np.isin(taken, self.candidates)]
            return np.concatenate([self.candidates, left]).astype(np.int64, copy=False)
        return np.concatenate([self.candidates, self.taken]).astype(np.int64, copy=False)

    @property
    def unseen(self) -> tuple[str, ...]:
        """Declared labels that no answer has."""
        if self.task == "real":
            return ()
        if self.task in SEQUENCES:
            known = set(self._told.tolist())
            return tuple(name for i, name in enumerate(self.label_names) if i not in known)
        answers = np.asarray(self.labels, dtype=np.int64)
        given = np.flatnonzero(answers.max(axis=0, initial=0)) if self.multilabel else np.unique(answers)
        seen = set(given.tolist())
        return tuple(name for i, name in enumerate(self.label_names) if i not in seen)

    @property
    def teaches(self) -> bool:
        """Whether the answers differ: two classes, or a label both given and withheld; a span, two tags."""
        if self.task in SEQUENCES:
            return len(np.unique(self._told)) >= (2 if self.task == "tags" else 1)
        if len(self.labelled) < 2:
            return False
        answers = np.asarray(self.labels)
        return bool((answers != answers[0]).any())

    @property
    def _told(self) -> Rows:
        """Codes of all tags, or of the types of all spans, that are known of sentences."""
        parts = [np.asarray(one, dtype=np.int64) for one in self.labels]
        codes = [one[:, 2] for one in parts if one.size] if self.task == "spans" else parts
        told = np.concatenate([_no_rows(), *codes])
        return told[told >= 0]

    def noise(self, rows: Rows, stream: str = "") -> npt.NDArray[np.float64]:
        """Keyed noise in (0, 1) of some rows; the same row draws the same whatever the others are."""
        return uniform(self.seed, self.number, self.keys[rows], stream)

    def missing(self, needs: Sequence[str]) -> tuple[str, ...]:
        """Those needs that cannot be met now."""

        def met(name: str) -> bool:
            kind = kinds.get(name)
            return kind.method is None or (self.evidence.offers(name) and (self.model_ready or not kind.fitted))

        return tuple(name for name in needs if not met(name))

    def without(self, rows: Rows, *, part_of: int | None = None) -> Round:
        """The round after `rows` were taken: they are pending and no candidates any more."""
        left = self.candidates[~np.isin(self.candidates, rows)] if len(rows) else self.candidates
        pending = np.concatenate([self.pending, rows]).astype(np.int64, copy=False)
        return replace(self, candidates=left, pending=pending, part_of=part_of)
