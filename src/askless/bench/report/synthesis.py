"""What was asked of a domain, and what a model has learnt of it, as one HTML page that stands alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.scatter import scatter
from askless.bench.report.surface import surface
from askless.bench.report.tables import table
from askless.bench.report.told import Told
from askless.core.digits import written
from askless.errors import NotReadyError
from askless.synthesis.best import best_found
from askless.synthesis.laboratory.failures import counted_failures, failures
from askless.synthesis.stopping import doubt, probes

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner

__all__ = ["synthesis_report"]

LOOKS = 24
"""Numbers of answers at which the model is fitted again, for the curve of its uncertainty."""
PARTS = 5
"""Stretches of the questions that the table of predictions tells apart."""
SPREAD = frozenset({"latin_hypercube", "random", "sobol"})
"""Strategies that ask all over the domain, whatever the model says."""
LEARNING = frozenset(
    {
        "alc", "bald", "bisection", "consensus_entropy", "entropy", "epig", "fourier", "glm", "halfspace",
        "least_confidence", "margin", "margin_sobol", "max_disagreement", "max_variance", "mean_kl", "mean_std",
        "ratio", "variation_ratio", "vote_entropy",
    }
)  # fmt: skip
"""Strategies that ask where the model knows least."""
MOST = 200
"""Questions that are listed, the latest."""


def synthesis_report(name: str, learner: SynthesisLearner) -> str:
    """The report on a learner that makes up its questions.

    Parameters
    ----------
    name : str
        Of the project; the heading is the domain's, if that has one.
    learner : SynthesisLearner
        It trains its model if answers have come since.

    Returns
    -------
    page : str
        HTML, complete in itself.

    Notes
    -----
    The model is fitted up to 24 times to the first of the answers, for the curve of its uncertainty.
    """
    told = Told.of(learner)
    parts = [
        "<header>",
        f"<h1>{escape(str(getattr(learner.domain, 'name', '')) or name)}</h1>",
        f'<p class="lede">{escape(_lede(told))}</p>',
        f'<p class="facts">{escape(_facts(told))}</p>',
        "</header>",
        *_surface(told),
        _measured(told),
        _course(told),
        _refusals(told),
        _failures(told),
        _domain(told),
        _questions(told),
    ]
    return document(f"askless: {name}", [part for part in parts if part])


# --- the head ------------------------------------------------------------------------------------


def _lede(told: Told) -> str:
    """The first thing to know."""
    learner = told.learner
    given = ""
    if told.answers:
        if told.real:
            given = f" ({learner.space.spread(told.answers)})"  # type: ignore[attr-defined]  # a Real
        else:
            given = f" ({', '.join(f'{n:,} {label}' for label, n in learner.space.count(told.answers).items())})"
    said = (
        f"{learner.asked:,} question{'' if learner.asked == 1 else 's'} asked, {len(told.answers):,} answered{given}."
    )
    if learner.state.skipped:
        said += f" Of {learner.state.skipped:,} it was said that they cannot be answered."
    if told.model is None:
        return f"{said} There is no model yet: it needs two different answers."
    if best := best_found(learner, rows=False):
        said += f" {best}."
    sure = float(doubt(told.model, _probes(told), real=told.real, span=told.span).mean())
    if told.real:
        off = f"{written(sure * told.span, 2)} {told.unit}".strip()
        return f"{said} Over the domain the model expects its numbers to be off by about {off}."
    return f"{said} Over the domain the model expects about {100 * sure:.2g} % of its predictions to be wrong."


def _facts(told: Told) -> str:
    """How it was done."""
    learner = told.learner
    refused = sum(learner.refused.values())
    rows, pending = learner.real_rows, learner.state.pending
    said = [
        f"strategy {learner.strategy}",
        f"model {learner.status()['model']}",
        f"seed {learner.seed}",
        *([f"goal {learner.goal}"] if learner.goal != "learn" else []),
        *([f"{pending:,} wait{'s' if pending == 1 else ''} for an answer"] if pending else []),
        f"{refused:,} question{'' if refused == 1 else 's'} refused before {'it was' if refused == 1 else 'they were'} "
        "asked",
        f"{rows:,} real rows to judge by" if rows else "no real rows, so plausibility is for the constraints alone",
        *(["real rows were asked instead of made-up items"] if learner.snapping else []),
    ]
    return "; ".join(said) + "."


def _probes(told: Told) -> npt.NDArray[np.float64]:
    return probes(told.learner.domain, told.learner.seed)


# --- the surface ---------------------------------------------------------------------------------


def _surface(told: Told) -> list[str]:
    """The model in the plane of the two most relevant inputs, with the questions, and how relevant each input is."""
    if told.model is None:
        return []
    figure, ranked = surface(told, told.model)
    return [figure, _section("Which inputs matter, by the model's account", ranked)]


# --- predicted and measured ----------------------------------------------------------------------


def _measured(told: Told) -> str:
    """Each prediction was made before the answer was known."""
    found = [
        (said, answer)
        for item_id, answer in zip(told.ids, told.answers, strict=True)
        if (said := told.learner.question(item_id).said) is not None
    ]
    if not found:
        return ""
    body = _numbers(told, found) if told.real else _labels(told, found)
    return _section("Predicted against measured", body)


def _numbers(told: Told, found: Sequence[tuple[Any, Any]]) -> str:
    """Numbers against numbers."""
    said, std = told.within([pair[0][0] for pair in found]), np.array([pair[0][1] for pair in found])
    truth = np.array([pair[1] for pair in found], dtype=np.float64)
    unit = f", {told.unit}" if told.unit else ""
    svg = scatter(truth, said, across=f"measured{unit}", up=f"predicted{unit}", title="Predicted, by measured")
    rows = []
    for part in _parts(len(found)):
        off = said[part] - truth[part]
        within = float((np.abs(off) <= 1.645 * std[part]).mean())
        rows.append(
            [
                f"{part[0] + 1} to {part[-1] + 1}",
                written(float(np.sqrt((off**2).mean())), 3),
                written(float(std[part].mean()), 3),
                f"{100 * within:.0f} %",
            ]
        )
    made = table(
        "How good the predictions were as it went on",
        ["predicted questions", f"error (RMSE{unit})", f"expected{unit}", "within 90 % interval"],
        rows,
        note=f"{_counted(told, found)}{_chosen(told)}",
    )
    return (
        f'<figure><div class="scroll" tabindex="0">{svg}</div>\n<figcaption>Each dot is a question that was predicted '
        f"before it was measured.</figcaption></figure>\n{made}"
    )


def _labels(told: Told, found: Sequence[tuple[Any, Any]]) -> str:
    """Labels against labels."""
    names = told.learner.space.names
    k = len(names)
    counts = np.zeros((k, k), dtype=np.int64)
    chance, right = [], []
    for said, answer in found:
        at, guess = names.index(answer), int(np.argmax(said))
        counts[at, guess] += 1
        chance.append(float(said[at]) if at < len(said) else 0.0)
        right.append(at == guess)
    rows = []
    for part in _parts(len(found)):
        share = np.array(right, dtype=np.float64)[part].mean()
        rows.append(
            [
                f"{part[0] + 1} to {part[-1] + 1}",
                f"{100 * share:.0f} %",
                f"{100 * np.array(chance)[part].mean():.0f} %",
            ]
        )
    made = table(
        "How good the predictions were as it went on",
        ["predicted questions", "predicted rightly", "chance given to what was measured"],
        rows,
        note=f"{_counted(told, found)}{_chosen(told)}",
    )
    if k > 15:
        return made
    cells = [
        [escape(name), *(_cell(int(n), int(counts[row].sum()), right=row == at) for at, n in enumerate(counts[row]))]
        for row, name in enumerate(names)
    ]
    head = ["measured ↓ &nbsp; predicted →", *map(escape, names)]
    matrix = table("Each question was predicted before it was measured", head, cells)
    return matrix.replace("<table>", '<table class="matrix">') + "\n" + made


def _chosen(told: Told) -> str:
    """What the way in which questions are chosen means for how well they are predicted."""
    learner = told.learner
    strategy, real = learner.strategy, told.real
    if strategy in SPREAD and not learner.snapping:
        missed = "these errors are about as large as" if real else "about as many of them are predicted rightly as"
        return f"Questions are spread over the domain and not chosen by the model, so {missed} over all of it."
    if strategy == "expected_improvement":
        most = "least" if learner.goal == "minimum" else "largest"
        return (
            f"Questions are chosen where the {most} number may be, by the strategy {strategy}. So these errors tell "
            "how well the model knows that part of the domain, and little of the rest."
        )
    if strategy in LEARNING and real:
        return (
            "Questions are chosen where the model has most to learn, so these errors are larger than over the domain."
        )
    if strategy in LEARNING:
        return (
            "Questions are chosen where the model is unsure, so fewer of them are predicted rightly than of items "
            "drawn from the domain: about half is what a good question of two labels comes to."
        )
    return (
        f"Questions are chosen by the strategy {strategy}, and not drawn at random from the domain: over all of it the "
        "predictions may be better or worse than here."
    )


def _counted(told: Told, found: Sequence[Any]) -> str:
    """Which questions a table of predictions is of."""
    n, of = len(found), len(told.ids)
    return "" if n == of else f"Only the {n:,} of {of:,} questions that were asked after the first model are counted. "


def _cell(n: int, of: int, *, right: bool) -> str:
    """A count, shaded."""
    strength = round(100 * n / of) if of else 0
    kind = "right" if right else "wrong"
    return f'<span class="{kind}" style="--share: {strength}%">{n:,}</span>' if n else '<span class="zero">0</span>'


def _parts(n: int) -> list[npt.NDArray[np.int64]]:
    """Stretches of equally many of n."""
    return [part for part in np.array_split(np.arange(n), min(PARTS, max(1, n // 5))) if len(part)]


# --- how the uncertainty fell --------------------------------------------------------------------


def _course(told: Told) -> str:
    """The model's uncertainty over the domain, by answers."""
    n = len(told.ids)
    if told.model is None or n < 6:
        return ""
    points, counts, curve = _probes(told), [], []
    model = deepcopy(told.model)
    for count in sorted({round(n * at / LOOKS) for at in range(1, LOOKS + 1)} - {0, 1, 2}):
        try:
            model.fit(*told.learner.taught(count), len(told.learner.space.names))
        except NotReadyError:
            continue
        counts.append(count)
        curve.append(100 * float(doubt(model, points, real=told.real, span=told.span).mean()))
    if len(counts) < 2:
        return ""
    none = [math.nan] * len(curve)
    what = "standard deviation, as a share of the range of all answers" if told.real else "expected share of mistakes"
    svg = chart(
        [Line("uncertainty", "s4 whole", counts, curve, none, none)],
        mark=curve[-1],
        mark_name="",
        metric="mean uncertainty over the domain",
        title="How the uncertainty fell",
        description=f"From {curve[0]:.1f} % after {counts[0]} answers to {curve[-1]:.1f} % after {counts[-1]}.",
    )
    return _section(
        "How the uncertainty fell",
        f'<figure><div class="scroll" tabindex="0">{svg}</div>\n<figcaption>The model as it was after so many answers, '
        f"at {len(points)} points spread over the domain: {what}. It is the model's own account, and may rise when an "
        "answer surprises it.</figcaption></figure>",
    )


