"""A user's own PyTorch module as a model: probabilities, embeddings, draws and gradient factors.

PyTorch is an extra; it is imported when such a model is made, and nowhere else.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from importlib.util import find_spec
from numbers import Integral
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.chunks import spans
from askless.errors import ModelError, NotReadyError, UnknownNameError, UsageError
from askless.models.dropout import Subnetwork, dropouts
from askless.models.feature_model import require_contrast
from askless.models.fitted_module import FittedModule
from askless.models.heads import Head
from askless.models.model import Floats, PoolItems, Progress, Rows
from askless.models.tensors import tensor_of
from askless.models.torch_settings import blamed, device_of, require_callable, require_size, require_step
from askless.models.training import train

__all__ = ["TorchModel", "is_module"]

CHUNK = 256


def is_module(given: object) -> bool:
    """Whether an object is a PyTorch module; PyTorch is not imported for the question.

    Examples
    --------
    >>> is_module("tfidf_linear")
    False
    """
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(given, torch.nn.Module)


@dataclass(eq=False)
class TorchModel:
    """A PyTorch module over raw items, as a `Model`.

    A copy of the module is trained from its present weights in every round, so weights that were
    trained elsewhere are where it begins, and the object given stays as it was. What it says of
    the pool is kept until the next fit: (outputs + width of the embedding) * 4 bytes an item.

    Parameters
    ----------
    module : torch.nn.Module
        Gives logits of shape (n, n_outputs), a column for each declared label in their order; more
        columns than labels are left unused. Several labels at once are a sigmoid each.
    inputs : callable, optional
        Raw items in, tensor of shape (n, ...) out. Without it arrays go in as float32, and images as
        (n, channels, height, width), whole numbers divided by their largest possible value.
    embedding_layer : str, optional
        Name of the layer whose output is the embedding, as `named_modules` tells it; what enters
        the last linear layer if not given.
    epochs : int, default 200
        Passes at most.
    lr : float, default 1e-3
        Step size of AdamW.
    batch_size : int, default 32
        Batches hold this many items, or up to twice as many.
    patience : int, default 10
        Training stops after this many passes without a fall of the mean loss by one percent.
    optimizer : callable, optional
        Parameters that learn in, optimiser out, such as ``torch.optim.SGD``; then `lr` is not used.
    device : str, optional
        Such as "cpu" or "cuda:1"; a GPU if there is one.
    n_draws : int, default 20
        Networks drawn by Monte-Carlo dropout, see `askless.models.dropout`.
    seed : int, default 0
        For the order of the items, dropout and draws. On the CPU the same seed and the same labels
        give the same model; GPUs add numbers in no fixed order.

    Raises
    ------
    ModelError
        If PyTorch is not installed, or `module` is none; later, if the module fails on the items.
    UsageError
        If a setting cannot be meant, or the device is not there.
    UnknownNameError
        If the module has no layer named `embedding_layer`.

    Examples
    --------
    With PyTorch installed::

        network = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Dropout(0.2), nn.Linear(32, 3))
        model = askless.TorchModel(network, epochs=100)
        learner = askless.PoolLearner(array, model, labels=names, strategy="bald")
    """

    module: Any
    _: KW_ONLY
    inputs: Callable[[Any], Any] | None = None
    embedding_layer: str | None = None
    epochs: int = 200
    lr: float = 1e-3
    batch_size: int = 32
    patience: int = 10
    optimizer: Callable[[list[Any]], Any] | None = None
    device: str | None = None
    n_draws: int = 20
    seed: int = 0

    embedding_moves = True  # unlike the features of other models, it changes with every fit

    def __post_init__(self) -> None:
        if find_spec("torch") is None:
            raise ModelError("PyTorch is not installed.", "Install it: pip install 'askless[torch]'.")
        import torch

        if isinstance(self.module, type):
            name = self.module.__name__
            raise ModelError(f"`{name}` is a class, not a module.", f"Give an object of it: {name}(...).")
        if not isinstance(self.module, torch.nn.Module):
            raise ModelError(f"{self.module!r} is no PyTorch module.", "Give an object of a class of `nn.Module`.")
        for setting in ("epochs", "batch_size", "patience", "n_draws"):
            require_size(setting, getattr(self, setting))
        require_step(self.lr)
        require_callable("inputs", self.inputs, "Give a function that makes a tensor of raw items.")
        require_callable(
            "optimizer",
            self.optimizer,
            "Give a function of the parameters: lambda parameters: torch.optim.Adam(parameters, lr=0.001).",
        )
        if not isinstance(self.seed, Integral):
            raise UsageError(f"`seed` is {self.seed!r}.", "Give a whole number.")
        layers = [name for name, _ in self.module.named_modules() if name]
        if self.embedding_layer is not None and self.embedding_layer not in layers:
            raise UnknownNameError.of("layer", self.embedding_layer, layers)
        self.name: str = type(self.module).__name__
        self._device: Any = device_of(self.device)
        self._items: PoolItems | None = None
        self._network: Any = None
        self._head: Head | None = None
        self._have: npt.NDArray[np.bool_] = np.zeros(0, dtype=bool)  # rows of which `_kept` knows
        self._kept: tuple[Floats, Floats | None] | None = None

    def prepare(
        self, items: PoolItems, *, cache: Path | None = None, progress: Progress | None = None, later: bool = False
    ) -> None:
        """See `Model.prepare`; there is nothing to do before the first label."""
        self._items = items
        self._forget()

    def fit(self, rows: Rows, y: npt.NDArray[Any], *, n_labels: int) -> dict[str, Any]:
        """See `Model.fit`."""
        self._forget()
        require_contrast(y)
        head = Head.of(y, n_labels)
        module = copy.deepcopy(self.module).to(self._device)
        x = self._tensor(self._pool.take(rows))
        with blamed(self.name, "in training", _by_hand(x)):
            summary = train(
                module,
                x,
                head.loss(y, self._device),
                epochs=self.epochs,
                lr=self.lr,
                batch_size=self.batch_size,
                patience=self.patience,
                optimizer=self.optimizer,
                seed=self.seed,
            )
        self._network, self._head = module, head
        return {"labels": len(rows), "seen": len(head.seen), "classifier": self.name, **summary}

    def predict_proba(self, rows: Rows) -> Floats:
        """See `Model.predict_proba`."""
        return self._ready().proba(self._outputs(rows)[0])

    def predict_new(self, raw_items: Any) -> Floats:
        """See `Model.predict_new`."""
        head = self._ready()
        n = raw_items.shape[0] if hasattr(raw_items, "shape") else len(raw_items)
        if not n:
            return np.zeros((0, head.n_labels), dtype=np.float32)
        return head.proba(np.concatenate([self._forward(raw_items[span])[0] for span in spans(n, CHUNK)]))

    def logits(self, rows: Rows) -> Floats:
        """See `MoreEvidence.logits`."""
        return self._ready().logits(self._outputs(rows)[0])

    def embedding(self, rows: Rows | None = None) -> Floats:
        """What the network makes of the items before its last layer; it changes with every fit.

        Before the first fit it is that of the weights given: worth as much as these.

        Parameters
        ----------
        rows : int64 array of shape (n,), optional
            Items of the pool; all of them if not given.

        Returns
        -------
        points : float32 array of shape (n, width)
            In the order of `rows`.

        Raises
        ------
        ModelError
            If the module has no linear layer, and no `embedding_layer` is named.
        """
        points = self._outputs(np.arange(len(self._pool)) if rows is None else rows)[1]
        if points is None:
            raise ModelError(
                f"{self.name} has no linear layer whose input could be the embedding.",
                "Name a layer: embedding_layer=..., one of those that `named_modules` tells.",
            )
        return points

    def draws(self, rows: Rows) -> Floats:
        """See `MoreEvidence.draws`: networks drawn by dropout, the same for all items."""
        head = self._ready()
        if not dropouts(self._network):
            raise ModelError(
                f"{self.name} has no dropout layer, so no networks can be drawn from it.",
                "Put `nn.Dropout` before its last layer, or take a strategy that needs no `draws`.",
            )
        networks = [Subnetwork(self._network, self.seed, draw) for draw in range(self.n_draws)]
        found = np.zeros((len(rows), self.n_draws, head.n_labels), dtype=np.float32)
        for span in spans(len(rows), CHUNK):
            x = self._tensor(self._pool.take(rows[span]))
            for draw, network in enumerate(networks):
                with network:
                    found[span, draw] = head.proba(self._through(x)[0])
        return found

    def gradient_factors(self, rows: Rows) -> tuple[Floats, Floats]:
        """The two factors of the gradient of the loss in the weights of the last layer.

        For an item whose answer were the model's own, the gradient is the outer product of the two;
        distances and products between gradients follow from those of the factors, without the
        (n, n_labels * width) array.

        Parameters
        ----------
        rows : int64 array of shape (n,)
            Items of the pool.

        Returns
        -------
        error : float32 array of shape (n, n_labels)
            Probabilities minus the answer that the model holds most probable.
        embedding : float32 array of shape (n, width)
            See `embedding`.
        """
        head, proba = self._ready(), self.predict_proba(rows)
        return proba - head.own_answers(proba), self.embedding(rows)

    def estimator(self, names: Sequence[str] | None = None) -> Any:
        """The fitted module with scikit-learn's two methods; it cannot be written as skops."""
        frozen = copy.copy(self)  # the next fit makes a network of its own
        return FittedModule(frozen, None if names is None else tuple(names), several=self._ready().several)

    def clone(self) -> Self:
        """See `Model.clone`."""
        twin = replace(self)
        twin._items = self._items
        twin._forget()
        return twin

    @property
    def network(self) -> Any:
        """The fitted torch.nn.Module, in evaluation mode."""
        self._ready()
        return self._network

    def _forget(self) -> None:
        """No fit, and nothing known of the pool."""
        self._network, self._head, self._kept = None, None, None
        self._have = np.zeros(0 if self._items is None else len(self._items), dtype=bool)

    @property
    def _pool(self) -> PoolItems:
        """The items."""
        if self._items is None:
            raise ModelError("The model has seen no items yet.", "Call `prepare(items)` first.")
        return self._items

    def _ready(self) -> Head:
        if self._head is None:
            raise NotReadyError("The model has not been fitted yet.", "Label items of at least two labels first.")
        return self._head

    def _tensor(self, raw_items: Any) -> Any:
        """Raw items as what the module takes, on its device."""
        if self.inputs is None:
            return tensor_of(raw_items).to(self._device)
        with blamed("`inputs`", "on the raw items", "Let it make a tensor of shape (n, ...) of them."):
            return self.inputs(raw_items).to(self._device)

    def _outputs(self, rows: Rows) -> tuple[Floats, Floats | None]:
        """Logits and embedding of pool items, each computed once for each fit."""
        missing = np.unique(rows[~self._have[rows]])
        for span in spans(len(missing), CHUNK):
            found = self._forward(self._pool.take(missing[span]))
            if self._kept is None:
                n = len(self._pool)
                width = None if found[1] is None else np.empty((n, found[1].shape[1]), dtype=np.float32)
                self._kept = (np.empty((n, found[0].shape[1]), dtype=np.float32), width)
            for kept, new in zip(self._kept, found, strict=True):
                if kept is not None:
                    kept[missing[span]] = new
        self._have[missing] = True
        if self._kept is None:  # nothing was asked yet, and nothing is asked now
            return np.zeros((0, self._ready().n_labels), dtype=np.float32), np.zeros((0, 1), dtype=np.float32)
        logits, points = self._kept
        return logits[rows], None if points is None else points[rows]

    def _forward(self, raw_items: Any) -> tuple[Floats, Floats | None]:
        return self._through(self._tensor(raw_items))

    def _through(self, x: Any) -> tuple[Floats, Floats | None]:
        """Logits and embedding of a batch of tensors."""
        import torch

        if self._network is None:
            self._network = copy.deepcopy(self.module).to(self._device)
        network = self._network.eval()
        met: dict[str, Any] = {}
        if self.embedding_layer is not None:
            layer = network.get_submodule(self.embedding_layer)
            hooks = [layer.register_forward_hook(lambda layer, given, out: met.update(points=out))]
        else:  # of all linear layers the last one to run stays
            layers = [layer for layer in network.modules() if isinstance(layer, torch.nn.Linear)]
            hooks = [one.register_forward_pre_hook(lambda one, given: met.update(points=given[0])) for one in layers]
        try:
            with torch.inference_mode(), blamed(self.name, "in prediction", _by_hand(x)):
                z = network(x)
        finally:
            for hook in hooks:
                hook.remove()
        if self._head is not None:
            self._head.check(z)
        points = met["points"].flatten(1).float().cpu().numpy() if met else None
        return z.float().cpu().numpy(), points


def _by_hand(x: Any) -> str:
    """What to look at when the module fails on a tensor."""
    return f"It is given tensors of shape (n, {', '.join(map(str, x.shape[1:]))}): try it on one by hand."
