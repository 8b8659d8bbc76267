"""``askless synthesize`` from the outside: laboratories that work, fail and are stopped, the report, the page."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from askless.synthesis.laboratory import run

from .conftest import Call

DOMAIN = """
name = "Oven"
[[inputs]]
name = "heat"
low = 20
high = 100
unit = "°C"
[[inputs]]
name = "time"
low = 1
high = 60
unit = "min"
[[constraints]]
formula = "heat * time <= 4000"
[answer]
labels = ["raw", "done"]
"""
BAKE = """
item = json.loads(sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read())
print(json.dumps("done" if item["heat"] * item["time"] > 1500 else "raw"))
"""
QUICK = ("--strategy", "sobol")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is tried again at once."""
    monkeypatch.setattr(run, "PAUSE", 0.0)


@pytest.fixture
def oven(tmp_path: Path) -> Path:
    """A domain whose answers are labels."""
    path = tmp_path / "oven.toml"
    path.write_text(DOMAIN, encoding="utf-8")
    return path


def command(oven: Path, text: str = BAKE, arguments: str = "{json}") -> str:
    """A command that runs a script beside the domain."""
    script = oven.with_name("experiment.py")
    script.write_text(f"import json, os, sys, time\n{text}")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} {arguments}"


def test_a_command_answers_and_the_report_is_written(oven: Path, call: Call) -> None:
    page, out = oven.with_name("report.html"), oven.with_name("out.json")
    said = call("synthesize", oven, "--evaluate", command(oven), "--budget", "24", *QUICK, "-o", page, "--json", out)
    assert said.status == 0, said.err
    summary = r"24 asked, 24 answered \(\d+ raw, \d+ done\)\.\nMean uncertainty 0\.\d+, \d+ of the last"
    assert re.match(summary, said.out)
    facts = json.loads(out.read_text(encoding="utf-8"))
    assert (facts["answered"], facts["ended"], facts["strategy"], facts["failed"]) == (24, "budget", "sobol", {})
    assert len(facts["labels"]) == 24
    text = page.read_text(encoding="utf-8")
    for part in ("<h1>Oven</h1>", "What the model says", "Predicted against measured", "How the uncertainty fell"):
        assert part in text
    assert call("status", oven).out.splitlines()[1].startswith("  24 questions asked, 24 answered: ")
    assert json.loads(call("status", oven, "--json").out)["answered"] == 24
    table = oven.with_name("labels.csv")
    assert call("export", oven, "-o", table).status == 0
    lines = table.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,heat,time,label,prediction,annotator,seconds,flagged,note,real"
    assert len(lines) == 25
    assert call("export", oven, "-o", oven.with_name("log.jsonl")).out.startswith("Wrote ")
    again = oven.with_name("again.html")
    assert call("report", oven, "-o", again).status == 0
    assert "<h1>Oven</h1>" in again.read_text(encoding="utf-8")


def test_the_same_command_goes_on(oven: Path, call: Call) -> None:
    call("synthesize", oven, "--evaluate", command(oven, arguments=""), "--budget", "4", *QUICK)
    said = call("synthesize", oven, "--evaluate", command(oven), "--budget", "7", "--parallel", "3")
    assert said.out.startswith("Goes on after 4 answers.\n7 asked, 7 answered")
    assert "\n  strategy: sobol\n" in call("status", oven).out  # that is remembered
    assert (
        "The budget of 7 was spent before. Raise --budget"
        in call("synthesize", oven, "--evaluate", command(oven), "--budget", "7").out
    )


def test_json_to_standard_output_is_alone_there(oven: Path, call: Call) -> None:
    text = BAKE.replace('"raw"', 'None if item["heat"] < 50 else "raw"')
    said = call("synthesize", oven, "--evaluate", command(oven, text), "--budget", "8", *QUICK, "--json", "-")
    facts = json.loads(said.out)
    assert facts["cannot_tell"] > 0
    assert facts["answered"] + facts["cannot_tell"] == 8
    n = facts["cannot_tell"]
    assert f", {n} “cannot tell”.\n" in said.err
    again = call("synthesize", oven, "--evaluate", command(oven), "--budget", "8")
    assert again.out.startswith(f"Goes on after {8 - n} answers and {n} “cannot tell”.\n")


