"""Scores of what a PyTorch module says of items, with their gradients by the items.

PyTorch is imported when a function is called: a model that is a module has loaded it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.models.dropout import Subnetwork, dropouts
from askless.models.tensors import tensor_of
from askless.models.torch import TorchModel
from askless.synthesis.models.model import Float64s

__all__ = ["network_score", "network_takes_gradients"]


def network_takes_gradients(model: TorchModel, kind: str) -> bool:
    """Whether a fitted module's evidence of a kind can be derived by arrays of numbers that go in as they are."""
    if model.inputs is not None:
        return False
    return kind in ("proba", "logits") or (kind == "draws" and bool(dropouts(model.network)))


def network_score(
    model: TorchModel,
    kind: str,
    raw: Any,
    seen: npt.NDArray[np.int64],
    n_labels: int,
    score: Callable[[Any], Any] | None,
) -> tuple[Float64s, Float64s]:
    """A score of evidence of a kind, and its gradient by the items.

    Parameters
    ----------
    model : TorchModel
        Fitted.
    kind : {"proba", "logits", "draws"}
        What the score takes.
    raw : array of shape (m, d)
        Items in their units.
    seen : int64 array
        Labels with an answer; the others have probability 0.
    n_labels : int
        Declared labels.
    score : callable or None
        A tensor of evidence in, a tensor of shape (m,) out; None: the evidence itself is wanted, and no gradient.

    Returns
    -------
    values : float64 array
        Of shape (m,), or the evidence.
    gradient : float64 array of shape (m, d)
        Zeros if `score` is None.
    """
    import torch

    network = model.network.eval()
    device = next((one.device for one in network.parameters()), torch.device("cpu"))
    x = tensor_of(np.asarray(raw)).to(device).requires_grad_(score is not None)
    some = torch.as_tensor(seen, device=device)

    def proba() -> Any:
        """Probabilities of all declared labels in double precision."""
        own = torch.softmax(network(x)[:, some].double(), dim=1)
        return torch.zeros((len(x), n_labels), dtype=own.dtype, device=device).index_copy(1, some, own)

    with torch.set_grad_enabled(score is not None):
        if kind == "draws":
            drawn = []
            for draw in range(model.n_draws):
                with Subnetwork(network, model.seed, draw):
                    drawn.append(proba())
            evidence = torch.stack(drawn, dim=1)
        else:
            evidence = proba() if kind == "proba" else torch.log(proba().clamp_min(torch.finfo(torch.float32).tiny))
        if score is None:
            return evidence.cpu().numpy(), np.zeros(tuple(x.shape))
        values = score(evidence)
        (gradient,) = torch.autograd.grad(values.sum(), x)
    return values.detach().double().cpu().numpy(), gradient.double().cpu().numpy()
