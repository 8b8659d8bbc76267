"""What a simulation of a stream found, as tables: for terminals and for the report."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from askless.bench.prequential.alarms import mean_delay
from askless.bench.prequential.baselines import BASELINES, shown
from askless.bench.prequential.metrics import MEASURES
from askless.bench.prequential.outcome import Outcome, mean_recovery
from askless.bench.prequential.recovery import MARK
from askless.bench.protocol.finding import Table
from askless.bench.report.words import FEW_SEEDS, percent, points, probability
from askless.bench.statistics import Paired
from askless.stream.adaptation.alarmed import Alarmed
from askless.stream.adaptation.frozen import Frozen
from askless.stream.adaptation.named import adaptation_of

__all__ = ["difference", "facts", "few", "kappa", "tables"]

_KAPPAS = [measure for measure in MEASURES if measure != "accuracy"]


def tables(outcome: Outcome) -> tuple[Table, ...]:
    """How good each arm is, what it did, and what adapting is worth.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    tables : tuple of Table
        The last one only where an adaptation was run besides "passive".
    """
    found = [_measured(outcome), _did(outcome)]
    passive = outcome.against_passive()
    if passive:
        note = "Difference of the accuracy to the same strategy with passive adaptation, paired by seed."
        rows = tuple((name, *difference(passive[name])) for name in outcome.arms if name in passive)
        found.append(Table("Adapting, against passive", ("", "points", "95 % interval", "p"), rows, note))
    return tuple(found)


def facts(outcome: Outcome) -> str:
    """On what it was measured."""
    plan = outcome.plan
    delay = "answers at once" if not plan.delay else f"answers {plan.delay:,} items late"
    batch = "one by one" if plan.batch == 1 else f"{plan.batch:,} at a time"
    seeds = f"{len(outcome.runs)} seed{'' if len(outcome.runs) == 1 else 's'}"
    if len(outcome.runs) < plan.seeds:
        seeds = f"{len(outcome.runs)} of {plan.seeds} seeds (stopped before the end)"
    return (
        f"{outcome.n_items:,} items, {len(outcome.names)} classes; model {plan.model}; "
        f"budget {percent(plan.budget)} %, {delay}; items {batch}; {seeds}."
    )


def few(outcome: Outcome) -> list[str]:
    """A warning where comparisons rest on too few seeds; one sentence at most."""
    count = len(outcome.runs)
    if count >= FEW_SEEDS:
        return []
    told = "1 seed tells" if count == 1 else f"{count} seeds tell"
    return [f"{told} little, whatever the intervals say: take --seeds {FEW_SEEDS} or more."]


def _measured(outcome: Outcome) -> Table:
    """Accuracy and kappas, the accuracy against random."""
    compared = outcome.against_random()
    rows = []
    for name in (*outcome.arms, *BASELINES):
        cells = difference(compared[name]) if name in compared else ("", "", "")
        kappas = [kappa(float(outcome.values(name, measure).mean())) for measure in _KAPPAS]
        rows.append((shown(name), percent(_mean(outcome, name)), *cells, *kappas))
    head = ("", "accuracy, %", "against random", "95 % interval", "p", "kappa", "kappa-M", "kappa-temporal")
    note = (
        "Over all items, each predicted before its label was known; mean over seeds. Against random: points of "
        "accuracy above random labelling with the same adaptation, paired by seed. Kappas are 0 for guessing, for the "
        "commonest label (M) and for the last label (temporal); below 0 they are worse than these. last_class and "
        "majority see every label at once, as no learner on a budget does; last_bought copies the latest answer that "
        "random+passive had."
    )
    return Table("How good they are", head, tuple(rows), note)


def _did(outcome: Outcome) -> Table:
    """Labels, alarms and speed."""
    known = outcome.changes is not None
    rows = []
    for name in outcome.arms:
        tracks = outcome.tracks(name)
        watched = isinstance(adaptation_of(name.partition("+")[2]), Alarmed) or any(track.drifts for track in tracks)
        row = [
            name,
            percent(float(np.mean([track.asked / track.n_items for track in tracks]))),
            f"{np.mean([track.asked for track in tracks]):,.0f}",
            _count([len(track.drifts) for track in tracks]),
            _count([len(track.swaps) for track in tracks]),
        ]
        if known:
            late = [mean_delay(track.delays or []) for track in tracks]
            again = [mean_recovery(track) for track in tracks]
            found = [delay for delay in late if math.isfinite(delay)]
            row += [
                f"{np.mean(found):,.0f}" if found else "–",
                _count([(track.delays or []).count(None) for track in tracks]) if watched else "–",
                _count([track.false_alarms or 0 for track in tracks]) if watched else "–",
                f"{np.mean(again):,.0f}" if math.isfinite(again[0]) else "–",
            ]
        speed = [track.n_items / max(track.seconds, 1e-9) for track in tracks]
        rows.append((*row, f"{np.median(speed):,.0f}"))
    alarms = ("delay, items", "missed", "false alarms", "recovery, items") if known else ()
    head = ("", "budget, %", "labels", "alarms", "swaps", *alarms, "items/s")
    told = (
        f" Of {len(outcome.changes or ())} changes: the delay of the alarms, how many had none, and the items until "
        f"the accuracy was back at {100 * MARK:.0f} % of the best learner's in the second half of the new concept. "
        "“–”: no alarm found a change, or nothing watches for one."
        if outcome.changes
        else ""
    )
    note = (
        "Mean over seeds. Alarms: drifts noticed; swaps: models replaced by new or earlier ones."
        f"{told} Items a second of processor time.{''.join(_frozen(outcome))}"
    )
    return Table("What they did", head, tuple(rows), note)


def _frozen(outcome: Outcome) -> list[str]:
    """How much those learn that learn no more, a sentence each."""
    told = []
    for title in outcome.plan.adaptations:
        if not isinstance(one := adaptation_of(title), Frozen):
            continue
        if never_froze(outcome, title):
            told.append(f" {title} never froze: it learns the first {one.labels:,} answers, and fewer were bought.")
        else:
            told.append(f" {title} learns the first {one.labels:,} answers and no more, though it goes on buying.")
    return told


def never_froze(outcome: Outcome, adaptation: str) -> bool:
    """Whether an adaptation is to freeze, and no learner came that far: it is the passive one then."""
    how = adaptation_of(adaptation)
    if not isinstance(how, Frozen):
        return False
    names = [name for name in outcome.arms if name.partition("+")[2] == adaptation]
    return all(track.asked < how.labels for name in names for track in outcome.tracks(name))


def difference(found: Paired) -> tuple[str, str, str]:
    """Mean, interval and p value of a difference."""
    spread = "–" if math.isnan(found.low) else f"{points(found.low)} to {points(found.high)}"
    return points(found.mean), spread, probability(found.p)


def _mean(outcome: Outcome, name: str) -> float:
    return float(outcome.values(name).mean())


def kappa(value: float) -> str:
    """A kappa, three places.

    Examples
    --------
    >>> kappa(0.5), kappa(-0.25), kappa(-0.0001), kappa(math.nan)
    ('0.500', '−0.250', '0.000', '–')
    """
    text = f"{value:.3f}"
    return "–" if math.isnan(value) else "0.000" if text == "-0.000" else text.replace("-", "−")


def _count(values: Sequence[int]) -> str:
    """A mean number.

    Examples
    --------
    >>> _count([1, 2]), _count([3, 3])
    ('1.5', '3')
    """
    return f"{np.mean(values):.1f}".removesuffix(".0")
