"""Windows around uncertain words, and whole sentences among them."""

from dataclasses import replace

import numpy as np
import pytest

from askless.choose.round import Round
from askless.choose.strategy.sequence.diverse_entropy import DiverseEntropy
from askless.choose.strategy.sequence.sub_sequence import SubSequence
from askless.choose.strategy.strategy import strategies
from askless.core.ragged import ragged
from askless.errors import UsageError
from askless.testing.toy import table_of, toy_round, with_evidence


def long_round(n_items: int = 110, length: int = 20) -> Round:
    """Sentences of one length, with words of their own; those of the first ten come again in the next ten."""
    rng = np.random.default_rng(0)
    entropy = ragged([rng.beta(0.3, 2.0, size=length) for _ in range(n_items)])
    words = ragged([np.arange(length) + length * (at % 100) for at in range(n_items)])
    return with_evidence(toy_round(n_items, n_labelled=62, task="tags"), {"token_entropy": entropy, "words": words})


def plain(round: Round, k: int, around: int) -> list[tuple[int, int, int]]:
    """The definition of windows, one after another."""
    table = table_of(round)
    left: dict[int, float] = {}
    for row in round.pending.tolist():
        for word in table["words"][row].tolist():
            left[word] = left.get(word, 1.0) / 2
    found: list[tuple[int, int, int]] = []
    for _ in range(k):
        counts = {
            row: [
                e * left.get(w, 1.0)
                for e, w in zip(table["token_entropy"][row], table["words"][row].tolist(), strict=True)
            ]
            for row in round.candidates.tolist()
            if row not in {row for row, _, _ in found}
        }
        row = max(counts, key=lambda row: max(counts[row]))
        centre = int(np.argmax(counts[row]))
        first, end = max(centre - around, 0), min(centre + around + 1, len(counts[row]))
        found.append((row, first, end))
        for word in table["words"][row][first:end].tolist():
            left[word] = left.get(word, 1.0) / 2
    return found


@pytest.mark.parametrize("around", [1, 3])
def test_windows_are_what_plain_greedy_gives(around: int) -> None:
    round = replace(long_round(), asked=0)
    strategy = SubSequence(share=0.0, around=around)
    choice = strategy.choose(round, 4)  # the fifth is a whole sentence
    expected = plain(round, 4, around)
    assert choice.rows.tolist() == [row for row, _, _ in expected]
    assert choice.windows.tolist() == [[first, end] for _, first, end in expected]
    assert (np.diff(choice.windows, axis=1) <= 2 * around + 1).all()
    first, end = choice.windows[0]
    assert choice.why[0].startswith(f"only its words {first + 1} to {end} of 20: word ")


@pytest.mark.parametrize("batch", [1, 3, 10, 20])
@pytest.mark.parametrize("share", [0.0, 0.1])
def test_one_in_five_is_whole_over_batches_of_any_size(batch: int, share: float) -> None:
    strategy = SubSequence(share=share)
    round, whole = long_round(), 0
    for asked in range(0, 60, batch):
        choice = strategy.choose(replace(round, asked=asked, number=asked), batch)
        whole += int((choice.windows.sum(axis=1) == 0).sum())
        assert not choice.windows[choice.random].any()
    assert whole >= 0.2 * 60 - 1e-9
    assert whole <= 0.3 * 60


def test_whole_sentences_are_those_of_diverse_entropy() -> None:
    round = replace(long_round(), asked=0)
    choice = SubSequence(share=0.0).choose(round, 20)
    whole = choice.rows[choice.windows.sum(axis=1) == 0].tolist()
    assert whole == DiverseEntropy(share=0.0).choose(round, 4).rows.tolist()
    assert np.flatnonzero(choice.windows.sum(axis=1) == 0).tolist() == [4, 9, 14, 19]


def test_a_short_sentence_is_asked_whole() -> None:
    choice = SubSequence(share=0.0).choose(replace(long_round(length=4), asked=0), 4)
    assert not choice.windows.any()
    assert all(why.startswith("its least certain word, ") for why in choice.why)


def test_a_word_that_was_taken_counts_half_for_the_next() -> None:
    round = replace(toy_round(110, n_labelled=62, n_pending=0, task="tags"), asked=0)
    entropy = [np.zeros(9) for _ in range(110)]
    words = [np.arange(9) + 9 * at for at in range(110)]
    one, same, other = round.candidates[:3]
    for row, nats in ((one, 1.0), (same, 0.9), (other, 0.5)):
        entropy[row][4] = nats
    words[same] = words[one].copy()
    told = with_evidence(round, {"token_entropy": ragged(entropy), "words": ragged(words)})
    assert SubSequence(share=0.0).choose(told, 3).rows.tolist() == [one, other, same]


def test_what_is_tagged_in_a_sentence_is_not_asked_again() -> None:
    round = replace(long_round(), asked=0)
    row = int(round.labelled[0])
    label = np.full(20, -1)
    first, end = 3, 10
    label[first:end] = 0
    labels = round.labels.copy()
    labels[0] = label
    entropy = table_of(round)["token_entropy"].copy()
    entropy[row] = np.full(20, 5.0)
    round = with_evidence(replace(round, labels=labels, candidates=np.array([row])), {"token_entropy": entropy})
    choice = SubSequence(share=0.0, around=1).choose(round, 1)
    centre = int(choice.windows[0].mean())
    assert not first <= centre < end


def test_windows_pass_through_wrappers_with_their_rows() -> None:
    round = replace(long_round(), asked=0)
    inner = strategies.get("sub_sequence")
    window = dict(zip((c := inner.choose(round, 40)).rows.tolist(), c.windows.tolist(), strict=True))
    for outer in ("per_cost", "power", "subsample", "per_token"):
        choice = strategies.configured(strategies.get(outer), {"strategy": SubSequence(share=0.0)}).choose(round, 4)
        assert choice.windows.any(), outer
    assert any(any(pair) for pair in window.values())


def test_chunks_do_not_change_windows() -> None:
    round = long_round()
    expected = strategies.get("sub_sequence").choose(round, 20)
    for chunk_rows in (1, 7):
        again = strategies.get("sub_sequence").choose(with_evidence(round, chunk_rows=chunk_rows), 20)
        assert again.rows.tolist() == expected.rows.tolist()
        assert again.windows.tolist() == expected.windows.tolist()


@pytest.mark.parametrize(("option", "value"), [("whole", 0.1), ("around", 0), ("share", 1.5)])
def test_options_that_would_harm_are_refused(option: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"`{option}` of `sub_sequence` is"):
        strategies.configured(strategies.get("sub_sequence"), {option: value})


def test_it_warns() -> None:
    assert "more decisions" in strategies.get("sub_sequence").when_not
    assert "single words" in strategies.get("sub_sequence").when_not
