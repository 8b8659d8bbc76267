"""What our detectors add to those of river."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from river import drift

from askless.core.pack import pack, unpack
from askless.errors import ModelError
from askless.models.online.softmax import Softmax
from askless.stream.adaptation.active import Active
from askless.stream.drift import adwin
from askless.stream.drift.adwin import ADWIN
from askless.stream.drift.ddm import DDM
from askless.stream.drift.fhddm import FHDDM
from askless.stream.drift.kswin import KSWIN


def test_adwin_says_what_river_says() -> None:
    ours, theirs = ADWIN(delta=0.002, clock=32), drift.ADWIN()
    stream = [float(i % 10 == 0 if i < 500 else i % 2) for i in range(800)]
    found = []
    for error in stream:
        theirs.update(error)
        found.append(theirs.drift_detected)
    assert [ours.update(error) == "drift" for error in stream] == found
    assert any(found)


def test_adwin_sees_an_improvement_and_keeps_it_to_itself() -> None:
    ours = ADWIN()
    for i in range(300):
        ours.update(float(i % 2))
    kept = len(ours.fed)
    levels = [ours.update(0.0) for _ in range(100)]
    assert set(levels) == {""}
    assert len(ours.fed) < kept


def test_adwin_forgets_the_older_half_of_a_long_calm_and_its_state_still_tells_the_future(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adwin, "LONGEST", 256)
    ours = ADWIN()
    for i in range(700):
        assert ours.update(float(i % 5 == 0)) == ""
        assert len(ours.fed) < 256
    twin = ADWIN()
    twin.restore(unpack(pack(ours.state())))
    assert ours.river.width == twin.river.width == len(ours.fed)
    more = [float(i % 4 > 0) for i in range(300)]
    levels = [ours.update(error) for error in more]
    assert levels == [twin.update(error) for error in more]
    assert "drift" in levels


def test_adwin_writes_one_bit_for_an_error_of_0_or_1() -> None:
    ours = ADWIN()
    for i in range(20_000):
        ours.update(float(i % 5 == 0))
    assert len(pack(ours.state())) < 20_000 / 8 + 200


def test_a_perfect_model_may_make_one_error() -> None:
    detector = DDM()
    levels = [detector.update(float(i == 200)) for i in range(300)]
    assert set(levels) == {""}
    theirs = drift.binary.DDM()
    for i in range(201):
        theirs.update(i == 200)
    assert theirs.drift_detected  # what the error that was not there is for


def test_fhddm_of_river_looks_for_a_fall_of_what_it_is_given() -> None:
    theirs = drift.binary.FHDDM()
    for i in range(400):
        theirs.update(i < 200)
        if theirs.drift_detected:
            break
    assert i < 399  # its input falls; so ours turns errors around
    ours = FHDDM(window=100)
    assert "drift" not in [ours.update(float(i < 200)) for i in range(400)]
    assert "drift" in [ours.update(float(i >= 200)) for i in range(400)]


def test_kswin_draws_the_same_sample_after_its_state_was_read() -> None:
    first = KSWIN(window=50, recent=15)
    for error in np.linspace(0, 1, 60).tolist():
        first.update(error)
    second = KSWIN(window=50, recent=15)
    second.restore(unpack(pack(first.state())))
    assert first.river._rng.random() == second.river._rng.random()


def test_without_river_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "river", None)
    with pytest.raises(ModelError, match=r"pip install 'askless\[stream\]'"):
        ADWIN().update(0.0)


def test_without_river_no_stream_begins_that_would_need_it_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "river", None)
    assert Active("adwin").watched == "adwin watches the errors on random answers."  # which does not need it
    with pytest.raises(ModelError, match="river, which is not installed"):
        Active("adwin").start(Softmax())
