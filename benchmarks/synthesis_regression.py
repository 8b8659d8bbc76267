"""How few evaluations teach a model a function: made-up questions by `alc` against Sobol points and BoTorch.

    python benchmarks/synthesis_regression.py [--quick] [--only branin borehole] [--seeds 10] [--json FILE]

Five functions: Branin, Hartmann-6, a chemical reaction (an ODE), the flow through a borehole, a push-pull circuit
without an output transformer. All begin with the same Sobol points of a seed, 2 d + 2 of them; then each way asks one
point after another, refitting its model to every answer. The error is the root of the mean squared error on 2,000 fixed
random points, as a share of the function's standard deviation there.

* `alc`: askless, integrated variance under its Gaussian process.
* `sobol`: the same model, and the points of the Sobol sequence.
* `botorch`: SingleTaskGP and qNegIntegratedPosteriorVariance as BoTorch has them, with 128 integration points, the best
  four of 64 points as starts.
* `botorch_scored`: the same questions, but the error is that of askless' model fitted to them. This tells what part of
  the difference is the questions', and what part the model's.
* `sobol_botorch`: the Sobol points, with SingleTaskGP's error.

The error to be reached is not chosen: it is the median of what Sobol points come to at the end of their runs. Seconds
are those of the processor. Everything runs on one thread. What was done is kept in the file: started again, the script
goes on with the rest.
"""

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import platform  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

from askless.synthesis import Domain  # noqa: E402
from askless.synthesis.generators.generator import generators  # noqa: E402
from askless.synthesis.models.gaussian_process import GaussianProcess  # noqa: E402
from askless.synthesis.round import Round  # noqa: E402

Array = npt.NDArray[np.float64]
HERE = Path(__file__).resolve().parent
FILE = HERE / "synthesis_regression.json"
TEST, TEST_SEED = 2_000, 12_345
EVERY = 4  # evaluations between two looks at the error
AT = 200  # answers at which a question is timed
TIMED = 5
ARMS = ("alc", "sobol", "botorch")


def branin(u: Array) -> Array:
    """Branin's function, two inputs."""
    x, y = 15 * u[:, 0] - 5, 15 * u[:, 1]
    bowl = (y - 5.1 / (4 * np.pi**2) * x**2 + 5 / np.pi * x - 6) ** 2
    found: Array = bowl + 10 * (1 - 1 / (8 * np.pi)) * np.cos(x) + 10
    return found


_A = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)


def hartmann(u: Array) -> Array:
    """Hartmann's function of six inputs."""
    found: Array = -(np.exp(-(((u[:, None] - _P) ** 2) * _A).sum(axis=2)) * np.array([1, 1.2, 3, 3.2])).sum(axis=1)
    return found


def reaction(u: Array) -> Array:
    """Concentration of B at the end of A → B → C, by temperature, time, feed and catalyst; rates follow Arrhenius."""
    from scipy.integrate import solve_ivp

    found = np.empty(len(u))
    for at, row in enumerate(u):
        temperature, minutes = 320 + 60 * row[0], 5 + 55 * row[1]
        feed, catalyst = 0.5 + 1.5 * row[2], 0.2 + 0.8 * row[3]
        forth = 2e5 * catalyst * np.exp(-5.2e4 / (8.314 * temperature))
        on = 3e8 * np.exp(-7.9e4 / (8.314 * temperature))

        def rates(_: float, c: Array, forth: float = forth, on: float = on) -> list[float]:
            used = forth * c[0] ** 1.5
            return [-used, used - on * c[1]]

        end = solve_ivp(rates, (0, 60 * minutes), [feed, 0.0], method="LSODA", rtol=1e-9, atol=1e-11)
        found[at] = end.y[1, -1]
    return found


def borehole(u: Array) -> Array:
    """Flow of water through a borehole, eight inputs."""
    low = np.array([0.05, 100, 63_070, 990, 63.1, 700, 1_120, 9_855])
    high = np.array([0.15, 50_000, 115_600, 1_110, 116, 820, 1_680, 12_045])
    radius, reach, upper, head, lower, tail, length, conductivity = (low + u * (high - low)).T
    log = np.log(reach / radius)
    found: Array = (
        2 * np.pi * upper * (head - tail)
        / (log * (1 + 2 * length * upper / (log * radius**2 * conductivity) + upper / lower))
    )  # fmt: skip
    return found


