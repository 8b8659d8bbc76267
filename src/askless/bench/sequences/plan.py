"""What a simulation on sentences is to do: the options of ``askless simulate --task tag`` or ``span`` as one value."""

from __future__ import annotations

from dataclasses import dataclass

from askless.bench.sequences.curve import UNITS
from askless.bench.sequences.game import START
from askless.bench.sequences.scoring import METRICS
from askless.choose.strategy.strategy import strategies
from askless.core.registry import canonical
from askless.core.task import SEQUENCES, TASKS
from askless.errors import UnknownNameError, UsageError

__all__ = ["Plan"]

_TASKS = [name for name, task in TASKS.items() if task in SEQUENCES]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is compared with what, on which sentences, how often.

    Parameters
    ----------
    source : str
        Labelled sentences, in a form that ``askless label --task`` reads.
    task : {"tag", "span"}
    target, text : str, optional
        Columns of labels and of the text; found if not given.
    test : str, optional
        Another file to test on; else two fifths of the source are set aside.
    dev : str, optional
        A third one, by which the bias of O is chosen after each fit; for spans only.
    metric : {"accuracy", "f1"}, optional
        Of tags the share of right tokens if not given, or the mean F1 of tags; of spans their F1.
    model : str, optional
        Name of a built-in model.
    strategies : tuple of str
        In the order of tables and legends.
    seeds : int, default 10
        Each draws its own beginning, the same for all strategies.
    budget : int, optional
        Where curves end, in `unit`; at half of the tokens if not given.
    unit : {"tokens", "sentences", "decisions", "corrections", "seconds"}, default "tokens"
    batch : int, optional
        Sentences asked for at a time; 40 % of the tokens read so far if not given.
    start : int, default 50
        Sentences drawn at random before, the same for all strategies.

    Raises
    ------
    UsageError
        If a number cannot be meant, or there is a `dev` where answers are no spans.
    UnknownNameError
        If there is no strategy, task, unit or metric of a name.

    Examples
    --------
    >>> Plan(source="train.conll.gz", task="span", strategies=("mnlp", "random", "mnlp")).strategies
    ('mnlp', 'random')
    """

    source: str
    task: str
    target: str | None = None
    text: str | None = None
    test: str | None = None
    dev: str | None = None
    metric: str | None = None
    model: str | None = None
    strategies: tuple[str, ...] = ("auto", "random")
    seeds: int = 10
    budget: int | None = None
    unit: str = "tokens"
    batch: int | None = None
    start: int = START

    def __post_init__(self) -> None:
        if self.task not in _TASKS:
            raise UnknownNameError.of("task about sentences", self.task, _TASKS)
        for name, least in (("seeds", 1), ("start", 1), ("budget", 1), ("batch", 1)):
            value = getattr(self, name)
            if value is None and name in ("budget", "batch"):
                continue
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise UsageError(f"`{name}` is {value!r}.", f"Give a whole number, {least} or more.")
        if self.unit not in UNITS:
            raise UnknownNameError.of("unit", self.unit, UNITS)
        if self.unit == "sentences" and self.budget is not None and self.start > self.budget:
            raise UsageError(
                f"The start takes {self.start} sentences and the budget is {self.budget} in all.",
                "Raise the budget, or lower --start.",
            )
        if self.dev is not None and self.task != "span":
            raise UsageError(
                f"`dev` is given for the task “{self.task}”: there is no O whose bias it could choose.",
                "Leave --dev out, or say --task span.",
            )
        if self.metric is not None:
            self._check_metric(self.metric)
        if not self.strategies:
            raise UsageError("No strategy is named.", "Name some, as in auto,random.")
        names = dict.fromkeys(_title(name) for name in self.strategies)
        object.__setattr__(self, "strategies", tuple(names))

    @property
    def kind(self) -> str:
        """What an answer is: "tags" or "spans"."""
        return TASKS[self.task]  # type: ignore[index]  # checked

    @property
    def metric_name(self) -> str:
        """Name of the metric."""
        return self.metric or METRICS[self.kind][0]

    def _check_metric(self, metric: str) -> None:
        """Refuse a metric that is not for such answers; keep its canonical name."""
        known = METRICS[self.kind]
        if canonical(metric) not in known:
            raise UsageError(
                f"The metric “{metric}” is not one of the task “{self.task}”.", f"There is {' or '.join(known)}."
            )
        object.__setattr__(self, "metric", canonical(metric))


def _title(name: str) -> str:
    """A strategy as tables call it: canonical, with the one that a wrapper takes."""
    found = strategies.get(name)
    return "(".join(canonical(part.strip()) for part in name.split("(")) if "(" in name else found.name
