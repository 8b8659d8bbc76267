"""The frames of SQLite's write-ahead log, and whether commits lie behind a damaged one.

SQLite replays the log up to the first frame whose checksum is wrong and forgets the rest, without a
word: that is how it passes over a commit that a power cut tore. But a commit that was finished
behind such a frame was acknowledged, so the frame was whole once, and damage hides all that follows.

References
----------
.. [1] "Database File Format", section 4, https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

__all__ = ["Frame", "Hidden", "frames", "hidden"]

HEADER, FRAME_HEADER = 32, 24
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""The first word of the file, and the order of bytes in which its checksums take words."""

_FEW_BITS = 2
"""Salts that differ in so few of 64 bits are the same ones damaged; those of an older log share half."""

_WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in a write-ahead log.

    Parameters
    ----------
    number : int
        Of the page in the database, from 1.
    commit : bool
        Whether it ends a transaction.
    own : bool
        Whether its salts are those of the file's header: an older log may lie behind the newest one.
    follows : bool
        Whether its checksum continues that of the frame before it.
    page : bytes
    """

    number: int
    commit: bool
    own: bool
    follows: bool
    page: bytes


@dataclass(frozen=True, slots=True)
class Hidden:
    """What SQLite passes over.

    Parameters
    ----------
    certain : bool
        Commits lie behind a frame with a wrong checksum: they were acknowledged.
    possible : bool
        The last commit or the header is damaged, or was being written when the power failed.
    """

    certain: bool
    possible: bool


def frames(ahead: bytes, size: int) -> list[Frame]:
    """Frames of a write-ahead log, whatever SQLite thinks of them.

    Parameters
    ----------
    ahead : bytes
        The file.
    size : int
        Bytes of a page.

    Returns
    -------
    frames : list of Frame
        In the order of the file; a last one that is cut short is left out.

    Notes
    -----
    O(n_bytes), about a second for 1 GB. A checksum adds each word of a frame to two sums in turn [1]_,
    which is a product with Fibonacci numbers.
    """
    import numpy as np

    step = FRAME_HEADER + size
    n = max(0, len(ahead) - HEADER) // step
    order = _MAGIC.get(struct.unpack_from(">I", ahead)[0], "<") if n else "<"
    heads = [struct.unpack_from(">IIQII", ahead, HEADER + i * step) for i in range(n)]
    words = np.frombuffer(ahead, dtype=f"{order}u4", count=n * step // 4, offset=HEADER if n else 0)
    words = words.reshape(n, step // 4)
    weights = _weights(2 + size // 4)
    sums = words[:, :2] @ weights[:2] + words[:, FRAME_HEADER // 4 :] @ weights[2:]
    starts = [struct.unpack_from(">II", ahead, 24) if n else (0, 0), *(head[3:] for head in heads)]
    salt = struct.unpack_from(">Q", ahead, 16)[0] if n else 0
    found: list[Frame] = []
    for i, (number, commit, salts, *checksum) in enumerate(heads):
        first, second = starts[i]  # the sums before: they count as the first word, the second as one before it too
        begun = np.array([first + second & _WORD, second], dtype=np.uint32) @ weights[:2] + sums[i]
        page = ahead[HEADER + i * step + FRAME_HEADER : HEADER + (i + 1) * step]
        own = (salts ^ salt).bit_count() <= _FEW_BITS
        found.append(Frame(number, commit != 0, own, begun.tolist() == checksum and salts == salt, page))
    return found


def hidden(ahead: bytes) -> Hidden:
    """Whether a write-ahead log holds commits that SQLite passes over.

    Parameters
    ----------
    ahead : bytes
        The file.

    Returns
    -------
    hidden : Hidden

    Examples
    --------
    >>> hidden(b"")
    Hidden(certain=False, possible=False)
    """
    if len(ahead) < HEADER:
        return Hidden(certain=False, possible=False)
    size = struct.unpack_from(">I", ahead, 8)[0]
    if not _whole_header(ahead) or size < 512 or size & (size - 1):
        return Hidden(certain=False, possible=True)
    found = frames(ahead, size)
    broken = next((i for i, frame in enumerate(found) if not frame.follows), len(found))
    commits = [frame.own and frame.commit for frame in found[broken:]]
    return Hidden(certain=any(commits[1:]), possible=any(commits))


def _whole_header(ahead: bytes) -> bool:
    """Whether the header's own checksum is right."""
    magic, *_, first, second = struct.unpack_from(">8I", ahead)
    one = two = 0
    for x, y in struct.iter_unpack(f"{_MAGIC.get(magic, '<')}II", ahead[:24]):
        one = one + x + two & _WORD
        two = two + y + one & _WORD
    return magic in _MAGIC and (one, two) == (first, second)


def _weights(n: int) -> Any:
    """How often each of n words is counted in the two sums of a checksum: (n, 2), modulo 2³²."""
    import numpy as np

    fibonacci = [0, 1]
    while len(fibonacci) <= n:
        fibonacci.append(fibonacci[-1] + fibonacci[-2] & _WORD)
    return np.array([(fibonacci[n - 1 - i], fibonacci[n - i]) for i in range(n)], dtype=np.uint32)
