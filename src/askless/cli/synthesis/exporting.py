"""The answers to made-up questions as a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["export_synthesis", "units_of"]


def export_synthesis(learner: SynthesisLearner, path: Path) -> int:
    """Write a row for each question that has an answer.

    Parameters
    ----------
    learner : SynthesisLearner
    path : Path
        CSV, TSV, JSON lines, a JSON array or Parquet by its extension, perhaps with ``.gz``.

    Returns
    -------
    n : int
        Number of rows, with the columns "id", those of the items, "label", "prediction" (of the model when it was
        asked; empty if there was none), "std" (of numbers), "annotator", "seconds", "flagged", "note" and "real"
        (whether it is a row that exists). An input of one of these names is called "item_label" and so on.

    Raises
    ------
    ProjectError
        If nothing is answered yet.
    UsageError
        If the extension is unknown.
    StorageError
        If the file cannot be written; an older file of this name is then untouched.
    """
    from askless.data.formats.write import free_names, write_rows
    from askless.errors import ProjectError

    if not learner.labels:
        raise ProjectError("Nothing is answered yet, so there is nothing to export.", "Answer some questions first.")
    inputs = list(dict.fromkeys(name for item_id in learner.labels for name, _ in _values(learner, item_id)))
    own = ["id", "label", "prediction", "std", "annotator", "seconds", "flagged", "note", "real"]
    if learner.space.kind != "real":
        own.remove("std")
    free = dict(zip(inputs, free_names(inputs, own), strict=True))

    def rows() -> Iterator[dict[str, Any]]:
        for item_id, answer in learner.labels.items():
            state, asked = learner.state.item(item_id), learner.question(item_id)
            data = {} if state.answered is None else state.answered.data
            said: dict[str, Any] = {}
            if asked.said is not None:
                numbers = learner.space.kind == "real"
                said["prediction"] = float(asked.said[0]) if numbers else learner.space.names[int(asked.said.argmax())]
                if numbers:
                    said["std"] = float(asked.said[1])
            about = {
                "id": item_id, "label": answer, **said, "annotator": data.get("annotator"),
                "seconds": data.get("seconds"), "flagged": state.flagged, "note": state.note, "real": asked.real,
            }  # fmt: skip
            yield {free[name]: value for name, value in _values(learner, item_id)} | about

    return write_rows(path, [own[0], *free.values(), *own[1:]], rows())


def units_of(learner: SynthesisLearner) -> str:
    """In which units the columns are, as a sentence with a blank before it; "" where there are none.

    Names of columns stay those of the domain, so that the table can be read as data again.
    """
    unit = getattr(learner.space, "unit", "") if learner.space.kind == "real" else ""
    inputs = [(one.name, getattr(one, "unit", "")) for one in getattr(learner.domain, "inputs", ())]
    listed = [f"{name} in {of}" for name, of in [("label", unit), *inputs] if of]
    return f" Units: {', '.join(listed)}." if listed else ""


def _values(learner: SynthesisLearner, item_id: str) -> list[tuple[str, Any]]:
    """Names and values of an item; none of a picture."""
    if learner.domain.kind == "images":
        return []
    return [(f["name"], f["value"]) for f in learner.domain.fields(learner.item(item_id))]
