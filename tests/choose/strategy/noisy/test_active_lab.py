"""New items and second opinions on one scale."""

import numpy as np
import pytest

from askless import select
from askless.choose.strategy.noisy.active_lab import ActiveLab, Trust
from askless.errors import EvidenceError
from askless.testing.toy import toy_round, with_evidence


def made(n: int = 80, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Answers of four people with different accuracies to half of the items, and probabilities; no ties."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n)
    right = rng.random((n, 4)) < [0.95, 0.9, 0.8, 0.5]
    said = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, 3, (n, 4))) % 3)
    said[rng.random((n, 4)) < 0.4] = -1
    said[n // 2 :] = -1
    logits = rng.normal(size=(n, 3)) + 1.5 * (truth[:, None] == np.arange(3))
    proba = np.exp(logits)
    return said, proba / proba.sum(axis=1, keepdims=True)


def naive(said: np.ndarray, proba: np.ndarray) -> np.ndarray:
    """Confidence in each item, written from the paper's equations."""
    given = [[label for label in row if label >= 0] for row in said.tolist()]
    consensus = [max(range(3), key=lambda c, r=r, p=p: (r.count(c), p[c])) for r, p in zip(given, proba, strict=True)]
    many = [i for i, row in enumerate(given) if len(row) > 1]
    guess = max(np.mean([consensus[i] == c for i in many]) for c in range(3))
    trust = np.mean([np.mean([label == consensus[i] for label in given[i]]) for i in many])
    agree = [
        np.mean([float(said[i, j] == said[i, m]) for i in many for m in range(4)
                 if m != j and min(said[i, j], said[i, m]) >= 0]) for j in range(4)
    ]  # fmt: skip
    w = [max(1 - (1 - g) / (1 - guess), 1e-6) for g in agree]
    right = np.mean([proba[i].argmax() == consensus[i] for i in many])
    w_model = max(1 - (1 - right) / (1 - guess), 1e-6) * np.mean([len(row) for row in given if row]) ** 0.5
    found = []
    for row, p in zip(said, proba, strict=True):
        who = [j for j in range(4) if row[j] >= 0]
        votes = [
            w_model * p[c] + sum(w[j] * (trust if row[j] == c else (1 - trust) / 2) for j in who) for c in range(3)
        ]
        found.append((max(votes) + np.mean(w) / 3) / (w_model + np.mean(w) + sum(w[j] for j in who)))
    return np.array(found)


def test_it_is_the_definition() -> None:
    said, proba = made()
    round = with_evidence(toy_round(n_items=80, n_labelled=0, n_pending=0), {"annotations": said, "proba": proba})
    expected = naive(said, proba)
    choice = ActiveLab().choose(round, 80)
    np.testing.assert_allclose(-choice.scores, np.sort(expected), atol=1e-9)
    np.testing.assert_allclose(expected[choice.rows], -choice.scores, atol=1e-5)
    with_some = with_evidence(round, chunk_rows=7)
    np.testing.assert_allclose(ActiveLab().choose(with_some, 80).scores, choice.scores, atol=1e-12)


def test_people_who_agree_with_others_weigh_more() -> None:
    said, proba = made(400)
    round = with_evidence(toy_round(n_items=400), {"annotations": said, "proba": proba})
    people = Trust.of(round).people
    assert people[0] > people[3]
    assert people[1] > people[3]


def test_a_quarrel_is_asked_about_before_a_clear_new_item_and_a_doubtful_new_item_before_an_agreement() -> None:
    said, proba = made()
    proba[:] = np.where(np.arange(3) == 0, 0.9, 0.05)
    said[:40] = 0
    said[3] = [0, 1, 2, 1]
    proba[3], proba[60] = 1 / 3, [0.36, 0.33, 0.31]
    rows = select("active_lab", 80, annotations=said, proba=proba).tolist()
    assert set(rows[:2]) == {3, 60}
    assert set(rows[2:41]) == set(range(40, 80)) - {60}, "then the new items, then what four people agree on"


def test_an_item_is_asked_again_only_if_it_is_a_candidate() -> None:
    said, proba = made()
    rows = select("active_lab", 80, annotations=said, proba=proba, labelled=range(40))
    assert set(rows) == set(range(40, 80))


def test_without_two_answers_to_one_item_all_weigh_the_same() -> None:
    said, proba = made()
    said[:, 1:] = -1
    round = with_evidence(toy_round(n_items=80), {"annotations": said, "proba": proba})
    trust = Trust.of(round)
    given = said[:, 0] >= 0
    assert (trust.model, trust.people.tolist()) == (1.0, [1.0] * 4)
    assert trust.agreement == pytest.approx(np.mean(proba[given].argmax(axis=1) == said[given, 0]))


def test_it_says_why() -> None:
    said, proba = made()
    round = with_evidence(toy_round(n_items=80, n_labelled=0, n_pending=0), {"annotations": said, "proba": proba})
    for row, sentence in zip((choice := ActiveLab().choose(round, 80)).rows, choice.why, strict=True):
        n = int((said[row] >= 0).sum())
        start = {0: ("torn", "among"), 1: ("one answer so far is not enough; ",)}
        assert sentence.startswith(start.get(n, (f"{n} answers so far are not enough; ",)))


def test_answers_that_are_no_labels_are_refused() -> None:
    with pytest.raises(EvidenceError, match="holds the label 5"):
        select("active_lab", 1, annotations=np.full((4, 2), 5), proba=np.full((4, 3), 1 / 3))
