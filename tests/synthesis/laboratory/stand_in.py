"""A learner of a handful of rules, for the tests of what stands around it."""

from types import SimpleNamespace
from typing import Any

from askless.data.labels.classes import Classes
from askless.data.labels.space import LabelSpace


class StandIn:
    """Asks about 0, 1, 2, ... as {"x": 0}, and keeps what it is told."""

    def __init__(self, space: LabelSpace | None = None, most: int = 10_000) -> None:
        self.space = Classes(["low", "high"]) if space is None else space
        self.answers: dict[str, Any] = {}
        self.skipped: list[str] = []
        self.outstanding: list[str] = []
        self.queue: list[str] = []
        self.failed: dict[str, str] = {}
        self.kinds: list[str] = []
        self.made, self.most = 0, most
        self.state = SimpleNamespace(counts=lambda: {"labelled": len(self.answers), "skipped": len(self.skipped)})

    def ask(self, k: int) -> Any:
        while len(self.queue) < k and self.made < self.most:
            self.queue.append(str(self.made))
            self.made += 1
        ids, self.queue = self.queue[:k], self.queue[k:]
        self.outstanding += ids
        return SimpleNamespace(ids=ids, items=[{"x": int(item_id)} for item_id in ids])

    def tell(self, ids: list[str], answers: list[Any]) -> None:
        for item_id, answer in zip(ids, answers, strict=True):
            self.answers[item_id] = self.space.check(answer)
            self.outstanding.remove(item_id)

    def skip(self, item_id: str) -> None:
        self.skipped.append(item_id)
        self.outstanding.remove(item_id)

    def release(self, ids: list[str]) -> None:
        self.queue = [*ids, *self.queue]
        self.outstanding = [item_id for item_id in self.outstanding if item_id not in ids]

    def failed_at(self, item_id: str, reason: str, attempts: int, kind: str) -> None:
        self.failed[item_id] = f"{reason} {attempts}"
        self.kinds.append(kind)
