"""The history of a project of synthesis: its log and its questions in step."""

import numpy as np

from askless.core.events import Event
from askless.data.labels.classes import Classes
from askless.data.store.log import MemoryLog
from askless.synthesis import Domain
from askless.synthesis.asked import Asked
from askless.synthesis.history import History
from askless.synthesis.real_rows import RealRows


def test_only_a_question_about_a_row_closes_it() -> None:
    domain = Domain.box([0.0], [1.0])
    real = RealRows(domain, np.array([[0.1], [0.2], [0.3]]), ids=["1", "2", "3"])
    history = History(domain, MemoryLog(), Classes(["a", "b"]), real)
    asked = {name: Asked(at, None, np.array([0.2]), name == "2") for at, name in enumerate("12")}
    queries = [[name, 0.0, 1.0, False, ""] for name in asked]
    history.commit([Event("asked", data={"round": 0, "strategy": "s", "version": 0, "queries": queries})], asked)
    assert real.open.tolist() == [True, False, True]
