"""Numbers that a source brings along as labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from askless.data.formats.header import is_number
from askless.data.items.number import is_missing
from askless.data.labels.real import Real
from askless.errors import LabelError

__all__ = ["numbers_given"]

_ELSEWHERE = "Name another column with --label-column, or take words as classes: leave out --task regress and --unit."


def numbers_given(
    codes: npt.NDArray[np.int32],
    values: Sequence[str],
    space: Real,
    *,
    where: str,
    rows: npt.NDArray[np.int64] | None = None,
) -> tuple[dict[int, float], list[str]]:
    """Number of each row that has one, and what is to be said of the others.

    Parameters
    ----------
    codes : int32 array of shape (n_items,)
        Index into `values`, -1 for none.
    values : sequence of str
        Distinct cells; one such as “NA” is as good as blank.
    space : Real
        Where the numbers belong.
    where : str
        Where they stand, for messages.
    rows : int64 array, optional
        Row of the source each item comes from, if not its own.

    Returns
    -------
    given : dict of int to float
        By row.
    problems : list of str
        A sentence on cells that are no such numbers; their rows have no answer.

    Raises
    ------
    LabelError
        If fewer than half of the different cells are such numbers; the first row of another is named.
    """
    found: dict[int, float] = {}
    wrong: dict[int, LabelError] = {}
    for code, value in enumerate(values):
        try:
            if not is_missing(value):
                found[code] = space.check(value)
        except LabelError as error:
            wrong[code] = error
    at = np.flatnonzero(np.isin(codes, list(found)))
    given = {row: found[code] for row, code in zip(at.tolist(), codes[at].tolist(), strict=True)}
    if not wrong:
        return given, []
    bad = np.flatnonzero(np.isin(codes, list(wrong)))
    shown = bad if rows is None else rows[bad]
    if len(wrong) > len(found):
        code = int(codes[bad[0]])
        first = wrong[code]
        words = "," not in values[code] and not is_number(values[code])
        remedy = _ELSEWHERE if words else first.remedy
        raise LabelError(f"Most cells of {where} will not do: row {shown[0] + 1:,}: {first.problem}", remedy)
    listed = [f"“{values[codes[i]][:20]}” in row {row + 1:,}" for i, row in zip(bad[:3], shown[:3], strict=True)]
    more = ", …" if len(bad) > len(listed) else ""
    count = "1 cell is" if len(bad) == 1 else f"{len(bad):,} cells are"
    return given, [f"Of {where} {count} no answer, and left blank: {', '.join(listed)}{more}."]
