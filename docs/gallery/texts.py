"""A list of texts: the model for texts is chosen by itself, and an item may be skipped."""

import askless

LINES = [f"{word} {thing}" for word in ("cheap", "free", "win a") for thing in ("phone", "loan", "cruise", "watch")]
NOTES = [f"{word} {thing}" for word in ("see you at", "late for", "back from") for thing in ("lunch", "school", "work")]
texts = LINES + NOTES
truth = ["spam"] * len(LINES) + ["ham"] * len(NOTES)

learner = askless.PoolLearner(texts, labels=("ham", "spam"), seed=1)
while learner.status()["labelled"] < 12:
    queries = learner.ask(3)
    for item_id, text, why in zip(queries.ids, queries.items, queries.why, strict=True):
        answer = askless.SKIP if text == "cheap phone" else truth[item_id]
        learner.tell([item_id], [answer])
        print(f"{text:22} {answer!s:5} {why}")

print(learner.predict(["free watch inside", "back at school"]))