def test_a_laboratory_that_fails_is_told_and_loses_nothing(oven: Path, call: Call) -> None:
    said = call("synthesize", oven, "--evaluate", command(oven, "sys.exit('no gas')"), "--retries", "0", *QUICK)
    assert said.status == 1
    assert said.err.startswith("askless: The laboratory gave no answer to 5 questions in a row, to the last so: The co")
    assert "(exit status 1): no gas. Try it by hand" in said.err
    assert "let it answer them with null.\n" in said.err
    assert said.out.count("no gas") == 1  # the same reason is told once
    assert "5 questions went back into the queue without an answer:" in said.out
    assert "  questions 1, 2, 3, 4, 5: The command failed (exit status 1): no gas" in said.out
    assert "5 will be asked again, 5 after failing" in call("status", oven).out
    said = call("synthesize", oven, "--evaluate", command(oven), "--budget", "5")
    assert said.out.startswith("5 asked, 5 answered")


def test_evaluations_that_were_repeated_are_told(oven: Path, call: Call) -> None:
    flaky = (
        """
import hashlib
own = os.path.join(os.path.dirname(__file__), hashlib.md5(sys.argv[1].encode()).hexdigest())
n = len(open(own).read()) if os.path.exists(own) else 0
open(own, "a").write("x")
if n == 0:
    sys.exit(3)
if n == 1:
    sys.exit(print("NaN"))
"""
        + BAKE
    )
    page, out = oven.with_name("r.html"), oven.with_name("out.json")
    given = ("--budget", "2", "--parallel", "2", *QUICK, "-o", page, "--json", out)
    said = call("synthesize", oven, "--evaluate", command(oven, flaky), *given)
    found = json.loads(out.read_text(encoding="utf-8"))["repeated"]
    assert set(found) == {"exit status 3", "NaN"}
    n = sum(found.values())  # no fewer than 4: more where another question was begun in a pause
    assert n >= 4
    assert f"\n{n} evaluations were repeated: " in said.out
    status = call("status", oven).out
    assert f"\n  {n} evaluations failed: " in status
    assert f"{n} evaluations failed: " in page.read_text(encoding="utf-8")


def test_a_rule_ends_it(oven: Path, call: Call) -> None:
    said = call(
        "synthesize", oven, "--evaluate", command(oven), "--budget", "60", "--until", "uncertainty:0.45", *QUICK
    )
    assert said.status == 0
    assert "20 asked, 20 answered" in said.out
    assert "Enough: The mean uncertainty over the domain is 0." in said.out
    assert "The budget is spent" not in said.out
    said = call(
        "synthesize", oven, "--evaluate", command(oven), "--budget", "21", "--until", "uncertainty:0.45", *QUICK
    )
    assert ". The budget is spent, too.\n" in said.out
    said = call(
        "synthesize", oven, "--evaluate", command(oven), "--budget", "22", "--until", "uncertainty:0.001", *QUICK
    )
    assert "The budget is spent, and uncertainty:0.001 does not hold yet.\n" in said.out


def test_numbers(oven: Path, call: Call) -> None:
    oven.write_text(DOMAIN.replace('labels = ["raw", "done"]', 'unit = "kJ"'), encoding="utf-8")
    text = "item = json.loads(sys.argv[1])\nprint({'nan': 'NaN'}.get(os.environ.get('BAKE'), item['heat'] * 2))\n"
    page = oven.with_name("report.html")
    said = call("synthesize", oven, "--evaluate", command(oven, text), "--budget", "12", *QUICK, "-o", page)
    assert said.status == 0, said.err
    assert " off (RMSE)." in said.out
    assert "predicted, kJ" in page.read_text(encoding="utf-8")
    said = call("export", oven, "-o", oven.with_name("l.csv"))
    assert said.out.endswith(" Units: label in kJ, heat in °C, time in min.\n")
    assert ",prediction,std," in oven.with_name("l.csv").read_text(encoding="utf-8")


