"""What was asked of a domain, and what a model has learnt of it, as one HTML page that stands alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.chart import Line, chart
from askless.bench.report.document import document
from askless.bench.report.plane import Axis, Dot, plane
from askless.bench.report.relevance import columns_of, relevance
from askless.bench.report.scatter import scatter
from askless.bench.report.tables import table
from askless.core.digits import written
from askless.errors import NotReadyError
from askless.synthesis.stopping import doubt, probes

if TYPE_CHECKING:
    from askless.synthesis.learner import SynthesisLearner
    from askless.synthesis.models.model import PointModel

__all__ = ["synthesis_report"]

CELLS = 40
"""Along each side of the plane."""
LOOKS = 24
"""Numbers of answers at which the model is fitted again, for the curve of its uncertainty."""
PARTS = 5
"""Stretches of the questions that the table of predictions tells apart."""
MOST = 200
"""Questions that are listed, the latest."""


@dataclass(frozen=True)
class _Told:
    """All that the parts of the page tell of.

    Parameters
    ----------
    learner : SynthesisLearner
    model : PointModel or None
        None while there is none.
    real : bool
        Whether answers are numbers.
    span : float
        How far they reach, if they are numbers.
    ids : list of str
        Questions with an answer, in the order of asking.
    answers : list
        Theirs.
    """

    learner: SynthesisLearner
    model: PointModel | None
    real: bool
    span: float
    ids: list[str]
    answers: list[Any]

    @classmethod
    def of(cls, learner: SynthesisLearner) -> _Told:
        """As the learner is now."""
        try:
            model = learner.point_model
        except NotReadyError:
            model = None
        given, real = learner.labels, learner.space.kind == "real"
        span = max(given.values()) - min(given.values()) if real and given else 1.0
        return cls(learner, model, real, span or 1.0, list(given), list(given.values()))

    @property
    def unit(self) -> str:
        """Of the answers."""
        return getattr(self.learner.space, "unit", "") if self.real else ""

    def shown(self, answer: Any) -> str:
        """An answer for people."""
        return f"{written(float(answer), 4)} {self.unit}".strip() if self.real else str(answer)

    def style(self, label: int) -> str:
        """Colour of a label."""
        return f"s{1 + label % 7}"


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
    told = _Told.of(learner)
    parts = [
        "<header>",
        f"<h1>{escape(str(getattr(learner.domain, 'name', '')) or name)}</h1>",
        f'<p class="lede">{escape(_lede(told))}</p>',
        f'<p class="facts">{escape(_facts(told))}</p>',
        "</header>",
        *_planes(told),
        _measured(told),
        _course(told),
        _refusals(told),
        _failures(told),
        _domain(told),
        _questions(told),
    ]
    return document(f"askless: {name}", [part for part in parts if part])


# --- the head ------------------------------------------------------------------------------------


def _lede(told: _Told) -> str:
    """The first thing to know."""
    learner = told.learner
    given = ""
    if told.answers:
        if told.real:
            given = f" ({learner.space.spread(told.answers)})"  # type: ignore[attr-defined]  # a Real
        else:
            given = f" ({', '.join(f'{n:,} {label}' for label, n in learner.space.count(told.answers).items())})"
    said = f"{learner.asked:,} questions asked, {len(told.answers):,} answered{given}."
    if learner.state.skipped:
        said += f" Of {learner.state.skipped:,} it was said that they cannot be answered."
    if told.model is None:
        return f"{said} There is no model yet: it needs two different answers."
    sure = float(doubt(told.model, _probes(told), real=told.real, span=told.span).mean())
    if told.real:
        off = f"{written(sure * told.span, 2)} {told.unit}".strip()
        return f"{said} Over the domain the model is unsure of its numbers by {off} on average."
    return f"{said} Over the domain, {100 * sure:.2g} % of its predictions are wrong by the model's own account."


def _facts(told: _Told) -> str:
    """How it was done."""
    learner = told.learner
    refused = sum(learner.refused.values())
    rows = learner.real_rows
    said = [
        f"strategy {learner.strategy}",
        f"model {learner.status()['model']}",
        f"seed {learner.seed}",
        *([f"{learner.state.pending:,} wait for an answer"] if learner.state.pending else []),
        f"{refused:,} questions refused before they were asked",
        f"{rows:,} real rows to judge by" if rows else "no real rows, so plausibility is for the constraints alone",
        *(["real rows were asked instead of made-up items"] if learner.snapping else []),
    ]
    return "; ".join(said) + "."


def _probes(told: _Told) -> npt.NDArray[np.float64]:
    return probes(told.learner.domain, told.learner.seed)


# --- the plane -----------------------------------------------------------------------------------


def _planes(told: _Told) -> list[str]:
    """The model in the plane of the two most relevant inputs, with the questions, and how relevant each input is."""
    if told.model is None:
        return []
    domain = told.learner.domain
    shares = relevance(told.model, domain, told.learner.seed)
    inputs = columns_of(domain)
    order = [int(at) for at in np.argsort(-shares, kind="stable")]
    rows = [[escape(inputs[at][0]), f"{100 * shares[at]:.0f} %"] for at in order]
    ranked = table(
        "Share of the variance of the predictions that goes with each input, alone or together with others",
        ["input", "share"],
        rows,
        note="Total Sobol indices of the model over the domain; they add up to more than 100 % where inputs act "
        "together.",
    )
    axes = [(at, axis) for at in order if (axis := _axis(told, *inputs[at])) is not None][:2]
    figure = _figure(told, [(inputs[at][1][0], axis) for at, axis in axes]) if len(axes) == 2 else ""
    return [figure, _section("Which inputs matter", ranked)]


def _axis(told: _Told, name: str, columns: Sequence[int]) -> Axis | None:
    """An input as a side of the picture; None if it is none that has a scale."""
    if len(columns) != 1:
        return None
    found = next((one for one in getattr(told.learner.domain, "inputs", ()) if one.name == name), None)
    if found is None:
        return Axis(name, 0.0, 1.0)
    spans = found.spans
    low, high = spans.get(name, (0.0, 0.0))
    if not high > low:
        return None
    unit = getattr(found, "unit", "")
    return Axis(f"{name}, {unit}" if unit else name, low, high, bool(getattr(found, "log", False)))


def _figure(told: _Told, sides: Sequence[tuple[int, Axis]]) -> str:
    """What the model says and how sure it is, in one plane through the domain."""
    assert told.model is not None
    learner = told.learner
    (across, x), (up, y) = sides
    names = learner.items.names
    asked = learner.items.points(range(len(names)))
    middle = _middle(told, asked)
    points = _grid(told, middle, across, up)
    there = np.isfinite(points).all(axis=1)
    said = np.full(len(points), np.nan)
    unsure, styles = said.copy(), np.ones(len(points), dtype=np.int64)
    if not there.any():
        return ""
    predicted = told.model.predict(points[there])
    if told.real:
        low, high = float(predicted.min()), float(predicted.max())
        said[there] = 0.05 + 0.9 * (predicted - low) / ((high - low) or 1.0)
        unsure[there] = told.model.std(points[there])
    else:
        k = predicted.shape[1]
        said[there] = 0.12 + 0.78 * (predicted.max(axis=1) - 1 / k) / (1 - 1 / k)
        styles[there] = 1 + predicted.argmax(axis=1) % 7
        unsure[there] = 1 - predicted.max(axis=1)
    dots = _dots(told, asked, middle, across, up)
    shape = (CELLS, CELLS)
    worst = float(np.nanmax(unsure)) or 1.0
    first = plane(
        said.reshape(shape),
        styles.reshape(shape),
        (x, y),
        dots,
        title="What the model says",
        description=f"By {x.name} and {y.name}, with the questions as dots.",
        name="surface",
    )
    second = plane(
        (0.9 * unsure / worst).reshape(shape),
        np.full(shape, 4),
        (x, y),
        dots,
        title="How unsure the model is",
        description=f"By {x.name} and {y.name}, with the questions as dots.",
        name="doubt",
    )
    if told.real:
        key = f"from {told.shown(low)} (pale) to {told.shown(high)} (strong)"
        worst_said = f"standard deviation of an answer, strong: {told.shown(worst)}"
    else:
        chips = [
            f'<span><span class="chip {told.style(at)}" aria-hidden="true"></span>{escape(label)}</span>'
            for at, label in enumerate(learner.space.names)
        ]
        key = "the likeliest label, paler where it is less likely"
        worst_said = f"chance that the likeliest label is wrong, strong: {100 * worst:.0f} %"
    legend = "" if told.real else f'<p class="legend">{"".join(chips)}</p>\n'
    others = _others(told, middle, {across, up})
    return (
        f'<figure>\n{legend}<div class="pair">\n'
        f'<div><div class="scroll" tabindex="0">{first}</div>\n<p class="note">What the model says: {escape(key)}.</p>'
        f'</div>\n<div><div class="scroll" tabindex="0">{second}</div>\n<p class="note">How unsure it is: '
        f"{escape(worst_said)}.</p></div>\n</div>\n"
        f"<figcaption>The plane of the two inputs that matter most{escape(others)}. A dot is a question"
        f"{'' if told.real else ', in the colour of its answer'}, paler the farther it lies from this plane in the "
        "other inputs; a cross is one that nobody could answer. Where the constraints exclude all settings there is "
        "no colour.</figcaption>\n</figure>"
    )


def _middle(told: _Told, asked: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The item in the middle of what was asked."""
    found = told.learner.domain.project(np.median(asked, axis=0)[None])
    return np.asarray(found[0] if np.isfinite(found).all() else asked[0], dtype=np.float64)


