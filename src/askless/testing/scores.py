"""What every score must hold to."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.evidence.kind import kinds
from askless.choose.score.declare import Score, scores
from askless.errors import EvidenceError
from askless.testing.declines import require, run_all
from askless.testing.libraries import libraries
from askless.testing.toy import example_values

__all__ = ["SCORE_CHECKS", "check_score"]

Values = npt.NDArray[Any]


def made_up(score: Score, n_items: int = 40, n_labels: int = 4, seed: int = 0) -> list[Values]:
    """Evidence for a score, extreme values among it."""
    rng = np.random.default_rng(seed)
    evidence = []
    for need in score.needs:
        make = kinds.get(need).made_up
        require(make is not None, f"`{need}` is not evidence of single items; write a strategy instead.")
        assert make is not None
        evidence.append(make(rng, n_items, n_labels, "classes" not in score.tasks and "multilabel" in score.tasks))
    return evidence


def near(one: Values, other: Values, problem: str) -> None:
    """Fail unless two arrays are equal but for the last digits of single precision."""
    require(np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-6, atol=1e-6), problem)


def one_finite_number_an_item(score: Score) -> None:
    """Certain and uniform rows too."""
    for n_items in (0, 1, 2, 40):
        values = np.asarray(score.function(*(part[:n_items] for part in made_up(score))))
        require(values.shape == (n_items,), f"{n_items} items gave shape {values.shape}.")
        require(bool(np.isfinite(values).all()), "A score is not finite.")


def none_falls_below_the_least(score: Score) -> None:
    """Where a score is declared that says “nothing to learn”, none is lower."""
    if score.least is None:
        return
    lowest = float(np.min(score.function(*made_up(score))))
    require(lowest >= score.least - 1e-6, f"A score is {lowest:.6g}; `least` is declared as {score.least:.6g}.")


def precision_is_kept(score: Score) -> None:
    """float32 in, float32 out; float64 in, float64 out, and of numbers for each token."""
    of_tokens = kinds.get(score.needs[0]).ragged
    for dtype in (np.float64,) if of_tokens else (np.float32, np.float64):
        values = score.function(*(part if part.dtype == object else part.astype(dtype) for part in made_up(score)))
        require(values.dtype == dtype, f"{np.dtype(dtype)} evidence gave {values.dtype} scores.")


def inputs_are_untouched(score: Score) -> None:
    """Read-only evidence is enough."""
    evidence = made_up(score)
    before = deepcopy(evidence)
    for part in evidence:
        for inner in part if part.dtype == object else ():
            inner.setflags(write=False)
        part.setflags(write=False)
    score.function(*evidence)
    pairs = [pair for a, b in zip(evidence, before, strict=True) for pair in zip(a, b, strict=True)]
    require(all(np.array_equal(a, b) for a, b in pairs), "Evidence was changed.")


def item_order_does_not_matter(score: Score) -> None:
    """A score belongs to an item, not to a place."""
    evidence = made_up(score)
    order = np.random.default_rng(1).permutation(len(evidence[0]))
    mixed = score.function(*(part[order] for part in evidence))
    near(mixed, score.function(*evidence)[order], "Another order of items gives other scores.")


def class_order_does_not_matter(score: Score) -> None:
    """Classes have no order."""
    evidence = made_up(score)
    order = np.roll(np.arange(4), 1)
    mixed = []
    for need, part in zip(score.needs, evidence, strict=True):
        axis = kinds.get(need).class_axis
        mixed.append(part if axis is None else np.take(part, order, axis=axis))
    near(score.function(*mixed), score.function(*evidence), "Another order of classes gives other scores.")


def chunks_do_not_matter(score: Score) -> None:
    """A pool cut anywhere gives the same scores."""
    evidence = made_up(score)
    parts = [score.function(*(part[at] for part in evidence)) for at in (slice(0, 1), slice(1, 17), slice(17, None))]
    near(np.concatenate(parts), score.function(*evidence), "Chunks give other scores than the whole.")


def libraries_agree(score: Score) -> None:
    """NumPy, and where they are installed the strict library and PyTorch."""
    evidence = made_up(score)
    expected = score.function(*evidence)
    for convert in libraries():
        given = [part if part.dtype == object else convert(part) for part in evidence]
        values = score.function(*given)
        require(type(values) is type(given[0]), f"{type(given[0])} evidence gave {type(values)} scores.")
        near(np.asarray(values), expected, f"{type(given[0])} gives other scores than NumPy.")


def worked_example(score: Score) -> None:
    """The items of the example are asked in the order in which they stand."""
    require(set(score.example) == set(score.needs), f"The example has {set(score.example)}, not {score.needs}.")
    values = score.function(*(example_values(need, score.example[need]) for need in score.needs))
    require(len(values) >= 2, "The example needs at least two items.")
    require(bool((np.diff(values) < 0).all()), f"The example's scores {values} do not fall.")


def one_class_is_refused(score: Score) -> None:
    """Uncertainty between one class and nothing has no meaning; an `EvidenceError` says so."""
    if "proba" not in score.needs:
        return
    try:
        score.function(*(part[:, :1] if kinds.get(need).class_axis == 1 else part
                         for need, part in zip(score.needs, made_up(score), strict=True)))  # fmt: skip
    except EvidenceError:
        return
    raise AssertionError("Evidence of one class was not refused with an `EvidenceError`.")


def docstring_is_complete(score: Score) -> None:
    """Numpydoc: idea, every parameter, what is returned, cost, reference, an example that runs."""
    text = inspect.getdoc(score.function) or ""
    require(len(text.split("\n\n")) > 2, "The docstring has no paragraph on how the score works.")
    for section in ("Parameters", "Returns", "Notes", "References", "Examples"):
        require(bool(re.search(rf"^{section}\n-{{{len(section)}}}$", text, re.M)), f"No section “{section}”.")
    for need in score.needs:
        require(bool(re.search(rf"^{need} : ", text, re.M)), f"`{need}` is not documented.")
    require(">>> " in text, "The example does not run.")
    for field in ("reference", "summary", "when_not"):
        require(bool(getattr(score, field).strip()), f"`{field}` is empty.")


SCORE_CHECKS: dict[str, Callable[[Score], None]] = {
    check.__name__: check
    for check in (
        one_finite_number_an_item,
        none_falls_below_the_least,
        precision_is_kept,
        inputs_are_untouched,
        item_order_does_not_matter,
        class_order_does_not_matter,
        chunks_do_not_matter,
        libraries_agree,
        worked_example,
        one_class_is_refused,
        docstring_is_complete,
    )
}
"""Every check of a score by name."""


def check_score(score: str | Score) -> None:
    """Check that a score holds to what every score promises.

    Parameters
    ----------
    score : str or Score
        A registered name, or a declaration.

    Raises
    ------
    AssertionError
        If a check fails, or if one was declined and passes.

    Examples
    --------
    >>> check_score("margin")
    """
    part = scores.get(score) if isinstance(score, str) else score
    run_all(part, SCORE_CHECKS, part.declines)
