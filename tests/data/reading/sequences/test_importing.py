"""Sentences of files: what is taken for what, and what is said of places that are not as they should be."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askless.core.task import TaskName
from askless.data.items.tokens import Sentences
from askless.data.source import AllLabelledError, Source, open_source, reopen
from askless.data.writing.sentences import Form, write_sentences
from askless.errors import SourceError, UnknownNameError

UNIVERSAL = (
    "# newdoc id = one\n# sent_id = w-1\n# text = I don't know 😀.\n"
    "1\tI\tI\tPRON\tPRP\t_\t4\tnsubj\t4:nsubj\t_\n"
    "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t4:aux\t_\n"
    "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t4:advmod\t_\n"
    "4\tknow\tknow\tVERB\tVB\t_\t0\troot\t0:root\t_\n"
    "4.1\tit\tit\tPRON\tPRP\t_\t_\t_\t4:obj\t_\n"
    "5\t😀\t😀\t_\tUH\t_\t4\tdiscourse\t4:discourse\tSpaceAfter=No\n"
    "6\t.\t.\tPUNCT\t.\t_\t4\tpunct\t4:punct\t_\n\n"
    "# sent_id = w-2\n# text = Vámonos al mar\n"
    "1-2\tVámonos\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\tVamos\tir\tVERB\t_\t_\t0\troot\t_\tSpaceAfter=No\n"
    "2\tnos\tnosotros\tPRON\t_\t_\t1\tobj\t_\t_\n\n"
)


def opened(path: Path, text: str, task: TaskName, **options: Any) -> Source:
    """What is read of a file with this text."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return open_source(path, task=task, allow_all_labelled=True, **options)


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def texts(source: Source) -> list[str]:
    return [source.items.line(row) for row in range(len(source.items))]


