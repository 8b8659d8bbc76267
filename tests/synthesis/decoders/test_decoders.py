"""Every decoder: there and back, density, seeds, and the domain of its codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from askless.errors import NotReadyError, SourceError, UsageError
from askless.synthesis.decoders.domain import LatentDomain
from askless.synthesis.decoders.flow import Flow
from askless.synthesis.decoders.pca_gaussian import PCAGaussian
from askless.synthesis.decoders.vae import VAE


def pictures(n: int = 120, seed: int = 0) -> Any:
    """Bright bars of which only the place and the strength change."""
    rng = np.random.default_rng(seed)
    place, strength = rng.uniform(1.0, 4.0, n), rng.uniform(80.0, 200.0, n)
    columns = np.exp(-((np.arange(6) - place[:, None]) ** 2)) * strength[:, None]
    return np.repeat(columns[:, None, :], 5, axis=1).astype(np.uint8)


def flow() -> Any:
    pytest.importorskip("zuko")
    return Flow(2, rounds=15)


def vae() -> Any:
    pytest.importorskip("torch")
    return VAE(2, hidden=32, rounds=60, weight=0.02)


DECODERS: dict[str, Callable[[], Any]] = {"pca": lambda: PCAGaussian(2), "vae": vae, "flow": flow}


@pytest.mark.parametrize("name", DECODERS)
def test_there_and_back(name: str) -> None:
    rows = pictures().reshape(120, -1).astype(float)
    decoder = DECODERS[name]().fit(rows, seed=0)
    codes = decoder.encode(rows)
    assert codes.shape == (120, 2)
    left = ((decoder.decode(codes) - rows) ** 2).sum() / ((rows - rows.mean(axis=0)) ** 2).sum()
    assert left < 0.3
    assert decoder.logp(codes).mean() > decoder.logp(codes + 6.0).mean()


@pytest.mark.parametrize("name", DECODERS)
def test_a_seed_decides_all_and_leaves_the_global_generator_alone(name: str) -> None:
    rows = pictures().reshape(120, -1).astype(float)
    one, other = (DECODERS[name]().fit(rows, seed=3).encode(rows) for _ in range(2))
    assert np.array_equal(one, other)
    if name != "pca":
        import torch

        state = torch.random.get_rng_state()
        DECODERS[name]().fit(rows, seed=4)
        assert torch.equal(state, torch.random.get_rng_state())


@pytest.mark.parametrize("name", DECODERS)
def test_the_domain_of_codes(name: str) -> None:
    real = pictures()
    domain = LatentDomain(DECODERS[name](), real)
    assert (domain.kind, domain.width, len(domain.names)) == ("images", 2, 2)
    assert domain.allowed(domain.points(real)).mean() >= 0.98
    for method in ("sobol", "latin_hypercube", "random"):
        sampled = domain.sample(40, np.random.default_rng(0), method)
        assert sampled.shape == (40, 2)
        assert domain.allowed(sampled).all()
    made = domain.items(sampled)
    assert made.shape == (40, 5, 6)
    assert made.dtype == real.dtype
    assert made.max() <= real.max()
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [2.0, -1.0]])
    assert domain.allowed(domain.project(corners)).all()
    assert np.allclose(domain.project(sampled), sampled)
    assert domain.neighbours(sampled[0]).shape == (0, 2)
    assert domain.continuous.all()
    assert "5 x 6" in domain.summary()[0]
    assert domain.refusals(real[0]) == []
    assert domain.fields(real[0]) == []


def test_rows_of_numbers_are_items_too() -> None:
    real = np.random.default_rng(0).normal(size=(40, 3))
    domain = LatentDomain(PCAGaussian(2), real)
    assert domain.kind == "array"
    fields = domain.fields(real[0])
    assert [field["name"] for field in fields] == ["x1", "x2", "x3"]
    assert all(0.0 <= field["place"] <= 1.0 for field in fields)


def test_rows_that_do_not_vary_are_no_trouble() -> None:
    domain = LatentDomain(PCAGaussian(4), np.ones((20, 2, 2)))
    assert np.isfinite(domain.items(domain.sample(3, np.random.default_rng(0)))).all()


def test_what_cannot_be_meant() -> None:
    with pytest.raises(NotReadyError, match="fit"):
        PCAGaussian().encode(np.zeros((1, 2)))
    with pytest.raises(UsageError, match="width"):
        PCAGaussian(0)
    with pytest.raises(UsageError, match="level"):
        LatentDomain(PCAGaussian(), pictures(), level=0.1)
    with pytest.raises(SourceError, match="at least 10"):
        LatentDomain(PCAGaussian(), pictures(4))
    with pytest.raises(SourceError, match="shape"):
        LatentDomain(PCAGaussian(), np.array(["a", "b"]))
    with pytest.raises(SourceError, match="same shape"):
        LatentDomain(PCAGaussian(2), pictures()).points(np.zeros((1, 2, 2)))


def test_a_decoder_of_your_own_is_checked() -> None:
    class Broken(PCAGaussian):
        def encode(self, rows: Any) -> Any:
            return np.full((len(rows), 2), np.nan)

    with pytest.raises(SourceError, match="finite"):
        LatentDomain(Broken(), pictures())
