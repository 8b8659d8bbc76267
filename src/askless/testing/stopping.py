"""What every stopping rule must hold to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from askless.enough.stopping.context import Context
from askless.enough.stopping.gaussian import Gaussian
from askless.enough.stopping.look import Batch, Look
from askless.enough.stopping.rule import Rule
from askless.enough.stopping.verdict import Verdict
from askless.testing.declines import require, run_all

__all__ = ["STOPPING_CHECKS", "changing_looks", "check_stopping_rule", "still_looks"]

MODEL = frozenset({"looks", "batch", "posterior"})
"""Needs of rules that look at a model."""


def still_looks(n_classes: int = 2, *, multilabel: bool = False, looks: int = 6) -> list[Look]:
    """Looks at a model that stands still and is sure, as it can be when nothing is left to learn.

    Its confidence falls by a hair each time, so that rules that wait for this fire, too.

    Parameters
    ----------
    n_classes : int, default 2
        Classes, or labels.
    multilabel : bool, default False
        Whether an answer is a set of labels.
    looks : int, default 6
        How many.

    Returns
    -------
    looks : list of Look

    Examples
    --------
    >>> [look.labels for look in still_looks(looks=3)]
    [400, 428, 457]
    """
    return [_look(at, n_classes, multilabel, still=True) for at in range(looks)]


def changing_looks(n_classes: int = 2, *, multilabel: bool = False, looks: int = 6) -> list[Look]:
    """Looks at a model that answers otherwise each time, and becomes surer as it learns.

    Parameters
    ----------
    n_classes : int, default 2
        Classes, or labels.
    multilabel : bool, default False
        Whether an answer is a set of labels.
    looks : int, default 6
        How many.

    Returns
    -------
    looks : list of Look

    Examples
    --------
    >>> one, other = changing_looks(looks=2)
    >>> bool((one.answers != other.answers).any())
    True
    """
    return [_look(at, n_classes, multilabel, still=False) for at in range(looks)]


def _look(at: int, n_classes: int, multilabel: bool, *, still: bool) -> Look:
    """The look of this number."""
    labels = int(400 * 1.07**at)
    target = (np.arange(6 * n_classes) + (0 if still else at)) % n_classes
    sure = 1.0 - 1e-5 * (1 + at) if still else 0.6 + 0.04 * at
    hit = np.eye(n_classes)[target] > 0
    proba = np.where(hit, sure, 1.0 - sure if multilabel else (1.0 - sure) / (n_classes - 1))
    y = hit[:5].astype(np.uint8) if multilabel else target[:5]
    mean = np.full(3, 0.0 if still else float(at))
    posterior = (Gaussian(mean, np.eye(3) * (1e4 + (1.0 if still else 1e3) * at)),)
    return Look(labels, proba, np.ones(n_classes, bool), multilabel, Batch(proba[:5], y) if at else None, posterior)


def _context(n_classes: int, *, multilabel: bool = False, chance: float | None = 0.9) -> Context:
    """A context in which nothing is missing that a rule could need."""
    codes = np.arange(400) % n_classes
    return Context(
        pool=1_000,
        names=tuple(f"class {code}" for code in range(n_classes)),
        task="multilabel" if multilabel else "classes",
        y=np.eye(n_classes, dtype=np.uint8)[codes] if multilabel else codes,
        random=np.arange(400) % 10 == 0,
        positive=0,
        chance=chance,
        cost_per_label=1.0,
        value_per_point=1.0,
        outset=0.2,
    )


def _cases(rule: Rule) -> Iterator[tuple[list[Look], Context]]:
    """A model that stands still and one that changes, few classes and many, each label for itself."""
    for several in (task == "multilabel" for task in rule.tasks if task != "real"):
        for n_classes in (2, 31):
            context = _context(n_classes, multilabel=several)
            yield still_looks(n_classes, multilabel=several), context
            yield changing_looks(n_classes, multilabel=several), context


def says_something(rule: Rule) -> None:
    """Two classes or 31: a sentence, and a number where nothing is missing."""
    for looks, context in _cases(rule):
        signal = rule.signal(looks, context)
        require(bool(signal.sentence.strip()) and signal.sentence.endswith("."), "The sentence is none.")
        require(
            "finished" not in signal.sentence.lower(), "The sentence says that labelling is finished; a person decides."
        )
        require(signal.larger == rule.larger, "The signal has another direction than the rule.")
        if MODEL & set(rule.needs):
            require(signal.value is not None and bool(np.isfinite(signal.value)), f"The value is {signal.value}.")


def same_twice(rule: Rule) -> None:
    """Nothing is remembered and nothing is drawn."""
    for looks, context in _cases(rule):
        first, second = (Verdict.of(rule, looks, context) for _ in range(2))
        require(first == second, "The same looks gave two verdicts.")


def waits_for_unseen_classes(rule: Rule) -> None:
    """Never fires while a declared class has no answer, or had none when the model was looked at."""
    for looks, context in _cases(rule):
        more = replace(context, names=(*context.names, "unseen"))
        require(not rule.signal(looks, more).fires, "It fires although a class has no answer.")
        if rule.window:
            blind = [replace(look, seen=np.append(look.seen[:-1], False)) for look in looks]
            require(not rule.signal(blind, context).fires, "It fires although a class had no answer at a look.")


def waits_for_looks(rule: Rule) -> None:
    """No looks, or fewer than it reads, are an answer: too early."""
    if not rule.window:
        return
    for looks, context in _cases(rule):
        for few in ([], looks[: rule.window - 1]):
            signal = rule.signal(few, context)
            require(not signal.fires and signal.value is None, f"It says {signal.value} from {len(few)} looks.")


def waits_for_a_changing_model(rule: Rule) -> None:
    """Does not fire while the model answers otherwise at each look and becomes surer."""
    if not MODEL & set(rule.needs):
        return
    for looks, context in _cases(rule):
        if not np.array_equal(looks[0].answers, looks[1].answers):
            require(not rule.signal(looks, context).fires, "It fires although the model still changes.")


def can_fire(rule: Rule) -> None:
    """Fires when the model stands still and everything else agrees; a rule that never does is of no use."""
    if not MODEL & set(rule.needs):
        return
    for several in (task == "multilabel" for task in rule.tasks if task != "real"):
        signal = rule.signal(still_looks(multilabel=several), _context(2, multilabel=several))
        require(signal.fires, f"It does not fire although nothing changes: {signal.sentence}")
        require(bool(signal.fired), "It fires, but does not say which signal.")


def fires_on_the_right_side(rule: Rule) -> None:
    """A signal without parts fires where its value has reached the threshold, and nowhere else."""
    for looks, context in _cases(rule):
        signal = rule.signal(looks, context)
        for part in signal.parts or (signal,):
            if part.value is not None:
                reached = part.value >= part.threshold if part.larger else part.value <= part.threshold
                require(
                    part.fires == reached, f"{part.name} is {part.value}, threshold {part.threshold}: {part.fires}."
                )


def goes_through_json(rule: Rule) -> None:
    """A verdict comes back as it was."""
    for looks, context in _cases(rule):
        verdict = Verdict.of(rule, looks, context)
        read = Verdict.from_json(json.loads(json.dumps(verdict.to_json())))
        require(read == verdict, "The verdict is another one after JSON.")


def inputs_are_untouched(rule: Rule) -> None:
    """Read-only arrays are enough."""
    for looks, context in _cases(rule):
        for look in looks:
            look.proba.setflags(write=False)
            look.seen.setflags(write=False)
        context.y.setflags(write=False)
        rule.signal(looks, context)


def tells_about_itself(rule: Rule) -> None:
    """Name, one line, idea, limits and paper are there."""
    for part in ("name", "summary", "how", "when_not", "reference"):
        text = getattr(rule, part, "")
        require(isinstance(text, str) and bool(text.strip()), f"`{part}` is empty.")
    require(rule.summary.endswith(".") and "\n" not in rule.summary, "`summary` is not one line.")


STOPPING_CHECKS = MappingProxyType(
    {
        check.__name__: check
        for check in (
            says_something,
            same_twice,
            waits_for_unseen_classes,
            waits_for_looks,
            waits_for_a_changing_model,
            can_fire,
            fires_on_the_right_side,
            goes_through_json,
            inputs_are_untouched,
            tells_about_itself,
        )
    }
)
"""Every check by name."""


def check_stopping_rule(rule: Rule, declines: Mapping[str, str] | None = None) -> None:
    """Check a stopping rule.

    Parameters
    ----------
    rule : Rule
        With its options.
    declines : mapping of str to str, optional
        Checks that it cannot pass, each with the reason in three words or more.

    Raises
    ------
    AssertionError
        If any check fails, with a line for each; or if a declined one passes.

    Examples
    --------
    >>> from askless.enough.stopping.classification_change import ClassificationChange
    >>> check_stopping_rule(ClassificationChange())
    """
    run_all(rule, STOPPING_CHECKS, declines or {})
