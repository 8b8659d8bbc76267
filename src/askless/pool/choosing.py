"""What a learner asks by, and what it asks next: the picks of its strategy, and test items between them."""

from __future__ import annotations

from askless.choose.choice import Choice
from askless.choose.strategy.random_share import RandomShare
from askless.choose.strategy.strategy import Strategy, strategies
from askless.core.ids import Rows
from askless.errors import UnknownNameError
from askless.pool.history import History
from askless.pool.holdout import chosen, places
from askless.pool.trainer import Trainer

__all__ = ["choose", "is_own", "recalled", "strategy_of", "usual"]


def usual(kind: str) -> str:
    """What is asked by where nobody says otherwise.

    Examples
    --------
    >>> usual("real"), usual("multilabel")
    ('lcmd', 'auto')
    """
    return "lcmd" if kind == "real" else "auto"


def strategy_of(strategy: str | Strategy) -> Strategy:
    """A strategy by its name, or as it is; UnknownNameError if there is none of this name."""
    return strategies.get(strategy) if isinstance(strategy, str) else strategy


def recalled(name: str, kind: str) -> tuple[Strategy, str]:
    """The strategy that a log names, and what is to be said: the usual one is taken if there is none of this name."""
    try:
        return strategy_of(name), ""
    except UnknownNameError:
        other = usual(kind)
        said = f"Its log names the strategy “{name}”, which is not installed: “{other}” chooses instead."
        return strategy_of(other), said


def is_own(strategy: Strategy) -> bool:
    """Whether a strategy only shares its name with a registered one."""
    try:
        return type(strategies.get(strategy.name)) is not type(strategy)
    except UnknownNameError:
        return False


def choose(k: int, history: History, trainer: Trainer, strategy: Strategy, random_share: float) -> tuple[Choice, int]:
    """What is asked next.

    Parameters
    ----------
    k : int
        How many items at most, >= 0.
    history : History
    trainer : Trainer
        Gives the round to choose in.
    strategy : Strategy
    random_share : float
        Share of all but the test items that is drawn uniformly, in [0, 1].

    Returns
    -------
    choice : Choice
        When free rows run out it goes on with the skipped ones.
    version : int
        Of the model that it was made with; 0 where none was needed.
    """
    candidates, tests, state = history.candidates(), history.tests(), history.state
    before = (state.asked - state.held_at[0], state.tested - state.held_at[1])
    at = places(k, *before, tests.size, candidates.size) if tests.size else []
    rest = min(k - len(at), candidates.size)
    if at and not rest:  # no model is needed
        return _tests(history, tests[: len(at)]), 0
    asking, round_, version = trainer.round(strategy, candidates)
    choice = RandomShare(asking, random_share).choose(round_, rest)
    if not at:
        return choice, version
    at = at if len(choice) == rest else [min(i, len(choice) + j) for j, i in enumerate(at)]
    return Choice.placed(_tests(history, tests[: len(at)]), at, choice), version


def _tests(history: History, rows: Rows) -> Choice:
    """Test items as they are asked."""
    return chosen(rows, [history.state.held[history.items.ids.text(row)] for row in rows.tolist()])