def circuit(u: Array) -> Array:
    """Mid-point voltage of a push-pull circuit without an output transformer, six inputs."""
    low, high = np.array([50, 25, 0.5, 1.2, 0.25, 50]), np.array([150, 70, 3, 2.5, 1.2, 300])
    b1, b2, f, c1, c2, beta = (low + u * (high - low)).T
    base, gain = 12 * b2 / (b1 + b2), beta * (c2 + 9)
    found: Array = (base + 0.74) * gain / (gain + f) + 11.35 * f / (gain + f) + 0.74 * f * gain / ((gain + f) * c1)
    return found


@dataclass(frozen=True)
class Function:
    """A function on the unit cube.

    Parameters
    ----------
    of : callable
    d, evaluations : int
        Inputs, and how many evaluations a run has.
    """

    of: Callable[[Array], Array]
    d: int
    evaluations: int


FUNCTIONS = {
    "branin": Function(branin, 2, 40),
    "hartmann": Function(hartmann, 6, 90),
    "reaction": Function(reaction, 4, 50),
    "borehole": Function(borehole, 8, 70),
    "circuit": Function(circuit, 6, 70),
}


class Own:
    """The questions of askless: `alc` or `sobol`."""

    def __init__(self, strategy: str, d: int, seed: int) -> None:
        self.domain, self.generator, self.seed = Domain.box([0.0] * d, [1.0] * d), generators.get(strategy), seed
        self.model = GaussianProcess()

    def ask(self, x: Array, y: Array) -> Array:
        """The next point."""
        if self.generator.needs:
            self.model.fit(x, y)
        nothing = np.empty((0, x.shape[1]))
        round = Round(
            self.domain, "real", (), x, y, nothing, nothing, nothing, np.empty(0),
            self.model if self.generator.needs else None, self.seed, len(x),
        )  # fmt: skip
        return self.generator.propose(round, 1).points[0]

    def predict(self, x: Array, y: Array, points: Array) -> Array:
        """Predicted numbers of a fit to these answers."""
        self.model.fit(x, y)
        return self.model.predict(points)


class Botorch:
    """The questions of BoTorch by its own parts."""

    def __init__(self, d: int, seed: int) -> None:
        self.d, self.seed = d, seed

    def fitted(self, x: Array, y: Array) -> Any:
        """SingleTaskGP with its usual priors and transforms, tuned by BoTorch."""
        import torch
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import SingleTaskGP
        from gpytorch.mlls import ExactMarginalLogLikelihood

        torch.manual_seed(self.seed)
        model = SingleTaskGP(torch.as_tensor(x), torch.as_tensor(y)[:, None])
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        return model

    def ask(self, x: Array, y: Array) -> Array:
        """The next point."""
        import torch
        from botorch.acquisition.active_learning import qNegIntegratedPosteriorVariance
        from botorch.optim import optimize_acqf
        from botorch.utils.sampling import draw_sobol_samples

        model = self.fitted(x, y)
        bounds = torch.stack([torch.zeros(self.d), torch.ones(self.d)]).double()
        points = draw_sobol_samples(bounds, n=128, q=1, seed=self.seed * 10_007 + len(x)).squeeze(1)
        wanted = qNegIntegratedPosteriorVariance(model, mc_points=points)
        torch.manual_seed(self.seed * 10_007 + len(x))
        best, _ = optimize_acqf(wanted, bounds, q=1, num_restarts=4, raw_samples=64)
        found: Array = best.detach().numpy()[0]
        return found

    def predict(self, x: Array, y: Array, points: Array) -> Array:
        """Predicted numbers of a fit to these answers."""
        import torch

        model = self.fitted(x, y)
        with torch.no_grad():
            found: Array = model.posterior(torch.as_tensor(points)).mean.numpy()[:, 0]
        return found


def made(arm: str, d: int, seed: int) -> Any:
    """What asks."""
    return Botorch(d, seed) if arm == "botorch" else Own(arm, d, seed)


def looks(function: Function) -> list[int]:
    """Numbers of evaluations at which the error is looked at."""
    first = 2 * function.d + 2
    return [n for n in range(first, function.evaluations + 1) if n % EVERY == 0 or n == function.evaluations]


def run(name: str, arm: str, seed: int, test: tuple[Array, Array], evaluations: int) -> dict[str, Any]:
    """One run: errors of both models at each look, and seconds of each question."""
    function, (points, numbers) = FUNCTIONS[name], test
    d, unit = function.d, float(numbers.std())
    x = Own("sobol", d, seed).domain.sample(64, np.random.default_rng([seed, 5]))[: 2 * d + 2]
    y = function.of(x)
    asks = made(arm, d, seed)
    models = {"askless": Own("sobol", d, seed), "botorch": Botorch(d, seed)}
    found: dict[str, Any] = {"n": [], "askless": [], "botorch": [], "seconds": []}
    while True:
        if len(y) in looks(function):
            found["n"].append(len(y))
            for called, model in models.items():
                error = model.predict(x, y, points) - numbers
                found[called].append(round(float(np.sqrt(np.mean(error**2))) / unit, 7))
        if len(y) >= evaluations:
            return found
        start = time.process_time()
        point = asks.ask(x, y)
        found["seconds"].append(round(time.process_time() - start, 4))
        x = np.concatenate([x, point[None]])
        y = np.append(y, function.of(point[None]))


