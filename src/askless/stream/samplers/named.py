"""A sampler from what a caller says."""

from __future__ import annotations

from askless.errors import UsageError
from askless.stream.samplers.sampler import Sampler, stream_samplers
from askless.stream.spelled import spelled

__all__ = ["sampler_of"]


def sampler_of(said: str | Sampler) -> Sampler:
    """A sampler that has seen nothing.

    Parameters
    ----------
    said : str or Sampler
        A name, in which a hyphen is read as an underscore, with options in brackets; or a sampler.

    Raises
    ------
    UnknownNameError
        If there is none of this name.
    UsageError
        If it is neither, or has options that cannot be meant.

    Examples
    --------
    >>> sampler_of("variable-uncertainty").name
    'variable_uncertainty'
    >>> sampler_of("split_quantile(window=500)").window
    500
    """
    if isinstance(said, str):
        return spelled(said, stream_samplers)
    if isinstance(said, Sampler):
        return said.fresh()
    raise UsageError(f"`strategy` is {said!r}.", "Give the name of a stream sampler, or a Sampler.")
