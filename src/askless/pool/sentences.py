"""What one version of a model says of every sentence: a tag for each token, or spans of its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from askless.data.labels.space import Answer

__all__ = ["SentencePredictions"]

Ints = npt.NDArray[np.integer[Any]]


class Tagging(Protocol):
    """What a model says of sentences, see `askless.models.sequence.tagging.Tagging`."""

    @property
    def starts(self) -> Ints: ...

    @property
    def codes(self) -> Ints: ...

    @property
    def confidence(self) -> npt.NDArray[Any]: ...

    @property
    def spans(self) -> Ints: ...


@dataclass(frozen=True)
class SentencePredictions:
    """Predictions of sentences; the twin of `askless.pool.ranked.Predictions`.

    Parameters
    ----------
    names : tuple of str
        Label names at the time of training.
    starts : int64 array of shape (n_items + 1,)
        Tokens of sentence i are ``starts[i]:starts[i + 1]``.
    sure : float32 array of shape (n_tokens,)
        Probability of what is said of each token.
    codes : int16 array of shape (n_tokens,), optional
        Tag of each token; None where spans are said.
    spans : int32 array of shape (n_spans, 3), optional
        First character, end and code of the type, sentence after sentence; None where tags are said.
    span_starts : int64 array of shape (n_items + 1,), optional
        Spans of sentence i are ``span_starts[i]:span_starts[i + 1]``.

    Examples
    --------
    >>> one = SentencePredictions(("DET", "NOUN"), np.array([0, 2]), np.ones(2, np.float32), np.array([0, 1]))
    >>> one.answer(0), one.having("NOUN").tolist()
    (('DET', 'NOUN'), [True])
    """

    names: tuple[str, ...]
    starts: Ints
    sure: npt.NDArray[np.float32]
    codes: Ints | None = None
    spans: Ints | None = None
    span_starts: Ints | None = None
    std: ClassVar[None] = None

    @classmethod
    def of(cls, names: tuple[str, ...], said: Tagging, *, spans: bool) -> SentencePredictions:
        """What a model said of all sentences."""
        sure = said.confidence.astype(np.float32)
        if not spans:
            return cls(names, said.starts, sure, said.codes.astype(np.int16))
        counts = np.bincount(said.spans[:, 0].astype(np.int64), minlength=len(said.starts) - 1)
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return cls(names, said.starts, sure, spans=said.spans[:, 1:].astype(np.int32), span_starts=ends)

    @property
    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The arrays that there are, by name: with the names of the labels they make it whole again."""
        found = {name: getattr(self, name) for name in ("starts", "sure", "codes", "spans", "span_starts")}
        return {name: array for name, array in found.items() if array is not None}

    @property
    def confidence(self) -> npt.NDArray[np.float32]:
        """Mean probability of what is said of each sentence's tokens, shape (n_items,); 1 of no token."""
        starts = np.asarray(self.starts)
        total = np.concatenate([[0.0], np.cumsum(self.sure, dtype=np.float64)])
        lengths = np.diff(starts)
        mean = (total[starts[1:]] - total[starts[:-1]]) / np.maximum(lengths, 1)
        return np.where(lengths > 0, np.minimum(mean, 1.0), 1.0).astype(np.float32)

    @property
    def doubt(self) -> npt.NDArray[np.float32]:
        """How unsure each sentence is, larger is less sure."""
        return -self.confidence

    def confidence_of(self, row: int) -> float:
        """The same for one sentence."""
        sure = self.tokens(row)
        return float(min(sure.mean(dtype=np.float64), 1.0)) if sure.size else 1.0

    def tokens(self, row: int) -> npt.NDArray[np.float32]:
        """Probability of what is said of each token of a sentence."""
        return self.sure[int(self.starts[row]) : int(self.starts[row + 1])]

    def silent(self, row: int) -> bool:
        """Whether nothing was said of a row: never."""
        return False

    def answer(self, row: int) -> Answer:
        """Predicted answer of a sentence."""
        if self.codes is not None:
            return tuple(self.names[code] for code in self.codes[self.starts[row] : self.starts[row + 1]].tolist())
        assert self.spans is not None
        assert self.span_starts is not None
        rows = self.spans[self.span_starts[row] : self.span_starts[row + 1]].tolist()
        return tuple((start, end, self.names[code]) for start, end, code in rows)

    def having(self, name: str) -> npt.NDArray[np.bool_]:
        """Of which sentences a label is said at least once, shape (n_items,)."""
        code = self.names.index(name)
        if self.codes is not None:
            said, starts = np.asarray(self.codes) == code, self.starts
        else:
            assert self.spans is not None
            assert self.span_starts is not None
            said, starts = np.asarray(self.spans[:, 2]) == code, self.span_starts
        total = np.concatenate([[0], np.cumsum(said)])
        found: npt.NDArray[np.bool_] = total[starts[1:]] > total[starts[:-1]]
        return found
