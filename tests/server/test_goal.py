"""Labelling in order to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from askless.data.labels.classes import Classes
from askless.data.labels.real import Real
from askless.data.store.log import MemoryLog
from askless.data.store.state import State
from askless.errors import UnknownNameError, UsageError
from askless.pool.learner import PoolLearner
from askless.server.goal import aimed
from askless.server.opening import open_session
from askless.server.options import Options
from askless.server.search import RULES, searched

FIND = Options(goal="find")


def test_the_rarest_label_is_looked_for_unless_another_is_named() -> None:
    space, given = Classes(("in", "out")), ["out", "in", "in"]
    assert aimed(FIND, space, "text", given).options.find == "out"
    assert aimed(Options(goal="find", find="in"), space, "text", given).options.strategy == "most_likely(0)"
    assert aimed(FIND, space, "text", []).options.find == "in"


def test_only_texts_have_a_model_of_their_own() -> None:
    assert aimed(FIND, None, "rows", []).options.model is None
    assert aimed(Options(goal="find", model="tfidf_linear"), None, "text", []).options.model == "tfidf_linear"


def test_what_cannot_be_found_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="inn"):
        aimed(Options(goal="find", find="inn"), Classes(("in", "out")), "text", [])
    with pytest.raises(UsageError, match="Numbers"):
        aimed(FIND, Real(), "text", [])


def test_a_resumed_job_goes_on_looking(tmp_path: Path) -> None:
    source = tmp_path / "papers.csv"
    source.write_text("text\n" + "\n".join(f"paper number {n} about trees" for n in range(30)), encoding="utf-8")
    options = Options(goal="find", find="yes", labels=["no", "yes"])
    for said in (options, Options()):
        opened = open_session(source, said)
        try:
            assert opened.session.learner.strategy == "most_likely(1)"
            assert opened.project.settings["model"] == "screening(1)"
            assert opened.project.settings["find"] == "yes"
            assert any("“yes”" in remark for remark in opened.remarks) == (said is options)
        finally:
            opened.session.close()


def test_status_tells_what_is_found_and_of_how_many() -> None:
    texts = [f"trees and forests {n}" if n < 10 else f"roads and bridges {n}" for n in range(60)]
    learner = PoolLearner(
        texts, "screening(1)", labels=["no", "yes"], strategy="most_likely(1)", random_share=0.2, project=None
    )
    learner.start()
    while queries := learner.ask(5):
        learner.tell(queries.ids, ["yes" if "trees" in text else "no" for text in queries.items])
        if len(learner.labels) >= 40:
            break
    settings = {"goal": "find", "find": "yes"}
    verdicts = searched(learner.state, settings)
    assert [verdict.rule for verdict in verdicts] == list(RULES)
    assert verdicts[0].sentence.startswith("10 found, of 10 to ")
    assert searched(learner.state, {}) == []
    assert searched(State.of(MemoryLog([])), settings) == []
