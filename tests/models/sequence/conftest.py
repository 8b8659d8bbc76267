"""A small pool of sentences with people and places, and what tests ask of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from askless.core.bio import Bio
from askless.core.ragged import ragged

NAMES, VERBS, PLACES = ["Anna", "Bob", "Cleo", "Dan"], ["meets", "sees", "likes"], ["Rome", "Oslo", "Bonn"]
TAGS = ["NAME", "VERB", "PLACE", "OTHER"]
TYPES = ["PER", "LOC"]


@dataclass(frozen=True)
class Sentences:
    """The part of the items protocol that models of sentences use: one blank between tokens."""

    raw: list[list[str]]
    kind: str = "tokens"

    def __len__(self) -> int:
        return len(self.raw)

    def take(self, rows: Any) -> list[list[str]]:
        return [self.raw[row] for row in rows]

    def lengths(self) -> Any:
        return np.array([len(tokens) for tokens in self.raw], dtype=np.int64)

    def offsets(self, row: int) -> Any:
        sizes = np.array([len(token) for token in self.raw[row]], dtype=np.int64)
        ends = np.cumsum(sizes + 1) - 1
        return np.stack([ends - sizes, ends], axis=1)

    def fingerprint(self) -> str:
        return f"tokens{len(self)}"


@dataclass(frozen=True)
class Story:
    """A pool and its answers: codes of tags, and spans."""

    items: Sentences
    tags: Any
    spans: Any

    def y(self, task: str) -> Any:
        return self.tags if task == "tags" else self.spans

    def n_labels(self, task: str) -> int:
        return len(TAGS) if task == "tags" else len(TYPES)


def told(n: int, seed: int) -> Story:
    """Sentences of people, of one word or two, who meet others somewhere; one sentence of each ten is empty."""
    rng = np.random.default_rng(seed)
    raw, tags, bio = [], [], []
    for at in range(n):
        if at % 10 == 7:
            raw.append([]), tags.append(np.zeros(0, dtype=np.int64)), bio.append([])
            continue
        two = bool(rng.random() < 0.5)
        first = [str(rng.choice(NAMES)), *(["Smith"] if two else [])]
        raw.append([*first, str(rng.choice(VERBS)), str(rng.choice(NAMES)), "in", str(rng.choice(PLACES)), "."])
        tags.append(np.array([0] * len(first) + [1, 0, 3, 2, 3]))
        bio.append([1, *([2] if two else []), 0, 1, 0, 3, 0])
    items, known = Sentences(raw), Bio.of(Bio.tags(TYPES))
    spans = []
    for at, codes in enumerate(bio):
        found = known.spans(np.array(codes, dtype=np.int64), np.array([len(codes)]))
        places = items.offsets(at).reshape(-1, 2)
        spans.append(
            np.stack([places[found[:, 1], 0], places[found[:, 2] - 1, 1], found[:, 3]], axis=1)
            if len(found)
            else np.zeros((0, 3), dtype=np.int64)
        )
    return Story(items, ragged(tags), ragged(spans))


@pytest.fixture(scope="session")
def story() -> Story:
    return told(90, 0)


@pytest.fixture(scope="session")
def other() -> Story:
    """Of the same kind, outside the pool."""
    return told(40, 1)
