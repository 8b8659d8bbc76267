"""Parquet files, row group by row group; the one reader that needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from askless.data.formats.raw import open_raw, really_is
from askless.data.formats.table import Cell, Table
from askless.errors import SourceError

__all__ = ["read_parquet"]

_BATCH = 8192


def read_parquet(path: Path) -> Table:
    """Open a Parquet file.

    Parameters
    ----------
    path : Path
        The file; a gzipped one is unpacked in memory.

    Returns
    -------
    table : Table
        Cells are Python values; an index that pandas stored is a column like any other.

    Raises
    ------
    SourceError
        If it is not Parquet, or is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open_raw(path) as file:
        head = file.read(16)
        if not head:
            raise SourceError(f"“{path.name}” is empty.", "Check that it was saved and copied whole.")
        if not head.startswith(b"PAR1"):
            really = really_is(head)
            problem = f"“{path.name}” is not Parquet" + (f" but {really}." if really else ".")
            raise SourceError(problem, "Give it its right name.")
        packed = head + file.read() if path.suffix.lower() == ".gz" else None
    source = path if packed is None else pa.BufferReader(packed)
    try:
        opened = pq.ParquetFile(source)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from None

    def rows() -> Iterator[list[Cell]]:
        try:
            for batch in opened.iter_batches(batch_size=_BATCH):
                yield from (list(row) for row in zip(*(c.to_pylist() for c in batch.columns), strict=True))
        except (pa.ArrowException, OSError) as error:
            raise _damaged(path, error) from None

    return Table(names=tuple(opened.schema_arrow.names), rows=rows)


def _damaged(path: Path, error: Exception) -> SourceError:
    """The error for a Parquet file that pyarrow gives up on."""
    return SourceError(f"“{path.name}” is damaged: {str(error).splitlines()[0][:120]}.", "Copy or write it again.")
