"""The conditional random field as an estimator: sentences of tokens in, a tag for each token out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio, f1
from askless.core.chunks import spans
from askless.errors import NotReadyError, UsageError
from askless.models.cache import text_bytes, text_list
from askless.models.crf.lattice import Beliefs, best_path, forward_backward, sequence_entropy
from askless.models.crf.packing import Packed, packed
from askless.models.crf.paths import best_paths
from askless.models.crf.training import Parameters, Settings, train
from askless.models.crf.words import Sentences, WordFeatures

__all__ = ["Chunk", "ConditionalRandomField", "Tagged"]

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
FORBIDDEN = -1e4
BIASES = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
"""What is tried as the bias of tokens outside of spans, in nats."""
_CHUNK = 2_048  # sentences


@dataclass(frozen=True)
class Tagged:
    """What one pass over sentences tells; token by token in their order.

    Attributes
    ----------
    tags : int64 array of shape (n,)
        The most probable tagging.
    marginals : float array of shape (n, k)
        Probability of each tag of each token.
    best : float64 array of shape (s,)
        Logarithm of the probability of the most probable tagging, in nats.
    entropy : float64 array of shape (s,)
        Entropy of all taggings, in nats.
    """

    tags: Ints
    marginals: Floats
    best: npt.NDArray[np.float64]
    entropy: npt.NDArray[np.float64]


class ConditionalRandomField:
    """Tags the tokens of sentences, each seen together with its neighbours [1]_.

    Parameters
    ----------
    settings : Settings, optional
        How weights are learnt.
    bias : float, default 0
        Taken from the score of O, in nats: more of it finds more spans. `tune` chooses it.
    seed : int, default 0
        Of the order of sentences.

    Attributes
    ----------
    names : tuple of str
        The tags, as they came.
    bio : Bio or None
        What the tags mean, if they are O, B-TYPE and I-TYPE: then no span goes on that did not begin, unless the tags
        that were learnt from show it, as those of IOB1 do. Tags of other schemes, such as BIOES, are tags like any
        others.

    Notes
    -----
    Unknown tags may be left out: what is learnt is the likelihood of all taggings that agree with the rest. Time of
    `fit`: under a second for 2,000 sentences and 17 tags.

    References
    ----------
    .. [1] J. Lafferty, A. McCallum, F. Pereira, "Conditional random fields: probabilistic models for segmenting and
       labeling sequence data", ICML 2001.

    Examples
    --------
    >>> field = ConditionalRandomField()
    >>> sentences = [["Anna", "sleeps"], ["Bob", "runs"], ["she", "sleeps"], ["he", "runs"]] * 5
    >>> _ = field.fit(sentences, [["NAME", "VERB"], ["NAME", "VERB"], [None, "VERB"], ["PRON", "VERB"]] * 5)
    >>> field.predict([["he", "sleeps"]])
    [['PRON', 'VERB']]
    """

    def __init__(self, settings: Settings | None = None, bias: float = 0.0, seed: int = 0) -> None:
        self.settings, self.bias, self.seed = settings or Settings(), bias, seed
        self.names: tuple[str, ...] = ()
        self.bio: Bio | None = None
        self._features: WordFeatures | None = None
        self._parameters: Parameters | None = None

    def fit(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Self:
        """Learn from sentences and their tags; None where one is not known."""
        tokens = Sentences.of(sentences)
        given = [tag for one in self._checked(tokens, tags) for tag in one]
        names = tuple(sorted({tag for tag in given if tag is not None}))
        features = WordFeatures()
        rows = features.learn(tokens)
        self._features = features
        return self.fit_rows(rows, tokens.lengths, _allowed(given, names), names)

    def fit_rows(
        self, rows: Any, lengths: Ints, allowed: Mask, names: Sequence[str], begin: Parameters | None = None
    ) -> Self:
        """Learn from columns that are made already; from where another fit came to, if that is given.

        Parameters
        ----------
        rows : sparse array of shape (n, d)
            Of the tokens, sentence after sentence.
        lengths : int64 array of shape (s,)
        allowed : bool array of shape (n, k)
            Tags that each token may have.
        names : sequence of str
            The k tags.
        begin : Parameters, optional
        """
        if not len(names) or (len(names) > 1 and bool((allowed.sum(axis=1) == len(names)).all())):
            raise NotReadyError("No token has a known tag.", "Answer a sentence first.")
        if len(names) == 1:
            raise NotReadyError("All tokens have the same tag.", "Give a token another one.")
        self.names, bio = tuple(names), Bio.of(names)
        codes = np.where(allowed.sum(axis=1) == 1, allowed.argmax(axis=1), -1)
        self.bio = None if bio is None else bio.seen(codes, lengths)
        start = Parameters.zero(rows.shape[1], len(names)) if begin is None else begin
        self._parameters = train(rows, lengths, allowed, start, self.settings, self.seed)
        return self

    def at(self, parameters: Parameters, names: Sequence[str], features: WordFeatures | None = None) -> Self:
        """A field of these settings with weights that are known already.

        Parameters
        ----------
        parameters : Parameters
        names : sequence of str
            The tags.
        features : WordFeatures, optional
            What makes columns of sentences as they come.
        """
        found = type(self)(self.settings, self.bias, self.seed)
        found.names, found.bio = tuple(names), Bio.of(names)
        found._features, found._parameters = features, parameters
        return found

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """As scikit-learn asks for them."""
        return {"settings": self.settings, "bias": self.bias, "seed": self.seed}

    def set_params(self, **params: Any) -> Self:
        """Set some of them."""
        for name, value in params.items():
            if name not in self.get_params():
                raise UsageError(f"There is no parameter “{name}”.", "There are settings, bias and seed.")
            setattr(self, name, value)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Plain values and arrays, so that it can be written without pickle; without the sums of AdaGrad."""
        state = {**self.get_params(), "settings": asdict(self.settings), "names": list(self.names)}
        state["spans"] = self.bio is not None
        if self.bio is not None and self.bio.shown is not None:
            state["shown"] = self.bio.shown
        if self._features is not None:
            state["features"] = text_bytes(self._features.names())
        if self._parameters is not None:
            state["emissions"], state["transitions"] = self._parameters.emissions, self._parameters.transitions
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(Settings(**state["settings"]), state["bias"], state["seed"])  # type: ignore[misc]
        self.names = tuple(state["names"])
        bio = Bio.of(self.names) if state["spans"] else None
        self.bio = None if bio is None else replace(bio, shown=state.get("shown"))
        if "features" in state:
            self._features = WordFeatures.named(text_list(state["features"]))
        if "emissions" in state:
            zero = Parameters.zero(*state["emissions"].shape)
            self._parameters = replace(zero, emissions=state["emissions"], transitions=state["transitions"])

    @property
    def parameters(self) -> Parameters:
        """The weights."""
        if self._parameters is None:
            raise NotReadyError("The model has not been fitted yet.", "Call `fit` first.")
        return self._parameters

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The most probable tagging of each sentence."""
        tokens = Sentences.of(sentences)
        codes = self.predict_rows(self._rows(tokens), tokens.lengths)
        named = np.array(self.names, dtype=object)[codes].tolist()
        return [named[first : first + n] for first, n in zip(tokens.firsts, tokens.lengths, strict=True)]

    def predict_marginals(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Probabilities of the tags of each sentence's tokens, (tokens, k) each."""
        tokens = Sentences.of(sentences)
        found = self.scored(self._rows(tokens), tokens.lengths).marginals
        return np.split(found, np.cumsum(tokens.lengths)[:-1]) if len(tokens.lengths) else []

    def score(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> float:
        """F1 of spans where tags are O, B-TYPE and I-TYPE, else the share of tokens whose tag is right; in [0, 1].

        Tags of other schemes, such as BIOES, count as tags, not as spans. Tokens whose tag is None are left out: a span
        counts as far as its tokens are known.
        """
        tokens = Sentences.of(sentences)
        gold, bio = self._read(self._checked(tokens, tags))
        found = self.predict_rows(self._rows(tokens), tokens.lengths)
        if bio is not None:
            return _spans_right(bio, found, gold, tokens.lengths)
        known = gold >= 0
        return float(np.mean(found[known] == gold[known])) if known.any() else 1.0

    def tune(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Self:
        """Choose the bias of O by sentences that were not learnt from; nothing is done if tags are not of spans."""
        tokens = Sentences.of(sentences)
        gold, bio = self._read(self._checked(tokens, tags))
        return self if bio is None else self.tune_rows(self._rows(tokens), tokens.lengths, gold, bio)

    def tune_rows(self, rows: Any, lengths: Ints, gold: Ints, bio: Bio | None = None) -> Self:
        """The same by columns and codes, -1 where none is known: of the biases with the best F1 the least.

        Parameters
        ----------
        rows : sparse array of shape (n, d)
        lengths : int64 array of shape (s,)
        gold : int64 array of shape (n,)
        bio : Bio, optional
            What the codes mean; what the model's own tags do, if not given.
        """
        bio = bio or self.bio
        if self.bio is not None and bio is not None:
            scores = []
            for self.bias in BIASES:
                scores.append(_spans_right(bio, self.predict_rows(rows, lengths), gold, lengths))
            self.bias = BIASES[int(np.argmax(scores))]
        return self

    def predict_rows(self, rows: Any, lengths: Ints) -> Ints:
        """Codes of the most probable tagging, (n,)."""
        found = np.zeros(int(lengths.sum()), dtype=np.int64)
        for chunk in self.chunks(rows, lengths):
            tags, _ = best_path(chunk.emissions, chunk.transitions, chunk.pack)
            found[chunk.tokens] = chunk.pack.back(tags)
        return found

    def best_rows(self, rows: Any, lengths: Ints, b: int) -> tuple[Ints, npt.NDArray[np.float64]]:
        """The b best taggings, (n, b), and their log probabilities, (s, b); -inf where there are fewer."""
        found = np.zeros((int(lengths.sum()), b), dtype=np.int64)
        chances = np.zeros((len(lengths), b))
        chances[:, 1:] = -np.inf  # of no token there is one tagging
        for chunk in self.chunks(rows, lengths):
            tags, scores = best_paths(chunk.emissions, chunk.transitions, chunk.pack, b)
            found[chunk.tokens] = chunk.pack.back(tags)
            partition = chunk.partition(chunk.believed())
            order = chunk.pack.order
            chances[chunk.sentences][order] = np.minimum(scores - partition[order, None], 0.0)
        return found, chances

    def scored(self, rows: Any, lengths: Ints) -> Tagged:
        """Everything that one pass tells of sentences."""
        n, s = int(lengths.sum()), len(lengths)
        tags, marginals = np.zeros(n, dtype=np.int64), np.zeros((n, len(self.names)), dtype=np.float32)
        best, entropy = np.zeros(s), np.zeros(s)
        for chunk in self.chunks(rows, lengths):
            pack, beliefs = chunk.pack, chunk.believed()
            path, score = best_path(chunk.emissions, chunk.transitions, pack)
            tags[chunk.tokens], marginals[chunk.tokens] = pack.back(path), pack.back(beliefs.marginals)
            partition = chunk.partition(beliefs)
            best[chunk.sentences][pack.order] = np.minimum(score - partition[pack.order], 0.0)
            each = sequence_entropy(chunk.emissions, chunk.transitions, beliefs, pack)
            entropy[chunk.sentences] = np.maximum(pack.per_sentence(each, len(partition)), 0.0)
        return Tagged(tags, marginals, best, entropy)

    def chunks(self, rows: Any, lengths: Ints, size: int = 0) -> Iterator[Chunk]:
        """Sentences with their scores, some at a time.

        Parameters
        ----------
        rows : sparse array of shape (n, d)
        lengths : int64 array of shape (s,)
        size : int, optional
            Sentences at a time; 2,048 if not given.

        Yields
        ------
        chunk : Chunk
        """
        at = self.parameters
        transitions, first = at.transitions, None
        if self.bio is not None:
            transitions = np.where(self.bio.follows(), transitions, np.float32(FORBIDDEN))
            first = np.where(self.bio.first(), 0.0, FORBIDDEN).astype(np.float32)
            outside = self.bio.type_of < 0
        starts = np.concatenate([[0], np.cumsum(lengths)])
        for some in spans(len(lengths), size or _CHUNK):
            tokens = slice(int(starts[some.start]), int(starts[some.stop]))
            pack = packed(lengths[some], starts[some] - tokens.start)
            emissions = rows[pack.rows + tokens.start] @ at.emissions
            if self.bio is not None:
                emissions[:, outside] -= self.bias
                emissions[: len(pack.order)] += first
            yield Chunk(pack, tokens, some, emissions, transitions)

    def _read(self, tags: Sequence[Sequence[Any]]) -> tuple[Ints, Bio | None]:
        """Codes of tags, -1 for None, and what they mean; those that are new to the model come behind its own."""
        at = {name: code for code, name in enumerate(self.names)}
        codes = [-1 if tag is None else at.setdefault(tag, len(at)) for one in tags for tag in one]
        return np.array(codes, dtype=np.int64), Bio.of(list(at)) if self.bio is not None else None

    def _rows(self, tokens: Sentences) -> Any:
        """Columns of sentences."""
        if self._features is None:
            raise NotReadyError("The model has not been fitted to sentences yet.", "Call `fit` first.")
        return self._features.of(tokens)

    @staticmethod
    def _checked(sentences: Sentences, tags: Iterable[Iterable[Any]]) -> list[list[Any]]:
        """Tags as lists; refuse those that do not belong to the tokens."""
        try:
            lists = [list(one) for one in tags]
        except TypeError:
            raise UsageError("The tags are not lists.", 'Give a list for each sentence, such as ["O", None].') from None
        if len(sentences.lengths) != len(lists):
            raise UsageError(
                f"There are {len(sentences.lengths):,} sentences and tags of {len(lists):,}.",
                "Give a list of tags for each.",
            )
        for number, (n, given) in enumerate(zip(sentences.lengths.tolist(), lists, strict=True), start=1):
            if n != len(given):
                raise UsageError(
                    f"Sentence {number:,} has {n:,} tokens and {len(given):,} tags.",
                    "Give a tag for each token, or None where it is not known.",
                )
            for tag in given:
                if tag is not None and not isinstance(tag, str):
                    raise UsageError(
                        f"“{str(tag)[:60]}” in sentence {number:,} is not a tag: its type is {type(tag).__name__}.",
                        "Give texts, or None where it is not known.",
                    )
        return lists


@dataclass(frozen=True)
class Chunk:
    """Some sentences, packed, and their scores.

    Attributes
    ----------
    pack : Packed
        Rows count from the first token of the chunk.
    tokens, sentences : slice
        Which they are.
    emissions : float32 array of shape (p, k)
    transitions : float32 array of shape (k, k)
        Very low where one is forbidden.
    """

    pack: Packed
    tokens: slice
    sentences: slice
    emissions: Floats
    transitions: Floats

    def believed(self) -> Beliefs:
        """Marginals and partition function."""
        return forward_backward(self.emissions, self.transitions, self.pack)

    def partition(self, beliefs: Beliefs) -> npt.NDArray[np.float64]:
        """Log partition function of each sentence."""
        return self.pack.per_sentence(beliefs.log_partition, self.sentences.stop - self.sentences.start)


def _spans_right(bio: Bio, found: Ints, gold: Ints, lengths: Ints) -> float:
    """F1 of the spans of tags, as if all tokens of which nothing is known were outside."""
    outside, known = int(np.argmin(bio.type_of)), gold >= 0
    said, right = (bio.spans(np.where(known, codes, outside), lengths) for codes in (found, gold))
    return f1(said, right)


def _allowed(given: Sequence[str | None], names: Sequence[str]) -> Mask:
    """Which tags each token may have."""
    at = {name: code for code, name in enumerate(names)}
    codes = np.array([-1 if tag is None else at[tag] for tag in given], dtype=np.int64)
    found: Mask = (codes[:, None] == np.arange(len(names))) | (codes < 0)[:, None]
    return found
