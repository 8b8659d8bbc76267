"""What a model says of a domain: in planes through it with the questions on them, and how much each input matters."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.plane import Axis, Dot, plane
from askless.bench.report.relevance import columns_of, relevance
from askless.bench.report.tables import table
from askless.bench.report.told import Told
from askless.core.digits import written

if TYPE_CHECKING:
    from askless.synthesis.models.model import PointModel

__all__ = ["surface"]

Float64s = npt.NDArray[np.float64]
CELLS = 40
"""Along each side of a plane."""
COARSE = 9
"""The same where planes are only compared."""
PLANES = 48
"""Questions whose planes are compared."""
SMALL = 4
"""Values of a category that each get a plane of their own."""
MATTERS = 0.05
"""Share of the variance from which on a category does."""


def surface(told: Told, model: PointModel) -> tuple[str, str]:
    """The figure and the table of a model.

    Parameters
    ----------
    told : Told
    model : PointModel
        Its model.

    Returns
    -------
    figure : str
        HTML; "" if there are no two inputs that have a scale.
    ranked : str
        How relevant each input is, as an HTML table.
    """
    domain = told.learner.domain
    shares = relevance(model, domain, told.learner.seed)
    rows, given = told.learner.known_rows, f"{len(told.answers):,} answers"
    taught = f"{given} and {rows:,} rows that had theirs" if rows else given
    inputs = columns_of(domain)
    order = [int(at) for at in np.argsort(-shares, kind="stable")]
    ranked = table(
        "Share of the variance of the predictions that goes with each input, alone or together with others",
        ["input", "share"],
        [[escape(inputs[at][0]), f"{100 * shares[at]:.0f} %"] for at in order],
        note=f"Total Sobol indices of the model over the domain; they add up to more than 100 % where inputs act "
        f"together. It is what the model makes of {taught}, and may change with more.",
    )
    axes = [(inputs[at][1][0], axis) for at in order if (axis := _axis(told, *inputs[at])) is not None][:2]
    if len(axes) < 2:
        return "", ranked
    splits = [at for at in order if 2 <= len(inputs[at][1]) <= SMALL and shares[at] >= MATTERS and _category(told, at)]
    return _figure(told, model, axes, inputs[splits[0]] if splits else None), ranked


def _category(told: Told, at: int) -> bool:
    inputs = getattr(told.learner.domain, "inputs", ())
    return bool(inputs) and inputs[at].kind == "category"


def _axis(told: Told, name: str, columns: Sequence[int]) -> Axis | None:
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


def _figure(
    told: Told, model: PointModel, sides: Sequence[tuple[int, Axis]], split: tuple[str, list[int]] | None
) -> str:
    """What the model says and how sure it is, in one plane through the domain; and for each value of a category."""
    learner = told.learner
    (across, x), (up, y) = sides
    asked = learner.items.points(range(len(learner.items.names)))
    middle, why = _slice(told, model, asked, across, up)
    points = _grid(told, middle, across, up)
    there = _known(points)
    if not there.any():
        return ""
    predicted = _predicted(told, model, points[there])
    values = [] if split is None else _values(told, model, middle, across, up, split)
    scale = (0.0, 1.0)
    if told.real:
        every = np.concatenate([predicted, *(one[there_] for _, _, one, there_ in values)])
        scale = float(every.min()), float(every.max())
    unsure = np.full(len(points), np.nan)
    unsure[there] = model.std(points[there]) if told.real else 1 - predicted.max(axis=1)
    worst = float(np.nanmax(unsure)) or 1.0
    axes, shape = (x, y), (CELLS, CELLS)
    dots = _dots(told, asked, middle, across, up)
    by = f"By {x.name} and {y.name}, with the questions as dots."
    strength, styles = _coloured(told, predicted, there, scale)
    first = plane(strength, styles, axes, dots, title="What the model says", description=by, name="surface")
    second = plane(
        (0.9 * unsure / worst).reshape(shape),
        np.full(shape, 4),
        axes,
        dots,
        title="How unsure the model is",
        description=by,
        name="doubt",
    )
    if told.real:
        key = f"from {told.shown(scale[0])} (pale) to {told.shown(scale[1])} (strong)"
        worst_said = f"standard deviation of an answer, strong: {told.shown(worst)}"
        legend = ""
    else:
        chips = [
            f'<span><span class="chip {told.style(at)}" aria-hidden="true"></span>{escape(label)}</span>'
            for at, label in enumerate(learner.space.names)
        ]
        key = "the likeliest label, paler where it is less likely"
        worst_said = f"chance that the likeliest label is wrong, strong: {100 * worst:.0f} %"
        legend = f'<p class="legend">{"".join(chips)}</p>\n'
    others = _others(told, middle, {across, up})
    lies = f" It lies {others.removeprefix(', ')}: {why}." if others else ""
    made = (
        f'<figure>\n{legend}<div class="pair">\n'
        f'<div><div class="scroll" tabindex="0">{first}</div>\n<p class="note">What the model says: {escape(key)}.</p>'
        f'</div>\n<div><div class="scroll" tabindex="0">{second}</div>\n<p class="note">How unsure it is: '
        f"{escape(worst_said)}.</p></div>\n</div>\n"
        f"<figcaption>The plane of the two inputs that matter most to the model.{escape(lies)} A dot is a question"
        f"{'' if told.real else ', in the colour of its answer'}, paler the farther it lies from this plane in the "
        "other inputs; a cross is one that nobody could answer. Where the constraints exclude all settings there is "
        "no colour.</figcaption>\n</figure>"
    )
    if split is None or len(values) < 2:
        return made
    small = []
    for number, (value, at, one, there_) in enumerate(values):
        strength, styles = _coloured(told, one[there_], there_, scale)
        near = _dots(told, asked, at, across, up, split[1])
        title = f"{split[0]}: {value}"
        svg = plane(strength, styles, axes, near, title=title, description=by, name=f"value-{number}")
        small.append(f'<div><div class="scroll" tabindex="0">{svg}</div>\n<p class="note">{escape(title)}</p></div>')
    return (
        f'{made}\n<figure>\n{legend}<div class="pair">\n{"".join(small)}\n</div>\n<figcaption>What the model says in '
        f"the same plane for each {escape(split[0])}, in the same colours, with the questions that were asked with "
        "it.</figcaption>\n</figure>"
    )


def _known(points: Float64s) -> npt.NDArray[np.bool_]:
    """Which points are any."""
    return np.asarray(np.isfinite(points).all(axis=1), dtype=np.bool_)


def _slice(told: Told, model: PointModel, asked: Float64s, across: int, up: int) -> tuple[Float64s, str]:
    """A question through which the plane goes so that there is something to see in it, and why that one."""
    learner = told.learner
    names = list(learner.items.names)
    if told.real:
        best = min if learner.goal == "minimum" else max
        at = best(range(len(told.ids)), key=told.answers.__getitem__)
        most = "least" if best is min else "largest"
        return asked[names.index(told.ids[at])], f"the settings of question {told.ids[at]}, with the {most} answer"
    where = np.unique(np.linspace(0, len(told.ids) - 1, PLANES).astype(np.int64))
    rows = asked[[names.index(told.ids[at]) for at in where]]
    best_row, most_varied = 0, -1.0
    for row, through in enumerate(rows):
        points = _grid(told, through, across, up, COARSE, search=False)
        there = _known(points)
        if not there.any():
            continue
        # Much of the plane in either colour, and as much of it as there can be.
        varied = float(model.predict(points[there]).var(axis=0).sum() * there.mean())
        if varied > most_varied:
            best_row, most_varied = row, varied
    said = f"the settings of question {told.ids[where[best_row]]}, as the predicted labels differ most in this plane"
    return rows[best_row], f"{said} (of {len(rows)} that were compared)"


def _values(
    told: Told, model: PointModel, middle: Float64s, across: int, up: int, split: tuple[str, list[int]]
) -> list[tuple[str, Float64s, Float64s, npt.NDArray[np.bool_]]]:
    """For each value of a category its name, where the plane lies, what the model says in it, and where it is any."""
    found: list[tuple[str, Float64s, Float64s, npt.NDArray[np.bool_]]] = []
    for column in split[1]:
        at = middle.copy()
        at[split[1]], at[column] = 0.0, 1.0
        points = _grid(told, at, across, up)
        there = _known(points)
        if there.any():
            few = _predicted(told, model, points[there])
            said = np.full((len(points), *few.shape[1:]), np.nan)
            said[there] = few
            found.append((told.learner.domain.names[column].partition("=")[2], at, said, there))
    return found


def _predicted(told: Told, model: PointModel, points: Float64s) -> Float64s:
    """What `predict` of the learner would say."""
    said = model.predict(points)
    return told.within(said) if told.real else np.asarray(said, dtype=np.float64)


def _coloured(
    told: Told, predicted: Float64s, there: npt.NDArray[np.bool_], scale: tuple[float, float]
) -> tuple[Float64s, npt.NDArray[np.int64]]:
    """Strength and number of the colour of each cell."""
    shares, styles = np.full(len(there), np.nan), np.ones(len(there), dtype=np.int64)
    if told.real:
        shares[there] = 0.05 + 0.9 * (predicted - scale[0]) / ((scale[1] - scale[0]) or 1.0)
    else:
        k = predicted.shape[1]
        shares[there] = 0.12 + 0.78 * (predicted.max(axis=1) - 1 / k) / (1 - 1 / k)
        styles[there] = 1 + predicted.argmax(axis=1) % 7
    return shares.reshape(CELLS, CELLS), styles.reshape(CELLS, CELLS)


def _grid(told: Told, through: Float64s, across: int, up: int, cells: int = CELLS, *, search: bool = True) -> Float64s:
    """Items at the middles of the cells, NaN where the domain has none there; shape (cells, width)."""
    domain = told.learner.domain
    places = (np.arange(cells) + 0.5) / cells
    points = np.repeat(through[None], cells * cells, axis=0)
    points[:, across], points[:, up] = np.tile(places, cells), np.repeat(places, cells)
    moved = domain.project(points, search=search)
    # A step of an input may be wider than a cell; what constraints move away is not there.
    room = np.where(domain.continuous[[across, up]], 1.01 / cells, 0.51)
    far = np.abs(moved[:, [across, up]] - points[:, [across, up]]) > room
    moved[far.any(axis=1)] = np.nan
    return np.asarray(moved, dtype=np.float64)


def _dots(told: Told, asked: Float64s, middle: Float64s, across: int, up: int, only: Sequence[int] = ()) -> list[Dot]:
    """Questions as dots in the plane; only those that are as the plane is in some columns."""
    learner, labels = told.learner, told.learner.labels
    rest = [column for column in range(asked.shape[1]) if column not in (across, up)]
    away = np.sqrt(((asked[:, rest] - middle[rest]) ** 2).mean(axis=1)) if rest else np.zeros(len(asked))
    dots = []
    for row, item_id in enumerate(learner.items.names):
        answer = labels.get(item_id)
        if answer is None and not learner.state.item(item_id).skipped:
            continue
        if only and not np.allclose(asked[row, list(only)], middle[list(only)]):
            continue
        style = "" if answer is None else "s0" if told.real else told.style(learner.space.names.index(answer))
        said = "cannot tell" if answer is None else told.shown(answer)
        near = float(np.clip(1 - 2 * away[row], 0, 1))
        dots.append(Dot(asked[row, across], asked[row, up], style, near, f"question {item_id}: {said}"))
    return dots


def _others(told: Told, middle: Float64s, shown: set[int]) -> str:
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
