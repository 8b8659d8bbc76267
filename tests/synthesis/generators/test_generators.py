"""Invariants of every generator: points that may be asked about, all different, and the same for the same seed."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from askless.synthesis import Domain
from askless.synthesis.domain import Category, Integer, Linear, Mixture, Real
from askless.synthesis.generators.generator import Generator, generators
from askless.synthesis.models.named import point_model
from askless.synthesis.optimise.candidates import fresh
from askless.synthesis.round import Proposal, Round

DOMAINS = {
    "box": Domain.box([0, -1, 5], [1, 1, 50]),
    "mixed": Domain(
        [Real("a", 0, 10), Integer("n", 1, 6), Category("c", ["p", "q", "r"])], [Linear({"a": 1, "n": 1}, at_most=12)]
    ),
    "mixture": Domain([Mixture("blend", ["x", "y", "z"]), Real("t", 0, 1)]),
    "discrete": Domain([Integer("n", 0, 9), Category("c", ["p", "q"])]),
}
OURS = [
    (name, part) for name, part in generators.items() if not part.own_model and name != "bisection"
]  # those have tests of their own, and needs that no plain round meets
OFTEN = ("alc", "bald", "epig", "expected_improvement", "latin_hypercube", "margin", "max_variance", "random", "sobol")
CASES = [
    pytest.param(part, task, domain, id=f"{name}-{task}-{where}")
    for name, part in OURS
    for task in part.tasks
    if task != "multilabel"
    for where, domain in DOMAINS.items()
    if where == "mixed" or name in OFTEN  # the other scores differ from these in one line
]
_MODELS: dict[Any, Any] = {}


def round_of(domain: Domain, task: Any, needs: bool = True, **changes: Any) -> Round:
    """A round with a dozen answers; models are fitted once."""
    points = domain.sample(40, np.random.default_rng(0))
    points = points[fresh(points, points[:0])][:12]
    numbers = np.sin(5 * points[:, 0]) + points[:, -1]
    answers: Any = numbers if task == "real" else (numbers > np.median(numbers)).astype(np.int64)
    key = id(domain), task
    if needs and key not in _MODELS:
        _MODELS[key] = point_model(None, domain, task, seed=0)
        _MODELS[key].fit(points, answers, 2 if task == "classes" else 0)
    nothing = np.empty((0, domain.width))
    given: dict[str, Any] = {
        "domain": domain, "task": task, "label_names": ("no", "yes") if task == "classes" else (), "points": points,
        "answers": answers, "pending": nothing, "unanswerable": nothing, "real": nothing, "real_answers": np.empty(0),
        "model": _MODELS.get(key) if needs else None, "seed": 0, "number": len(points),
    }  # fmt: skip
    return Round(**given | changes)


def check(round: Round, proposal: Proposal, k: int) -> None:
    points = proposal.points
    assert 0 < len(points) <= k
    assert points.shape == (len(points), round.domain.width)
    assert proposal.scores.shape == (len(points),)
    assert np.isfinite(proposal.scores).all()
    assert len(proposal.why) == len(points)
    assert all(why and why[0] == why[0].lower() and not why.endswith(".") for why in proposal.why)
    assert round.domain.allowed(points).all()
    assert round.plausible(points).all()
    assert fresh(points, round.taken).all()


@pytest.mark.parametrize(("generator", "task", "domain"), CASES)
def test_proposals(generator: Generator, task: Any, domain: Domain) -> None:
    round = round_of(domain, task, bool(generator.needs))
    proposal = generator.propose(round, 2)
    check(round, proposal, 2)
    assert len(proposal.points) == 2
    again = generator.propose(round, 2)
    np.testing.assert_array_equal(again.points, proposal.points)
    assert again.why == proposal.why


@pytest.mark.parametrize(("generator", "task", "domain"), [case for case in CASES if "discrete" not in str(case.id)])
def test_the_guard_and_what_waits_are_honoured(generator: Generator, task: Any, domain: Domain) -> None:
    column = 0

    def plausible(points: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        return points[:, column] < 0.5

    some = domain.sample(64, np.random.default_rng(5))
    some = some[plausible(some)]
    round = round_of(domain, task, bool(generator.needs), plausible=plausible, pending=some[:2], unanswerable=some[2:3])
    check(round, generator.propose(round, 2), 2)


@pytest.mark.parametrize(("name", "generator"), OURS)
def test_it_says_what_it_is(name: str, generator: Generator) -> None:
    assert generator.name == name
    assert generator.summary.startswith("asks ")
    assert generator.reference
    assert generator.when_not
    assert generator.__doc__
    assert set(generator.tasks) <= {"classes", "real", "multilabel"}


@pytest.mark.parametrize("name", ["random", "sobol", "latin_hypercube"])
def test_baselines_look_at_no_answer_and_go_on(name: str) -> None:
    domain = DOMAINS["box"]
    generator = generators.get(name)
    nothing = np.empty((0, 3))
    asked = nothing
    for _ in range(8):
        round = round_of(domain, "real", False, points=asked, answers=np.zeros(len(asked)), number=len(asked))
        proposal = generator.propose(round, 5)
        assert len(proposal.points) == 5
        asked = np.concatenate([asked, proposal.points])
    assert fresh(asked, nothing).all()
    spread = np.sort(asked, axis=0)
    assert (np.diff(spread, axis=0).max(axis=0) < 0.35).all()
    if name == "sobol":
        whole = generator.propose(round_of(domain, "real", False, points=nothing, answers=np.zeros(0), number=0), 40)
        np.testing.assert_allclose(whole.points, asked)


def test_sobol_of_a_small_domain_ends() -> None:
    domain = Domain([Integer("n", 0, 2)])
    round = round_of(domain, "real", False, points=np.array([[0.0]]), answers=np.zeros(1), number=5_000_000)
    proposal = generators.get("sobol").propose(round, 5)
    assert sorted(proposal.points[:, 0].tolist()) == [0.5, 1.0]
