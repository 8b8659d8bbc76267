"""Models as files."""

import json
import subprocess
import sys
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image
from scipy.sparse import save_npz
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
EVERY = [(kind, name) for name, part in models.items() if "classes" in part.tasks for kind in part.kinds]
EVERY += [("sparse", "linear")]


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


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_a_tagger_of_sentences(pools, tmp_path, task):
    items, y = pools["tokens"]
    model = build(None, items, task=task)
    model.prepare(items)
    if task == "spans":  # each word of the first subject is one
        for row, codes in enumerate(y := y.copy()):
            places = items.offsets(row)[codes == 0]
            y[row] = np.column_stack([places, np.zeros(len(places), dtype=np.int64)])
    names = ("zero", "one", "two") if task == "tags" else ("sport",)
    model.fit(np.arange(60), y[:60], n_labels=len(names))
    saved = save(model, Space(task, names), items, tmp_path / "made", trained_on=60)
    raw = items.take(np.arange(60, 90))
    loaded = load(saved.model)
    said, called = model.predict_new(raw), names if task == "tags" else ("O", "B-sport", "I-sport")
    assert [tag for one in loaded.predict(raw) for tag in one] == [called[code] for code in said.codes]
    np.testing.assert_array_equal(
        np.concatenate(loaded.predict_marginals(raw)), np.concatenate(model.estimator(names).predict_marginals(raw))
    )
    (tmp_path / "a.txt").write_text(" ".join(raw[0]) + "\n", encoding="utf-8")
    done = run_example(saved, tmp_path / "a.txt")
    assert done.stdout.strip() == str(loaded.predict(raw[:1])[0]), done.stderr


def run_example(saved, *arguments):
    """What the example prints from another folder, warnings being errors."""
    command = [sys.executable, "-W", "error", saved.example, *map(str, arguments)]
    return subprocess.run(command, cwd=saved.example.parents[1], capture_output=True, text=True, check=False)


def write_items(folder, kind, raw):
    """Some items of a pool as a file that a person would have."""
    if kind == "text":
        (folder / "a.txt").write_text(raw[0], encoding="utf-8")
        return folder / "a.txt"
    if kind == "rows":
        raw.assign(more="x").to_csv(folder / "a.csv", index=False)
        return folder / "a.csv"
    if kind == "sparse":
        save_npz(folder / "a.npz", raw)
        return folder / "a.npz"
    np.save(folder / "a.npy", raw)
    return folder / "a.npy"


@pytest.mark.parametrize("kind", ["text", "rows", "images", "array", "sparse"])
def test_the_example_predicts_what_is_in_a_file(pools, tmp_path, kind):
    model, items = fitted(pools, kind)
    (tmp_path / "out").mkdir()
    saved = save(model, Space(), items, tmp_path / "out" / "my model.skops", trained_on=60)
    raw = items.take(np.arange(60, 61 if kind == "text" else 75))
    run = run_example(saved, write_items(tmp_path, kind, raw))
    expected = load(saved.model).predict(raw)
    assert (run.stdout, run.stderr) == ("".join(f"{answer}\n" for answer in expected), "")
    assert len(set(expected)) > 1 or kind == "text"
    assert "askless" not in saved.example.read_text() or kind == "images", "where the model needs none"


@pytest.mark.parametrize(("channels", "kept"), [((), np.uint8), ((3,), np.uint8), ((), np.uint16)])
def test_the_example_reads_an_image(pools, tmp_path, channels, kept):
    pictures, y = pools["images"]
    drawn = (pictures.raw / pictures.raw.max() * np.iinfo(kept).max).astype(kept)
    drawn = np.repeat(drawn[..., None], 3, axis=-1) if channels else drawn
    items = Folder("images", list(drawn))
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), y[:60], n_labels=3)
    (tmp_path / "out").mkdir()
    saved = save(model, Space(), items, tmp_path / "out", trained_on=60)
    Image.fromarray(drawn[61]).save(tmp_path / "a.png")
    run = run_example(saved, tmp_path / "a.png")
    (expected,) = load(saved.model).predict([drawn[61]])
    assert (run.stdout, run.stderr) == (f"{expected}\n", "")


class Folder:
    """Images, each by itself."""

    def __init__(self, kind, raw):
        self.kind, self.raw = kind, raw

    def __len__(self):
        return len(self.raw)

    def take(self, rows):
        return [self.raw[row] for row in rows]

    def fingerprint(self):
        return "folder"


def test_the_example_names_several_labels(pools, tmp_path):
    items, y = pools["text"]
    model = build(None, items)
    model.prepare(items)
    model.fit(np.arange(60), np.stack([y >= 0, y == 1], axis=1)[:60].astype(np.uint8), n_labels=2)
    saved = save(model, Space("multilabel", ("a", "b")), items, tmp_path, trained_on=60)
    (tmp_path / "a.txt").write_text(f"{items.raw[61]}\n{items.raw[62]}\n")
    for given in ([], [tmp_path / "nowhere.txt"]):
        lost = run_example(saved, *given)
        assert (lost.returncode, lost.stdout) == (1, "")
        assert lost.stderr.startswith("Call it with a file: python")
    rows = load(saved.model).predict(items.raw[61:63])
    run = run_example(saved, tmp_path / "a.txt")
    told = [[name for name, on in zip("ab", row, strict=True) if on] for row in rows]
    assert run.stdout == "".join(f"{names}\n" for names in told), "one text on each line"


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
