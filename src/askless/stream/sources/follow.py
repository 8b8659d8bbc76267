"""Follow a Python iterable: micro-batches that fit its pace, and decisions that are on disk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from askless.core.ids import Id
from askless.errors import UsageError
from askless.stream.decision import Decision
from askless.stream.learner import StreamLearner
from askless.stream.sources.acts import Offer
from askless.stream.sources.ahead import Ahead
from askless.stream.sources.turns import MOST, Turns

__all__ = ["follow"]


def follow(
    learner: StreamLearner,
    source: Iterable[Any],
    *,
    id: str | Callable[[Any], Id] | None = None,
    most: int = MOST,
    stop: threading.Event | None = None,
    say: Callable[[str], None] | None = None,
) -> Iterator[tuple[Any, Decision]]:
    """Offer everything that an iterable gives, and give each item back with its decision.

    Parameters
    ----------
    learner : StreamLearner
    source : iterable
        Gives items as `StreamLearner.offer` takes them; may block, and may be endless. It is read in a thread.
    id : str or callable, optional
        Field of the id, which is then no feature; or a function of the item. If not given, items are numbered.
    most : int, default 1000
        Items of a micro-batch at the most.
    stop : Event, optional
        When set, from whatever thread, the iteration ends after the micro-batch at hand.
    say : callable, optional
        Told of items that cannot be used, and of a disk that is full, while the stream goes on. If not given
        these are errors.

    Yields
    ------
    item : object
        As the source gave it.
    decision : Decision
        On disk already, if the learner has a project.

    Raises
    ------
    SourceError
        If an item cannot be used and nobody listens.
    StorageError
        If the disk refuses and nobody listens.

    Notes
    -----
    What waits is offered together: a thousand items where the source is ahead, a single one where it is idle,
    which then waits for no other. At most `most` items are read ahead, so a slow consumer holds the source back.

    Examples
    --------
    >>> import askless
    >>> stream = askless.StreamLearner(labels=["low", "high"], budget=0.5)
    >>> readings = ({"id": n, "value": n % 10} for n in range(200))
    >>> for item, decision in follow(stream, readings, id="id"):
    ...     if decision.ask:
    ...         stream.tell(decision.id, "high" if item["value"] >= 5 else "low")
    >>> stream.seen, stream.asked == stream.answered
    (200, True)
    """
    if most < 1:
        raise UsageError(f"`most` is {most}.", "Give at least 1 item a micro-batch.")
    stop = stop or threading.Event()
    turns, ahead = Turns(learner, say, stop), Ahead[tuple[int, Any]](room=most)
    ahead.read(enumerate(source))
    try:
        while not (stop.is_set() or ahead.over):
            taken = dict(ahead.take(most))
            offers = [_offer(number, item, id) for number, item in taken.items()]
            for offer, decision in turns.take(offers):
                yield taken[int(offer.place.removeprefix("item "))], decision
    finally:
        ahead.stop()


def _offer(number: int, item: Any, field: str | Callable[[Any], Id] | None) -> Offer:
    """An item with its id."""
    place = f"item {number}"
    if field is None:
        return Offer(item, None, None, place)
    if callable(field):
        return Offer(item, str(field(item)), None, place)
    if not isinstance(item, dict) or field not in item:
        raise UsageError(f"Item {number} has no field “{field}”.", "Name the field of the ids with `id`.")
    return Offer({name: value for name, value in item.items() if name != field}, str(item[field]), None, place)
