"""The slope that makes probabilities of decision values."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from askless.bench.protocols.rebench.machine import kernel_of
from askless.bench.protocols.rebench.sharpness import Sharpness
from askless.bench.protocols.rebench.split import Split


def test_is_2_until_the_rarer_class_has_five_labels(blobs: Callable[..., Split]) -> None:
    split = blobs()
    codes = np.zeros(len(split.codes), dtype=np.int64)
    codes[:4] = 1
    assert Sharpness(replace(split, codes=codes), kernel_of(split)).after(np.arange(30)) == 2.0


def test_labels_at_random_flatten_it(blobs: Callable[..., Split]) -> None:
    split = blobs(400)
    guessed = replace(split, codes=np.random.default_rng(0).integers(0, 2, len(split.codes)))
    labelled, kernel = np.arange(200), kernel_of(split)
    assert Sharpness(guessed, kernel).after(labelled) < 1 < Sharpness(split, kernel).after(labelled)


def test_is_found_anew_when_the_labels_have_grown_by_a_fifth(blobs: Callable[..., Split]) -> None:
    split = blobs(400)
    kernel = kernel_of(split)
    slope = Sharpness(split, kernel)
    first = slope.after(np.arange(20))
    assert slope.after(np.arange(23)) == first
    assert slope.after(np.arange(200)) == Sharpness(split, kernel).after(np.arange(200))


def test_order_of_labels_does_not_matter(blobs: Callable[..., Split]) -> None:
    split = blobs()
    kernel = kernel_of(split)
    assert Sharpness(split, kernel).after(np.arange(60)) == Sharpness(split, kernel).after(np.arange(60)[::-1])
