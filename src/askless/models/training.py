"""Fitting a PyTorch module to the labels of a round: a plain loop.

It begins each time with the weights that it is given; carrying weights over from round to round
makes worse models of the same labels [1]_. There are too few labels to keep some out for early
stopping, so it stops when the training loss does not fall any more.

References
----------
.. [1] J. T. Ash, R. P. Adams, "On warm-starting neural network training", NeurIPS 2020.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from askless.errors import ModelError

__all__ = ["seeded", "train"]

ENOUGH = 1e-3  # nats; a loss below it has nothing left to teach
STEP = 0.01  # a fall by less than this share does not count


def train(
    module: Any,
    x: Any,
    loss: Callable[[Any, Any], Any],
    *,
    epochs: int,
    lr: float,
    batch_size: int,
    patience: int,
    optimizer: Callable[[list[Any]], Any] | None,
    seed: int,
) -> dict[str, Any]:
    """Fit a module in place.

    Parameters
    ----------
    module : torch.nn.Module
        On the device of `x`. It is left in evaluation mode.
    x : tensor of shape (n, ...)
        Inputs of the labelled items.
    loss : callable
        Outputs of a batch and its positions in `x` in, the mean loss as a scalar out.
    epochs : int
        Passes at most.
    lr : float
        Step size of AdamW.
    batch_size : int
        Batches hold this many items or up to twice as many: never a lone one at the end, over which
        batch normalisation would stumble.
    patience : int
        It stops after this many passes without a fall of the mean loss by one percent.
    optimizer : callable, optional
        Parameters that learn in, optimiser out; then `lr` is not used.
    seed : int
        For the order of the items and for dropout; PyTorch's own generators are left as they were.

    Returns
    -------
    summary : dict
        "epochs" made and the last mean "loss".

    Raises
    ------
    ModelError
        If no parameter can learn, `optimizer` gives none, or the loss is not finite.
    """
    import torch

    parameters = [parameter for parameter in module.parameters() if parameter.requires_grad]
    if not parameters:
        raise ModelError("The module has no parameter that can learn.", "Leave `requires_grad` on for some of them.")
    stepper = optimizer(parameters) if optimizer else torch.optim.AdamW(parameters, lr=lr)
    if not isinstance(stepper, torch.optim.Optimizer):
        raise ModelError(
            f"`optimizer` gives {stepper!r}, which is no optimiser.", "Let it give one, such as torch.optim.Adam(...)."
        )
    best, since, mean, epoch = math.inf, 0, math.inf, 0
    module.train()
    with seeded(seed, x.device), torch.enable_grad():
        for epoch in range(1, epochs + 1):
            total = 0.0
            for at in torch.randperm(len(x)).tensor_split(max(1, len(x) // batch_size)):
                stepper.zero_grad()
                value = loss(module(x[at.to(x.device)]), at)
                value.backward()
                stepper.step()
                total += float(value.detach()) * len(at)
            mean = total / len(x)
            if not math.isfinite(mean):
                raise ModelError(f"The loss of pass {epoch} is {mean}.", "Take a smaller `lr`, or scale the items.")
            best, since = (mean, 0) if mean < (1 - STEP) * best else (best, since + 1)
            if since >= patience or mean < ENOUGH:
                break
    module.eval()
    return {"epochs": epoch, "loss": round(mean, 4)}


@contextmanager
def seeded(seed: int, device: Any) -> Iterator[None]:
    """Let PyTorch's generators draw by a seed within a `with` block.

    Parameters
    ----------
    seed : int
        Any.
    device : torch.device
        Where the module lies.

    Yields
    ------
    None
        The generators go on after the block as if it had not been.
    """
    import torch

    on_gpu = device.type == "cuda"
    with torch.random.fork_rng(devices=[device] if on_gpu else []):
        torch.default_generator.manual_seed(seed % 2**63)
        if on_gpu:
            with torch.cuda.device(device):
                torch.cuda.manual_seed(seed % 2**63)
        yield
