"""CoNLL files: what is read, and that the rest comes back byte by byte."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.data.formats.conll import parted_by_tabs, read_conll
from askless.errors import SourceError

UNIVERSAL = (
    "# newdoc id = one\r\n# sent_id = 1\r\n# text = Vámonos al mar 😀\r\n"
    "1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_\r\n"
    "1\tVamos\tir\tVERB\t_\tMood=Imp\t0\troot\t0:root\t_\r\n"
    "2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t1:obj\t_\r\n"
    "3-4\tal\t_\t_\t_\t_\t_\t_\t_\t_\r\n"
    "3\ta\ta\tADP\t_\t_\t5\tcase\t5:case\t_\r\n"
    "4\tel\tel\tDET\t_\t_\t5\tdet\t5:det\t_\r\n"
    "5\tmar\tmar\tNOUN\t_\t_\t1\tobl\t1:obl\t_\r\n"
    "5.1\tgrande\tgrande\tADJ\t_\t_\t_\t_\t5:amod\t_\r\n"
    "6\t😀\t😀\tSYM\t_\t_\t1\tdiscourse\t_\tSpaceAfter=No|Ref=a b\r\n"
    "\r\n"
    "# newdoc id = two\r\n# sent_id = 2\r\n1\t#tag\t#tag\tX\t_\t_\t0\troot\t_\t_\r\n\r\n"
)


def test_universal_columns() -> None:
    file = read_conll(UNIVERSAL)
    assert file.conllu
    assert file.column(file.word_column) == ["Vamos", "nos", "a", "el", "mar", "😀", "#tag"]
    assert file.column(file.tag_column) == ["VERB", "PRON", "ADP", "DET", "NOUN", "SYM", "X"]
    assert file.lengths.tolist() == [6, 1]
    assert file.document.tolist() == [1, 2]
    assert file.comments(0) == ["newdoc id = one", "sent_id = 1", "text = Vámonos al mar 😀"]
    assert file.comments(1) == ["newdoc id = two", "sent_id = 2"]


def test_what_is_not_asked_comes_back() -> None:
    file = read_conll(UNIVERSAL)
    assert file.with_column(3, [None] * 7) == UNIVERSAL
    assert file.with_column(3, file.column(3)) == UNIVERSAL
    changed = file.with_column(3, [None, None, None, None, "PROPN", None, None])
    assert changed == UNIVERSAL.replace("\tNOUN\t", "\tPROPN\t")


def test_gaps_stay_as_wide_as_they_are() -> None:
    text = "-DOCSTART- -X- O O\n\nEU   NNP  I-NP B-ORG\nrejects VBZ  I-VP O \n\n-DOCSTART- -X- O O\n\n# NN I-NP O\n"
    file = read_conll(text)
    assert (file.columns, file.tabs, file.conllu) == (4, False, False)
    assert file.column(3) == ["B-ORG", "O", "O"]
    assert file.column(0)[2] == "#"  # a token, for it has all columns
    assert file.document.tolist() == [1, 2]
    assert file.with_column(3, ["B-ORG", "O", "O"]) == text
    assert "EU   NNP  I-NP B-LOC\n" in file.with_column(3, ["B-LOC", None, None])


def test_a_new_column() -> None:
    file = read_conll("a\r\nb\n\nc")
    assert file.with_column(1, ["X", None, "Z"]) == "a X\r\nb _\n\nc Z"
    assert read_conll("# one\na\tX\n").with_column(2, ["Y"]) == "# one\na\tX\tY\n"


def test_tokens_that_begin_with_the_mark_of_comments() -> None:
    assert read_conll("#good\tO\nday\tO\n").column(0) == ["#good", "day"]
    assert read_conll("# a comment\n#good\tO\n").column(0) == ["#good"]
    assert read_conll("day O\n\n# O\n").column(0) == ["day", "#"]


def test_a_few_lines_do_not_say_how_columns_are_parted() -> None:
    blanks = "".join(f"w{i} O\nEU B-ORG\n\n" for i in range(500))
    for stray in ("x\tO\n", "x O\t\n"):
        file = read_conll(blanks + stray)
        assert (file.tabs, file.columns, file.broken) == (False, 2, {})
        assert file.column(1)[-2:] == ["B-ORG", "O"]
        assert file.with_column(1, file.column(1)) == blanks + stray
    tabs = read_conll("a b\tX\nc\tY\nd Z\n# good\tX\n", lenient=True)
    assert tabs.column(0) == ["a b", "c", "d", "# good"]
    assert list(tabs.broken) == [2]
    assert parted_by_tabs(["# a comment\n", "#another\n", "a\tX\n"])
    assert parted_by_tabs(["#a\tX\n"])
    assert not parted_by_tabs(["\n"])


@pytest.mark.parametrize("end", ["\r", "\r\r\n"])
def test_carriage_returns_end_lines(end: str) -> None:
    text = f"-DOCSTART- O{end}{end}EU B-ORG{end}x O{end}{end}Bob B-PER{end}"
    file = read_conll(text)
    assert file.column(0) == ["EU", "x", "Bob"]
    assert file.lengths.tolist() == [2, 1]
    assert file.with_column(1, file.column(1)) == text
    assert file.with_column(1, [None, "B-X", None]) == text.replace("x O", "x B-X")
    mixed = "a\tX\rb\tY\r\nc\tZ\n\r\nd\tX\r\re\tY"
    file = read_conll(mixed)
    assert (file.column(0), file.lengths.tolist()) == (["a", "b", "c", "d", "e"], [3, 1, 1])
    assert file.with_column(2, [None] * 5).replace("\t_", "") == mixed


PLUS = (
    "# global.columns = ID FORM upos NER\n# sent_id = a\n1-2\tdon't\t_\t_\n1\tdo\tAUX\tO\n2\tn't\tPART\tO\n"
    "2.1\tgo\tVERB\t_\n\n"
)


def test_columns_with_names() -> None:
    file = read_conll(PLUS)
    assert file.names == ["ID", "FORM", "upos", "NER"]
    assert (file.conllu, file.word_column, file.tag_column, file.place("NER")) == (False, 1, 2, 3)
    assert file.column(1) == ["do", "n't"]
    assert file.with_column(2, file.column(2)) == PLUS
    longer = file.with_column(4, ["X", None])
    assert longer.startswith("# global.columns = ID FORM upos NER ASKLESS:LABEL\n")
    assert read_conll(longer).column(4) == ["X", "_"]
    bad = read_conll(PLUS + "".join(f"{i}\tw\tX\tO\n" for i in range(1, 20)) + "x\tw\tX\tO\n", lenient=True)
    assert list(bad.broken.values()) == ["“x” in the first column where a number is expected"]


@pytest.mark.parametrize(
    ("names", "word", "tag"),
    [
        ("ID FORM LEMMA XPOS", 1, 3),
        ("FORM LEMMA TAG NER", 0, 2),
        ("ID FORM LEMMA HEAD", 1, None),
        ("ID MY:WORD MY:TAG MISC", 1, 2),
        ("UPOS FORM A B", 1, 0),
        ("ID", 1, None),
    ],
)
def test_names_say_which_column_is_what(names: str, word: int, tag: int | None) -> None:
    file = read_conll(f"# global.columns = {names}\n1\ta\tb\tc\n")
    assert (file.word_column, file.tag_column) == (word, tag)


def test_names_of_the_ten_columns() -> None:
    ten = "# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC\n"
    assert read_conll(ten + UNIVERSAL).conllu
    assert not read_conll(ten.replace("DEPS", "MY:X") + UNIVERSAL).conllu


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\tB\nc\n", "Line 2 has 1 column, and the lines before it have 2: “c”"),
        ("\n\n", "There is no token"),
        ("", "There is no token"),
        ("# nothing\n\n", "There is no token"),
    ],
)
def test_it_refuses(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read_conll(text)
    with pytest.raises(SourceError, match="There is no column 5: the tokens have 2"):
        read_conll("a b\n").column(4)


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\t\n\r", exclude_categories=["Zs", "Zl", "Zp", "Cc"]), min_size=1
)


@given(
    st.lists(st.lists(st.tuples(cells, cells), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_tokens_round_trip(sentences: list[list[tuple[str, str]]], end: str) -> None:
    text = "".join("".join(f"{word}\t{tag}{end}" for word, tag in one) + end for one in sentences)
    if any(word == "-DOCSTART-" for one in sentences for word, _ in one):
        return
    file = read_conll(text)
    assert file.column(0) == [word for one in sentences for word, _ in one]
    assert file.lengths.tolist() == [len(one) for one in sentences]
    assert file.with_column(1, file.column(1)) == text


@pytest.mark.parametrize("name", ["ud_english_ewt", "wnut17", "bc5cdr"])
def test_real_files_come_back(name: str, shared_data: Path) -> None:
    with gzip.open(shared_data / name / "dev.conll.gz", "rt", encoding="utf-8", newline="") as stream:
        text = stream.read()
    file = read_conll(text)
    assert file.with_column(1, file.column(1)) == text
    assert len(file.rows) > 10_000
