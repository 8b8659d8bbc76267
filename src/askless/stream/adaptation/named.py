"""An adaptation from what a caller says."""

from __future__ import annotations

from askless.errors import UsageError
from askless.models.online.online import OnlineModel
from askless.stream.adaptation.adaptation import Adaptation, adaptations
from askless.stream.adaptation.forgetting import Forgets
from askless.stream.adaptation.passive import Passive
from askless.stream.adaptation.titles import read_options, words_of

__all__ = ["adaptation_of", "usual"]


def usual(model: OnlineModel) -> Adaptation:
    """How a model keeps up if nobody says: an ensemble of its paces of forgetting, if it can forget.

    Examples
    --------
    >>> from askless.models.online.softmax import Softmax
    >>> usual(Softmax()).title
    'passive:ensemble'
    """
    return Passive(ensemble=isinstance(model, Forgets))


def adaptation_of(said: str | Adaptation) -> Adaptation:
    """The adaptation that is meant.

    Parameters
    ----------
    said : str or Adaptation
        "passive", "frozen", "active:adwin", "hybrid:ddm", "passive:ensemble": a name, and after colons its options,
        each "name=value", the name of one to switch on, or the leading one alone; a detector may have its own options
        in brackets, as in "active:ddm(drift=4)". The `title` of an adaptation is such a text.

    Returns
    -------
    adaptation : Adaptation

    Raises
    ------
    UnknownNameError
        If there is no adaptation or detector of this name.
    UsageError
        If an option is not known or cannot be meant.

    Examples
    --------
    >>> adaptation_of("active:hddm_a:burst=100:look=ks+mmd").title
    'active:hddm_a:burst=100:look=ks+mmd'
    """
    if isinstance(said, Adaptation):
        return said
    if not isinstance(said, str):
        raise UsageError(
            f"`adaptation` is {said!r}.", 'Give a text, for instance "active:adwin", or an Adaptation such as Active().'
        )
    name, *words = words_of(said, ":")
    if "(" in name:
        raise UsageError(
            f"The adaptation “{said}” cannot be read.", "Write options after colons, as in “active:adwin:burst=100”."
        )
    kind = adaptations.get(name)
    options = read_options(kind, words, said)
    try:
        return kind(**options)
    except TypeError:
        raise UsageError(
            f"An option in “{said}” has a value that cannot be meant.", f"Look at the options of {kind.__name__}."
        ) from None
