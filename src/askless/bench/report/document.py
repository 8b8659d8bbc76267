"""The frame of every report: one HTML file that stands alone, without script or request."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from askless.bench.report.style import STYLE

__all__ = ["document"]


def document(title: str, parts: Sequence[str]) -> str:
    """A complete page.

    Parameters
    ----------
    title : str
        Plain text.
    parts : sequence of str
        HTML, one below the other.

    Returns
    -------
    page : str

    Examples
    --------
    >>> "<title>a &lt; b</title>" in document("a < b", ["<p>x</p>"])
    True
    """
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )
