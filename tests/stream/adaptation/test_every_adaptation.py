"""What holds for every adaptation."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.pack import pack, unpack
from askless.errors import UnknownNameError, UsageError
from askless.models.online.linear import Linear
from askless.models.online.make import online_model
from askless.models.online.naive_bayes import NaiveBayes
from askless.models.online.softmax import Softmax
from askless.stream.adaptation.active import Active
from askless.stream.adaptation.adaptation import Act, adaptations
from askless.stream.adaptation.alarmed import Alarmed
from askless.stream.adaptation.named import adaptation_of
from askless.stream.adaptation.passive import Passive
from askless.stream.adaptation.titles import model_title
from askless.stream.batch import Batch, Told
from askless.stream.drift.ddm import DDM
from askless.stream.drift.detector import Detector, ErrorDetector, ItemDetector, detectors

TEXTS = [
    "passive",
    "passive:0.99",
    "passive:window=150",
    "passive:ensemble",
    "passive:ensemble=0.9+1.0",
    "passive:ensemble=0.9",
    "frozen",
    "frozen:50",
    "active:adwin",
    "active:hddm_a:on_drift=reset",
    "active:ddm:burst=20:look=ks+margin_density",
    "active:hddm_w:on_warning=none",
    "active:ddm(warm_start=50, drift=4):look=ks(window=50, every=50)+mmd",
    "hybrid:ddm",
    "hybrid:adwin:forgetting=0.99",
]
EVERY = pytest.mark.parametrize("text", TEXTS)


def stream(n: int, seed: int = 0, real: bool = False) -> tuple[Any, Any]:
    """Items whose labels change sides half-way."""
    x = np.random.default_rng(seed).normal(size=(n, 3))
    side = np.where(np.arange(n) < n // 2, x[:, 0], -x[:, 0])
    return x, side + 0.3 * x[:, 1] * x[:, 2] if real else (side > 0).astype(np.int64)


def step(adapting: Any, x: Any, y: Any, first: int) -> list[Any]:
    """Offer a few items, and answer them at once."""
    batch = Batch(first, x, x, x, np.zeros(len(x)))
    said = adapting.predict(batch, 0 if adapting.model.real else 2)
    batch = batch.with_evidence(**({"predicted": said} if adapting.model.real else {"proba": said}))
    told = Told(batch, y, np.full(len(x), 0.5), np.arange(first, first + len(x)) % 2 == 0)
    return [*adapting.look(batch), *adapting.learn(told)]


def test_every_adaptation_is_here() -> None:
    assert {text.partition(":")[0] for text in TEXTS} == set(adaptations.names())


@EVERY
def test_the_title_is_the_text(text: str) -> None:
    assert adaptation_of(text).title == text
    assert adaptation_of(adaptation_of(text)) is not None
    assert adaptation_of(text) == adaptation_of(adaptation_of(text).title)


@EVERY
@pytest.mark.parametrize("cut", [0, 37, 190, 260])
def test_one_goes_on_where_its_state_was_written(text: str, cut: int) -> None:
    x, y = stream(2_000)
    one, two = adaptation_of(text).start(Softmax()), adaptation_of(text).start(Softmax())
    for at in range(0, cut * 5, 5):
        step(one, x[at : at + 5], y[at : at + 5], at)
    two.restore(unpack(pack(one.state())))
    assert pack(two.state()) == pack(one.state())
    for at in range(cut * 5, len(x), 5):
        part = x[at : at + 5], y[at : at + 5], at
        assert step(one, *part) == step(two, *part)
    assert pack(two.state()) == pack(one.state())
    assert two.model.state().keys() == one.model.state().keys()  # type: ignore[union-attr]


@EVERY
def test_the_same_answers_give_the_same_state_and_readable_notices(text: str) -> None:
    x, y = stream(1_500, seed=1)
    states, notices = [], []
    for _ in range(2):
        adapting = adaptation_of(text).start(NaiveBayes())
        for at in range(0, len(x), 5):
            notices += step(adapting, x[at : at + 5], y[at : at + 5], at)
            assert 0.0 <= adapting.random_share <= 1.0
        states.append(pack(adapting.state()))
    assert states[0] == states[1]
    assert len(states[0]) < 60_000
    for notice in notices:
        assert notice.act in Act.__args__  # type: ignore[attr-defined]
        assert notice.sentence[-1] == "."
        assert unpack(pack(notice.about)) == notice.about


@EVERY
def test_numbers_are_taken(text: str) -> None:
    x, y = stream(1_600, real=True)
    adapting = adaptation_of(text).start(Linear())
    acts = [n.act for at in range(0, len(x), 5) for n in step(adapting, x[at : at + 5], y[at : at + 5], at)]
    if text.startswith(("active", "hybrid")):
        assert "drift" in acts
    batch = Batch(0, x[:10], x[:10], x[:10], np.zeros(10))
    assert adapting.predict(batch, 0).shape == (10,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("active:ADWNI", "adwin"),
        ("aktive", "active"),
    ],
)
def test_near_names_are_listed(text: str, words: str) -> None:
    with pytest.raises(UnknownNameError, match=words):
        adaptation_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "active:adwin:colour=red",
        "active:adwin:ddm",
        "active:adwin:burst=many",
        "active:ks",
        "active:adwin:burst=",
        "passive:often",
        "passive:window",
        "passive:ensemble=often",
        "passive:ensemble=0.9+2",
        "active:ddm(drift=4",
        "active:ddm(drifts=4)",
        "active:ddm(4)",
        "frozen:never",
    ],
)
def test_what_cannot_be_meant_is_refused_in_two_sentences(text: str) -> None:
    with pytest.raises(UsageError) as raised:
        adaptation_of(text)
    assert raised.value.problem.endswith(".")
    assert raised.value.remedy.endswith(".")


def test_neither_text_nor_adaptation() -> None:
    with pytest.raises(UsageError, match="`adaptation` is 3"):
        adaptation_of(3)  # type: ignore[arg-type]


def test_a_detector_with_options_shows_them() -> None:
    assert Active(DDM(drift=4.5)).title == "active:ddm(drift=4.5)"
    assert Active(DDM(drift=4.0)).title == Active("ddm(drift=4)").title == "active:ddm(drift=4)"
    assert Active(DDM()).title == "active:ddm"


def options_of(detector: Detector) -> tuple[str, dict[str, Any]]:
    """Its name and the values of its options."""
    given = [part.name for part in fields(detector) if part.init]  # type: ignore[arg-type]  # all are dataclasses
    return detector.name, {name: getattr(detector, name) for name in given}


def other(kind: type[Detector], share: float) -> Detector:
    """One with other options than the default: whole numbers twice as large, others less."""
    _, options = options_of(kind())
    doubled = {name: 2 * value for name, value in options.items() if isinstance(value, int)}
    less = {name: value * (0.5 + 0.5 * share) for name, value in options.items() if isinstance(value, float)}
    return kind(**{**doubled, **less})


SHARES = st.floats(0.01, 1.0) | st.sampled_from([1e-5, 1])
ERRORS = st.sampled_from([name for name in detectors.names() if issubclass(detectors.get(name), ErrorDetector)])
ITEMS = st.sampled_from([name for name in detectors.names() if issubclass(detectors.get(name), ItemDetector)])


def chosen(name: str, share: float, way: int) -> str | Detector:
    """A detector by its name, as an object, or with other options."""
    return (name, detectors.get(name)(), other(detectors.get(name), share))[way]


WAYS = st.integers(0, 2)
ALARMED = st.fixed_dictionaries(
    {"detector": st.builds(chosen, ERRORS, st.floats(0.5, 1.0), WAYS)},
    optional={
        "look": st.lists(st.builds(chosen, ITEMS, st.floats(0.9, 1.0), WAYS), min_size=1, max_size=3).map(tuple),
        "burst": st.floats(0.0, 1e30) | st.integers(0, 999),
        "watch": SHARES, "share": SHARES, "alpha": SHARES,
        "patience": st.integers(1, 10**9),
        "on_warning": st.sampled_from(["shadow", "none"]), "on_drift": st.sampled_from(["shadow", "reset", "none"]),
    },
)  # fmt: skip
PASSIVE: st.SearchStrategy[dict[str, Any]] = (
    st.just({})
    | st.builds(lambda value: {"forgetting": value}, SHARES)
    | st.builds(lambda value: {"window": value}, st.integers(2, 10**9))
    | st.builds(lambda value: {"ensemble": value}, st.booleans() | SHARES | st.lists(SHARES, min_size=1, max_size=4))
)
OPTIONS = (
    st.tuples(st.sampled_from(["active", "hybrid"]), ALARMED)
    | st.tuples(st.just("passive"), PASSIVE)
    | st.tuples(st.just("frozen"), st.builds(lambda value: {"labels": value}, st.integers(0, 10**9)))
)


SAME = ("on_warning", "on_drift", "burst", "watch", "share", "alpha", "patience")


@given(OPTIONS)
def test_every_title_is_read_as_what_has_it(drawn: tuple[str, dict[str, Any]]) -> None:
    name, options = drawn
    one = adaptations.get(name)(**options)
    twin = adaptation_of(one.title)
    assert twin.title == one.title
    if isinstance(one, Passive):
        assert twin == one
    if isinstance(one, Alarmed):
        assert isinstance(twin, Alarmed)
        assert options_of(twin.error_detector()) == options_of(one.error_detector())
        assert list(map(options_of, twin.item_detectors())) == list(map(options_of, one.item_detectors()))
        assert [getattr(twin, part) for part in SAME] == [getattr(one, part) for part in SAME]


def test_models_with_other_options_have_other_titles() -> None:
    names = ["softmax", "softmax(forgetting=0.9)", "naive_bayes", "committee(softmax, members=5)", "committee(softmax)",
             "committee(softmax(forgetting=0.9), members=5)"]  # fmt: skip
    titles = [model_title(online_model(name)) for name in names]
    assert len(set(titles)) == len(names)
    assert titles == [model_title(online_model(name).fresh()) for name in names]
