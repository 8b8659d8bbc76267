"""What holds for every adaptation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from askless.core.pack import pack, unpack
from askless.errors import UnknownNameError, UsageError
from askless.models.online.linear import Linear
from askless.models.online.naive_bayes import NaiveBayes
from askless.models.online.softmax import Softmax
from askless.stream.adaptation.active import Active
from askless.stream.adaptation.adaptation import Act, adaptations
from askless.stream.adaptation.named import adaptation_of
from askless.stream.batch import Batch, Told
from askless.stream.drift.ddm import DDM

TEXTS = [
    "passive",
    "passive:0.99",
    "passive:window=150",
    "passive:ensemble",
    "passive:ensemble=0.9+1.0",
    "frozen",
    "frozen:50",
    "active:adwin",
    "active:hddm_a:on_drift=reset",
    "active:ddm:burst=20:look=ks+margin_density",
    "active:hddm_w:on_warning=none",
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
    assert Active(DDM(drift=4.0)).title == "active:ddm(drift=4.0)"
    assert Active(DDM()).title == "active:ddm"