def timed(name: str, arm: str) -> list[float]:
    """Seconds of a question at 200 answers, the fit included, from the start each time."""
    function = FUNCTIONS[name]
    found = []
    for seed in range(TIMED):
        x = Own("sobol", function.d, seed).domain.sample(AT, np.random.default_rng(seed))
        y = function.of(x)
        asks = made(arm, function.d, seed)
        start = time.process_time()
        asks.ask(x, y)
        found.append(round(time.process_time() - start, 4))
    return found


def evaluations_to(found: dict[str, Any], model: str, target: float) -> float:
    """Evaluations after which the error stays at or below the target; infinite if it never does."""
    errors, numbers = found[model], found["n"]
    reached = float("inf")
    for error, n in zip(reversed(errors), reversed(numbers), strict=True):
        if error > target:
            break
        reached = n
    return reached


def target(runs: dict[str, Any]) -> float:
    """The error that is to be reached: the median of what Sobol points come to in the end."""
    return float(np.median([one["askless"][-1] for one in runs["sobol"].values()]))


def table(kept: dict[str, Any]) -> None:
    """What was found, in lines."""
    shown = {
        "alc": ("alc", "askless"),
        "sobol": ("sobol", "askless"),
        "botorch": ("botorch", "botorch"),
        "botorch_scored": ("botorch", "askless"),
        "sobol_botorch": ("sobol", "botorch"),
    }
    for name in FUNCTIONS:
        runs = kept["runs"].get(name, {})
        if not runs.get("sobol"):
            continue
        wanted = target(runs)
        print(f"\n{name}: evaluations to an error of {wanted:.4g}, error at the end, seconds a question")
        for title, (arm, model) in shown.items():
            if not (seeds := runs.get(arm)):
                continue
            to = [evaluations_to(one, model, wanted) for one in seeds.values()]
            end = [one[model][-1] for one in seeds.values()]
            seconds = np.median(np.concatenate([one["seconds"] for one in seeds.values()]))
            print(f"  {title:15} {np.median(to):6.0f}  {np.median(end):9.5f}  {seconds:7.3f}  ({len(to)} seeds)")
        for arm, found in kept["timed"].get(name, {}).items():
            print(f"  a question at {AT} answers by {arm}: {np.median(found):.3f} s")


def main() -> None:
    """Do what is not done yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one seed, few evaluations, nothing kept")
    parser.add_argument("--only", nargs="+", choices=list(FUNCTIONS), default=list(FUNCTIONS))
    parser.add_argument("--arms", nargs="+", choices=ARMS, default=list(ARMS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--json", type=Path, default=FILE)
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # botorch's import, and its fits that begin anew
    if "botorch" in given.arms or not given.quick:
        import torch

        torch.set_num_threads(1)
    kept: dict[str, Any] = {"runs": {}, "timed": {}}
    if given.json.exists() and not given.quick:
        kept = json.loads(given.json.read_text(encoding="utf-8"))
    kept["machine"] = {"python": platform.python_version(), "processor": platform.processor() or platform.machine()}

    def keep() -> None:
        if not given.quick:
            beside = given.json.with_suffix(".part")
            beside.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            beside.replace(given.json)

    for name in given.only:
        function = FUNCTIONS[name]
        points = np.random.default_rng(TEST_SEED).random((TEST, function.d))
        test = points, function.of(points)
        evaluations = 2 * function.d + 2 + 2 * EVERY if given.quick else function.evaluations
        for seed in range(1 if given.quick else given.seeds):
            for arm in given.arms:
                runs = kept["runs"].setdefault(name, {}).setdefault(arm, {})
                if str(seed) in runs:
                    continue
                start = time.process_time()
                runs[str(seed)] = run(name, arm, seed, test, evaluations)
                print(f"{name} {arm} seed {seed}: {time.process_time() - start:.0f} s", flush=True)
                keep()
        for arm in ("alc", "botorch"):
            if arm in given.arms and arm not in kept["timed"].setdefault(name, {}) and not given.quick:
                kept["timed"][name][arm] = timed(name, arm)
                keep()
    table(kept)


if __name__ == "__main__":
    main()
