"""Streams made on the spot, whose changes are known: river's generators, changed abruptly, gradually, bit by bit.

A name is "GENERATOR:KIND". The concepts of a generator are told apart by a number; over a stream of n items:

===========  ===============================================================================================
kind         what happens
===========  ===============================================================================================
stable       one concept from beginning to end: every alarm is a false one
abrupt       concepts 0, 1, 2, 3, each for a quarter of the stream
gradual      the same, but for n / 10 items after each change both concepts come, the new one ever more often
recurring    concepts 0, 1, 0, 1, each for a quarter
incremental  one concept that moves a little with each item, from n / 4 to 3 n / 4
===========  ===============================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from askless.bench.prequential.flow import Change, Flow
from askless.core.noise import mix, uniform
from askless.core.registry import canonical
from askless.errors import ModelError, UnknownNameError, UsageError
from askless.models.online.online import Codes

__all__ = ["GENERATORS", "KINDS", "LEAST_ITEMS", "Generator", "generated", "is_generated", "source_names"]

KINDS = ("stable", "abrupt", "gradual", "recurring", "incremental")
LEAST_ITEMS = 40
"""Items below which the parts of a stream hold next to nothing."""
BLEND = 0.1
"""Share of the stream that a gradual change takes."""

_CONCEPTS = {"stable": (0,), "abrupt": (0, 1, 2, 3), "gradual": (0, 1, 2, 3), "recurring": (0, 1, 0, 1)}


@dataclass(frozen=True)
class Generator:
    """A generator of river's, with four concepts.

    Parameters
    ----------
    about : str
        What it makes, with its reference.
    make : callable
        From the number of a concept, a seed for its items and one for what else is drawn, to a data set of river's.
    moves : (str, float), optional
        Attribute of the data set that makes its concept move, and how fast.
    """

    about: str
    make: Callable[[int, int, int], Any]
    moves: tuple[str, float] | None = None


def _synth() -> Any:
    """river's generators."""
    try:
        from river.datasets import synth
    except ImportError:
        raise ModelError(
            "river, which makes streams, is not installed.", "Install it: pip install 'askless[stream]'."
        ) from None
    return synth


def _sea(concept: int, seed: int, model: int) -> Any:
    return _synth().SEA(variant=concept, noise=0.1, seed=seed)


def _agrawal(concept: int, seed: int, model: int) -> Any:
    return _synth().Agrawal(classification_function=concept, seed=seed, perturbation=0.05)


def _led(concept: int, seed: int, model: int) -> Any:
    return _synth().LEDDrift(seed=seed, noise_percentage=0.1, irrelevant_features=True, n_drift_features=2 * concept)


def _rbf(concept: int, seed: int, model: int) -> Any:
    return _synth().RandomRBFDrift(
        seed_model=model + concept, seed_sample=seed, n_classes=4, n_features=10, n_centroids=20, n_drift_centroids=20
    )


def _hyperplane(concept: int, seed: int, model: int) -> Any:
    return _synth().Hyperplane(seed=seed, n_features=10, n_drift_features=10, noise_percentage=0.05, sigma=0.1)


def _sine(concept: int, seed: int, model: int) -> Any:
    return _synth().Sine(classification_function=concept, seed=seed)


GENERATORS = {
    "sea": Generator("a sum of two of three numbers beyond a threshold, 10 % noise (Street and Kim 2001)", _sea),
    "agrawal": Generator("loans by nine features, 5 % perturbed (Agrawal and others 1993)", _agrawal),
    "led": Generator("ten digits from 24 lamps, 17 of them idle, 10 % noise (Breiman and others 1984)", _led),
    "rbf": Generator("four classes around 20 moving points (Bifet and others 2009)", _rbf, ("change_speed", 0.0001)),
    "hyperplane": Generator(
        "the side of a turning plane, 5 % noise (Hulten and others 2001)", _hyperplane, ("mag_change", 0.001)
    ),
    "sine": Generator("below or above a curve, classes reversed at changes (Gama and others 2004)", _sine),
}
"""Generators by name."""


def source_names() -> list[str]:
    """All names of generated streams."""
    return [f"{name}:{kind}" for name, made in GENERATORS.items() for kind in KINDS if made.moves or kind != KINDS[-1]]


def is_generated(source: str) -> bool:
    """Whether a source is the name of a generator rather than a file.

    Examples
    --------
    >>> is_generated("sea:abrupt"), is_generated("SEA"), is_generated("sea.csv")
    (True, True, False)
    """
    return canonical(source.partition(":")[0]) in GENERATORS


