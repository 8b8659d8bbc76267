"""The protocol that runs with the tests: its curves, and that it fails when it should."""

import numpy as np
import pytest

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocol.protocol import Options, protocols
from askless.bench.protocols.small import TABLES, TRAPS
from askless.errors import UnknownNameError


def curves(differences: dict[str, float], *, seeds: int = 10, model: str = "linear") -> list[Curve]:
    """Curves in which auto is above random by so much on each set, give or take a point."""
    found = []
    for name, difference in differences.items():
        noise = 0.01 * np.resize([1.0, -1.0], seeds)
        for seed in range(seeds):
            for strategy, value in (("auto", 0.7 + difference + noise[seed]), ("random", 0.7), ("margin", 0.69)):
                found.append(Curve(Cell(name, model, 10, strategy, seed), (10, 20), (value, value)))
    return found


def signs(found: list[Curve]) -> dict[str, str]:
    """What each gate says."""
    return {gate.name: gate.sign for gate in protocols.get("small").finding(found, Options()).gates}


def everywhere(difference: float = 0.011, **other: float) -> dict[str, float]:
    """Every set of the protocol, some of them otherwise."""
    return {**dict.fromkeys((*TABLES, *TRAPS), difference), **other}


def test_it_passes_when_auto_is_above_random() -> None:
    assert signs(curves(everywhere(iris=0.0), seeds=20)) == {
        "auto over random, linear model": "reached",
        "auto below random, any set": "reached",
    }


def test_it_fails_when_auto_is_below_random_in_the_mean_of_a_model() -> None:
    found = curves(everywhere(0.02), model="forest") + curves(everywhere(0.001, iris=-0.012, wine=-0.003), seeds=20)
    assert signs(found)["auto over random, forest model"] == "reached"
    assert signs(found)["auto over random, linear model"] == "missed"


def test_it_fails_when_auto_is_below_random_on_one_set() -> None:
    found = curves(everywhere(0.05, xor=-0.03), seeds=20)
    assert signs(found)["auto over random, linear model"] == "reached"
    assert signs(found)["auto below random, any set"] == "missed"
    (gate,) = [gate for gate in protocols.get("small").finding(found, Options()).gates if gate.passed is False]
    assert gate.measured == "xor (linear)"


@pytest.mark.parametrize(("sets", "seeds"), [({"wine": 0.011, "iris": 0.02}, 20), (None, 2), (None, 19)])
def test_a_part_of_the_sets_or_seeds_reaches_nothing(sets: dict[str, float] | None, seeds: int) -> None:
    assert {*signs(curves(sets or everywhere(), seeds=seeds)).values()} == {"open"}


def test_a_miss_that_the_rest_cannot_mend_is_said_early() -> None:
    assert signs(curves(everywhere(-0.1), seeds=5))["auto over random, linear model"] == "missed"
    assert signs(curves({"wine": -0.1, "iris": 0.3}, seeds=10)) == {
        "auto over random, linear model": "open",
        "auto below random, any set": "missed",
    }
    slightly = signs(curves({"wine": -0.0085, "iris": 0.3}, seeds=10))
    assert slightly["auto below random, any set"] == "open", "significant among two sets, not among nine"


@pytest.mark.parametrize("seeds", [2, 4])
def test_five_points_below_on_a_set_do_not_pass_with_few_seeds(seeds: int) -> None:
    found = signs(curves(everywhere(0.05, xor=-0.05), seeds=seeds))
    assert found["auto below random, any set"] != "reached"
    assert found["auto over random, linear model"] == "open"


def test_the_mean_is_missed_just_below_random() -> None:
    assert signs(curves(everywhere(1e-5), seeds=20))["auto over random, linear model"] == "reached"
    assert signs(curves(everywhere(-1e-5), seeds=20))["auto over random, linear model"] == "missed"


@pytest.mark.parametrize(("difference", "sign"), [(-0.0058, "reached"), (-0.012, "missed")])
def test_a_set_below_random_counts_after_correction(difference: float, sign: str) -> None:
    """With noise of a point p is 0.02 for the one, which is nothing among 18 tests, and far less for the other."""
    found = [*curves(everywhere(0.0, xor=difference), seeds=20), *curves(everywhere(0.0), model="forest")]
    assert signs(found)["auto below random, any set"] == sign


def test_one_seed_leaves_it_open() -> None:
    assert signs(curves({"wine": -0.1, "iris": 0.2}, seeds=1))["auto below random, any set"] == "open"


def test_without_random_there_is_nothing_to_say() -> None:
    alone = [curve for curve in curves({"wine": 0.1}) if curve.cell.strategy == "auto"]
    found = protocols.get("small").finding(alone, Options())
    assert found.gates == found.tables == ()
    assert not found.failed


def test_cells_are_those_of_the_options() -> None:
    small = protocols.get("small")
    assert len(small.cells(Options())) == 9 * 3 * (20 + 10)
    few = small.cells(Options(seeds=2, sets=("xor",), models=("forest",), strategies=("random",)))
    assert [cell.key for cell in few] == ["xor/forest/10/random/0", "xor/forest/10/random/1"]
    for wrong in (Options(sets=("x",)), Options(models=("x",)), Options(strategies=("x",)), Options(batches=(1,))):
        with pytest.raises(UnknownNameError, match="of this protocol"):
            small.cells(wrong)


@pytest.mark.parametrize("model", ["linear", "forest"])
def test_a_curve_depends_on_its_cell_alone(model: str) -> None:
    small = protocols.get("small")
    cells = small.cells(Options(seeds=1, sets=("iris",), models=(model,)))
    drawn = list(small.draw(cells, Options()))
    assert [curve.cell for curve in drawn] == cells
    assert drawn[0].labels == (10, 20, 30, 40, 45)
    assert list(small.draw(cells[2:], Options())) == drawn[2:]
