"""What is done when a detector raises an alarm, step by step."""

from __future__ import annotations

from typing import Any

import numpy as np

from askless.models.online.online import Float64s, OnlineModel
from askless.stream.adaptation.adaptation import Act, Adapting, Notice
from askless.stream.adaptation.alarmed import Alarmed
from askless.stream.adaptation.error_track import ErrorTrack
from askless.stream.adaptation.losses import losses_of
from askless.stream.adaptation.parts import part_of
from askless.stream.adaptation.trial import Trial
from askless.stream.batch import Batch, Told
from askless.stream.drift.detector import Level

__all__ = ["AlarmedAdapting"]

KEPT = 5
"""Models that were replaced and may come back."""

PIECE = 10
"""Answers between two looks at a comparison; those of a piece are predicted before any of them is learnt."""


class AlarmedAdapting(Adapting):
    """A model in use, a detector that watches its errors, and after an alarm a trial of others.

    Parameters
    ----------
    options : Alarmed
    model : OnlineModel
    """

    def __init__(self, options: Alarmed, model: OnlineModel) -> None:
        self._options, self._model = options, model
        self._detector, self._looks = options.error_detector(), options.item_detectors()
        for detector in (self._detector, *self._looks):
            detector.prepare()
        self._track = ErrorTrack()
        self._trial: Trial | None = None
        self._kept: list[OnlineModel] = []  # replaced models, the latest last
        self._quiet = 0  # random answers for which a warning is not repeated
        self._wanted = 0.0  # random answers of a burst that are still to come

    @property
    def model(self) -> OnlineModel:
        """The model in use."""
        return self._model

    @property
    def random_share(self) -> float:
        """More while a burst or a comparison goes on."""
        more = self._wanted > 0 or (self._trial is not None and self._trial.comparing)
        return max(self._options.share if more else 0.0, self._options.watch)

    def predict(self, batch: Batch, n_labels: int) -> Float64s:
        """What the model in use says."""
        return self._model.predict(batch.taken(self._model.takes), n_labels)

    @property
    def looks(self) -> bool:
        """Whether there is a label-free detector."""
        return bool(self._looks)

    def look(self, batch: Batch) -> list[Notice]:
        """Buy labels where a label-free detector sees other items than before."""
        notices = []
        for detector in self._looks:
            if detector.look(batch) == "drift":
                about = {"detector": detector.name, "items": True}
                said = f"{detector.name} sees other items than before; whether their labels have changed, answers tell."
                notices += [Notice("warning", said, about=about), self._burst(about)]
        return notices

    def learn(self, told: Told) -> list[Notice]:
        """Teach the models; watch the errors of the random share, and act upon an alarm from the next answer on."""
        notices, at = [], 0
        while at < len(told):
            level: Level = ""
            if self._trial is not None and self._trial.comparing:
                stop = min(at + PIECE, len(told))
            else:
                stop, level = self._watch(told, at)
            notices += self._teach(part_of(told, at, stop))
            if level == "drift":
                notices += self._drift()
            elif level == "warning":
                notices += self._warning()
            at = stop
        return notices

    def _watch(self, told: Told, at: int) -> tuple[int, Level]:
        """Feed the detector up to an alarm that is to be acted upon, and say where that is.

        Its errors are those that the model in use makes on answers as they come: what was said when their items were
        offered may be the word of a model that has been replaced since.
        """
        watched = told.random & np.isfinite(told.errors)
        rows = np.flatnonzero(watched[at:]) + at
        if not len(rows):
            return len(told), ""
        part, quiet = part_of(told, at, len(told)), self._quiet
        errors = losses_of(self._model, part)
        for row in rows.tolist():
            error = self._bounded(float(errors[row - at]))
            level: Level = "" if error is None else self._detector.update(error)
            quiet -= 1
            if level == "drift" or (level == "warning" and quiet < 0 and self._trial is None):
                return row + 1, level
        return len(told), ""

    def _bounded(self, error: float) -> float | None:
        """An error as the detector takes it; None if it takes none yet."""
        self._track.note(error)
        if not self._model.real:
            return error
        scale = self._track.scale
        value = self._track.bounded(error)
        if scale and scale != self._track.scale:
            self._detector = self._detector.fresh()
        return value

    def _teach(self, part: Told) -> list[Notice]:
        """Compare, learn, and see whether the comparison is over."""
        trial = self._trial
        if trial is not None and trial.comparing:
            trial.judge(self._model, self._kept, part)
        for model in [self._model] if trial is None else [self._model, trial.shadow]:
            model.learn(part.batch.taken(model.takes), part.y, part.weights)
        came = int(np.count_nonzero(part.random))
        self._wanted = max(self._wanted - came, 0.0)
        before, self._quiet = self._quiet, max(self._quiet - came, 0)
        if trial is None:
            return []
        if trial.comparing:
            return self._decide(trial)
        if before and not self._quiet:
            said = f"No drift has followed the warning in {self._options.patience} random answers"
            return self._over("drop", f"{said}: the second model is dropped.")
        return []

    def _warning(self) -> list[Notice]:
        """The detector has warned."""
        self._quiet = self._options.patience
        notices = [self._notice("warning", f"{self._detector.name} warns: {self._track.sentence(self._model.real)}.")]
        if self._options.on_warning == "shadow" and self._options.on_drift == "shadow":
            self._trial = Trial(self._model.fresh())
            notices.append(self._notice("shadow", "A second model begins to learn beside the first."))
        return notices

    def _drift(self) -> list[Notice]:
        """The detector has raised an alarm."""
        said = f"{self._detector.name} sees drift: {self._track.sentence(self._model.real)}."
        drift = self._notice("drift", said)
        notices = [drift, self._burst(drift.about)]
        self._quiet = 0
        if self._options.on_drift == "shadow":
            if self._trial is None:
                self._trial = Trial(self._model.fresh())
                notices.append(self._notice("shadow", "A second model begins to learn beside the first."))
            self._trial.begin(self._model, len(self._kept))
        elif self._options.on_drift == "reset":
            self._model = self._model.fresh()
            notices.append(self._notice("swap", "The model begins again from nothing."))
        self._track = ErrorTrack()
        return notices

    def _decide(self, trial: Trial) -> list[Notice]:
        """Swap, recall or drop, if it is time."""
        winner = trial.winner(self._options.alpha)
        if winner is None:
            if trial.answers < self._options.patience:
                return []
            return self._over(
                "drop", f"The model stays: no other was certainly better on {trial.answers} random answers."
            )
        wager = trial.wagers[winner]
        lost = f"{wager.new:.4g} of {wager.answers} random answers wrong, against {wager.old:.4g}"
        if self._model.real:
            lost = (
                f"squared errors of {wager.new:.4g} in all on {wager.answers} random answers, against {wager.old:.4g}"
            )
        act: Act
        if winner:
            act, said, self._model = "recall", f"An earlier model comes back: {lost}.", self._kept.pop(winner - 1)
        else:
            act, said, self._model = "swap", f"The second model takes over: {lost}.", trial.shadow
        assert trial.before is not None
        self._kept = [*self._kept, trial.before][-KEPT:]
        return self._over(act, said)

    def _over(self, act: Act, said: str) -> list[Notice]:
        """End the trial; the detector begins anew."""
        notice = self._notice(act, said)
        self._trial, self._quiet = None, 0
        self._detector, self._track = self._detector.fresh(), ErrorTrack()
        return [notice]

    def _burst(self, about: dict[str, Any]) -> Notice:
        """Ask for labels."""
        self._wanted = max(self._wanted, self._options.burst)
        said = f"{self._options.burst:g} labels are wanted soon, of items drawn at random."
        return Notice("burst", said, labels=self._options.burst, about=about)

    def _notice(self, act: Act, said: str) -> Notice:
        track = self._track
        about: dict[str, Any] = {"detector": self._detector.name}
        if track.count:
            about |= {"error": round(track.recent, 6), "mean": round(track.mean, 6), "answers": track.count}
        return Notice(act, said, about=about)

    def state(self) -> dict[str, Any] | None:
        """Models, detectors and where a trial stands; None if a model cannot be written."""
        models = [model.state() for model in (self._model, *self._kept)]
        trial = None if self._trial is None else self._trial.state()
        if any(model is None for model in models) or (self._trial is not None and trial is None):
            return None
        return {
            "models": models,
            "trial": trial,
            "detector": self._detector.state(),
            "looks": [detector.state() for detector in self._looks],
            "track": self._track.state(),
            "counts": [self._quiet, self._wanted],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Be as the one was that gave this state."""
        fresh = self._model.fresh
        self._model.restore(state["models"][0])
        self._kept = [fresh() for _ in state["models"][1:]]
        for model, saved in zip(self._kept, state["models"][1:], strict=True):
            model.restore(saved)
        self._trial = None if state["trial"] is None else Trial(fresh())
        if self._trial is not None:
            self._trial.restore(state["trial"])
        for detector, saved in zip([self._detector, *self._looks], [state["detector"], *state["looks"]], strict=True):
            if saved is not None:  # one that cannot be written begins anew
                detector.restore(saved)
        self._track.restore(state["track"])
        self._quiet, self._wanted = state["counts"]
