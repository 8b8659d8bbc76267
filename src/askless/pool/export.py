"""What leaves a project: labels, predictions, the model.

Everything is computed from the log, streamed row by row, and written whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from askless.core.chunks import spans
from askless.core.program import program
from askless.core.task import SEQUENCES, WORDS
from askless.data.formats.reader import extension
from askless.data.formats.write import format_to_write, free_names, write_rows
from askless.data.items.items import Items
from askless.data.items.tokens import Sentences
from askless.data.labels.make import kept_space
from askless.data.labels.real import Real
from askless.data.labels.schemes import Scheme
from askless.data.labels.space import Answer, LabelSpace
from askless.data.reading.others import OtherColumns
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.data.writing.sentences import Form, Written, form_of, write_sentences
from askless.errors import ProjectError, UsageError
from askless.models.save import Saved, save
from askless.pool.learner import PoolLearner
from askless.pool.ranked import Predictions
from askless.pool.sentences import SentencePredictions
from askless.pool.trainer import InlineTrainer
from askless.pool.unfit import set_aside

__all__ = ["export_labels", "export_model", "export_predictions", "export_sentences", "learner_of"]

SPLIT = "split"
"""Column of projects that keep items apart: "test" for these and their exact copies, "train" for all others."""
AROUND = ("annotator", "seconds", "time", "flagged", "note")
"""Columns about how an item was answered."""

NONE = OtherColumns()

_CHUNK = 4096


def export_labels(project: Project, path: Path, items: Items | None = None, others: OtherColumns = NONE) -> int:
    """Write a row for each labelled item, exact copies included.

    Parameters
    ----------
    project : Project
        See `askless.data.store.read.read_project`.
    path : Path
        CSV, TSV, JSON lines, a JSON array or Parquet by its extension, perhaps with ``.gz``.
    items : Items, optional
        The pool, so that texts and columns are written beside the labels. Without it, ids only.
    others : OtherColumns, optional
        Columns of the source that the items do not hold (see `askless.data.reading.others`).

    Returns
    -------
    n : int
        Number of rows: "id", the item, "label", "annotator", "seconds", "time", "flagged", "note",
        and the other columns.

    Raises
    ------
    ProjectError
        If nothing is labelled yet.
    UsageError
        If the extension is unknown.
    StorageError
        If the file cannot be written; an older file of this name is then untouched.
    """
    format_to_write(path)
    state, unfit = _state_of(project, items)
    project.tell(state.notice)
    project.tell(unfit)
    if not state.labelled:
        raise _nothing()
    table = _Table(state, items, ("label", *AROUND), path, others)
    return write_rows(path, table.columns, table.labelled())


def export_sentences(
    project: Project,
    path: Path,
    items: Items,
    *,
    form: Form | None = None,
    scheme: Scheme | None = None,
    source: Path | None = None,
    everything: bool = False,
) -> Written:
    """Write the sentences that somebody has answered, whole or in part, as CoNLL or for a labelling tool.

    Parameters
    ----------
    project : Project
        Its answers are tags or spans.
    path : Path
    items : Items
        The pool.
    form, scheme, source, everything
        As in `askless.data.writing.sentences.write_sentences`; the form is told from the extension if not given.

    Returns
    -------
    written : Written
        Exact copies are counted too.

    Raises
    ------
    ProjectError
        If nothing is labelled yet, and only what is labelled is to be written.
    UsageError
        If answers are neither tags nor spans, or nothing is written with this extension.
    StorageError
        If the file cannot be written; an older file of this name is then untouched.
    """
    form_of(path, form)  # refuses before anything is read
    state, unfit = _state_of(project, items)
    project.tell(state.notice)
    project.tell(unfit)
    if state.space.kind not in SEQUENCES or not isinstance(items, Sentences):
        raise UsageError(
            f"“{path.name}” is for tags and spans, and in this project an answer is {WORDS[state.space.kind]}.",
            "Write a table: end its name in .csv, .tsv, .jsonl or .parquet.",
        )
    found = [item_id for item_id, item in state.items.items() if item.labelled]
    rows, strange = _rows_of(found, items)
    if not rows and not everything:
        raise _nothing()
    if strange:
        project.tell(f"{len(strange):,} labelled sentences are not in the source any more, and are left out.")
    answers = {row: state.item(items.ids.text(row)).answer for row in rows}
    return write_sentences(
        path, items, state.space, answers, form=form, scheme=scheme, source=source, everything=everything
    )


def export_predictions(project: Project, path: Path, items: Items, others: OtherColumns = NONE) -> int:
    """Write a row for each item of the pool: what `export_labels` writes, and what the model says.

    Parameters
    ----------
    project : Project
        A model is trained on its labels, in this process.
    path : Path
        As in `export_labels`.
    items : Items
        The pool.
    others : OtherColumns, optional
        As in `export_labels`.

    Returns
    -------
    n : int
        Number of rows; the columns "prediction", "confidence" (in [0, 1]; for numbers
        "std", a standard deviation) and "skipped" are added.

    Raises
    ------
    NotReadyError
        If fewer than two classes have been seen.
    UsageError
        If the extension is unknown.
    StorageError
        If the file cannot be written.
    """
    format_to_write(path)
    _, model = learner_of(project, items)
    state, _ = _state_of(project, items)  # the learner has told already what there is to tell
    sure = "std" if state.space.kind == "real" else "confidence"
    table = _Table(state, items, ("label", "prediction", sure, *AROUND, "skipped"), path, others)
    return write_rows(path, table.columns, table.predicted(model))


def export_model(project: Project, path: Path, items: Items) -> Saved:
    """Train a model on the labels and write it, with an example that loads it.

    Parameters
    ----------
    project : Project
    path : Path
        A ``.skops`` file, or a folder.
    items : Items
        The pool.

    Returns
    -------
    saved : Saved
        The files written.

    Raises
    ------
    NotReadyError
        If fewer than two classes have been seen.
    StorageError
        If the files cannot be written.
    """
    learner, model = learner_of(project, items)
    return save(model, learner.space, items, path, trained_on=len(learner.job().rows))


def _nothing() -> ProjectError:
    return ProjectError(
        "Nothing is labelled yet, so there is nothing to export.",
        f"Label some items with `{program()} label` first.",
    )


def _state_of(project: Project, items: Items | None) -> tuple[State, str]:
    """What the log says of answers that fit their items, and a sentence on those that do not."""
    state = State.of(project.log, kept_space(project.settings))
    return state, "" if items is None else set_aside(items, state)[1]


def learner_of(project: Project, items: Items) -> tuple[PoolLearner, Any]:
    """A learner on the log, and its model trained on all answers."""
    name = project.settings.get("model") or None
    trainer = InlineTrainer(name)
    learner = PoolLearner(items, project=project, trainer=trainer)
    return learner, trainer.ready_model()


class _Table:
    """Rows of an export: id, columns of the items, what is known of the answer, other columns of the source."""

    def __init__(
        self, state: State, items: Items | None, ours: tuple[str, ...], path: Path, others: OtherColumns
    ) -> None:
        self.state, self.items, self.others = state, items, others
        self._test = _kept_apart(state, items)
        if state.held:
            ours = (*ours, SPLIT)
        self.own = [] if items is None else free_names(_names(items), {"id", *ours})
        self.beside = free_names(list(others.names), {"id", *self.own, *ours})
        self.columns = ["id", *self.own, *ours, *self.beside]
        # Parquet has columns of one type, and an answer about tokens is made of several.
        mixed = state.space.kind in SEQUENCES and extension(path) == ".parquet"
        self._cells = mixed or extension(path) in (".csv", ".tsv", ".tab")

    def labelled(self) -> Iterator[Mapping[str, Any]]:
        """Labelled items in the order of the pool; those that the pool does not have come last."""
        found = [item_id for item_id, item in self.state.items.items() if item.labelled]
        rows, strange = _rows_of(found, self.items)
        for row, item in self._with_items(rows, self.others.cells(rows)):
            yield {**item, **self._around(self._id(row))}
        for item_id in strange:
            yield {"id": item_id, **self._around(item_id)}

    def predicted(self, model: Any) -> Iterator[Mapping[str, Any]]:
        """Every item of the pool, predicted chunk by chunk."""
        assert self.items is not None
        space = self.state.space
        beside = self.others.cells(range(len(self.items)))
        for span in spans(len(self.items), _CHUNK):
            rows = np.arange(span.start, span.stop)
            said = _said(model, rows, space)
            for place, (row, item) in enumerate(self._with_items(rows, beside)):
                state = self.state.item(self._id(row))
                yield {
                    **item,
                    **self._around(self._id(row)),
                    "prediction": self._answer(said[place][0], space),
                    "std" if space.kind == "real" else "confidence": said[place][1],
                    "skipped": state.skipped,
                }

    def _with_items(self, rows: Any, beside: Iterator[list[Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
        """Rows with their id, their own columns, and those beside them, of which the next is that of the first row."""
        assert self.items is not None or not len(rows)
        for span in spans(len(rows), _CHUNK):
            chunk = np.asarray(rows[span], dtype=np.int64)
            for row, cells in zip(chunk.tolist(), _cells(self.items, chunk, len(self.own)), strict=True):
                own, other = zip(self.own, cells, strict=True), zip(self.beside, next(beside), strict=True)
                yield row, {"id": self._id(row), **dict(own), **dict(other)}

    def _id(self, row: int) -> str:
        assert self.items is not None
        return self.items.ids.text(row)

    def _around(self, item_id: str) -> dict[str, Any]:
        """What is known of the answer of an item."""
        item = self.state.item(item_id)
        event = item.answered
        data = {} if event is None else event.data
        return {
            "label": None if event is None else self._answer(item.answer, self.state.space),
            "annotator": data.get("annotator"),
            "seconds": data.get("seconds"),
            "time": None if event is None else datetime.fromtimestamp(event.time, UTC).isoformat(),
            "flagged": item.flagged,
            "note": item.note or None,
            **({SPLIT: "test" if item_id in self._test else "train"} if self.state.held else {}),
        }

    def _answer(self, answer: Answer, space: LabelSpace) -> Any:
        """An answer as the format holds it; in a cell, no label at all is [] and not an empty cell."""
        if not self._cells:
            return list(answer) if isinstance(answer, tuple) else answer
        return space.to_cell(answer) or "[]"


def _kept_apart(state: State, items: Items | None) -> set[str]:
    """Ids of the test items and of their exact copies."""
    held = set(state.held)
    copied = {i: item.answered.data.get("copy_of") for i, item in state.items.items() if item.answered is not None}
    held |= {i for i, first in copied.items() if first in held}
    if held and items is not None:
        first = items.duplicates()
        rows = [items.ids.row(i) for i in held if i in items.ids]
        held.update(map(items.ids.text, np.flatnonzero(np.isin(first, first[rows])).tolist()))
    return held


def _said(model: Any, rows: Any, space: LabelSpace) -> list[tuple[Answer, float]]:
    """What the model says of each row, and how sure it is of it."""
    if isinstance(space, Real):
        pairs = zip(space.within(model.mean(rows)).tolist(), model.std(rows).tolist(), strict=True)
        return [(float(f"{mean:.9g}"), float(f"{std:.6g}")) for mean, std in pairs]
    if space.kind in SEQUENCES:
        of = SentencePredictions.of(space.names, model.predicted(rows), spans=space.kind == "spans")
        return [(of.answer(place), round(of.confidence_of(place), 6)) for place in range(len(rows))]
    said = Predictions.of(space.names, model.predict_proba(rows), space.kind == "multilabel")
    return [(said.answer(place), round(-float(said.doubt[place]), 6)) for place in range(len(rows))]


def _names(items: Items) -> list[str]:
    """Columns that the items bring; images and arrays are told by their ids."""
    if items.kind == "text":
        return ["text"]
    if items.kind == "tokens":
        return ["text", "tokens"]
    return [str(name) for name, _ in items.show(0)["cells"]] if items.kind == "rows" else []


def _cells(items: Items | None, rows: Any, width: int) -> Iterator[list[Any]]:
    """The columns of some rows."""
    if items is None or not width:
        return iter([[] for _ in rows])
    if items.kind == "text":
        return ([text] for text in items.take(rows))
    if isinstance(items, Sentences):
        return ([text, tokens] for text, tokens in zip(items.texts(rows), items.take(rows), strict=True))
    return ([value for _, value in items.show(row)["cells"]] for row in rows.tolist())


def _rows_of(item_ids: list[str], items: Items | None) -> tuple[list[int], list[str]]:
    """Rows of ids, in order, and ids that the pool does not have."""
    rows: list[int] = []
    strange: list[str] = []
    for item_id in item_ids:
        try:
            if items is None:
                strange.append(item_id)
            else:
                rows.append(items.ids.row(item_id))
        except LookupError:
            strange.append(item_id)
    return sorted(rows), strange
