"""What holds for every detector that sees errors."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from askless.core.noise import uniform
from askless.core.pack import pack, unpack
from askless.stream.drift.detector import ErrorDetector, detectors

NAMES = [name for name, kind in detectors.items() if issubclass(kind, ErrorDetector)]
EVERY = pytest.mark.parametrize("name", NAMES)
SEEN_WITHIN = {"adwin": 60, "hddm_a": 80, "ddm": 120, "kswin": 100, "page_hinkley": 120, "hddm_w": 120, "fhddm": 150}
LARGEST = 16_384
"""Bytes of a packed state, after 3,000 errors that are 0 or 1."""


def fresh(name: str) -> ErrorDetector:
    """A detector with default options."""
    detector = detectors.get(name)()
    assert isinstance(detector, ErrorDetector)
    return detector


def errors(seed: int, *rates: tuple[float, int]) -> list[float]:
    """Errors of 0 and 1: so many at each rate."""
    chance = np.concatenate([np.full(n, rate) for rate, n in rates])
    return (uniform(seed, 0, np.arange(len(chance), dtype=np.uint64)) < chance).astype(float).tolist()


@EVERY
@pytest.mark.parametrize("constant", [0.0, 0.25, 1.0])
def test_a_constant_error_is_no_drift(name: str, constant: float) -> None:
    detector = fresh(name)
    assert {detector.update(constant) for _ in range(1_000)} == {""}


@EVERY
def test_false_alarms_are_as_rare_as_said(name: str) -> None:
    found = 0
    for rate in (0.05, 0.2, 0.5):
        detector = fresh(name)
        found += [detector.update(error) for error in errors(7, (rate, 5_000))].count("drift")
    assert found <= 1.5 * detector.nominal + 3  # so many more have a chance below 1 %


@EVERY
def test_a_rise_from_a_tenth_to_a_half_is_seen(name: str) -> None:
    delays, false = [], 0
    for seed in range(5):
        detector = fresh(name)
        levels = [detector.update(error) for error in errors(seed, (0.1, 800), (0.5, 600))]
        false += levels[:800].count("drift")
        delays.append(levels[800:].index("drift") + 1 if "drift" in levels[800:] else 600)
    assert false <= 1
    assert statistics.median(delays) <= SEEN_WITHIN.get(name, 400), delays


@EVERY
def test_an_improvement_is_no_drift(name: str) -> None:
    for seed in range(3):
        detector = fresh(name)
        levels = [detector.update(error) for error in errors(seed, (0.5, 400), (0.3, 400), (0.05, 600))]
        assert "drift" not in levels, f"at {levels.index('drift')} with seed {seed}"


@EVERY
@pytest.mark.parametrize("cut", [0, 1, 150, 505, 530])
def test_a_detector_goes_on_where_its_state_was_written(name: str, cut: int) -> None:
    before, after = fresh(name), fresh(name)
    stream = errors(2, (0.2, 500), (0.6, 400))
    for error in stream[:cut]:
        before.update(error)
    after.restore(unpack(pack(before.state())))
    assert pack(after.state()) == pack(before.state())
    assert [after.update(error) for error in stream[cut:]] == [before.update(error) for error in stream[cut:]]
    assert pack(after.state()) == pack(before.state())


@EVERY
def test_errors_between_0_and_1_are_taken_and_written(name: str) -> None:
    noise = uniform(5, 0, np.arange(600, dtype=np.uint64))
    stream = [*(noise[:300] * 0.2).tolist(), *(0.7 + noise[300:] * 0.3).tolist()]
    detector, twin = fresh(name), fresh(name)
    for error in stream[:301]:
        detector.update(error)
    twin.restore(unpack(pack(detector.state())))
    levels = [detector.update(error) for error in stream[301:]]
    assert levels == [twin.update(error) for error in stream[301:]]
    assert "drift" in levels or name == "eddm"  # which counts wrong answers, and would need more of them


@EVERY
def test_the_state_stays_small(name: str) -> None:
    detector = fresh(name)
    for error in errors(3, (0.2, 3_000)):
        detector.update(error)
    assert len(pack(detector.state())) <= LARGEST


@EVERY
def test_after_a_drift_it_starts_as_if_nothing_had_been_seen(name: str) -> None:
    detector, twin = fresh(name), fresh(name)
    stream = errors(1, (0.1, 500), (0.6, 1_500), (0.95, 200))
    levels = [detector.update(error) for error in stream]
    at = levels.index("drift") + 1
    assert levels[at:] == [twin.update(error) for error in stream[at:]]


@EVERY
def test_fresh_forgets_what_was_seen_and_keeps_the_options(name: str) -> None:
    detector = fresh(name)
    empty = pack(detector.state())
    for error in errors(0, (0.3, 100)):
        detector.update(error)
    assert pack(detector.fresh().state()) == empty
    assert detector.fresh() == fresh(name)


@EVERY
def test_warnings_come_from_those_that_say_so(name: str) -> None:
    detector = fresh(name)
    levels = {detector.update(error) for error in errors(0, (0.1, 1_000), (0.5, 600))}
    assert ("warning" in levels) == detector.warns
