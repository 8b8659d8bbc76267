"""People answer what a stream asks while it flows: by keyboard, over reloads and deaths of the server."""

import json
import re
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .accessible import faults
from .conftest import command

MANY = 50
"""Sizes below it are small."""


class Flow:
    """A stream that runs in a process of its own, fed through a pipe item by item."""

    def __init__(self, project: Path, first: int, *options: str, item: Callable[[int], object] | None = None) -> None:
        self.project, self.first = project, first
        self.item = item or (lambda i: {"size": i * 37 % 100, "place": f"hall {i % 4}"})
        self.decisions = project.parent / f"decisions-{first}.jsonl"
        arguments = [
            "stream",
            "run",
            "-",
            "--project",
            str(project),
            "--label",
            "--no-browser",
            "--port",
            "0",
            *options,
        ]
        with self.decisions.open("w") as out:
            self.process = subprocess.Popen(
                command(*arguments), stdin=subprocess.PIPE, stdout=out, stderr=subprocess.PIPE, text=True
            )
        self._open = threading.Event()
        self._feeder = threading.Thread(target=self._feed, daemon=True)
        assert self.process.stderr is not None
        words = (word for line in self.process.stderr for word in line.split())
        self.address = next(word for word in words if word.startswith("http://"))
        self._feeder.start()

    def _feed(self) -> None:
        """A hundred items a second until nobody reads any more."""
        assert self.process.stdin is not None
        try:
            for i in count(self.first):
                if self._open.wait(0.01):
                    self.process.stdin.close()
                    return
                item = self.item(i)
                fields = item if isinstance(item, dict) else {"item": item}
                self.process.stdin.write(json.dumps({"id": f"n{i}", **fields}) + "\n")
                self.process.stdin.flush()
        except OSError:
            return

    def dry(self) -> None:
        """No more items come."""
        self._open.set()

    def answers(self) -> dict[str, str]:
        """What the log holds."""
        with closing(sqlite3.connect(f"file:{self.project / 'labels.sqlite'}?mode=ro", uri=True)) as log:
            rows = log.execute("SELECT item, data FROM events WHERE kind = 'answer' ORDER BY seq").fetchall()
        return {item: json.loads(data)["answer"] for item, data in rows}

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """End the process; its exit status."""
        self.process.send_signal(number)
        status = self.process.wait(20)
        self._open.set()
        self._feeder.join(5)
        for pipe in (self.process.stdin, self.process.stderr):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        return status


Start = Callable[..., tuple[Flow, Page]]


@pytest.fixture
def flow(browser: Browser, tmp_path: Path) -> Iterator[Start]:
    """Start a stream, or go on with it, and open its page."""
    with ExitStack() as stack:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        stack.callback(context.close)
        page = context.new_page()

        def start(first: int = 0, *options: str, **more: Callable[[int], object]) -> tuple[Flow, Page]:
            flow = Flow(tmp_path / "machine.askless", first, *options, **more)
            stack.callback(lambda: flow.process.poll() is None and flow.end(signal.SIGKILL))
            page.goto(flow.address)
            return flow, page

        yield start


def answer(page: Page) -> str:
    """Answer the item on screen as its size says, and wait for another one."""
    expect(page.get_by_role("button", name="Skip")).to_be_enabled()
    article = page.get_by_role("article")
    before = article.inner_text()
    found = re.search(r"size\s+(\d+)", before)
    assert found, before
    size = int(found[1])
    saved(page)  # until then the number may count an answer twice
    count = labelled(page)
    page.keyboard.press("1" if size < MANY else "2")
    # Not by the text of the item: items a hundred apart look alike.
    expect(page.get_by_test_id("labelled")).to_contain_text(re.compile(rf"^\s*{count + 1:,} of"))
    return "small" if size < MANY else "large"


def saved(page: Page) -> None:
    expect(page.get_by_label("Status")).to_have_attribute("data-unsent", "0")


def labelled(page: Page) -> int:
    return int(page.get_by_test_id("labelled").inner_text().split()[0].replace(",", ""))


def seen(page: Page) -> int:
    return int(page.get_by_test_id("stream").locator(".big").inner_text().split()[0].replace(",", ""))


def test_a_person_answers_while_items_flow(flow: Start) -> None:
    stream, page = flow(0, "--labels", "small,large", "--budget", "0.2")
    given = [answer(page) for _ in range(25)]
    saved(page)
    early = seen(page)
    assert early > 0
    expect(page.get_by_test_id("learnt")).to_contain_text("It has learnt from 25 answers")
    assert sorted(stream.answers().values()) == sorted(given)

    # The model has learnt: the stream's own predictions are right now.
    before = len(stream.decisions.read_text().splitlines())
    while len(found := stream.decisions.read_text().splitlines()[before:]) < 100:
        time.sleep(0.05)
    told = [json.loads(line) for line in found]
    right = [
        decision["prediction"] == ("small" if int(decision["id"][1:]) * 37 % 100 < MANY else "large")
        for decision in told
    ]
    assert sum(right) >= 0.8 * len(right)

    # A reload keeps everything, and items have flowed on.
    page.reload()
    expect(page.get_by_test_id("labelled")).to_contain_text("25 of")
    expect(page.get_by_label("Last ten answers").get_by_role("button")).to_have_count(10)
    assert seen(page) > early
    given.append(answer(page))
    saved(page)

    # The server dies in mid-stream: nothing that was acknowledged is lost, and the same project goes on.
    assert stream.end(signal.SIGKILL) == -signal.SIGKILL
    assert sorted(stream.answers().values()) == sorted(given)
    stream, page = flow(1_000_000)
    expect(page.get_by_test_id("labelled")).to_contain_text("26 of")
    answer(page)
    saved(page)
    assert labelled(page) == 27

    # What is taken back waits again, and says what that means for the model.
    page.keyboard.press("Backspace")
    expect(page.get_by_label("Status")).to_contain_text("Taken back")
    expect(page.get_by_test_id("labelled")).to_contain_text("26 of")
    expect(page.get_by_test_id("learnt")).to_contain_text("counts no more, and the log keeps both")
    expect(page.get_by_test_id("happened")).to_contain_text("Nothing watches for changes")
    answer(page)
    saved(page)
    assert stream.end() == 0
    assert len(stream.answers()) == 27


