"""What an answer is: the one word on which label spaces, models and strategies must agree."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["LARGEST", "TASKS", "WORDS", "Task", "TaskName", "task_name"]

Task: TypeAlias = Literal["classes", "multilabel", "real"]
"""One of several labels, a set of labels, or a number."""

LARGEST = 1e150
"""A number beyond it in size is no answer: squares, which every model and strategy takes, would overflow."""

TaskName: TypeAlias = Literal["classify", "multilabel", "regress"]
"""The same in the words of the command line."""

TASKS: dict[TaskName, Task] = {"classify": "classes", "multilabel": "multilabel", "regress": "real"}
"""What an answer is, by those words."""

WORDS: dict[Task, str] = {"classes": "one label", "multilabel": "a set of labels", "real": "a number"}
"""What an answer is, in words."""


def task_name(task: Task) -> TaskName:
    """The word of the command line for what an answer is.

    Parameters
    ----------
    task : {"classes", "multilabel", "real"}

    Returns
    -------
    name : {"classify", "multilabel", "regress"}

    Examples
    --------
    >>> task_name("real")
    'regress'
    """
    return next(name for name, known in TASKS.items() if known == task)
