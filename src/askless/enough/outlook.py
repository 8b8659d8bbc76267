"""When there will be an estimate of the accuracy, counted in labels.

Random answers are a share of all, so "20 of 30 random answers" tells nobody how long it will take, and in a small pool
there may never be enough.
"""

from __future__ import annotations

from askless.enough.estimate import NEEDED
from askless.enough.held_out import needed as needed_of_test

__all__ = ["RANDOM_SHARE", "outlook"]

RANDOM_SHARE = 0.10
"""Share of items drawn at random and asked blind; the accuracy is estimated from them."""


def outlook(
    n: int,
    *,
    at: int,
    labelled: int,
    items: int,
    share: float = RANDOM_SHARE,
    needed: int = NEEDED,
    test: int = 0,
    begin: int = 0,
) -> str:
    """Say why there is no estimate yet, and when there will be one.

    Parameters
    ----------
    n : int
        Random answers so far.
    at : int
        Labels among which they were counted.
    labelled, items : int
        Labels by now, and items in the pool.
    share : float, default 0.1
        Share of the items to come that are drawn at random, above 0.
    needed : int, default 30
        Random answers that an estimate takes.
    test : int, default 0
        Items that are kept apart for a test, if there are any; then `n` counts those that are answered.
    begin : int, default 0
        Labels to begin with that are all drawn at random.

    Returns
    -------
    sentence : str

    Notes
    -----
    Random answers are counted when a model is trained; until then it is reckoned from none.

    Examples
    --------
    >>> outlook(12, at=40, labelled=43, items=2000)
    'Too early to say how good the model is: 12 of 30 random answers are in. An estimate comes at about 220 labels.'
    >>> outlook(12, at=40, labelled=43, items=150).partition(". ")[2]
    'An estimate takes about 220 labels; this pool of 150 is likely too small.'
    >>> outlook(12, at=40, labelled=43, items=150, test=100)
    'Too early to say how good the model is: 12 of 30 test items are answered. They come among the others, one in five.'
    >>> outlook(20, at=150, labelled=150, items=150)
    'How good the model is cannot be told: all items are labelled, and 20 random answers are fewer than the 30 needed.'
    """
    if test:
        if n >= (least := needed_of_test(test)):
            return "There are answers to test a model with, but no model has been tested yet."
        answered = f"{n} of {least} test items {'is' if least == 1 else 'are'} answered"
        return f"Too early to say how good the model is: {answered}. They come among the others, one in five."
    if labelled >= items:
        few = "no random answer is" if n == 0 else "1 random answer is" if n == 1 else f"{n} random answers are"
        return (
            f"How good the model is cannot be told: all items are labelled, and {few} fewer than the {needed} needed."
        )
    if n >= needed:
        return f"{n} random answers are in: how good the model is comes with the next training."
    so_far = f"Too early to say how good the model is: {n} of {needed} random answers are in."
    soon = min(needed - n, max(begin - at, 0))
    about = round(at + soon + (needed - n - soon) / share, -1)
    if about <= items:
        return f"{so_far} An estimate comes at about {about:,.0f} labels."
    small = "too small" if items < needed else "likely too small"  # luck may bring a few more random ones
    return f"{so_far} An estimate takes about {about:,.0f} labels; this pool of {items:,} is {small}."
