"""Small pools of every kind of items, with known labels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from sklearn.datasets import load_digits

from askless.models.threads import one_thread

SPORT = ["goal", "match", "team", "coach", "player", "league", "referee", "stadium", "score", "win"]
TRADE = ["market", "share", "price", "profit", "bank", "trade", "stock", "bond", "rate", "growth"]
COOKING = ["oven", "flour", "butter", "sugar", "salt", "recipe", "taste", "boil", "bake", "spoon"]


@dataclass(frozen=True)
class Pool:
    """The part of the items protocol that models use."""

    kind: str
    raw: Any

    def __len__(self) -> int:
        return self.raw.shape[0] if hasattr(self.raw, "shape") else len(self.raw)

    def lengths(self):
        return np.array([len(tokens) for tokens in self.raw])

    def offsets(self, row):
        ends = np.cumsum([len(token) + 1 for token in self.raw[row]]) - 1
        return np.stack([ends - [len(token) for token in self.raw[row]], ends], axis=1)

    def take(self, rows):
        if isinstance(self.raw, list):
            return [self.raw[row] for row in rows]
        return self.raw.iloc[rows] if isinstance(self.raw, pd.DataFrame) else self.raw[rows]

    def fingerprint(self) -> str:
        return f"{self.kind}{len(self)}"


def texts(n: int = 90) -> tuple[Pool, np.ndarray]:
    """Sentences on three subjects, which share some words."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    words = [[*rng.choice((SPORT, TRADE, COOKING)[k], 6), *rng.choice(SPORT + TRADE, 2)] for k in y]
    return Pool("text", [" ".join(rng.permutation(w)) + "!" for w in words]), y


def table(n: int = 90) -> tuple[Pool, np.ndarray]:
    """Numbers with gaps, a category, a date, free text."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    frame = pd.DataFrame(
        {
            "size": rng.normal(size=n) + 2 * y,
            "colour": np.array(["red", "green", "blue"])[(y + (rng.random(n) < 0.2)) % 3],
            "day": pd.date_range("2024-01-01", periods=n).astype(str),
            "note": [f"note {i} on {TRADE[i % 10]} {SPORT[i // 9 % 10]}" for i in range(n)],
            "count": rng.integers(0, 9, n),
        }
    )
    frame.loc[5:9, "size"] = np.nan
    frame.loc[7, "colour"] = None
    return Pool("rows", frame), y


def images(n: int = 90) -> tuple[Pool, np.ndarray]:
    """Handwritten 0, 1 and 2."""
    digits = load_digits()
    some = np.flatnonzero(digits.target < 3)[:n]
    return Pool("images", digits.images[some]), digits.target[some]


def dense(n: int = 90) -> tuple[Pool, np.ndarray]:
    """Three clouds of points."""
    y = np.arange(n) % 3
    return Pool("array", np.random.default_rng(0).normal(size=(n, 5)) + 2 * np.eye(5)[y]), y


def sparse(n: int = 90) -> tuple[Pool, np.ndarray]:
    """Counts of words, as a matrix."""
    rng = np.random.default_rng(0)
    y = np.arange(n) % 3
    return Pool("array", csr_matrix(rng.poisson(0.3 + 1.5 * np.eye(3)[y].repeat(4, axis=1)))), y


def sentences(n: int = 90) -> tuple[Pool, np.ndarray]:
    """The words of texts, and the subject that each word is of."""
    pool, _ = texts(n)
    raw = [text[:-1].split() for text in pool.raw]
    y = np.empty(n, dtype=object)
    y[:] = [np.array([0 if word in SPORT else 1 if word in TRADE else 2 for word in tokens]) for tokens in raw]
    return Pool("tokens", raw), y


POOLS: dict[str, Callable[[], tuple[Pool, np.ndarray]]] = {
    "text": texts,
    "rows": table,
    "images": images,
    "array": dense,
    "sparse": sparse,
    "tokens": sentences,
}


@pytest.fixture
def single_thread():
    """For tests that fit trees themselves: their threads spin where other tests run beside them."""
    with one_thread():
        yield


@pytest.fixture(scope="session")
def pools():
    """Pool and labels by name: a kind of items, or "sparse"."""
    return {name: make() for name, make in POOLS.items()}
