"""The log as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from askless.core.events import Event
from askless.data.formats.reader import extension
from askless.data.formats.saving import saving
from askless.errors import UsageError

__all__ = ["write_log"]

LINES = (".jsonl", ".ndjson")


def write_log(events: Iterable[Event], path: Path) -> int:
    """Write the events of a log, a JSON object a line, with nothing left out.

    Parameters
    ----------
    events : iterable of Event
        Taken one by one.
    path : Path
        A file ending in ``.jsonl`` (perhaps ``.jsonl.gz``).

    Returns
    -------
    n : int
        Number of events.

    Raises
    ------
    UsageError
        If the extension is another one.
    StorageError
        If the file cannot be written.
    """
    if extension(path) not in LINES:
        raise UsageError(f"The log cannot be written as “{path.name}”.", "Name a .jsonl file: the log is JSON lines.")
    n = 0
    with saving(path) as file:
        for n, event in enumerate(events, start=1):  # noqa: B007  (the last one is the count)
            file.write(_line(event))
    return n


def _line(event: Event) -> bytes:
    """An event as a line of JSON."""
    data = {"seq": event.seq, "time": event.time, "kind": event.kind, "item": event.item, "data": event.data}
    try:
        return (json.dumps(data, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot hold
        return (json.dumps(data) + "\n").encode()
