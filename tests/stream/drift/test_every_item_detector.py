"""What holds for every detector that sees items."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from askless.core.pack import pack, unpack
from askless.errors import UsageError
from askless.stream.batch import Batch
from askless.stream.drift.detector import ItemDetector, Level, detectors

NAMES = [name for name, kind in detectors.items() if issubclass(kind, ItemDetector)]
EVERY = pytest.mark.parametrize("name", NAMES)
FEATURES = 4


def fresh(name: str, **options: float) -> ItemDetector:
    """A detector."""
    detector = detectors.get(name)(**options)  # type: ignore[call-arg]
    assert isinstance(detector, ItemDetector)
    return detector


def stream(seed: int, n: int, shift_at: int | None = None, back: bool = False) -> Batch:
    """Items that move, and of which a model becomes less sure; with `back` surer."""
    draw = np.random.default_rng(seed)
    x, share = draw.normal(size=(n, FEATURES)), draw.random(n)
    if shift_at is not None:
        x[shift_at:] += 1.0
        some = draw.random(n - shift_at) < 0.4
        share[shift_at:][some] = 1.0 if back else 0.5
    return Batch(0, x, x, x, np.zeros(n), proba=np.column_stack([share, 1.0 - share]))


def look(detector: ItemDetector, batch: Batch, *cuts: int) -> list[Level]:
    """What it says of each of the pieces between the cuts."""
    edges = [0, *cuts, len(batch)]
    return [
        detector.look(Batch(a, batch.raw[a:b], batch.rows[a:b], batch.scaled[a:b], batch.times[a:b], batch.proba[a:b]))
        for a, b in pairwise(edges)
    ]


@EVERY
def test_alarms_on_a_stream_without_drift_are_as_rare_as_said(name: str) -> None:
    alarms = 0
    for seed in range(3):
        alarms += look(fresh(name), stream(seed, 10_000), *range(100, 10_000, 100)).count("drift")
    assert alarms <= 7  # 3 are the most in the mean; more than 7 have a chance of 1 % if they come independently


@EVERY
def test_items_that_move_are_seen_within_two_windows(name: str) -> None:
    levels = look(fresh(name), stream(0, 3_000, shift_at=1_500), *range(50, 3_000, 50))
    assert "drift" not in levels[:30]
    assert "drift" in levels[30:50]


@EVERY
def test_items_that_are_all_alike_are_no_drift(name: str) -> None:
    x = np.ones((2_000, FEATURES))
    batch = Batch(0, x, x, x, np.zeros(len(x)), proba=np.tile([0.6, 0.4], (len(x), 1)))
    assert set(look(fresh(name), batch, *range(100, 2_000, 100))) == {""}


@EVERY
def test_cutting_into_batches_changes_nothing(name: str) -> None:
    batch = stream(3, 2_400, shift_at=1_200)
    states, alarms = [], []
    for cuts in (range(1, 2_400), range(7, 2_400, 7), range(600, 2_400, 600)):
        detector = fresh(name)
        levels = look(detector, batch, *cuts)
        edges = [*cuts, 2_400]
        alarms.append([edges[at] // 600 for at, level in enumerate(levels) if level and edges[at] % 600 == 0])
        states.append(pack(detector.state()))
    assert states[0] == states[1] == states[2]
    whole = fresh(name)
    assert look(whole, batch) == ["drift"]
    assert pack(whole.state()) == states[0]


@EVERY
@pytest.mark.parametrize("cut", [0, 130, 450, 1_450])
def test_a_detector_goes_on_where_its_state_was_written(name: str, cut: int) -> None:
    batch = stream(1, 2_400, shift_at=1_400)
    one, two = fresh(name), fresh(name)
    first = Batch(0, batch.raw, batch.rows[:cut], batch.scaled[:cut], batch.times[:cut], batch.proba[:cut])
    rest = Batch(0, batch.raw, batch.rows[cut:], batch.scaled[cut:], batch.times[cut:], batch.proba[cut:])
    one.look(first)
    two.restore(unpack(pack(one.state())))
    cuts = range(50, len(rest), 50)
    assert look(one, rest, *cuts) == look(two, rest, *cuts)
    assert pack(one.state()) == pack(two.state())


@EVERY
def test_the_state_does_not_grow(name: str) -> None:
    detector = fresh(name)
    detector.look(stream(5, 1_000))
    size = len(pack(detector.state()))
    detector.look(stream(6, 5_000))
    assert len(pack(detector.state())) <= size + 20


@EVERY
def test_missing_values_and_new_features_are_taken(name: str) -> None:
    detector = fresh(name)
    batch = stream(4, 900)
    detector.look(batch)
    wider = np.hstack([batch.rows, np.zeros((900, 2))])
    wider[::3, 1], wider[0, 0] = np.nan, np.inf
    assert detector.look(Batch(900, wider, wider, wider, batch.times, batch.proba)) in ("", "drift")
    bare = np.zeros((900, 0))
    assert fresh(name).look(Batch(0, bare, bare, bare, batch.times)) == ""


@EVERY
def test_options_that_cannot_be_meant_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="`window` is 0"):
        fresh(name, window=0)
    with pytest.raises(UsageError, match="`false_alarms` is 1000"):
        fresh(name, false_alarms=1_000)


def test_a_surer_model_is_no_drift_for_the_margin() -> None:
    batch = stream(0, 3_000, shift_at=1_500, back=True)
    assert set(look(fresh("margin_density"), batch, *range(100, 3_000, 100))) == {""}
