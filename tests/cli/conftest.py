"""A labelled project beside its source, as `askless label` leaves it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from askless.cli import main
from askless.data.source import open_source
from askless.data.store.project import Project, default_folder
from askless.pool.learner import PoolLearner

TEXTS = [f"{word} {thing}" for word in ("free", "cheap", "prize") for thing in ("phone", "loan", "watch")]
TEXTS += [f"{word} {thing}" for word in ("lunch", "school", "work") for thing in ("today", "at eight", "again")]


@dataclass(frozen=True)
class Said:
    """How a call of the command line ended."""

    status: int
    out: str
    err: str


Call = Callable[..., Said]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in this process."""

    def calling(*arguments: object) -> Said:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return calling


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file of texts whose project has four labels, a skip and a flag."""
    path = tmp_path / "mails.csv"
    path.write_text("id,text\n" + "".join(f"m{i},{text}\n" for i, text in enumerate(TEXTS)))
    project = Project.open(default_folder(path))
    opened = open_source(path, cache=project.cache)
    learner = PoolLearner(opened.items, labels=("spam", "ham"), strategy="random", project=project)
    learner.start(name="mails", source=path.name)
    learner.tell(["m0", "m4", "m9", "m13"], ["spam", "spam", "ham", "ham"], annotator="ann", seconds=1.5)
    learner.skip("m1")
    learner.flag("m4")
    project.save(source=f"../{path.name}")
    learner.close()
    return path
