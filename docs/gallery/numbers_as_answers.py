"""Numbers as answers: ask by `lcmd` and at random, and compare the error on patients that nobody was asked about."""

import numpy as np
from sklearn.datasets import load_diabetes

import askless

patients = load_diabetes()
asked, kept = patients.data[:300], patients.data[300:]
progression = patients.target  # of the disease, a year later: 25 to 346 points
space = askless.Real(unit="points", minimum=0)

for strategy in ("random", "lcmd"):
    errors = []
    for seed in range(3):
        learner = askless.PoolLearner(asked, labels=space, strategy=strategy, seed=seed)
        while len(learner.labels) < 40:
            queries = learner.ask(5)
            learner.tell(queries.ids, progression[queries.ids])
        missed = np.array(learner.predict(kept)) - progression[300:]
        errors.append(np.sqrt(np.mean(missed**2)))
    print(f"{strategy:6} {np.mean(errors):.1f} {space.unit} off (RMSE) after 40 labels, mean of 3 seeds")

number, spread = learner.predict(kept[:1])[0], learner.predict_std(kept[:1])[0]
print(f"the first of them: {space.shown(number)}, give or take {spread:.0f}; it was {progression[300]:.0f}")
assert np.mean(errors) < 80
