"""What an answer is: the one word on which label spaces, models and strategies must agree."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["LARGEST", "SEQUENCES", "TASKS", "WORDS", "Task", "TaskName", "task_name"]

Task: TypeAlias = Literal["classes", "multilabel", "real", "tags", "spans"]
"""One of several labels, a set of labels, a number; of a sentence a tag for each token, or spans of its text."""

SEQUENCES: tuple[Task, ...] = ("tags", "spans")
"""Answers about the tokens of a sentence, which may be given in part."""

LARGEST = 1e150
"""A number beyond it in size is no answer: squares, which every model and strategy takes, would overflow."""

TaskName: TypeAlias = Literal["classify", "multilabel", "regress", "tag", "span"]
"""The same in the words of the command line."""

TASKS: dict[TaskName, Task] = {
    "classify": "classes",
    "multilabel": "multilabel",
    "regress": "real",
    "tag": "tags",
    "span": "spans",
}
"""What an answer is, by those words."""

WORDS: dict[Task, str] = {
    "classes": "one label",
    "multilabel": "a set of labels",
    "real": "a number",
    "tags": "a tag for each token",
    "spans": "spans of a text",
}
"""What an answer is, in words."""


def task_name(task: Task) -> TaskName:
    """The word of the command line for what an answer is.

    Parameters
    ----------
    task : {"classes", "multilabel", "real", "tags", "spans"}

    Returns
    -------
    name : {"classify", "multilabel", "regress", "tag", "span"}

    Examples
    --------
    >>> task_name("real")
    'regress'
    """
    return next(name for name, known in TASKS.items() if known == task)
