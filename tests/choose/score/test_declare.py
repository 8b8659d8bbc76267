import numpy as np
import pytest
from array_api_compat import array_namespace

from askless.choose.array import Array
from askless.choose.score.declare import Score, score, scores
from askless.choose.score.labels import mean_over_labels
from askless.choose.score.uncertainty.margin import margin
from askless.choose.strategy.strategy import strategies
from askless.core.registry import Registry
from askless.errors import UsageError
from askless.testing import check_strategy


@pytest.fixture
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Registry[Score]:
    """The registry as it is, of which nothing is kept that a test adds."""
    scores.walk()
    monkeypatch.setattr(scores, "_parts", dict(scores.items()))
    return scores


@pytest.mark.usefixtures("own_registry")
def test_one_function_is_a_strategy_everywhere() -> None:
    @score(
        example={"proba": [[0.5, 0.5], [0.9, 0.1]]},
        reference="A. Author, a paper",
        summary="asks about what is least concentrated",
        when_not="Never alone.",
    )
    def gini(proba: Array, /) -> Array:
        """One minus the sum of squares.

        The chance that two draws differ.
        """
        return 1.0 - array_namespace(proba).sum(proba * proba, axis=-1)

    assert gini(np.array([[0.5, 0.5]])).tolist() == [0.5]  # the function stays as it is
    assert strategies.get("gini").needs == ("proba",)
    assert "gini" in strategies.names()
    check_strategy("gini")


@pytest.mark.usefixtures("own_registry")
@pytest.mark.parametrize("name", ["margin", "auto"])
def test_a_name_is_taken_once(name: str) -> None:
    def function(proba: Array) -> Array:
        return proba[:, 0]

    function.__name__ = name
    declare = score(example={}, reference="", summary="")
    with pytest.raises(UsageError, match=name):
        (declare(function), strategies.names())


def test_multilabel_is_the_mean_of_yes_or_no_margins() -> None:
    proba = np.array([[0.9, 0.5, 0.2], [1.0, 0.0, 1.0]])
    np.testing.assert_allclose(mean_over_labels(margin, proba), -np.abs(2 * proba - 1).mean(axis=1))
