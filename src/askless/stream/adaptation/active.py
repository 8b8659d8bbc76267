"""Active adaptation: change when a detector says that the stream has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from askless.models.online.online import OnlineModel
from askless.stream.adaptation.adaptation import register_adaptation
from askless.stream.adaptation.alarmed import Alarmed
from askless.stream.adaptation.on_alarm import AlarmedAdapting

__all__ = ["Active"]


@register_adaptation
@dataclass(frozen=True)
class Active(Alarmed):
    """Keep one model until a detector raises an alarm; then learn a second one beside it, and take the better.

    The detector sees the errors of the random share only. On an alarm more labels are bought, all of them at random,
    and a shadow model learns from the answers that follow. It takes over when it has been right more often than the
    model in use, by more than chance explains; else it is dropped. The last five models that were replaced are kept and
    tried at the next alarm too, for a concept that comes back.

    Parameters
    ----------
    detector : str or ErrorDetector, default "adwin"
        A name, with options in brackets: "ddm(drift=4)".
    on_warning : {"shadow", "none"}, default "shadow"
        Whether the shadow begins at the warning, if the detector gives warnings.
    on_drift : {"shadow", "reset", "none"}, default "shadow"
        "reset" replaces the model at once by one that knows nothing; "none" only tells, and buys labels.
    burst : float, default 50
        Labels wanted at an alarm; the budget lends what it can.
    look : str, ItemDetector or tuple of these, optional
        Label-free detectors. Their alarms buy labels, and never touch a model.
    watch : float, default 0.5
        Share of the questions that is drawn at random at all times, so that there are errors to be seen: twice as many
        of them halve the time to an alarm.
    share : float, default 1.0
        The same, from an alarm until the burst is answered and the shadow has been decided upon.
    alpha : float, default 0.25
        Level of the test by which a model is replaced (see `askless.stream.adaptation.wager`). No small one is needed:
        at a false alarm a shadow that is as good does no harm, and one that is worse hardly ever passes.
    patience : int, default 200
        Random answers after which a shadow that is no better is dropped.

    Raises
    ------
    UsageError
        If an option cannot be meant.
    UnknownNameError
        If there is no such detector.

    Notes
    -----
    The model in use learns from every answer all the time, so that a shadow has to beat what passive adaptation would
    do. Learning costs twice as much while there is a shadow, and each kept model predicts the random answers then.

    References
    ----------
    .. [1] J. Gama, I. Žliobaitė, A. Bifet, M. Pechenizkiy, A. Bouchachia, "A survey on concept drift adaptation", ACM
       Computing Surveys 46, 2014, doi:10.1145/2523813.

    Examples
    --------
    >>> Active("ddm", burst=100).title
    'active:ddm:burst=100'
    >>> Active("ddm(drift=4)").title
    'active:ddm(drift=4)'
    """

    name: ClassVar[str] = "active"

    def start(self, model: OnlineModel) -> AlarmedAdapting:
        """Begin with a model."""
        return AlarmedAdapting(self, model)
