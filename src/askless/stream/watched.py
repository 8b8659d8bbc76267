"""What watches a stream for changes, in a sentence for page and command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askless.errors import AsklessError
from askless.stream.adaptation.named import adaptation_of

__all__ = ["watched"]


def watched(settings: Mapping[str, Any]) -> str:
    """What watches for changes.

    Parameters
    ----------
    settings : mapping
        Of the project. Where it names no adaptation it is the usual one, which has no detector.

    Returns
    -------
    sentence : str
        "" if the adaptation is one that is not installed here.

    Examples
    --------
    >>> watched({})
    'Nothing watches for changes: “passive” has no detector.'
    >>> watched({"adaptation": "active:adwin:look=ks"})
    'adwin watches the errors on random answers, and ks what items look like.'
    """
    try:
        return adaptation_of(str(settings.get("adaptation") or "passive")).watched
    except AsklessError:
        return ""
