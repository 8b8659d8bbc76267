"""Ask and tell around a model of your own: any scikit-learn classifier with `predict_proba`."""

import numpy as np
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier

import askless

wine = load_wine()
names = tuple(wine.target_names)
model = RandomForestClassifier(n_estimators=50, random_state=0)
learner = askless.PoolLearner(wine.data, model, labels=names, seed=0)

while learner.status()["labelled"] < 40:
    queries = learner.ask(5)
    answers = [str(names[wine.target[row]]) for row in queries.ids]  # here a person, an instrument, a service
    learner.tell(queries.ids, answers)

right = np.mean(np.array(learner.predict(wine.data)) == wine.target_names[wine.target])
print(f"{right:.0%} of the wines right after 40 labels")
assert right > 0.85
