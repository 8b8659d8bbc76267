import numpy as np

from askless.synthesis.domain import Category, Domain, Integer, Real
from askless.synthesis.generators.generator import generators
from askless.synthesis.models.version_space import GeneralisedLinear
from askless.synthesis.round import Proposal, Round


def propose(domain, points, codes, k: int = 1, labels="ab", **more) -> Proposal:
    nothing = np.empty((0, domain.width))
    given = {
        "pending": nothing, "unanswerable": nothing, "real": nothing, "real_answers": np.empty(0, dtype=np.int64),
        "seed": 0, "number": len(points), "model": None, **more,
    }  # fmt: skip
    found = generators.get("bisection").propose(Round(domain, "classes", tuple(labels), points, codes, **given), k)
    assert len(found.points) == len(found.scores) == len(found.why)
    assert domain.allowed(found.points).all()
    return found


BOX = Domain.box([0, 0], [1, 1])


def test_between_two_answers() -> None:
    found = propose(BOX, np.array([[0.0, 0.2], [1.0, 0.2]]), np.array([0, 1]))
    assert np.allclose(found.points, [[0.5, 0.2]])
    assert "“a”" in found.why[0]
    assert found.scores[0] == 1.0


def test_gaps_close_by_halves() -> None:
    points, codes = np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([0, 1])
    for _ in range(7):
        asked = propose(BOX, points, codes)
        points = np.concatenate([points, asked.points])
        codes = (points[:, 0] > 0.37).astype(np.int64)
    low, high = points[codes == 0, 0].max(), points[codes == 1, 0].min()
    assert low < 0.37 < high
    assert high - low < 0.02
    closed = propose(BOX, points, codes)
    assert "below 1%" in closed.why[0]


def test_questions_spread_along_a_boundary() -> None:
    rng = np.random.default_rng(0)
    points = rng.random((20, 2))
    for _ in range(40):
        asked = propose(BOX, points, (points[:, 0] > 0.5).astype(np.int64))
        points = np.concatenate([points, asked.points])
    near = points[20:][np.abs(points[20:, 0] - 0.5) < 0.1]
    assert len(near) > 25
    assert np.ptp(near[:, 1]) > 0.8


def test_several_labels_have_a_boundary_each() -> None:
    points = np.array([[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]])
    found = propose(BOX, points, np.array([0, 1, 2]), k=3, labels="abc")
    assert len(found.points) == 3
    assert len({line.split("answer ")[1] for line in found.why}) == 3


def test_real_rows_with_known_answers_are_ends() -> None:
    real = np.array([[0.1, 0.5], [0.2, 0.5], [0.9, 0.5]])
    nothing = np.empty((0, 2))
    found = propose(BOX, nothing, np.empty(0, dtype=np.int64), real=real, real_answers=np.array([0, -1, 1]))
    assert np.allclose(found.points, [[0.5, 0.5]])


def test_the_boundary_of_a_model_costs_no_answer() -> None:
    rng = np.random.default_rng(0)
    points = rng.random((200, 2))
    model = GeneralisedLinear(2)
    model.fit(points, (points[:, 0] > 0.4).astype(np.int64), 2)
    found = propose(BOX, np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([0, 1]), model=model)
    assert abs(found.points[0, 0] - 0.4) < 0.03
    assert "the model sees the boundary" in found.why[0]
    other = propose(BOX, np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([1, 0]), model=model)
    assert other.points[0, 0] == 0.5  # it does not agree with the ends


def test_nothing_to_bisect_is_said() -> None:
    first = propose(BOX, np.empty((0, 2)), np.empty(0, dtype=np.int64), k=2)
    assert len(first.points) == 2
    assert "no two answers differ yet" in first.why[0]
    same = propose(BOX, np.array([[0.5, 0.5]]), np.array([0]))
    assert "no two answers differ yet" in same.why[0]
    assert same.scores[0] > 0.3


def test_waiting_and_untold_questions_close_a_gap() -> None:
    points, codes, middle = np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([0, 1]), np.array([[0.5, 0.5]])
    for which in ("pending", "unanswerable"):
        found = propose(BOX, points, codes, **{which: middle})
        assert np.linalg.norm(found.points - middle) > 0.3


def test_the_guard_is_kept() -> None:
    ends = np.array([[0.0, 0.5], [1.0, 0.5]])
    found = propose(BOX, ends, np.array([0, 1]), plausible=lambda given: given[:, 0] > 0.55)
    assert found.points[0, 0] == 0.625
    found = propose(BOX, ends, np.array([0, 1]), plausible=lambda given: given[:, 0] > 0.9)
    assert "plausible" in found.why[0]


def test_a_path_that_leaves_the_domain_is_none() -> None:
    ring = Domain.box([-1, -1], [1, 1], constraints=["x1 * x1 + x2 * x2 >= 0.25"])
    found = propose(ring, ring.points(np.array([[-0.9, 0.0], [0.9, 0.0]])), np.array([0, 1]))
    assert "no path" in found.why[0]


def test_steps_and_categories() -> None:
    domain = Domain([Integer("a", 0, 9), Category("b", ["x", "y"]), Real("c", 0, 1)])
    points = domain.points([{"a": 0, "b": "x", "c": 0.1}, {"a": 9, "b": "y", "c": 0.9}])
    found = propose(domain, points, np.array([0, 1]), k=3)
    assert len(np.unique(found.points, axis=0)) == 3
    near = domain.points([{"a": 4, "b": "x", "c": 0.5}, {"a": 5, "b": "x", "c": 0.5}])
    only = Domain([Integer("a", 0, 9)])
    found = propose(only, only.points([{"a": 4}, {"a": 5}]), np.array([0, 1]))
    assert "no path" in found.why[0]
    assert len(near)
