"""A small variational autoencoder, by PyTorch."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from askless.errors import NotReadyError, UsageError
from askless.synthesis.decoders.decoder import Float64s

__all__ = ["VAE"]

_BATCH = 64


class VAE:
    """Codes of a variational autoencoder [1]_; a row has the middle of its code's distribution.

    Parameters
    ----------
    width : int, default 8
        Numbers in a code.
    hidden : int, default 128
        Units of the one layer on either side.
    rounds : int, default 100
        Passes over the rows.
    weight : float, default 0.05
        Of the divergence of codes from a standard normal, against the squared error in standard deviations: less
        gives sharper rows, more a smoother space of codes.

    References
    ----------
    .. [1] D. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014.
    """

    def __init__(self, width: int = 8, *, hidden: int = 128, rounds: int = 100, weight: float = 0.05) -> None:
        for name, value in (("width", width), ("hidden", hidden), ("rounds", rounds)):
            if value < 1:
                raise UsageError(f"`{name}` is {value}.", "Give a whole number, at least 1.")
        if not weight > 0:
            raise UsageError(f"`weight` is {weight:g}.", "Give a number above 0, such as 0.05.")
        self.width, self.hidden, self.rounds, self.weight = width, hidden, rounds, weight
        self._parts: tuple[Any, Any] | None = None
        self._middle: Float64s = np.zeros(0)
        self._scale = 1.0

    def fit(self, rows: Float64s, seed: int = 0) -> Self:
        """See `Decoder.fit`."""
        import torch

        self._middle = rows.mean(axis=0)
        self._scale = max(float(rows.std(axis=0).mean()), 1e-9)
        data = torch.as_tensor((rows - self._middle) / self._scale, dtype=torch.float32)
        with torch.random.fork_rng(devices=[]):  # the weights come from the global generator: it is put back
            torch.manual_seed(seed)
            encoder, decoder = (
                _layers(data.shape[1], self.hidden, 2 * self.width),
                _layers(self.width, self.hidden, data.shape[1]),
            )
            optimiser = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=2e-3)
            for _ in range(self.rounds):
                for some in torch.randperm(len(data)).split(_BATCH):
                    loss = _loss(encoder, decoder, data[some], self.weight)
                    optimiser.zero_grad()
                    loss.backward()
                    optimiser.step()
        self._parts = encoder, decoder
        return self

    def encode(self, rows: Float64s) -> Float64s:
        """See `Decoder.encode`."""
        return self._run(0, (rows - self._middle) / self._scale)[:, : self.width]

    def decode(self, codes: Float64s) -> Float64s:
        """See `Decoder.decode`."""
        rows: Float64s = self._middle + self._scale * self._run(1, codes)
        return rows

    def logp(self, codes: Float64s) -> Float64s:
        """See `Decoder.logp`: that of the standard normal which codes are drawn to."""
        density: Float64s = -0.5 * (codes**2).sum(axis=1)
        return density

    def _run(self, part: int, values: Float64s) -> Float64s:
        """Pass values through one side of it."""
        import torch

        if self._parts is None:
            raise NotReadyError("The decoder has not seen any rows.", "Call `fit` with real rows first.")
        with torch.no_grad():
            passed = self._parts[part](torch.as_tensor(values, dtype=torch.float32))
        found: Float64s = passed.numpy().astype(np.float64)
        return found


def _layers(inputs: int, hidden: int, outputs: int) -> Any:
    """One hidden layer."""
    import torch

    return torch.nn.Sequential(torch.nn.Linear(inputs, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, outputs))


def _loss(encoder: Any, decoder: Any, rows: Any, weight: float) -> Any:
    """Squared error of rows drawn from their codes, and how far the codes are from a standard normal."""
    import torch

    middle, log_variance = encoder(rows).chunk(2, dim=1)
    codes = middle + torch.randn_like(middle) * torch.exp(0.5 * log_variance)
    error = ((decoder(codes) - rows) ** 2).mean()
    away = 0.5 * (middle**2 + log_variance.exp() - 1.0 - log_variance).sum(dim=1).mean()
    return error + weight * away / middle.shape[1]