# --- what was not answered -----------------------------------------------------------------------


def _refusals(told: Told) -> str:
    """What the guard let not pass, and what nobody could answer."""
    learner = told.learner
    parts = []
    if learner.state.skipped:
        rate = learner.status()["unanswerable"]
        parts.append(
            f"<p>About {100 * rate['rate']:.0f} % of the made-up questions cannot be answered "
            f"({100 * rate['low']:.0f} to {100 * rate['high']:.0f} %).</p>"
        )
    if learner.snapping:
        parts.append("<p>The nearest rows that exist are asked instead of what is made up.</p>")
    rows = [[escape(said), escape(test or "–"), f"{n:,}"] for (test, said), n in learner.refused.most_common(20)]
    if rows:
        more = len(learner.refused) - len(rows)
        note = f"And {more:,} more reasons." if more > 0 else ""
        made = table("Questions that were refused before they were asked", ["reason", "test", "times"], rows, note=note)
        parts.append(f'<div class="wordy">{made}</div>')
    elif not learner.real_rows:
        parts.append(
            "<p>There are no rows that exist, so nothing can tell whether a made-up item is plausible: the constraints "
            "of the domain alone decide. Add some with <code>--data</code>.</p>"
        )
    return _section("Refused, and not answerable", "\n".join(parts)) if parts else ""


