"""The sentences that tell a person why an item is asked about."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from askless.choose.array import Floats
from askless.choose.kernels.order import rounded

__all__ = [
    "BEGINS",
    "NOTHING_LEFT",
    "NOTHING_TOLD",
    "NOTHING_YET",
    "RANDOM",
    "STANDS",
    "TO_BEGIN",
    "TO_CHECK",
    "covers",
    "first_sentences",
    "given_up",
    "tells",
    "torn",
    "uncertain",
    "unready",
    "unseen",
    "unsure",
    "window",
    "words_open",
]

_PREDICTED = frozenset(
    {
        "proba", "token_entropy", "path_log_proba", "n_best_log_proba", "sequence_entropy", "committee_log_proba",
        "token_disagreement", "gradient_length",
    }
)  # fmt: skip
_DOUBT = 0.3  # nats: about one in twelve between two tags
RANDOM = "drawn at random"
TO_BEGIN = "drawn at random to begin with"
TO_CHECK = "drawn at random to check the model"
NOTHING_YET = "drawn at random: the labels so far give nothing to go by"
NOTHING_TOLD = "drawn at random: nothing that is left would tell more about the model"
NOTHING_LEFT = "drawn at random: all that is left is like what is labelled"
BEGINS = "to begin with, "
STANDS = "stands for much that the model is unsure of, and "


def unready(missing: Sequence[str]) -> str:
    """A row drawn at random because evidence is missing.

    Parameters
    ----------
    missing : sequence of str
        Kinds of evidence that cannot be had yet.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> unready(["proba"])
    'drawn at random: the model cannot predict yet'
    >>> unready(["words"])
    'drawn at random: the words of the sentences are not counted yet'
    """
    if _PREDICTED & set(missing):
        return f"{RANDOM}: the model cannot predict yet"
    if "words" in missing:
        return f"{RANDOM}: the words of the sentences are not counted yet"
    told = sorted({"draws", "logits", "mean", "std", "member_means"} & set(missing))
    if told:
        return f"{RANDOM}: the model gives no {told[0].replace('_', ' ')} so far"
    if "annotations" in missing:
        return f"{RANDOM}: who gave which answer is not known"
    return f"{RANDOM}: {'what labels cost is not known' if 'cost' in missing else 'the features are not ready yet'}"


def torn(names: Sequence[str], proba: Floats) -> str:
    """The two most probable of several classes, and whether that is doubt.

    Parameters
    ----------
    names : sequence of str
        Declared labels, in the order of the probabilities.
    proba : array of shape (n_labels,)
        Probabilities of one item.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> torn(["ham", "spam"], np.array([0.47, 0.53]))
    'torn between spam 0.53 and ham 0.47'
    >>> torn(["ham", "spam"], np.array([0.94, 0.06]))
    'among the least sure that are left: ham 0.94, spam 0.06'
    >>> torn(["ham", "spam"], np.array([0.996, 0.004]))
    'the model is sure of all that are left; of this one, that it is ham'
    """
    first, second = np.argsort(-proba, kind="stable")[:2]
    if proba[first] >= 0.99:
        return f"the model is sure of all that are left; of this one, that it is {names[first]}"
    if proba[first] >= 0.75:  # nobody would call that torn
        rest = f"{names[first]} {proba[first]:.2f}, {names[second]} {proba[second]:.2f}"
        return f"among the least sure that are left: {rest}"
    return f"torn between {names[first]} {proba[first]:.2f} and {names[second]} {proba[second]:.2f}"


def unsure(names: Sequence[str], proba: Floats) -> str:
    """The label nearest to one half, and how many more lie between a quarter and three quarters.

    Parameters
    ----------
    names : sequence of str
        Declared labels, in the order of the probabilities.
    proba : array of shape (n_labels,)
        Probabilities of one item.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> unsure(["news", "sports", "art"], np.array([0.3, 0.48, 0.01]))
    'unsure about sports 0.48 and 1 more'
    """
    doubt = np.abs(np.asarray(proba, dtype=np.float64) - 0.5)
    first = int(np.argmin(doubt))
    more = int((doubt <= 0.25).sum()) - int(doubt[first] <= 0.25)
    return f"unsure about {names[first]} {proba[first]:.2f}" + (f" and {more} more" if more else "")


def uncertain(names: Sequence[str], proba: Floats, *, multilabel: bool) -> tuple[str, ...]:
    """What the model is in two minds about.

    Parameters
    ----------
    names : sequence of str
        Declared labels, in the order of the probabilities.
    proba : array of shape (n_items, n_labels)
        Probabilities.
    multilabel : bool
        Whether each label stands alone.

    Returns
    -------
    sentences : tuple of str
        One for each item.

    Examples
    --------
    >>> uncertain(["ham", "spam"], np.array([[0.4, 0.6]]), multilabel=False)
    ('torn between spam 0.60 and ham 0.40',)
    """
    sentence = unsure if multilabel else torn
    return tuple(sentence(names, row) for row in proba)


def covers(similarity: float) -> str:
    """A row chosen for what it stands for.

    Parameters
    ----------
    similarity : float
        To the most similar labelled row, in [0, 1].

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> covers(0.1)
    'nothing like it is labelled yet'
    """
    return f"{'little' if similarity > 0.5 else 'nothing'} like it is labelled yet"


def unseen(names: Sequence[str]) -> str:
    """A row asked because classes that were declared have no example yet.

    Parameters
    ----------
    names : sequence of str
        These classes, at least one.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> unseen(["other"])
    '“other” has no example yet; this is unlike anything labelled'
    """
    more = f" and {len(names) - 1} more have" if len(names) > 1 else " has"
    return f"“{names[0]}”{more} no example yet; this is unlike anything labelled"


def first_sentences(begin: int) -> str:
    """A sentence drawn at random because few are labelled.

    Parameters
    ----------
    begin : int
        Labelled sentences from which on they are chosen.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> first_sentences(50)
    'drawn at random to begin with, and so without a guess: the first 50 sentences are'
    """
    return f"{TO_BEGIN}, and so without a guess: the first {begin:,} sentences are"


def given_up(names: Sequence[str], n_labelled: int) -> str:
    """The end of looking for classes that were declared and have no example.

    Parameters
    ----------
    names : sequence of str
        These classes, at least one.
    n_labelled : int
        Labels so far.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> given_up(["other"], 60)
    '“other” has no example among 60 labels, and is looked for no longer'
    """
    several = len(names) > 1
    who = f"“{names[0]}” and {len(names) - 1} more have" if several else f"“{names[0]}” has"
    return f"{who} no example among {n_labelled:,} labels, and {'are' if several else 'is'} looked for no longer"


def tells(alone: float, beside: float) -> str:
    """A row asked for what its answer tells about the model.

    Parameters
    ----------
    alone : float
        Information of its answer by itself, in nats.
    beside : float
        Information beside the answers of the batch before it.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> tells(0.4, 0.39), tells(0.4, 0.1)
    ('tells most about the model (0.39 nats)', 'tells most beside the others of the batch (0.10 of 0.40 nats)')
    """
    if beside >= 0.95 * alone:
        return f"tells most about the model ({beside:.2f} nats)"
    return f"tells most beside the others of the batch ({beside:.2f} of {alone:.2f} nats)"


def words_open(entropy: Floats) -> str:
    """A sentence asked for what is open about its words.

    Parameters
    ----------
    entropy : array of shape (n_tokens,)
        Of each word's tag, in nats.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> words_open(np.array([0.1, 1.05, 0.6]))
    'its least certain word, 2 of 3, is as open as 2.9 equally likely tags; 1 more is in doubt'
    >>> words_open(np.array([0.1, 0.01]))
    'its least certain word, 1 of 2, is nearly settled'
    """
    if not len(entropy):
        return "it has no words"
    first = _least_certain(entropy)
    more = int((np.asarray(entropy) >= _DOUBT).sum()) - int(entropy[first] >= _DOUBT)
    rest = f"; {more} more {'is' if more == 1 else 'are'} in doubt" if more else ""
    return f"its least certain word, {first + 1} of {len(entropy)}, is {_open(entropy[first])}{rest}"


def window(entropy: Floats, at: int, first: int, end: int) -> str:
    """Some words of a sentence, asked for the one in their middle.

    Parameters
    ----------
    entropy : array of shape (n_tokens,)
        Of each word's tag, in nats.
    at : int
        The word that is asked about.
    first, end : int
        The words around it.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> window(np.array([0.0, 0.1, 1.05, 0.6]), 2, 1, 4)
    'only its words 2 to 4 of 4: word 3 is as open as 2.9 equally likely tags'
    """
    return f"only its words {first + 1} to {end} of {len(entropy)}: word {at + 1} is {_open(entropy[at])}"


def _open(entropy: float) -> str:
    """How uncertain a word is, as a number of tags: that many equally likely ones have the same entropy."""
    return "nearly settled" if entropy < _DOUBT else f"as open as {np.exp(entropy):.1f} equally likely tags"


def _least_certain(entropy: Floats) -> int:
    """The word with the largest entropy; of several the first."""
    return int(np.argmax(rounded(entropy)))
