"""Reading the events of a damaged log straight from the pages of its file.

SQLite gives up at the first page that it cannot follow: a cut file or a broken header hides all
that is whole. The leaves of a table can be told by themselves [1]_, and since a log is never
changed, each row found in one is an event as it was written.

References
----------
.. [1] "Database File Format", sections 1.6, 2.1 and 4, https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import json
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from askless.core.events import Event
from askless.data.store.ahead import Frame, frames

__all__ = ["carve", "highest", "pages_of", "payload_of", "record", "varint"]

SIZE = 4096  # of a page, which is SQLite's own choice
_LEAF = 0x0D  # a leaf of a table


def carve(main: bytes, ahead: bytes = b"") -> Iterator[Event]:
    """Events in the pages of a database file and of its write-ahead log, perhaps twice: the last one counts.

    Parameters
    ----------
    main : bytes
        The database file, as much of it as there is.
    ahead : bytes
        The file of the same name with ``-wal``.

    Yields
    ------
    event : Event
    """
    for page, known, start in pages_of(main, ahead):
        yield from _leaf(page, known, start)


def highest(main: bytes, ahead: bytes = b"") -> int:
    """The highest number that an event was given, which SQLite keeps in a table of its own; 0 if that is lost.

    Parameters
    ----------
    main, ahead : bytes
        As in `carve`.
    """
    found = 0
    for page, known, start in pages_of(main, ahead):
        if len(page) < start + 8 or page[start] != _LEAF:
            continue
        for cell in range(struct.unpack_from(">H", page, start + 3)[0]):
            try:
                match _values(page, known, struct.unpack_from(">H", page, start + 8 + 2 * cell)[0])[1]:
                    case ["events", int(number)]:
                        found = max(found, number)
            except (ValueError, IndexError, struct.error):  # this cell is damaged; others may be whole
                continue
    return found


def pages_of(main: bytes, ahead: bytes = b"") -> Iterator[tuple[bytes, dict[int, bytes], int]]:
    """Pages of a database file and of its write-ahead log, the later copy of one after the earlier.

    Parameters
    ----------
    main, ahead : bytes
        As in `carve`.

    Yields
    ------
    page : bytes
    known : dict of int to bytes
        All pages by number, where a long row runs on to.
    start : int
        Where the page's own header begins.
    """
    named = struct.unpack_from(">H", main, 16)[0] if len(main) > 18 else 0
    named = {1: 65536}.get(named, named)
    if named >= 512 and named & (named - 1) == 0 and named != SIZE:
        yield from _pages(main, ahead, named)
    yield from _pages(main, ahead, SIZE)  # also where the header names another, for it may be what is damaged


def _pages(main: bytes, ahead: bytes, size: int) -> Iterator[tuple[bytes, dict[int, bytes], int]]:
    """Pages of one size."""
    pages = [main[start : start + size] for start in range(0, len(main), size)]
    later = _committed(ahead, size)
    doubtful, sound = ([frame for frame in later if frame.follows is whole] for whole in (False, True))
    known = {frame.number: frame.page for frame in doubtful}  # where a long row runs on to
    known |= dict(enumerate(pages, start=1)) | {frame.number: frame.page for frame in sound}
    # A row is in each later copy of its page: what is read last, and goes before, is what is surely whole.
    for frame in doubtful:
        yield frame.page, known, 0
    for number, page in enumerate(pages):
        yield page, known, 100 if number == 0 else 0
    for frame in sound:
        yield frame.page, known, 0


def _committed(ahead: bytes, size: int) -> list[Frame]:
    """Frames of a write-ahead log up to the last commit."""
    found = frames(ahead, size)
    return found[: max((i for i, frame in enumerate(found, start=1) if frame.commit), default=0)]


def _leaf(page: bytes, pages: dict[int, bytes], start: int) -> Iterator[Event]:
    """Events in one page, if it is a leaf that holds any."""
    if len(page) < start + 8 or page[start] != _LEAF:
        return
    found: dict[int, Event] = {}
    for cell in range(struct.unpack_from(">H", page, start + 3)[0]):
        try:
            event = _cell(page, pages, struct.unpack_from(">H", page, start + 8 + 2 * cell)[0])
        except (ValueError, IndexError, struct.error):  # this cell is damaged; others may be whole
            continue
        if event is not None:
            found[cell] = event
    # Numbers follow one another. One that does not is damaged, and would hide the event that it belongs to.
    firsts = Counter(event.seq - cell for cell, event in found.items()).most_common(2)
    agreed = len(firsts) == 1 or (len(firsts) == 2 and firsts[0][1] > firsts[1][1])
    for cell, event in found.items():
        yield replace(event, seq=firsts[0][0] + cell) if agreed else event


def _cell(page: bytes, pages: dict[int, bytes], at: int) -> Event | None:
    """The event of one cell; None if it holds another kind of row."""
    seq, values = _values(page, pages, at)
    if len(values) != 5 or values[0] is not None:  # the number is kept as the row's own, the column is NULL
        return None
    _, when, name, item, text = values
    data = json.loads(text) if isinstance(text, str) else None
    whole = isinstance(when, (int, float)) and isinstance(name, str) and isinstance(data, dict)
    if not whole or not (item is None or isinstance(item, str)):
        return None
    return Event(str(name), item, data, seq, float(when))  # type: ignore[arg-type]  # checked as `whole`


def _values(page: bytes, pages: dict[int, bytes], at: int) -> tuple[int, list[object]]:
    """The number of a row, and its values."""
    length, at = varint(page, at)
    if length > len(page) * len(pages):
        raise ValueError("a row is longer than the file")
    number, at = varint(page, at)
    return number, record(payload_of(page, pages, at, length, len(page) - 35), length)


def record(payload: bytes, length: int) -> list[object]:
    """The values of a row; ValueError if they do not fill it."""
    header, position = varint(payload, 0)
    types: list[int] = []
    while position < header:
        kind, position = varint(payload, position)
        types.append(kind)
    values: list[object] = []
    for kind in types:
        value, position = _value(payload, position, kind)
        values.append(value)
    if position != length:
        raise ValueError("a row is longer or shorter than its values")
    return values


def payload_of(page: bytes, pages: dict[int, bytes], at: int, length: int, most: int) -> bytes:
    """The bytes of a row, followed over the pages that one longer than `most` bytes runs on to."""
    size = len(page)
    if length <= most:
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    parts, have = [page[at : at + local]], local
    follower = struct.unpack_from(">I", page, at + local)[0]
    while have < length and follower in pages:
        parts.append(pages[follower][4:])
        have += size - 4
        follower = struct.unpack_from(">I", pages[follower], 0)[0]
    return b"".join(parts)[:length]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the place behind it."""
    value = 0
    for index in range(8):
        byte = data[at + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + index + 1
    return value << 8 | data[at + 8], at + 9


def _value(payload: bytes, at: int, kind: int) -> tuple[object, int]:
    """A value of a record by its serial type, and the place behind it."""
    if kind == 0:
        return None, at
    if 1 <= kind <= 6:
        width = (1, 2, 3, 4, 6, 8)[kind - 1]
        return int.from_bytes(payload[at : at + width], "big", signed=True), at + width
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in (8, 9):
        return kind - 8, at
    if kind >= 13 and kind % 2:
        end = at + (kind - 13) // 2
        if end > len(payload):
            raise ValueError("a text runs over the end of its row")
        return payload[at:end].decode(), end
    if kind >= 12:
        end = at + (kind - 12) // 2
        if end > len(payload):
            raise ValueError("bytes run over the end of their row")
        return payload[at:end], end
    raise ValueError(f"a log holds no values of serial type {kind}")