def _grid(told: _Told, middle: npt.NDArray[np.float64], across: int, up: int) -> npt.NDArray[np.float64]:
    """Items at the middles of the cells, NaN where the domain has none there; shape (cells, width)."""
    domain = told.learner.domain
    places = (np.arange(CELLS) + 0.5) / CELLS
    points = np.repeat(middle[None], CELLS * CELLS, axis=0)
    points[:, across], points[:, up] = np.tile(places, CELLS), np.repeat(places, CELLS)
    moved = domain.project(points)
    # A step of an input may be wider than a cell; what constraints move away is not there.
    room = np.where(domain.continuous[[across, up]], 1.01 / CELLS, 0.51)
    far = np.abs(moved[:, [across, up]] - points[:, [across, up]]) > room
    moved[far.any(axis=1)] = np.nan
    return np.asarray(moved, dtype=np.float64)


def _dots(
    told: _Told, asked: npt.NDArray[np.float64], middle: npt.NDArray[np.float64], across: int, up: int
) -> list[Dot]:
    """Questions as dots in the plane."""
    learner, labels = told.learner, told.learner.labels
    rest = [column for column in range(asked.shape[1]) if column not in (across, up)]
    away = np.sqrt(((asked[:, rest] - middle[rest]) ** 2).mean(axis=1)) if rest else np.zeros(len(asked))
    dots = []
    for row, item_id in enumerate(learner.items.names):
        answer = labels.get(item_id)
        if answer is None and not learner.state.item(item_id).skipped:
            continue
        style = "" if answer is None else "s0" if told.real else told.style(learner.space.names.index(answer))
        said = "cannot tell" if answer is None else told.shown(answer)
        near = float(np.clip(1 - 2 * away[row], 0, 1))
        dots.append(Dot(asked[row, across], asked[row, up], style, near, f"question {item_id}: {said}"))
    return dots


