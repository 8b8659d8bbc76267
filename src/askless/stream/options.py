"""What a caller says of a stream, and what its project remembers of it.

A project goes on with the options it was begun with, as long as nobody says something else. So they are kept as the
texts that a person could type; what has no such text, an estimator, has to be given again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.core.events import Event
from askless.data.labels.make import label_space
from askless.data.labels.multilabel import MultiLabel
from askless.data.labels.real import Real
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Setting
from askless.errors import UsageError
from askless.models.online.make import online_model
from askless.models.online.online import Draws, OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, Adapting
from askless.stream.adaptation.named import adaptation_of, usual
from askless.stream.budgets.budget import Budget
from askless.stream.budgets.named import budget_of
from askless.stream.budgets.token_bucket import TokenBucket
from askless.stream.samplers.named import sampler_of
from askless.stream.samplers.sampler import Sampler
from askless.stream.spelled import spelling

__all__ = ["Options", "check_seed", "settled"]

OBJECT = "an object: "
"""Before what is kept of a model that no text can make again."""


@dataclass(frozen=True)
class Options:
    """What a stream works with.

    Parameters
    ----------
    space : LabelSpace
    open_space : bool
        Whether labels are learnt from the answers.
    sampler : Sampler
    budget : Budget
    adaptation : Adaptation
    adapting : Adapting
        The models, which have learnt nothing yet.
    random_share : float
        Least part of the budget that is drawn at random.
    texts : dict
        "model", "strategy", "budget" and "adaptation" as the project keeps them, and "random_share" if there is one.
    changed : list of str
        A sentence on each that is another one than the project had kept.
    """

    space: LabelSpace
    open_space: bool
    sampler: Sampler
    budget: Budget
    adaptation: Adaptation
    adapting: Adapting
    random_share: float
    texts: dict[str, Setting]
    changed: list[str]


def settled(
    model: Any,
    strategy: str | Sampler | None,
    budget: float | str | Budget | None,
    adaptation: str | Adaptation | None,
    labels: Sequence[str] | LabelSpace | None,
    random_share: float | None,
    *,
    kept: Mapping[str, Setting],
    began: Event | None,
) -> Options:
    """What holds: what is given, else what was kept, else the defaults.

    Parameters
    ----------
    model, strategy, budget, adaptation, labels, random_share : object
        As `StreamLearner` takes them.
    kept : mapping
        Settings of the project; {} if there is none.
    began : Event or None
        With which the project began.

    Returns
    -------
    options : Options

    Raises
    ------
    UnknownNameError
        If nothing has such a name.
    UsageError
        If an option cannot be meant, a strategy does not fit the answers or the model, or a model has to be given
        again.
    """
    if isinstance(labels, str):
        raise UsageError(f"`labels` is the text “{labels:.60}”.", f'Give a list, as in labels=["{labels:.60}"].')
    if random_share is not None and not 0 <= random_share <= 1:
        raise UsageError(f"`random_share` is {random_share!r}.", "Give a share from 0 to 1, or None.")
    share = random_share if random_share is not None else float(str(kept.get("random_share") or 0.0))
    space = label_space(labels)
    if isinstance(space, MultiLabel):
        raise UsageError(
            "Items of a stream have one label each, or a number, and not several labels at once.",
            "Give a list of labels, or askless.Real(); for several labels make a stream for each.",
        )
    if labels is None and began is not None:
        space = _kept_space(began)
    found = online_model(_model(model, kept), real=isinstance(space, Real))
    sampler = sampler_of(strategy if strategy is not None else str(kept.get("strategy") or "split_quantile"))
    allowed = budget_of(budget if budget is not None else str(kept.get("budget") or 0.1))
    meant = adaptation if adaptation is not None else str(kept.get("adaptation") or "")
    how = adaptation_of(meant) if meant != "" else usual(found)
    adapting = how.start(found)
    _check(sampler, adapting.model, space)
    texts: dict[str, Setting] = {
        "model": _text(model, kept, found),
        "strategy": spelling(sampler),
        "budget": _budget_text(allowed),
        "adaptation": how.title,
    }
    if share:
        texts["random_share"] = share
    changed = [
        f"The {name.replace('_', ' ')} is {text} from now on; it was {kept[name]}."
        for name, text in texts.items()
        if kept.get(name) and kept[name] != text
    ]
    is_open = labels is None and not isinstance(space, Real) and not space.names
    return Options(space, is_open, sampler, allowed, how, adapting, share, texts, changed)


def check_seed(seed: object) -> int:
    """The same number, if it is a seed.

    Examples
    --------
    >>> check_seed(7)
    7
    """
    if isinstance(seed, (bool, np.bool_)) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise UsageError(f"`seed` is {seed!r:.60}.", "Give a whole number, 0 or more.")
    return int(seed)


def _kept_space(began: Event) -> LabelSpace:
    """The label space with which a project began; what was added later is in the log."""
    if began.data.get("space") == Real.kind:
        return Real(**began.data.get("number") or {})
    return label_space(began.data.get("labels") or None)


def _model(model: Any, kept: Mapping[str, Setting]) -> Any:
    """The model that is given or kept; None for the usual one."""
    if model is not None:
        return model
    known = str(kept.get("model") or "")
    if known.startswith(OBJECT):
        raise UsageError(
            f"The model of this stream is {known.removeprefix(OBJECT)}, of which a project keeps what it has learnt, "
            "but not how it is made.",
            "Give the same with `model`.",
        )
    return known or None


def _text(model: Any, kept: Mapping[str, Setting], found: OnlineModel) -> str:
    """What a project keeps of a model."""
    if model is None:
        return str(kept.get("model") or found.name)
    return model if isinstance(model, str) else f"{OBJECT}{type(model).__name__}"


def _budget_text(budget: Budget) -> str:
    """A share as the number that it is, any other budget by its name."""
    if isinstance(budget, TokenBucket) and budget == TokenBucket(share=budget.share):
        return repr(budget.share)
    return spelling(budget)


def _check(sampler: Sampler, model: OnlineModel, space: LabelSpace) -> None:
    """Refuse a sampler that does not fit the answers or the model."""
    if isinstance(space, Real) and not sampler.numbers:
        raise UsageError(
            f"`{sampler.name}` weighs classes, but the answers are numbers.",
            "Choose another strategy, such as split_quantile or random.",
        )
    if "draws" in sampler.needs and not isinstance(model, Draws):
        raise UsageError(
            f"`{sampler.name}` needs a committee, and “{model.name}” is one model.",
            f'Make one of copies of it, with the model "committee({model.name})".',
        )
