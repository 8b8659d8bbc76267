"""A sampler from what a caller says."""

from __future__ import annotations

from askless.errors import UsageError
from askless.stream.samplers.sampler import Sampler, stream_samplers

__all__ = ["sampler_of"]


def sampler_of(said: str | Sampler) -> Sampler:
    """A sampler that has seen nothing.

    Parameters
    ----------
    said : str or Sampler
        A name, in which a hyphen is read as an underscore, or a sampler with options of your own.

    Raises
    ------
    UnknownNameError
        If there is none of this name.
    UsageError
        If it is neither.

    Examples
    --------
    >>> sampler_of("variable-uncertainty").name
    'variable_uncertainty'
    """
    if isinstance(said, str):
        return stream_samplers.get(said)()
    if isinstance(said, Sampler):
        return said.fresh()
    raise UsageError(f"`strategy` is {said!r}.", "Give the name of a stream sampler, or a Sampler.")