def _others(told: _Told, middle: npt.NDArray[np.float64], shown: set[int]) -> str:
    """Where the plane lies in the other inputs."""
    domain = told.learner.domain
    inputs = getattr(domain, "inputs", ())
    if not inputs:
        return ""
    at = {name: column for column, name in enumerate(domain.names)}
    hidden = [key for one in inputs if not {at[name] for name in one.columns} & shown for key in one.keys]
    fields = {field["name"]: field for field in domain.fields(domain.items(middle[None])[0])}
    values = [_valued(fields[key]) for key in hidden if key in fields]
    return f", at {', '.join(values)}" if values else ""


def _valued(field: dict[str, Any]) -> str:
    """A value with its name."""
    value = field["value"]
    shown = written(value, 3) if isinstance(value, float | int) else str(value)
    return f"{field['name']} {shown} {field['unit'] or ''}".strip()


# --- predicted and measured ----------------------------------------------------------------------


def _measured(told: _Told) -> str:
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


def _numbers(told: _Told, found: Sequence[tuple[Any, Any]]) -> str:
    """Numbers against numbers."""
    said, std = np.array([pair[0][0] for pair in found]), np.array([pair[0][1] for pair in found])
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
        ["questions", f"error (RMSE{unit})", f"expected{unit}", "within 90 % interval"],
        rows,
        note="Questions are chosen where the model has most to learn, so these errors are larger than over the domain.",
    )
    return (
        f'<figure><div class="scroll" tabindex="0">{svg}</div>\n<figcaption>Each dot is a question that was predicted '
        f"before it was measured.</figcaption></figure>\n{made}"
    )


