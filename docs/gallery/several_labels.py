"""Several labels for each item: an answer is a list of names, and may be empty."""

import numpy as np
from sklearn.datasets import make_multilabel_classification

import askless

names = ("politics", "sport", "weather")
features, truth = make_multilabel_classification(200, 12, n_classes=3, n_labels=1, random_state=0)


def oracle(row: int) -> list[str]:
    """What a person would answer for one item."""
    return [name for name, present in zip(names, truth[row], strict=True) if present]


learner = askless.PoolLearner(features, labels=names, multilabel=True, seed=0)
for _ in range(6):
    queries = learner.ask(10)
    learner.tell(queries.ids, [oracle(row) for row in queries.ids])

probability = learner.predict_proba(features)
print(f"{np.mean((probability > 0.5) == truth):.0%} of the yes-or-no questions right after 60 labels")
