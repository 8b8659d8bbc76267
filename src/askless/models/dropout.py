"""Monte-Carlo dropout that draws whole networks: one mask for all items.

Dropping units at prediction time draws from an approximate posterior over networks [1]_. Usually
every item gets a mask of its own; then the draws of two items belong to different networks, and
what is said of them together (a joint entropy, a covariance) has no meaning [2]_. Here draw k
drops the same units for every item: the mask is keyed by (seed, draw, layer, unit), so that it
does not depend on batches, nor on the device.

References
----------
.. [1] Y. Gal, Z. Ghahramani, "Dropout as a Bayesian approximation", ICML 2016.
.. [2] A. Kirsch, J. van Amersfoort, Y. Gal, "BatchBALD", NeurIPS 2019, section 4.1 (consistent dropout).
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

import numpy as np

from askless.core.noise import uniform

__all__ = ["Subnetwork", "dropouts"]


def dropouts(module: Any) -> list[Any]:
    """Dropout layers that drop something.

    Parameters
    ----------
    module : torch.nn.Module
        Dropout that it calls as a function (`torch.nn.functional.dropout`) cannot be found.

    Returns
    -------
    layers : list of torch.nn.Module
        In the order in which they were defined.
    """
    from torch import nn

    known = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d)
    return [layer for layer in module.modules() if isinstance(layer, known) and layer.p > 0]


class Subnetwork:
    """One draw: within a `with` block the module, in evaluation mode, lacks the dropped units.

    Parameters
    ----------
    module : torch.nn.Module
        It is as before after the block.
    seed : int
        Same seed, same draws.
    draw : int
        Which one.
    """

    def __init__(self, module: Any, seed: int, draw: int) -> None:
        self.layers = dropouts(module)
        self.seed, self.draw = seed, draw
        self._masks: dict[Any, Any] = {}
        self._hooks: list[Any] = []

    def __enter__(self) -> Subnetwork:
        self._hooks = [
            layer.register_forward_hook(lambda layer, given, out, place=place: out * self._mask(layer, place, out))
            for place, layer in enumerate(self.layers)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hook in self._hooks:
            hook.remove()

    def _mask(self, layer: Any, place: int, out: Any) -> Any:
        """Zeros where units are dropped, elsewhere what keeps the mean as it was."""
        from torch import nn

        whole = not isinstance(layer, nn.Dropout)  # the others drop whole channels
        shape = (1, out.shape[1], *[1] * (out.ndim - 2)) if whole else (1, *out.shape[1:])
        key = (place, shape, out.device)
        if key not in self._masks:
            units = np.arange(int(np.prod(shape)), dtype=np.uint64)
            kept = uniform(self.seed, self.draw, units, f"dropout {place}") >= layer.p
            scale = 1 / (1 - layer.p) if layer.p < 1 else 0.0
            self._masks[key] = out.new_tensor((kept * scale).reshape(shape))
        return self._masks[key]