def _labels(told: _Told, found: Sequence[tuple[Any, Any]]) -> str:
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
        ["questions", "predicted rightly", "chance given to what was measured"],
        rows,
        note="Questions are chosen where the model is unsure, so fewer of them are predicted rightly than of items "
        "drawn from the domain: about half is what a good question of two labels comes to.",
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


def _cell(n: int, of: int, *, right: bool) -> str:
    """A count, shaded."""
    strength = round(100 * n / of) if of else 0
    kind = "right" if right else "wrong"
    return f'<span class="{kind}" style="--share: {strength}%">{n:,}</span>' if n else '<span class="zero">0</span>'


def _parts(n: int) -> list[npt.NDArray[np.int64]]:
    """Stretches of equally many of n."""
    return [part for part in np.array_split(np.arange(n), min(PARTS, max(1, n // 5))) if len(part)]


# --- how the uncertainty fell --------------------------------------------------------------------


def _course(told: _Told) -> str:
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


def _refusals(told: _Told) -> str:
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


def _failures(told: _Told) -> str:
    """Questions that the laboratory gave no answer to."""
    learner = told.learner
    left = [(item_id, why) for item_id, why in learner.failed.items() if item_id not in learner.labels]
    if not left:
        return ""
    rows = [[escape(item_id), escape(why)] for item_id, why in left[:20]]
    note = f"And {len(left) - 20:,} more." if len(left) > 20 else ""
    made = table("Questions that went back into the queue", ["question", "why"], rows, note=note)
    return _section("Failed evaluations", f'<div class="wordy">{made}</div>')


# --- the domain and the list ---------------------------------------------------------------------


def _domain(told: _Told) -> str:
    """What could be asked."""
    lines = "\n".join(f"<li>{escape(line.strip())}</li>" for line in told.learner.domain.summary() if line.strip())
    return _section("The domain", f"<ul>\n{lines}\n</ul>")


def _questions(told: _Told) -> str:
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


def _said(told: _Told, said: Any) -> str:
    """What the model said before."""
    if said is None:
        return "–"
    if told.real:
        return f"{written(float(said[0]), 3)} ± {written(float(said[1]), 2)}"
    at = int(np.argmax(said))
    return f"{told.learner.space.names[at]} {100 * float(said[at]):.0f} %"


def _section(title: str, body: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{body}\n</section>"
