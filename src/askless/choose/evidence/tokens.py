"""`words`, `token_entropy` and `token_disagreement`: a number for each token of a sentence."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.choose.array import Array, Rows
from askless.choose.evidence.kind import Kind, Values, kinds
from askless.choose.kernels.segments import flat
from askless.core.ragged import ragged
from askless.core.task import SEQUENCES

__all__ = ["TOKEN_DISAGREEMENT", "TOKEN_ENTROPY", "WORDS"]

_VOCABULARY = 12  # of made-up sentences: words come again
_SLACK = 1e-6  # below 0, where a difference of two entropies was rounded


def _fault(values: Array, n_rows: int, multilabel: bool, *, whole: bool) -> str:
    """What is wrong with arrays of numbers, one for each sentence, or ""."""
    if not isinstance(values, np.ndarray) or values.dtype != object or values.shape != (n_rows,):
        return f"has shape {tuple(values.shape)} for {n_rows} items; it must be one array for each, (n_tokens,)"
    if not n_rows:
        return ""
    fault = next((found for one in values if (found := _of_one(one, whole))), "")
    return fault or _of_all(flat(values, np.int64 if whole else np.float64), whole)


def _of_one(one: Any, whole: bool) -> str:
    """What is wrong with the form of one array, or ""."""
    if not isinstance(one, np.ndarray) or one.ndim != 1:
        return f"holds an item of shape {np.shape(one)}; it must be (n_tokens,)"
    if one.dtype.kind not in ("iu" if whole else "fiu") and len(one):
        return f"is of type {one.dtype}; it must be {'whole ' if whole else ''}numbers"
    return ""


def _of_all(numbers: npt.NDArray[Any], whole: bool) -> str:
    """What is wrong with the numbers of all tokens, or ""."""
    if not len(numbers):
        return ""
    if not np.isfinite(numbers).all():
        return "holds a value that is not a finite number"
    least = numbers.min()
    if least < (0 if whole else -_SLACK):
        return f"goes down to {least:.3g}; {'words are numbered from 0' if whole else 'it cannot be below 0'}"
    return ""


def made_up_lengths(n_items: int) -> Rows:
    """Tokens of made-up sentences: the same for all kinds, from one word to nine.

    Parameters
    ----------
    n_items : int
        How many.

    Returns
    -------
    lengths : int64 array of shape (n_items,)
    """
    return 1 + np.arange(n_items, dtype=np.int64) * 7 % 9


def _numbered(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool) -> Values:
    """Few words, so that sentences share some."""
    return ragged([rng.integers(_VOCABULARY, size=n) for n in made_up_lengths(n_items)])


def _nats(rng: np.random.Generator, n_items: int, n_labels: int, multilabel: bool, *, share: float) -> Values:
    """Up to the most there may be; the first sentence is certain, of the second nothing is known."""
    most = share * np.log(max(n_labels, 2))
    made = [most * rng.beta(0.5, 1.0, size=n) for n in made_up_lengths(n_items)]
    return ragged([np.full(len(one), most * at) if at < 2 else one for at, one in enumerate(made)])


WORDS = Kind(
    name="words",
    summary="the number of each token's word, a list of arrays (n_tokens,), equal where the words are",
    scope="item",
    cost="forward",
    method="words",
    fault=partial(_fault, whole=True),
    axes=1,
    made_up=_numbered,
    whole=True,
    ragged=True,
    tasks=SEQUENCES,
)
TOKEN_ENTROPY = Kind(
    name="token_entropy",
    summary="entropy of each token's tag in nats, a list of arrays (n_tokens,)",
    scope="item",
    cost="forward",
    fitted=True,
    method="token_entropy",
    fault=partial(_fault, whole=False),
    axes=1,
    made_up=partial(_nats, share=1.0),
    ragged=True,
    tasks=SEQUENCES,
)
TOKEN_DISAGREEMENT = Kind(
    name="token_disagreement",
    summary="what each token's tag tells of which member of a committee is right: a list of arrays (n_tokens,), nats",
    scope="item",
    cost="refit",
    fitted=True,
    kept=True,
    method="token_disagreement",
    fault=partial(_fault, whole=False),
    axes=1,
    made_up=partial(_nats, share=0.5),
    ragged=True,
    tasks=SEQUENCES,
)
for _kind in (WORDS, TOKEN_ENTROPY, TOKEN_DISAGREEMENT):
    kinds.register(_kind.name, _kind)
