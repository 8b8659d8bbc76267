"""`askless.run`: an oracle answers what a learner asks, until the budget is used up."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any, Protocol

from askless.bench.history import History
from askless.bench.metrics import Codes, Metric
from askless.bench.metrics import metric as metric_named
from askless.bench.oracle.make import as_oracle
from askless.bench.oracle.oracle import Oracle
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.errors import NotReadyError, UsageError

__all__ = ["Learner", "loop", "most_common", "run", "usual"]


class Learner(Protocol):
    """What a run needs of a learner: ask and tell, and a model to measure."""

    @property
    def space(self) -> LabelSpace:
        """The label space."""
        ...

    @property
    def labels(self) -> Mapping[Any, Answer]:
        """Answers so far, by id."""
        ...

    @property
    def model(self) -> Any:
        """The fitted model; NotReadyError while there is none."""
        ...

    def ask(self, k: int = 1) -> Any:
        """Choose the next items."""
        ...

    def tell(self, ids: Iterable[Any], answers: Any) -> None:
        """Take in answers."""
        ...

    def predict(self, items: Any) -> list[Answer]:
        """Predicted answers."""
        ...


def run(
    learner: Learner,
    oracle: Oracle | Mapping[Any, Any] | Collection[Any],
    budget: int,
    *,
    batch: int = 10,
    metric: str | Metric | None = None,
    test: tuple[Any, Sequence[Any]] | None = None,
    progress: Callable[[int], None] | None = None,
) -> History:
    """Let an oracle answer what a learner asks.

    Parameters
    ----------
    learner : PoolLearner
        Or anything else with its `ask` and `tell`. It has learnt from all answers afterwards.
    oracle : callable, mapping or sequence
        A callable takes the queries (`queries.ids`, `queries.items`) and returns an answer for each.
        A mapping holds the answers by id, a sequence by row number.
    budget : int
        Items to ask about in all, >= 0. The run ends before if nothing is left to ask.
    batch : int, default 10
        Items asked about at a time, >= 1.
    metric : str or callable, optional
        "accuracy", "balanced_accuracy" or "f1", for numbers "rmse" or "mae" (see
        `askless.bench.metrics`), or a function of truth and predictions, both encoded, as
        scikit-learn's metrics are. Measured after each batch.
    test : (items, answers), optional
        What the metric is measured on.
    progress : callable, optional
        Called after each batch with the number of items asked about.

    Returns
    -------
    history : History
        A point a batch: number of answers (skips do not count), metric, seconds.

    Raises
    ------
    UsageError
        If a number cannot be meant, or only one of `metric` and `test` is given.
    UnknownNameError
        If there is no metric of this name.
    LabelError
        If an answer is not in the label space.

    Notes
    -----
    While the learner cannot predict yet (fewer than two classes seen), the metric is that of always
    predicting the answer given most often so far.

    Examples
    --------
    >>> import askless
    >>> texts = ["win a prize now", "see you at lunch", "free prize inside", "lunch tomorrow?"] * 5
    >>> truth = ["spam" if "prize" in text else "ham" for text in texts]
    >>> test = ["a free prize", "lunch?"], ["spam", "ham"]
    >>> learner = askless.PoolLearner(texts, labels=["spam", "ham"], seed=0)
    >>> history = run(learner, truth, budget=4, batch=2, metric="accuracy", test=test)
    >>> history.labels, history.metric[-1]
    ([2, 4], 1.0)
    """
    if (metric is None) != (test is None):
        raise UsageError("Only one of `metric` and `test` is given.", "Give both, or neither.")
    measure = None
    if metric is not None and test is not None:
        measure = _measure(learner, metric_named(metric) if isinstance(metric, str) else metric, *test)
    return loop(
        learner,
        as_oracle(oracle),
        budget,
        batch=batch,
        train=lambda: _train(learner),
        measure=measure,
        progress=progress,
    )


def loop(
    learner: Learner,
    oracle: Oracle,
    budget: int,
    *,
    batch: int,
    train: Callable[[], object],
    measure: Callable[[], float] | None,
    progress: Callable[[int], None] | None = None,
    before: int = 0,
) -> History:
    """Ask, answer, tell, train, measure; the ten lines behind `run` and `simulate`.

    Parameters
    ----------
    learner, oracle, budget, batch, progress
        As in `run`.
    train : callable
        Brings the model up to date, so that its time is not counted as that of choosing.
    measure : callable, optional
        Returns the metric now.
    before : int, default 0
        Labels that the learner has already; the curve then begins with a point there.

    Returns
    -------
    history : History
    """
    for name, value, least in (("budget", budget, 0), ("batch", batch, 1)):
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UsageError(f"`{name}` is {value!r}.", f"Give a whole number, {least} or more.")
    history = History()
    asked, labelled = 0, before
    if before:
        seconds_fit = _seconds(train)
        history.add(before, measure() if measure else None, 0.0, seconds_fit)
    while asked < budget:
        start = perf_counter()
        queries = learner.ask(min(batch, budget - asked))
        seconds_query = perf_counter() - start
        if not len(queries):
            break
        answers = list(oracle(queries))
        learner.tell(queries.ids, answers)
        asked += len(queries)
        labelled += sum(answer is not SKIP for answer in answers)
        seconds_fit = _seconds(train)
        history.add(labelled, measure() if measure else None, seconds_query, seconds_fit)
        if progress:
            progress(asked)
    return history


def most_common(answers: Iterable[Answer], space: LabelSpace) -> Answer:
    """The answer given most often; of several, the first in the order of the label space.

    Examples
    --------
    >>> from askless.data.labels.classes import Classes
    >>> most_common(["b", "a", "b", "a"], Classes(["a", "b"]))
    'a'
    """
    counted = Counter(answers)
    most = max(counted.values())
    order = {name: i for i, name in enumerate(space.names)}
    return min(
        (answer for answer, count in counted.items() if count == most),
        key=lambda a: [order[name] for name in ([a] if isinstance(a, str) else a)],
    )


def usual(answers: Sequence[Answer], space: LabelSpace) -> Answer:
    """What to predict without a model: the answer given most often, or the mean of numbers."""
    return sum(answers) / len(answers) if space.kind == "real" else most_common(answers, space)


def _seconds(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def _train(learner: Learner) -> None:
    """Bring the model up to date; that there cannot be one yet is no failure."""
    with contextlib.suppress(NotReadyError):
        _ = learner.model


def _measure(learner: Learner, metric: Metric, items: Any, truth: Sequence[Any]) -> Callable[[], float]:
    """The metric on held-out items, as a function of no argument."""
    truth = list(truth)

    def measure() -> float:
        try:
            predicted = learner.predict(items)
        except NotReadyError:
            answers = list(learner.labels.values())
            if not answers:  # all skipped
                return float("nan")
            predicted = [usual(answers, learner.space)] * len(truth)
        return metric(*_encoded(learner.space, truth, predicted))

    return measure


def _encoded(space: LabelSpace, truth: list[Any], predicted: list[Any]) -> tuple[Codes, Codes]:
    """Both lists as codes of one space, to which labels that only the truth has are added."""
    if space.kind == "real":
        return space.encode([space.check(a) for a in truth]), space.encode([space.check(a) for a in predicted])
    wide = space
    for answer in truth:
        for name in answer if space.kind == "multilabel" and not isinstance(answer, str) else [answer]:
            if str(name).strip() not in wide.names:
                wide = wide.added(str(name).strip())
    return wide.encode([wide.check(a) for a in truth]), wide.encode([wide.check(a) for a in predicted])
