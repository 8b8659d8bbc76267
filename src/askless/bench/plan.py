"""What a simulation is to do: the options of ``askless simulate`` as one value."""

from __future__ import annotations

from dataclasses import dataclass

from askless.bench.metrics import ERRORS, METRICS
from askless.choose.strategy.strategy import strategies
from askless.core.registry import canonical
from askless.core.task import SEQUENCES, TASKS
from askless.errors import UnknownNameError, UsageError

__all__ = ["Plan"]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is compared with what, on which data, how often.

    Parameters
    ----------
    source : str
        Labelled data, in a form that ``askless label`` reads.
    target : str, optional
        Column of the labels; found by its name if not given.
    text : str, optional
        Column of the text; found if not given, "-" for none.
    test : str, optional
        Another file to test on, read as the source is; else two fifths of the source are set aside.
    task : {"classify", "multilabel", "regress"}, optional
        Found from the labels if not given; numbers are classes unless it says "regress".
    metric : {"accuracy", "balanced_accuracy", "f1", "rmse", "mae"}, optional
        Accuracy for one label an item, F1 for several, RMSE for numbers, if not given.
    model : str, optional
        Name of a built-in model; that of the kind of item if not given.
    strategies : tuple of str
        In the order of tables and legends.
    seeds : int, default 10
        Each draws a split of its own, the same for all strategies.
    budget : int, default 200
        Labels in all, those of the start included.
    batch : int, default 10
        Labels asked for at a time.
    start : int, default 0
        Labels drawn at random before, the same for all strategies; 0 leaves the start to them.

    Raises
    ------
    UsageError
        If a number cannot be meant, or the task is one about sentences.
    UnknownNameError
        If there is no strategy, task or metric of a name.

    Examples
    --------
    >>> Plan(source="mails.csv", strategies=("auto", "least-confidence", "auto")).strategies
    ('auto', 'least_confidence')
    """

    source: str
    target: str | None = None
    text: str | None = None
    test: str | None = None
    task: str | None = None
    metric: str | None = None
    model: str | None = None
    strategies: tuple[str, ...] = ("auto", "random")
    seeds: int = 10
    budget: int = 200
    batch: int = 10
    start: int = 0

    def __post_init__(self) -> None:
        for name, least in (("seeds", 1), ("budget", 1), ("batch", 1), ("start", 0)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise UsageError(f"`{name}` is {value!r}.", f"Give a whole number, {least} or more.")
        if self.start > self.budget:
            raise UsageError(
                f"The start takes {self.start} labels and the budget is {self.budget} in all.", "Raise the budget."
            )
        if self.task is not None:
            self._check_task(self.task)
        if self.metric is not None:
            self._check_metric(self.metric)
        if not self.strategies:
            raise UsageError("No strategy is named.", "Name some, as in auto,random.")
        names = dict.fromkeys(strategies.get(name).name for name in self.strategies)
        object.__setattr__(self, "strategies", tuple(names))

    def _check_task(self, task: str) -> None:
        """Refuse a task that does not exist, or is one about sentences, whose answers cost more than their number."""
        if task not in TASKS:
            raise UnknownNameError.of("task", task, TASKS)
        if TASKS[task] in SEQUENCES:
            raise UsageError(
                f"The task “{task}” is one about sentences.", "Take askless.bench.sequences.plan.Plan for it."
            )

    def _check_metric(self, metric: str) -> None:
        """Refuse a metric that does not exist or is for other answers; keep its canonical name."""
        if canonical(metric) not in METRICS:
            raise UnknownNameError.of("metric", metric, METRICS)
        if (canonical(metric) in ERRORS) != (self.task == "regress"):
            fitting = [name for name in METRICS if (name in ERRORS) == (self.task == "regress")]
            raise UsageError(
                f"The metric “{metric}” is for {'names' if self.task == 'regress' else 'numbers'} as labels.",
                f"There are {', '.join(fitting)}; numbers are meant with --task regress.",
            )
        object.__setattr__(self, "metric", canonical(metric))
