"""CRFsuite's conditional random field [1]_, on the columns of ours: what ours is compared with.

References
----------
.. [1] N. Okazaki, "CRFsuite: a fast implementation of conditional random fields", 2007,
   https://www.chokkan.org/software/crfsuite; by way of https://github.com/scrapinghub/python-crfsuite.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import numpy as np

from askless.models.crf.words import Sentences, WordFeatures
from askless.models.model import Floats
from askless.models.sequence.adapters.given import library, ready, tags_of
from askless.models.sequence.tagger import runs

__all__ = ["CrfSuite"]


class CrfSuite:
    """A tagger of `python-crfsuite`.

    Parameters
    ----------
    algorithm : str, default "lbfgs"
        "lbfgs", "l2sgd", "ap", "pa" or "arow".
    **settings : float or int
        As CRFsuite names them; for "lbfgs" c1 and c2 are 0.05 and max_iterations 100 if not given.

    Attributes
    ----------
    names : tuple of str
        The tags, as they came.

    Notes
    -----
    It learns from whole sequences: where tags are unknown, sentences are cut there, each token seen in its whole
    sentence. No span is kept from going on that did not begin.

    Examples
    --------
    >>> tagger = CrfSuite().fit([["Anna", "sleeps"], ["Bob", "runs"]] * 5, [["NAME", "VERB"]] * 10)
    >>> tagger.predict([["Bob", "sleeps"]])
    [['NAME', 'VERB']]
    """

    def __init__(self, algorithm: str = "lbfgs", **settings: float) -> None:
        self.algorithm, self.settings = algorithm, settings
        self.names: tuple[str, ...] = ()
        self._tags: tuple[str, ...] = ()
        self._features = WordFeatures()
        self._model: bytes | None = None
        self._tagger: Any = None

    def fit(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Self:
        """Learn from sentences and their tags; None where one is not known."""
        features, found = WordFeatures(), tags_of(tags)
        tokens = Sentences.of(sentences)
        self._learn(features.learn(tokens), tokens, tags)
        self._features, self._tags, self.names = features, found, found
        return self

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The most probable tagging of each sentence."""
        called = dict(zip(self._tags, self.names, strict=True))
        return [[called[tag] for tag in self._opened().tag(one)] if one else [] for one in self._columns(sentences)]

    def predict_marginals(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Probabilities of the tags of each sentence's tokens, (tokens, tags) each."""
        tagger, found = self._opened(), []
        for one in self._columns(sentences):
            if one:
                tagger.set(one)
            each = [[tagger.marginal(tag, place) for tag in self._tags] for place in range(len(one))]
            found.append(np.array(each, dtype=np.float32).reshape(len(one), len(self._tags)))
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_tagger": None}  # which cannot be copied, and is opened anew

    def _learn(self, rows: Any, tokens: Sentences, tags: Sequence[Sequence[str | None]]) -> None:
        """Train on the stretches of sentences that are known."""
        crfsuite = library("pycrfsuite", "python-crfsuite", "crfsuite")
        trainer = crfsuite.Trainer(algorithm=self.algorithm, verbose=False)
        usual = {"c1": 0.05, "c2": 0.05, "max_iterations": 100} if self.algorithm == "lbfgs" else {}
        trainer.set_params({**usual, **self.settings})
        called = [str(column) for column in range(rows.shape[1])]
        for first, known in zip(tokens.firsts.tolist(), tags, strict=True):
            for run in runs(known):
                trainer.append(_listed(rows, first + run.start, first + run.stop, called), list(known[run]))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "model"
            trainer.train(str(file))
            self._model, self._tagger = file.read_bytes(), None

    def _opened(self) -> Any:
        """CRFsuite's own tagger."""
        model = ready(self._model)
        if self._tagger is None:
            self._tagger = library("pycrfsuite", "python-crfsuite", "crfsuite").Tagger()
            self._tagger.open_inmemory(model)
        return self._tagger

    def _columns(self, sentences: Sequence[Sequence[str]]) -> list[list[list[str]]]:
        """Names of the columns of each token of each sentence."""
        ready(self._model)
        tokens = Sentences.of(sentences)
        rows = self._features.of(tokens)
        called = [str(column) for column in range(rows.shape[1])]
        return [
            _listed(rows, first, first + n, called)
            for first, n in zip(tokens.firsts.tolist(), tokens.lengths.tolist(), strict=True)
        ]


def _listed(rows: Any, first: int, end: int, called: list[str]) -> list[list[str]]:
    """Names of the columns of some tokens."""
    ends, indices = rows.indptr[first : end + 1].tolist(), rows.indices
    return [[called[column] for column in indices[a:b].tolist()] for a, b in pairwise(ends)]
