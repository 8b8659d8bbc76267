"""The report on made-up questions."""

import re
from typing import Any

import numpy as np
import pytest

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
