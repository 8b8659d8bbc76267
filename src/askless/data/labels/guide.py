"""What each label means, in a line: what a person reads beside the text, so that all who label mean the same.

A guide is a TOML file with a table for each label::

    [PERSON]
    definition = "Names of people, real or made up, without titles."
    example = "Ada Lovelace"
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from askless.errors import SourceError, UsageError

__all__ = ["UNIVERSAL", "Entry", "guide_for", "read_guide"]

_LONGEST = 500


@dataclass(frozen=True)
class Entry:
    """What is said of a label.

    Parameters
    ----------
    definition, example : str
        At most 500 characters on one line each; "" for none.
    """

    definition: str = ""
    example: str = ""


UNIVERSAL: Mapping[str, Entry] = {
    "ADJ": Entry("Adjective: says what something is like.", "green, first, older"),
    "ADP": Entry("Adposition: stands before or behind a noun and says how it belongs.", "in, during, ago"),
    "ADV": Entry("Adverb: says how, when or where something is done.", "very, tomorrow, there"),
    "AUX": Entry("Auxiliary: helps a verb, or is the verb “to be”.", "has done, will do, is"),
    "CCONJ": Entry("Coordinating conjunction: joins equals.", "and, or, but"),
    "DET": Entry("Determiner: says which one is meant.", "the, this, no, my"),
    "INTJ": Entry("Interjection: stands alone.", "ouch, hello, yes"),
    "NOUN": Entry("Noun: a thing, a being, a place or an idea.", "tree, freedom"),
    "NUM": Entry("Numeral: a number, in digits or words.", "0, one, 3.14, IV"),
    "PART": Entry("Particle: belongs to another word and fits nowhere else.", "not, 's, to go"),
    "PRON": Entry("Pronoun: stands for a noun.", "she, myself, who, mine"),
    "PROPN": Entry("Proper noun: the name of one particular thing.", "Mary, London, NATO"),
    "PUNCT": Entry("Punctuation.", ". , ( ) ?"),
    "SCONJ": Entry("Subordinating conjunction: begins a clause that depends on another.", "that, if, while"),
    "SYM": Entry("Symbol that is read as a word.", "$, %, +, :)"),
    "VERB": Entry("Verb: something that is done or happens.", "run, ate, running"),
    "X": Entry("Other: cannot be told, such as words of another language.", "xfgh"),
}
"""The seventeen universal parts of speech, in words of our own; https://universaldependencies.org/u/pos/ has all."""


def guide_for(names: Sequence[str], said: Mapping[str, Entry]) -> dict[str, Entry]:
    """What is known of some labels.

    Parameters
    ----------
    names : sequence of str
        The labels.
    said : mapping of str to Entry
        What a person says of them, which goes before what is known of universal parts of speech.

    Returns
    -------
    guide : dict of str to Entry
        Only labels of which something is known.

    Examples
    --------
    >>> sorted(guide_for(["NOUN", "VERB"], {"NOUN": Entry("A word for a thing.")}).items())[0][1].definition
    'A word for a thing.'
    >>> guide_for(["NOUN", "mine"], {})
    {}
    """
    known = UNIVERSAL if names and all(name in UNIVERSAL for name in names) else {}
    return {name: said.get(name, known.get(name, Entry())) for name in names if name in said or name in known}


def read_guide(path: Path, names: Sequence[str] = ()) -> dict[str, Entry]:
    """Read a guide.

    Parameters
    ----------
    path : Path
        A TOML file.
    names : sequence of str, optional
        The labels that there are; empty if they are not known.

    Returns
    -------
    guide : dict of str to Entry

    Raises
    ------
    SourceError
        If the file cannot be read, or is no TOML.
    UsageError
        If it says something else than a definition and an example, or of a label that there is not.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"The guide “{path}” cannot be read ({error.strerror}).", "Check its name.") from None
    except UnicodeDecodeError:
        raise SourceError(f"The guide “{path}” is no text in UTF-8.", "Save it as that.") from None
    except tomllib.TOMLDecodeError as error:
        raise SourceError(
            f"The guide “{path}” is not TOML: {error}.", 'Write a table a label: [PERSON], definition = "…".'
        ) from None
    for name, told in tables.items():
        if not isinstance(told, dict) or not told.keys() <= {"definition", "example"}:
            raise UsageError(
                f"The guide “{path.name}” has “{name}”, which is no label with a definition and an example.",
                'Write [LABEL] on a line, then definition = "…" and example = "…".',
            )
        for part, text in told.items():
            if not isinstance(text, str) or len(text) > _LONGEST or not text.isprintable():
                raise UsageError(
                    f"The {part} of “{name}” in “{path.name}” is no text on one line of at most {_LONGEST} characters.",
                    "Shorten it.",
                )
        if names and name not in names:
            near = difflib.get_close_matches(name, names, n=1)
            hint = f"Did you mean “{near[0]}”?" if near else f"The labels are {', '.join(names[:12])}."
            raise UsageError(f"The guide “{path.name}” tells of “{name}”, which is not one of the labels.", hint)
    return {name: Entry(told.get("definition", ""), told.get("example", "")) for name, told in tables.items()}
