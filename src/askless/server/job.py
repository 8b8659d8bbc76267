"""What the server needs of a learner and of its trainer: a pool has them, and so has a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from typing import Any, Protocol

from askless.core.ids import Id, Ids, Rows
from askless.data.items.items import Kind
from askless.data.labels.space import LabelSpace
from askless.data.store.project import Project
from askless.data.store.state import State
from askless.pool.ranked import AnyPredictions

__all__ = ["Asked", "Learner", "Ranking", "Shown", "Trainer"]


class Shown(Sized, Protocol):
    """Items as pages see them; all methods as in `askless.data.items.items.Items`."""

    @property
    def kind(self) -> Kind:
        """What an item is."""
        ...

    @property
    def ids(self) -> Ids:
        """Stable ids, in row order."""
        ...

    def show(self, row: int) -> dict[str, Any]:
        """One item, ready for JSON."""
        ...

    def line(self, row: int) -> str:
        """One item as a line."""
        ...

    def search(self, query: str, rows: Rows | None = None) -> Rows:
        """Rows whose text contains `query`."""
        ...


class Asked(Protocol):
    """Items to be answered."""

    @property
    def ids(self) -> Sequence[Id]:
        """The most useful first."""
        ...


class Learner(Protocol):
    """Items, what people said of them, and the acts that change it. When an act returns it is on disk."""

    @property
    def items(self) -> Shown: ...
    @property
    def state(self) -> State: ...
    @property
    def space(self) -> LabelSpace: ...
    @property
    def project(self) -> Project | None: ...
    @property
    def strategy(self) -> str: ...
    @property
    def strategies(self) -> list[str]: ...
    @property
    def outstanding(self) -> list[str]:
        """Items that were handed out before the program was started again, and wait."""
        ...

    def copies_of(self, row: int) -> Rows: ...
    def ask(self, k: int = 1) -> Asked: ...
    def release(self, ids: Iterable[Id]) -> None: ...
    def tell(self, ids: Any, answers: Any, **details: Any) -> None: ...
    def skip(self, item_id: Id, **details: Any) -> None: ...
    def flag(self, item_id: Id, on: bool = True, **details: Any) -> None: ...
    def note(self, item_id: Id, text: str, **details: Any) -> None: ...
    def undo(self, annotator: str | None = None, **details: Any) -> tuple[str, Id] | None: ...
    def add_label(self, name: str) -> None: ...
    def rename_label(self, old: str, new: str) -> None: ...
    def set_strategy(self, name: str) -> None: ...
    def close(self) -> None: ...


class Ranking(Protocol):
    """An order of asking; another object is a newer one."""

    @property
    def version(self) -> int:
        """Version of the model behind it."""
        ...

    @property
    def predictions(self) -> AnyPredictions | None:
        """What the model says of every item; None while there is none."""
        ...


class Trainer(Protocol):
    """How the model stands, and a word to pages when that changes."""

    notify: Callable[[str, dict[str, Any]], None]

    @property
    def ranking(self) -> Ranking: ...
    @property
    def state(self) -> dict[str, Any]:
        """As the schema `Model` has it."""
        ...
