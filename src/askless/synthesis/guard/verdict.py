"""What the guard says of a question: whether it may be asked, and why not."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Verdict"]


@dataclass(frozen=True)
class Verdict:
    """A judgement of one question.

    Parameters
    ----------
    passed : bool
        Whether it may be asked.
    reason : str, default ""
        A sentence for people on why it may not; empty if it may.
    test : {"", "constraints", "density", "two_sample", "unanswerable"}
        Which test it did not pass; empty if it passed all.
    """

    passed: bool
    reason: str = ""
    test: str = ""
