"""The built-in model of sentences: a conditional random field over the words of a pool.

A fit of many labels is two fits: a cold one to the first of them, then one pass over all of them from there. How many
are the first is a number of a fixed row (256, 320, 400 and so on), so the same labels in the same order always give the
same model; but the cold part is the same for many fits one after the other, and kept between them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio
from askless.core.chunks import spans
from askless.core.ragged import ragged
from askless.core.task import Task
from askless.errors import NotReadyError
from askless.models.committee import resamples
from askless.models.crf.field import ConditionalRandomField
from askless.models.crf.training import Parameters, Settings
from askless.models.model import Floats, Progress, Rows, Steps, TokenPool
from askless.models.sequence.committee import EPOCHS, MEMBERS, log_proba, token_disagreement
from askless.models.sequence.features import TokenFeatures, token_rows
from askless.models.sequence.gradient import BEST, gradient_length
from askless.models.sequence.raw import read
from askless.models.sequence.scores import CHUNK, Scores, listed, said_of
from askless.models.sequence.tagging import Tagging
from askless.models.sequence.targets import allowed, placed_spans, span_codes, tag_codes, tag_names
from askless.models.threads import one_thread

__all__ = ["SentenceField", "cold_part"]

Ints = npt.NDArray[np.int64]
FIRST, GROWTH = 256, 1.25  # sentences; by how much more of them before the next cold fit


def cold_part(n: int) -> int:
    """To how many of n sentences, the first ones, a cold fit is made.

    Examples
    --------
    >>> [cold_part(n) for n in (10, 255, 256, 300, 320, 2_050)]
    [10, 255, 256, 256, 320, 1907]
    """
    if n < FIRST:
        return n
    size = float(FIRST)
    while int(size * GROWTH) <= n:
        size *= GROWTH
    return int(size)


class SentenceField:
    """A conditional random field over a pool of sentences, see `SequenceModel`.

    Parameters
    ----------
    name : str
        As it is registered.
    features : TokenFeatures
        Shared between clones.
    task : {"tags", "spans"}
        What answers are.
    settings : Settings, optional
        How weights are learnt.
    bias : float, default 0
        Taken from the score of tokens outside of spans, in nats; `tune` chooses it.
    seed : int, default 0
        Of the order of sentences and of the resamples of the committee.
    """

    def __init__(
        self,
        name: str,
        features: TokenFeatures,
        task: Task = "tags",
        settings: Settings | None = None,
        bias: float = 0.0,
        seed: int = 0,
    ) -> None:
        self.name, self.features, self.task, self.seed = name, features, task, seed
        self.settings, self.bias = settings or Settings(), bias
        self._base: tuple[bytes, Parameters] | None = None  # the last cold part, and what it was fitted to
        self._field: ConditionalRandomField | None = None
        self._scores: Scores | None = None
        self._trained_on: tuple[ConditionalRandomField, Rows, Ints] | None = None  # the fit, and what it learnt from
        self._committee: tuple[ConditionalRandomField, list[ConditionalRandomField]] | None = None  # beside which fit

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
        codes = self._codes(rows, y)
        known = codes >= 0
        if not known.any() or not n_labels:
            raise NotReadyError(
                "No token has a known tag." if len(rows) else "There is no answer yet.", "Answer a sentence first."
            )
        if n_labels == 1 and self.task == "tags":
            raise NotReadyError("There is only one tag so far.", "Declare another one, and answer with both.")
        with one_thread():
            self._field = self._fitted(rows, codes, tag_names(n_labels, self.task == "spans"))
        self._scores = self._scored(self._field, rows, codes)
        self._trained_on, self._committee = (self._field, rows, codes), None
        return {
            "labels": len(rows),
            "tokens": int(known.sum()),
            "seen": len(np.unique(codes[known])),
            **({"bias": self.bias} if self.bias else {}),
        }

    def tune(self, raw_items: Any, y: npt.NDArray[Any]) -> float:
        """Choose the bias of O by labelled sentences that were not learnt from, of the fit there is.

        Parameters
        ----------
        raw_items : items, or list of lists of str
            Sentences outside the pool.
        y : object array of shape (n,)
            Their answers, as `fit` takes them; tokens of which nothing is known are left out.

        Returns
        -------
        bias : float
            Kept for this fit and the next ones; 0 where answers are tags.
        """
        field = self._ready()
        if field.bio is not None:
            sentences, offsets = read(raw_items)
            with one_thread():
                field.tune_rows(self.features.words.of(sentences), sentences.lengths, span_codes(y, offsets))
            self.bias, self._committee = field.bias, None
            assert self._trained_on is not None
            self._scores = self._scored(*self._trained_on)
        return self.bias

    def predicted(self, rows: Rows) -> Tagging:
        """See `SequenceModel.predicted`."""
        self._ready()
        with one_thread():
            codes, confidence = self._passes().tagged(rows)
        return self._tagging(
            self.features.lengths[rows], codes, confidence, lambda at: self.features.items.offsets(int(rows[at]))
        )

    def predict_new(self, raw_items: Any) -> Tagging:
        """See `SequenceModel.predict_new`."""
        field, (sentences, offsets) = self._ready(), read(raw_items)
        with one_thread():
            found = field.scored(self.features.words.of(sentences), sentences.lengths)
        return self._tagging(sentences.lengths, *said_of(found, field.bio), offsets.__getitem__)

    def words(self, rows: Rows) -> npt.NDArray[np.object_]:
        """The word type of each token: a number for each word in lower case, all digits alike. Needs no fit."""
        return ragged(self.features.word_numbers(rows))

    def embedding(self, rows: Rows | None = None) -> Floats:
        """See `Model.embedding`."""
        with one_thread():
            return self.features.embedding(rows)

    def token_entropy(self, rows: Rows) -> npt.NDArray[np.object_]:
        """Entropy of the tag of each token, in nats; 0 of one answered in a sentence that is answered in part."""
        with one_thread():
            return ragged(self._passes().token_entropy(rows))

    def path_log_proba(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Logarithm of the probability of the most probable tagging of each sentence, (n,)."""
        with one_thread():
            return self._passes().path_log_proba(rows)

    def sequence_entropy(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Entropy of all taggings of each sentence, (n,), in nats; exact."""
        with one_thread():
            return self._passes().sequence_entropy(rows)

    def n_best_log_proba(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Log probabilities of the ten best taggings, (n, 10), falling; -1000 where there are fewer, see `listed`."""
        field = self._ready()
        found = np.empty((len(rows), BEST))
        with one_thread():
            for span in spans(len(rows), CHUNK):
                found[span] = field.best_rows(*self.features.take(rows[span]), BEST)[1]
        return listed(found)

    def committee_log_proba(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Log probability under each member of a committee of each tagging that one of them holds for likely.

        The committee is fitted when it is first asked after a fit.

        Returns
        -------
        log_proba : float64 array of shape (n, 5, 25)
            See `askless.models.sequence.committee.log_proba`.
        """
        fields = self._members()
        with one_thread():
            return log_proba(fields, self.features, rows)

    def token_disagreement(self, rows: Rows) -> npt.NDArray[np.object_]:
        """How far the members of the committee disagree about each token: mutual information, in nats."""
        fields = self._members()
        with one_thread():
            return ragged(token_disagreement(fields, self.features, rows))

    def gradient_length(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Expected length of the gradient that an answer would give, (n,)."""
        field = self._ready()
        with one_thread():
            return gradient_length(field, self.features, rows)

    def estimator(self, names: Sequence[str] | None = None) -> ConditionalRandomField:
        """See `SequenceModel.estimator`; without names tags are numbers."""
        field = self._ready()
        k = (len(field.names) - 1) // 2 if self.task == "spans" else len(field.names)
        called = [str(code) for code in range(k)] if names is None else list(names)
        named = field.at(field.parameters, Bio.tags(called) if self.task == "spans" else called, self.features.words)
        named.bio = field.bio and named.bio  # tags that only look like those of spans were learnt as tags
        return named

    def clone(self) -> Self:
        """See `Model.clone`."""
        return type(self)(self.name, self.features, self.task, self.settings, self.bias, self.seed)

    def twin(self) -> Self:
        """A clone, which has the bias that was chosen for this one."""
        return self.clone()

    def _codes(self, rows: Rows, y: npt.NDArray[Any]) -> Ints:
        """Answers as a code for each token."""
        if self.task == "spans":
            return span_codes(y, (self.features.items.offsets(int(row)) for row in rows))
        return tag_codes(y, self.features.lengths[rows])

    def _fitted(self, rows: Rows, codes: Ints, names: list[str]) -> ConditionalRandomField:
        """A field fitted to rows: cold to the first of them, then one pass over all."""
        x, lengths = self.features.take(rows)
        first = cold_part(len(rows))
        tokens = int(lengths[:first].sum())
        may = allowed(codes, len(names))
        if first < len(rows) and not (codes[:tokens] >= 0).any():
            first, tokens = len(rows), len(codes)
        told = rows[:first].tobytes() + codes[:tokens].tobytes() + str(names).encode()
        key = hashlib.blake2b(told).digest()
        if self._base is None or self._base[0] != key:
            cold = self._new(self.settings).fit_rows(x[:tokens], lengths[:first], may[:tokens], names)
            self._base = key, cold.parameters
        if first == len(rows):
            return self._new(self.settings).at(self._base[1], names)
        return self._new(replace(self.settings, epochs=1)).fit_rows(x, lengths, may, names, self._base[1])

    def _scored(self, field: ConditionalRandomField, rows: Rows, codes: Ints) -> Scores:
        """What a fit says, kept."""
        return Scores(lambda some: field.scored(*self.features.take(some)), field.bio, self.features, rows, codes >= 0)

    def _members(self) -> list[ConditionalRandomField]:
        """The committee: fields fitted to resamples of the sentences.

        It is kept when it is whole, and with the fit that it is beside: another thread may ask, or fit, meanwhile.
        Resamples are drawn by the places of sentences in the pool, as those of all committees are, so the same
        sentences in another order give another committee.
        """
        self._ready()
        assert self._trained_on is not None
        (field, rows, codes), kept = self._trained_on, self._committee
        if kept is not None and kept[0] is field:
            return kept[1]
        members = []
        with one_thread():
            x, lengths = self.features.take(rows)
            firsts, may = np.cumsum(lengths) - lengths, allowed(codes, len(field.names))
            told = np.bincount(np.repeat(np.arange(len(rows)), lengths), codes >= 0, len(rows)) > 0
            settings = replace(self.settings, epochs=min(EPOCHS, self.settings.epochs))
            for at in resamples(rows, told, MEMBERS, self.seed):  # some sentence with an answer is in each
                tokens = token_rows(firsts[at], lengths[at])
                members.append(self._new(settings).fit_rows(x[tokens], lengths[at], may[tokens], field.names))
        self._committee = field, members
        return members

    def _new(self, settings: Settings) -> ConditionalRandomField:
        """A field that nothing is known to."""
        return ConditionalRandomField(settings, self.bias, self.seed)

    def _ready(self) -> ConditionalRandomField:
        if self._field is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer a sentence first.")
        return self._field

    def _passes(self) -> Scores:
        self._ready()
        assert self._scores is not None
        return self._scores

    def _tagging(self, lengths: Ints, codes: Ints, confidence: Any, offsets: Any) -> Tagging:
        """What was said, with spans in characters."""
        bio, found = self._ready().bio, np.zeros((0, 4), dtype=np.int64)
        if bio is not None:
            found = placed_spans(codes, lengths, bio, offsets)
        return Tagging(np.concatenate([[0], np.cumsum(lengths)]), codes, confidence, found)
