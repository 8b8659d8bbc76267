"""Models as files."""

import json
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from askless.errors import ModelError, StorageError
from askless.models.build import build
from askless.models.built_in import models
from askless.models.save import load, save


@dataclass(frozen=True)
class Space:
    """A label space, as far as saving looks at it."""

    kind: str = "classes"
    names: tuple[str, ...] = ("zero", "one", "two, “three”")


pytestmark = pytest.mark.usefixtures("single_thread")
EVERY = [(kind, name) for name, part in models.items() for kind in part.kinds] + [("sparse", "linear")]


def fitted(pools, kind, name=None):
    items, y = pools[kind]
    model = build(name, items)
    model.prepare(items)
    model.fit(np.arange(60), y[:60], n_labels=3)
    return model, items


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_what_is_loaded_predicts_the_same(pools, tmp_path, kind, name):
    model, items = fitted(pools, kind, name)
    save(model, Space(), items, tmp_path, trained_on=60)
    raw = items.take(np.arange(60, 90))
    loaded = load(tmp_path)
    np.testing.assert_allclose(loaded.predict_proba(raw), model.predict_new(raw), atol=1e-5)
    expected = np.array(Space.names)[model.predict_new(raw).argmax(axis=1)]
    assert loaded.predict(raw).tolist() == expected.tolist()


def test_several_labels(pools, tmp_path):
    items, y = pools["text"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), np.stack([y == 0, y == 1], axis=1)[:60].astype(np.uint8), n_labels=2)
    saved = save(model, Space("multilabel", ("a", "b")), items, tmp_path / "m.skops", trained_on=60)
    raw = items.take(np.arange(60, 90))
    np.testing.assert_array_equal(load(saved.model).predict(raw), model.predict_new(raw) >= 0.5)


@pytest.mark.parametrize("kind", ["text", "rows", "images", "array"])
def test_the_example_runs_in_a_process_of_its_own(pools, tmp_path, kind):
    model, items = fitted(pools, kind)
    saved = save(model, Space(), items, tmp_path / "my model.skops", trained_on=60)
    source = saved.example.read_text()
    assert source.count("\n") == 3
    raw = {"text": ["The text of an item."], "rows": items.take(np.arange(1))}.get(kind)
    if raw is None:
        raw = np.zeros((1, *items.raw.shape[1:]))
    expected = load(saved.model).predict(raw)
    run = subprocess.run(
        [sys.executable, "-W", "error", saved.example], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == (f"{expected}\n", "")


def test_the_example_names_several_labels(pools, tmp_path):
    items, y = pools["text"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), np.stack([y >= 0, y == 1], axis=1)[:60].astype(np.uint8), n_labels=2)
    saved = save(model, Space("multilabel", ("a", "b")), items, tmp_path, trained_on=60)
    run = subprocess.run([sys.executable, saved.example], cwd=tmp_path, capture_output=True, text=True, check=True)
    (row,) = load(saved.model).predict(["The text of an item."])
    assert run.stdout == f"{[[name for name, on in zip('ab', row, strict=True) if on]]}\n"


def test_facts(pools, tmp_path):
    model, items = fitted(pools, "text")
    saved = save(model, Space(), items, tmp_path, trained_on=60)
    facts = json.loads(saved.facts.read_text())
    assert facts["labels"] == list(Space.names)
    assert (facts["model"], facts["items"], facts["space"], facts["trained_on"]) == (
        "tfidf_linear", "text", "classes", 60,
    )  # fmt: skip
    assert {"askless", "numpy", "python", "scikit-learn", "skops", "skrub"} == set(facts["versions"])


def shout(texts):
    """A step of the user's own."""
    return [text.upper() for text in texts]


def test_types_that_are_not_trusted_are_named(pools, tmp_path, monkeypatch):
    pipeline = make_pipeline(FunctionTransformer(shout), CountVectorizer(), LogisticRegression())
    monkeypatch.setitem(sys.modules, shout.__module__, sys.modules[__name__])
    model, items = fitted(pools, "text", pipeline)
    saved = save(model, Space(), items, tmp_path, trained_on=60)
    with pytest.raises(ModelError, match="shout"):
        load(saved.model)
    raw = items.take(np.arange(5))
    assert len(load(saved.model, trusted=[f"{shout.__module__}.shout"]).predict(raw)) == 5


def test_what_is_no_model(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"\x80\x04K\x01.")  # a pickle
    for path in (tmp_path, tmp_path / "model.skops", tmp_path / "absent.skops"):
        with pytest.raises(ModelError, match="no saved model"):
            load(path)


def test_a_folder_that_cannot_be_written(pools, tmp_path):
    model, items = fitted(pools, "array")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="could not be written"):
        save(model, Space(), items, tmp_path / "file" / "model.skops", trained_on=60)
