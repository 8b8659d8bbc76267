"""What `synthesize` tells people, and where."""

from __future__ import annotations

import sys

from askless.cli.output import harmless

__all__ = ["Telling"]


class Telling:
    """Prints lines.

    Parameters
    ----------
    aside : bool
        Whether they go to the standard error, as the standard output is for JSON.
    """

    def __init__(self, *, aside: bool) -> None:
        self._aside = aside

    def __call__(self, text: str) -> None:
        """One line, or several."""
        print(harmless(text), file=sys.stderr if self._aside else sys.stdout, flush=True)
