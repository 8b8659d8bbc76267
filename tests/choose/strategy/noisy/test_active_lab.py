"""New items and second opinions on one scale."""

import numpy as np
import pytest

from askless import select
from askless.choose.round import Round
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
    n, people = len(said), range(said.shape[1])
    given = [[label for label in row if label >= 0] for row in said.tolist()]
    many = [i for i, row in enumerate(given) if len(row) > 1]
    agree = [
        np.mean([said[i, j] == said[i, m] for i in many for m in people if m != j and min(said[i, [j, m]]) >= 0])
        for j in people
    ]
    consensus = [max(range(3), key=lambda c, i=i: (given[i].count(c), proba[i, c])) for i in range(n)]
    for _ in range(2):
        guess = max(np.mean([consensus[i] == c for i in many]) for c in range(3))
        trust = np.mean([np.mean([label == consensus[i] for label in given[i]]) for i in many])
        w = [max(1 - (1 - g) / (1 - guess), 1e-6) for g in agree]
        right = np.mean([proba[i].argmax() == consensus[i] for i in many])
        w_model = max(1 - (1 - right) / (1 - guess), 1e-6) * np.mean([len(row) for row in given if row]) ** 0.5
        chance = [[[(1 - trust) / 2, trust][label == c] for c in range(3)] for label in range(3)]
        votes = [
            w_model * proba[i] + sum(w[j] * np.array(chance[said[i, j]]) for j in people if said[i, j] >= 0)
            for i in range(n)
        ]
        consensus = [int(np.argmax(vote)) for vote in votes]
    total = [w_model + np.mean(w) + sum(w[j] for j in people if row[j] >= 0) for row in said]
    return np.array([(max(vote) + np.mean(w) / 3) / weight for vote, weight in zip(votes, total, strict=True)])


# Three people and five items, worked by hand. The model decides the tie of the third for label 0, so the consensus
# is 0, 1, 0, 1 and guessing is right in 1/2. People agree with others in 3 of 4, 4 of 4 and 3 of 4 pairs: their
# weights are 1 - (1/4) / (1/2) = 1/2, 1 and 1/2. The model is never wrong: 1 * sqrt(9/4 answers an item) = 3/2.
# Of an item's answers the consensus shares 1, 1, 1/2 and 1: 7/8. Votes for the winners, then the next answer's 2/3:
#   1.5 * 0.9 + 2   * 7/8             = 3.1      (3.1    + 1/3) / (1.5 + 2   + 2/3) = 0.824
#   1.5 * 0.8 + 1.5 * 7/8             = 2.5125   (2.5125 + 1/3) / (1.5 + 1.5 + 2/3) = 0.77614
#   1.5 * 0.6 + 0.5 * 7/8 + 0.5 * 1/8 = 1.4      (1.4    + 1/3) / (1.5 + 1   + 2/3) = 0.54737
#   1.5 * 0.7 + 1.5 * 7/8             = 2.3625   (2.3625 + 1/3) / (1.5 + 1.5 + 2/3) = 0.73523
#   1.5 * 0.55                        = 0.825    (0.825  + 1/3) / (1.5       + 2/3) = 0.53462
SAID = np.array([[0, 0, 0], [1, 1, -1], [0, -1, 1], [-1, 1, 1], [-1, -1, -1]])
PROBA = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.3, 0.7], [0.55, 0.45]])
CONFIDENCE = [0.824, 0.77614, 0.54737, 0.73523, 0.53462]


def of(said: np.ndarray, proba: np.ndarray) -> Round:
    """A round in which every item may be asked."""
    n = len(said)
    return with_evidence(toy_round(n_items=n, n_labelled=0, n_pending=0), {"annotations": said, "proba": proba})


def test_numbers_worked_by_hand() -> None:
    trust = Trust.of(of(SAID, PROBA))
    assert [trust.model, *trust.people, trust.agreement] == pytest.approx([1.5, 0.5, 1.0, 0.5, 0.875])
    np.testing.assert_allclose(trust.confidence(SAID, PROBA), CONFIDENCE, atol=5e-6)
    assert select("active_lab", 5, annotations=SAID, proba=PROBA).tolist() == [4, 2, 3, 1, 0]


def test_who_shares_no_item_with_others_weighs_as_they_do_on_average() -> None:
    said = np.column_stack([np.vstack([SAID, [[-1, -1, -1]]]), [-1] * 5 + [1]])
    trust = Trust.of(of(said, np.vstack([PROBA, [[0.5, 0.5]]])))
    assert trust.people.tolist() == pytest.approx([1 / 2, 1, 1 / 2, 2 / 3]), "(3/4 + 1 + 3/4) / 3 agree"
    assert trust.model == pytest.approx(2**0.5), "ten answers to five items"


def test_weights_are_estimated_again_with_the_labels_that_win() -> None:
    said = np.array([[0, 1, 1], [0, 0, -1], [1, 1, -1], [0, 0, -1], [1, -1, 0], [1, 1, -1]])
    proba = np.array([[0.99, 0.01], [0.9, 0.1], [0.1, 0.9], [0.9, 0.1], [0.1, 0.9], [0.2, 0.8]])
    trust = Trust.of(of(said, proba))
    # The third person contradicts the first twice and weighs next to nothing: the first item goes to label 0 after all.
    assert trust.votes(said, proba)[0].argmax() == 0
    assert trust.model == pytest.approx(np.sqrt(13 / 6)), "so the model is never wrong"
    assert trust.agreement == pytest.approx((1 / 3 + 1 + 1 + 1 + 1 / 2 + 1) / 6)


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


def test_without_two_answers_to_one_item_all_weigh_the_same_and_the_model_doubts_answers() -> None:
    said, proba = np.array([[0, -1], [-1, 0], [-1, -1]]), np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    trust = Trust.of(of(said, proba))
    assert (trust.model, trust.people.tolist()) == (1.0, [1.0, 1.0])
    expected = [(2 * 0.9 + 0.5) / 3, (2 * 0.2 + 0.5) / 3, (0.6 + 0.5) / 2]
    np.testing.assert_allclose(trust.confidence(said, proba), expected)
    assert select("active_lab", 3, annotations=said, proba=proba).tolist() == [1, 2, 0]


def test_nobody_has_answered_yet() -> None:
    said = np.full((5, 2), -1)
    assert select("active_lab", 2, annotations=said, proba=PROBA).tolist() == [4, 2]


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
