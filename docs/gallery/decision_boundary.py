"""Where does a classifier change its mind? Questions that nobody could find in the table."""

import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier

import askless

table = load_breast_cancer(as_frame=True)
columns = ["worst radius", "worst texture", "worst concave points"]
rows = table.data[columns]
classifier = RandomForestClassifier(random_state=0).fit(rows, table.target)
names = np.array(["malignant", "benign"])

# The rows and what the classifier says of them are known; in between is where it changes its mind.
learner = askless.SynthesisLearner(
    askless.synthesis.Domain.infer(rows),
    strategy="bisection",
    pool=rows,
    pool_labels=names[classifier.predict(rows)],
    snap=False,
)
for _ in range(60):
    queries = learner.ask()
    asked = rows.iloc[:0].from_records(queries.items)[columns]
    learner.tell(queries.ids, names[classifier.predict(asked)])

asked = rows.iloc[:0].from_records([learner.item(item_id) for item_id in learner.labels])[columns]
doubt = np.abs(classifier.predict_proba(asked)[:, 1] - 0.5)
real = np.abs(classifier.predict_proba(rows)[:, 1] - 0.5)
print(f"The classifier's probability is {doubt[-20:].mean():.2f} away from one half in the last 20 questions,")
print(f"and {real.mean():.2f} in the rows of the table.")
print(f"The guard let pass {learner.asked} questions and refused {sum(learner.refused.values())}.")
for item_id in list(learner.labels)[-3:]:
    print({name: round(value, 3) for name, value in learner.item(item_id).items()}, "->", learner.labels[item_id])
assert doubt[-20:].mean() < real.mean() / 2