def generated(source: str, *, n_items: int = 20_000, seed: int = 0) -> Flow:
    """Make a stream.

    Parameters
    ----------
    source : str
        One of `source_names`.
    n_items : int, default 20_000
    seed : int, default 0
        Draws the items, and the concepts where those are drawn.

    Returns
    -------
    flow : Flow
        The same for the same arguments; with `changes`.

    Raises
    ------
    UnknownNameError
        If there is no such generator or kind of change.
    UsageError
        If there are too few items, or the concept of this generator does not move.

    Examples
    --------
    >>> flow = generated("sea:abrupt", n_items=400)
    >>> flow.items.shape, flow.names, flow.changes
    ((400, 3), ('0', '1'), ((100, 100), (200, 200), (300, 300)))
    """
    name, kind = checked_source(source)
    if n_items < LEAST_ITEMS:
        raise UsageError(f"`n_items` is {n_items}.", f"Make {LEAST_ITEMS} items or more.")
    maker = GENERATORS[name]
    concepts, changes = _course(kind, n_items, seed)
    rows, y = _drawn(maker, concepts, changes if kind == "incremental" else (), seed)
    codes = np.unique(y)
    if len(codes) < 2:
        raise UsageError(f"All {n_items} items of “{source}” are of one class.", "Make more items.")
    return Flow(
        rows,
        np.searchsorted(codes, y).astype(np.int64),
        tuple(str(code) for code in codes.tolist()),
        changes,
        f"{n_items:,} items of {name}, {kind}: {maker.about}.",
    )


def checked_source(source: str) -> tuple[str, str]:
    """Generator and kind of a source.

    Raises
    ------
    UnknownNameError
        If there is none of this name.
    UsageError
        If the generator cannot change in this way.
    """
    name, _, kind = (canonical(part) for part in source.partition(":"))
    if name not in GENERATORS:
        raise UnknownNameError.of("generator", name, GENERATORS)
    if not kind:
        able = [full for full in source_names() if full.startswith(f"{name}:")]
        raise UsageError(f"“{source}” does not say how the stream changes.", f"Take {' or '.join(able)}.")
    if kind not in KINDS:
        raise UnknownNameError.of("kind of change", kind, KINDS)
    if kind == "incremental" and GENERATORS[name].moves is None:
        able = [n for n, made in GENERATORS.items() if made.moves]
        raise UsageError(f"The concepts of “{name}” cannot move bit by bit.", f"Take {' or '.join(able)} for that.")
    return name, kind


def _course(kind: str, n: int, seed: int) -> tuple[Codes, tuple[Change, ...]]:
    """The concept of each item, and the changes."""
    concepts = np.zeros(n, dtype=np.int64)
    if kind == "incremental":
        return concepts, ((n // 4, 3 * n // 4),)
    width = round(BLEND * n) if kind == "gradual" else 0
    starts = [part * n // 4 for part in range(1, len(_CONCEPTS[kind]))]
    coins = uniform(seed, 0, mix(np.arange(n, dtype=np.uint64)), "blend")
    for start, concept in zip(starts, _CONCEPTS[kind][1:], strict=True):
        share = (np.arange(n) - start + 1) / (width + 1)  # of the new concept
        concepts[coins < share] = concept
    return concepts, tuple((start, start + width) for start in starts)


def _drawn(maker: Generator, concepts: Codes, moving: tuple[Change, ...], seed: int) -> tuple[Any, Codes]:
    """Rows and labels, each item drawn from its concept; river's generators take 32 bits as a seed."""
    model = int(mix(np.array([seed], dtype=np.uint64))[0] >> np.uint64(33))
    sets = {concept: maker.make(concept, model + 1 + concept, model) for concept in np.unique(concepts).tolist()}
    drawn = {concept: iter(made) for concept, made in sets.items()}
    stops = {number: at for change in moving for at, number in enumerate(change)}
    rows, y = [], []
    for number, concept in enumerate(concepts.tolist()):
        if number in stops and maker.moves is not None:
            attribute, speed = maker.moves
            setattr(sets[0], attribute, 0.0 if stops[number] else speed)
        item, label = next(drawn[concept])
        rows.append(list(item.values()))
        y.append(int(label))
    return np.array(rows, dtype=np.float64), np.array(y, dtype=np.int64)
