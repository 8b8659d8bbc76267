from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.strategy import strategies
from askless.testing.toy import table_of, toy_round, with_evidence


def plain(round: Round, k: int) -> list[int]:
    """Line by line and gap by gap, with loops."""
    proba, noise = table_of(round)["proba"].astype(float), round.noise(np.arange(len(round.keys)))
    top = [proba[r] >= proba[r].max() * (1 - 1e-6) for r in range(len(proba))]
    known = {int(r): np.arange(3) == y for r, y in zip(round.labelled, round.labels, strict=True)}
    known |= {int(r): top[r] for r in round.pending}
    seen, picks = [c for c in range(3) if 0 < (round.labels == c).sum() < len(round.labels)], []
    rival = [[max(np.delete(p, c)) for c in range(3)] for p in proba]
    while len(picks) < k:
        offers = []
        for c in seen:
            line = sorted(range(len(proba)), key=lambda r, c=c: (proba[r, c] - rival[r][c], noise[r]))
            at = [i for i, r in enumerate(line) if r in known]
            ends = [(a, b) for a, b in pairwise(at) if known[line[a]][c] != known[line[b]][c]]
            for a, b in ends:
                if b > a + 1:
                    offers += [(0, b - a, -noise[line[m]], line[m]) for m in ((a + b) // 2, (a + b + 1) // 2)]
                for step, start in ((-1, a), (1, b)):
                    place = start
                    while 0 <= place < len(line) and line[place] in known:
                        place += step
                    if 0 <= place < len(line):
                        offers.append((1, abs(place - start), -noise[line[place]], line[place]))
        picks.append(int(min(offers)[-1]))
        known[picks[-1]] = top[picks[-1]]
    return picks


@pytest.mark.parametrize("k", [1, 5, 30])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_the_bisection_of_the_paper(k: int, seed: int) -> None:
    round = toy_round(n_items=70, n_labelled=12, seed=seed)
    assert strategies.get("galaxy").choose(round, k).rows.tolist() == plain(round, k)


def test_with_a_rare_class_it_asks_where_that_class_ends_and_margin_does_not() -> None:
    place = np.linspace(0, 1, 500)
    rare = place > 0.98  # and the model draws its border at one half
    round = toy_round(n_items=500, n_labels=2, n_labelled=0, n_pending=0)
    round = with_evidence(round, {"proba": np.stack([1 - place, place], axis=1)})
    for _ in range(12):
        held = np.array([0, 499]) if len(round.labelled) == 0 else round.labelled
        round = replace(round, labelled=held, labels=rare[held].astype(np.int64))
        round = replace(round, candidates=np.setdiff1d(np.arange(500), held))
        pick = strategies.get("galaxy").choose(round, 1).rows
        round = replace(round, labelled=np.append(held, pick))
    assert rare[round.labelled].sum() >= 3
    assert not rare[strategies.get("margin").choose(round, 12).rows].any()


def test_one_class_is_drawn_in_sight() -> None:
    round = toy_round()
    choice = strategies.get("galaxy").choose(replace(round, labels=np.zeros_like(round.labels)), 3)
    assert choice.random.all()
