"""Settings of a PyTorch module that cannot be meant, and modules that fail."""

import numpy as np
import pytest

import askless
from askless.errors import ModelError, SourceError, UsageError

torch = pytest.importorskip("torch", reason="PyTorch is not installed: run `make test`")
from torch import nn  # noqa: E402

from askless.models.torch_settings import blamed  # noqa: E402


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"epochs": 0}, "`epochs` is 0. Give a whole number, 1 or more."),
        ({"epochs": -1}, "`epochs` is -1"),
        ({"epochs": 2.5}, "`epochs` is 2.5"),
        ({"epochs": True}, "`epochs` is True"),
        ({"batch_size": 0}, "`batch_size` is 0"),
        ({"patience": 0}, "`patience` is 0"),
        ({"n_draws": "x"}, "`n_draws` is 'x'"),
        ({"lr": 0}, "`lr` is 0. Give a number above 0"),
        ({"lr": -0.1}, "`lr` is -0.1"),
        ({"lr": float("nan")}, "`lr` is nan"),
        ({"lr": "fast"}, "`lr` is 'fast'"),
        ({"seed": "x"}, "`seed` is 'x'"),
        ({"device": "gpu"}, "`device` is 'gpu', which PyTorch does not know"),
        ({"device": "meta"}, "`device` is 'meta', which PyTorch finds not here"),
        ({"device": "cuda:99"}, "`device` is 'cuda:99', which PyTorch finds not here"),
        ({"optimizer": "adam"}, "`optimizer` is 'adam', which is no function. Give a function of the parameters"),
        ({"inputs": 3}, "`inputs` is 3, which is no function"),
    ],
)
def test_settings_that_cannot_be_meant(given, said):
    with pytest.raises(UsageError, match=r"\.") as error:
        askless.TorchModel(nn.Linear(2, 2), **given)
    assert said in str(error.value)


def test_settings_that_can():
    model = askless.TorchModel(nn.Linear(2, 2), epochs=np.int64(3), lr=1, device="cpu", optimizer=torch.optim.Adam)
    assert model.clone().epochs == 3


def test_a_module_for_other_items_is_blamed_for_its_failure():
    rng = np.random.default_rng(0)
    learner = askless.PoolLearner(rng.normal(size=(40, 5)), nn.Linear(7, 2), labels=["a", "b"], strategy="margin")
    queries = learner.ask(6)
    learner.tell(queries.ids, ["a", "b"] * 3)
    with pytest.raises(ModelError, match=r"Linear failed in training: RuntimeError: .*shapes.*It is given .*\(n, 5\)"):
        learner.ask(2)


def test_a_failing_optimiser_and_failing_inputs_are_told(pools):
    items, y = pools["array"]
    for given, said in [
        ({"optimizer": lambda parameters: None}, "gives None, which is no optimiser"),
        ({"inputs": lambda raw: raw.nothing}, "`inputs` failed on the raw items: AttributeError"),
        ({"inputs": lambda raw: raw}, "`inputs` failed on the raw items: AttributeError"),
    ]:
        model = askless.TorchModel(nn.Linear(5, 3), **given)
        model.prepare(items)
        with pytest.raises(ModelError, match=said):
            model.fit(np.arange(60), y[:60], n_labels=3)


def test_memory_that_runs_out_has_its_own_remedy():
    with pytest.raises(ModelError, match="smaller `batch_size`"), blamed("Net", "in training", "Look."):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate")


def test_a_class_is_no_model():
    pool = np.zeros((4, 2))
    said = r"`Linear` is a class, not a mod.*Give an object of it: Linear\(\.\.\.\)"
    with pytest.raises(ModelError, match=said):
        askless.PoolLearner(pool, nn.Linear, labels=["a", "b"]).ask(1)
    with pytest.raises(ModelError, match=said):
        askless.TorchModel(nn.Linear)
    with pytest.raises(ModelError, match="neither a scikit-learn classifier nor a PyTorch module"):
        askless.PoolLearner(pool, 3, labels=["a", "b"]).ask(1)


def test_tensors_and_channels_first_are_told_what_to_give():
    with pytest.raises(SourceError, match=r"The pool is a PyTorch tensor. .*numpy\(force=True\)"):
        askless.PoolLearner(torch.zeros(4, 2), labels=["a", "b"])
    with pytest.raises(SourceError, match="Channels come last"):
        askless.PoolLearner(np.zeros((4, 3, 8, 8)), labels=["a", "b"])
