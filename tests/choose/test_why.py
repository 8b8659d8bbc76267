import numpy as np
import pytest

from askless.choose import why
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import toy_round


def test_classes() -> None:
    sentences = why.uncertain(["ham", "spam"], np.array([[0.47, 0.53], [0.5, 0.5]]), multilabel=False)
    assert sentences == ("torn between spam 0.53 and ham 0.47", "torn between ham 0.50 and spam 0.50")


@pytest.mark.parametrize(
    ("proba", "sentence"),
    [
        ([0.48, 0.6, 0.3], "unsure about sports 0.48 and 2 more"),
        ([0.48, 0.6, 0.1], "unsure about sports 0.48 and 1 more"),
        ([0.48, 0.99, 0.1], "unsure about sports 0.48"),
        ([0.1, 0.99, 0.2], "unsure about art 0.20"),
    ],
)
def test_labels(proba: list[float], sentence: str) -> None:
    assert why.uncertain(["sports", "news", "art"], np.array([proba]), multilabel=True) == (sentence,)


def test_coverage_and_unseen_classes() -> None:
    assert why.covers(0.2) == "nothing like it is labelled yet"
    assert why.covers(0.9) == "little like it is labelled yet"
    assert why.unseen(["b", "c", "d"]) == "“b” and 2 more have no example yet; this is unlike anything labelled"


def test_fallbacks() -> None:
    assert why.unready(("proba", "embedding")) == "drawn at random: the model cannot predict yet"
    assert why.unready(("embedding",)) == "drawn at random: the features are not ready yet"


def test_bald_tells_what_each_answer_tells() -> None:
    round = toy_round(n_items=30)
    choice = strategies.get("bald").choose(round, 3)
    assert choice.why == tuple(f"its answer tells {score:.2f} nats about the model" for score in choice.scores)