def _failures(told: Told) -> str:
    """Evaluations that failed, and the questions that the laboratory gave no answer to."""
    learner = told.learner
    items = {item_id: learner.state.item(item_id) for item_id in learner.failed}
    left = [(one, why) for one, why in learner.failed.items() if not (items[one].labelled or items[one].skipped)]
    found = failures(learner)
    if not found:
        return ""
    n = found.total()
    all_told = f"<p>{n:,} evaluation{'' if n == 1 else 's'} failed: {escape(counted_failures(found))}.</p>"
    if not left:
        return _section("Failed evaluations", f"{all_told}\n<p>Each was repeated until there was an answer.</p>")
    rows = [[escape(item_id), escape(why)] for item_id, why in left[:20]]
    note = f"And {len(left) - 20:,} more." if len(left) > 20 else ""
    made = table("Questions that went back into the queue", ["question", "why"], rows, note=note)
    return _section("Failed evaluations", f'{all_told}\n<div class="wordy">{made}</div>')


# --- the domain and the list ---------------------------------------------------------------------


def _domain(told: Told) -> str:
    """What could be asked."""
    lines = "\n".join(f"<li>{escape(line.strip())}</li>" for line in told.learner.domain.summary() if line.strip())
    return _section("The domain", f"<ul>\n{lines}\n</ul>")


