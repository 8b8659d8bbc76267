"""`auto` against the plainest form of itself, and the traps on its way."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.objective.similarity import Gaussian
from askless.choose.round import Round
from askless.choose.strategy import auto as auto_file
from askless.choose.strategy import evaluation
from askless.choose.strategy.auto import Auto
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import of_table, table_of, toy_round, with_evidence

AUTO = strategies.get("auto")


def turns(round: Round, share: float, k: int) -> int:
    """How many of the next `k` slots a share takes."""
    return int(share * (round.asked + k) + 1e-9) - int(share * round.asked + 1e-9)


def highest(rows: np.ndarray, value: np.ndarray, k: int) -> list[int]:
    return [int(row) for row in rows[np.argsort(-value[rows], kind="stable")][: max(k, 0)]]


def plain_auto(r: Round, k: int, p: np.ndarray, z: np.ndarray) -> list[int]:
    """Drawn rows first, then the others in order: every gain anew, every distance at once."""
    pool, noise, one = r.pool, np.zeros(len(z)), np.ones(len(z))
    gap = np.abs(2 * p - 1).mean(1) if r.multilabel else np.diff(np.sort(p, 1)[:, -2:])[:, 0]
    distance = np.sqrt(((z[:, None] - z[None]) ** 2).sum(-1))
    scale = np.median(np.sort(distance[np.ix_(pool, pool)], 1)[:, max(5, len(pool) // 50)])
    noise[r.candidates] = r.noise(r.candidates, "share")
    picks = highest(r.candidates, noise, turns(r, 0.05 if k == 1 else 0.10, k))

    def left() -> np.ndarray:
        return np.setdiff1d(r.candidates, picks)

    def greedy(rows: np.ndarray, weights: np.ndarray, n: int) -> list[int]:
        for _ in range(n):
            similar, rows = np.exp(-((distance / scale) ** 2))[:, pool], np.setdiff1d(rows, picks)
            more = np.maximum(similar[rows] - similar[[*r.taken, *picks]].max(0, initial=0.0), 0) @ weights[pool]
            picks.append(int(rows[np.lexsort((r.noise(rows), np.round(more, 9)))[-1]]))
        return picks

    if not r.teaches:
        noise[left()] = r.noise(left(), "random")
        picks += highest(left(), noise, turns(r, 1 / 2, k - len(picks)))
        return greedy(left(), one, k - len(picks))
    scale = min(scale, np.median(np.sort(distance[np.ix_(r.labelled, r.labelled)], 1)[:, 1]))
    looks = r.unseen and len(r.labelled) < 20 * len(r.label_names)
    greedy(left(), one, turns(r, 1 / 2, k - len(picks)) if looks else 0)
    rest = k - len(picks)
    greedy(left(), 1 - gap, 0 if k >= 5 else turns(r, 1 / 3, rest) if k == 1 else round(rest / 3))
    rest = k - len(picks)
    return greedy(np.array(highest(left(), -gap, 5 * rest), int), 1 - gap, rest)


def smooth(round: Round, seed: int) -> Round:
    """The round with evidence in which no two items are alike."""
    rng = np.random.default_rng(seed)
    n, c = table_of(round)["proba"].shape
    proba = rng.random((n, c)) if round.multilabel else rng.dirichlet(np.ones(c), size=n)
    return replace(with_evidence(round, {"proba": proba, "embedding": rng.normal(size=(n, 3))}), seed=seed)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 2, 4, 5, 10, 17])
@pytest.mark.parametrize("multilabel", [False, True])
@pytest.mark.parametrize("situation", ["usual", "cold", "one class", "unseen"])
def test_it_is_the_plain_form(seed: int, k: int, multilabel: bool, situation: str) -> None:
    round = smooth(
        toy_round(n_items=150, n_labelled=30, task="multilabel" if multilabel else "classes", seed=seed), seed
    )
    round = replace(round, asked=seed * 7 + 1)
    if situation == "cold":
        round = replace(round, labelled=round.labelled[:0], labels=round.labels[:0])
    elif situation == "one class":
        round = replace(round, labels=np.zeros_like(round.labels))
    elif situation == "unseen":
        round = replace(round, label_names=(*round.label_names, "never"))
    choice = AUTO.choose(round, k)
    table = table_of(round)
    expected = plain_auto(round, k, table["proba"], table["embedding"])
    n_drawn = turns(round, 0.05 if k == 1 else 0.10, k)
    drawn = [row for row, sentence in zip(choice.rows, choice.why, strict=True) if "to check" in sentence]
    assert drawn == expected[:n_drawn]
    if situation in ("cold", "one class"):
        begun = [row for row in choice.rows[choice.random] if row not in drawn]
        assert begun + choice.rows[~choice.random].tolist() == expected[n_drawn:]
    else:
        assert choice.rows[~choice.random].tolist() == expected[n_drawn:]


def test_single_rows_take_turns() -> None:
    round = smooth(toy_round(n_items=100), 0)
    whole = ["like it is labelled" in AUTO.choose(replace(round, asked=a), 1).why[0] for a in range(12)]
    assert whole == [False, False, True] * 4
    drawn = [bool(AUTO.choose(replace(round, asked=a), 1).random[0]) for a in range(60)]
    assert [i for i, one in enumerate(drawn) if one] == [19, 39, 59]


def test_at_the_start_half_is_drawn_and_all_drawn_rows_have_one_chance() -> None:
    round = toy_round(n_items=100, n_labelled=0, n_pending=0)
    choice = AUTO.choose(round, 20)
    assert choice.random.sum() == 2 + 9
    assert np.allclose(choice.probabilities[choice.random], 11 / 100)
    assert (choice.probabilities[~choice.random] == 1).all()
    assert "drawn at random to begin with" in choice.why
    assert "to begin with, nothing like it is labelled yet" in choice.why


def test_without_features_the_start_is_drawn() -> None:
    round = toy_round(n_labelled=0, n_pending=0)
    evidence = of_table(table_of(round))
    evidence.offered = frozenset()
    choice = AUTO.choose(replace(round, evidence=evidence, model_ready=False), 10)
    assert choice.random.all()
    assert set(choice.why) == {"drawn at random to begin with"}


def test_an_unseen_class_is_looked_for_until_patience_ends() -> None:
    round = smooth(toy_round(n_items=150, n_labelled=30), 0)
    round = replace(round, label_names=(*round.label_names, "other"))
    sentence = "“other” has no example yet; this is unlike anything labelled"
    assert AUTO.choose(round, 10).why.count(sentence) == 5
    assert sentence not in Auto(patience=7).choose(round, 10).why  # 30 labels, 7 for each of 4 classes


def test_the_end_of_the_search_is_told_once() -> None:
    round = smooth(toy_round(n_items=150, n_labelled=30), 0)
    round = replace(round, label_names=(*round.label_names, "other"))
    said = [sum("no longer" in line for line in Auto(patience=p).choose(round, 10).why) for p in (4, 6, 7, 8)]
    assert said == [0, 1, 1, 0]  # 16, 24, 28 and 32 labels are waited for, and there are 30


def test_every_rule_has_its_sentence() -> None:
    round = smooth(toy_round(n_items=150, n_labelled=30), 0)
    whole = [AUTO.choose(replace(round, asked=a), 1).why[0] for a in range(3)]
    assert [line.startswith("stands for much that the model is unsure of, and ") for line in whole] == [
        False,
        False,
        True,
    ]
    batch = AUTO.choose(round, 10)
    assert batch.why.count("drawn at random to check the model") == batch.random.sum() == 1
    assert np.allclose(batch.probabilities[batch.random], 1 / len(round.candidates))


def test_pending_rows_are_kept_clear_of() -> None:
    """Copies of a pending row are not asked while others are left."""
    features = np.repeat(np.arange(10.0), 10)[:, None]
    proba = np.full((100, 2), 0.5)
    round = toy_round(n_items=100, n_labels=2, n_labelled=10, n_pending=0)
    round = replace(with_evidence(round, {"proba": proba, "embedding": features}), labels=np.arange(10) % 2)
    first = AUTO.choose(round, 1).rows
    again = AUTO.choose(round.without(first), 1).rows
    assert features[first] != features[again]


def test_a_model_that_is_sure_of_everything_leaves_it_to_chance() -> None:
    round = toy_round(n_items=100)
    certain = np.eye(3)[np.zeros(100, dtype=int)]
    choice = AUTO.choose(with_evidence(round, {"proba": certain}), 10)
    assert len(set(choice.rows)) == 10


@pytest.mark.parametrize("k", [1, 3, 10])
def test_in_large_pools_only_some_candidates_are_looked_at(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "_SOME", 40)
    monkeypatch.setattr(auto_file, "WHOLE", 100)
    monkeypatch.setattr(auto_file, "_OTHERS", 20)
    round = replace(smooth(toy_round(n_items=400), 0), asked=2)
    assert len(auto_file._wide(round)) == len(np.unique(auto_file._wide(round))) == len(round.candidates) // 5 + 20
    choice = AUTO.choose(round, k)
    assert len(set(choice.rows)) == k
    assert np.isin(choice.rows, round.candidates).all()


def test_replaying_gives_the_same_queries() -> None:
    def replay() -> list[int]:
        round, asked = smooth(toy_round(n_items=120), 5), []
        for number in range(6):
            round = replace(round, number=number, asked=len(asked))
            rows = AUTO.choose(round, 7).rows
            asked += rows.tolist()
            labels = table_of(round)["proba"][rows].argmax(1)
            left = np.setdiff1d(round.candidates, rows)
            round = replace(
                round,
                candidates=left,
                labelled=np.concatenate([round.labelled, rows]),
                labels=np.concatenate([round.labels, labels]),
            )
        return asked

    assert replay() == replay()
    assert len(set(replay())) == 42


def test_the_length_scale_has_a_floor() -> None:
    """More than half of the pool in one place: its spread is 0, and distances are measured in units of the features."""
    round = toy_round(n_items=60)
    z = np.zeros((60, 2), dtype=np.float32)
    z[:8] = np.arange(16).reshape(8, 2)
    round = with_evidence(round, {"embedding": z})
    found = evaluation.Evaluation.of(round)
    assert found.spread == 0
    for local in (False, True):
        assert evaluation.cover(round, found, local=local).kernel == Gaussian(1.0)