def test_the_best_is_told_where_it_is_looked_for(oven: Path, call: Call) -> None:
    oven.write_text(DOMAIN.replace('labels = ["raw", "done"]', 'unit = "kJ"'), encoding="utf-8")
    text = "item = json.loads(sys.argv[1])\nprint(round(item['heat'] * 2 + item['time'] / 10))\n"
    page = oven.with_name("report.html")
    given = ("--goal", "maximum", "--budget", "6", *QUICK)
    said = call("synthesize", oven, "--evaluate", command(oven, text), *given, "-o", page)
    last = said.out.splitlines()[-1]
    assert re.fullmatch(r"Best so far: \d+ kJ at heat [\d.]+ °C, time [\d.]+ min \(question \d\)\.", last)
    assert last in page.read_text(encoding="utf-8")
    status = call("status", oven).out
    assert "\n  goal: maximum\n" in status
    assert f"\n  {last.removesuffix('.')}\n" in status
    facts = json.loads(call("status", oven, "--json").out)
    assert facts["goal"] == "maximum"
    best = facts["best"]
    assert last.startswith(f"Best so far: {best['answer']:g} kJ at heat {best['settings']['heat']:.6g} °C")
    assert set(best) == {"question", "answer", "unit", "settings", "real"}
    out = oven.with_name("out.json")
    call("synthesize", oven, "--evaluate", command(oven, text), "--budget", "6", "--json", out)
    assert json.loads(out.read_text(encoding="utf-8"))["best"] == best


def test_what_a_laboratory_says_does_not_steer_the_terminal(oven: Path, call: Call) -> None:
    wild = command(oven, "sys.exit('\\x1b[31mno\\x1b]0;title\\x07 gas\\x1b[2J')")
    said = call("synthesize", oven, "--evaluate", wild, "--retries", "0", *QUICK)
    status = call("status", oven).out
    assert "(exit status 1): no gas" in said.out
    assert "(exit status 1): no gas" in said.err
    for text in (said.out, said.err, status):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_rows_that_exist_are_asked_instead(oven: Path, call: Call) -> None:
    data = oven.with_name("real.csv")
    rows = [f"{20 + at},{1 + at % 30},{'done' if (20 + at) * (1 + at % 30) > 1500 else 'raw'}" for at in range(60)]
    data.write_text("heat,time,state\n" + "\n".join(f"{row},".removesuffix(",") for row in rows) + "\n")
    hidden = oven.with_name("unlabelled.csv")
    hidden.write_text("heat,time,state\n" + "\n".join(",".join(row.split(",")[:2]) + "," for row in rows) + "\n")
    out = oven.with_name("out.json")
    given = ("--data", hidden, "--budget", "8", "--json", out, *QUICK)
    said = call("synthesize", oven, "--evaluate", command(oven), *given, "--target", "state")
    assert said.status == 0, said.err
    assert json.loads(out.read_text(encoding="utf-8"))["snapping"]
    asked = json.loads(out.read_text(encoding="utf-8"))["labels"]
    assert all(item_id.startswith("row ") for item_id in asked)
    page = oven.with_name("r.html")
    assert call("report", oven, "-o", page).status == 0
    assert "real rows were asked instead" in page.read_text(encoding="utf-8")
    hidden.unlink()  # and the report says so
    said = call("report", oven, "-o", page)
    assert said.status == 0
    assert "There is no file" in said.err
    other = oven.with_name("other.askless")
    given = ("--data", data, "--target", "state", "--no-snap", "--budget", "4", "--project", other)
    said = call("synthesize", oven, "--evaluate", command(oven), *given)
    assert said.status == 0, said.err
    assert "All is kept in" in said.out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("--evaluate", "no-such-program {json}"), "There is no program “no-such-program”"),
        (("--evaluate", "python 'x"), "has a quote that is not closed"),
        (("--until", "uncertainty:0.1"), "--until is for a laboratory"),
        (("--evaluate", "python x", "--until", "never"), "There is no stopping rule “never”."),
        (("--evaluate", "python x", "--until", "change:7"), "has no level between 0 and 1."),
        (("--evaluate", "python x", "--timeout", "0"), "--timeout 0 leaves no time."),
        (("--evaluate", "python x", "--strategy", "nonsense"), "There is no strategy “nonsense”. Known are alc, bald,"),
        (("--evaluate", "python x", "--strategy", "bold"), "Did you mean “bald”? Known are alc, bald,"),
        (("--evaluate", "python x", "--target", "state"), "there is no --data."),
        (("--evaluate", "python x", "--snap"), "--snap asks rows that exist, but there is no --data."),
        (("--infer", "x.csv"), "--infer makes a domain"),
    ],
)
def test_what_cannot_be_meant_leaves_nothing(oven: Path, call: Call, given: tuple[str, ...], sentence: str) -> None:
    said = call("synthesize", oven, *given)
    assert said.status == 2
    assert sentence in said.err
    assert not oven.with_name("oven.askless").exists()


