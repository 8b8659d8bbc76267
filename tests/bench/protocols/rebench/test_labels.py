"""Labels to 98 % of the accuracy with the whole pool, by hand."""

from askless.bench.protocol.curve import Cell, Curve
from askless.bench.protocols.rebench.labels import labels_table


def curve(name: str, strategy: str, seed: int, metric: tuple[float, ...], *, start: float = 0.5) -> Curve:
    facts = {"full": 1.0, "start": start, "queries": len(metric), "aubc": 0.5}
    return Curve(Cell(name, "svm", 1, strategy, seed), tuple(21 + at for at in range(len(metric))), metric, facts)


STEPS = {"random": (0.5, 0.6, 0.7, 1.0), "margin": (0.5, 0.99, 1.0, 1.0), "auto": (0.99, 0.99, 1.0, 1.0)}


def test_both_ways_of_counting() -> None:
    (table,) = labels_table([curve("sonar", strategy, 0, metric) for strategy, metric in STEPS.items()])
    head, row = table.head, table.rows[0]
    assert dict(zip(head, row, strict=True)) == {
        "set": "sonar",
        "seeds": "1",
        "random": "24",
        "margin": "22",
        "auto": "21",
        "margin / random, all labels": "0.92",
        "auto / random, all labels": "0.88",
        "margin / random, questions": "0.50",
        "auto / random, questions": "0.25",
    }
    assert table.rows[1] == ("median of 1", "", "", "", "", "0.92", "0.88", "0.50", "0.25")


def test_the_curve_is_that_of_the_mean_over_common_seeds() -> None:
    late = (0.5, 0.5, 0.5, 1.0)
    curves = [
        curve("sonar", strategy, seed, late if seed else STEPS[strategy]) for strategy in STEPS for seed in (0, 1)
    ]
    (table,) = labels_table([*curves, curve("sonar", "random", 7, (1.0, 1.0, 1.0, 1.0))])
    assert table.rows[0][:5] == ("sonar", "2", "24", "24", "24")


def test_labels_that_are_given_may_do() -> None:
    curves = [curve("ex8b", strategy, 0, metric, start=0.98) for strategy, metric in STEPS.items()]
    (table,) = labels_table(curves)
    assert table.rows[0][2:] == ("20", "20", "20", "1.00", "1.00", "–", "–")
    assert table.rows[1][-2:] == ("–", "–")


def test_a_set_without_all_strategies_is_left_out() -> None:
    assert labels_table([curve("sonar", "auto", 0, STEPS["auto"])]) == []
