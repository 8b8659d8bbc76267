"""A user's own PyTorch module as a model."""

import copy

import numpy as np
import pytest

import askless
from askless.choose.strategy.strategy import strategies
from askless.errors import ModelError, NotReadyError, UnknownNameError
from askless.models.build import build
from askless.models.dropout import Subnetwork
from askless.models.model import Model
from askless.models.save import save

torch = pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")
from torch import nn  # noqa: E402

from askless.models.torch import TorchModel  # noqa: E402

ROWS = np.arange(60)


def layers(width: int = 5, n_labels: int = 3) -> nn.Sequential:
    """A small network, the same each time."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return nn.Sequential(nn.Linear(width, 16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, n_labels))


def pictures() -> nn.Sequential:
    """A small convolutional network for 8 x 8 grey images."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        body = (nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(0.2), nn.AdaptiveAvgPool2d(3))
        return nn.Sequential(*body, nn.Flatten(), nn.Linear(72, 3))


def indicators(y):
    """Three labels at once: "is 0", "is not 2", and one that is never set."""
    return np.stack([y == 0, y != 2, np.zeros(len(y))], axis=1).astype(np.uint8)


@pytest.fixture
def fitted(pools):
    """A network that has learnt three clouds of points, with their classes."""
    items, y = pools["array"]
    model = TorchModel(layers(), lr=0.01, device="cpu")
    model.prepare(items)
    model.fit(ROWS, y[ROWS], n_labels=3)
    return model, y


