"""What labels mean, read from a file."""

from pathlib import Path

import pytest

from askless.data.labels.guide import UNIVERSAL, Entry, guide_for, read_guide
from askless.errors import AsklessError


def test_a_guide_is_read(tmp_path: Path) -> None:
    file = tmp_path / "guide.toml"
    file.write_text('[PER]\ndefinition = "People."\nexample = "Ada"\n["creative work"]\ndefinition = "Books."\n')
    guide = read_guide(file, ["PER", "LOC", "creative work"])
    assert guide == {"PER": Entry("People.", "Ada"), "creative work": Entry("Books.")}
    assert guide_for(["PER", "LOC"], guide) == {"PER": Entry("People.", "Ada")}


def test_the_universal_parts_of_speech_are_known() -> None:
    assert len(UNIVERSAL) == 17
    assert guide_for(list(UNIVERSAL), {}) == UNIVERSAL
    assert guide_for([*UNIVERSAL, "mine"], {}) == {}, "another tag set may mean something else by them"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[PER", "is not TOML"),
        ('PER = "People."\n', "no label with a definition"),
        ("[PER]\ncolour = 1\n", "no label with a definition"),
        ("[PER]\ndefinition = 1\n", "is no text on one line"),
        ('[PER]\nexample = "a\\nb"\n', "is no text on one line"),
        ('[PERS]\nexample = "a"\n', "Did you mean “PER”"),
        ('[XYZ]\nexample = "a"\n', "The labels are PER, LOC"),
    ],
)
def test_what_is_no_guide_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "guide.toml"
    file.write_text(text)
    with pytest.raises(AsklessError, match=problem):
        read_guide(file, ["PER", "LOC"])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AsklessError, match="cannot be read"):
        read_guide(tmp_path / "none.toml")