def _questions(told: Told) -> str:
    """The questions with their answers; rows that exist are not shown, for they may be nobody's business."""
    learner = told.learner
    if learner.domain.kind == "images" or not learner.asked:
        return ""
    names = list(learner.items.names)[-MOST:]
    made_up = [name for name in names if not learner.question(name).real]
    if not made_up:
        return ""
    labels, rows = learner.labels, []
    head: list[str] = []
    for name in made_up:
        asked = learner.question(name)
        fields = learner.domain.fields(asked.item)
        head = [f"{field['name']}{', ' + field['unit'] if field['unit'] else ''}" for field in fields]
        cells = [written(f["value"], 4) if isinstance(f["value"], float | int) else str(f["value"]) for f in fields]
        answer = labels.get(name)
        last = told.shown(answer) if answer is not None else "cannot tell" if learner.state.item(name).skipped else "–"
        rows.append([escape(name), *map(escape, cells), escape(_said(told, asked.said)), escape(last)])
    made = table(
        "Made-up questions, the latest first", ["question", *map(escape, head), "predicted", "measured"], rows[::-1]
    )
    return f"<details>\n<summary>All {len(rows):,} made-up questions</summary>\n{made}\n</details>"


def _said(told: Told, said: Any) -> str:
    """What the model said before."""
    if said is None:
        return "–"
    if told.real:
        return f"{written(float(told.within(said[0])), 3)} ± {written(float(said[1]), 2)}"
    at = int(np.argmax(said))
    return f"{told.learner.space.names[at]} {100 * float(said[at]):.0f} %"


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>"
