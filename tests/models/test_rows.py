"""Features of tables."""

import numpy as np

from askless.models import rows
from askless.models.build import build


def test_gaps_new_categories_and_columns_without_news_are_taken(pools):
    items, y = pools["rows"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), y[:60], n_labels=3)
    strange = items.raw.iloc[:2].assign(colour=["violet", None], size=[np.nan, 1e6], day=["not a day", None])
    proba = model.predict_new(strange)
    assert np.isfinite(proba).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-5)


def test_large_tables_are_learnt_from_a_part(pools, monkeypatch):
    items, y = pools["rows"]
    monkeypatch.setattr(rows, "LEARN_ROWS", 50)
    monkeypatch.setattr(rows, "CHUNK", 16)
    shares = []
    model = build("linear", items)
    model.prepare(items, progress=lambda sentence, share: shares.append(share))
    assert shares == sorted(shares)
    model.fit(np.arange(60), y[:60], n_labels=3)
    np.testing.assert_allclose(model.predict_new(items.raw), model.predict_proba(np.arange(90)), atol=1e-5)
