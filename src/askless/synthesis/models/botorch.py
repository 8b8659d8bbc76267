"""A model of BoTorch over points, with the gradients that PyTorch takes through its posterior.

BoTorch is an extra; it is imported when such a model is made. Its import warns of what other packages have deprecated,
which is none of the user's business.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from importlib.util import find_spec
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from askless.core.task import Task
from askless.errors import EvidenceError, ModelError, NotReadyError
from askless.models.threads import one_thread
from askless.synthesis.domain.space import Points, Space
from askless.synthesis.models.gaussian_process import require_two_numbers
from askless.synthesis.models.gradients import CovarianceAt
from askless.synthesis.models.model import Float64s, PointModel
from askless.synthesis.models.registered import Named, point_models

__all__ = ["BotorchModel", "is_botorch"]


def is_botorch(given: object) -> bool:
    """Whether an object is a model of BoTorch, or a class of them; BoTorch is not imported for the question."""
    family = given.__mro__ if isinstance(given, type) else type(given).__mro__
    return any(one.__module__.partition(".")[0] == "botorch" for one in family)


class BotorchModel:
    """A model of BoTorch for numbers.

    Parameters
    ----------
    given : callable or model, optional
        Training points (n, width) and answers (n, 1) in, a model out: a class such as ``SingleTaskGP``, or a function;
        `SingleTaskGP` if not given. Of a model that is given itself, a copy takes the new data.
    tune : bool, default True
        Whether its hyperparameters are fitted by BoTorch to every set of answers.

    Raises
    ------
    ModelError
        If BoTorch is not installed, or it is no such thing.
    """

    name = "botorch"

    def __init__(self, given: Any = None, *, tune: bool = True) -> None:
        if find_spec("botorch") is None:
            raise ModelError("BoTorch is not installed.", "Install it: pip install 'askless[synthesis]'.")
        if given is not None and not callable(given):
            raise ModelError(f"{given!r} is no model of BoTorch.", "Give one, or a class such as `SingleTaskGP`.")
        self.given, self.tune = given, tune
        self._fitted: Any = None

    def fit(self, points: Points, answers: npt.NDArray[Any], n_labels: int = 0) -> None:
        """See `PointModel.fit`."""
        numbers = np.asarray(answers, dtype=np.float64)
        require_two_numbers(numbers)
        with _quietly(), one_thread():
            import torch
            from botorch.fit import fit_gpytorch_mll
            from botorch.models import SingleTaskGP
            from botorch.models.model import Model
            from gpytorch.mlls import ExactMarginalLogLikelihood

            x, y = torch.as_tensor(points), torch.as_tensor(numbers)[:, None]
            if isinstance(self.given, Model):
                model = deepcopy(self.given)
                transformed = model.outcome_transform(y)[0] if hasattr(model, "outcome_transform") else y
                model.set_train_data(x, transformed.squeeze(-1), strict=False)
            else:
                model = (self.given or SingleTaskGP)(x, y)
            if self.tune:
                with torch.random.fork_rng(devices=[]):  # a fit that fails is begun anew at a random place
                    torch.manual_seed(0)
                    fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
            self._fitted = model.eval()

    @property
    def noise(self) -> float:
        """See `Joint`; a mean where answers have noise of their own."""
        import torch

        with torch.no_grad(), _quietly():
            at = self._ready.train_inputs[0][:1]
            at = at.reshape(-1, at.shape[-1])[:1]
            noisy = self._ready.posterior(at, observation_noise=True).variance
            return float(noisy - self._ready.posterior(at).variance)

    def offers(self) -> Collection[str]:
        """See `PointModel.offers`."""
        return ("mean", "variance", "covariance")

    def evidence(self, kind: str, points: Points) -> Float64s:
        """See `PointModel.evidence`."""
        if kind not in self.offers():
            raise EvidenceError(f"A model of BoTorch gives no `{kind}`.", "It gives `mean`, `variance`, `covariance`.")
        if kind == "covariance":
            return self.covariance(points, points)
        mean, variance, _, _ = self._moments(points, gradients=False)
        return mean if kind == "mean" else variance

    def predict(self, points: Points) -> Float64s:
        """See `PointModel.predict`."""
        return self.evidence("mean", points)

    def std(self, points: Points) -> Float64s:
        """See `PointModel.std`."""
        found: Float64s = np.sqrt(self.evidence("variance", points) + self.noise)
        return found

    def estimator(self) -> Any:
        """The fitted model of BoTorch itself."""
        return self._ready

    def moments(self, points: Points) -> tuple[Float64s, Float64s, Float64s, Float64s]:
        """See `Differentiable`."""
        return self._moments(points, gradients=True)

    def covariance(self, a: Points, b: Points) -> Float64s:
        """See `Joint`."""
        return self.covariance_with(b)(a)[0]

    def covariance_with(self, reference: Points) -> CovarianceAt:
        """See `Joint`."""
        import torch

        fixed = torch.as_tensor(reference)

        def at(points: Points) -> tuple[Float64s, Callable[[Float64s], Float64s]]:
            with _quietly(), one_thread():
                x = torch.as_tensor(points).clone().requires_grad_(True)
                both = self._ready.posterior(torch.cat([x, fixed])).distribution.covariance_matrix
                found = both[: len(x), len(x) :]

            def back(weights: Float64s) -> Float64s:
                with one_thread():
                    (gradient,) = torch.autograd.grad(found, x, torch.as_tensor(weights), retain_graph=True)
                taken: Float64s = gradient.numpy()
                return taken

            return found.detach().numpy(), back

        return at

    def believing(self, points: Points) -> Self:
        """See `Believing`."""
        import torch

        twin = copy(self)
        if len(points):
            with _quietly(), one_thread(), torch.no_grad():
                x = torch.as_tensor(points)
                self._ready.posterior(x)  # it conditions what it has computed
                twin._fitted = self._ready.condition_on_observations(x, self._ready.posterior(x).mean)
        return twin

    @property
    def _ready(self) -> Any:
        if self._fitted is None:
            raise NotReadyError("The model has not been fitted yet.", "Answer items with two different numbers first.")
        return self._fitted

    def _moments(self, points: Points, *, gradients: bool) -> tuple[Float64s, Float64s, Float64s, Float64s]:
        import torch

        with _quietly(), one_thread(), torch.set_grad_enabled(gradients):
            x = torch.as_tensor(points).clone().requires_grad_(gradients)
            posterior = self._ready.posterior(x[:, None, :])  # each point by itself
            mean, variance = posterior.mean[:, 0, 0], posterior.variance[:, 0, 0]
            if not gradients:
                nothing = np.zeros_like(points)
                return mean.numpy().copy(), variance.numpy().copy(), nothing, nothing
            (of_mean,) = torch.autograd.grad(mean.sum(), x, retain_graph=True)
            (of_variance,) = torch.autograd.grad(variance.sum(), x)
        return mean.detach().numpy(), variance.detach().numpy(), of_mean.numpy(), of_variance.numpy()


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the warnings of BoTorch and of what it is made of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _make(domain: Space, task: Task, seed: int) -> PointModel:
    return BotorchModel()


point_models.register(
    BotorchModel.name, Named("the usual Gaussian process of BoTorch, which must be installed", _make, ("real",))
)
