"""What a model is to the rest of askless.

A model sees the pool once (`prepare`), then speaks of items by their rows. So the features of the
pool are computed once, and fitting touches labelled rows only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from askless.models.sequence.tagging import Tagging

__all__ = [
    "Floats",
    "Matrix",
    "Model",
    "MoreEvidence",
    "PoolItems",
    "Progress",
    "Rows",
    "SequenceModel",
    "Steps",
    "TokenPool",
]

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Matrix = Any  # a dense array or a SciPy CSR matrix of shape (n_items, n_features)
Progress = Callable[[str, float], None]  # a sentence and the share done, in [0, 1]
Steps = Iterator[float]  # work in steps of about a second; each gives the share done, in [0, 1]


class PoolItems(Protocol):
    """The part of the items of a pool that a model uses; `askless.data.items` has more."""

    @property
    def kind(self) -> str:
        """What an item is: "text", "rows", "images", "array" or "tokens"."""

    def __len__(self) -> int:
        """Number of items."""

    def take(self, rows: Rows) -> Any:
        """Raw items: str (text), DataFrame (rows), arrays (images), array or CSR (array), lists of str (tokens)."""

    def fingerprint(self) -> str:
        """Stable hash of what the items are; it keys the cache of features."""


@runtime_checkable
class TokenPool(PoolItems, Protocol):
    """The part of the items of a pool of sentences that a model uses."""

    def offsets(self, row: int) -> npt.NDArray[np.int64]:
        """First character and end of each token of a sentence in its text, (tokens, 2)."""

    def lengths(self) -> npt.NDArray[np.int64]:
        """Number of tokens of each sentence, (n_items,)."""


@runtime_checkable
class Model(Protocol):
    """A model over one pool.

    Labels come and go as codes: for classes `y` is int64 of shape (n,), a position in the declared
    labels; for multi-label it is uint8 of shape (n, n_labels).

    Everything is a function of the arguments and of the seed given at construction: fitting twice
    on the same labels gives the same model, whatever was fitted in between.
    """

    name: str

    def prepare(
        self,
        items: PoolItems,
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
        later: bool = False,
    ) -> Steps | None:
        """Do the work that needs no labels, once.

        Parameters
        ----------
        items : items
            The pool.
        cache : Path, optional
            Folder in which features may be kept between processes; it may be deleted at any time.
        progress : callable, optional
            Called with a sentence and the share done.
        later : bool, default False
            Whether work that a first fit can do without may be left for later.

        Returns
        -------
        steps : iterator of float, or None
            The work that was left. The model may be used in between; after the last step it has to
            be fitted anew, and is better.
        """

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """Fit to the labelled rows.

        Parameters
        ----------
        rows : int64 array of shape (n,)
            Labelled rows; the order in which the labels came is the best order, see `boosted`.
        y : array of shape (n,) or (n, n_labels)
            Codes of their labels.
        n_labels : int
            Number of declared labels, seen or not.

        Returns
        -------
        summary : dict
            JSON values: "labels", "seen" and what the model has to tell.

        Raises
        ------
        NotReadyError
            If fewer than two classes were seen (multi-label: no label was seen both on and off).
        """

    def predict_proba(self, rows: Rows) -> Floats:
        """Probabilities of pool items.

        Returns
        -------
        proba : float32 array of shape (n, n_labels)
            Classes: rows sum to 1, declared labels without an answer get 0. Multi-label:
            independent probabilities.

        Raises
        ------
        NotReadyError
            Before the first fit.
        """

    def embedding(self, rows: Rows | None = None) -> Floats:
        """Points whose Euclidean distances mean unlikeness, for coverage; needs no labels.

        Returns
        -------
        embedding : float32 array of shape (n, d)
            All items when `rows` is None.
        """

    def predict_new(self, raw_items: Any) -> Floats:
        """Probabilities of items outside the pool, given raw; as `predict_proba`."""

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """A plain fitted scikit-learn pipeline from raw items to labels.

        Parameters
        ----------
        names : sequence of str, optional
            The declared labels; without them it predicts codes. Multi-label estimators predict
            scikit-learn's indicator matrix either way, its columns in this order.
        """

    def clone(self) -> Self:
        """An unfitted twin that shares the prepared features."""


class MoreEvidence(Protocol):
    """What a model may tell besides; the evidence engine offers what there is a method for.

    Both raise NotReadyError before the first fit.
    """

    def draws(self, rows: Rows) -> Floats:
        """Probabilities under several models that the labels allow: a committee, or draws from a posterior.

        Returns
        -------
        draws : float32 array of shape (n, n_draws, n_labels)
            Each as `Model.predict_proba` would give it; draw k is the same model for all items,
            whatever the others are.
        """

    def logits(self, rows: Rows) -> Floats:
        """Logarithms of the probabilities, up to a constant for each item.

        Returns
        -------
        logits : float32 array of shape (n, n_labels)
            In nats, finite. Multi-label: log odds of each label.
        """


@runtime_checkable
class SequenceModel(Protocol):
    """A model over a pool of sentences: of each token a tag, or of the text typed spans.

    Answers come as label spaces encode them, an object array of shape (n,) whose elements are int64 arrays: codes of
    the tags, (tokens,), or first character, end and code of the type of each span, (n_spans, 3); -1 is not known.
    Beyond this the evidence engine offers what there is a method for: `askless.models.sequence` has the list.
    """

    name: str

    def prepare(
        self,
        items: TokenPool,
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
        later: bool = False,
    ) -> Steps | None:
        """See `Model.prepare`."""

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """Fit to the labelled rows, in the order in which the labels came; those known in part teach what is known.

        Raises
        ------
        NotReadyError
            If nothing is known of any token.
        """

    def predicted(self, rows: Rows) -> Tagging:
        """The most probable tags of pool items; NotReadyError before the first fit."""

    def predict_new(self, raw_items: Any) -> Tagging:
        """The same of sentences outside the pool: lists of tokens, or items of such a pool."""

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """A fitted tagger from lists of tokens to names of tags, B-, I- and O where answers are spans."""

    def clone(self) -> Self:
        """An unfitted twin that shares the prepared features."""