def test_conllu(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.conllu", UNIVERSAL, "tag")
    assert texts(source) == ["I don't know 😀.", "Vamosnos"]
    assert source.items.take(np.array([0])) == [["I", "do", "n't", "know", "😀", "."]]
    assert source.given[0] == ("PRON", "AUX", "PART", "VERB", None, "PUNCT")
    assert source.items.ids.take(np.array([0, 1])) == ["w-1", "w-2"]
    assert source.items.show(1)["before"] == "I don't know 😀."
    assert "2 sentences of 8 tokens from CoNLL-U; ids are those of the file; column UPOS holds tags" in source.sentence
    assert not source.problems


def test_another_column_by_name_or_number(tmp_path: Path) -> None:
    for name in ("XPOS", "xpos", "5"):
        source = opened(tmp_path / "a.conllu", UNIVERSAL, "tag", label_column=name, ignore_labels=False)
        assert source.given[0] == ("PRP", "VBP", "RB", "VB", "UH", ".")
        assert 1 not in source.given
    with pytest.raises(SourceError, match="There is no column “pos”"):
        opened(tmp_path / "a.conllu", UNIVERSAL, "tag", label_column="pos")
    source = opened(tmp_path / "a.conllu", UNIVERSAL, "tag", label_column="-", id="-")
    assert (source.space, source.given, source.items.ids.take(np.array([1]))) == (None, {}, [1])


@pytest.mark.parametrize(
    ("tags", "scheme"),
    [
        (["B-PER", "I-PER", "B-PER", "O", "B-LOC"], "BIO"),
        (["I-PER", "I-PER", "B-PER", "O", "I-LOC"], "IOB1"),
        (["B-PER", "E-PER", "S-PER", "O", "S-LOC"], "BIOES"),
        (["B-PER", "L-PER", "U-PER", "O", "U-LOC"], "BILOU"),
    ],
)
@pytest.mark.parametrize("gap", ["\t", " ", " NN I-NP "])
def test_schemes(tags: list[str], scheme: str, gap: str, tmp_path: Path) -> None:
    words = ["Anna", "Lee", "Bob", "saw", "Rome"]
    text = "".join(f"{word}{gap}{tag}\n" for word, tag in zip(words, tags, strict=True))
    source = opened(tmp_path / "a.txt", text, "span")
    assert source.given == {0: ((0, 8, "PER"), (9, 12, "PER"), (17, 21, "LOC"))}
    assert f"spans are written as {scheme}" in source.sentence
    assert not source.problems


def test_no_column_of_spans_is_no_error(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.conll", "Anna\tPROPN\nsings\tVERB\n", "span")
    assert source.space is None
    assert "no column holds spans such as B-TYPE, I-TYPE and O" in source.sentence
    assert opened(tmp_path / "b.conll", "Anna\nsings\n\nBob\n", "tag").given == {}


PLUS = (
    "# global.columns = ID FORM UPOS NER MISC\n"
    "# sent_id = a\n1\tAnna\tPROPN\tB-PER\tSpaceAfter=No\n2\t.\tPUNCT\tO\t_\n\n"
    "# sent_id = b\n1-2\tdon't\t_\t_\t_\n1\tdo\tAUX\tO\t_\n2\tn't\tPART\tO\t_\n\n"
)


def test_columns_with_names(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.conllup", PLUS, "tag")
    assert source.given == {0: ("PROPN", "PUNCT"), 1: ("AUX", "PART")}
    assert texts(source) == ["Anna.", "do n't"]
    assert "from a CoNLL-U Plus file of 5 columns; ids are those of the file; column UPOS holds" in source.sentence
    assert opened(tmp_path / "a.conllup", PLUS, "span").given == {0: ((0, 4, "PER"),), 1: ()}
    empty = PLUS.replace("B-PER", "_").replace("\tO\t", "\t_\t")
    source = opened(tmp_path / "b.conllup", empty, "span", labels=["PER"])
    assert source.given == {}
    assert "column NER is for spans and holds none yet" in source.sentence
    source = opened(tmp_path / "b.conllup", empty.replace("No\n2", "No|ner=B-PER\n2"), "span")
    assert source.given == {0: ((0, 4, "PER"), (4, 5, None))}
    assert "“ner” of column MISC" in source.sentence
    source = opened(tmp_path / "c.conllup", PLUS.replace("NER", "MY:X").replace("UPOS", "MY:Y"), "tag")
    assert source.given[0] == ("PROPN", "PUNCT")
    strange = opened(tmp_path / "d.conllup", PLUS.replace("B-PER", "PER").replace("\tO\t", "\tX\t"), "span")
    assert strange.given == {}


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Anna B-PER\nLee I-PER\nmet _\n", {0: ((0, 8, "PER"), (9, 12, None))}),
        ("Anna B-PER\nLee I-PER\n\nBob S-PER\n", {0: ((0, 8, "PER"),), 1: ((0, 3, "PER"),)}),
        ("Anna\tPROPN\tB-PER\nmet\tVERB\t-\n", {0: ((0, 4, "PER"), (5, 8, None))}),
    ],
)
def test_spans_are_seen_though_nothing_is_outside(text: str, given: dict[int, Any], tmp_path: Path) -> None:
    assert opened(tmp_path / "a.conll", text, "span").given == given


@pytest.mark.parametrize(
    "text",
    [
        "Er\tPRON\ner\nging\tVERB\ngehen\n",
        "U-Boot u-boot\nS-Bahn S-Bahn\n",
        "bomber B-52\njet B-2\n",
        "Er S-PRO\nging V\nein NUM\n",
        "Er _\nging _\n",
        "Er E-PRO\n",
    ],
)
def test_words_and_tags_are_no_spans(text: str, tmp_path: Path) -> None:
    source = opened(tmp_path / "a.conll", text, "span")
    assert source.given == {}
    assert "no column holds spans" in source.sentence


def test_a_stray_tab_does_not_lose_the_labels(tmp_path: Path) -> None:
    text = "".join(f"w{i} O\nEU B-ORG\n\n" for i in range(50)) + "x\tO\n"
    for name in ("a.conll", "a.txt"):
        source = opened(tmp_path / name, text, "span")
        assert len(source.given) == 51
        assert source.items.take(np.array([50])) == [["x"]]


def test_lone_carriage_returns_come_back(tmp_path: Path) -> None:
    text = "EU\tB-ORG\rx\tO\r\rP\tB-PER\r"
    source = opened(tmp_path / "a.conll", text, "span")
    assert source.given == {0: ((0, 2, "ORG"),), 1: ((0, 1, "PER"),)}
    assert isinstance(source.items, Sentences)
    assert source.space is not None
    write_sentences(tmp_path / "b.conll", source.items, source.space, source.given, form="conll")
    assert (tmp_path / "b.conll").read_bytes() == text.encode()


def test_ids_of_conll_that_come_twice_are_told(tmp_path: Path) -> None:
    text = "# sent_id = a\n# x\na\tX\n\n# sent_id = a\nb\tX\n"
    source = opened(tmp_path / "a.conll", text, "tag")
    assert source.problems == ["1 id comes twice (“a”): the ids number the sentences instead, from 0."]
    assert source.items.ids.take(np.array([1])) == [1]
    assert not opened(tmp_path / "a.conll", text, "tag", id="-").problems


def test_documents_of_conll(tmp_path: Path) -> None:
    text = "-DOCSTART- -X- O\n\na X O\n\nb X O\n\n-DOCSTART- -X- O\n\nc X O\n"
    items = opened(tmp_path / "a.conll", text, "span").items
    assert [items.show(row)["before"] for row in range(3)] == ["", "a", ""]
    assert items.show(0)["after"] == "b"


def test_spans_inside_the_last_column(tmp_path: Path) -> None:
    text = UNIVERSAL.replace("SpaceAfter=No\n6", "SpaceAfter=No|ner=S-EMO\n6").replace("4:nsubj\t_", "4:nsubj\tner=O")
    source = opened(tmp_path / "a.conllu", text, "span")
    assert source.given[0] == ((2, 12, None), (13, 14, "EMO"), (14, 15, None))
    assert 1 not in source.given


def test_prodigy(tmp_path: Path) -> None:
    tokens = [{"text": t, "start": s, "end": e, "id": 0} for t, s, e in (("Ann", 0, 3), ("a", 3, 4), ("sings", 5, 10))]
    span = {"start": 0, "end": 4, "token_start": 0, "token_end": 1, "label": "PER"}
    source = opened(
        tmp_path / "a.jsonl",
        lines(
            {"text": "Anna sings", "tokens": tokens, "spans": [span], "answer": "accept"},
            {"text": "Bob left. Anna too.", "spans": [{"start": 10, "end": 14, "label": "PER"}], "answer": "accept"},
            {"text": "Not so", "spans": [{"start": 0, "end": 3, "label": "PER"}], "answer": "reject"},
            {"text": "Leave it", "spans": [], "answer": "ignore"},
        ),
        "span",
    )
    assert texts(source) == ["Anna sings", "Bob left.", "Anna too.", "Not so", "Leave it"]
    assert source.items.take(np.array([0])) == [["Ann", "a", "sings"]]
    assert source.given == {0: ((0, 4, "PER"),), 1: (), 2: ((0, 4, "PER"),)}
    assert source.items.show(2)["before"] == "Bob left."
    assert "(Prodigy)" in source.sentence
    assert not source.problems


def test_doccano(tmp_path: Path) -> None:
    source = opened(
        tmp_path / "a.jsonl",
        lines(
            {"text": "EU rejects German call.", "label": [[0, 2, "ORG"], [11, 17, "MISC"]]},
            {"text": "Memphis to Tacoma", "entities": [[0, 7, "City"]], "cats": ["flight"]},
            {"text": "Google was there", "entities": [{"id": 0, "start_offset": 0, "end_offset": 6, "label": "ORG"}]},
            {"text": "Google was here", "annotations": [{"label": "ORG", "start_offset": 0, "end_offset": 6}]},
            {"text": "Nobody said"},
        ),
        "span",
    )
    assert list(source.given.values()) == [
        ((0, 2, "ORG"), (11, 17, "MISC")),
        ((0, 7, "City"),),
        ((0, 6, "ORG"),),
        ((0, 6, "ORG"),),
    ]
    assert source.space is not None
    assert source.space.names == ("City", "MISC", "ORG")


def test_label_studio(tmp_path: Path) -> None:
    def region(start: int, end: int, text: str, label: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": text, "labels": [label]}
        return {"id": "r", "from_name": "label", "to_name": "text", "type": "labels", "value": value}

    old = {"was_cancelled": False, "updated_at": "2021-03-09", "result": [region(0, 2, "To", "ORG")]}
    new = {"was_cancelled": False, "updated_at": "2022-03-09", "result": [region(8, 13, "Apple", "ORG")]}
    tasks = [
        {"id": 1, "data": {"my_text": "To trust Apple", "ref": 4}, "annotations": [new | {"result": []}, old]},
        {"id": 2, "data": {"my_text": "In time Apple"}, "annotations": [old, new]},
        {"id": 3, "data": {"my_text": "Passed over"}, "annotations": [{"was_cancelled": True, "result": []}]},
        {"id": 4, "data": {"my_text": "Open."}, "predictions": [{"result": [region(0, 4, "Open", "X")]}]},
    ]
    source = opened(tmp_path / "a.json", json.dumps(tasks), "span")
    assert source.given == {0: (), 1: ((8, 13, "ORG"),)}
    assert source.items.ids.take(np.array([3])) == ["4"]
    assert "column “my_text”" in source.sentence
    assert "(Label Studio)" in source.sentence


def test_words_with_a_tag_each(tmp_path: Path) -> None:
    text = lines({"tokens": ["EU", "sings"], "ner_tags": ["B-ORG", "O"]}, {"tokens": ["It"], "ner_tags": [None]})
    assert opened(tmp_path / "a.jsonl", text, "span").given == {0: ((0, 2, "ORG"),)}
    assert opened(tmp_path / "a.jsonl", text, "tag").given == {0: ("B-ORG", "O")}


def test_tables(tmp_path: Path) -> None:
    text = 'id,text,label\na,"Anna sings. Bob, too.","[[0, 4, ""PER""], [12, 15, null]]"\nb,nothing,[]\nc,open,\n'
    source = opened(tmp_path / "a.csv", text, "span")
    assert source.given == {0: ((0, 4, "PER"),), 1: ((0, 3, None),), 2: ()}
    assert source.items.ids.take(np.arange(4)) == ["a#1", "a#2", "b", "c"]
    text = 'text,label\n"Anna sings.","[""N"", ""V"", null]"\n"It\'s on","[""X"", ""Y""]"\n'
    source = opened(tmp_path / "b.csv", text, "tag")
    assert source.given == {0: ("N", "V", None), 1: ("X", "Y")}
    assert source.items.take(np.array([1])) == [["It's", "on"]]  # as many as tags


def test_plain_texts(tmp_path: Path) -> None:
    source = opened(tmp_path / "a.txt", "One. Two here.\n\nThree.\n", "tag")
    assert texts(source) == ["One.", "Two here.", "Three."]
    assert source.items.show(2)["before"] == "One. Two here."
    source = opened(tmp_path / "a.txt", "one tweet\nanother\n", "tag")
    assert texts(source) == ["one tweet", "another"]
    assert source.items.show(1)["before"] == ""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.txt").write_text("One. Two.")
    source = open_source(tmp_path / "folder", task="span")
    assert source.items.ids.take(np.array([1])) == ["b.txt#2"]


def test_options(tmp_path: Path) -> None:
    text = "Anna\tB-PER\nsaw\tO\nRome\tB-LOC\n"
    source = opened(tmp_path / "a.conll", text, "span", labels=["PER"])
    assert source.given == {0: ((0, 4, "PER"), (9, 13, None))}
    assert "1 given label is not among the labels that you named (“LOC”, 1 times)" in source.problems[0]
    source = opened(tmp_path / "a.conll", text, "span", ignore_labels=True)
    assert source.given == {}
    assert source.space is not None
    assert source.space.names == ("LOC", "PER")
    with pytest.raises(AllLabelledError, match=r"The one item of “a.conll” is labelled already, by column 2"):
        open_source(tmp_path / "a.conll", task="span")
    assert len(open_source(tmp_path / "a.conll", task="span", labels=["PER"]).items) == 1  # LOC is not known
    with pytest.raises(UnknownNameError):
        opened(tmp_path / "a.conll", text, "spans")  # type: ignore[arg-type]


def test_the_cache_is_used_again(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.conllu.gz", "wt", encoding="utf-8", newline="") as file:
        file.write(UNIVERSAL)
    first = open_source(tmp_path / "a.conllu.gz", task="tag", cache=tmp_path / "cache")
    again = open_source(tmp_path / "a.conllu.gz", task="tag", cache=tmp_path / "cache")
    assert (again.given, again.sentence) == (first.given, first.sentence)
    items = reopen(tmp_path / "cache")
    assert items.fingerprint() == first.items.fingerprint()
    assert items.show(0) == first.items.show(0)


BAD: list[tuple[str, TaskName, str, dict[int, Any], list[str], str]] = [
    (
        "too few columns",
        "span",
        "Anna\tB-PER\nsings\nwell\tO\n\nBob\tB-PER\n",
        {0: ((0, 4, "PER"), (5, 10, None)), 1: ((0, 3, "PER"),)},
        ["Anna sings well", "Bob"],
        r"1 line is broken \(line 2 has 1 column where 2 are expected: “sings”\)",
    ),
    (
        "too many columns",
        "span",
        "Anna O\nNew York B-LOC\nBob O\nsaw O\n",
        {0: ((5, 13, "LOC"),)},
        ["Anna New York Bob saw"],
        "line 2 has 3 columns where 2 are expected: “New York B-LOC”",
    ),
    (
        "blanks for tabs",
        "tag",
        "a\tX\nb Y\nc\tZ\n",
        {0: ("X", "Y", "Z")},
        ["a b c"],
        "line 2 has 1 column where 2 are expected: “b Y”",
    ),
    ("no word", "tag", "a\tX\n\tY\n", {0: ("X", "Y")}, ["a _"], r"1 token has no word \(line 2\)"),
    (
        "inside behind outside",
        "span",
        "Anna\tB-PER\nsaw\tO\nRome\tI-LOC\n",
        {0: ((0, 4, "PER"), (9, 13, "LOC"))},
        ["Anna saw Rome"],
        "line 3: I-LOC behind O, where B-LOC is expected",
    ),
    (
        "mixed schemes",
        "span",
        "Anna\tB-PER\nLee\tE-PER\nsaw\tO\n\nBob\tS-PER\nx\tO\n\nNew\tB-LOC\nYork\tI-LOC\nis\tO\n",
        {0: ((0, 8, "PER"),), 1: ((0, 3, "PER"),), 2: ((0, 8, "LOC"),)},
        ["Anna Lee saw", "Bob x", "New York is"],
        "1 tag does not follow BIOES, the scheme of the others .line 9: I-LOC behind B-LOC, where E-LOC is expected",
    ),
    (
        "unknown tags",
        "span",
        "".join(f"w{i}\tO\n" for i in range(20)) + "Anna\tB-PER\nsaw\tPER\n",
        {0: ((69 + 1, 74, "PER"), (75, 78, None))},
        [" ".join([*(f"w{i}" for i in range(20)), "Anna", "saw"])],
        "1 tag is none of BIO .“PER” in line 22",
    ),
    (
        "spans that overlap",
        "span",
        lines({"text": "New York City", "label": [[0, 13, "LOC"], [0, 8, "LOC"], [9, 13, "X"]]}),
        {0: ((0, 13, "LOC"),)},
        ["New York City"],
        "2 spans overlap one before them .record 1: LOC from 0 to 8",
    ),
    (
        "a span that cuts a token",
        "span",
        lines({"text": "Jane left", "label": [[1, 4, "PER"]]}),
        {0: ((1, 4, "PER"),)},
        ["Jane left"],
        "1 span begins or ends inside a token .record 1: “ane”",
    ),
    (
        "spans with blanks around them",
        "span",
        lines(
            {
                "text": " Anna met Bob. She left. ",
                "label": [[0, 5, "PER"], [10, 13, "PER"], [14, 18, "PER"], [24, 25, "X"]],
            }
        ),
        {0: ((0, 4, "PER"), (9, 12, "PER")), 1: ((0, 3, "PER"),)},
        ["Anna met Bob.", "She left."],
        "3 spans reach into the blanks around a sentence .record 1: PER from 0 to 5; record 1: PER from 14 to 18",
    ),
    (
        "positions in UTF-16",
        "span",
        lines(
            {"text": "😀 Anna", "spans": [{"start": 3, "end": 7, "label": "PER", "text": "Anna"}]},
            {"text": "😀 Bob b", "spans": [{"start": 3, "end": 6, "label": "PER"}]},
        ),
        {0: ((2, 6, "PER"),), 1: ((2, 5, "PER"),)},
        ["😀 Anna", "😀 Bob b"],
        "2 texts have their positions counted in UTF-16 units",
    ),
    (
        "a span that cuts a surrogate pair",
        "span",
        lines({"text": "a 😀😀", "label": [[3, 6, "EMO"]]}),
        {0: ((2, 4, "EMO"),)},
        ["a 😀😀"],
        "1 span begins or ends inside a character .a surrogate pair.",
    ),
    (
        "a span beyond the text",
        "span",
        lines({"text": "Anna", "label": [[0, 4, "PER"], [2, 9, "X"], [3, 3, "Y"]]}),
        {0: ((0, 4, "PER"),)},
        ["Anna"],
        "2 spans do not lie in their texts .record 1: 2 to 9 of 4 characters",
    ),
    (
        "another text than is said",
        "span",
        lines({"text": "Anna Lee", "spans": [{"start": 0, "end": 4, "label": "PER", "text": "Bob"}]}),
        {0: ((0, 4, "PER"),)},
        ["Anna Lee"],
        "1 span is another text than the file says .record 1: “Anna” is called “Bob”",
    ),
    (
        "empty texts",
        "span",
        lines({"text": " "}, {"text": "Anna", "label": []}, {"text": ""}),
        {0: ()},
        ["Anna"],
        "2 blank texts were left out .record 1; record 3",
    ),
    (
        "another number of tags",
        "tag",
        lines({"tokens": ["a", "b"], "tags": ["X"]}, {"tokens": ["c"], "tags": ["Y"]}),
        {1: ("Y",)},
        ["a b", "c"],
        "1 text has another number of tags than tokens .record 1: 1 tags for “a b”",
    ),
    (
        "labels that cannot be read",
        "span",
        lines({"text": "Anna", "label": [{"from": 1}, [0, 4, "PER"]]}),
        {0: ((0, 4, "PER"),)},
        ["Anna"],
        "1 text has labels that cannot be read",
    ),
    (
        "tokens of another text",
        "tag",
        lines({"text": "Anna sings", "tokens": ["Bob"]}, {"text": "x", "tokens": [[0, 9]]}),
        {},
        ["Anna sings", "x"],
        "2 texts do not hold the tokens that stand beside them",
    ),
    (
        "an id twice",
        "tag",
        lines({"id": "a", "text": "one two"}, {"id": "a", "text": "three four"}),
        {},
        ["one two", "three four"],
        "1 id comes twice .“a”.: the ids number the sentences instead, from 0",
    ),
]


@pytest.mark.parametrize(("case", "task", "text", "given", "kept", "problem"), BAD, ids=[case for case, *_ in BAD])
def test_bad_input_is_told_and_the_rest_loads(
    case: str, task: TaskName, text: str, given: dict[int, Any], kept: list[str], problem: str, tmp_path: Path
) -> None:
    source = opened(tmp_path / ("a.jsonl" if text.startswith("{") else "a.conll"), text, task)
    assert texts(source) == kept
    assert source.given == given
    assert any(re.search(problem, said) for said in source.problems), source.problems
    assert len(source.problems) == 1 + (case == "a span that cuts a surrogate pair")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.conll", "# nothing\n\n", r"“a.conll” cannot be read as CoNLL: There is no token in it"),
        ("a.jsonl", '{"text": " "}\n', "No text and no filled column was found"),
        ("a.jsonl", '{"text": "a"}\n{"text": \n', "Line 2 of “a.jsonl” is not JSON"),
        ("a.jsonl", '{"label": [[0, 1, "X"]]}\n', "No text"),
        ("a.csv", "id,text\n1,\u00ad\n", r"“a.csv” holds no sentence. 1 blank text was left out .record 1."),
        ("a.npy", "x", "holds arrays, which have no tokens"),
        ("a.conll", "", r"“a.conll” is empty"),
    ],
)
def test_what_holds_no_sentence_is_refused(name: str, text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=said):
        opened(tmp_path / name, text, "span")


def test_without_a_task_conll_says_which_to_name(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("a\tX\n")
    with pytest.raises(
        SourceError, match=r"“a.conll” holds sentences, token by token\. Say what is asked of them: --t"
    ):
        open_source(tmp_path / "a.conll")


ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 30), st.floats(), st.text(max_size=6), st.just("B-PER")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["start", "end", "label", "text", "result", "value", "labels"]), inner),
    ),
    max_leaves=8,
)
CELLS = st.sampled_from(["", "a", "1", "2-3", "2.1", "O", "B-X", "I-Y", "#", "# x", "_"])
KEYS = st.sampled_from(["text", "tokens", "spans", "label", "entities", "annotations", "data", "answer", "tags", "id"])


