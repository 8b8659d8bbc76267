"""A reactor that may run away: as a laboratory it answers for one setting, alone it learns which settings are safe.

A reagent is dosed into a stirred tank, reacts, and heats it. Where it is dosed faster than it reacts it piles up, and
its heat comes all at once.
"""

import json
import sys
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

VOLUME, HEAT_CAPACITY = 500.0, 2.0e6  # L, and J/K of the contents
HEAT = 150e3  # J/mol that the reaction gives off
WATER, LIMIT = 288.0, 383.0  # K: of the cooling water, and where a side reaction sets in


def hottest(temperature: float, concentration: float, cooling: float, dosing: float) -> float:
    """The highest temperature of a batch, in K, by the balances of moles and of heat."""
    feed, dosed = concentration * VOLUME / (60 * dosing), 60 * dosing

    def change(time: float, state: np.ndarray) -> list[float]:
        moles, kelvin = state
        rate = 3.0e9 * np.exp(-8.0e4 / (8.314 * kelvin)) * moles  # mol/s, by Arrhenius
        return [feed * (time < dosed) - rate, (HEAT * rate - cooling * (kelvin - WATER)) / HEAT_CAPACITY]

    def above(time: float, state: np.ndarray) -> float:
        return state[1] - LIMIT

    above.terminal = True
    start = [0.0, temperature + 273.15]
    return solve_ivp(change, (0, dosed + 6 * 3600), start, method="LSODA", max_step=dosed, events=above).y[1].max()


def evaluate(item: dict) -> str:
    """Whether the side reaction sets in."""
    return "runaway" if hottest(**item) >= LIMIT - 1e-3 else "safe"


def learn() -> None:
    """Ask 40 questions, and compare the predictions with the truth on settings that nobody asked about."""
    import askless

    domain = askless.synthesis.Domain.read(Path(__file__).with_suffix(".toml"))
    tests = domain.items(domain.sample(400, np.random.default_rng(1), method="random"))
    truth = [evaluate(item) for item in tests]
    right = {}
    for strategy in ("random", "margin"):
        learner = askless.SynthesisLearner(domain, strategy=strategy)
        for _ in range(40):
            queries = learner.ask()
            learner.tell(queries.ids, [evaluate(item) for item in queries.items])
        right[strategy] = np.mean([said == true for said, true in zip(learner.predict(tests), truth, strict=True)])
        print(f"{strategy:6} {100 * right[strategy]:.1f} % of 400 other settings told rightly after 40 evaluations")
    assert right["margin"] > max(right["random"], 0.88)


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else "" if sys.stdin.isatty() else sys.stdin.read()
    if given.strip():
        print(json.dumps(evaluate(json.loads(given))))
    else:
        learn()
