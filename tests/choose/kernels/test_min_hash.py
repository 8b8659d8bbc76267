"""Signatures, against the runs of words themselves."""

import numpy as np

from askless.choose.kernels.min_hash import likeness, signatures


def runs(words: list[int]) -> set[tuple[int, ...]]:
    return {tuple(words[i : i + 3]) for i in range(max(len(words) - 2, 1))} if words else set()


def test_likeness_is_about_the_share_of_runs_in_common() -> None:
    rng = np.random.default_rng(0)
    base = rng.integers(1_000, size=30).tolist()
    others = [base[:cut] + rng.integers(1_000, size=30 - cut).tolist() for cut in range(0, 31, 3)]
    both = [base, *others]
    found = signatures(np.concatenate(both), np.array([len(one) for one in both]))
    exact = [len(runs(base) & runs(one)) / len(runs(base) | runs(one)) for one in others]
    np.testing.assert_allclose(likeness(found[1:], found[:1]), exact, atol=0.2)
    assert likeness(found[:1], found[:1]).tolist() == [1.0]


def test_a_signature_depends_on_nothing_around_the_sentence() -> None:
    sentences = [[5, 6, 7, 8], [9], [], [5, 6], [6, 5]]
    lengths = np.array([len(one) for one in sentences])
    together = signatures(np.array([word for one in sentences for word in one]), lengths)
    for at in (0, 1, 3, 4):
        alone = signatures(np.array(sentences[at]), lengths[at : at + 1])
        assert (alone[0] == together[at]).all()
    assert likeness(together[3:4], together[4:5])[0] < 0.2, "their order counts"
    assert likeness(together, together[:0]).tolist() == [0.0] * 5
