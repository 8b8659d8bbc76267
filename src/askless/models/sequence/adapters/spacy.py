"""A pipeline of spaCy [1]_ as a tagger: its tagger for tags, its recogniser of entities for spans.

References
----------
.. [1] https://spacy.io
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import numpy as np

from askless.core.bio import Bio
from askless.core.chunks import spans
from askless.models.model import Floats
from askless.models.sequence.adapters.given import library, likeliest, ready, tags_of

__all__ = ["SpacyTagger"]


class SpacyTagger:
    """A pipeline of spaCy that learns tags or spans.

    Parameters
    ----------
    nlp : spacy.Language
        Left as it is: a copy of it learns. One that has a component for the task goes on from there, one that has none
        (such as ``spacy.blank("en")``) is given one.
    labels : sequence of str, optional
        What the pipeline calls the declared labels, in their order, if it knows them.
    epochs : int, default 10
        Times that every sentence is seen.
    batch : int, default 32
        Sentences of a step.
    seed : int, default 0
        Of the weights and the order.

    Notes
    -----
    Unknown tags are left out of what is learnt. Probabilities of spans come from a beam of 16 analyses of a sentence,
    so they are coarser than those of a conditional random field.
    """

    def __init__(
        self, nlp: Any, labels: Sequence[str] | None = None, *, epochs: int = 10, batch: int = 32, seed: int = 0
    ) -> None:
        self.nlp, self.labels, self.epochs, self.batch, self.seed = nlp, labels, epochs, batch, seed
        self.names: tuple[str, ...] = ()
        self._tags: tuple[str, ...] = ()
        self._fitted: Any = None

    def fit(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Self:
        """Learn from sentences and their tags; None where one is not known."""
        spacy = library("spacy", "spaCy", "spacy")
        found = tags_of(tags)
        bio = Bio.of(found)
        if bio is not None:
            found = tuple(Bio.tags(bio.types))
        nlp = spacy.util.load_model_from_config(self.nlp.config, vocab=self.nlp.vocab)
        nlp.from_bytes(self.nlp.to_bytes())
        some = [at for at, one in enumerate(sentences) if len(one)]
        with _seeded(spacy, self.seed):
            self._train(nlp, [sentences[at] for at in some], [tags[at] for at in some], found, bio)
        self._fitted, self._tags, self.names = nlp, found, found
        return self

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The tags of each sentence, as the pipeline decides."""
        nlp = ready(self._fitted)
        called, bio = dict(zip(self._tags, self.names, strict=True)), Bio.of(self._tags)
        if bio is None:
            return likeliest(self.predict_marginals(sentences), self.names)
        found = []
        for one in sentences:
            doc = nlp(_doc(nlp, one)) if len(one) else ()
            tags = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc]
            found.append([called.get(tag, called["O"]) for tag in tags])
        return found

    def predict_marginals(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Probabilities of the tags of each sentence's tokens, (tokens, tags) each."""
        nlp = ready(self._fitted)
        bio = Bio.of(self._tags)
        say = self._of_tagger if bio is None else self._of_recogniser
        return [say(nlp, one) if len(one) else np.zeros((0, len(self._tags)), dtype=np.float32) for one in sentences]

    def _train(self, nlp: Any, sentences: Any, tags: Any, found: Sequence[str], bio: Bio | None) -> None:
        """Teach the component of the task, and what it reads from."""
        from spacy.training import Example

        name = "tagger" if bio is None else "ner"
        examples = []
        for one, known in zip(sentences, tags, strict=True):
            if bio is None:
                told: dict[str, Any] = {"tags": [tag or "" for tag in known]}  # "" is not known
            else:
                told = {"entities": _ends(known)}
            examples.append(Example.from_dict(_doc(nlp, one), told))
        labels = found if bio is None else bio.types
        if name in nlp.pipe_names:
            component = nlp.get_pipe(name)
            for label in labels:
                component.add_label(label)
            optimizer = nlp.resume_training()
        else:
            component = nlp.add_pipe(name)
            for label in labels:
                component.add_label(label)
            component.initialize(lambda: examples, nlp=nlp, labels=None if bio is not None else list(labels))
            optimizer = nlp.create_optimizer()
        rng = np.random.default_rng([self.seed % 2**32, 22])
        with nlp.select_pipes(enable=[one for one in nlp.pipe_names if one in ("tok2vec", "transformer", name)]):
            for _ in range(self.epochs):
                order = rng.permutation(len(examples))
                for here in spans(len(order), self.batch):
                    nlp.update([examples[at] for at in order[here]], sgd=optimizer, drop=0.1)

    def _of_tagger(self, nlp: Any, tokens: Sequence[str]) -> Floats:
        """Probabilities of tags by the tagger's last layer."""
        component = nlp.get_pipe("tagger")
        scores = np.asarray(component.model.predict([_read(nlp, tokens, "tagger")])[0], dtype=np.float64)
        if scores.min() < 0 or abs(scores.sum(axis=1) - 1).max() > 1e-3:  # not yet probabilities
            scores = np.exp(scores - scores.max(axis=1, keepdims=True))
            scores /= scores.sum(axis=1, keepdims=True)
        at = {label: column for column, label in enumerate(component.labels)}
        found = np.stack([scores[:, at[tag]] for tag in self._tags], axis=1)
        return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-30), dtype=np.float32)

    def _of_recogniser(self, nlp: Any, tokens: Sequence[str]) -> Floats:
        """Probabilities of tags by the spans of a beam."""
        component = nlp.get_pipe("ner")
        beams = component.beam_parse([_read(nlp, tokens, "ner")], beam_width=16, beam_density=1e-4)
        found = np.zeros((len(tokens), len(self._tags)))
        at = {tag: column for column, tag in enumerate(self._tags)}
        for (first, end, label), chance in component.scored_ents(beams)[0].items():
            if "B-" + label in at:
                found[first, at["B-" + label]] += chance
                found[first + 1 : end, at["I-" + label]] += chance
        found[:, at["O"]] = np.maximum(1.0 - found.sum(axis=1), 0.0)
        return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float32)


