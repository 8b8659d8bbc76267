"""Failures are counted by what they say they are, and those of old logs by their sentence."""

from pathlib import Path

from askless.synthesis.domain.domain import Domain
from askless.synthesis.laboratory.failures import failures
from askless.synthesis.learner import SynthesisLearner


def test_failures_are_counted_by_their_kind_or_else_by_their_sentence(tmp_path: Path) -> None:
    learner = SynthesisLearner(Domain.box(0.0, 1.0), labels=["a", "b"], project=tmp_path / "p.askless")
    try:
        one = learner.ask().ids[0]
        learner.failed_at(one, "It answered NaN, which is no answer.")
        learner.failed_at(one, "It answered NaN, which is no answer.", 2, kind="cold oven")
        learner.failed_at(one, "It answered NaN, which is no answer.", 3, kind="NaN")
        assert failures(learner) == {"NaN": 2, "cold oven": 1}
    finally:
        learner.close()