def test_an_empty_page_waits_for_the_stream_and_fills_by_itself(flow: Start) -> None:
    gate = threading.Event()

    def item(i: int) -> object:
        gate.wait()
        if i == 11:
            stream.dry()
        return {"size": i}

    stream, page = flow(0, "--labels", "small,large", "--budget", "1", item=item)
    article = page.get_by_role("article")
    expect(article).to_contain_text("Nothing to label just now: 0 items seen, 0 asked about.")
    assert faults(page) == []
    gate.set()
    expect(article).to_contain_text("size")
    expect(page.get_by_role("heading", name="Stream, ended")).to_be_visible()
    expect(page.get_by_test_id("labelled")).to_have_text("0 of 12 asked")
    for dark in ("Use dark colours", "Use light colours"):
        page.get_by_role("button", name=dark).click()
        assert faults(page) == []
    for _ in range(12):
        answer(page)
    expect(article).to_contain_text("The stream has ended, and every question is answered: 12 items seen, 12 asked")
    saved(page)
    assert stream.end() == 0
    assert len(stream.answers()) == 12


def test_page_and_status_give_one_accuracy(flow: Start) -> None:
    stream, page = flow(0, "--labels", "small,large", "--budget", "0.5", "--strategy", "random")
    for _ in range(40):
        answer(page)
    saved(page)
    estimate = page.get_by_test_id("estimate")
    expect(estimate).to_contain_text("random answers, predicted before they were known.")
    value = estimate.locator(".big").inner_text().split(" ", 1)
    said = subprocess.run(command("status", str(stream.project)), capture_output=True, text=True, check=True).stdout
    assert f"Estimated accuracy {value[0]} %" in said
    assert estimate.locator(".small").inner_text().split("interval, ")[1] in said
    assert "Nothing watches for changes" in said
    assert stream.end() == 0


def test_words_and_menus_are_those_of_a_stream(flow: Start) -> None:
    stream, page = flow(0, "--labels", "small,large", "--budget", "0.5")
    answer(page)
    answer(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Skip: leave it without an answer")
    expect(dialog).not_to_contain_text("rename")
    page.keyboard.press("Escape")
    # The last answers read the same before and after a reload, and begin below each other.
    saved(page)
    answers = page.get_by_label("Last ten answers").get_by_role("button")
    before = answers.first.inner_text()
    assert re.search(r"size: \d+ · place: hall \d", before)
    starts = answers.locator(".line").evaluate_all("lines => lines.map(line => line.getBoundingClientRect().x)")
    assert len(set(starts)) == 1
    page.reload()
    expect(answers).to_have_count(2)
    assert answers.first.inner_text() == before
    # Menus show all that they say.
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        expect(page.get_by_role("button", name="Skip")).to_be_enabled()
        page.keyboard.press("b")
        expect(page.get_by_label("Order")).to_be_visible()
        cut = page.locator("form select").evaluate_all(
            """menus => menus.filter((menu) => {
                const width = menu.offsetWidth;
                menu.style.width = "max-content";
                return menu.offsetWidth > width;
            }).map((menu) => menu.value)"""
        )
        assert cut == []
    assert stream.end() == 0


def test_the_fields_of_an_item_stand_below_each_other_and_long_ones_are_cut(flow: Start) -> None:
    text = "word " * 400
    stream, page = flow(
        0, "--labels", "small,large", "--budget", "1", item=lambda i: {"size": i, "remark": text, "a longer name": 1.5}
    )
    expect(page.get_by_role("button", name="Skip")).to_be_enabled()
    article = page.get_by_role("article")
    starts = article.locator("dd").evaluate_all("values => values.map(value => value.getBoundingClientRect().x)")
    assert len(set(starts)) == 1
    assert len(article.locator("dd").nth(1).inner_text()) < 700
    assert faults(page) == []
    article.get_by_role("button", name="Show all of remark").click()
    assert len(article.locator("dd").nth(1).inner_text()) > 1900
    assert stream.end() == 0


def test_a_page_whose_server_has_stopped_promises_nothing(flow: Start) -> None:
    stop = threading.Event()

    def item(i: int) -> object:
        if i == 1:
            stop.wait()
        return {"size": i}

    stream, page = flow(0, "--labels", "small,large", "--budget", "1", item=item)
    expect(page.get_by_role("button", name="Skip")).to_be_enabled()
    page.keyboard.press("s")
    expect(page.get_by_role("article")).to_contain_text("Nothing to label just now")
    stream.process.send_signal(signal.SIGINT)
    stream.process.wait(20)
    stop.set()  # only now: what came in before the end would be on the page
    assert stream.end() == 0
    expect(page.get_by_role("article")).to_have_text("The next item comes once askless runs again.")
