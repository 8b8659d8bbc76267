"""Uncertain words, each new to the batch, for what they cost to read."""

from dataclasses import replace

import numpy as np
import pytest

from askless import select
from askless.choose import why
from askless.choose.evidence.engine import Evidence
from askless.choose.round import Round
from askless.choose.strategy.sequence.diverse_entropy import DiverseEntropy
from askless.choose.strategy.strategy import strategies
from askless.core.ragged import ragged
from askless.errors import EvidenceError, UnknownNameError
from askless.testing import check_strategy
from askless.testing.toy import table_of, toy_round, with_evidence

AT_ONCE = DiverseEntropy(share=0.0, begin=0)


def under_way(n_items: int = 110, **more: object) -> Round:
    return replace(toy_round(n_items, n_labelled=62, task="tags"), **more)  # type: ignore[arg-type]


def plain_greedy(round: Round, k: int, fixed: float = 5.0, left: dict[int, float] | None = None) -> list[int]:
    """The definition, word by word."""
    table, left = table_of(round), dict(left or {})
    for row in round.pending.tolist():
        for word in table["words"][row].tolist():
            left[word] = left.get(word, 1.0) / 2
    known = {int(row): label >= 0 for row, label in zip(round.labelled, round.labels, strict=True)}
    picked: list[int] = []
    for _ in range(k):
        gains = {}
        for row in round.candidates.tolist():
            seen: dict[int, int] = {}
            total = 0.0
            for at, (word, nats) in enumerate(
                zip(table["words"][row].tolist(), table["token_entropy"][row], strict=True)
            ):
                nats = 0.0 if row in known and known[row][at] else nats
                total += nats * left.get(word, 1.0) * 0.5 ** seen.get(word, 0)
                seen[word] = seen.get(word, 0) + 1
            gains[row] = total / (fixed + len(table["words"][row]))
        first = max((row for row in gains if row not in picked), key=lambda row: gains[row])
        picked.append(first)
        for word in table["words"][first].tolist():
            left[word] = left.get(word, 1.0) / 2
    return picked


def test_it_picks_what_plain_greedy_does() -> None:
    for seed in range(3):
        round = replace(toy_round(110, n_labelled=62, task="tags", seed=seed))
        assert AT_ONCE.choose(round, 12).rows.tolist() == plain_greedy(round, 12)


def test_what_is_known_of_a_sentence_counts_no_more() -> None:
    round = under_way()
    partly = [at for at, label in enumerate(round.labels) if (label < 0).any()]
    round = replace(round, candidates=np.concatenate([round.candidates, round.labelled[partly]]))
    choice = AT_ONCE.choose(round, 45)
    assert choice.rows.tolist()[:30] == plain_greedy(round, 30)
    assert set(round.labelled[partly].tolist()) & set(choice.rows.tolist()), "what is left of them may be asked"
    told = with_evidence(round, {"token_entropy": ragged([np.ones(len(one)) for one in table_of(round)["words"]])})
    open_ = AT_ONCE.choose(told, 1)
    assert open_.rows.tolist() == plain_greedy(told, 1)


def test_all_are_drawn_until_fifty_are_labelled_and_one_in_ten_after() -> None:
    strategy = strategies.get("diverse_entropy")
    few = strategy.choose(toy_round(task="tags"), 10)
    assert few.random.all()
    assert set(few.why) <= {why.first_sentences(50), why.TO_CHECK}
    many = strategy.choose(replace(under_way(), asked=60), 20)
    assert np.flatnonzero(many.random).tolist() == [9, 19]
    assert not many.windows.any()
    assert all("least certain word" in why for why, drawn in zip(many.why, many.random, strict=True) if not drawn)


def test_words_of_what_is_asked_and_not_answered_count_half() -> None:
    entropy = [[1.0, 1.0], [1.0, 0.9], [0.8, 0.8]]
    words = [[0, 1], [0, 1], [2, 3]]
    given = {"token_entropy": entropy, "words": words, "task": "spans", "begin": 0}
    assert select("diverse_entropy", 2, **given).tolist() == [0, 2]
    assert select("diverse_entropy", 1, **given, pending=[0]).tolist() == [2]


