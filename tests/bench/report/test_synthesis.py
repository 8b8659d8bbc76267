"""The report on made-up questions."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from askless.bench.report.plane import Axis
from askless.bench.report.relevance import columns_of, relevance
from askless.bench.report.synthesis import synthesis_report
from askless.data.labels.real import Real as Number
from askless.data.labels.skip import SKIP
from askless.synthesis.domain.domain import Domain
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.real import Real
from askless.synthesis.learner import SynthesisLearner


def answered(learner: SynthesisLearner, truth: Any, n: int) -> SynthesisLearner:
    for _ in range(n):
        queries = learner.ask()
        learner.tell(queries.ids, [truth(item) for item in queries.items])
    return learner


def test_nothing_answered_yet() -> None:
    learner = SynthesisLearner(Domain.box([0.0, 0.0], [1.0, 1.0]), labels=["a", "b"])
    page = synthesis_report("box", learner)
    assert "0 questions asked, 0 answered." in page
    assert "There is no model yet" in page
    assert "nothing can tell whether a made-up item is plausible" in page


def test_labels_with_a_category_and_what_cannot_be_told() -> None:
    domain = Domain(
        [Real("heat", 0, 10, unit="K"), Real("time", 1, 100, log=True), Category("metal", ["Pd", "<Pt>"])],
        ["heat <= 9"],
        name="A & B",
    )
    learner = SynthesisLearner(domain, labels=["cold", "hot"], strategy="sobol")
    answered(learner, lambda item: SKIP if item["time"] > 60 else "hot" if item["heat"] > 4 else "cold", 30)
    learner.failed_at(learner.ask().ids[0], "It printed <nothing>.")
    page = synthesis_report("ab", learner)
    assert "<h1>A &amp; B</h1>" in page
    assert "<title>askless: ab</title>" in page
    assert "&lt;Pt&gt;" in page
    assert "It printed &lt;nothing&gt;." in page
    assert page.count("<svg") == 3
    assert 'class="cross"' in page
    assert "cannot be answered" in page
    assert "1 wait for an answer" in page
    assert "<script" not in page
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", page)


def test_numbers_and_the_input_that_matters() -> None:
    domain = Domain.box([0.0, 0.0, -1.0], [1.0, 1.0, 1.0], names=["left", "right", "none"], units=["", "m", ""])
    learner = SynthesisLearner(domain, labels=Number(unit="kg"), strategy="sobol")
    answered(learner, lambda row: float(3 * row[0] + row[1] ** 2), 25)
    shares = relevance(learner.point_model, domain)
    assert [name for name, _ in columns_of(domain)] == ["left", "right", "none"]
    assert shares[0] > shares[1] > 10 * shares[2]
    assert shares.sum() == pytest.approx(1.0, abs=0.15)
    page = synthesis_report("sum", learner)
    assert ">right, m</text>" in page
    assert "predicted, kg" in page
    assert "within 90 % interval" in page


def test_one_input_has_no_plane() -> None:
    learner = answered(
        SynthesisLearner(Domain.box(0.0, 1.0), labels=["a", "b"], strategy="sobol"),
        lambda row: "a" if np.ravel(row)[0] < 0.4 else "b",
        8,
    )
    page = synthesis_report("one", learner)
    assert "Which inputs matter" in page
    assert "What the model says" not in page


def test_numbers_of_a_logarithmic_scale_do_not_run_together() -> None:
    axis = Axis("rate", 0.0001, 5000.0, log=True)
    shown = axis.shown(lambda text: 0.02 * len(text))
    assert shown[0] == 0.0001
    assert 1.0 in shown
    ends = [(axis.place(v) - 0.01 * len(f"{v:g}"), axis.place(v) + 0.01 * len(f"{v:g}")) for v in shown]
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(ends))
    assert len(Axis("rate", 21.0, 48.0, log=True).shown(lambda text: 0.1)) >= 2
    assert Axis("heat", 0.0, 10.0).shown(lambda text: 0.05) == Axis("heat", 0.0, 10.0).marks


def test_the_surface_keeps_to_what_an_answer_can_be() -> None:
    learner = SynthesisLearner(
        Domain.box([0.0, 0.0], [1.0, 1.0]), labels=Number(unit="%", minimum=0, maximum=100), strategy="sobol"
    )
    answered(learner, lambda row: float(np.clip(300 * row[0] - 100 * row[1], 0, 100)), 24)
    page = synthesis_report("yield", learner)
    assert "from 0 % (pale) to 100 % (strong)" in page
    assert not re.search(r">-\d[\d.]* ±", page)


def test_the_plane_goes_through_the_best_answer_and_each_value_of_a_category_has_one() -> None:
    domain = Domain([Real("a", 0, 1), Real("b", 0, 1), Real("c", 0, 1), Category("metal", ["Pd", "Pt"])])
    learner = SynthesisLearner(domain, labels=Number(), strategy="sobol", goal="minimum")
    answered(learner, lambda x: x["a"] + x["b"] ** 2 - 0.1 * x["c"] + (x["metal"] == "Pt"), 30)
    page = synthesis_report("metals", learner)
    best = min(learner.labels, key=lambda one: learner.labels[one])  # type: ignore[arg-type, return-value]
    item = learner.item(best)
    assert f"the settings of question {best}, with the least answer" in page
    assert f", metal {item['metal']}: the settings" in page
    assert "metal: Pd</p>" in page
    assert "metal: Pt</p>" in page
    assert page.count('class="chart plane"') == 4
    assert "What the model says in the same plane for each metal" in page


def test_the_plane_of_labels_crosses_the_boundary() -> None:
    domain = Domain([Real("a", 0, 1), Real("b", 0, 1), Real("c", 0, 1)])
    learner = SynthesisLearner(domain, labels=["no", "yes"], strategy="sobol")
    # Where c is small, which is where most questions lie, all of the plane has one label.
    answered(learner, lambda x: "yes" if x["c"] > 0.6 and x["a"] + x["b"] > 1 else "no", 40)
    page = synthesis_report("corner", learner)
    assert "as the predicted labels differ most in this plane" in page
    styles = set(re.findall(r'class="cell (s\d)"', page.split("</svg>")[0]))
    assert styles == {"s1", "s2"}


def test_what_is_the_models_account_is_told_as_such() -> None:
    learner = SynthesisLearner(Domain.box([0.0, 0.0], [1.0, 1.0]), labels=["a", "b"], strategy="sobol")
    answered(learner, lambda row: "a" if row[0] < 0.4 else "b", 16)
    page = synthesis_report("box", learner)
    assert re.search(r"Over the domain the model expects about [\d.e-]+ % of its predictions to be wrong\.", page)
    assert "It is what the model makes of 16 answers" in page
    assert re.search(r"Only the \d+ of 16 questions that were asked after the first model are counted\.", page)
