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
    assert "1 waits for an answer" in page
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


@pytest.mark.parametrize(
    ("strategy", "goal", "sentence"),
    [
        ("sobol", "maximum", "Questions are spread over the domain and not chosen by the model, so these errors are"),
        ("expected_improvement", "maximum", "Questions are chosen where the largest number may be, by the strategy"),
        ("expected_improvement", "minimum", "Questions are chosen where the least number may be, by the strategy"),
        ("max_variance", "learn", "Questions are chosen where the model has most to learn, so these errors are larger"),
    ],
)
def test_the_errors_are_put_down_to_how_questions_were_chosen(strategy: str, goal: Any, sentence: str) -> None:
    learner = SynthesisLearner(Domain.box(0.0, 1.0), labels=Number(), strategy=strategy, goal=goal)
    page = synthesis_report("one", answered(learner, lambda row: float(np.ravel(row)[0]), 7))
    assert sentence in page
    assert page.count("Questions are ") == 1
    assert ("Best so far" in page) == (goal != "learn")


def test_labels_that_were_asked_all_over_the_domain_are_told_so() -> None:
    learner = SynthesisLearner(Domain.box(0.0, 1.0), labels=["a", "b"], strategy="sobol")
    page = synthesis_report("one", answered(learner, lambda row: "a" if np.ravel(row)[0] < 0.4 else "b", 8))
    assert "so about as many of them are predicted rightly as over all of it." in page
    assert "where the model is unsure" not in page


def test_the_best_is_told_with_all_its_settings_unless_it_is_a_row_that_exists() -> None:
    domain = Domain(
        [Real("heat", 0, 10, unit="K", step=1), Real("time", 0, 4, step=1), Category("metal", ["Pd", "Pt"])]
    )
    learner = SynthesisLearner(domain, labels=Number(unit="kg"), strategy="sobol", goal="maximum")
    answered(learner, lambda item: item["heat"] * 1.5 + item["time"], 6)
    name, item, number = learner.best() or ("", {}, 0.0)
    said = f"Best so far: {number:g} kg at heat {item['heat']:g} K, time {item['time']:g}, metal {item['metal']}"
    assert f"{said} (question {name})." in synthesis_report("best", learner)
    rows = [{"heat": 3.0, "time": 2.0, "metal": "Pd"}, {"heat": 4.0, "time": 1.0, "metal": "Pt"}]
    learner = SynthesisLearner(
        domain, labels=Number(unit="kg"), strategy="sobol", goal="minimum", pool=rows, guard=None
    )
    answered(learner, lambda item: item["heat"], 2)
    page = synthesis_report("best", learner)
    assert "Best so far: 3 kg (question " in page
