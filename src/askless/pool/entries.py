"""What a learner writes into the log: events made from queries, answers and settings."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any
from uuid import uuid4

from askless.core.events import Event
from askless.core.ids import Ids
from askless.data.items.items import Items
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.data.labels.space import Answer, LabelSpace
from askless.data.store.state import State
from askless.enough.effort import tokens_read
from askless.errors import LabelError
from askless.pool.marks import Marks
from askless.pool.queries import Queries
from askless.pool.settled import Settled

__all__ = ["asked", "begun", "told", "with_reading"]


def asked(queries: Queries, ids: Ids, round_number: int) -> Event:
    """The event of a round of asking."""
    columns = zip(
        [ids.text(row) for row in queries._rows],
        [round(float(score), 6) for score in queries.scores],
        [float(chance) for chance in queries.probabilities],
        [bool(random) for random in queries.random],
        queries.why,
        strict=True,
    )
    about = {"round": round_number, "strategy": queries.strategy, "version": queries.version}
    asked = {**about, "queries": [list(query) for query in columns]}
    # Most questions are about whole items, and older logs know no others.
    windows = {
        ids.text(row): list(window) for row, window in zip(queries._rows, queries.windows, strict=True) if window
    }
    return Event("asked", data=asked | ({"windows": windows} if windows else {}))


def check_sentences(items: Items, space: LabelSpace, rows: Sequence[int], answers: Sequence[Any]) -> None:
    """Refuse answers that do not belong to their sentences, or say nothing about them.

    Parameters
    ----------
    items : TokenItems
    space : Tags or Spans
    rows : sequence of int
    answers : sequence of answers, or SKIP
        In canonical form.

    Raises
    ------
    LabelError
        Of the first such one.
    """
    for row, answer in zip(rows, answers, strict=True):
        if answer is SKIP:
            continue
        items.check_answer(row, answer, space.kind)  # type: ignore[attr-defined]  # sentences have it
        if _says_nothing(items, row, answer):
            raise LabelError(
                f"The answer about {items.ids.text(row)} leaves all of it unknown.", "Tag a token, or skip it."
            )


def with_reading(
    items: Items,
    state: State,
    space: LabelSpace,
    rows: Sequence[int],
    answers: Sequence[Any],
    about: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    """What is known about answers about sentences, with how many tokens were read and how much was decided.

    A question that is asked later, or what other answers said of a sentence, must not change what one took.
    """
    found = []
    for row, answer, known in zip(rows, answers, about, strict=True):
        if answer is not SKIP:
            item = state.item(items.ids.text(row))
            window = item.query.window if item.query is not None and item.pending else None
            read = tokens_read(len(items.offsets(row)), window)  # type: ignore[attr-defined]  # sentences have them
            given = {name: value for name, value in known.items() if value is not None}
            known = {"read": read, "decisions": len(tuple(space.named(answer))), **given}
        found.append(known)
    return found


def _says_nothing(items: Any, row: int, answer: Answer) -> bool:
    """Whether an answer leaves every token of its sentence unknown."""
    if not answer or any((part if isinstance(part, str) else part and part[2]) for part in answer):
        return False
    if answer[0] is None:
        return True
    places = items.offsets(row).tolist()
    return all(any(start <= first and last <= end for start, end, _ in answer) for first, last in places)


def told(ids: Ids, state: State, marks: Marks, answers: Iterable[tuple[int, Any, dict[str, Any]]]) -> list[Event]:
    """Events of answers that come in one act, each with its row and what is known about it."""
    answers = list(answers)
    others = {row for row, answer, _ in answers if answer is not SKIP}
    events: list[Event] = []
    before: dict[int, Any] = {}
    for row, answer, about in answers:
        if before.get(row) == answer:  # twice in one act
            continue
        before[row] = answer
        known = {name: value for name, value in about.items() if value is not None}
        events += _answered(ids, state, marks, row, answer, known, others=others)
    return events


def _answered(
    ids: Ids,
    state: State,
    marks: Marks,
    row: int,
    answer: Answer,
    about: dict[str, Any],
    *,
    others: Container[int],
) -> list[Event]:
    """Events of one answer: the item's and its exact copies', none if it stands already and is this person's.

    An answer that this person had changed is kept once more: only that confirms it. A copy that somebody
    answered by itself, before or in the same act (it is among `others`), keeps that answer.
    """
    item_id = ids.text(row)
    if answer is SKIP:
        return [Event("skip", item_id, about)]
    item, merged = state.item(item_id), state.space.merged
    before = item.answered
    stands = before is not None and not item.pending and merged(item.answer, answer) == item.answer
    if before is not None and stands and not before.data.keys() & {"given", "copy_of"}:
        settled = Settled(state)
        said = settled.answers([item_id], about.get("annotator", ""))
        if said and merged(said[-1], answer) == said[-1] and not settled.wavers(said):
            return []
    copies, follow = marks.copies_of(row).tolist(), []
    if any(copy < row for copy in copies):
        about = {**about, "same_as": ids.text(min(copies))}  # so that the log alone tells how many there are
    for copy in copies:
        if copy in others:
            continue
        earlier = state.item(ids.text(copy)).answered
        if earlier is None or earlier.data.get("copy_of") == item_id:
            follow.append(Event("answer", ids.text(copy), {"answer": answer, "copy_of": item_id}))
    return [Event("answer", item_id, {"answer": answer, **about}), *follow]


def begun(items: Items, space: LabelSpace, seed: int, about: dict[str, Any], distinct: int) -> Event:
    """The first event of a project; exact copies are counted once in `distinct`."""
    from askless import __version__

    facts: dict[str, Any] = {
        "id": uuid4().hex,  # by which an open page knows whose answers it holds
        "space": space.kind,
        "labels": list(space.names),
        "items": len(items),
        "distinct": distinct,
        "kind": items.kind,
        "fingerprint": items.fingerprint(),
        "seed": seed,
        "askless": __version__,
    }
    if isinstance(space, Real):
        facts["number"] = space.to_json()
    return Event("project", data={**about, **facts})
