"""A strategy of your own: one function whose parameter names say what it needs."""

import numpy as np
from array_api_compat import array_namespace
from sklearn.datasets import load_iris

import askless
from askless.choose.score.declare import score
from askless.testing import check_strategy


@score(
    example={"proba": [[0.5, 0.5], [0.8, 0.2], [1.0, 0.0]]},
    reference="C. W. Gini, “Variabilità e mutabilità”, 1912",
    summary="asks about items whose probabilities are least concentrated",
    when_not="With many classes of which most are improbable: `margin` looks at the two that matter.",
)
def gini(proba, /):
    """One minus the sum of squared probabilities, in [0, 1); larger is less certain.

    It is the chance that two answers drawn by these probabilities differ.
    """
    return 1.0 - array_namespace(proba).sum(proba * proba, axis=-1)


check_strategy("gini")

iris = load_iris()
names = tuple(iris.target_names)
learner = askless.PoolLearner(iris.data, labels=names, strategy="gini", seed=0)
for _ in range(4):
    queries = learner.ask(5)
    learner.tell(queries.ids, [str(names[iris.target[row]]) for row in queries.ids])
    print(queries.why[0])

right = np.mean(np.array(learner.predict(iris.data)) == np.array(names)[iris.target])
print(f"{right:.0%} right after {len(learner.labels)} labels")
