"""What a trainer needs to know of the log: one value that also travels to another process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.core.ids import Rows
from askless.core.task import SEQUENCES, Task
from askless.data.items.items import Items
from askless.data.labels.make import label_space
from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace, from_json
from askless.enough.effort import Effort

__all__ = ["Job"]

_WITHOUT_LABELS = ("embedding", "words")
"""Evidence that a model gives before it has been fitted."""


@dataclass(frozen=True)
class Job:
    """Labels to train on, and the round of asking that follows.

    Parameters
    ----------
    seq : int
        Number of the last event of the log that is in it.
    rows, answers : list
        Labelled rows without copies, in the order of asking, and their answers.
    random : list of int
        Those of `rows` that were asked in the random share.
    pending, skipped : list of int
        Rows that must not be asked again, and rows to ask when nothing else is left.
    names, space : list of str, str
        The label space.
    seed, number, asked : int
        Seed of the project, number of this round, queries asked before it.
    served : list of int
        Turns of the random share that are taken already, see `Round`.
    strategy : str
        Name of the strategy.
    real : dict, optional
        Unit and bounds where answers are numbers.
    held : list of int
        Rows that are kept apart, exact copies included: neither trained on nor asked by the strategy.
    test, test_answers : list
        Those that were answered blind, without copies, and their answers.
    test_size : int
        How many there will be.
    looked : list of int, optional
        Labels, names of labels, and doubtful items (`contradicted` and `changed`) at the last look ahead; None if
        there was none.
    contradicted, changed : int
        Of `rows`, those whose answer no majority of the people gave last, and those to which their only annotator
        gave another answer last, not confirmed since.
    since_start : list of int
        Answers to what was asked from the first row on that was chosen, not drawn, and those of them that were drawn.
    counted : int, optional
        Labels as people see them counted: those of exact copies and of items kept apart, too. As many as `rows` if
        not given.
    by_person : list of dict, optional
        For each of `rows` the answer of each person, where the strategy looks at it.
    own : bool, default False
        Whether the strategy is another one than that registered by its name.
    partly : list of int
        Those of `rows` whose answer leaves something unknown: they may be asked again.
    spent : list of [float, float, float]
        Of each timed answer about a sentence what was read, what was decided, and the seconds it took; empty for
        other answers.
    """

    seq: int
    rows: list[int]
    answers: list[Answer]
    random: list[int]
    pending: list[int]
    skipped: list[int]
    names: list[str]
    space: Task
    seed: int
    number: int
    asked: int
    served: list[int]
    strategy: str
    real: dict[str, Any] | None = None
    held: list[int] = field(default_factory=list)
    test: list[int] = field(default_factory=list)
    test_answers: list[Answer] = field(default_factory=list)
    test_size: int = 0
    looked: list[int] | None = None
    contradicted: int = 0
    changed: int = 0
    since_start: list[int] = field(default_factory=lambda: [0, 0])
    counted: int | None = None
    by_person: list[dict[str, Answer]] | None = None
    own: bool = False
    partly: list[int] = field(default_factory=list)
    spent: list[list[float]] = field(default_factory=list)

    @property
    def measured_as(self) -> str:
        """Name under which the strategy may have been measured: not that of another one that it happens to share."""
        return f"{self.strategy} (your own)" if self.own else self.strategy

    def to_json(self) -> dict[str, Any]:
        """As a dict that JSON can carry."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Job:
        """Inverse of `to_json`; lists become the tuples that label spaces use."""
        told = {name: data[name] for name in ("answers", "test_answers")}
        told = {name: [from_json(answer) for answer in given] for name, given in told.items()}
        return cls(**{**data, **told})

    @property
    def labels(self) -> LabelSpace:
        """The label space itself."""
        return label_space(self.names, self.space) if self.real is None else Real(**self.real)

    def rows_array(self) -> Rows:
        """The labelled rows as an array."""
        return np.asarray(self.rows, dtype=np.int64)

    def encoded(self) -> npt.NDArray[Any]:
        """The answers as models take them."""
        return self.labels.encode(self.answers)

    @property
    def effort(self) -> Effort:
        """What a sentence takes, as the times of the answers tell; what is assumed where there are none."""
        return Effort.fitted(*zip(*self.spent, strict=True)) if self.spent else Effort()

    @property
    def people(self) -> tuple[str, ...]:
        """Who answered, in the order of the columns of `annotations`."""
        return tuple(sorted({name for said in self.by_person or () for name in said}))

    def annotations(self, n_items: int) -> npt.NDArray[np.int32]:
        """Answers by person, of shape (n_items, n_people): positions of labels, -1 for none.

        A job in which nobody has answered yet has one column.
        """
        column = {name: at for at, name in enumerate(self.people)}
        code = {name: at for at, name in enumerate(self.names)}
        table = np.full((n_items, max(len(column), 1)), -1, dtype=np.int32)
        for row, said in zip(self.rows, self.by_person or [{}] * len(self.rows), strict=True):
            for name, answer in said.items():
                table[row, column[name]] = code[answer]
        return table

    def evidence(
        self,
        model: Any,
        items: Items,
        *,
        ready: bool,
        version: int,
        before: Evidence | None,
        given: Mapping[str, Any] | None = None,
        needs: Collection[str] | None = None,
    ) -> Evidence:
        """The engine for a version of the model; what belongs to the pool alone is kept from `before`.

        What sentences cost is fitted only if it is among `needs`, or if these are not given.
        """
        n_items = len(items)
        if self.by_person is not None:
            given = {"annotations": self.annotations(n_items), **(given or {})}
        if self.space in SEQUENCES and (needs is None or "cost" in needs):
            lengths = items.lengths()  # type: ignore[attr-defined]  # sentences have them
            given = {"cost": self.effort.seconds(lengths), **(given or {})}
        offers = None if ready else (*_WITHOUT_LABELS, *(given or ()))
        moves = getattr(model, "embedding_moves", False)  # then nothing measured in it outlives a fit
        if before is not None and before.n_labels == len(self.names) and not moves:
            return before.renewed(model, model_version=version, offers=offers, given=given)
        return Evidence(
            model,
            n_items,
            n_labels=len(self.names),
            multilabel=self.space == "multilabel",
            model_version=version,
            offers=offers,
            given=given,
        )

    def round(self, items: Items, candidates: Rows, *, ready: bool, evidence: Evidence) -> Round:
        """The round as strategies see it."""
        return Round(
            seed=self.seed,
            number=self.number,
            keys=items.ids.keys(),
            candidates=candidates,
            labelled=self.rows_array(),
            labels=self.encoded(),
            pending=np.asarray(self.pending, dtype=np.int64),
            label_names=tuple(self.names),
            people=self.people,
            task=self.space,
            asked=self.asked,
            served=frozenset(self.served),
            model_ready=ready,
            evidence=evidence,
        )

    @property
    def tested(self) -> bool:
        """Whether an estimate can rest on the test items."""
        from askless.enough.held_out import needed

        return bool(self.test) and len(self.test) >= needed(self.test_size)
