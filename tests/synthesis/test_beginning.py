"""How a learner of synthesis begins, and goes on with what was begun."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

import askless
from askless import ProjectError, SynthesisLearner, UnknownNameError, UsageError
from askless.synthesis import Domain, Guard


def square() -> Domain:
    return Domain.box([-1.0, -1.0], [1.0, 1.0])


def rows(n: int) -> Any:
    return np.random.default_rng(0).uniform(-0.9, 0.9, (n, 2))


def notice(learner: SynthesisLearner) -> str:
    assert learner.project is not None
    learner.close()
    return learner.project.notice


@pytest.mark.parametrize("seed", [-1, None, "x", 1.5, True])
def test_a_seed_that_is_none_begins_nothing(seed: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"The seed is .*\. Give a whole number, 0 or more\."):
        SynthesisLearner(square(), labels=["a", "b"], seed=seed, project=tmp_path / "p")
    assert not (tmp_path / "p").exists()


def test_a_seed_of_any_size_is_one() -> None:
    for seed in (np.int64(7), 2**40):
        learner = SynthesisLearner(square(), RandomForestClassifier(5), labels=["a", "b"], seed=seed, strategy="margin")
        for _ in range(3):
            queries = learner.ask(3)
            learner.tell(queries.ids, ["a" if x[0] < 0 else "b" for x in queries.items])
        assert learner.seed == seed


def test_a_log_with_a_seed_below_0_can_be_gone_on_with(tmp_path: Path) -> None:
    SynthesisLearner(square(), labels=["a", "b"], seed=3, project=tmp_path / "p").close()
    with sqlite3.connect(tmp_path / "p" / "labels.sqlite") as log:
        ((seq, data),) = log.execute("SELECT seq, data FROM events WHERE kind = 'project'").fetchall()
        log.execute("UPDATE events SET data = ? WHERE seq = ?", (json.dumps({**json.loads(data), "seed": -3}), seq))
    log.close()
    learner = SynthesisLearner(square(), project=tmp_path / "p")
    assert learner.seed == 3
    assert len(learner.ask(2)) == 2
    learner.close()


def test_a_row_with_the_id_of_a_made_up_question_is_refused_and_may_be_called_otherwise(tmp_path: Path) -> None:
    learner = SynthesisLearner(square(), labels=["a", "b"], project=tmp_path / "p")
    assert learner.ask(8).ids == [str(n) for n in range(1, 9)]
    learner.close()
    with pytest.raises(ProjectError, match=r"“1” is a question that was made up.*Give the rows ids that no question"):
        SynthesisLearner(square(), pool=rows(8), ids=range(1, 9), project=tmp_path / "p")
    again = SynthesisLearner(square(), pool=rows(8), project=tmp_path / "p")
    assert not again.ask(8).synthetic.any()
    again.close()


def test_labels_that_are_new_to_a_project_are_told(tmp_path: Path) -> None:
    SynthesisLearner(square(), labels=["raw", "done"], project=tmp_path / "p").close()
    assert notice(SynthesisLearner(square(), labels=["done", "raw"], project=tmp_path / "p")) == ""
    learner = SynthesisLearner(square(), labels=["a", "raw", "b"], project=tmp_path / "p")
    assert learner.space.names == ("raw", "done", "a", "b")
    assert notice(learner) == "Labels that the project did not have were added: “a”, “b”."


def test_rows_outside_the_domain_are_counted(tmp_path: Path) -> None:
    for outside, says in (
        (1, "1 row of the pool lies outside the domain, and is not asked."),
        (2, "2 rows of the pool"),
    ):
        pool = np.concatenate([rows(5), np.full((outside, 2), 3.0)])
        learner = SynthesisLearner(square(), labels=["a", "b"], pool=pool, project=tmp_path / f"{outside}")
        assert notice(learner).startswith(says)


def test_a_strategy_that_nobody_knows() -> None:
    with pytest.raises(UnknownNameError, match=r"There is no strategy “bogus”\. Known are alc, .*, sobol"):
        SynthesisLearner(square(), labels=["a", "b"], strategy="bogus")
    learner = SynthesisLearner(square(), labels=["a", "b"])
    with pytest.raises(UnknownNameError, match=r"There is no strategy “magin”\. Did you mean “margin”\?"):
        learner.set_strategy("magin")


def test_a_guard_that_two_learners_are_given_is_fitted_for_each() -> None:
    guard = Guard(level=0.9)
    one = SynthesisLearner(square(), labels=["a", "b"], pool=rows(60), snap=False, guard=guard)
    other = SynthesisLearner(Domain.box([0.0], [5.0]), labels=["a", "b"], guard=guard)
    assert one.guard is not None
    assert other.guard is not None
    assert (one.guard.level, one.guard.judges, other.guard.judges) == (0.9, True, False)
    assert len(one.ask(3)) == 3
    assert not guard.judges


def test_numbers_need_no_other_names(tmp_path: Path) -> None:
    SynthesisLearner(square(), labels=askless.Real(), project=tmp_path / "p").close()
    assert notice(SynthesisLearner(square(), labels=askless.Real(), project=tmp_path / "p")) == ""