def _doc(nlp: Any, tokens: Sequence[str]) -> Any:
    """A document of these tokens."""
    from spacy.tokens import Doc

    return Doc(nlp.vocab, words=list(tokens))


def _read(nlp: Any, tokens: Sequence[str], but: str) -> Any:
    """A document that all components before one have seen."""
    doc = _doc(nlp, tokens)
    for name, component in nlp.pipeline:
        if name == but:
            break
        doc = component(doc)
    return doc


def _ends(tags: Sequence[str | None]) -> list[str]:
    """The same in spaCy's scheme: B, I, L at the end, U for one token; "-" where nothing is known.

    An I that follows another type, or nothing, begins a span, as in IOB1: spaCy refuses it.
    """
    found = []
    for before, tag, after in zip(["O", *tags[:-1]], tags, [*tags[1:], "O"], strict=True):
        goes_on = tag is not None and after == "I-" + tag[2:]
        if tag is None:
            found.append("-")
        elif tag == "O":
            found.append("O")
        elif tag[0] == "B" or (before is not None and before[2:] != tag[2:]):
            found.append(("B-" if goes_on else "U-") + tag[2:])
        else:
            found.append(tag if goes_on else "L-" + tag[2:])
    return found


@contextmanager
def _seeded(spacy: Any, seed: int) -> Iterator[None]:
    """spaCy draws from the generators of the whole process, which are put back as they were."""
    kept = random.getstate(), np.random.get_state()  # noqa: NPY002
    spacy.util.fix_random_seed(seed % 2**32)
    try:
        yield
    finally:
        random.setstate(kept[0])
        np.random.set_state(kept[1])  # noqa: NPY002
