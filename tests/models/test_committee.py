"""The bootstrap committee behind `draws`."""

import numpy as np
import pytest
from scipy.stats import poisson

import askless
from askless.choose.evidence.engine import Evidence
from askless.models.build import build
from askless.models.committee import resamples
from askless.models.linear import Linear
from askless.models.logits import logits_of


def test_a_row_counts_as_often_as_a_poisson_number_says():
    y = np.zeros(4000, dtype=np.int64)
    counts = np.bincount(resamples(np.arange(4000), y, 1, seed=3)[0], minlength=4000)
    share = np.bincount(counts, minlength=9)[:5] / 4000
    np.testing.assert_allclose(share, poisson(1).pmf(np.arange(5)), atol=0.03)


def test_members_differ_and_one_more_label_changes_no_other_row():
    y = np.arange(50) % 2
    before, after = resamples(np.arange(50), y, 3, seed=0), resamples(np.arange(51), np.append(y, 1), 3, seed=0)
    assert len({tuple(at) for at in before}) == 3
    assert [at[at < 50].tolist() for at in after] == [at.tolist() for at in before]
    assert resamples(np.arange(50), y, 3, seed=1)[0].tolist() != before[0].tolist()


def test_a_class_with_one_label_is_in_every_resample():
    y = np.array([0, 1] + [2] * 20)
    assert all(set(y[at]) == {0, 1, 2} for at in resamples(np.arange(22), y, 40, seed=0))
    on = np.eye(22, 1, dtype=np.uint8)
    assert all(set(on[at, 0]) == {0, 1} for at in resamples(np.arange(22), on, 40, seed=0))


def test_members_take_the_temperature_and_do_not_seek_it():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 3)), np.arange(60) % 2
    fitted = Linear().fit(x, y, seed=0)
    assert fitted.factor != 1
    assert Linear(c=2.0).member(fitted) == Linear(c=2.0, factor=fitted.factor)
    assert Linear(factor=0.5).fit(x, y, seed=0).factor == 0.5


def test_the_committee_is_fitted_once_for_each_fit(pools, monkeypatch):
    items, y = pools["array"]
    model = build(None, items)
    model.prepare(items)
    fits = []
    monkeypatch.setattr(Linear, "_solve", lambda *_, real=Linear._solve: fits.append(1) or real(*_))
    for size in (9, 12):
        model.fit(np.arange(size), y[:size], n_labels=3)
        assert len(fits) == 1
        model.draws(np.arange(5))
        model.draws(np.arange(90))
        assert len(fits) == 1 + model.members
        fits.clear()


def test_members_part_where_there_are_no_labels(pools):
    """A gap in the middle of a line: labels at both ends tell least of what lies between."""
    x = np.linspace(-1, 1, 81)[:, None]
    items = type(pools["array"][0])("array", x)
    model = build(None, items)
    model.prepare(items)
    rows = np.r_[0:20, 61:81]
    model.fit(rows, (rows > 40).astype(np.int64), n_labels=2)
    spread = model.draws(np.arange(81))[:, :, 1].std(axis=1)
    assert spread[35:46].mean() > 2 * spread[rows].mean()


def test_the_engine_offers_what_the_model_has_a_method_for(pools):
    items, y = pools["text"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(30), y[:30], n_labels=3)
    evidence = Evidence(model, len(items), n_labels=3, chunk_rows=7)
    assert evidence.offers("draws")
    assert not evidence.offers("annotations")
    np.testing.assert_allclose(evidence.get("draws"), model.draws(np.arange(90)), atol=1e-6)
    np.testing.assert_allclose(np.exp(evidence.get("logits")), evidence.get("proba"), atol=1e-6)


def test_the_engine_asks_a_committee_about_each_item_once(pools, monkeypatch):
    """The next queries are ranked batch after batch, and every batch looks at the same draws."""
    items, y = pools["array"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(30), y[:30], n_labels=3)
    rows = []
    monkeypatch.setattr(model, "draws", lambda some, real=model.draws: rows.extend(some) or real(some))
    evidence = Evidence(model, len(items), n_labels=3, chunk_rows=20)
    for _ in range(3):
        evidence.get("draws", np.arange(10, 90))
    assert len(rows) <= 81


@pytest.mark.parametrize("strategy", ["bald", "vote_entropy"])
def test_a_learner_asks_by_the_committee(pools, strategy):
    items, y = pools["array"]
    learner = askless.PoolLearner(items.raw, labels=("a", "b", "c"), strategy=strategy)
    learner.tell(np.arange(6), ["abc"[code] for code in y[:6]])
    queries = learner.ask(3)
    assert len(queries) == 3
    assert not queries.random.any()
    assert not set(queries.ids) & set(range(6))


def test_log_odds_stand_for_single_labels():
    assert logits_of(np.array([[0.5, 0.5]]), several=True).tolist() == [[0.0, 0.0]]
    sure = logits_of(np.array([[0.0, 1.0]], dtype=np.float32), several=True)
    assert sure[0, 0] == -sure[0, 1]
    assert np.isfinite(sure).all()
