"""A tiny transformer, made here, over a pool."""

import numpy as np
import pytest

from askless.errors import NotReadyError, UsageError
from askless.models.build import build
from askless.models.sequence.adapters.transformers import TransformersTagger

from ..conftest import TYPES, told

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore")  # of a library that is older than its neighbours
ROWS = np.arange(60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model of a few thousand weights that has learnt nothing, and a tokenizer that cuts words into letters."""
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast

    place = tmp_path_factory.mktemp("bert")
    words = sorted({token for one in told(60, 0).items.raw for token in one if token not in ("Anna", "Smith")})
    letters = sorted({letter for word in ("Anna", "Smith", "Zoe") for letter in word})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words, *letters, *("##" + one for one in letters)]
    (place / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)) + "\n")
    BertTokenizerFast(str(place / "vocab.txt"), do_lower_case=False).save_pretrained(place)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(dict.fromkeys(vocabulary)), hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    BertForTokenClassification(config).save_pretrained(place)
    return place


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_over_a_pool(story, other, folder, task) -> None:
    tagger = TransformersTagger(folder, TYPES if task == "spans" else None, epochs=15, rate=5e-3, longest=64, seed=1)
    model = build(tagger, story.items, task=task)
    model.prepare(story.items)
    y = story.y(task)[ROWS].copy()
    if task == "tags":
        y[3] = np.array([-1, *y[3][1:]])
    model.fit(ROWS, y, n_labels=story.n_labels(task))
    said = model.predict_new(other.items)
    if task == "tags":
        assert (said.codes == np.concatenate(list(other.tags))).mean() > 0.95
    else:
        gold = {(at, *span) for at, spans in enumerate(other.spans) for span in spans.tolist()}
        assert len(gold & set(map(tuple, said.spans.tolist()))) > 0.8 * len(gold)
    assert all(np.isfinite(one).all() for one in model.token_entropy(np.arange(90)))
    twin = model.clone()
    twin.fit(ROWS, y, n_labels=story.n_labels(task))
    np.testing.assert_allclose(twin.predict_new(other.items).confidence, said.confidence, atol=1e-5)


def test_long_sentences_are_read_in_parts(story, folder) -> None:
    short = TransformersTagger(folder, epochs=1, longest=8).fit(
        story.items.raw, [["X"] * len(o) for o in story.items.raw]
    )
    long = ["Anna", "meets", "Smith", "in", "Rome", "."] * 9
    pieces = short._pieces(short._tokenizer, long, 0)
    assert len(pieces) > 3
    assert np.concatenate([piece.words for piece in pieces]).tolist() == list(range(len(long)))
    assert all(len(piece.ids) <= 8 for piece in pieces)
    (found,) = short.predict_marginals([long])
    assert found.shape == (54, 1)


def test_a_last_layer_that_knows_the_labels_is_kept(story, folder, tmp_path) -> None:
    names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
    tags = [[names[min(code, 4)] for code in one] for one in story.tags]
    first = TransformersTagger(folder, epochs=1, longest=64).fit(story.items.raw, tags)
    first._model.save_pretrained(tmp_path)
    first._tokenizer.save_pretrained(tmp_path)
    again = TransformersTagger(tmp_path, epochs=0, longest=64).fit([["Anna"]], [["B-LOC"]])
    assert again.names == first.names
    new = [["Anna", "meets", "Bob"]]
    np.testing.assert_allclose(again.predict_marginals(new)[0], first.predict_marginals(new)[0], atol=1e-6)


def test_what_cannot_be(tmp_path) -> None:
    with pytest.raises(UsageError, match="holds no model of transformers"):
        TransformersTagger(tmp_path).fit([["a"]], [["X"]])
    with pytest.raises(NotReadyError, match="has not been fitted"):
        TransformersTagger(tmp_path).predict([["a"]])
