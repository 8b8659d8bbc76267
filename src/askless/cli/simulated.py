"""What every simulation ends with: files written whole, and what was done before Ctrl+C."""

from __future__ import annotations

from pathlib import Path

__all__ = ["stopped_after", "write_whole"]


def write_whole(path: Path, text: str) -> None:
    """Write a file whole, or leave what was there."""
    from askless.errors import StorageError

    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise StorageError(f"“{path}” could not be written ({error.strerror}).", "Write to another place.") from None


def stopped_after(count: int, seeds: int, json: str | None, output: Path | None) -> str:
    """What was done before Ctrl+C."""
    if not count:
        return "askless: stopped before the first seed was finished; nothing was written."
    written = " and ".join(str(place) for place in (output, json) if place is not None and str(place) != "-")
    where = f", and so is {written}" if written else ""
    return f"askless: stopped after {count} of {seeds} seeds. The table is of these{where}."
