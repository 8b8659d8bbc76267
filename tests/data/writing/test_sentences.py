"""Sentences that leave as CoNLL or for another tool: they come back as they were, and what is unknown stays so."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askless.core.ids import Ids
from askless.core.task import TaskName
from askless.data.formats.tokenise import tokenise
from askless.data.items.tokens import Sentences, TokenItems
from askless.data.labels.schemes import SCHEMES, Scheme
from askless.data.labels.spans import Spans
from askless.data.labels.tags import Tags
from askless.data.source import Source, open_source
from askless.data.writing.conll import Lost, token_tags
from askless.data.writing.sentences import Form, Written, form_of, write_sentences
from askless.data.writing.tools import Sentence
from askless.errors import UsageError

UNIVERSAL = (
    "# newdoc id = one\r\n# sent_id = w-1\r\n# text = I don't know 😀.\r\n"
    "1\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t4:nsubj\t_\r\n"
    "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\r\n"
    "2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t4:aux\t_\r\n"
    "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t4:advmod\tFoo=Bar\r\n"
    "4\tknow\tknow\tVERB\tVB\t_\t0\troot\t0:root\t_\r\n"
    "4.1\tit\tit\tPRON\tPRP\t_\t_\t_\t4:obj\t_\r\n"
    "5\t😀\t😀\tSYM\tUH\t_\t4\tdiscourse\t4:discourse\tSpaceAfter=No\r\n"
    "6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t4:punct\t_\r\n\r\n"
    "# sent_id = w-2\r\n# a comment\r\n# text = Vámonos al mar\r\n"
    "1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_\r\n"
    "1\tVamos\tir\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\r\n"
    "2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t_\t_\r\n\r\n"
)
FIRST, SECOND = UNIVERSAL.split("\r\n\r\n")[:2]


def stored(path: Path, text: str, task: TaskName, **options: Any) -> Source:
    """What is read of a file with this text."""
    path.write_bytes(text.encode())
    return open_source(path, task=task, allow_all_labelled=True, **options)


def sentences_of(source: Source) -> Sentences:
    assert isinstance(source.items, Sentences)
    return source.items


def written(path: Path, of: Source, form: Form | None = None, **options: Any) -> Written:
    """Write what a source has given."""
    answers = options.pop("answers", of.given)
    assert of.space is not None
    return write_sentences(path, sentences_of(of), of.space, answers, form=form, **options)


def test_conllu_comes_back_byte_by_byte(tmp_path: Path) -> None:
    for column in (None, "XPOS"):
        source = stored(tmp_path / "a.conllu", UNIVERSAL, "tag", label_column=column)
        assert written(tmp_path / "b.conllu", source, everything=True) == Written(2)
        assert (tmp_path / "b.conllu").read_bytes() == UNIVERSAL.encode()


def test_only_tags_change(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllu", UNIVERSAL, "tag", ignore_labels=True)
    answers = {0: ("NOUN", None, "PART", "VERB", None, "PUNCT")}
    assert written(tmp_path / "b.conllu", source, answers=answers) == Written(1)
    expected = FIRST.replace("PRON\tPRP\t_\t4", "NOUN\tPRP\t_\t4").replace("AUX", "_").replace("SYM", "_")
    assert (tmp_path / "b.conllu").read_bytes().decode() == expected + "\r\n\r\n"
    assert written(tmp_path / "b.conllu", source, answers=answers, everything=True) == Written(2)
    other = SECOND.replace("VERB", "_").replace("PRON", "_")
    assert (tmp_path / "b.conllu").read_bytes().decode() == f"{expected}\r\n\r\n{other}\r\n\r\n"


def test_spans_go_into_the_last_column_of_conllu(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllu", UNIVERSAL, "span", labels=["EMO"])
    answers = {0: ((2, 12, None), (13, 14, "EMO")), 1: ()}
    written(tmp_path / "b.conllu", source, answers=answers, scheme="BIOES")
    text = (tmp_path / "b.conllu").read_bytes().decode()
    assert "nsubj\tner=O\r\n" in text
    assert "4:discourse\tSpaceAfter=No|ner=S-EMO\r\n" in text
    assert "4:advmod\tFoo=Bar\r\n" in text
    again = stored(tmp_path / "c.conllu", text, "span")
    assert again.given == answers
    written(tmp_path / "d.conllu", again, everything=True, scheme="BIOES")
    assert (tmp_path / "d.conllu").read_bytes().decode() == text


def test_another_file_of_this_name_is_told(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllu", UNIVERSAL, "tag")
    (tmp_path / "moved.conllu").write_bytes(UNIVERSAL.encode())
    (tmp_path / "a.conllu").write_text("gone")
    done = written(tmp_path / "b.conllu", source, source=tmp_path / "moved.conllu")
    assert done.notes == []
    assert (tmp_path / "b.conllu").read_bytes() == UNIVERSAL.encode()
    done = written(tmp_path / "b.conllu", source)
    assert "“a.conllu” is not what it was when it was read" in done.notes[0]
    again = open_source(tmp_path / "b.conllu", task="tag", allow_all_labelled=True)
    assert again.given == source.given
    assert sentences_of(again).take([0, 1]) == sentences_of(source).take([0, 1])
    assert again.items.line(0) == "I don't know 😀."


@pytest.mark.parametrize("gap", ["\t", "  ", " NN I-NP "])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_conll_comes_back(gap: str, scheme: Scheme, tmp_path: Path) -> None:
    tags = {
        "BIO": ["B-PER", "I-PER", "B-PER", "O", "B-LOC"],
        "IOB1": ["I-PER", "I-PER", "B-PER", "O", "I-LOC"],
        "BIOES": ["B-PER", "E-PER", "S-PER", "O", "S-LOC"],
        "BILOU": ["B-PER", "L-PER", "U-PER", "O", "U-LOC"],
    }[scheme]
    text = "-DOCSTART- x\n\n" + "".join(
        f"{word}{gap}{tag}\n" for word, tag in zip(["Anna", "Lee", "Bob", "saw", "Rome"], tags, strict=True)
    )
    source = stored(tmp_path / "a.conll", text, "span")
    written(tmp_path / "b.conll", source)
    assert (tmp_path / "b.conll").read_text() == text
    written(tmp_path / "b.conll", source, scheme="BIO", answers={0: ((0, 8, "PER"), (9, 16, None))})
    assert f"Lee{gap}I-PER\nBob{gap}_\nsaw{gap}_\nRome{gap}O\n" in (tmp_path / "b.conll").read_text()


def test_broken_lines_take_answers_too(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conll", "Anna O\nsings\nNew York B-LOC\nBob O\n", "span")
    written(tmp_path / "b.conll", source, answers={0: ((11, 19, "LOC"),)})
    assert (tmp_path / "b.conll").read_text() == "Anna O\nsings O\nNew York B-LOC\nBob O\n"


def test_a_file_without_tags_gets_a_column(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conll", "Anna\nsings\n\nBob\n", "tag", labels=["N", "V"])
    written(tmp_path / "b.conll", source, answers={0: ("N", None)})
    assert (tmp_path / "b.conll").read_text() == "Anna N\nsings _\n\n"


def test_what_conll_cannot_hold_is_told(tmp_path: Path) -> None:
    items = TokenItems([["Jane", "Roe"]])
    answers = {0: ((1, 4, "A"), (5, 6, "A"), (7, 8, "B"))}
    done = write_sentences(tmp_path / "a.conll", items, Spans(["A", "B"]), answers, form="conll")
    assert (tmp_path / "a.conll").read_text() == "Jane\tB-A\nRoe\tB-A\n\n"
    assert "3 spans begin or end inside a token" in done.notes[0]
    assert "1 span is left out, as another one is in the same token" in done.notes[1]


def test_unknown_is_never_outside() -> None:
    places = [(0, 1), (2, 3), (4, 5)]
    for scheme in SCHEMES:
        for answer in [((0, 5, None),), ((1, 2, None), (2, 5, "A")), ((0, 3, None), (4, 5, "A")), None]:
            one = Sentence(id="a", text="a b c", places=places, answer=answer, task="spans")
            assert "O" not in token_tags(one, scheme, Lost()) or answer == ((1, 2, None), (2, 5, "A"))


@pytest.mark.parametrize("form", ["prodigy", "doccano", "label-studio"])
@pytest.mark.parametrize("end", [".jsonl", ".json", ".jsonl.gz"])
def test_tools(form: Form, end: str, tmp_path: Path) -> None:
    texts = ["Anna 😀 Lee sings", "So. What?", "Nobody", "Half a word"]
    items = TokenItems([text.split() for text in texts], texts=texts)
    answers: dict[int, Any] = {0: ((0, 10, "PER"), (11, 16, None)), 1: (), 3: ((1, 4, "X"),)}
    path = tmp_path / f"a{end}"
    assert write_sentences(path, items, Spans(["PER", "X"]), answers, form=form, everything=True) == Written(4)
    again = open_source(path, task="span")
    kept = [again.items.line(row) for row in range(len(again.items))]
    assert kept == (texts if form == "prodigy" else [texts[0], "So.", "What?", *texts[2:]])
    shift = 0 if form == "prodigy" else 1
    expected = {0: answers[0], 1: (), 3 + shift: answers[3]} | ({} if shift == 0 else {2: ()})
    assert again.given == expected
    names = again.items.ids
    assert names.text(0) == "0"
    assert sum("inside a token" in said for said in again.problems) == len(again.problems) == 1


@pytest.mark.parametrize("form", ["prodigy", "doccano", "label-studio"])
def test_tags_for_tools(form: Form, tmp_path: Path) -> None:
    items = TokenItems([["Anna", "sings"], ["It"]])
    write_sentences(tmp_path / "a.jsonl", items, Tags(["N", "V"]), {0: ("N", None), 1: ("V",)}, form=form)
    assert open_source(tmp_path / "a.jsonl", task="tag").given == {0: ("N", None), 1: ("V",)}


def test_a_record_of_prodigy(tmp_path: Path) -> None:
    items = TokenItems([["Anna", "'s"]], texts=["Anna's"])
    write_sentences(tmp_path / "a.jsonl", items, Spans(["PER"]), {0: ((0, 4, "PER"),)}, form="prodigy")
    assert json.loads((tmp_path / "a.jsonl").read_text()) == {
        "id": "0",
        "text": "Anna's",
        "tokens": [
            {"text": "Anna", "start": 0, "end": 4, "id": 0, "ws": False},
            {"text": "'s", "start": 4, "end": 6, "id": 1, "ws": False},
        ],
        "spans": [{"start": 0, "end": 4, "label": "PER", "token_start": 0, "token_end": 0}],
        "_view_id": "ner_manual",
        "answer": "accept",
    }


def test_the_mark_of_the_unknown_is_no_label(tmp_path: Path) -> None:
    items = TokenItems([["a"]])
    with pytest.raises(UsageError, match="A label is called “_”"):
        write_sentences(tmp_path / "a.conll", items, Tags(["_"]), {0: ("_",)}, form="conll")
    with pytest.raises(UsageError, match=r"A label is called “\?”"):
        write_sentences(tmp_path / "a.jsonl", items, Spans(["?"]), {0: ((0, 1, "?"),)}, form="prodigy")


def test_names_of_files_and_formats() -> None:
    assert [form_of(Path(name)) for name in ("a.conll", "a.conllu", "a.tsv", "a.jsonl.gz")] == [
        "conll",
        "conllu",
        "table",
        "table",
    ]
    with pytest.raises(UsageError, match="which no table is written with"):
        form_of(Path("a.xyz"))
    with pytest.raises(UsageError, match="cannot be written as prodigy, which is JSON"):
        form_of(Path("a.csv"), "prodigy")
    with pytest.raises(UsageError, match=r"“a\.parquet” cannot be written as conll"):
        form_of(Path("a.parquet"), "conll")
    with pytest.raises(UsageError, match=r"For CoNLL, end it in \.conll or \.conllu"):
        form_of(Path("a.xyz"))
    assert (form_of(Path("eng.train"), "conll"), form_of(Path("a.tsv"), "conll")) == ("conll", "conll")
    with pytest.raises(UsageError, match="There is no format “xml”"):
        form_of(Path("a.csv"), "xml")  # type: ignore[arg-type]


def test_conllu_keeps_its_lines_under_any_name(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conll", UNIVERSAL, "tag")
    for name in ("b.conll", "b.conllu", "b.bio"):
        assert written(tmp_path / name, source) == Written(2)
        assert (tmp_path / name).read_bytes() == UNIVERSAL.encode()
    written(tmp_path / "b.conllup", source)
    text = (tmp_path / "b.conllup").read_bytes().decode()
    assert text == f"# global.columns = ID FORM LEMMA UPOS XPOS FEATS HEAD DEPREL DEPS MISC\n{UNIVERSAL}"


def test_what_fresh_lines_leave_behind_is_told(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllu", UNIVERSAL, "tag")
    done = written(tmp_path / "b.conll", source, "conll")
    assert "“a.conllu” is CoNLL-U, and “b.conll” is written as CoNLL of two columns" in done.notes[0]
    assert "comments and other columns" in done.notes[0]
    assert "leave --format out to have them." in done.notes[0]
    assert (tmp_path / "b.conll").read_text().startswith("I\tPRON\n")
    columns = stored(tmp_path / "c.conll", "Anna NN B-PER\nsang VB O\n", "span")
    done = written(tmp_path / "d.conllu", columns)
    assert "end the name of the file in .conll to have them." in done.notes[0]
    done = written(tmp_path / "d.conllu", columns, "conllu")
    assert "leave --format out and end the name of the file in .conll to have them." in done.notes[0]
    (tmp_path / "a.conllu").unlink()
    done = written(tmp_path / "b.conll", source)
    assert "“a.conllu” is not there any more" in done.notes[0]
    assert "put it back as it was and export again" in done.notes[0]
    assert "# text = I don't know 😀.\n" in (tmp_path / "b.conll").read_text()


PLUS = (
    "# global.columns = ID FORM UPOS NER\n# sent_id = a\n1\tAnna\tPROPN\tB-PER\n2-3\tdon't\t_\t_\n"
    "2\tdo\tAUX\tO\n3\tn't\tPART\tO\n\n# sent_id = b\n1\tBob\tPROPN\tB-PER\n2\truns\tVERB\tO\n\n"
)


@pytest.mark.parametrize("task", ["tag", "span"])
def test_conllu_plus_comes_back(task: TaskName, tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllup", PLUS, task)
    for form in (None, "conllu", "conll"):
        assert written(tmp_path / "b.conllup", source, form) == Written(2)  # type: ignore[arg-type]
        assert (tmp_path / "b.conllup").read_text() == PLUS
    assert written(tmp_path / "b.conllup", source, answers={1: source.given[1]}) == Written(1)
    header, second = PLUS.splitlines(True)[0], PLUS[PLUS.index("# sent_id = b") :]
    assert (tmp_path / "b.conllup").read_text() == header + second
    done = written(tmp_path / "b.conllu", source)
    assert "end the name of the file in .conllup to have them." in done.notes[0]
    (tmp_path / "a.conllup").unlink()
    assert "is not there any more" in written(tmp_path / "c.conllup", source).notes[0]
    text = (tmp_path / "c.conllup").read_text()
    assert text.startswith("# global.columns = ID FORM LEMMA UPOS")
    assert stored(tmp_path / "d.conllup", text, task).given == source.given


def test_a_new_column_of_conllu_plus_has_a_name(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conllup", "# global.columns = ID FORM\n1\tAnna\n2\truns\n\n", "span", labels=["PER"])
    written(tmp_path / "b.conllup", source, answers={0: ((0, 4, "PER"),)})
    text = (tmp_path / "b.conllup").read_text()
    assert text == "# global.columns = ID FORM ASKLESS:LABEL\n1\tAnna\tB-PER\n2\truns\tO\n\n"


@pytest.mark.parametrize(
    ("lines", "label", "said"),
    [
        ("Anna O\nsang O\n", "PER SON", "The label “PER SON” has a blank in it, which parts the columns"),
        ("Anna\tO\nsang\tO\n", "a\tb", "has a tab in it, which parts columns or lines of CoNLL"),
        ("Anna\tO\nsang\tO\n", "a\nb", "has a line end in it"),
        (
            "1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n",
            "A|B",
            "The label “A|B” has a “|” in it, which parts what stands in MISC",
        ),
    ],
)
def test_labels_that_part_columns_are_refused(lines: str, label: str, said: str, tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conll", lines, "span", labels=[label, "A"])
    with pytest.raises(UsageError) as error:
        written(tmp_path / "b.conll", source, answers={0: ((0, 4, label),)})
    assert said in error.value.problem
    assert "Rename the label, or write JSON lines" in error.value.remedy
    assert not (tmp_path / "b.conll").exists()
    # One that no answer has does no harm.
    assert written(tmp_path / "b.conll", source, answers={0: ((0, 4, "A"),)}).notes == []


def test_labels_that_part_fresh_columns_are_refused(tmp_path: Path) -> None:
    items = TokenItems([["Anna"]])
    for name, label in (("a.conll", "a\tb"), ("a.conllu", "A|B")):
        with pytest.raises(UsageError, match="Rename the label"):
            write_sentences(tmp_path / name, items, Spans([label]), {0: ((0, 4, label),)})
    # Tabs part the columns, so that blanks do not.
    write_sentences(tmp_path / "a.conll", items, Spans(["PER SON|A"]), {0: ((0, 4, "PER SON|A"),)})
    (tmp_path / "b.conll").write_text((tmp_path / "a.conll").read_text() + "x\tO\n")
    assert open_source(tmp_path / "b.conll", task="span", allow_all_labelled=True).given[0] == ((0, 4, "PER SON|A"),)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be", "latin-1"])
def test_characters_are_written_as_they_were(codec: str, tmp_path: Path) -> None:
    text = "# Comentário\r\n" + "Vámonos\tO\r\nRoma\tB-LOC\r\n\r\n" + "João\tB-PER\r\ncantou\tO\r\n"
    content = ("\ufeff" + text if codec == "utf-16-be" else text).encode(codec)
    (tmp_path / "a.conll").write_bytes(content)
    source = open_source(tmp_path / "a.conll", task="span", labels=["LOC", "PER", "人"], allow_all_labelled=True)
    assert written(tmp_path / "b.conll", source) == Written(2)
    assert (tmp_path / "b.conll").read_bytes() == content
    written(tmp_path / "b.conll", source, answers={1: source.given[1]})
    assert open_source(tmp_path / "b.conll", task="span", allow_all_labelled=True).given == {0: source.given[1]}
    done = written(tmp_path / "b.conll", source, answers={0: ((0, 7, "人"),)})
    western = codec == "latin-1"
    assert [western and "written as UTF-8, as the label “人” cannot be written" in note for note in done.notes] == (
        [True] if western else []
    )
    again = open_source(tmp_path / "b.conll", task="span", allow_all_labelled=True)
    assert again.given == {0: ((0, 7, "人"),)}


def test_a_scheme_is_for_spans_as_conll(tmp_path: Path) -> None:
    items = TokenItems([["Anna", "sings"]])
    with pytest.raises(UsageError, match="prodigy has them by their positions"):
        write_sentences(tmp_path / "a.jsonl", items, Spans(["A"]), {0: ()}, form="prodigy", scheme="BIO")
    with pytest.raises(UsageError, match="an answer is a tag for each token"):
        write_sentences(tmp_path / "a.conll", items, Tags(["A"]), {0: ("A", "A")}, scheme="BIO")
    with pytest.raises(UsageError, match=r"“a\.csv” is a table"):
        write_sentences(tmp_path / "a.csv", items, Tags(["A"]), {0: ("A", "A")})
    assert not [*tmp_path.iterdir()]


def test_fresh_lines_have_the_scheme_of_the_source(tmp_path: Path) -> None:
    source = stored(tmp_path / "a.conll", "Rome S-LOC\nNew B-LOC\nYork E-LOC\nis O\n", "span")
    written(tmp_path / "b.conllu", source)
    assert "ner=S-LOC" in (tmp_path / "b.conllu").read_text()
    written(tmp_path / "b.conllu", source, scheme="BIO")
    assert "ner=S-LOC" not in (tmp_path / "b.conllu").read_text()


def test_words_keep_all_characters_that_a_cell_can_hold(tmp_path: Path) -> None:
    words = ["10\u00a0000", "x\x85y", "u\u2028v", "New  York"]
    items = TokenItems([words])
    for name in ("a.conll", "a.conllu"):
        done = write_sentences(tmp_path / name, items, Tags(["A"]), {0: ("A",) * 4})
        assert done.notes == []
        assert sentences_of(open_source(tmp_path / name, task="tag", allow_all_labelled=True)).take([0]) == [words]


@pytest.mark.parametrize("name", ["a.conll", "a.conllu"])
def test_words_that_no_cell_can_hold_are_told(name: str, tmp_path: Path) -> None:
    items = TokenItems([["a\tb", "\u00a0", "c\r\nd", "e"]], ids=Ids(["x\n1\tEvil"]))
    done = write_sentences(tmp_path / name, items, Tags(["A"]), {0: ("A",) * 4})
    assert "3 words are written with a blank where a tab or a line end stands, or as “_”" in done.notes[0]
    assert ["1 id is written with a blank" in note for note in done.notes[1:]] == [True] * name.endswith("u")
    again = sentences_of(open_source(tmp_path / name, task="tag", allow_all_labelled=True))
    assert again.take([0]) == [["a b", "_", "c  d", "e"]]


@st.composite
def labelled(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int, str | None], ...]]:
    """A text, and spans of whole tokens of it."""
    text = draw(st.lists(st.sampled_from(["Anna", "😀", "e\u0301a", "3.5", ",", "我"]), min_size=1, max_size=8))
    joined = draw(st.sampled_from([" ", "  "])).join(text)
    places = tokenise(joined)
    cuts = sorted(draw(st.sets(st.integers(0, len(places)), max_size=6)))
    found: list[tuple[int, int, str | None]] = []
    for first, last in zip(cuts[::2], cuts[1::2], strict=False):
        kind = draw(st.sampled_from(["PER", "LOC", None]))
        found.append((places[first][0], places[last - 1][1], kind))
    return joined, tuple(found)


@given(one=labelled(), scheme=st.sampled_from(SCHEMES), form=st.sampled_from(["prodigy", "conllu"]))
def test_any_spans_come_back(
    one: tuple[str, Any], scheme: Scheme, form: Form, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, answer = one
    folder = tmp_path_factory.mktemp("written")
    path = folder / ("a.conllu" if form == "conllu" else "a.jsonl")
    items = TokenItems.of_texts([text])
    write_sentences(
        path, items, Spans(["PER", "LOC"]), {0: answer}, form=form, scheme=scheme if form == "conllu" else None
    )
    again = open_source(path, task="span", allow_all_labelled=True, labels=["PER", "LOC"])
    said = again.given.get(0)
    if said is None and set(_covered(answer, again)) == {"?"}:
        return  # nothing is known
    ours, theirs = sentences_of(again), items
    assert ours.take([0]) == theirs.take([0])
    assert _covered(said, again) == _covered(answer, again)


def _covered(spans: Any, source: Source) -> list[str]:
    """What each token is, by the spans that cover it: unknown stretches that touch are one."""
    found = []
    for start, end in sentences_of(source).offsets(0).tolist():
        over = [(low, kind) for low, high, kind in spans if low < end and high > start]
        found.append("O" if not over else "?" if over[0][1] is None else f"{over[0][0]} {over[0][1]}")
    return found


@pytest.mark.parametrize(("name", "task"), [("ud_english_ewt", "tag"), ("wnut17", "span"), ("bc5cdr", "span")])
def test_real_files_come_back(name: str, task: TaskName, shared_data: Path, tmp_path: Path) -> None:
    path = shared_data / name / "test.conll.gz"
    source = open_source(path, task=task, allow_all_labelled=True)
    written(tmp_path / "a.conll.gz", source)
    with gzip.open(path) as one, gzip.open(tmp_path / "a.conll.gz") as other:
        assert other.read() == one.read()
    written(tmp_path / "a.jsonl", source, "prodigy")
    again = open_source(tmp_path / "a.jsonl", task=task, allow_all_labelled=True)
    assert again.given == source.given
    assert again.items.fingerprint() != ""
    assert sentences_of(again).take(range(50)) == sentences_of(source).take(range(50))


@pytest.mark.parametrize(("name", "told"), [("a.conll", 1), ("a.conllu", 0)])
def test_a_word_that_begins_documents_is_told(name: str, told: int, tmp_path: Path) -> None:
    items = TokenItems([["see", "-DOCSTART-"], ["Rome"]])
    done = write_sentences(
        tmp_path / name, items, Tags(["A"]), {0: ("A", "A"), 1: ("A",)}, form=form_of(tmp_path / name, None)
    )
    assert len(done.notes) == told
    assert all("1 word “-DOCSTART-” is written as it stands" in note for note in done.notes)
