"""A laboratory that works, fails, hangs, and says nonsense: nothing is lost, and nothing is left running."""

import base64
import json
import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from askless.data.labels.classes import Classes
from askless.data.labels.real import Real
from askless.data.labels.skip import SKIP
from askless.errors import UsageError
from askless.synthesis.laboratory import run
from askless.synthesis.laboratory.named import laboratory
from askless.synthesis.laboratory.run import IN_A_ROW, run_laboratory

from .stand_in import StandIn


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails is tried again at once."""
    monkeypatch.setattr(run, "PAUSE", 0.0)


def side(item: Any) -> str:
    return "high" if item["x"] > 4 else "low"


class Untold(Exception):
    """Cannot be shown."""

    def __str__(self) -> str:
        sys.exit("never")

    __repr__ = __str__


def throw(error: BaseException) -> None:
    raise error


def circle() -> list[Any]:
    made: list[Any] = [1]
    made.append(made)
    return made


def command(tmp_path: Path, text: str, arguments: str = "{json}") -> str:
    """A command that runs a script."""
    script = tmp_path / "experiment.py"
    script.write_text(f"import json, os, subprocess, sys, time\n{text}\n")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))} {arguments}"


def test_a_function_answers_until_the_budget_is_spent_and_goes_on() -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, side, 10)
    assert (ran.answered, ran.failed, ran.ended) == (10, (), "budget")
    assert learner.answers["4"] == "low"
    assert learner.answers["5"] == "high"
    assert run_laboratory(learner, side, 10).answered == 0
    assert run_laboratory(learner, side, 12, parallel=4).answered == 2


def test_none_is_cannot_tell_and_costs() -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, lambda item: SKIP if item["x"] % 2 else None if item["x"] == 4 else "low", 10)
    assert (ran.answered, ran.unsure) == (4, 6)
    assert len(learner.skipped) == 6


def test_nothing_left_to_ask_ends_it() -> None:
    learner: Any = StandIn(most=3)
    assert run_laboratory(learner, side, 10, parallel=2).ended == "nothing"
    assert len(learner.answers) == 3


def test_what_fails_now_and_then_is_tried_again() -> None:
    tried: dict[int, int] = {}

    def flaky(item: Any) -> Any:
        tried[item["x"]] = tried.get(item["x"], 0) + 1
        if tried[item["x"]] <= 2:
            return [float("nan"), "purple", {"a": 1}][item["x"] % 3]
        return side(item)

    learner: Any = StandIn()
    ran = run_laboratory(learner, flaky, 6, parallel=2, retries=2)
    assert (ran.answered, ran.retried, ran.failed) == (6, 12, ())
    assert ran.retried_by == {"NaN": 4, "answer that cannot be": 8}
    assert len(learner.failed) == 6  # which the log keeps


def test_an_outage_ends_nothing() -> None:
    begin = time.monotonic()
    asked: list[int] = []

    def back_soon(item: Any) -> str:
        asked.append(item["x"])
        if time.monotonic() < begin + 0.6:
            raise ConnectionError("no gas")
        return side(item)

    learner: Any = StandIn()
    ran = run_laboratory(learner, back_soon, 6, pause=0.2)  # the pauses are 0.2 and 0.8 s
    assert (ran.answered, ran.failed, ran.ended) == (6, (), "budget")
    assert asked[:4] == [0, 1, 0, 1]  # when the second question failed too, no more were asked
    assert len(asked) == 10


def test_other_questions_are_asked_while_one_rests() -> None:
    asked: list[int] = []

    def once(item: Any) -> str:
        asked.append(item["x"])
        if asked == [0]:
            raise OSError
        return side(item)

    learner: Any = StandIn()
    assert run_laboratory(learner, once, 4, pause=0.5).answered == 4
    assert asked == [0, 1, 2, 3, 0]
    assert set(learner.answers) == set("0123")  # the one that rests counts, too


@pytest.mark.parametrize("how", ["the event", "Ctrl+C"])
def test_a_pause_is_left_at_once(how: str) -> None:
    stop = threading.Event()
    learner: Any = StandIn(most=1)

    def end() -> None:
        _until(lambda: bool(learner.failed))
        stop.set() if how == "the event" else signal.raise_signal(signal.SIGINT)

    begin = time.monotonic()
    helper = threading.Thread(target=end)
    helper.start()
    if how == "the event":
        assert run_laboratory(learner, lambda item: 1 / 0, 3, pause=60, stop=stop).ended == "stopped"
    else:
        with pytest.raises(KeyboardInterrupt):
            run_laboratory(learner, lambda item: 1 / 0, 3, pause=60)
    helper.join()
    assert time.monotonic() - begin < 20
    assert learner.queue == ["0"]
    assert not learner.outstanding


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda item: 1 / 0, "It failed: ZeroDivisionError: division by zero"),
        (lambda item: float("nan"), "It answered NaN, which is no answer."),
        (lambda item: sys.exit("no gas"), "It failed: SystemExit: no gas."),
        (lambda item: throw(Untold()), "It failed: Untold: something of type Untold."),
        (lambda item: throw(GeneratorExit()), "It failed: GeneratorExit. It was"),
        (lambda item: throw(ValueError("half \ud800")), "It failed: ValueError: half ?"),
        (lambda item: {(1, 2): 3}, "It answered {(1, 2): 3}: "),
        (lambda item: circle(), "It answered [1, [1, ["),
        (lambda item: Untold(), "It answered something of type Untold, which is no answer."),
        (lambda item: 10**5000, "It "),
        (lambda item: "\ud800", "It answered '\\ud800': “?” is not one of the labels."),
        (lambda item: "purple", "It answered 'purple': “purple” is not one of the labels. The labels are"),
    ],
)
def test_a_question_that_cannot_be_answered_goes_back_with_the_reason(
    function: Callable[[Any], Any], reason: str
) -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, lambda item: function(item) if item["x"] == 1 else side(item), 5, retries=1)
    assert ran.answered == 5
    ((item_id, why),) = ran.failed
    assert item_id == "1"
    assert why.startswith(reason)
    assert why.endswith(" It was tried 2 times.")
    assert learner.failed["1"].startswith(reason.partition(". It was")[0].rstrip("."))
    assert learner.failed["1"].endswith(" 2")
    assert learner.queue == ["1"]
    assert not learner.outstanding
    assert run_laboratory(learner, side, 6).answered == 1  # and it is asked first
    assert "1" in learner.answers


def test_a_number_that_is_a_word_or_out_of_bounds_is_no_answer() -> None:
    learner: Any = StandIn(Real(minimum=0))
    said = ["many", -3, True, 2.5]
    ran = run_laboratory(learner, lambda item: said[item["x"]] if item["x"] < 4 else 1, 3, retries=0)
    assert learner.answers == {"3": 2.5, "4": 1.0, "5": 1.0}
    assert [item_id for item_id, _ in ran.failed] == ["0", "1", "2"]
    assert ran.failed[0][1] == "It answered “many”, which is no number."


def test_a_laboratory_that_only_fails_ends_the_run() -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, lambda item: None if item["x"] < 2 else 1 / 0, 50, parallel=3, retries=0)
    assert ran.ended == "failing"
    assert len(ran.failed) == ran.in_a_row == IN_A_ROW
    assert not learner.outstanding
    assert len(learner.queue) >= IN_A_ROW


def test_what_always_fails_does_not_keep_a_project_from_going_on() -> None:
    learner: Any = StandIn()

    def evaluate(item: Any) -> str:
        asked.append(item["x"])
        if item["x"] < IN_A_ROW:
            raise OSError
        return side(item)

    asked: list[int] = []
    assert run_laboratory(learner, evaluate, 4, retries=0).ended == "failing"
    asked.clear()
    ran = run_laboratory(learner, evaluate, 4, retries=0)
    assert (ran.answered, ran.ended) == (4, "budget")
    assert asked == [0, 5, 6, 7, 8]  # one is tried again, and as it fails, the others wait
    assert sorted(learner.queue) == list("01234")
    asked.clear()
    run_laboratory(learner, evaluate, 9, retries=0, parallel=3, batch=2)
    assert len(learner.answers) == 9
    assert not learner.outstanding
    learner.most = learner.made  # nothing new is left
    assert run_laboratory(learner, evaluate, 20, retries=0).ended == "failing"
    assert sorted(learner.queue) == list("01234")


def test_a_new_question_that_fails_ends_no_run_though_others_had_failed_before() -> None:
    learner: Any = StandIn()
    run_laboratory(learner, lambda item: 1 / 0, 50, retries=0)
    ran = run_laboratory(learner, lambda item: side(item) if item["x"] > IN_A_ROW else 1 / 0, 3, retries=0)
    assert (ran.answered, ran.ended) == (3, "budget")
    assert [item_id for item_id, _ in ran.failed] == ["0", "5"]


def test_a_laboratory_that_is_up_again_answers_what_had_failed_first() -> None:
    learner: Any = StandIn()
    for runs in (1, 2):
        ran = run_laboratory(learner, lambda item: 1 / 0, 50, retries=0)
        assert (ran.ended, ran.in_a_row, learner.made) == ("failing", IN_A_ROW, runs * IN_A_ROW)
    assert run_laboratory(learner, side, 10).answered == 10
    assert set(learner.answers) == set("0123456789")


def test_an_answer_that_comes_with_the_end_of_its_time_counts() -> None:
    learner: Any = StandIn(most=2)
    done = threading.Event()

    def slow_to_look() -> None:  # both have answered long before anybody looks
        done.set()
        time.sleep(0.5)

    def evaluate(item: Any) -> str:
        if item["x"]:
            done.wait(30)
        return side(item)

    ran = run_laboratory(learner, evaluate, 2, parallel=2, timeout=0.3, retries=0, on_answer=slow_to_look)
    assert (ran.answered, ran.failed) == (2, ())


def test_it_is_known_how_many_failed_in_a_row() -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, lambda item: side(item) if item["x"] in (1, 4) else 1 / 0, 50, retries=0)
    assert ran.ended == "failing"
    assert [item_id for item_id, _ in ran.failed] == ["0", "2", "3", "5", "6", "7", "8", "9"]
    assert ran.in_a_row == IN_A_ROW


def test_evaluations_run_at_the_same_time() -> None:
    meeting = threading.Barrier(4)
    learner: Any = StandIn()
    assert (
        run_laboratory(learner, lambda item: meeting.wait(30) is not None and side(item), 8, parallel=4).answered == 8
    )


def test_a_function_that_hangs_is_given_up() -> None:
    late = threading.Event()
    learner: Any = StandIn()
    ran = run_laboratory(
        learner, lambda item: late.wait(60) and "low" if item["x"] == 0 else side(item), 3, timeout=0.3, retries=1
    )
    late.set()
    assert ran.answered == 3
    assert ran.failed == (("0", "There was no answer within 0.3 s. It was tried 2 times."),)


@pytest.mark.parametrize("arguments", ["{json}", ""])
def test_a_command_is_given_the_item_and_answers_in_its_last_line(tmp_path: Path, arguments: str) -> None:
    text = """
