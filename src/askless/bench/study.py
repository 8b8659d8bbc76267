"""A plan with its data open: items, their true answers, and how a seed divides them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from askless.bench.metrics import ERRORS, METRICS, Codes, Metric
from askless.bench.plan import Plan
from askless.bench.split import TEST_SHARE, split
from askless.bench.subset import Subset
from askless.choose.strategy.fit import check_fit
from askless.choose.strategy.lone import lone_answers
from askless.choose.strategy.strategy import strategies
from askless.core.ids import Rows
from askless.core.task import task_name
from askless.data.items.items import Items
from askless.data.labels.real import Real
from askless.data.labels.space import Answer, LabelSpace
from askless.data.reading.given import are_measured
from askless.data.source import Source, open_source
from askless.errors import AsklessError, LabelError, SourceError
from askless.models.built_in import offers

__all__ = ["Study"]

LEAST_ITEMS = 10


@dataclass(frozen=True)
class Study:
    """Labelled items, ready to be divided.

    Parameters
    ----------
    plan : Plan
        What is to be done with them.
    items : Items
        All of them labelled.
    answers : list
        True answer of each item.
    space : label space
        All labels that the source names.
    test : (Items, list) or None
        Test items and their true answers, if they come from another file.
    sentence : str
        What was taken for what.
    notes : tuple of str
        What was left out, a sentence each.
    """

    plan: Plan
    items: Items
    answers: list[Answer]
    space: LabelSpace
    test: tuple[Items, list[Answer]] | None
    sentence: str = ""
    notes: tuple[str, ...] = field(default=())

    @classmethod
    def open(cls, plan: Plan, cache: Path) -> Study:
        """Read the data of a plan.

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
        several = None if plan.task is None else plan.task == "multilabel"
        numbers = Real() if plan.task == "regress" else None
        source = _opened(plan.source, cache / "source", plan.text, plan.target, several, numbers)
        rows, answers, notes = _labelled(source, plan.source)
        space = source.space
        assert space is not None
        if len(rows) < LEAST_ITEMS:
            raise SourceError(
                f"“{Path(plan.source).name}” has {len(rows)} labelled items.",
                f"Give at least {LEAST_ITEMS}, better some hundreds.",
            )
        if len({*answers}) < 2:
            raise SourceError(
                f"All {len(answers):,} labels of “{Path(plan.source).name}” are {answers[0]!r}.",
                "Give data with two different labels or more; name the column of the labels with --target.",
            )
        if space.kind == "classes":
            _check_classes(plan, [str(answer) for answer in answers], str(source.columns.get("label")))
        for name in plan.strategies:
            notes += lone_answers(strategies.get(name))
            check_fit(strategies.get(name), space.kind, offers(plan.model, source.items.kind, space.kind))
        items = source.items if len(rows) == len(source.items) else Subset(source.items, rows)
        test = None if plan.test is None else _test(plan.test, cache / "test", source)
        sentence = source.sentence.split(" Say otherwise with ")[0] + " Say otherwise with --text, --target."
        return cls(plan, items, answers, space, test, sentence, (*notes, *source.problems))

    @property
    def task(self) -> str:
        """What is learnt: "classify", "multilabel" or "regress"."""
        return task_name(self.space.kind)

    @property
    def metric_name(self) -> str:
        """Name of the metric."""
        return self.plan.metric or {"multilabel": "f1", "regress": "rmse"}.get(self.task, "accuracy")

    @property
    def lower_is_better(self) -> bool:
        """Whether the metric is an error."""
        return self.metric_name in ERRORS

    @property
    def metric(self) -> Metric:
        """What is measured."""
        return METRICS[self.metric_name]

    @cached_property
    def copies(self) -> Rows:
        """Row of the first exact copy of each item."""
        return self.items.duplicates()

    @cached_property
    def askable(self) -> int:
        """Items that can be asked about in one seed: those of the pool, exact copies once."""
        pool, _ = self.divided(0)
        return int((self.copies[pool] == pool).sum())

    @property
    def budget(self) -> int:
        """Labels in all, as many as there are."""
        return min(self.plan.budget, self.askable)

    def divided(self, seed: int) -> tuple[Rows, Rows]:
        """Rows of the pool and of the test; the test is empty if it comes from another file."""
        if self.test is not None:
            return np.arange(len(self.items)), np.empty(0, dtype=np.int64)
        return split(self._alike, self.items.ids.keys(), self.copies, seed, share=TEST_SHARE)

    @cached_property
    def _alike(self) -> list[Answer]:
        """The answers, numbers by tenths of all: what pool and test share out evenly."""
        if self.task != "regress":
            return self.answers
        values = np.array(self.answers)
        tenths: list[Answer] = np.searchsorted(np.quantile(values, np.arange(1, 10) / 10), values).tolist()
        return tenths

    def raw_test(self, rows: Rows) -> Any:
        """Test items as a model takes them."""
        if self.test is None:
            return self.items.take(rows)
        return self.test[0].take(np.arange(len(self.test[0])))

    def truth(self, rows: Rows) -> Codes:
        """True answers of the test items, encoded."""
        answers = [self.answers[row] for row in rows.tolist()] if self.test is None else self.test[1]
        return self.space.encode(answers)