@pytest.mark.parametrize(("kind", "network"), [("array", layers), ("images", pictures)])
def test_it_learns_arrays_and_images(pools, kind, network):
    items, y = pools[kind]
    model = build(network(), items, seed=1)
    assert isinstance(model, Model)
    model.prepare(items)
    summary = model.fit(ROWS, y[ROWS], n_labels=3)
    assert summary["labels"] == 60
    proba = model.predict_proba(np.arange(60, 90))
    assert proba.dtype == np.float32
    assert (proba.argmax(axis=1) == y[60:90]).mean() > 0.7
    np.testing.assert_allclose(proba.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(model.predict_new(items.take(np.arange(60, 90))), proba, atol=1e-5)
    assert model.predict_new(items.take(ROWS[:0])).shape == (0, 3)


def test_the_module_given_stays_and_every_fit_begins_with_its_weights(pools, fitted):
    model, y = fitted
    before = copy.deepcopy(model.module.state_dict())
    first = model.predict_proba(ROWS)
    model.fit(ROWS[:20], y[:20], n_labels=3)
    model.fit(ROWS, y[ROWS], n_labels=3)
    np.testing.assert_array_equal(model.predict_proba(ROWS), first)
    assert all(torch.equal(weights, before[name]) for name, weights in model.module.state_dict().items())
    twin = model.clone()
    with pytest.raises(NotReadyError):
        twin.predict_proba(ROWS)
    twin.fit(ROWS, y[ROWS], n_labels=3)
    np.testing.assert_array_equal(twin.predict_proba(ROWS), first)


def test_the_generators_of_others_are_left_alone(pools, fitted):
    model, y = fitted
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    model.fit(ROWS, y[ROWS], n_labels=3)
    model.draws(ROWS)
    assert torch.equal(torch.rand(3), expected)


def test_it_stops_when_there_is_nothing_left_to_learn(pools, fitted):
    model, y = fitted
    model = TorchModel(layers(), epochs=500, lr=0.05)
    model.prepare(pools["array"][0])
    assert model.fit(ROWS, y[ROWS], n_labels=3)["epochs"] < 500


def test_classes_without_an_answer_get_none(pools, fitted):
    model, y = fitted
    rows = np.flatnonzero(y[ROWS] < 2)
    model.fit(rows, 2 * y[rows], n_labels=3)  # 0 and 2
    proba, draws, logits = model.predict_proba(ROWS), model.draws(ROWS), model.logits(ROWS)
    assert (proba[:, 1] == 0).all()
    assert (draws[:, :, 1] == 0).all()
    assert np.isfinite(logits).all()
    np.testing.assert_allclose(np.exp(logits), proba, atol=1e-6)


def test_several_labels(pools, fitted):
    model, y = fitted
    several = indicators(y)
    model.fit(ROWS, several[ROWS], n_labels=3)
    proba = model.predict_proba(np.arange(60, 90))
    assert ((proba[:, :2] >= 0.5) == several[60:90, :2]).mean() > 0.7
    np.testing.assert_allclose(proba[:, 2], 1 / 62, atol=1e-6)
    np.testing.assert_allclose(1 / (1 + np.exp(-model.logits(np.arange(60, 90)))), proba, atol=1e-5)
    assert model.draws(ROWS).shape == (60, 20, 3)
    error, _ = model.gradient_factors(ROWS)
    assert (np.abs(error) <= 0.5).all()


def test_the_embedding_is_what_enters_the_last_layer_or_what_leaves_a_named_one(pools, fitted):
    model, y = fitted
    x = torch.as_tensor(pools["array"][0].raw.astype(np.float32))
    with torch.no_grad():
        expected = model.network[:3](x).numpy()
    assert not model.network.training
    np.testing.assert_allclose(model.embedding(), expected, atol=1e-6)
    np.testing.assert_array_equal(model.embedding(np.array([3, 1, 3])), model.embedding()[[3, 1, 3]])
    named = TorchModel(layers(), embedding_layer="0", lr=0.01)
    named.prepare(pools["array"][0])
    with torch.no_grad():
        initial = layers()[0](x).numpy()
    np.testing.assert_allclose(named.embedding(), initial, atol=1e-6)  # before there are labels
    named.fit(ROWS, y[ROWS], n_labels=3)
    assert np.abs(named.embedding() - initial).max() > 0.01
    with pytest.raises(UnknownNameError, match="layer “4”"):
        TorchModel(layers(), embedding_layer="4")


def test_the_pool_goes_through_the_network_once_for_each_fit(pools, fitted):
    model, _ = fitted
    calls = []
    model.network.register_forward_hook(lambda *_: calls.append(1))
    model.predict_proba(np.arange(90))
    model.embedding()
    model.logits(ROWS)
    model.gradient_factors(ROWS)
    assert len(calls) == 1


def test_gradient_factors_are_those_of_autograd(fitted):
    model, _ = fitted
    error, points = model.gradient_factors(np.array([4]))
    model.network.zero_grad()
    z = model.network(torch.as_tensor(model._pool.take(np.array([4])).astype(np.float32)))
    nn.functional.cross_entropy(z, z.argmax(dim=1)).backward()
    np.testing.assert_allclose(np.outer(error[0], points[0]), model.network[3].weight.grad.numpy(), atol=1e-6)


def test_a_draw_is_one_network_for_all_items(fitted):
    model, _ = fitted
    draws = model.draws(np.arange(90))
    assert draws.shape == (90, 20, 3)
    assert draws.std(axis=1).max() > 0.01
    np.testing.assert_allclose(draws.sum(axis=2), 1, atol=1e-5)
    np.testing.assert_allclose(model.draws(np.array([70, 3])), draws[[70, 3]], atol=1e-6)  # whatever the batch
    np.testing.assert_array_equal(model.draws(np.arange(90)), draws)
    kept = np.flatnonzero(Subnetwork(model.network, model.seed, 0)._mask(model.network[2], 0, torch.zeros(1, 16))[0])
    with torch.no_grad():
        z = model.network[:2](torch.as_tensor(model._pool.take(np.arange(90)).astype(np.float32)))[:, kept] / 0.7
        z = z @ model.network[3].weight[:, kept].T + model.network[3].bias
    np.testing.assert_allclose(draws[:, 0], torch.softmax(z, dim=1).numpy(), atol=1e-5)


def test_dropout_of_channels_drops_whole_ones():
    network = nn.Sequential(nn.Dropout2d(0.5)).eval()
    with Subnetwork(network, 0, 3):
        out = network(torch.ones(2, 40, 3, 3))
    assert torch.equal(out[0], out[1])
    assert set(out[0].mean(dim=(1, 2)).tolist()) == {0.0, 2.0}
    assert torch.equal(network(torch.ones(1, 2, 1, 1)), torch.ones(1, 2, 1, 1)), "afterwards it is as before"


WRONG = {
    r"shape \(60, 2\) for 3 declared labels": ("array", lambda: TorchModel(layers(n_labels=2), batch_size=60)),
    "The loss of pass": ("array", lambda: TorchModel(layers(), optimizer=lambda p: torch.optim.SGD(p, lr=1e12))),
    "Give `inputs`": ("text", lambda: TorchModel(layers())),
    "no parameter that can learn": ("array", lambda: TorchModel(layers().requires_grad_(False))),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_fitted_is_said(pools, said):
    kind, make = WRONG[said]
    items, y = pools[kind]
    model = make()
    model.prepare(items)
    with pytest.raises(ModelError, match=said):
        model.fit(ROWS, y[ROWS], n_labels=3)


def test_what_a_network_does_not_have_is_said(pools, fitted):
    model, y = fitted
    with pytest.raises(ModelError, match="is no PyTorch module"):
        TorchModel("resnet")
    with pytest.raises(ModelError, match="has seen no items"):
        TorchModel(layers()).embedding()
    no_dropout = TorchModel(nn.Linear(5, 3))
    no_dropout.prepare(pools["array"][0])
    no_dropout.fit(ROWS, y[ROWS], n_labels=3)
    with pytest.raises(ModelError, match="no dropout layer"):
        no_dropout.draws(ROWS)
    no_linear = TorchModel(nn.Sequential(nn.Unflatten(1, (5, 1)), nn.Conv1d(5, 3, 1), nn.Flatten()))
    no_linear.prepare(pools["array"][0])
    with pytest.raises(ModelError, match="no linear layer"):
        no_linear.embedding()
    with pytest.raises(NotReadyError):
        model.fit(ROWS[:1], y[:1], n_labels=3)
    with pytest.raises(NotReadyError):
        model.predict_proba(ROWS)


def test_other_items_need_only_a_function_that_makes_tensors(pools):
    items, y = pools["text"]

    def letters(texts):
        return torch.tensor(
            [[text.count(letter) / len(text) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
        )

    model = TorchModel(layers(26), inputs=letters, lr=0.02)
    model.prepare(items)
    model.fit(ROWS, y[ROWS], n_labels=3)
    assert (model.predict_proba(np.arange(60, 90)).argmax(axis=1) == y[60:90]).mean() > 0.6


def test_export_says_what_it_cannot_and_what_to_do(pools, fitted, tmp_path):
    model, _ = fitted
    with pytest.raises(ModelError, match=r"cannot be written as a skops file.*torch\.save"):
        save(model, askless.Classes(("a", "b", "c")), pools["array"][0], tmp_path, trained_on=60)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("strategy", ["auto", "margin", "badge", "bald", "typiclust"])
def test_a_learner_around_a_module(pools, strategy):
    items, y = pools["array"]
    network = TorchModel(layers(), lr=0.02, epochs=60)
    learner = askless.PoolLearner(items.raw, network, labels=("a", "b", "c"), strategy=strategy)
    for _ in range(4):
        queries = learner.ask(5)
        learner.tell(queries.ids, ["abc"[y[row]] for row in queries.ids])
    assert len(learner.labels) == 20
    fitted = learner.model
    predicted = fitted.predict(items.raw)
    assert np.mean(predicted == np.array(list("abc"))[y]) > 0.6
    learner.tell(np.setdiff1d(np.arange(90), list(learner.labels))[:5], ["a"] * 5)
    learner.predict(items.raw[:2])
    assert fitted.predict(items.raw).tolist() == predicted.tolist(), "what was taken before does not change"


@pytest.fixture(scope="module")
def clouds():
    """200 points in three clouds."""
    y = np.arange(200) % 3
    return (np.random.default_rng(0).normal(size=(200, 5)) + 3 * np.eye(5)[y]).astype(np.float32), y


@pytest.mark.parametrize(
    ("several", "name"),
    [
        (several, name)
        for several, task in enumerate(("classes", "multilabel"))
        for name, part in strategies.items()
        if task in part.tasks and name != "per_cost"
    ],
)
def test_every_strategy_asks_by_a_module(clouds, several, name):
    points, y = clouds
    model = TorchModel(layers(), epochs=10, lr=0.02, n_draws=5, device="cpu")
    learner = askless.PoolLearner(points, model, labels=("a", "b", "c"), multilabel=bool(several), strategy=name)

    def tell(ids):
        learner.tell(ids, [["abc"[y[i]], "c"] if several else "abc"[y[i]] for i in ids])

    tell(range(6))
    for _ in range(2):
        queries = learner.ask(5)
        assert len(set(queries.ids)) == 5
        assert queries.random.all() == (name == "random"), queries.why
        tell(queries.ids)
    assert len(learner.labels) == 16


@pytest.mark.parametrize("wrapped", [False, True])
def test_it_gives_no_numbers(clouds, wrapped):
    model = TorchModel(layers()) if wrapped else layers()
    with pytest.raises(ModelError, match=r'are numbers: it is a model of labels\. Name .*: "ridge", "forest"'):
        askless.PoolLearner(clouds[0], model, labels=askless.Real())


def test_a_strategy_says_what_the_module_lacks(clouds):
    points, y = clouds
    lone = nn.Sequential(nn.Unflatten(1, (1, 5)), nn.Conv1d(1, 3, 5), nn.Flatten())
    lacks = {"bald": "has no dropout layer.*Put `nn.Dropout`", "badge": "no linear layer.*embedding_layer="}
    for name, said in lacks.items():
        learner = askless.PoolLearner(points, TorchModel(lone, epochs=2), labels=("a", "b", "c"), strategy=name)
        learner.tell(range(6), ["abc"[i] for i in y[:6]])
        with pytest.raises(ModelError, match=said):
            learner.ask(1)