def test_wrong_files_give_sentences(oven: Path, call: Call) -> None:
    evaluate = ("--evaluate", command(oven))
    assert "There is no file" in call("synthesize", oven.with_name("oben.toml"), *evaluate).err
    oven.write_text("[[inputs]", encoding="utf-8")
    said = call("synthesize", oven, *evaluate)
    assert said.status == 1
    assert "Traceback" not in said.err
    oven.write_text(DOMAIN.split("[answer]")[0], encoding="utf-8")
    assert "Nothing says what an answer is." in call("synthesize", oven, *evaluate).err
    assert "There is no folder" in call("synthesize", oven, *evaluate, "-o", oven.parent / "no" / "r.html").err
    missing = ("--labels", "raw,done", "--data", oven.with_name("no.csv"))
    assert "There is no file" in call("synthesize", oven, *evaluate, *missing).err
    assert "Say which domain" in call("synthesize").err
    assert sorted(path.name for path in oven.parent.iterdir()) == ["experiment.py", "oven.toml"]


def test_projects_of_another_kind_or_domain_are_refused(oven: Path, source: Path, call: Call) -> None:
    evaluate = ("--evaluate", command(oven), *QUICK, "--budget", "2")
    said = call("synthesize", oven, *evaluate, "--project", source.with_name("mails.askless"))
    assert said.status == 1
    assert "is of a pool, whose items lie in a source." in said.err
    assert call("synthesize", oven, *evaluate).status == 0
    oven.write_text(DOMAIN.replace("high = 60", "high = 70"), encoding="utf-8")
    said = call("synthesize", oven, *evaluate)
    assert said.status == 1
    assert "was begun with another domain" in said.err
    assert "is of synthesis, whose questions are made up." in call("label", oven.with_name("oven.askless")).err
    said = call("export", oven.with_name("oven.askless"), "-o", oven.with_name("model.skops"))
    assert said.status == 2
    assert call("report", oven, "--items", "-o", oven.with_name("r.html")).status == 2


def test_a_domain_is_inferred(tmp_path: Path, call: Call) -> None:
    data, toml = tmp_path / "real.csv", tmp_path / "made.toml"
    data.write_text("size,metal,state\n" + "".join(f"{at / 2},{'Pd' if at % 2 else 'Pt'},ok\n" for at in range(1, 9)))
    said = call("synthesize", "--infer", data, "--target", "state", "-o", toml)
    assert said.status == 0, said.err
    assert "size: 0.5 to 4" in said.out
    assert f"Wrote this to {toml}. Look it over" in said.out
    assert f"--data {data} --target state" in said.out
    assert "[[inputs]]" in toml.read_text(encoding="utf-8")
    said = call("synthesize", "--infer", data, "-o", toml)
    assert said.status == 2
    assert "is there already, and may have been edited." in said.err


def test_the_command_that_infer_names_reads_labels_as_it_did(tmp_path: Path, call: Call) -> None:
    data, toml = tmp_path / "n.csv", tmp_path / "n.toml"
    rows = [f"{at / 2},{['none', 'yes', 'NA'][at % 3]}" for at in range(30)]
    data.write_text("\n".join(["size,y", *rows]) + "\n")
    assert call("synthesize", "--infer", data, "--target", "y", "-o", toml).status == 0
    assert 'labels = ["none", "yes"]' in toml.read_text(encoding="utf-8")
    answer = f"{shlex.quote(sys.executable)} -c 'print(\"none\")'"
    said = call("synthesize", toml, "--data", data, "--target", "y", "--evaluate", answer, "--budget", "2", *QUICK)
    assert said.status == 0, said.err
    assert "2 answered (2 none, 0 yes)" in said.out