@settings(deadline=None, max_examples=40)
@given(records=st.lists(st.dictionaries(KEYS, ODD), min_size=1, max_size=4), task=st.sampled_from(["tag", "span"]))
def test_odd_records_are_read_or_refused(
    records: list[Any], task: TaskName, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / "a.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in [{"text": "It rains 😀."}, *records]))
    try:
        source = open_source(path, task=task, allow_all_labelled=True)
    except SourceError:
        return
    for row, answer in source.given.items():
        assert isinstance(source.items, Sentences)
        assert source.space is not None
        source.items.check_answer(row, source.space.check(answer), source.space.kind)


@settings(deadline=None, max_examples=40)
@given(
    lines=st.lists(
        st.lists(st.sampled_from(["", "a", "1", "2-3", "2.1", "O", "B-X", "I-Y", "#", "# x", "_"])).map("\t".join)
    ),
    task=st.sampled_from(["tag", "span"]),
)
def test_odd_columns_are_read_or_refused(
    lines: list[str], task: TaskName, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("odd") / "a.conll"
    path.write_text("\n".join(lines))
    try:
        source = open_source(path, task=task, allow_all_labelled=True)
    except SourceError:
        return
    assert isinstance(source.items, Sentences)
    for row, answer in source.given.items():
        assert source.space is not None
        source.items.check_answer(row, source.space.check(answer), source.space.kind)
    if source.space is not None:
        answers = source.given
        form: Form = "conll"
        write_sentences(path.with_name("b.conll"), source.items, source.space, answers, form=form, everything=True)


@pytest.mark.parametrize(("name", "task"), [("ud_english_ewt", "tag"), ("wnut17", "span"), ("bc5cdr", "span")])
def test_real_files(name: str, task: TaskName, shared_data: Path) -> None:
    source = open_source(shared_data / name / "dev.conll.gz", task=task, allow_all_labelled=True)
    assert not source.problems
    assert len(source.given) == len(source.items)
    assert source.space is not None
    assert all(map(source.space.complete, source.given.values()))


def test_an_odd_tag_of_a_short_file_is_one_unknown_tag(tmp_path: Path) -> None:
    tags = ["B-PER", "O", "O", "Q-FOO", "O", "B-LOC", "I-LOC", "O", "O"]
    path = tmp_path / "short.conll"
    path.write_text("".join(f"w{at}\t{tag}\n" for at, tag in enumerate(tags)), encoding="utf-8")
    source = open_source(path, task="span", cache=tmp_path / "cache")
    assert source.space is not None
    assert source.space.names == ("LOC", "PER")
    assert source.given == {0: ((0, 2, "PER"), (9, 11, None), (15, 20, "LOC"))}
    assert any("1 tag is none of" in problem for problem in source.problems)
