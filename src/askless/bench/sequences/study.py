"""A plan with its sentences open: their true answers, and how a seed divides them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.sequences.plan import Plan
from askless.bench.sequences.sentences import SentenceSubset
from askless.bench.split import split
from askless.choose.strategy.fit import check_fit
from askless.choose.strategy.strategy import strategies
from askless.core.ids import Rows
from askless.data.labels.space import Answer
from askless.data.source import Source, open_source
from askless.errors import AsklessError, LabelError, SourceError
from askless.models.built_in import offers

__all__ = ["Study"]

LEAST_ITEMS = 10


@dataclass(frozen=True)
class Study:
    """Labelled sentences, ready to be divided.

    Parameters
    ----------
    plan : Plan
        What is to be done with them.
    items : items
        All of them labelled.
    answers : list
        True answer of each.
    space : Tags or Spans
    test, dev : (items, list) or None
        Those of other files.
    sentence : str
        What was taken for what.
    notes : tuple of str
        What was left out, a sentence each.
    """

    plan: Plan
    items: Any
    answers: list[Answer]
    space: Any
    test: tuple[Any, list[Answer]] | None
    dev: tuple[Any, list[Answer]] | None
    sentence: str = ""
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def open(cls, plan: Plan, cache: Path) -> Study:
        """Read the files of a plan.

        Parameters
        ----------
        plan : Plan
        cache : Path
            A folder; a second opening with the same one reads no source.

        Raises
        ------
        SourceError
            If a file cannot be read, has no labels, or has too few to learn from.
        LabelError
            If the test has a label that the source does not have.
        UsageError
            If a strategy is made for other answers, or needs what the model does not give.
        """
        source = _opened(plan, plan.source, cache / "source")
        items, answers, notes = _labelled(source, plan.source)
        if len(answers) < LEAST_ITEMS:
            raise SourceError(
                f"“{Path(plan.source).name}” has {len(answers)} labelled sentences.",
                f"Give at least {LEAST_ITEMS}, better some hundreds.",
            )
        for name in plan.strategies:
            check_fit(strategies.get(name), plan.kind, offers(plan.model, "tokens", plan.kind))  # type: ignore[arg-type]  # checked
        space = source.space
        test = None if plan.test is None else _other(plan, plan.test, cache / "test", space, "test")
        dev = None if plan.dev is None else _other(plan, plan.dev, cache / "dev", space, "dev")
        sentence = source.sentence.split(" Say otherwise with ")[0] + " Say otherwise with --text, --target."
        study = cls(plan, items, answers, space, test, dev, sentence, (*notes, *source.problems))
        return replace(study, notes=(*study._pool_notes(), *study.notes))

    @cached_property
    def copies(self) -> Rows:
        """Row of the first exact copy of each sentence."""
        return np.asarray(self.items.duplicates())

    def divided(self, seed: int) -> tuple[Rows, Rows]:
        """Rows of the pool and of the test; the test is empty if it comes from another file."""
        if self.test is not None:
            return np.arange(len(self.items)), np.empty(0, dtype=np.int64)
        return split([""] * len(self.items), self.items.ids.keys(), self.copies, seed)

    def _pool_notes(self) -> list[str]:
        """Why the pool has other numbers than the file."""
        found = []
        if self.test is None:
            found.append(
                "Two fifths of the sentences are set aside for testing, others for each seed; the rest is asked."
            )
        if again := len(self.items) - len(np.unique(self.copies)):
            same = "is an exact copy" if again == 1 else "are exact copies"
            found.append(f"{again:,} of {len(self.items):,} sentences {same} of others: asked and counted once.")
        return found


def _opened(plan: Plan, path: str, cache: Path, labels: list[str] | None = None) -> Source:
    """Open a source with its labels; messages name the options of this command."""
    try:
        return open_source(
            path,
            task=plan.task,  # type: ignore[arg-type]  # checked
            cache=cache,
            text=plan.text,
            label_column=plan.target,
            labels=labels,
            allow_all_labelled=True,
        )
    except AsklessError as error:
        words = [part.replace("--label-column", "--target") for part in (error.problem, error.remedy)]
        raise type(error)(*words) from None


def _labelled(source: Source, path: str) -> tuple[Any, list[Answer], list[str]]:
    """Sentences whose answer is there as a whole, their answers, and a note on the others."""
    name = Path(path).name
    space: Any = source.space
    known = {} if space is None else {row: one for row, one in source.given.items() if space.complete(one)}
    if not known:
        raise SourceError(
            f"“{name}” has no sentence with labels, and a simulation needs to know the answers.",
            "Name the column of the labels with --target, or give a file whose sentences are labelled.",
        )
    rows = np.array(sorted(known), dtype=np.int64)
    left_out = len(source.items) - len(rows)
    notes = [f"{left_out:,} of {len(source.items):,} sentences are not labelled as a whole and left out."]
    items = SentenceSubset(source.items, rows) if left_out else source.items
    return items, [known[row] for row in rows.tolist()], notes if left_out else []


def _other(plan: Plan, path: str, cache: Path, space: Any, what: str) -> tuple[Any, list[Answer]]:
    """Sentences and answers of another file, which may have no labels of its own."""
    source = _opened(plan, path, cache)
    items, answers, _ = _labelled(source, path)
    try:
        return items, [space.check(answer) for answer in answers]
    except LabelError as error:
        raise LabelError(
            f"The {what} file does not fit the source: {error.problem}",
            f"Give both the same labels, or leave --{what} out.",
        ) from None
