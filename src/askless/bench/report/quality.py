"""How good the model of a project is, label by label, told from a fair sample of the pool only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from askless.bench.report.scatter import scatter
from askless.bench.report.tables import table
from askless.core.digits import written
from askless.data.labels.real import Real
from askless.enough.cross_fit import item_f1
from askless.enough.estimate import NEEDED, Estimate, estimate_accuracy, rests_on
from askless.enough.held_out import clopper_pearson, estimate_of_scores, needed
from askless.enough.rmse import estimate_rmse
from askless.pool.judged import RANDOM, TEST, Judged

__all__ = ["confusion", "estimates", "fair_sample", "per_label", "residuals"]

FEW = 10
"""Items below which a precision or recall is not printed: its interval would be some fifty points wide."""

MOST = 15
"""Labels up to which the confusion matrix is drawn whole; of more, the commonest confusions are listed."""


def fair_sample(judged: Judged) -> tuple[Judged, str]:
    """The sample that speaks for the pool, and what it is; or too few items, and what is missing.

    The test goes first if enough of it is answered, then the random answers.
    """
    test, drawn = judged.fair(TEST), judged.fair(RANDOM)
    if len(test) and len(test) >= needed(judged.test_size):
        return test, rests_on("test", len(test))
    if len(drawn) >= NEEDED:
        return drawn, f"{rests_on('random', len(drawn))}, each judged by a model that had not trained on it"
    if judged.test_size:
        said = f"{len(test):,} of the {needed(judged.test_size)} test items needed are answered"
        return judged.fair(-1), f"Not enough test items yet: {said}."
    said = f"{len(drawn):,} of the {NEEDED} random answers needed are in"
    return judged.fair(-1), f"Not enough random answers: {said}. Answers that were chosen cannot stand for the pool."


def estimates(judged: Judged, shown: Estimate | None = None) -> str:
    """Each estimate with what it rests on; first the one that is shown everywhere, if it rests on all answers."""
    rows = []
    if shown is not None and shown.ready and shown.basis == "answers":
        rows.append(["all answers, corrected for how they were chosen", f"{shown.n:,}", *_written(shown, judged)])
    for origin, what in ((TEST, "test items kept apart"), (RANDOM, "random answers, by models that had not seen them")):
        sample = judged.fair(origin)
        size = judged.test_size if origin == TEST else NEEDED
        if not (judged.test_size if origin == TEST else len(sample)):
            continue
        found = _estimate(sample, size, exact=origin == TEST)
        told = _written(found, judged) if found.ready else [f"needs {found.needed}", "", ""]
        rows.append([what, f"{found.n:,}", *told])
    if not rows:
        return "<p>No answer so far was drawn at random, so nothing here can tell how good the model is.</p>"
    measure = {"real": "error (RMSE)", "multilabel": "F1"}.get(judged.space.kind, "accuracy")
    note = (
        "Each interval holds the truth as often as is said when it is looked at once. Who looks after every training, "
        "and stops where it looks best, is wrong more often."
    )
    head = ["rests on", "items", measure, "interval", "holds"]
    return table(f"Estimated {measure}", head, rows, note=note)


def _estimate(sample: Judged, size: int, *, exact: bool) -> Estimate:
    """The estimate from a sample."""
    truth, said, space = sample.truth(), sample.said, sample.space
    if isinstance(space, Real):
        values = np.asarray(space.within(said) - truth, dtype=np.float64) ** 2
    elif truth.ndim == 2:
        values = item_f1(said >= 0.5, truth)
    else:
        values = (said.argmax(axis=1) == truth).astype(np.float64)
    if exact:
        return estimate_of_scores(values, space, size=size)
    if isinstance(space, Real):
        return estimate_rmse(values, needed=needed(size), unit=space.unit)
    if truth.ndim == 2:
        return estimate_accuracy(values, needed=needed(size), measure="F1")
    return estimate_accuracy(values, needed=needed(size), cross_fitted=True)


def _written(found: Estimate, judged: Judged) -> list[str]:
    """Value, interval and level as cells."""
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    holds = f"{100 * found.level:.0f} %"
    if isinstance(judged.space, Real):
        value, low, high = (written(number, 3) for number in (found.value, found.low, found.high))
        unit = f" {escape(judged.space.unit)}" if judged.space.unit else ""
        return [f"{value}{unit}", f"{low} to {high}{unit}", holds]
    return [f"{100 * found.value:.0f} %", f"{100 * found.low:.0f} to {100 * found.high:.0f} %", holds]


@dataclass(frozen=True)
class _Counted:
    """How one label fares."""

    name: str
    given: int
    right: int
    missed: int
    wrong: int

    def cells(self) -> list[str]:
        """Precision, recall and F1 with exact intervals.

        F1 is 2s / (1 + s) for the share s of items that have the label among those that have it or were given it by
        the model: a rising function of a share, so the ends of the interval of s are those of F1.
        """
        said, true = self.right + self.wrong, self.right + self.missed
        either = self.right + self.wrong + self.missed
        f1 = _share(self.right, either, lambda s: 2 * s / (1 + s))
        return [
            escape(self.name),
            f"{self.given:,}",
            f"{true:,}",
            _share(self.right, said),
            _share(self.right, true),
            f1,
        ]


def _share(right: int, n: int, of: Any = lambda share: share) -> str:
    """A share and its interval as a cell; the count alone where it is small."""
    if n < FEW:
        return f"<small>only {n}</small>" if n else "<small>none</small>"
    low, high = clopper_pearson(right, n)
    return f"{100 * of(right / n):.0f} % <small>{100 * of(low):.0f}–{100 * of(high):.0f}</small>"


def per_label(judged: Judged, given: dict[str, int]) -> str:
    """How each label fares in the fair sample: precision, recall and F1."""
    sample, said = fair_sample(judged)
    if not len(sample):
        return f"<p>{said}</p>"
    names, truth = list(judged.space.names), _hot(sample)
    told = sample.said >= 0.5 if judged.space.kind == "multilabel" else _one_hot(sample.said.argmax(axis=1), len(names))
    rows = []
    for at, name in enumerate(names):
        t, p = truth[:, at], told[:, at]
        found = _Counted(name, given.get(name, 0), int((t & p).sum()), int((t & ~p).sum()), int((~t & p).sum()))
        rows.append(found.cells())
    note = (
        f"Small numbers are 90 % intervals. Where fewer than {FEW} items would tell, only their number is given: "
        "precision needs items that the model gives the label, recall items that have it."
    )
    head = ["label", "given in all", "in the sample", "precision", "recall", "F1"]
    return "<h3>By label</h3>\n" + table(said[0].upper() + said[1:], head, rows, note=note)


def _hot(sample: Judged) -> npt.NDArray[np.bool_]:
    truth = sample.truth()
    return truth.astype(bool) if truth.ndim == 2 else _one_hot(truth, len(sample.space.names))


def _one_hot(codes: npt.NDArray[Any], n: int) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = np.equal.outer(np.asarray(codes), np.arange(n))
    return found


def confusion(judged: Judged) -> str:
    """Which labels are taken for which: a table whose cells are shaded by share of their row."""
    sample, said = fair_sample(judged)
    if not len(sample) or judged.space.kind != "classes":
        return ""
    names = judged.space.names
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(counts, (sample.truth(), sample.said.argmax(axis=1)), 1)
    if len(names) > MOST:
        return _confused(counts, names, said)
    rows = [
        [escape(name), *(_cell(int(n), int(row.sum()), right=at == place) for place, n in enumerate(row))]
        for at, (name, row) in enumerate(zip(names, counts, strict=True))
    ]
    head = ["answer ↓ &nbsp; model →", *(escape(name) for name in names)]
    made = table(said[0].upper() + said[1:].partition(",")[0], head, rows).replace("<table>", '<table class="matrix">')
    return f"<h3>What is taken for what</h3>\n{made}"


def _cell(n: int, of: int, *, right: bool) -> str:
    """A count, shaded."""
    strength = round(100 * n / of) if of else 0
    kind = "right" if right else "wrong"
    return f'<span class="{kind}" style="--share: {strength}%">{n:,}</span>' if n else '<span class="zero">0</span>'


def _confused(counts: npt.NDArray[np.int64], names: Sequence[str], said: str) -> str:
    """The commonest confusions of many labels."""
    off = counts.copy()
    np.fill_diagonal(off, 0)
    order = np.argsort(-off, axis=None, kind="stable")[:MOST]
    pairs = [(int(i) // len(names), int(i) % len(names)) for i in order]
    rows = [
        [escape(names[a]), escape(names[b]), f"{off[a, b]:,} of {counts[a].sum():,}"] for a, b in pairs if off[a, b]
    ]
    if not rows:
        return "<p>No label was taken for another one.</p>"
    made = table(f"The commonest confusions, {said}", ["answer", "model says", "items"], rows)
    return f"<h3>What is taken for what</h3>\n{made}"


def residuals(judged: Judged) -> str:
    """Numbers: what the model says against the answers."""
    sample, said = fair_sample(judged)
    space = judged.space
    if not isinstance(space, Real):
        return ""
    if not len(sample):
        return f"<p>{said}</p>"
    truth, told = sample.truth(), space.within(sample.said)
    off = np.asarray(told - truth, dtype=np.float64)
    unit = f", {space.unit}" if space.unit else ""
    typical, lean = written(float(np.median(np.abs(off))), 2), written(abs(float(off.mean())), 2)
    svg = scatter(truth, told, across=f"answer{unit}", up=f"model{unit}", title="What the model says, by answer")
    side = "too high" if off.mean() > 0 else "too low"
    return (
        f'<figure>\n<div class="scroll" tabindex="0">{svg}</div>\n'
        f"<figcaption>{escape(said[0].upper() + said[1:])}. On the line the model is right. "
        f"Half of the items are off by less than {escape(typical)}; on average the model is "
        f"{escape(lean)} {side}.</figcaption>\n</figure>"
    )
