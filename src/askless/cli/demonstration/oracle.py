"""An oracle that labels with the known truth, as a person would: one question after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from askless.cli.demonstration.referee import Referee
from askless.cli.demonstration.screen import Live, Plain
from askless.server.session import LabellingSession

if TYPE_CHECKING:
    from askless.pool.background import BackgroundTrainer

__all__ = ["Oracle"]

EVERY = 10
"""Labels between two looks at the true accuracy."""

AHEAD = 5
"""Labels that the model may not have learnt from yet when it looks."""

PATIENCE = 20.0
"""Seconds that it waits for a slow trainer before it goes on without."""

TAB = "oracle"


class Oracle:
    """Answers the questions of a session.

    Parameters
    ----------
    session : LabellingSession
    truth : mapping of str to str
        Answer by id.
    referee : Referee
    screen : Plain or Live
        Where it is shown.
    goal : int
        Labels after which it stops.
    pace : float
        Seconds between two answers.
    stop : Event
        Stops it from outside.
    """

    def __init__(
        self,
        session: LabellingSession,
        truth: Mapping[str, str],
        referee: Referee,
        screen: Plain | Live,
        *,
        goal: int,
        pace: float,
        stop: threading.Event,
    ) -> None:
        self.session, self.truth, self.referee, self.screen = session, truth, referee, screen
        self.goal, self.pace, self.stop = goal, pace, stop

    def run(self) -> None:
        """Label until the goal is reached, nothing is left, or somebody stops it."""
        trainer = cast("BackgroundTrainer", self.session.trainer)
        self._wait(lambda: len(trainer.ranking.choice) > 0)  # so that the first questions are chosen ones
        labelled = self.session.learner.state.labelled
        self.screen.show.labelled = labelled
        while labelled < self.goal and not self.stop.wait(self.pace):
            query = self._question()
            if query is None:
                break
            answer = self.truth[query["id"]]
            self.session.answer(query["id"], answer, seconds=self.pace, tab=TAB, request=str(uuid4()))
            labelled = self.session.learner.state.labelled
            self._show(query["id"], answer, query["why"])
            if labelled % EVERY == 0 or labelled >= self.goal:
                self.referee.judge(list(self.session.learner.state.recent))
                # A person would not wait for the model; somebody who watches wants to see what it asks.
                self._wait(partial(self._kept_up, labelled))
                self._show_model()

    def _question(self) -> dict[str, Any] | None:
        """The item that an open page shows, so that one sees it answered there; a new one if no page is open."""
        shown = self.session.leases.on_screen(but=TAB)
        if shown is not None and shown in self.truth:
            return self.session.query(shown)
        return next(iter(self.session.queue(1, [], TAB)["queries"]), None)

    def _kept_up(self, labelled: int) -> bool:
        """Whether the model has learnt from almost all labels."""
        return bool(self.session.trainer.state["trained_on"] >= labelled - AHEAD)

    def _wait(self, met: Callable[[], bool]) -> None:
        """Wait until something is so, for a while."""
        until = time.monotonic() + PATIENCE
        while not met() and time.monotonic() < until and self.session.trainer.state["state"] != "failed":
            if self.stop.wait(0.05):
                return

    def _show(self, item: str, answer: str, why: str) -> None:
        """Put a question on the screen."""
        self.screen.show.question(item, answer, why)
        self._show_model()

    def _show_model(self) -> None:
        """Say how many labels the model has learnt from, once there is one."""
        show, model = self.screen.show, self.session.trainer.state
        if model["version"]:
            show.version = model["version"]
            show.model = f"model {model['version']} has learnt from {model['trained_on']} labels"
        self.screen.update()
