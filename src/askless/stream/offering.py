"""Offering: deciding upon items that arrive, and keeping those that are asked about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.core.events import Event
from askless.errors import AsklessError, CorruptLogError, ModelError
from askless.models.online.online import Float64s
from askless.stream.adaptation.adaptation import Notice
from askless.stream.arrivals import Arrived
from askless.stream.batch import Batch
from askless.stream.choosing import Chosen
from askless.stream.deciding import Verdicts
from askless.stream.decision import Decisions
from askless.stream.journal import Journal
from askless.stream.pending import Asked
from askless.stream.state import StreamState

__all__ = ["Offering"]


class Offering:
    """Decides upon items; to be used under the lock of the learner.

    Parameters
    ----------
    state : StreamState
    journal : Journal
    share : float
        Least part of the budget that the caller wants drawn at random, in [0, 1].
    notice : callable
        Takes what adaptation and the encoder have to say.
    """

    def __init__(
        self, state: StreamState, journal: Journal, share: float, notice: Callable[[list[Notice]], None]
    ) -> None:
        self.state, self._journal, self._share, self._notice = state, journal, share, notice

    def decide(self, raw: Any, arrived: Arrived, times: list[float]) -> tuple[Float64s | None, Verdicts, list[int]]:
        """Decide upon items that are new, as far as anybody remembers.

        Returns what the models say of them, what was decided, and the positions of those that came before after all.
        Nothing has changed if an item cannot be read or a model fails: the call can be repeated.
        """
        state = self.state
        mark = state.encoder.mark()
        try:
            rows = state.encoder.encode(raw)
            state.encoder.observe(rows)
            batch = self._batch(raw, rows, times)
            said = self._predicted(batch)
        except BaseException:
            state.encoder.undo(mark)
            raise
        waiting = state.encoder.scale(state.waiting.latest(rows.shape[1])) if state.waiting else None
        chosen = state.chooser.choose(
            batch, said, model=state.adapting.model, n_labels=state.n_labels, keys=arrived.keys,
            share=self._random_share(), waiting=waiting,
        )  # fmt: skip
        again = self._met(arrived.ids, chosen.verdicts)
        for at in again:
            chosen.verdicts.ask[at] = False  # for now, so that it is not asked about a second time
        state.arrivals.remember(arrived.keys)
        self._record(batch, arrived, said, chosen)
        state.seen += len(batch)
        if state.adapting.looks and said is not None:
            self._notice(state.adapting.look(batch.with_evidence(**{"predicted" if state.real else "proba": said})))
        if remarks := state.encoder.remarks():
            self._notice([Notice("update", remark) for remark in remarks])
        if again:
            before = self._waiting([arrived.ids[at] for at in again])
            for at in again:
                asked = before.get(arrived.ids[at])
                chosen.verdicts.ask[at], chosen.verdicts.random[at] = asked is not None, bool(asked and asked.random)
                chosen.verdicts.probability[at] = asked.probability if asked else 0.0
        return said, chosen.verdicts, again

    def _met(self, ids: list[str], verdicts: Verdicts) -> list[int]:
        """Positions of items to be asked about whose id was asked about, or answered, long ago.

        Only the latest ids are remembered, and all those of questions are on disk: they are looked up there where
        one may have been forgotten. The budget has paid for them by then; that is rare, and errs on the safe side.
        """
        if not (self.state.arrivals.full or self._journal.ahead) or True not in verdicts.ask:
            return []
        asked = [at for at, ask in enumerate(verdicts.ask) if ask]
        found = self._journal.find([ids[at] for at in asked])
        return [at for at in asked if ids[at] in found]

    def _waiting(self, ids: list[str]) -> dict[str, Asked]:
        """Those among items that came before that still wait for their answer."""
        found = {item_id: asked for item_id in ids if (asked := self.state.waiting.get(item_id)) is not None}
        older = [item_id for item_id in ids if item_id not in found]
        for item_id, kept in (self._journal.find(older) if older else {}).items():
            if kept.answer is None:
                with suppress(CorruptLogError):  # what was damaged on disk cannot be shown to anybody
                    found[item_id] = Asked.of(kept)
        return found

    def _record(self, batch: Batch, arrived: Arrived, said: Float64s | None, chosen: Chosen) -> None:
        """Keep what was asked, and count what was let go."""
        verdicts = chosen.verdicts
        if True not in verdicts.ask:
            self._journal.offered(batch.first, len(verdicts.ask), 0, arrived.keys)
            return
        queries, kept, waiting = [], [], {}
        told = said if self.state.has_learnt else None  # as in `encoded`: what was not said is not kept as said
        for at in [at for at, ask in enumerate(verdicts.ask) if ask]:
            row = batch.rows[at].copy()
            asked = Asked(
                batch.first + at,
                row[: batch.raw.shape[1]] if isinstance(batch.raw, np.ndarray) else batch.raw[at],
                row,
                np.zeros(0) if told is None else np.atleast_1d(told[at]).copy(),
                verdicts.probability[at],
                verdicts.random[at],
                chosen.utilities[at],
            )
            kept.append(asked.kept(arrived.ids[at]))
            waiting[arrived.ids[at]] = asked
            queries.append([arrived.ids[at], round(asked.score, 6), asked.probability, asked.random, asked.why])
        for item_id, asked in waiting.items():
            self.state.waiting.add(item_id, asked)
        self._journal.offered(batch.first, len(batch), len(queries), arrived.keys)
        self.state.asked += len(queries)
        about = {"round": batch.first, "strategy": self.state.chooser.sampler.name, "version": self.state.answered}
        self._journal.asked(Event("asked", data={**about, "queries": queries}), kept)

    def with_known(self, raw: Any, arrived: Arrived, times: list[float]) -> Decisions:
        """Decide upon items of which some came before; those are told what was decided then."""
        assert arrived.fresh is not None
        assert arrived.keys is not None
        new, known = np.flatnonzero(arrived.fresh), np.flatnonzero(~arrived.fresh)
        said = None
        if self.state.has_learnt:  # first, while nothing has changed yet
            before = self.said(_some(raw, known))
            said = np.zeros((len(raw), *before.shape[1:]))
            said[known] = before
        ask = np.zeros(len(raw), dtype=bool)
        probability, random, again = np.zeros(len(raw)), np.zeros(len(raw), dtype=bool), ~arrived.fresh
        if new.size:
            ids = [arrived.ids[at] for at in new]
            keys = [arrived.keys[at] for at in new]
            found, decided, met = self.decide(_some(raw, new), Arrived(ids, keys, None), [times[at] for at in new])
            ask[new], probability[new], random[new] = decided.ask, decided.probability, decided.random
            again[new[met]] = True
            if said is not None:
                said[new] = found
        waiting = self._waiting([arrived.ids[at] for at in known.tolist()])
        for at in known.tolist():
            if (asked := waiting.get(arrived.ids[at])) is not None:
                ask[at], probability[at], random[at] = True, asked.probability, asked.random
        return self.decisions(arrived, said, ask, probability, random, again)

    def _random_share(self) -> float:
        """Part of the budget that is drawn at random now; all of it until the models have met two labels."""
        if not self.state.real and len(self.state.taught) < 2:
            return 1.0
        return max(self._share, self.state.chooser.sampler.wanted_share, self.state.adapting.random_share)

    def decisions(
        self, arrived: Arrived, said: Float64s | None, ask: Any, probability: Any, random: Any, again: Any = None
    ) -> Decisions:
        """Verdicts as arrays, with what the models say."""
        return Decisions(
            arrived.ids,
            np.asarray(ask, dtype=bool),
            np.asarray(probability, dtype=np.float64),
            np.asarray(random, dtype=bool),
            np.zeros(len(arrived.ids), dtype=bool) if again is None else again,
            self.encoded(said),
            self.state.space.names,
        )

    def encoded(self, said: Float64s | None) -> Any:
        """Predicted answers as codes or numbers; None as long as they mean nothing."""
        if said is None or not self.state.has_learnt:
            return None
        return said if self.state.real else said.argmax(axis=1)

    def said(self, raw: Any) -> Float64s:
        """What the models say of items that are not part of the stream."""
        if not len(raw):  # not every model can say nothing
            return np.zeros((0,) if self.state.real else (0, self.state.n_labels))
        said = self._predicted(self._batch(raw, self.state.encoder.look_up(raw)))
        assert said is not None
        return said

    def _batch(self, raw: Any, rows: Float64s, times: list[float] | None = None) -> Batch:
        """Items with their rows; rows of an array are taken as the numbers that are kept of them."""
        if isinstance(raw, np.ndarray):
            raw = rows if rows.shape[1] == raw.shape[1] else rows[:, : raw.shape[1]]
        return self.state.batch(raw, rows, times)

    def _predicted(self, batch: Batch) -> Float64s | None:
        """What the models say of items.

        Raises
        ------
        ModelError
            If a model of somebody else fails.
        """
        try:
            return self.state.said(batch)
        except AsklessError:
            raise
        except Exception as error:
            said = str(error).partition("\n")[0].rstrip(".")
            raise ModelError(
                f"The model {self.state.adapting.model.name} could not predict: {type(error).__name__}: {said}.",
                "Mend it, and give the items again; nothing has changed.",
            ) from error


def _some(raw: Any, positions: npt.NDArray[np.intp]) -> Any:
    """Those of the items that are at some positions."""
    return raw[positions] if isinstance(raw, np.ndarray) else [raw[at] for at in positions]
