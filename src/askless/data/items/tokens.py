"""Sentences as items: a text, and where its tokens begin and end."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.core.ids import Ids, Rows
from askless.core.task import Task
from askless.data.formats.tokenise import tokenise
from askless.data.items.copies import first_copies
from askless.data.items.find import among, find_in_texts
from askless.data.items.items import Kind
from askless.data.items.preview import one_line
from askless.data.labels.space import Answer
from askless.errors import LabelError, SourceError

__all__ = ["Sentences", "TokenItems"]

Ints = npt.NDArray[np.int64]

_CONTEXT = 500
_CHUNK = 4096


class Sentences(ABC):
    """What all collections of sentences have in common.

    Parameters
    ----------
    starts : int64 array of shape (n_items + 1,)
        Number of the first token of each sentence, and of all tokens.
    places : int array of shape (n_tokens, 2)
        First character and end of each token in the text of its sentence, in code points.
    documents : int64 array of shape (n_items,), optional
        Number of the document each sentence is of; neighbours of the same one are its context. None if not known.
    """

    kind: Kind = "tokens"

    def __init__(self, starts: Ints, places: npt.NDArray[np.integer[Any]], documents: Ints | None) -> None:
        self._starts = starts
        self._places = places
        self._documents = documents

    @property
    @abstractmethod
    def ids(self) -> Ids:
        """Stable ids, in row order."""

    @abstractmethod
    def texts(self, rows: Rows) -> list[str]:
        """Texts of some sentences."""

    @abstractmethod
    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike."""

    @abstractmethod
    def fingerprint(self) -> str:
        """Hash of texts, tokens and ids."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def take(self, rows: Rows) -> list[list[str]]:
        """Tokens of each sentence, in the order of `rows`."""
        rows = np.asarray(rows, dtype=np.int64)
        first, end = self._starts[rows].tolist(), self._starts[rows + 1].tolist()
        return [
            [text[begin:stop] for begin, stop in self._places[low:high].tolist()]
            for text, low, high in zip(self.texts(rows), first, end, strict=True)
        ]

    def text(self, row: int) -> str:
        """Text of one sentence."""
        return self.texts(np.array([row], dtype=np.int64))[0]

    def offsets(self, row: int) -> Ints:
        """First character and end of each token of a sentence, in code points.

        Returns
        -------
        offsets : int64 array of shape (n_tokens, 2)
        """
        return np.asarray(self._places[self._starts[row] : self._starts[row + 1]], dtype=np.int64)

    def lengths(self) -> Ints:
        """Tokens of each sentence, int64 array of shape (n_items,)."""
        return np.diff(self._starts)

    def show(self, row: int) -> dict[str, Any]:
        """The sentence, its tokens, and what stands before and after it in its document."""
        return {
            "kind": "tokens",
            "text": self.text(row),
            "tokens": self.offsets(row).tolist(),
            "before": self._beside(row, -1),
            "after": self._beside(row, 1),
        }

    def line(self, row: int) -> str:
        """The beginning of the sentence on one line."""
        return one_line(self.text(row))

    def duplicates(self) -> Rows:
        """Row of the first sentence with exactly the same text and tokens."""
        return first_copies(self._keys())

    def check_answer(self, row: int, answer: Answer, task: Task) -> None:
        """Refuse an answer that does not fit the sentence.

        Parameters
        ----------
        row : int
        answer : tuple
            In the canonical form of its label space.
        task : {"tags", "spans"}

        Raises
        ------
        LabelError
            If there are not as many tags as tokens, or if a span reaches beyond the text or touches no token.
        """
        if task == "tags":
            n = int(self._starts[row + 1] - self._starts[row])
            if len(answer) != n:
                raise LabelError(
                    f"The answer has {len(answer)} tag{'' if len(answer) == 1 else 's'}, and “{self.line(row):.40}” "
                    f"has {n} token{'' if n == 1 else 's'}.",
                    "Give one tag for each token, None where it is not known.",
                )
        elif task == "spans" and answer:
            n, (start, end) = len(self.text(row)), max(span[:2] for span in answer)
            if end > n:
                raise LabelError(
                    f"The span from {start} to {end} reaches beyond “{self.line(row):.40}”, which has {n} characters.",
                    "Count characters (code points) from the beginning of the sentence; the end is not included.",
                )
            places = self.offsets(row)
            for start, end, kind in answer:
                # What is left of an unknown stretch may be a blank; a span there would mean nothing.
                if kind is not None and _touched(places, start, end) == 0:
                    raise LabelError(
                        f"The span from {start} to {end} touches no token of “{self.line(row):.40}”.",
                        "Give spans that hold at least a part of a token.",
                    )

    def _beside(self, row: int, step: int) -> str:
        """Whole sentences before (-1) or after (1) one in its document, as many as there is room for."""
        if self._documents is None:
            return ""
        found, room, at = "", _CONTEXT, row + step
        while 0 <= at < len(self) and self._documents[at] == self._documents[row]:
            text = self.text(at)
            if found and len(text) >= room:
                break
            # Of one that is too long, what is near.
            text = text[-room:] if step < 0 else text[:room]
            found = f"{text} {found}" if step < 0 else f"{found} {text}"
            room -= len(text) + 1
            at += step
            if room <= 0:
                break
        return found.strip()

    def _keys(self) -> Iterator[bytes]:
        """Each sentence as bytes that are equal for equal texts with equal tokens: spans are counted in the text."""
        for span in spans(len(self), _CHUNK):
            rows = np.arange(span.start, span.stop)
            for row, text in zip(rows.tolist(), self.texts(rows), strict=True):
                # The digest keeps memory small.
                places = np.asarray(self._places[self._starts[row] : self._starts[row + 1]], dtype=np.int32)
                said = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
                said.update(b"\0" + places.tobytes())
                yield said.digest()


class TokenItems(Sentences):
    """Sentences in memory.

    Parameters
    ----------
    sentences : sequence of (list of str)
        Tokens of each sentence. Its text is these with blanks between them, if `texts` are not given.
    ids : Ids, optional
        Row numbers if not given.
    texts : sequence of str, optional
        Text of each sentence, in which its tokens come one after another.
    documents : sequence of int, optional
        Number of the document that each sentence is of.

    Raises
    ------
    SourceError
        If a sentence has no tokens, a token is no text or is empty, or tokens are not in their text.

    Examples
    --------
    >>> items = TokenItems([["Anna", "sings", "."], ["Bob", "too"]], documents=[0, 0])
    >>> items.text(0), items.offsets(0).tolist(), items.lengths()
    ('Anna sings .', [[0, 4], [5, 10], [11, 12]], array([3, 2]))
    >>> items.show(1)["before"], TokenItems.of_texts(["It rains."]).take([0])
    ('Anna sings .', [['It', 'rains', '.']])
    """

    def __init__(
        self,
        sentences: Sequence[Sequence[str]],
        ids: Ids | None = None,
        *,
        texts: Sequence[str] | None = None,
        documents: Sequence[int] | None = None,
    ) -> None:
        for row, tokens in enumerate(sentences):
            _check_tokens(row, tokens)
        if texts is None:
            texts = [" ".join(tokens) for tokens in sentences]
        each = [_found(row, text, tokens) for row, (text, tokens) in enumerate(zip(texts, sentences, strict=True))]
        self._keep(texts, each, ids, documents)

    @classmethod
    def of_texts(cls, texts: Sequence[str], ids: Ids | None = None) -> TokenItems:
        """Sentences of texts, which are parted into tokens (see `askless.data.formats.tokenise`).

        Parameters
        ----------
        texts : sequence of str
            A sentence each.
        ids : Ids, optional
            Row numbers if not given.

        Returns
        -------
        items : TokenItems

        Raises
        ------
        SourceError
            If one is no text, or is blank.
        """
        each = []
        for row, text in enumerate(texts):
            if not isinstance(text, str):
                raise SourceError(
                    f"Item {row} of the texts is {text!r}, which is {type(text).__name__}, not str.",
                    "Give a list of strings; leave missing texts out.",
                )
            each.append(tokenise(text))
            if not each[-1]:
                raise SourceError(f"Item {row} of the texts has no token: {text[:40]!r}.", "Leave blank texts out.")
        items = cls.__new__(cls)
        items._keep(texts, each, ids, None)
        return items

    def _keep(
        self,
        texts: Sequence[str],
        each: Sequence[Sequence[tuple[int, int]]],
        ids: Ids | None,
        documents: Sequence[int] | None,
    ) -> None:
        self._texts = texts
        self._ids = Ids.numbers(len(texts)) if ids is None else ids
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.array([len(e) for e in each], dtype=np.int64))])
        places = np.array([place for one in each for place in one], dtype=np.int64).reshape(-1, 2)
        of = None if documents is None else np.asarray(documents, dtype=np.int64)
        Sentences.__init__(self, starts, places, of)

    @property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        return self._ids

    def texts(self, rows: Rows) -> list[str]:
        """Texts of some sentences."""
        return [self._texts[row] for row in np.asarray(rows).tolist()]

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`, upper and lower case alike."""
        return among(rows, find_in_texts(query, self._texts))

    def fingerprint(self) -> str:
        """Hash of texts, tokens and ids."""
        digest = hashlib.blake2b(self._places.tobytes() + self._starts.tobytes(), digest_size=16)
        for row, text in enumerate(self._texts):
            payload = text.encode("utf-8", "surrogatepass")
            digest.update(f"{self.ids.text(row)}\0{len(payload)}\0".encode())
            digest.update(payload)
        return digest.hexdigest()


def _touched(places: Ints, start: int, end: int) -> int:
    """How many tokens a stretch touches."""
    first = np.searchsorted(places[:, 1], start, side="right")
    last = np.searchsorted(places[:, 0], end, side="left")
    return max(int(last - first), 0)


def _check_tokens(row: int, tokens: Iterable[object]) -> None:
    """Refuse what is no list of texts with something in them."""
    if isinstance(tokens, str) or not isinstance(tokens, (list, tuple, np.ndarray)) or not len(tokens):
        raise SourceError(
            f"Item {row} of the sentences is {tokens!r:.60}, not a list of tokens.",
            'Give each sentence as a list such as ["It", "rains", "."], without empty ones.',
        )
    for token in tokens:
        if not isinstance(token, str) or not token:
            raise SourceError(
                f"Item {row} of the sentences holds the token {token!r:.60}, which is no text.",
                "Give tokens as strings of one character at least.",
            )


def _found(row: int, text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where tokens stand in their text."""
    found, at = [], 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0:
            raise SourceError(
                f"The token {token!r:.60} of item {row} is not in its text behind the tokens before it.",
                "Give texts in which the tokens come in their order, or leave the texts out.",
            )
        at = start + len(token)
        found.append((start, at))
    return found