def test_by_cost() -> None:
    given = {"token_entropy": [[1.0], [0.9]], "words": [[0], [1]], "task": "tags", "begin": 0}
    assert select("diverse_entropy", 1, **given).tolist() == [0]
    assert select("diverse_entropy", 1, **given, per="cost", cost=[3.0, 1.0]).tolist() == [1]
    with pytest.raises(EvidenceError, match="`diverse_entropy` needs `cost`"):
        select("diverse_entropy", 1, **given, per="cost")
    with pytest.raises(UnknownNameError, match="way to count the cost"):
        select("diverse_entropy", 1, **given, per="words")


def test_coverage_leaves_out_what_repeats_a_sentence_of_the_batch() -> None:
    same, other = list(range(12)), list(range(20, 32))
    entropy = [[0.1] * 11 + [0.9], [0.1] * 11 + [0.9], [0.1] * 11 + [0.2]]
    words = [[*same[:-1], 50], [*same[:-1], 51], [*other[:-1], 52]]
    given = {"token_entropy": entropy, "words": words, "task": "tags", "begin": 0}
    assert set(select("diverse_entropy", 2, **given).tolist()) == {0, 1}
    first, second = select("diverse_entropy", 2, **given, coverage=True).tolist()
    assert first in (0, 1)
    assert second == 2


@pytest.mark.parametrize("coverage", [False, True])
def test_any_chunks_blocks_and_order_give_the_same(coverage: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    round = under_way()
    strategy = DiverseEntropy(begin=0, coverage=coverage)
    expected = strategy.choose(round, 15).rows.tolist()
    for chunk_rows in (1, 7, 50):
        assert strategy.choose(with_evidence(round, chunk_rows=chunk_rows), 15).rows.tolist() == expected
    from askless.choose.strategy.sequence import diverse_entropy as module

    greedy = module.lazy_greedy
    for block in (1, 5, 30):
        monkeypatch.setattr(module, "lazy_greedy", lambda *a, block=block: greedy(*a, block=block))
        assert strategy.choose(round, 15).rows.tolist() == expected


def test_when_nothing_is_open_the_rest_is_left_to_chance() -> None:
    round = under_way()
    sure = with_evidence(round, {"token_entropy": ragged([0.0 * one for one in table_of(round)["words"]])})
    choice = AT_ONCE.choose(sure, 5)
    assert set(choice.why) == {"drawn at random: nothing that is left would tell more about the model"}
    assert not choice.random.any()


def test_tokens_that_are_counted_differently_are_refused() -> None:
    with pytest.raises(EvidenceError, match="The item 1 has 2 tokens by `token_entropy` and 1 by `words`"):
        select("diverse_entropy", 1, token_entropy=[[0.1], [0.1, 0.2]], words=[[0], [1]], task="tags", begin=0)


class Tagger:
    """A model of which the round asks in rows."""

    def __init__(self, round: Round) -> None:
        self.table = table_of(round)

    def token_entropy(self, rows: np.ndarray) -> list[np.ndarray]:
        return list(self.table["token_entropy"][rows])

    def words(self, rows: np.ndarray) -> np.ndarray:
        found: np.ndarray = self.table["words"][rows]
        return found


def test_a_model_over_the_pool_is_asked_like_evidence_at_hand() -> None:
    round = under_way()
    told = replace(round, evidence=Evidence(Tagger(round), 110, chunk_rows=16))
    assert AT_ONCE.choose(told, 10).rows.tolist() == AT_ONCE.choose(round, 10).rows.tolist()
    early = replace(told, evidence=Evidence(Tagger(round), 110, offers=("words",)))
    assert set(AT_ONCE.choose(early, 3).why) == {"drawn at random: the model cannot predict yet"}


@pytest.mark.parametrize("task", ["tags", "spans"])
def test_auto_is_the_same(task: str) -> None:
    round = toy_round(110, n_labelled=62, task=task)  # type: ignore[arg-type]
    auto, expected = strategies.get("auto"), DiverseEntropy(share=0.1)
    assert auto.choose(round, 12).rows.tolist() == expected.choose(round, 12).rows.tolist()
    wrapped = strategies.get("subsample(auto)").choose(round, 12)
    assert wrapped.rows.tolist() == expected.choose(round, 12).rows.tolist()
    told = {"token_entropy": table_of(round)["token_entropy"], "words": table_of(round)["words"]}
    assert len(select("auto", 3, task=task, **told)) == 3  # type: ignore[arg-type]
    with pytest.raises(EvidenceError, match="needs `token_entropy`"):
        select("auto", 3, task=task, words=told["words"])  # type: ignore[arg-type]


def test_coverage_holds_to_what_every_strategy_promises() -> None:
    check_strategy(DiverseEntropy(coverage=True, begin=0))
