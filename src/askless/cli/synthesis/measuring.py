"""A laboratory answers, and people are told how far it is."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from askless.cli.output import counted, harmless
from askless.cli.progress import Steps
from askless.cli.stopping import stopping
from askless.cli.synthesis.telling import Telling

if TYPE_CHECKING:
    from askless.synthesis.laboratory.laboratory import Laboratory
    from askless.synthesis.laboratory.run import Ran
    from askless.synthesis.learner import SynthesisLearner
    from askless.synthesis.stopping import Watch

__all__ = ["INTERRUPTED", "measured", "refusals", "refused"]

INTERRUPTED = 130
SHOWN = 5
"""Failures, and reasons of the guard, that are told one by one."""
LATEST = 20
"""Predictions of which it is told how good they were."""


def measured(
    learner: SynthesisLearner,
    laboratory: Laboratory,
    tell: Telling,
    *,
    budget: int,
    until: str | None,
    parallel: int,
    batch: int | None,
    timeout: float,
    retries: int,
) -> tuple[dict[str, Any], int]:
    """Let a laboratory answer.

    Parameters
    ----------
    learner : SynthesisLearner
    laboratory : Laboratory
    tell : Telling
    budget, until, parallel, batch, timeout, retries
        As the command has them.

    Returns
    -------
    facts : dict
        For JSON.
    status : int
        0; 1 if the laboratory failed time after time, 130 if it was stopped.
    """
    from askless.synthesis.best import best_facts
    from askless.synthesis.laboratory.run import IN_A_ROW, run_laboratory
    from askless.synthesis.stopping import Watch

    watch = Watch(learner, until)
    done = _done(learner)
    if done:
        given, cannot = counted(learner.state.labelled, "answer"), learner.state.skipped
        tell(f"Goes on after {given}{f' and {cannot:,} “cannot tell”' if cannot else ''}.")
    enough = ""

    def look() -> str:
        nonlocal enough
        enough = watch()
        steps.now(_line(learner, watch, budget), _done(learner))
        return enough

    with stopping() as stop, Steps(budget, first=5.0, every=15.0) as steps:
        steps.now(f"asking {laboratory.name}", done)
        ran = run_laboratory(
            learner,
            laboratory,
            budget,
            parallel=parallel,
            batch=batch,
            timeout=timeout,
            retries=retries,
            until=look,
            stop=stop,
        )
    if watch.uncertainty is None:
        watch()
    for line in _summary(learner, watch, ran, budget, until):
        tell(line)
    facts = {
        **learner.status(),
        "ended": ran.ended,
        "said": ran.said,
        "uncertainty": watch.uncertainty,
        "failed": dict(ran.failed),
        "repeated": dict(ran.retried_by),
        "refusals": [{"reason": said, "times": n} for said, n in refusals(learner)],
        "labels": learner.labels,
        **best_facts(learner),
    }
    if ran.ended == "failing":
        reason = ran.failed[-1][1]
        row = f"{ran.in_a_row} questions in a row" if ran.in_a_row >= IN_A_ROW else f"{len(ran.failed)} questions"
        said = (
            f"askless: The laboratory gave no answer to {row}, to the last so: {reason} Try it by hand on one item, "
            "and run this again. If there are questions that it can never answer, let it answer them with null."
        )
        print(harmless(said), file=sys.stderr)
    return facts, {"failing": 1, "stopped": INTERRUPTED}.get(ran.ended, 0)


def refusals(learner: SynthesisLearner) -> list[tuple[str, int]]:
    """Reasons of the guard with how often each came, the commonest first."""
    return [(f"{test}: {said}" if test else said, n) for (test, said), n in learner.refused.most_common()]


def refused(n: int, thing: str = "") -> str:
    """How many questions were refused, in words.

    Examples
    --------
    >>> refused(1, "question"), refused(1200)
    ('1 question refused before it was asked', '1,200 refused before they were asked')
    """
    return f"{counted(n, thing) if thing else f'{n:,}'} refused before {'it was' if n == 1 else 'they were'} asked"


def _done(learner: SynthesisLearner) -> int:
    return learner.state.labelled + learner.state.skipped


def _line(learner: SynthesisLearner, watch: Watch, budget: int) -> str:
    """How far it is, in one line."""
    n = sum(learner.refused.values())
    return ", ".join(
        [
            f"{_done(learner):,} of {budget:,} answers",
            *([f"{learner.state.skipped:,} of them “cannot tell”"] if learner.state.skipped else []),
            *([f"{n:,} refused"] if n else []),
            *_so_far(learner, watch),
        ]
    )


def _so_far(learner: SynthesisLearner, watch: Watch) -> list[str]:
    """How unsure the model is, and how good the latest predictions were."""
    from askless.core.digits import written

    latest: deque[tuple[Any, Any]] = deque(maxlen=LATEST)
    for item_id, answer in learner.labels.items():
        said = learner.question(item_id).said
        if said is not None:
            latest.append((said, answer))
    told = [] if watch.uncertainty is None else [f"mean uncertainty {watch.uncertainty:.3f}"]
    if not latest:
        return told
    if learner.space.kind == "real":
        off = (sum((float(said[0]) - answer) ** 2 for said, answer in latest) / len(latest)) ** 0.5
        unit = getattr(learner.space, "unit", "")
        were = "prediction was" if len(latest) == 1 else f"{len(latest)} predictions were"
        return [*told, f"the last {were} {f'{written(off, 3)} {unit}'.strip()} off (RMSE)"]
    names = learner.space.names
    right = sum(names[int(said[: len(names)].argmax())] == answer for said, answer in latest)
    if len(latest) == 1:
        return [*told, f"the last prediction was {'right' if right else 'wrong'}"]
    return [*told, f"{right} of the last {len(latest)} predictions were right"]


def _summary(learner: SynthesisLearner, watch: Watch, ran: Ran, budget: int, until: str | None) -> list[str]:
    """What has been done, in lines."""
    from askless.synthesis.laboratory.failures import counted_failures

    why = {
        "budget": f" The budget is spent, and {until} does not hold yet." if until is not None else "",
        "rule": f" Enough: {ran.said}" + (" The budget is spent, too." if _done(learner) >= budget else ""),
        "nothing": " All rows without an answer are asked; --no-snap makes items up."
        if learner.snapping
        else " No more plausible questions could be made.",
        "stopped": " Stopped.",
        "failing": "",
    }
    given = list(learner.labels.values())
    if learner.space.kind == "real":
        by_label = learner.space.spread(given) if given else ""  # type: ignore[attr-defined]  # a Real
    else:
        by_label = ", ".join(f"{n:,} {name}" for name, n in learner.space.count(given).items())
    rest = [f"{learner.state.skipped:,} “cannot tell”"] if learner.state.skipped else []
    said = ", ".join([f"{learner.state.labelled:,} answered" + (f" ({by_label})" if by_label else ""), *rest])
    so_far = ", ".join(_so_far(learner, watch))
    lines = [f"{learner.asked:,} asked, {said}.{why[ran.ended]}"]
    if ran.ended == "budget" and not ran.answered + ran.unsure:
        lines.append(f"The budget of {budget:,} was spent before. Raise --budget to go on.")
    if so_far:
        lines.append(f"{so_far[0].upper()}{so_far[1:]}.")
    if ran.retried:
        was = "evaluation was" if ran.retried == 1 else "evaluations were"
        lines.append(f"{ran.retried:,} {was} repeated: {counted_failures(ran.retried_by)}.")
    found = refusals(learner)
    if found:
        lines.append(f"{refused(sum(n for _, n in found), 'question')}:")
        lines += [f"  {said} ({n:,} times)" if n > 1 else f"  {said}" for said, n in found[:SHOWN]]
        lines += [f"  and {len(found) - SHOWN:,} more reasons"] if len(found) > SHOWN else []
    if ran.failed:
        lines.append(f"{counted(len(ran.failed), 'question')} went back into the queue without an answer:")
        lines += _why(ran.failed)
    if learner.project is not None:
        lines.append(f"All is kept in {learner.project.path}; the same command goes on with it.")
    return lines


def _why(failed: Sequence[tuple[str, str]]) -> list[str]:
    """Questions with the reasons why there is no answer; each reason once."""
    by_reason: dict[str, list[str]] = {}
    for item_id, reason in failed:
        by_reason.setdefault(reason, []).append(item_id)
    lines = []
    for reason, ids in list(by_reason.items())[:SHOWN]:
        shown = ids if len(ids) <= SHOWN + 1 else ids[:SHOWN]
        more = f" and {len(ids) - SHOWN:,} more" if len(ids) > len(shown) else ""
        lines.append(f"  question{'s' if len(ids) > 1 else ''} {', '.join(shown)}{more}: {reason}")
    rest = sum(len(ids) for ids in list(by_reason.values())[SHOWN:])
    return [*lines, f"  and {rest:,} more"] if rest else lines
