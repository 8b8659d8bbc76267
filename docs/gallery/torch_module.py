"""A PyTorch module as the model: `badge` reads its last layer, `bald` the networks that dropout draws from it."""

import numpy as np
from sklearn.datasets import load_digits
from torch import manual_seed, nn

import askless

digits = load_digits()
features, names = digits.data / 16, [str(digit) for digit in range(10)]


def network() -> nn.Module:
    """64 pixels in, ten logits out; the dropout before the last layer is what `bald` draws by."""
    manual_seed(0)
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.3), nn.Linear(64, 10))


for strategy in ("random", "badge", "bald"):
    model = askless.TorchModel(network(), epochs=60, lr=0.01, n_draws=20)
    learner = askless.PoolLearner(features, model, labels=names, strategy=strategy, seed=0)
    while len(learner.labels) < 120:
        queries = learner.ask(20)
        learner.tell(queries.ids, [names[digits.target[row]] for row in queries.ids])
    right = np.mean(np.array(learner.predict(features), dtype=int) == digits.target)
    print(f"{strategy:6} {right:.0%} of the digits right after {len(learner.labels)} labels")
    assert right > 0.75
