"""Arrays and images as tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.errors import ModelError

__all__ = ["tensor_of"]

OWN = "Give `inputs`, a function that makes a tensor of raw items."


def tensor_of(raw_items: Any) -> Any:
    """Raw items as a tensor of numbers.

    Parameters
    ----------
    raw_items : array of shape (n, ...), or sequence of n images of one size
        Features as they are; images (height, width) or (height, width, channels).

    Returns
    -------
    tensor : float32 tensor of shape (n, n_features) or (n, channels, height, width)
        A copy. Images of whole numbers are divided by their largest possible value.

    Raises
    ------
    ModelError
        If they are texts, tables, sparse, or images of several sizes.
    """
    import torch

    if isinstance(raw_items, list) and raw_items and isinstance(raw_items[0], np.ndarray):
        if len({image.shape for image in raw_items}) > 1:
            raise ModelError(f"The images have several sizes, such as {raw_items[0].shape}.", OWN)
        raw_items = np.stack(raw_items)
    if not isinstance(raw_items, np.ndarray) or raw_items.dtype.kind not in "biuf":
        raise ModelError(f"Items that come as {type(raw_items).__name__} are no tensors by themselves.", OWN)
    x = np.array(raw_items, dtype=np.float32)
    if x.ndim > 2:
        x = x[:, None] if x.ndim == 3 else np.ascontiguousarray(np.moveaxis(x, -1, 1))
        if raw_items.dtype.kind in "iu":
            x /= float(np.iinfo(raw_items.dtype).max)
    return torch.from_numpy(x)
