"""A normalising flow over principal components, by zuko: codes whose density bends with that of the real rows."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from askless.errors import NotReadyError, UsageError
from askless.synthesis.decoders.decoder import Float64s
from askless.synthesis.decoders.pca_gaussian import PCAGaussian

__all__ = ["Flow"]

_BATCH = 256
_WIDEST = 12.0
"""Codes further out than this are nowhere near a real row; the flow's numbers could overflow there."""


class Flow:
    """Codes of a neural spline flow [1]_ over the main directions of real rows; they are standard normal.

    Parameters
    ----------
    width : int, default 8
        Numbers in a code.
    transforms : int, default 3
        Steps of the flow.
    hidden : int, default 64
        Units of the two layers of each step.
    rounds : int, default 60
        Passes over the rows.

    References
    ----------
    .. [1] C. Durkan, A. Bekasov, I. Murray, G. Papamakarios, "Neural spline flows", NeurIPS 2019.
    """

    def __init__(self, width: int = 8, *, transforms: int = 3, hidden: int = 64, rounds: int = 60) -> None:
        for name, value in (("width", width), ("transforms", transforms), ("hidden", hidden), ("rounds", rounds)):
            if value < 1:
                raise UsageError(f"`{name}` is {value}.", "Give a whole number, at least 1.")
        self.width, self.transforms, self.hidden, self.rounds = width, transforms, hidden, rounds
        self._flow: Any = None
        self._pca = PCAGaussian(width)

    def fit(self, rows: Float64s, seed: int = 0) -> Self:
        """See `Decoder.fit`."""
        import torch

        zuko = _zuko()
        self._pca = PCAGaussian(self.width).fit(rows)
        data = torch.as_tensor(self._pca.encode(rows), dtype=torch.float32)
        with torch.random.fork_rng(devices=[]):  # the weights come from the global generator: it is put back
            torch.manual_seed(seed)
            flow = zuko.flows.NSF(
                features=data.shape[1], transforms=self.transforms, hidden_features=(self.hidden, self.hidden)
            )
            optimiser = torch.optim.Adam(flow.parameters(), lr=2e-3)
            for _ in range(self.rounds):
                for some in torch.randperm(len(data)).split(_BATCH):
                    loss = -flow().log_prob(data[some]).mean()
                    optimiser.zero_grad()
                    loss.backward()
                    optimiser.step()
        self._flow = flow
        return self

    def encode(self, rows: Float64s) -> Float64s:
        """See `Decoder.encode`."""
        return self._passed(self._pca.encode(rows), back=False)

    def decode(self, codes: Float64s) -> Float64s:
        """See `Decoder.decode`."""
        return self._pca.decode(self._passed(np.clip(codes, -_WIDEST, _WIDEST), back=True))

    def logp(self, codes: Float64s) -> Float64s:
        """See `Decoder.logp`: that of the standard normal which the flow maps rows to."""
        density: Float64s = -0.5 * (codes**2).sum(axis=1)
        return density

    def _passed(self, values: Float64s, *, back: bool) -> Float64s:
        """Values through the flow."""
        import torch

        if self._flow is None:
            raise NotReadyError("The decoder has not seen any rows.", "Call `fit` with real rows first.")
        with torch.no_grad():
            transform = self._flow().transform
            step = transform.inv if back else transform
            passed = step(torch.as_tensor(values, dtype=torch.float32))
        found: Float64s = passed.numpy().astype(np.float64)
        return found


def _zuko() -> Any:
    """The library, if it is installed."""
    try:
        import zuko
    except ImportError:
        raise UsageError(
            "The normalising flow needs zuko, which is not installed.",
            "Install it with pip install zuko, or take PCAGaussian or VAE.",
        ) from None
    return zuko