def test_rows_that_cannot_be_read_are_left_out_and_the_last_row_is_no_end(oven: Path, call: Call) -> None:
    data = oven.with_name("real.csv")
    data.write_text("heat,time,state\n30,10,\nhot,10,raw\n40,,raw\n50,20,raw\n60,50,done\n")
    given = ("--evaluate", command(oven), "--data", data, "--target", "state", "--strategy", "sobol")
    said = call("synthesize", oven, *given, "--budget", "3")
    assert said.status == 0, said.err
    left = "2 of 5 rows of “real.csv” are left out: row 2 has “hot” for “heat”, row 3 has no value for “time”."
    assert left in said.out
    assert "The only row without an answer has been asked: from now on items are made up." in said.out
    assert "3 asked, 3 answered" in said.out
    said = call("synthesize", oven, *given, "--budget", "4", "--strategy", "random")
    assert "4 asked, 4 answered" in said.out
    assert "from now on" not in said.out
    assert "Strategy: random (was sobol)." in said.out
    data.write_text("heat,time,state\nhot,10,raw\n")
    other = oven.with_name("other.askless")
    said = call("synthesize", oven, *given, "--project", other)
    assert said.status == 1
    assert "None of the 1 rows of “real.csv” can be read: row 1 has “hot” for “heat”." in said.err


def test_answers_are_carried_over_to_another_domain(oven: Path, call: Call) -> None:
    evaluate = ("--evaluate", command(oven), *QUICK)
    assert call("synthesize", oven, *evaluate, "--budget", "4").status == 0
    table = oven.with_name("answers.csv")
    assert call("export", oven, "-o", table).status == 0
    oven.write_text(DOMAIN.replace("high = 60", "high = 70"), encoding="utf-8")
    assert "--data answers.csv --target label" in call("synthesize", oven, *evaluate).err
    new = ("--project", oven.with_name("new.askless"), "--data", table, "--target", "label")
    said = call("synthesize", oven, *evaluate, *new, "--budget", "2")
    assert said.status == 0, said.err
    assert "2 asked, 2 answered" in said.out


def test_one_label_is_too_few(oven: Path, call: Call) -> None:
    evaluate = ("--evaluate", command(oven))
    assert "--labels names only “raw”" in call("synthesize", oven, *evaluate, "--labels", "raw").err
    data = oven.with_name("real.csv")
    data.write_text("heat,time,state\n" + "".join(f"{at},{at / 2},ok\n" for at in range(20, 30)))
    oven.write_text(DOMAIN.split("[answer]")[0], encoding="utf-8")
    said = call("synthesize", oven, *evaluate, "--data", data, "--target", "state")
    assert said.err.startswith("askless: Nothing says what an answer is. “state” holds a single label, “ok”")
    oven.write_text(DOMAIN.replace('"raw", "done"', '"raw"'), encoding="utf-8")
    assert "has only one label, “raw”" in call("synthesize", oven, *evaluate).err


def started(*given: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "askless", *map(str, given)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_middle_loses_nothing_and_ends_children(oven: Path, number: int, call: Call) -> None:
    pids = oven.with_name("pids")
    slow = f"open({str(pids)!r}, 'a').write(f'{{os.getpid()}}\\n')\n" + BAKE.replace(
        "print", "time.sleep(0 if item['heat'] == 60 else 600)\nprint"
    )
    page = oven.with_name("report.html")
    given = ("--parallel", "2", *QUICK, "-o", page)
    process = started("synthesize", oven, "--evaluate", command(oven, slow), *given)
    end = time.monotonic() + 60
    while not (pids.exists() and len(pids.read_text().splitlines()) >= 2):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Stopped." in out
    assert "questions asked" in page.read_text(encoding="utf-8")
    for pid in map(int, pids.read_text().split()):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    said = call("synthesize", oven, "--evaluate", command(oven), "--budget", "3")
    assert said.out.splitlines()[-1].startswith("All is kept in")
    assert " 3 answered" in said.out


@pytest.fixture
def served(oven: Path) -> Iterator[subprocess.Popen[str]]:
    """The page, without a browser."""
    process = started("synthesize", oven, "--no-browser", "--port", "0", "--budget", "30")
    yield process
    process.kill()
    process.communicate()


def test_without_a_laboratory_the_page_is_served(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    assert "The work is kept in" in served.stdout.readline()
    address = served.stdout.readline().strip()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(address, timeout=60) as reply:
        assert reply.status == 200
    served.send_signal(signal.SIGINT)
    out, err = served.communicate(timeout=60)
    assert served.returncode == 0, err
    assert "Stopped. 0 of" in out