def _opened(
    path: str, cache: Path, text: str | None, target: str | None, several: bool | None, numbers: Real | None
) -> Source:
    """Open a source with its labels; messages name the options of this command."""
    try:
        return open_source(
            path,
            cache=cache,
            text=text,
            label_column=target,
            multilabel=several,
            numbers=numbers,
            allow_all_labelled=True,
        )
    except AsklessError as error:
        words = [part.replace("--label-column", "--target") for part in (error.problem, error.remedy)]
        raise type(error)(*words) from None


def _labelled(source: Source, path: str) -> tuple[Rows, list[Answer], list[str]]:
    """Rows that have an answer, the answers, and a note on the others."""
    name = Path(path).name
    if source.space is None or not source.given:
        column = source.columns.get("label")
        if source.number_column is not None:
            raise SourceError(
                f"Column “{source.number_column}” of “{name}” is named like labels, but holds too many different "
                "numbers for classes.",
                "Take them as numbers with --task regress, or name another column with --target.",
            )
        found = f"column “{column}” is empty" if column else "no column is named like labels"
        raise SourceError(
            f"“{name}” has no labels ({found}), and a simulation needs to know the answers.",
            "Name the column of the labels with --target.",
        )
    rows = np.array(sorted(source.given), dtype=np.int64)
    left_out = len(source.items) - len(rows)
    notes = [f"{left_out:,} of {len(source.items):,} items have no label and are left out."] if left_out else []
    return rows, [source.given[row] for row in rows.tolist()], notes


def _check_classes(plan: Plan, answers: Sequence[str], column: str) -> None:
    """Refuse labels that hardly ever come again, and numbers unless they were said to be classes."""
    found = {*answers}
    measured = plan.task is None and are_measured([*found], len(answers))
    if measured or len(found) > max(2, len(answers) // 2):
        classes = ", or as classes with --task classify" if measured else ""
        raise SourceError(
            f"Column “{column}” holds {len(found):,} different labels for {len(answers):,} items, too many classes.",
            f"Take numbers as such with --task regress{classes}, or name another column with --target.",
        )


def _test(path: str, cache: Path, like: Source) -> tuple[Items, list[Answer]]:
    """Test items and answers from a file, its columns taken as those of the source are."""
    columns, space = like.columns, like.space
    assert space is not None
    text = "-" if columns["text"] is None else ",".join(filter(None, [columns["title"], columns["text"]]))
    numbers = space if isinstance(space, Real) else None
    several = space.kind == "multilabel"
    source = _opened(path, cache, text if columns else None, columns.get("label"), several, numbers)
    rows, answers, _ = _labelled(source, path)
    for answer in answers:
        try:
            space.check(answer)
        except LabelError:
            raise LabelError(
                f"The test file has the label {_shown(answer)}, which the source does not have.",
                "Give both the same labels, or leave --test out so that a part of the source is set aside.",
            ) from None
    same = source.items.kind == like.items.kind
    if not same or (like.items.kind == "rows" and source.columns["others"] != columns["others"]):
        raise SourceError(f"“{Path(path).name}” has other columns than the source.", "Give both the same columns.")
    return Subset(source.items, rows), answers


def _shown(answer: Answer) -> str:
    """An answer in quotes."""
    return " and ".join(f"“{name}”" for name in ([answer] if isinstance(answer, str) else answer))
