"""A model of Hugging Face that classifies tokens [1]_, from a local folder: nothing is fetched.

References
----------
.. [1] https://huggingface.co/docs/transformers/tasks/token_classification
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.bio import Bio
from askless.core.chunks import spans
from askless.errors import UsageError
from askless.models.model import Floats
from askless.models.sequence.adapters.given import library, likeliest, ready, tags_of

__all__ = ["TransformersTagger"]

IGNORED = -100  # what PyTorch's loss leaves out


class TransformersTagger:
    """A transformer, learnt on from a folder, that tags a word by its first piece.

    Parameters
    ----------
    path : str or Path
        A folder that `save_pretrained` wrote, of a model and its fast tokenizer.
    labels : sequence of str, optional
        What the model calls the declared labels, in their order, if it was taught them; its last layer is kept then.
    epochs : int, default 3
        Times that every sentence is seen.
    rate : float, default 5e-5
        Of learning.
    batch : int, default 16
        Sentences of a step.
    longest : int, default 256
        Pieces that are read at once; a longer sentence is read in parts.
    seed : int, default 0
        Of the order of sentences, of what is dropped out and of a new last layer.
    device : str, default "cpu"
        As PyTorch names it.

    Notes
    -----
    Unknown tags are left out of what is learnt. Tokens that the tokenizer drops have equal probabilities.
    """

    def __init__(
        self,
        path: str | Path,
        labels: Sequence[str] | None = None,
        *,
        epochs: int = 3,
        rate: float = 5e-5,
        batch: int = 16,
        longest: int = 256,
        seed: int = 0,
        device: str = "cpu",
    ) -> None:
        self.path, self.labels, self.epochs, self.rate = path, labels, epochs, rate
        self.batch, self.longest, self.seed, self.device = batch, longest, seed, device
        self.names: tuple[str, ...] = ()
        self._tokenizer: Any = None
        self._model: Any = None

    def fit(self, sentences: Sequence[Sequence[str]], tags: Sequence[Sequence[str | None]]) -> Self:
        """Learn from sentences and their tags, from the folder on; None where one is not known."""
        torch = library("torch", "PyTorch", "torch")
        names = tags_of(tags)
        bio = Bio.of(names)
        names = names if bio is None else tuple(Bio.tags(bio.types))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seed % 2**32)
            tokenizer, model, names = self._opened(names)
            at = {name: code for code, name in enumerate(names)}
            codes = [[IGNORED if tag is None else at[tag] for tag in one] for one in tags]
            pieces = [piece for number, one in enumerate(sentences) for piece in self._pieces(tokenizer, one, number)]
            self._train(torch, model, tokenizer, pieces, codes)
        self._tokenizer, self._model, self.names = tokenizer, model, names
        return self

    def predict(self, sentences: Sequence[Sequence[str]]) -> list[list[str]]:
        """The likeliest tag of each token."""
        return likeliest(self.predict_marginals(sentences), self.names)

    def predict_marginals(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """Probabilities of the tags of each sentence's tokens, (tokens, tags) each."""
        model, torch = ready(self._model), library("torch", "PyTorch", "torch")
        k = len(self.names)
        found = [np.full((len(one), k), 1.0 / k, dtype=np.float32) for one in sentences]
        pieces = [p for number, one in enumerate(sentences) for p in self._pieces(self._tokenizer, one, number)]
        model.eval()
        with torch.no_grad():
            for here in spans(len(pieces), self.batch):
                said = model(**self._padded(torch, self._tokenizer, pieces[here])).logits
                proba = torch.softmax(said.float(), dim=-1).cpu().numpy()
                for piece, each in zip(pieces[here], proba, strict=True):
                    found[piece.sentence][piece.words] = each[piece.places]
        return found

    def _opened(self, names: tuple[str, ...]) -> tuple[Any, Any, tuple[str, ...]]:
        """Tokenizer and model of the folder, with a last layer for these tags unless its own knows them all."""
        transformers = library("transformers", "transformers", "transformers")
        folder = Path(self.path)
        if not (folder / "config.json").is_file():
            raise UsageError(
                f"“{folder}” holds no model of transformers.", "Give a folder that `save_pretrained` wrote."
            )
        config = transformers.AutoConfig.from_pretrained(folder, local_files_only=True)
        known = tuple(config.id2label[code] for code in range(len(config.id2label)))
        if not set(names) <= set(known):
            known = names
        tokenizer = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, use_fast=True, add_prefix_space=True
        )
        model = transformers.AutoModelForTokenClassification.from_pretrained(
            folder,
            local_files_only=True,
            num_labels=len(known),
            id2label=dict(enumerate(known)),
            label2id={name: code for code, name in enumerate(known)},
            ignore_mismatched_sizes=True,
        )
        return tokenizer, model.to(self.device), known

    def _pieces(self, tokenizer: Any, tokens: Sequence[str], sentence: int) -> list[_Piece]:
        """A sentence as the tokenizer cuts it, in parts that can be read at once."""
        found, begun = [], 0
        while begun < len(tokens):
            cut = tokenizer(list(tokens[begun:]), is_split_into_words=True, truncation=True, max_length=self.longest)
            of_word = cut.word_ids()
            places: dict[int, int] = {}
            for place, word in enumerate(of_word):
                if word is not None:
                    places.setdefault(word, place)
            last = max(places, default=-1)
            full = len(of_word) >= self.longest and begun + last + 1 < len(tokens)
            if full and len(places) > 1:
                places.pop(last)  # it may be cut: the next part begins with it
            words = np.array(sorted(places), dtype=np.int64)
            at = np.array([places[word] for word in words.tolist()], dtype=np.int64)
            found.append(_Piece(sentence, begun + words, at, list(cut["input_ids"])))
            if not full:
                break
            begun += int(words[-1]) + 1
        return found

    def _padded(self, torch: Any, tokenizer: Any, pieces: Sequence[_Piece]) -> dict[str, Any]:
        """Pieces side by side."""
        longest = max(len(piece.ids) for piece in pieces)
        pad = tokenizer.pad_token_id or 0
        ids = [piece.ids + [pad] * (longest - len(piece.ids)) for piece in pieces]
        mask = [[1] * len(piece.ids) + [0] * (longest - len(piece.ids)) for piece in pieces]
        return {
            "input_ids": torch.tensor(ids, device=self.device),
            "attention_mask": torch.tensor(mask, device=self.device),
        }

    def _train(self, torch: Any, model: Any, tokenizer: Any, pieces: list[_Piece], codes: list[list[int]]) -> None:
        """Some epochs of AdamW."""
        steps = torch.optim.AdamW(model.parameters(), lr=self.rate)
        rng = np.random.default_rng([self.seed % 2**32, 23])
        model.train()
        for _ in range(self.epochs):
            order = rng.permutation(len(pieces)).tolist()
            for here in spans(len(order), self.batch):
                some = [pieces[at] for at in order[here]]
                given = self._padded(torch, tokenizer, some)
                wanted = np.full(tuple(given["input_ids"].shape), IGNORED, dtype=np.int64)
                for row, piece in enumerate(some):
                    wanted[row, piece.places] = np.array(codes[piece.sentence])[piece.words]
                if (wanted == IGNORED).all():
                    continue
                loss = model(**given, labels=torch.as_tensor(wanted, device=self.device)).loss
                loss.backward()
                steps.step()
                steps.zero_grad()


class _Piece:
    """Part of a sentence: its words, where the first piece of each stands, and the numbers of all pieces."""

    def __init__(
        self, sentence: int, words: npt.NDArray[np.int64], places: npt.NDArray[np.int64], ids: list[int]
    ) -> None:
        self.sentence, self.words, self.places, self.ids = sentence, words, places, ids
