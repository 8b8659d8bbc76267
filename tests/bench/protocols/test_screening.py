"""Protocol `screening`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.protocol import Options, protocols
from askless.bench.protocols.screening import ASKED, Screening, measures, read_in_order
from askless.errors import UsageError
from askless.models.screening import NaiveBayes
from askless.models.single_words import PoolSums


def test_everything_relevant_is_read_and_nothing_twice() -> None:
    rng = np.random.default_rng(0)
    relevant = np.arange(60) < 6
    x = csr_matrix(rng.random((60, 30)) * (rng.random((60, 30)) < 0.3) + relevant[:, None] * 0.2)
    order = read_in_order(x, relevant, 3)
    assert len(set(order.tolist())) == len(order)
    assert relevant[order].sum() == 6
    assert relevant[order[[0, 1]]].tolist() == [True, False]
    assert np.array_equal(order, read_in_order(x, relevant, 3))


def test_each_step_reads_what_a_model_fitted_anew_would() -> None:
    rng = np.random.default_rng(1)
    relevant = np.arange(40) < 5
    x = csr_matrix(rng.random((40, 12)))
    order = read_in_order(x, relevant, 0)
    how = NaiveBayes(find=1, factor=1.0, pool=lambda: PoolSums(np.asarray(x.sum(axis=0)).ravel(), 40))
    for at in range(2, len(order)):
        fitted = how.fit(x[order[:at]], relevant[order[:at]].astype(np.int64), 0)
        scores = x @ fitted.coef
        scores[order[:at]] = -np.inf
        assert scores[order[at]] == pytest.approx(scores.max(), abs=1e-5)


def test_reading_in_the_best_order_saves_all_but_the_relevant() -> None:
    found = measures(list(range(1, 21)), 1000)
    assert found["wss95"] == pytest.approx(100 * (0.95 - 0.019))
    assert found["rrf10"] == 100.0


def test_recall_beyond_95_percent_counts_in_the_published_measure_only() -> None:
    found = measures([1, 2, 3], 100)  # 95 % of three are three
    assert found["wss95"] - found["strict"] == pytest.approx(5.0)


def curve(name: str, seed: int, wss: float) -> Curve:
    facts = {"wss95": wss, "strict": wss, "rrf10": 80.0, "atd": 5.0}
    return Curve(Cell(name, "screening", 1, "most_likely", seed), (1,), (1.0,), facts)


@pytest.mark.parametrize(("off", "passed"), [(0.5, True), (-0.5, False)])
def test_gates_hold_means_against_what_was_asked(off: float, passed: bool) -> None:
    curves = [curve(name, seed, least + off) for name, least in ASKED.items() for seed in range(15)]
    finding = Screening().finding(curves, Options())
    assert [gate.passed for gate in finding.gates] == [passed] * 3


def test_too_few_runs_leave_it_open() -> None:
    finding = Screening().finding([curve("review_ace", 0, 99.0)], Options())
    assert [gate.passed for gate in finding.gates] == [None]


def test_a_run_on_a_real_review(shared_data: Path) -> None:
    protocol = protocols.get("screening")
    options = Options(data=shared_data, seeds=1, sets=("review_wilson",))
    (found,) = protocol.draw(protocol.cells(options), options)
    assert len(found.labels) == 22
    assert found.metric[-1] == 1.0


def test_other_batches_are_refused() -> None:
    assert Screening().cells(Options(seeds=1, batches=(1,)))
    with pytest.raises(UsageError, match="one at a time"):
        Screening().cells(Options(batches=(10,)))
