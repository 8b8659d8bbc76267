"""Small files of labelled sentences: names that are spans, and words that have a tag."""

from pathlib import Path

import numpy as np
import pytest

NAMES = ["Anna", "Bob", "Carla", "Dora", "Emil", "Fritz"]
VERBS = ["sleeps", "runs", "sings", "reads", "waits"]
PLACES = ["Rome", "Oslo", "Lima", "Bern"]


def sentences(n: int, seed: int) -> list[list[tuple[str, str, str]]]:
    """Sentences of token, tag and BIO tag, each different."""
    rng = np.random.default_rng(seed)
    found: dict[str, list[tuple[str, str, str]]] = {}
    while len(found) < n:
        name = [(str(rng.choice(NAMES)), "PROPN", "B-person")]
        if rng.random() < 0.4:
            name.append((f"{rng.choice(NAMES)}son", "PROPN", "I-person"))
        rest = [(str(rng.choice(VERBS)), "VERB", "O")]
        for _ in range(int(rng.integers(0, 3))):
            rest += [("in", "ADP", "O"), (str(rng.choice(PLACES)), "PROPN", "B-place")]
        rest += [("and", "CCONJ", "O"), (str(rng.choice(VERBS)), "VERB", "O")] * int(rng.integers(0, 2))
        said = [*name, *rest, (".", "PUNCT", "O")]
        found[" ".join(word for word, _, _ in said)] = said
    return list(found.values())


def write(path: Path, n: int, seed: int, column: int) -> Path:
    """A CoNLL file of two columns."""
    lines = ["\n".join(f"{one[0]}\t{one[column]}" for one in said) + "\n" for said in sentences(n, seed)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def spans(tmp_path: Path) -> tuple[str, str]:
    """A file of spans, and one to test on."""
    return str(write(tmp_path / "train.conll", 70, 0, 2)), str(write(tmp_path / "test.conll", 30, 1, 2))


@pytest.fixture
def tags(tmp_path: Path) -> tuple[str, str]:
    """A file of tags, and one to test on."""
    return str(write(tmp_path / "tags.conll", 70, 0, 1)), str(write(tmp_path / "tested.conll", 30, 1, 1))
