"""Digits from a decoder: most of what it can draw is no digit, and the guard says which."""

import numpy as np
from sklearn.datasets import load_digits

from askless.synthesis import Guard
from askless.synthesis.decoders.domain import LatentDomain
from askless.synthesis.decoders.pca_gaussian import PCAGaussian

digits = load_digits()
pictures = (digits.images * 15).astype(np.uint8)
order = np.random.default_rng(1).permutation(len(pictures))
known, new = pictures[order[:900]], pictures[order[900:]]

domain = LatentDomain(PCAGaussian(16), known)
guard = Guard().fit(domain, domain.points(known), seed=0)
print(domain.summary()[0])
print(guard.says)

rng = np.random.default_rng(0)
codes = domain.points(known)
one, other = rng.integers(len(known), size=(2, 400))
kinds = digits.target[order]
differ = kinds[one] != kinds[other]
questions = {
    "real digits that it has not seen": domain.points(new),
    "halfway between two different digits": 0.5 * (codes[one] + codes[other])[differ],
    "drawn from the decoder": domain.sample(400, rng, "random"),
}
passed = {name: guard.plausible(points).mean() for name, points in questions.items()}
for name, share in passed.items():
    print(f"{share:4.0%} pass of {name}")

SHADES = " .:-=+*#%@"
refused = questions["halfway between two different digits"]
refused = refused[~guard.plausible(refused)][:1]
print(guard.judge(refused)[0].reason)
for line in domain.items(refused)[0]:
    print("".join(2 * SHADES[int(value) * len(SHADES) // 256] for value in line))

assert passed["real digits that it has not seen"] > 0.9
assert passed["halfway between two different digits"] < 0.25
