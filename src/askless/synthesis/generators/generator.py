"""What makes questions: one file for each way, found by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from askless.core.registry import Registry
from askless.core.task import Task
from askless.synthesis.round import Proposal, Round

__all__ = ["Generator", "generators"]


class Generator(ABC):
    """Makes questions.

    Attributes
    ----------
    name : str
        As it is registered.
    summary : str
        One line for menus: "asks about ...".
    reference : str
        Where it comes from.
    when_not : str
        When another one is the better choice.
    tasks : tuple of str
        Answers that it is for: "classes", "real".
    needs : tuple of str
        Kinds of evidence that the model must offer; empty if it needs no model.
    own_model : str
        Name of the model that belongs to it; "" if any will do.
    most_labels : int or None
        Labels that it can tell apart; None if any number.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    reference: ClassVar[str]
    when_not: ClassVar[str]
    tasks: ClassVar[tuple[Task, ...]] = ("classes", "real")
    needs: ClassVar[tuple[str, ...]] = ()
    own_model: ClassVar[str] = ""
    most_labels: ClassVar[int | None] = None

    @abstractmethod
    def propose(self, round: Round, k: int) -> Proposal:
        """Up to `k` questions, the most useful first.

        Parameters
        ----------
        round : Round
            `round.model` is there if the generator needs one: before, the learner asks points spread over the domain.
        k : int
            How many, >= 1.

        Returns
        -------
        proposal : Proposal
            Points that lie in the domain, plausible if the round says so, none twice and none of `round.taken`
            again unless answers are noisy and it is worth it.
        """
        ...


generators: Registry[Generator] = Registry("generator", "askless.synthesis.generators", group="askless.generators")
"""Every generator by name."""
