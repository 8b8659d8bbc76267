"""How good the model of a project of sentences is, type by type, what its answers cost, and how much was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.tables import table
from askless.bench.sequences.scoring import precision_recall, type_counts
from askless.core.noise import uniform
from askless.data.labels.space import LabelSpace
from askless.data.store.state import ItemState
from askless.enough.effort import Effort
from askless.enough.estimate import NEEDED, Estimate
from askless.enough.held_out import needed
from askless.enough.sentences import FOLDS, counts, estimate_counts
from askless.errors import NotReadyError
from askless.pool.job import Job

__all__ = ["Sentences", "by_type", "costs", "estimated", "tokens_read"]

FEW = 10
"""Tags or spans below which a precision or recall is not printed."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sentences:
    """What the log of a project of sentences does not say by itself.

    Parameters
    ----------
    space : Tags or Spans
    types : int64 array of shape (n_labels, 3)
        Right, said and true in the sentences that speak for the pool, by tag or type.
    counts : int64 array of shape (n, 3)
        The same of each of these sentences.
    tested : bool
        Whether these are the test items, which no model has learnt from, else random answers.
    effort : Effort
        What answers cost.
    tokens : tuple of int
        Tokens read by the time of each answered sentence, in their order.
    """

    space: LabelSpace
    types: Ints
    counts: Ints
    tested: bool
    effort: Effort
    tokens: tuple[int, ...] = ()

    @classmethod
    def of(
        cls,
        job: Job,
        model: Any,
        tokens: Sequence[int] = (),
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> Sentences:
        """Judge the answers that speak for the pool: the test, or random ones by models that had not seen them.

        Parameters
        ----------
        job : Job
        model : SequenceModel
            Fitted to the job.
        tokens : sequence of int
        progress : callable, optional
            Called with the number of fits done and of all.
        """
        space, spans = job.labels, job.space == "spans"
        effort = job.effort
        n = len(job.names)
        if job.tested:
            truth = list(space.encode(job.test_answers))
            said = model.predicted(np.asarray(job.test, dtype=np.int64))
            types = type_counts(said, truth, n, spans=spans)
            return cls(space, types, counts(said, truth, spans=spans), True, effort, tuple(tokens))
        types, found = np.zeros((n, 3), dtype=np.int64), [np.zeros((0, 3), dtype=np.int64)]
        rows, y = job.rows_array(), job.encoded()
        chosen = np.asarray(job.random, dtype=np.int64)
        fold_of = (uniform(job.seed, 0, chosen.astype(np.uint64), "folds") * FOLDS).astype(np.int64)
        place = {int(row): at for at, row in enumerate(rows)}
        for fold in range(FOLDS):
            progress(fold, FOLDS)
            held = chosen[fold_of == fold]
            if not len(held):
                continue
            train = ~np.isin(rows, held)
            twin = model.clone()
            try:
                twin.fit(rows[train], y[train], n_labels=n)
            except NotReadyError:
                continue
            said, truth = twin.predicted(held), [y[place[int(row)]] for row in held]
            types = types + type_counts(said, truth, n, spans=spans)
            found.append(counts(said, truth, spans=spans))
        return cls(space, types, np.concatenate(found), False, effort, tuple(tokens))


def tokens_read(answered: Mapping[str, ItemState], lengths: Mapping[str, int]) -> list[int]:
    """Tokens read by the time of each first answer to a sentence, in their order; the last tells all that were read.

    Parameters
    ----------
    answered : mapping of str to ItemState
        By id.
    lengths : mapping of str to int
        Tokens of the sentences, by id: answers that do not say what was read for them, as those that came with the
        source, are of whole sentences. An exact copy is not read.
    """
    told = [
        (event.seq, item_id, event.data)
        for item_id, item in answered.items()
        for event in item.history
        if event.kind == "answer"
    ]
    found: list[int] = []
    met: set[str] = set()
    total = 0
    for _, item_id, said in sorted(told, key=itemgetter(0)):
        read = said.get("read")
        if not isinstance(read, int):
            read = 0 if said.get("copy_of") else lengths.get(item_id, 0)
        total += read
        if item_id not in met:
            met.add(item_id)
            found.append(total)
        found[-1] = total
    return found


def estimated(judged: Sentences, shown: Estimate | None = None) -> str:
    """The estimate as a whole, with what it rests on."""
    spans = judged.space.kind == "spans"
    n = len(judged.counts)
    least = needed(n) if judged.tested else NEEDED
    basis = "test" if judged.tested else "random"
    found = estimate_counts(judged.counts, spans=spans, needed=least, basis=basis, cross_fitted=not judged.tested)  # type: ignore[arg-type]
    if not found.ready or found.value is None or found.low is None or found.high is None:
        return f"<p>{escape(found.sentence)}</p>"
    what = "test sentences kept apart" if judged.tested else "random answers, by models that had not seen them"
    cells = [f"{100 * found.value:.0f} %", f"{100 * found.low:.0f} to {100 * found.high:.0f} %"]
    measure = "F1 of spans" if spans else "accuracy of tokens"
    head = ["rests on", "sentences", measure, "interval", "holds"]
    note = "Tokens of a sentence are right or wrong together, so sentences are what the interval counts."
    row = [what, f"{n:,}", *cells, f"{100 * found.level:.0f} %"]
    return table(f"Estimated {measure}", head, [row], note=note)


def by_type(judged: Sentences, given: Mapping[str, int]) -> str:
    """How each tag or type fares in the sentences that speak for the pool."""
    if not len(judged.counts):
        return ""
    spans = judged.space.kind == "spans"
    rows = []
    for name, (right, said, true) in zip(judged.space.names, judged.types.tolist(), strict=True):
        precision, recall, f1 = precision_recall(right, said, true)
        cells = [
            f"{100 * value:.0f} %" if n >= FEW else (f"<small>only {n}</small>" if n else "<small>none</small>")
            for value, n in ((precision, said), (recall, true), (f1, said + true - right))
        ]
        rows.append([escape(name), f"{given.get(name, 0):,}", f"{true:,}", *cells])
    what, whole = ("type", "spans") if spans else ("tag", "tokens")
    note = (
        f"Where fewer than {FEW} {whole} would tell, only their number is given: precision needs {whole} that the "
        f"model gives the {what}, recall those that have it."
    )
    head = [what, "given in all", "in the sample", "precision", "recall", "F1"]
    basis = "test sentences" if judged.tested else "random answers, each judged by a model that had not seen it"
    caption = f"From {len(judged.counts):,} {basis}"
    return f"<h3>By {what}</h3>\n" + table(caption, head, rows, note=note)


def costs(effort: Effort) -> str:
    """What an answer costs."""
    said = f"fitted to the times of {effort.n:,} answers" if effort.n else "assumed, as no answer came with a time"
    rows = [
        ["each sentence", f"{effort.fixed:.2f}"],
        ["each token read", f"{effort.token:.2f}"],
        ["each decision: a span or token marked or corrected", f"{effort.decision:.2f}"],
    ]
    note = (
        "Few times are blended with what is assumed: 2 s a sentence, 0.3 s a token and 1.5 s a decision weigh as much "
        "as twenty answers."
    )
    return "<h3>What an answer costs</h3>\n" + table(f"Seconds, {said}", ["for", "seconds"], rows, note=note)
