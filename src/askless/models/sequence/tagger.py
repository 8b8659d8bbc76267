"""Any tagger as a model over a pool: those of other libraries, and the user's own.

What a tagger says of a token is all that is known of its doubts, so tokens are taken to be independent where a whole
tagging is asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any, Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio
from askless.core.ragged import ragged
from askless.core.task import Task
from askless.errors import NotReadyError
from askless.models.crf.field import Tagged
from askless.models.model import Floats, Progress, Rows, Steps, TokenPool
from askless.models.sequence.features import TokenFeatures
from askless.models.sequence.raw import read
from askless.models.sequence.scores import Scores, entropies, said_of
from askless.models.sequence.tagging import Tagging
from askless.models.sequence.targets import placed_spans, span_codes, tag_codes, tag_names
from askless.models.threads import one_thread

__all__ = ["Tagger", "TaggerModel", "runs"]

Ints = npt.NDArray[np.int64]


@runtime_checkable
class Tagger(Protocol):
    """What tags the tokens of sentences; `ConditionalRandomField` is one.

    Everything is a function of the arguments: `fit` begins anew each time, and assigns what it learnt.
    """

    names: tuple[str, ...]
    """The tags, once it is fitted; others may be put in their place, for `predict` to answer with."""

    def fit(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Any:
        """Learn from sentences and their tags: B-, I- and O where these are of spans; None where one is not known."""

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tags of each sentence."""

    def predict_marginals(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Probabilities of the tags of each sentence's tokens, (tokens, tags) each, in the order of `names`."""


class TaggerModel:
    """A tagger over a pool of sentences, see `SequenceModel`.

    Parameters
    ----------
    given : Tagger
        Left as it is: a copy of it is fitted.
    features : TokenFeatures
        Shared between clones; for the numbers of words and for points, the tagger has its own.
    task : {"tags", "spans"}, default "tags"
        What answers are.
    labels : sequence of str, optional
        What the tagger calls the declared labels, in their order: for one that knows them already. Numbers, if not
        given.
    """

    def __init__(
        self, given: Tagger, features: TokenFeatures, task: Task = "tags", labels: Sequence[str] | None = None
    ) -> None:
        self.given, self.features, self.task, self.labels = given, features, task, labels
        self.name = type(given).__name__
        self._names: list[str] = []
        self._fitted: Tagger | None = None
        self._scores: Scores | None = None

    def prepare(
        self,
        items: TokenPool,
        *,
        cache: Path | None = None,
        progress: Progress | None = None,
        later: bool = False,
    ) -> Steps | None:
        """See `Model.prepare`; nothing is left for later."""
        with one_thread():
            self.features.prepare(items, cache, progress)
        return None

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """See `SequenceModel.fit`."""
        lengths = self.features.lengths[rows]
        if self.task == "spans":
            codes = span_codes(y, (self.features.items.offsets(int(row)) for row in rows))
        else:
            codes = tag_codes(y, lengths)
        if not (codes >= 0).any() or not n_labels:
            raise NotReadyError(
                "No token has a known tag." if len(rows) else "There is no answer yet.", "Answer a sentence first."
            )
        names = self._called(n_labels)
        at = np.array([*names, None], dtype=object)[codes].tolist()  # the last one is -1
        ends = np.cumsum(lengths).tolist()
        tags = [at[end - n : end] for end, n in zip(ends, lengths.tolist(), strict=True)]
        some = [place for place, one in enumerate(tags) if any(tag is not None for tag in one)]
        sentences = self.features.items.take(rows[some])
        self._fitted, self._names = copy(self.given), names
        self._fitted.fit(sentences, [tags[place] for place in some])
        bio = Bio.of(names) if self.task == "spans" else None
        self._scores = Scores(
            lambda wanted: self._said(self.features.items.take(wanted)), bio, self.features, rows, codes >= 0
        )
        known = codes[codes >= 0]
        return {"labels": len(rows), "tokens": len(known), "seen": len(np.unique(known))}

    def predicted(self, rows: Rows) -> Tagging:
        """See `SequenceModel.predicted`."""
        codes, confidence = self._passes().tagged(rows)
        offsets = self.features.items.offsets
        return self._tagging(self.features.lengths[rows], codes, confidence, lambda at: offsets(int(rows[at])))

    def predict_new(self, raw_items: Any) -> Tagging:
        """See `SequenceModel.predict_new`."""
        bio, (tokens, offsets) = self._passes().bio, read(raw_items)
        sentences = [
            list(tokens.tokens[a : a + n]) for a, n in zip(tokens.firsts.tolist(), tokens.lengths.tolist(), strict=True)
        ]
        return self._tagging(tokens.lengths, *said_of(self._said(sentences), bio), offsets.__getitem__)

    def words(self, rows: Rows) -> npt.NDArray[np.object_]:
        """See `SentenceField.words`."""
        return ragged(self.features.word_numbers(rows))

    def embedding(self, rows: Rows | None = None) -> Floats:
        """See `Model.embedding`."""
        with one_thread():
            return self.features.embedding(rows)

    def token_entropy(self, rows: Rows) -> npt.NDArray[np.object_]:
        """Entropy of the tag of each token, in nats; 0 of one answered in a sentence that is answered in part."""
        return ragged(self._passes().token_entropy(rows))

    def path_log_proba(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Logarithm of the probability that the likeliest tags of all tokens are right, as if they were independent."""
        return self._passes().path_log_proba(rows)

    def estimator(self, names: Sequence[str] | None = None) -> Tagger:
        """See `SequenceModel.estimator`: the fitted tagger itself, which can be saved as its library does it."""
        self._passes()
        assert self._fitted is not None
        found = copy(self._fitted)
        if names is not None:
            called = Bio.tags(names) if self.task == "spans" else list(names)
            to = dict(zip(self._names, called, strict=False))
            found.names = tuple(to.get(name, name) for name in found.names)
        return found

    def clone(self) -> Self:
        """See `Model.clone`."""
        return type(self)(self.given, self.features, self.task, self.labels)

    def twin(self) -> Self:
        """A clone."""
        return self.clone()

    def _called(self, n_labels: int) -> list[str]:
        """What the tagger calls tags, by code."""
        if self.labels is None:
            return tag_names(n_labels, self.task == "spans")
        labels = [*self.labels[:n_labels], *(str(code) for code in range(len(self.labels), n_labels))]
        return Bio.tags(labels) if self.task == "spans" else labels

    def _said(self, sentences: Sequence[Sequence[str]]) -> Tagged:
        """What the tagger says of sentences, its tags as codes."""
        assert self._fitted is not None
        parts = self._fitted.predict_marginals(sentences)
        at = {name: code for code, name in enumerate(self._names)}
        found = np.zeros((sum(map(len, parts)), len(self._names)), dtype=np.float32)
        columns = [(column, at[name]) for column, name in enumerate(self._fitted.names) if name in at]
        if parts and len(found):
            whole = np.concatenate([part.reshape(-1, len(self._fitted.names)) for part in parts])
            for column, code in columns:
                found[:, code] = whole[:, column]
        total = found.sum(axis=1, keepdims=True)
        found = np.where(total > 0, found / np.maximum(total, 1e-30), 1.0 / max(len(self._names), 1)).astype(np.float32)
        tags = found.argmax(axis=1)
        owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
        sure = np.log(np.maximum(found.max(axis=1), 1e-30)) if len(found) else np.zeros(0)
        doubt = entropies(found)
        best, entropy = (np.bincount(owner, one, len(parts)).astype(np.float64) for one in (sure, doubt))
        return Tagged(tags, found, np.minimum(best, 0.0), entropy)

    def _passes(self) -> Scores:
        if self._scores is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer a sentence first.")
        return self._scores

    def _tagging(self, lengths: Ints, codes: Ints, confidence: Floats, offsets: Any) -> Tagging:
        """What was said, with spans in characters."""
        bio, found = self._passes().bio, np.zeros((0, 4), dtype=np.int64)
        if bio is not None:
            found = placed_spans(codes, lengths, bio, offsets)
        return Tagging(np.concatenate([[0], np.cumsum(lengths)]), codes, confidence, found)


def runs(tags: Sequence[str | None]) -> Iterator[slice]:
    """Stretches of tokens whose tags are all known: for taggers that learn from whole sentences only.

    Examples
    --------
    >>> list(runs(["O", None, "B-PER", "O"]))
    [slice(0, 1, None), slice(2, 4, None)]
    """
    first = None
    for place, tag in enumerate([*tags, None]):
        if tag is not None and first is None:
            first = place
        elif tag is None and first is not None:
            yield slice(first, place)
            first = None
