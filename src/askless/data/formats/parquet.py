"""Parquet files, read row group by row group; the one format that needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from askless.data.formats.format import FORMATS, Format
from askless.data.formats.plain import plain
from askless.data.formats.raw import open_raw, really_is
from askless.data.formats.table import Cell, Table
from askless.data.items.preview import cell_text
from askless.errors import SourceError

__all__ = ["read_parquet", "write_parquet"]

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
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _damaged(path, error) from None

    return Table(names=tuple(opened.schema_arrow.names), rows=rows)


def write_parquet(file: IO[bytes], columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows as one table, held in memory; a column of mixed types is written as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    held: list[list[Any]] = [[] for _ in columns]
    for row in rows:
        for name, column in zip(columns, held, strict=True):
            column.append(plain(row.get(name)))
    arrays = [_array(column) for column in held]
    pq.write_table(pa.Table.from_arrays(arrays, names=list(columns)), file)


def _array(column: list[Any]) -> Any:
    """A column in the narrowest type that holds all of it; one without any value is text."""
    import pyarrow as pa

    types = {type(value) for value in column if value is not None}
    if types == {int, float}:
        return pa.array([None if value is None else float(value) for value in column], pa.float64())
    if len(types) == 1 and types <= {bool, int, float, str}:
        return pa.array(column)
    if types == {list}:
        return pa.array(
            [None if value is None else [cell_text(v) for v in value] for value in column], pa.list_(pa.string())
        )
    return pa.array([None if value is None else cell_text(value) for value in column], pa.string())


def _damaged(path: Path, error: Exception) -> SourceError:
    """The error for a Parquet file that pyarrow gives up on."""
    return SourceError(f"“{path.name}” is damaged: {str(error).splitlines()[0][:120]}.", "Copy or write it again.")


FORMATS.register(
    "parquet", Format(summary="Apache Parquet", read=lambda path, extra: read_parquet(path), write=write_parquet)
)
