"""What of an item is asked stays with the item, however choices are put together."""

import numpy as np

from askless.choose.choice import Choice
from askless.choose.round import Round
from askless.choose.strategy.contract import Strategy
from askless.choose.strategy.random_share import RandomShare
from askless.testing.toy import toy_round


class Windowed(Strategy):
    """Asks for the tokens from a row's number on."""

    name, needs, summary, reference, when_not, cost = "windowed", (), "", "", "", ""

    def choose(self, round: Round, k: int) -> Choice:
        rows = round.candidates[:k]
        return Choice.of(rows, why="a part of it", windows=np.stack([rows, rows + 7], axis=1))


def test_the_whole_is_asked_if_nothing_is_said() -> None:
    for choice in (Choice.of([3, 4], why="so"), Choice.empty(), Choice.joined(Choice.empty(), Choice.empty())):
        assert choice.windows.shape == (len(choice), 2)
        assert choice.windows.dtype == np.int64
        assert not choice.windows.any()


def test_windows_are_joined_placed_and_taken_with_their_rows() -> None:
    part = Choice.of([5, 6], why="a", windows=[[1, 2], [3, 4]])
    rest = Choice.of([7, 8], why="b")
    assert Choice.joined(part, rest).windows.tolist() == [[1, 2], [3, 4], [0, 0], [0, 0]]
    assert Choice.placed(part, [1, 3], rest).windows.tolist() == [[0, 0], [1, 2], [0, 0], [3, 4]]
    assert part.take([1]).windows.tolist() == [[3, 4]]


def test_a_random_share_asks_for_whole_items_and_leaves_the_others_as_they_are() -> None:
    choice = RandomShare(Windowed(), 0.3).choose(toy_round(), 10)
    asked = np.stack([choice.rows, choice.rows + 7], axis=1)
    assert choice.random.sum() > 0
    np.testing.assert_array_equal(choice.windows, np.where(choice.random[:, None], 0, asked))
