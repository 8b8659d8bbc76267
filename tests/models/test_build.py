"""Models by name."""

import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from askless.choose.evidence.kind import kinds
from askless.errors import ModelError, UnknownNameError
from askless.models.build import build
from askless.models.built_in import models, names, offers
from askless.models.sklearn import EstimatorModel


@pytest.mark.parametrize(
    ("kind", "default"),
    [("text", "tfidf_linear"), ("rows", "linear_or_boosted"), ("images", "gradients_linear"), ("array", "linear")],
)
def test_every_kind_of_items_has_one_default(pools, kind, default):
    assert names(kind)[0] == default
    for task in ("classes", "multilabel", "real"):
        assert sum(kind in part.default_for and task in part.tasks for _, part in models.items()) == 1
    assert build(None, pools[kind][0]).name == default


def test_a_model_has_its_registered_name(pools):
    for name, part in models.items():
        for kind in part.kinds:
            assert build(name, pools[kind][0], task=part.tasks[0]).name == name


def test_a_hyphen_is_an_underscore(pools):
    assert build("TFIDF-linear", pools["text"][0]).name == "tfidf_linear"


def test_unknown_names_list_the_near_ones(pools):
    with pytest.raises(UnknownNameError, match="tfidf_linear"):
        build("tfidf", pools["text"][0])
    with pytest.raises(UnknownNameError, match="model for text"):
        build("boosted", pools["text"][0])


def test_objects(pools):
    items = pools["array"][0]
    wrapped = build(LogisticRegression(), items)
    assert isinstance(wrapped, EstimatorModel)
    assert build(wrapped, items) is wrapped
    for wrong in (LogisticRegression, 3, print):
        with pytest.raises(ModelError, match=r"is a class, not a model|neither a scikit-learn classifier nor"):
            build(wrong, items)


@pytest.mark.parametrize(("name", "kind"), [(n, k) for n, part in models.items() for k in part.kinds])
def test_a_model_offers_what_it_says(name, kind):
    made = models.get(name).make(kind, 0)
    found = {evidence for evidence, about in kinds.items() if about.method is not None and hasattr(made, about.method)}
    assert set(offers(name, kind)) == found


@pytest.mark.parametrize("model", [Ridge(), RandomForestRegressor(), make_pipeline(StandardScaler(), Ridge())])
def test_a_regressor_is_told_what_it_is_for(pools, model):
    items = pools["array"][0]
    with pytest.raises(ModelError, match=r"predicts numbers, but answers are labels here\. Give `labels=askless\.Real"):
        build(model, items)
    with pytest.raises(
        ModelError, match=r'does not tell how sure it is\. Name .*: "ridge", "forest", "gaussian_process"\.'
    ):
        build(model, items, task="real")


def test_a_classifier_is_no_model_of_numbers(pools):
    with pytest.raises(
        ModelError, match="LogisticRegression cannot be used where answers are numbers: it is a model of labels"
    ):
        build(LogisticRegression(), pools["array"][0], task="real")
