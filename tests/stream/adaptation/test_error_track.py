"""Errors as a detector takes them."""

from __future__ import annotations

from askless.core.pack import pack, unpack
from askless.stream.adaptation.error_track import ErrorTrack


def test_there_is_no_scale_before_thirty_squared_errors() -> None:
    track = ErrorTrack()
    assert {track.bounded(4.0) for _ in range(30)} == {None}
    assert track.bounded(4.0) == 0.5
    assert 0.99 < (track.bounded(1e6) or 0.0) < 1.0


def test_the_scale_falls_with_the_errors_and_never_rises() -> None:
    track = ErrorTrack()
    for _ in range(30):
        track.bounded(4.0)
    for _ in range(30):
        track.bounded(100.0)
    assert track.scale == 4.0
    for _ in range(30):
        track.bounded(1.0)
    assert track.scale == 1.0


def test_a_perfect_model_has_a_scale_too() -> None:
    track = ErrorTrack()
    for _ in range(31):
        track.bounded(0.0)
    assert track.bounded(0.0) == 0.0


def test_the_recent_mean_follows_and_is_written() -> None:
    track = ErrorTrack()
    for error in [0.0] * 100 + [1.0] * 40:
        track.note(error)
    assert round(track.mean, 3) == round(40 / 140, 3)
    assert track.recent > 0.8
    assert track.sentence(real=False) == "87% of the latest random items were predicted wrongly, 29% in all"
    twin = ErrorTrack()
    twin.restore(unpack(pack(track.state())))
    assert twin == track
