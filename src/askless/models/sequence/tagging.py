"""What a model says of sentences: a tag for each token, how sure it is of each, and the spans that they make."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Tagging"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tagging:
    """Predicted tags of sentences, token by token.

    Attributes
    ----------
    starts : int64 array of shape (n + 1,)
        Number of the first token of each of n sentences among all tokens, and the number of tokens.
    codes : int64 array of shape (tokens,)
        Tags: places in the declared labels; for spans 0 outside, 1 + 2 i where one of type i begins, 2 + 2 i where it
        goes on.
    confidence : float32 array of shape (tokens,)
        Probability of the tag; for spans of the token's type, or of none.
    spans : int64 array of shape (m, 4)
        Sentence, first character, end and type, in the order of the text; none where answers are tags.

    Examples
    --------
    >>> said = Tagging(np.array([0, 2, 3]), np.array([1, 0, 1]), np.ones(3, np.float32), np.zeros((0, 4), np.int64))
    >>> said.of(0).tolist(), said.of(1).tolist()
    ([1, 0], [1])
    """

    starts: Ints
    codes: Ints
    confidence: npt.NDArray[np.float32]
    spans: Ints

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        """Tokens of each sentence."""
        return np.diff(self.starts)

    def of(self, sentence: int) -> Ints:
        """Codes of one sentence."""
        return self.codes[self.starts[sentence] : self.starts[sentence + 1]]

    def spans_of(self, sentence: int) -> Ints:
        """Spans of one sentence, (m, 3): first character, end and type, as a label space decodes them."""
        first, last = np.searchsorted(self.spans[:, 0], [sentence, sentence + 1])
        return self.spans[first:last, 1:]
