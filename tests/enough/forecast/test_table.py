"""The table: chances that never fall, ranges within each other, and flags for what was never measured."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.enough.forecast.forecast import TOLERANCES
from askless.enough.forecast.outcome import EVEN
from askless.enough.forecast.table import Table, cell_of, shipped_table

TABLE = shipped_table()
RANGE = np.array(TABLE.data["range"])


def test_it_takes_at_most_ten_kilobytes() -> None:
    text = files("askless.enough.forecast").joinpath("table.json").read_bytes()
    assert len(text) <= 10_000
    assert set(json.loads(text)["tolerances"]) == set(TOLERANCES)


shares = st.lists(st.floats(-0.2, 1.2), min_size=10, max_size=10)


@given(
    share=shares,
    labels=st.integers(10, 3000),
    times=st.floats(1.01, 100.0),
    tolerance=st.sampled_from(sorted(TOLERANCES)),
    strategy=st.sampled_from(["random", "margin", "auto"]),
)
def test_whatever_the_features_a_forecast_is_coherent(
    share: list[float], labels: int, times: float, tolerance: str, strategy: str
) -> None:
    x = RANGE[0] + np.array(share) * (RANGE[1] - RANGE[0])
    items = max(int(labels * times), labels + 1)
    found = TABLE.predict(tolerance, x, labels=labels, items=items, classes=2, strategy=strategy)
    assert 0.0 <= found.chances[0] <= found.chances[1] <= found.chances[2] <= 1.0
    assert labels <= found.could_be[0] <= found.likely[0] <= found.likely[1] <= found.could_be[1] <= items
    assert found.likely[0] <= found.even <= found.nine <= items
    if found.chances[0] >= EVEN:
        assert found.even == found.likely[0] == labels
    elif found.chances[1] < 0.5:
        assert found.even >= min(2 * labels, items) - 1
    assert found == TABLE.predict(tolerance, x, labels=labels, items=items, classes=2, strategy=strategy)


def test_a_pool_that_twice_the_labels_exhaust_is_sure_to_be_enough() -> None:
    x = RANGE.mean(axis=0)
    assert TABLE.chances("0.01", x, 60, 100)[1:] == (1.0, 1.0)


def test_unknown_kinds_are_flagged() -> None:
    assert TABLE.unknown("linear", "auto", 500, 2) == ""
    assert TABLE.unknown("forest", "auto", 500, 2) == "the model “forest”"
    assert TABLE.unknown("linear", "badge", 500, 2) == "the strategy “badge”"
    assert TABLE.unknown("linear", "auto", 10**7, 2) == "pools of 10,000,000 items"
    assert TABLE.unknown("linear", "auto", 500, 999) == "999 classes"


@pytest.mark.parametrize("strategy", ["auto", "badge"])
def test_an_unknown_kind_takes_the_widest_width(strategy: str) -> None:
    about = {"labels": 40, "items": 900, "classes": 2, "strategy": strategy}
    found = TABLE.predict("0.01", RANGE.mean(axis=0), **about, unknown="this model")
    assert not found.known
    assert found.unknown == "this model"


def small(width: float) -> Table:
    """A table that says half-way, whatever the features."""
    line = [0.0] * 11
    cells = {f"{at} {name}": width for at in range(5) for name in ("random", "margin", "auto")} | {"unknown": 0.5}
    part = {
        "chances": [[-3.0, *line[1:]], [-2.0, *line[1:]], [-1.0, *line[1:]]],
        "quantiles": [[value, *line[1:]] for value in (0.38, 0.4, 0.45, 0.5, 0.55, 0.6, 0.62)],
        "widths": {"0.5": cells, "0.8": cells, "0.9": cells, "0.97": {"all": 0.2}},
    }
    data = {"range": [[0.0] * 10, [1.0] * 10], "tolerances": {"0.01": part}, "doubling": {"0": [0.01, 0.1]}}
    return Table(data)


def test_a_worked_example() -> None:
    found = small(0.1).predict("0.01", np.zeros(10), labels=10, items=100_000, classes=2, strategy="auto")
    assert found.chances == pytest.approx((0.0474, 0.1192, 0.2689), abs=1e-4)
    assert (found.even, found.likely) == (1000, (158, 6310))
    assert found.doubling == (0.01, 0.1)
    assert small(0.1).automatic(np.zeros(10), labels=10, items=100_000) == 19_055


def test_a_negative_width_narrows_and_never_turns_a_range_round() -> None:
    found = small(-0.3).predict("0.01", np.zeros(10), labels=10, items=100_000, classes=2, strategy="auto")
    assert found.likely == (1000, 1000)


def test_cells_are_by_labels_for_each_class() -> None:
    assert [cell_of(n, 2, "auto")[0] for n in (10, 20, 40, 100, 200)] == ["0", "1", "2", "3", "4"]
