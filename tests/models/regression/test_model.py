"""Models for numbers, addressed by row."""

import numpy as np
import pytest

from askless.data.items.items import Items
from askless.data.items.of import items_of
from askless.errors import ModelError, NotReadyError, UnknownNameError
from askless.models.build import build
from askless.models.built_in import names, offers

RNG = np.random.default_rng(0)
X = RNG.normal(size=(120, 5))
Y = 10.0 * X[:, 0] + X[:, 1] ** 2
ROWS = np.arange(60)


@pytest.mark.parametrize("name", ["ridge", "forest", "gaussian_process"])
def test_every_evidence_comes_by_row(name: str) -> None:
    model = build(name, items_of(X), task="real")
    model.prepare(items_of(X))
    with pytest.raises(NotReadyError):
        model.mean(ROWS)
    assert model.fit(ROWS, Y[ROWS])["labels"] == 60
    some = np.array([100, 3])
    assert model.mean(some).shape == model.std(some).shape == (2,)
    assert model.member_means(some).shape == (2, 10)
    np.testing.assert_allclose(model.mean(some), model.predict_new(X[some]), rtol=1e-5)
    np.testing.assert_allclose(model.mean(some), model.estimator().predict(X[some]), rtol=1e-5)
    np.testing.assert_allclose(model.std(some), model.std_new(X[some]), rtol=1e-4)
    assert model.member_means(some).std(axis=1).min() > 0
    twin = model.clone()
    twin.fit(ROWS, Y[ROWS])
    np.testing.assert_array_equal(twin.member_means(some), model.member_means(some))
    assert all(hasattr(model, kind) for kind in offers(name, "array", "real"))


@pytest.mark.parametrize("y", [[], [3.0], [3.0, 3.0]])
def test_equal_numbers_teach_nothing(y: list[float]) -> None:
    model = build(None, items_of(X), task="real")
    model.prepare(items_of(X))
    with pytest.raises(NotReadyError):
        model.fit(np.arange(len(y)), np.array(y))


@pytest.mark.parametrize("y", [[0.0, 1.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0]])
def test_members_see_two_numbers_however_few_there_are(y: list[float]) -> None:
    model = build("ridge", items_of(X), task="real")
    model.prepare(items_of(X))
    model.fit(np.arange(len(y)), np.array(y))
    assert np.isfinite(model.member_means(ROWS)).all()


def test_texts_have_numbers_too() -> None:
    texts = [f"a parcel of {n} {'heavy' if n % 2 else 'light'} books" for n in range(40)]
    items = items_of(texts)
    model = build(None, items, task="real")
    model.prepare(items)
    y = np.array([9.0 if n % 2 else 1.0 for n in range(40)])
    model.fit(np.arange(20), y[:20])
    assert np.abs(model.mean(np.arange(20, 40)) - y[20:]).max() < 4
    assert model.name == "ridge"


def test_models_are_found_by_what_an_answer_is() -> None:
    assert names("rows", "real") == ["ridge", "forest", "gaussian_process"]
    assert "ridge" not in names("rows")
    with pytest.raises(UnknownNameError, match="model for rows"):
        build("ridge", _table())
    with pytest.raises(UnknownNameError, match="model of numbers for rows"):
        build("linear", _table(), task="real")


def test_a_classifier_gives_no_numbers() -> None:
    from sklearn.linear_model import LogisticRegression

    with pytest.raises(ModelError, match="answers are numbers"):
        build(LogisticRegression(), items_of(X), task="real")


def _table() -> Items:
    import pandas as pd

    return items_of(pd.DataFrame({"a": [1.0, 2.0]}))
