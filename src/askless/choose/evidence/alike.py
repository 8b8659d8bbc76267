"""Arrays that are computed with together: of one library, on one device."""

from __future__ import annotations

from array_api_compat import array_namespace, device, is_torch_array

from askless.choose.array import Array
from askless.errors import EvidenceError

__all__ = ["need_alike", "need_values"]


def need_alike(first: str, one: Array, name: str, other: Array) -> None:
    """Refuse two kinds of evidence that no library computes with together.

    Parameters
    ----------
    first : str
        What the first is called.
    one : array
        Of any library.
    name : str
        What the second is called.
    other : array
        Of any library.

    Raises
    ------
    EvidenceError
        If they are of two libraries or lie on two devices.

    Examples
    --------
    >>> import numpy as np
    >>> need_alike("proba", np.ones(2), "cost", np.ones(2))
    """
    if array_namespace(one) is not array_namespace(other) or device(one) != device(other):
        raise EvidenceError(
            f"`{first}` is a {_library(one)} array on {device(one)}, `{name}` a {_library(other)} array on "
            f"{device(other)}.",
            "Give all evidence as arrays of one library on one device.",
        )


def need_values(name: str, array: object) -> None:
    """Refuse a tensor that has a shape and no values.

    Parameters
    ----------
    name : str
        What it is called.
    array : object
        Whatever was given.

    Raises
    ------
    EvidenceError
        If it is a PyTorch tensor on the device "meta".

    Examples
    --------
    >>> need_values("proba", [0.5, 0.5])
    """
    if is_torch_array(array) and array.device.type == "meta":
        raise EvidenceError(
            f"`{name}` is a tensor on the device meta, where tensors have no values.",
            "Compute it on a processor or a GPU.",
        )


def _library(array: Array) -> str:
    """Name of the package that an array is of."""
    return type(array).__module__.partition(".")[0]
