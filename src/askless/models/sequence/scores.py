"""What one pass over the pool tells: each sentence is looked at once after a fit, when it is first asked about.

Kept are the tags, how sure each is, the entropy of each token, whether it has an answer, and two numbers for each
sentence; 21 bytes a token.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio
from askless.core.chunks import spans
from askless.core.taggings import FLOOR
from askless.models.crf.field import Tagged
from askless.models.model import Floats, Rows
from askless.models.sequence.features import TokenFeatures, token_rows

__all__ = ["Scores", "entropies", "listed", "said_of"]

Ints = npt.NDArray[np.int64]
Float64s = npt.NDArray[np.float64]
CHUNK = 8_192  # sentences, of whose tokens the probabilities of all tags are held at once


def said_of(found: Tagged, bio: Bio | None) -> tuple[Ints, Floats]:
    """Codes of the tags, and the probability of each; of spans that of the token's type, or of none."""
    tags, marginals = found.tags, found.marginals
    at = np.arange(len(tags))
    if bio is None:
        return tags, np.minimum(marginals[at, tags], 1.0).astype(np.float32)
    by_type = np.zeros((len(bio.types) + 1, len(bio.type_of)), dtype=np.float32)
    by_type[bio.type_of, np.arange(len(bio.type_of))] = 1.0  # O is -1, so the last
    of_type = marginals @ by_type.T
    return tags, np.minimum(of_type[at, bio.type_of[tags]], 1.0).astype(np.float32)


def entropies(marginals: Floats) -> Float64s:
    """Entropy of each row of probabilities, in nats."""
    proba = marginals.astype(np.float64)
    found: Float64s = np.maximum(-(proba * np.log(np.maximum(proba, 1e-300))).sum(axis=1), 0.0)
    return found


def listed(logs: Float64s) -> Float64s:
    """Log probabilities of listed taggings, (s, b), as evidence has them: -1000 where there is none.

    Of a long sentence even the best tagging may be less likely than that. The best one then has -500, and the others
    are as far below it as they are: what taggings are to each other is kept, and they differ from none.

    Examples
    --------
    >>> listed(np.array([[-1.0, -np.inf], [-2000.0, -2001.0]])).tolist()
    [[-1.0, -1000.0], [-500.0, -501.0]]
    """
    best = logs.max(axis=1, keepdims=True)
    by = np.where(np.isfinite(best), np.maximum(FLOOR / 2 - best, 0.0), 0.0)
    return np.maximum(logs + by, FLOOR)


class Scores:
    """Scores of the sentences of a pool under one fit.

    Parameters
    ----------
    look : callable
        What a fit says of sentences, given their rows.
    bio : Bio or None
        What tags mean, if they are those of spans.
    features : TokenFeatures
        Of the pool.
    rows : int64 array of shape (n,)
        Sentences that were learnt from.
    answered : bool array of shape (tokens,)
        Of which of their tokens the tag was known. In a sentence that is answered in part there is nothing left to ask
        about these: their entropy counts as 0.
    """

    def __init__(
        self,
        look: Callable[[Rows], Tagged],
        bio: Bio | None,
        features: TokenFeatures,
        rows: Rows,
        answered: npt.NDArray[np.bool_],
    ) -> None:
        self._look, self.bio, self._features = look, bio, features
        n, tokens = len(features.lengths), int(features.lengths.sum())
        self._known = np.zeros(n, dtype=np.bool_)
        self._best, self._entropy = np.zeros(n), np.zeros(n)
        self._tags, self._sure = np.zeros(tokens, dtype=np.int64), np.zeros(tokens, dtype=np.float32)
        self._token_entropy, self._answered = np.zeros(tokens), np.zeros(tokens, dtype=np.bool_)
        sentence, lengths = np.repeat(np.arange(len(rows)), features.lengths[rows]), features.lengths[rows]
        in_part = np.bincount(sentence, answered, len(rows)) < lengths
        self._answered[token_rows(features.firsts[rows], lengths)] = answered & in_part[sentence]

    def tagged(self, rows: Rows) -> tuple[Ints, Floats]:
        """Tags of the tokens of sentences, and how sure each is."""
        at = self._looked_at(rows)
        return self._tags[at], self._sure[at]

    def token_entropy(self, rows: Rows) -> list[Float64s]:
        """Of each token, sentence by sentence; 0 of one that has an answer while others of its sentence have none."""
        self._looked_at(rows)
        firsts, lengths = self._features.firsts[rows], self._features.lengths[rows]
        return [self._token_entropy[first : first + n] for first, n in zip(firsts, lengths, strict=True)]

    def path_log_proba(self, rows: Rows) -> Float64s:
        """Of the best tagging."""
        self._looked_at(rows)
        return self._best[rows]

    def sequence_entropy(self, rows: Rows) -> Float64s:
        """Of all taggings."""
        self._looked_at(rows)
        return self._entropy[rows]

    def _looked_at(self, rows: Rows) -> Ints:
        """Numbers of the tokens of sentences, once they have been scored."""
        new = np.unique(rows[~self._known[rows]])
        for span in spans(len(new), CHUNK):
            some = new[span]
            found = self._look(some)
            at = token_rows(self._features.firsts[some], self._features.lengths[some])
            self._tags[at], self._sure[at] = said_of(found, self.bio)
            self._token_entropy[at] = np.where(self._answered[at], 0.0, entropies(found.marginals))
            self._best[some], self._entropy[some] = found.best, found.entropy
            self._known[some] = True
        return token_rows(self._features.firsts[rows], self._features.lengths[rows])
