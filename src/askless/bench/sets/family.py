"""Which data sets are relatives: versions of one source, or made in one way."""

from __future__ import annotations

__all__ = ["family"]

_FAMILIES = {
    "breast": ("breast683", "wdbc"),
    "boards": (
        "checkerboard", "lal_checkerboard2x2", "lal_checkerboard4x4", "lal_rotated_checkerboard2x2",
        "checkerboard2x2", "checkerboard4x4", "xor",
    ),
    "label_noise": ("heavy_label_noise",),
    "duplicates": ("near_duplicates",),
    "useless": ("useless_clusters",),
}  # fmt: skip
_OF = {member: name for name, members in _FAMILIES.items() for member in members}


def family(name: str) -> str:
    """The family of a data set.

    Parameters
    ----------
    name : str
        As `read_set` and `generated` take it, or with "imb_" before it.

    Returns
    -------
    family : str
        Sets of one never stand on both sides where one is to say something of the other. Most are a
        family of their own.

    Examples
    --------
    >>> family("wdbc"), family("imb_spambase"), family("xor") == family("lal_checkerboard2x2")
    ('breast', 'spambase', True)
    """
    name = name.removeprefix("imb_")
    return _OF.get(name, name)
