"""Events: the only thing that is ever stored about a project, in order, never changed.

=============  ====  ==========================================================================
kind           item  data
=============  ====  ==========================================================================
project              name, source, space, labels, seed, version of askless; of a stream scenario
                     ("stream", "synthesis") and id instead of name and source; of synthesis domain (as TOML, "" if it
                     cannot be written down)
asked                round, strategy, version (of the model), queries: a list of
                     [id, score, probability, random, why]; of a stream the round is the number of an item,
                     and the version how many answers there were
released             items: ids that were asked and need no answer any more
answer         id    answer, and where known annotator, seconds, suggestion_seen, version,
                     request, given ("source": it came with the file), copy_of
skip           id    annotator, seconds, request; in synthesis it means “cannot tell”
flag           id    on
note           id    text
undo                 events: sequence numbers of the events taken back
label_added          name
label_renamed        old, new
strategy             name
trained              version, trained_on, model, and where known estimate
look                 labels, names (how many there were of each), forecast (of every tolerance),
                     and where known verdict (what a stopping rule said of going on)
let_go               of a stream: first (number of an item), items (how many were decided upon from it on),
                     asked (questions among them), and where items bring ids, ids (their keys of 64 bits);
                     where some could not be used and have no ids, refused (how many)
adapted              of a stream: act, sentence, number (items seen by then), and where labels were lent, labels
refused              of synthesis: reasons, a list of [test, sentence] of questions that the guard did not let pass,
                     and more (how many besides)
snapped              of synthesis: on (whether real rows are asked instead from now on), sentence
failed         id    of synthesis: reason (why a laboratory gave no answer), attempts
=============  ====  ==========================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Event"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Parameters
    ----------
    kind : str
        A kind of the table above. Kinds that a reader does not know are kept and passed over.
    item : str, optional
        Id of the item it happened to, as text.
    data : dict
        JSON values.
    seq : int, default 0
        Position in the log, from 1; 0 until the log has given one.
    time : float, default 0.0
        Unix seconds; 0 until the log has given one.

    Examples
    --------
    >>> Event("answer", "17", {"answer": "spam"}).item
    '17'
    """

    kind: str
    item: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    time: float = 0.0