item = json.loads(sys.argv[1] if len(sys.argv) > 1 else sys.stdin.read())
print("measuring")
print(json.dumps({"answer": "high" if item["x"] > 4 else "low"}))"""
    learner: Any = StandIn()
    assert run_laboratory(learner, command(tmp_path, text, arguments), 7, parallel=3).answered == 7
    assert [learner.answers[str(x)] for x in range(7)] == ["low"] * 5 + ["high"] * 2


def test_an_item_is_one_word_whatever_it_holds(tmp_path: Path) -> None:
    item = {"name": '\'; touch broken; echo $(touch broken) "`touch broken`" {json}'}
    spec = command(tmp_path, "print(json.dumps(json.loads(sys.argv[1])['name']))")
    from askless.synthesis.laboratory.trial import Trial

    assert laboratory(spec).evaluate(item, Trial()) == item["name"]
    assert not list(tmp_path.glob("broken"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sys.exit('no gas')", "The command failed (exit status 1): no gas"),
        ("os.kill(os.getpid(), 9)", "The command failed (ended by signal 9)."),
        ("pass", "It printed nothing. The answer has to be its last line."),
        ("print('{\"result\": 3}')", 'It said {"result": 3}, an object without “answer”.'),
        ("print('x' * 5_000_000)", "It answered '" + "x" * 90),
        ("print('{\"answer\": ')", 'It said {"answer":, which is broken JSON, or only a part of it.'),
        ("sys.exit('\\x1b[31mno\\x1b[0m gas\\x07')", "The command failed (exit status 1): no gas"),
    ],
)
def test_how_a_command_can_fail(tmp_path: Path, text: str, reason: str) -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, command(tmp_path, text), 5, retries=0)
    assert ran.ended == "failing"
    assert ran.failed[0][1].startswith(reason)


def test_an_item_that_is_too_long_for_a_command_comes_on_its_standard_input(tmp_path: Path) -> None:
    from askless.synthesis.laboratory.trial import Failure, Trial

    text = "print(len((sys.argv + [sys.stdin.read()])[1]))"
    item = ["x" * 1000] * 3000
    with pytest.raises(Failure, match=r"^The item is too long .* Leave \{json\} out of it, and the item comes on its"):
        laboratory(command(tmp_path, text)).evaluate(item, Trial())
    assert laboratory(command(tmp_path, text, "")).evaluate(item, Trial()) > 3_000_000


def test_a_label_may_look_like_broken_json() -> None:
    learner: Any = StandIn(Classes(["[a]", "b"]))
    assert run_laboratory(learner, """python -c 'print("[a]")'""", 1).answered == 1


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", ["hangs", "leaves one behind", "is stopped"])
def test_no_process_is_left(tmp_path: Path, how: str) -> None:
    text = f"""
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({str(tmp_path / "pids")!r}, "a").write(f"{{os.getpid()}} {{child.pid}}\\n")
print('"low"', flush=True)
{"" if how == "leaves one behind" else "time.sleep(600)"}"""
    learner: Any = StandIn(most=1)
    stop = threading.Event()
    if how == "is stopped":
        threading.Thread(target=lambda: (_until(lambda: (tmp_path / "pids").exists()), stop.set())).start()
    ran = run_laboratory(
        learner, command(tmp_path, text), 1, stop=stop, retries=0, timeout=2.0 if how == "hangs" else None
    )
    pids = [int(pid) for line in (tmp_path / "pids").read_text().splitlines() for pid in line.split()]
    _until(lambda: not any(map(alive, pids)))
    if how == "leaves one behind":
        assert ran.answered == 1
    elif how == "is stopped":
        assert ran.ended == "stopped"
        assert learner.queue == ["0"]
        assert not learner.outstanding
    else:
        assert ran.failed[0][1] == "There was no answer within 2 s."


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_ctrl_c_in_the_middle_hands_the_questions_back() -> None:
    learner: Any = StandIn()

    def evaluate(item: Any) -> Any:
        if item["x"] == 3:
            time.sleep(600)
        return side(item)

    def interrupt() -> None:
        if len(learner.answers) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_laboratory(learner, evaluate, 50, parallel=2, on_answer=interrupt)
    assert len(learner.answers) == 4
    assert "3" in learner.queue
    assert not learner.outstanding


def test_what_an_interrupted_run_left_is_asked_first() -> None:
    learner: Any = StandIn()
    learner.ask(3)  # and then the power went
    run_laboratory(learner, side, 2)
    assert set(learner.answers) == {"0", "1"}


def test_a_rule_ends_it() -> None:
    learner: Any = StandIn()
    ran = run_laboratory(learner, side, 50, until=lambda: "Enough." if len(learner.answers) == 5 else "")
    assert (ran.answered, ran.ended, ran.said) == (5, "rule", "Enough.")


CUT = {
    "/cut": b"HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\n12",
    "/chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n12",
    "/none": b"HTTP/1.0 204 No Content\r\n\r\n",
    "/long": b"HTTP/1.0 200 OK\r\n\r\n" + b" " * (1 << 20) + b"12",
    "/red": b"HTTP/1.0 500 \x1b[31mOh\r\n\r\n\x1b]0;title\x07no\x1b[0m gas",
    "/half": b'HTTP/1.0 200 OK\r\n\r\n{"answer": ',
}
"""What servers reply and hang up, whatever is asked."""
SEEN: list[tuple[str, str | None]] = []
"""What servers were asked: the path, and who asked."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    """A server that answers /label, sends /old on, fails at /broken, and hangs at /slow."""
    late = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            SEEN.append((self.path, self.headers["Authorization"]))
            item = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/slow":
                late.wait(60)
                return
            if said := CUT.get(self.path):
                self.wfile.write(said)
                return
            self.send_response({"/old": 301, "/broken": 500}.get(self.path, 200))
            self.send_header("Location", "/label")
            self.end_headers()
            self.wfile.write(b"no gas" if self.path == "/broken" else json.dumps({"answer": side(item)}).encode())

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    late.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_endpoint_answers(endpoint: str) -> None:
    learner: Any = StandIn()
    assert run_laboratory(learner, f"{endpoint}/label", 7, parallel=3).answered == 7
    assert learner.answers["6"] == "high"


def test_an_address_may_hold_a_password_and_any_letters(endpoint: str) -> None:
    learner: Any = StandIn()
    secret = endpoint.replace("://", "://ann:p%40ß@") + "/öfen/größe 1%20?über=1&a=b"
    place = laboratory(secret)
    assert "p%40" not in place.name
    assert run_laboratory(learner, place, 1).answered == 1
    assert endpoint in place.name
    told = base64.b64encode("ann:p@ß".encode()).decode()
    assert SEEN[-1] == ("/%C3%B6fen/gr%C3%B6%C3%9Fe%201%20?%C3%BCber=1&a=b", f"Basic {told}")
    run_laboratory(learner, f"{endpoint}/label", 2)
    assert SEEN[-1] == ("/label", None)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/old", "{0}/old sends on to /label. Name that address with --evaluate."),
        ("/broken", "{0}/broken replied 500 Internal Server Error: no gas."),
        ("/slow", "There was no answer within 0.3 s."),
    ],
)
def test_how_an_endpoint_can_fail(endpoint: str, path: str, reason: str) -> None:
    timeout = 0.3 if path == "/slow" else 30
    ran = run_laboratory(StandIn(), endpoint + path, 9, parallel=3, retries=0, timeout=timeout)  # type: ignore[arg-type]
    assert ran.ended == "failing"
    assert ran.failed[0][1] == reason.format(endpoint)


@pytest.mark.parametrize(
    ("path", "reason", "kind"),
    [
        ("/cut", "{0}/cut hung up in the middle of its reply.", "reply that was cut off"),
        ("/chunk", "{0}/chunk hung up in the middle of its reply.", "reply that was cut off"),
        ("/none", "{0}/none replied 204 with nothing in it.", "empty reply"),
        ("/long", "{0}/long replied with more than 1 MiB. An answer is a label or a number.", "reply that is too long"),
        ("/red", "{0}/red replied 500 Oh: no gas.", "reply 500"),
        ("/half", 'It said {{"answer":, which is broken JSON, or only a part of it.', "broken JSON"),
    ],
)
def test_a_part_of_a_reply_is_no_answer(endpoint: str, path: str, reason: str, kind: str) -> None:
    learner: Any = StandIn(Real())
    ran = run_laboratory(learner, endpoint + path, 1, retries=0)
    assert ran.failed[0][1] == reason.format(endpoint)
    assert set(learner.kinds) == {kind}
    assert not learner.answers


def test_an_endpoint_that_is_not_there() -> None:
    ran = run_laboratory(StandIn(), "http://127.0.0.1:9/x", 9, retries=0)  # type: ignore[arg-type]
    assert ran.ended == "failing"
    assert "could not be reached: " in ran.failed[0][1]


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("", "The command of the laboratory is empty."),
        ("python 'x.py", "has a quote that is not closed."),
        ("no-such-program {json}", "There is no program “no-such-program”"),
        ("http://", "is no address of an endpoint."),
        ("http://host:port/", "is no address of an endpoint."),
        ("http://a b/", "“http://a b/” is no address of an endpoint."),
        ("http://{host}/", "is no address of an endpoint."),
        ("http://host/\udcff", "is no address of an endpoint."),
        ("http://a..b/", "is no address of an endpoint."),
        (3, "A laboratory is a command, an address or a function, not a int."),
    ],
)
def test_what_cannot_be_a_laboratory(spec: Any, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        laboratory(spec)


def test_python_is_this_one_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    learner: Any = StandIn()
    assert run_laboratory(learner, """python -c 'print("low")'""", 1).answered == 1


@pytest.mark.parametrize("budget", [1.5, float("nan"), -1, None, "10", True])
def test_a_budget_that_cannot_be_meant(budget: Any) -> None:
    with pytest.raises(UsageError, match=f"^budget={budget!r} is no number of answers."):
        run_laboratory(StandIn(), side, budget)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", [{"parallel": 0}, {"parallel": 1.5}, {"retries": -1}, {"timeout": 0.0}, {"batch": 0}, {"pause": -1.0}]
)
def test_numbers_that_cannot_be_meant(wrong: Any) -> None:
    with pytest.raises(UsageError, match="cannot be meant"):
        run_laboratory(StandIn(), side, 1, **wrong)  # type: ignore[arg-type]
