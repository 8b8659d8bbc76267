"""What a strategy answers: which rows to ask, and on what grounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt

from askless.choose.array import Floats, Mask, Rows

__all__ = ["Choice"]


@dataclass(frozen=True)
class Choice:
    """Rows to ask about, best first.

    Parameters
    ----------
    rows : int64 array of shape (k,)
        Rows of the pool, no two the same.
    scores : float64 array of shape (k,)
        The score or gain each was chosen by, larger is sooner; 0 for rows drawn at random.
    probabilities : float64 array of shape (k,)
        The chance of each at the draw that chose it, given the round and all that was drawn before it
        (see Notes): 1 where nothing is drawn, s / n_candidates for s rows drawn uniformly.
    random : bool array of shape (k,)
        Whether the row was drawn uniformly from the candidates; accuracy is estimated from these.
    why : tuple of str
        One short sentence each, for people.
    windows : int64 array of shape (k, 2), optional
        First and end token of what is asked of each; 0 and 0 is the whole item, as all are if not given.

    Notes
    -----
    Whether `probabilities` are chances of being in the choice is for the strategy to say, by
    `Strategy.unbiased`. It is so where all rows are drawn at once, as by `random`, `power(margin)`,
    `cluster_margin` and `hierarchical`: the sum of f / probability over the choice is then on average
    the sum of f over all rows that may be drawn. Where each draw depends on those before it, as in
    `badge` and `falcun`, the number is that of the row's own draw only, and such sums mean nothing;
    nor do they where a certain pick follows a draw, as in `subsample(margin)`.

    Examples
    --------
    >>> Choice.of([4, 2], why="drawn at random", random=True, probabilities=0.2).probabilities
    array([0.2, 0.2])
    >>> Choice.of([4, 2], why="unsure of a word", windows=[[3, 10], [0, 0]]).take([1, 0]).windows.tolist()
    [[0, 0], [3, 10]]
    """

    rows: Rows
    scores: npt.NDArray[np.float64]
    probabilities: npt.NDArray[np.float64]
    random: Mask
    why: tuple[str, ...]
    windows: Rows = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))

    def __post_init__(self) -> None:
        if not len(self.windows):  # whole items: of few choices a part is asked
            object.__setattr__(self, "windows", np.zeros((len(self.rows), 2), dtype=np.int64))

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(
        cls,
        rows: Sequence[int] | Rows,
        *,
        why: str | Sequence[str],
        scores: Floats | float = 0.0,
        probabilities: Floats | float = 1.0,
        random: bool = False,
        windows: Sequence[Sequence[int]] | Rows = (),
    ) -> Self:
        """Build a choice; a single value stands for every row."""
        rows = np.asarray(rows, dtype=np.int64)
        k = len(rows)
        return cls(
            rows=rows,
            scores=np.broadcast_to(np.asarray(scores, dtype=np.float64), k).copy(),
            probabilities=np.broadcast_to(np.asarray(probabilities, dtype=np.float64), k).copy(),
            random=np.full(k, random),
            why=(why,) * k if isinstance(why, str) else tuple(why),
            windows=np.array(windows, dtype=np.int64).reshape(-1, 2),
        )

    @classmethod
    def empty(cls) -> Self:
        """No rows."""
        return cls.of([], why=())

    @classmethod
    def joined(cls, *parts: Choice) -> Self:
        """One choice after another."""
        return cls(
            rows=np.concatenate([part.rows for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
            probabilities=np.concatenate([part.probabilities for part in parts]),
            random=np.concatenate([part.random for part in parts]),
            why=tuple(sentence for part in parts for sentence in part.why),
            windows=np.concatenate([part.windows for part in parts]),
        )

    @classmethod
    def placed(cls, part: Choice, at: Sequence[int], rest: Choice) -> Choice:
        """The rows of `part` at the positions `at`, those of `rest` around them; both keep their order."""
        order = np.full(len(part) + len(rest), -1)
        order[list(at)] = np.arange(len(part))
        order[order < 0] = np.arange(len(part), len(order))
        return cls.joined(part, rest).take(order)

    def take(self, positions: Sequence[int] | Rows) -> Choice:
        """The rows at some positions, in that order."""
        order = np.asarray(positions, dtype=np.int64)
        return Choice(
            rows=self.rows[order],
            scores=self.scores[order],
            probabilities=self.probabilities[order],
            random=self.random[order],
            why=tuple(self.why[i] for i in order),
            windows=self.windows[order],
        )
