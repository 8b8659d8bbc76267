"""What the outputs of a network mean: a class out of those seen, or each label by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.errors import ModelError
from askless.models.linear import softmax
from askless.models.logits import EDGE, LEAST
from askless.models.model import Floats

__all__ = ["Head"]


@dataclass(frozen=True)
class Head:
    """The meaning of logits for one set of answers.

    Parameters
    ----------
    n_labels : int
        Declared labels.
    seen : int64 array of shape (n_seen,)
        Classes with an answer, or labels that were both given and withheld. Only these are learnt;
        the others' outputs mean nothing.
    constant : float64 array of shape (n_labels,), or None
        Multi-label: what Laplace's rule says of each label; None for classes.

    Examples
    --------
    >>> head = Head.of(np.array([0, 2]), n_labels=3)
    >>> head.proba(np.zeros((1, 3), dtype=np.float32)).tolist()
    [[0.5, 0.0, 0.5]]
    """

    n_labels: int
    seen: npt.NDArray[np.int64]
    constant: npt.NDArray[np.float64] | None

    @classmethod
    def of(cls, y: npt.NDArray[Any], n_labels: int) -> Head:
        """The head for answers of shape (n,) or (n, n_labels)."""
        if y.ndim == 1:
            return cls(n_labels, np.unique(y).astype(np.int64), None)
        both = np.flatnonzero(y.min(axis=0) < y.max(axis=0))
        return cls(n_labels, both, (y.sum(axis=0, dtype=np.float64) + 1) / (len(y) + 2))

    @property
    def several(self) -> bool:
        """Whether each label stands alone."""
        return self.constant is not None

    def loss(self, y: npt.NDArray[Any], device: Any) -> Callable[[Any, Any], Any]:
        """Mean loss of the outputs for some of the answers, in nats."""
        import torch
        from torch.nn import functional

        seen = torch.as_tensor(self.seen, device=device)
        if self.constant is None:
            target = torch.as_tensor(np.searchsorted(self.seen, y), device=device)
        else:
            target = torch.as_tensor(y[:, self.seen].astype(np.float32), device=device)
        measure = functional.cross_entropy if self.constant is None else functional.binary_cross_entropy_with_logits

        def mean(z: Any, at: Any) -> Any:
            self.check(z)
            return measure(z[:, seen], target[at.to(device)])

        return mean

    def check(self, z: Any) -> None:
        """Refuse outputs that are not a number for each label."""
        if z.ndim != 2 or z.shape[1] < self.n_labels:
            raise ModelError(
                f"The module gives outputs of shape {tuple(z.shape)} for {self.n_labels} declared labels.",
                "Let it end in a linear layer with one output for each label.",
            )

    def proba(self, z: Floats) -> Floats:
        """Probabilities of shape (n, n_labels)."""
        if self.constant is None:
            found = np.zeros((len(z), self.n_labels), dtype=np.float32)
            found[:, self.seen] = softmax(z[:, self.seen])
            return found
        found = np.tile(self.constant.astype(np.float32), (len(z), 1))
        found[:, self.seen] = 0.5 * (1 + np.tanh(0.5 * z[:, self.seen]))
        return found

    def logits(self, z: Floats) -> Floats:
        """Logarithms of the probabilities; log odds of several labels."""
        if self.constant is None:
            found = np.full((len(z), self.n_labels), np.log(LEAST), dtype=np.float32)
            own = z[:, self.seen].astype(np.float64)
            own -= own.max(axis=1, keepdims=True)
            found[:, self.seen] = own - np.log(np.exp(own).sum(axis=1, keepdims=True))
            return found
        rest = np.clip(self.constant, EDGE, 1 - EDGE)
        found = np.tile(np.log(rest / (1 - rest)).astype(np.float32), (len(z), 1))
        found[:, self.seen] = z[:, self.seen]
        return found

    def own_answers(self, proba: Floats) -> Floats:
        """The most probable answers as zeros and ones of shape (n, n_labels)."""
        if self.constant is None:
            return np.asarray(np.eye(self.n_labels, dtype=np.float32)[proba.argmax(axis=1)])
        return (proba >= 0.5).astype(np.float32)
