"""What a terminal shows while a demonstration runs: live where it can, lines where it cannot."""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from askless.cli.demonstration.chart import chart

__all__ = ["Plain", "Show", "screen"]


@dataclass
class Show:
    """What there is to show."""

    goal: int
    held_out: int
    things: str
    asked: deque[str] = field(default_factory=lambda: deque(maxlen=5))
    labelled: int = 0
    version: int = 0
    model: str = ""
    points: list[tuple[int, float, float]] = field(default_factory=list)

    def question(self, item: str, answer: str, why: str) -> None:
        """An item was asked and answered."""
        self.labelled += 1
        self.asked.append(f"{item} is {answer}: {why}")

    def standing(self) -> str:
        """The latest point of the curve in words; "" before the first."""
        if not self.points:
            return ""
        labels, chosen, random = self.points[-1]
        return f"{labels} labels: {chosen:.1%} right; drawn at random: {random:.1%}"

    def farewell(self, *, stopped: bool) -> dict[str, str]:
        """The last words to the page."""
        return {"title": f"The demonstration {'was stopped' if stopped else 'is over'}", "text": self.end()}

    def end(self) -> str:
        """The outcome in words."""
        if not self.points:
            return f"{self.labelled} labels were given."
        labels, chosen, random = self.points[-1]
        ahead = next((n for n, value, _ in self.points if value >= random), labels)
        saved = f" The chosen labels were as good with {ahead}." if ahead < labels else ""
        return (
            f"With {labels} labels that it chose, the model is right on {chosen:.1%} of {self.held_out} {self.things} "
            f"that nobody labelled; with {labels} drawn at random, on {random:.1%}.{saved}"
        )


class Plain:
    """Lines, for a terminal that cannot go back up, and for files."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self._version = 0
        self._points = 0

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *_: object) -> None:
        print("\n".join(_chart(self.show)), flush=True)

    def update(self) -> None:
        """Say what is new."""
        show = self.show
        if show.asked and show.labelled % 10 == 5 and show.labelled != self._points:
            self._points = show.labelled
            print(f"  question {show.labelled}: {show.asked[-1]}", flush=True)
        if show.version != self._version:
            self._version = show.version
            print(f"  retrained: {show.model}", flush=True)

    def judged(self) -> None:
        """There is a new point of the curve."""
        print(f"  {self.show.standing()}", flush=True)


class Live:
    """One picture that changes, by rich."""

    def __init__(self, show: Show) -> None:
        from rich.live import Live as Picture

        self.show = show
        self._picture = Picture(refresh_per_second=8, transient=False)

    def __enter__(self) -> Live:
        self._picture.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.update()
        self._picture.__exit__(*error)

    def update(self) -> None:
        """Draw it anew."""
        from rich.console import Group
        from rich.panel import Panel
        from rich.progress_bar import ProgressBar
        from rich.text import Text

        show = self.show
        lines = [Text(line, no_wrap=True, overflow="ellipsis") for line in show.asked]
        parts: list[Any] = [
            Text(f"{show.labelled} of {show.goal} labels    {show.model}"),
            ProgressBar(total=show.goal, completed=show.labelled, width=60),
            Panel(Group(*lines), title="questions", title_align="left"),
            Text(show.standing() or "the first comparison with random choice is being made"),
            *[Text(line) for line in _chart(show)],
        ]
        self._picture.update(Group(*parts))

    def judged(self) -> None:
        """There is a new point of the curve."""
        self.update()


def screen(show: Show) -> Plain | Live:
    """The screen that this terminal can do."""
    return Live(show) if sys.stdout.isatty() else Plain(show)


def _chart(show: Show) -> list[str]:
    """The curves, with what the marks mean."""
    if not show.points:
        return []
    labels, chosen, random = (list(column) for column in zip(*show.points, strict=True))
    return [*chart(labels, chosen, random), "       ● chosen   · drawn at random"]
