"""Rules that say when it is enough, and the watch that follows a learner."""

import numpy as np
import pytest

from askless.data.labels.real import Real
from askless.errors import UnknownNameError, UsageError
from askless.synthesis.domain.domain import Domain
from askless.synthesis.learner import SynthesisLearner
from askless.synthesis.models.gaussian_process_classes import GaussianProcessClasses
from askless.synthesis.stopping import FIRST, RULES, Watch, doubt, rule


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_a_name_and_a_level(name: str) -> None:
    assert rule(f"{name}:0.1") == (name, 0.1)
    for wrong in (name, f"{name}:", f"{name}:0", f"{name}:1", f"{name}:nan", f"{name}:many"):
        with pytest.raises(UsageError, match="has no level between 0 and 1"):
            rule(wrong)


def test_an_unknown_rule() -> None:
    with pytest.raises(UnknownNameError, match=r"There is no stopping rule “uncertain”\. Did you mean “uncertainty”"):
        rule("uncertain:0.1")


@pytest.mark.parametrize("until", ["uncertainty:0.3", "change:0.2"])
@pytest.mark.parametrize("real", [False, True])
def test_it_speaks_once_little_is_left_to_learn_and_not_before(until: str, real: bool) -> None:
    domain = Domain.box(0.0, 1.0)
    learner = SynthesisLearner(domain, labels=Real() if real else ["low", "high"], strategy="sobol")
    watch = Watch(learner, until)
    assert watch() == ""
    assert watch.uncertainty is None  # there is no model yet
    for _ in range(60):
        queries = learner.ask()
        x = float(queries.items[0][0])
        learner.tell(queries.ids, [x if real else "high" if x > 0.5 else "low"])
        if said := watch():
            break
    assert len(learner.labels) >= FIRST
    assert said.startswith("The mean uncertainty" if "uncertainty" in until else "None of the last 10 answers")
    assert watch.uncertainty is not None
    assert 0 <= watch.uncertainty < 0.3


def test_without_a_rule_it_only_looks() -> None:
    learner = SynthesisLearner(Domain.box(0.0, 1.0), labels=["low", "high"], strategy="sobol")
    queries = learner.ask(30)
    learner.tell(queries.ids, ["high" if x[0] > 0.5 else "low" for x in queries.items])
    watch = Watch(learner)
    assert watch() == ""
    assert watch.uncertainty is not None


def test_a_gaussian_process_of_labels_expects_hardly_more_mistakes_than_it_makes() -> None:
    """By its own probabilities it would expect many times the mistakes that it makes."""
    rng = np.random.default_rng(0)
    points, test = rng.random((60, 2)), rng.random((400, 2))
    inside = [((some - 0.5) ** 2).sum(axis=1) < 0.1 for some in (points, test)]
    model = GaussianProcessClasses()
    model.fit(points, inside[0].astype(np.int64), 2)
    wrong = float((model.predict(test).argmax(axis=1) != inside[1]).mean())
    expected = float(doubt(model, test, real=False, span=1.0).mean())
    assert wrong < 0.1
    assert expected < wrong + 0.08
    assert expected < 0.75 * float((1.0 - model.predict(test).max(axis=1)).mean())
