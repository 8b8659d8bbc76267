"""A real browser before a real server, as `askless label` starts it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from askless.server.static import FOLDER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
expect.set_options(timeout=20_000)  # two slow cores may be busy with other tests
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")  # until it ends, Playwright's event loop runs in this thread, and no other may
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Missing parts are a skip for a developer and a failure in CI."""
    missing = ""
    if CHROMIUM is None:
        missing = "Chromium is not installed. Install it: apt-get install chromium."
    elif not (FOLDER / "index.html").is_file():
        missing = "The page is not built. Call: make setup."
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@dataclass
class Job:
    """A labelling job: its files, and the page of its server."""

    project: Path
    address: str
    page: Page
    problems: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The item on screen."""
        return self.page.get_by_role("article").inner_text()

    @property
    def labelled(self) -> int:
        """Labels done, as the page says."""
        return int(self.page.get_by_test_id("labelled").inner_text().split()[0].replace(",", ""))

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def answer(self, key: str) -> str:
        """Press a label's key, wait for the next item, and return the text that was answered."""
        self.ready()
        before = self.text
        self.press(key)
        expect(self.page.get_by_role("article")).not_to_have_text(before)
        return before

    def ready(self) -> None:
        """Wait until an item is on screen."""
        expect(self.page.get_by_role("button", name="Skip")).to_be_enabled()

    def saved(self) -> None:
        """Wait until the server has acknowledged everything."""
        expect(self.page.get_by_label("Status")).to_have_attribute("data-unsent", "0")


Start = Callable[..., Job]


def command(*arguments: str) -> list[str]:
    """The command line of askless with these arguments."""
    return [sys.executable, "-m", "askless", *arguments]


@contextmanager
def serving(source: Path, *options: str) -> Iterator[str]:
    """A labelling server; yields the address that it prints."""
    arguments = command("label", str(source), "--no-browser", "--port", "0", *options)
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            words = (word for line in server.stdout for word in line.split())
            address = next((word for word in words if word.startswith("http://")), "")
            assert address, "askless label printed no address"
            yield address
        finally:
            server.terminate()


@pytest.fixture
def label(browser: Browser, tmp_path: Path) -> Iterator[Start]:
    """Start a labelling job in a fresh browser: ``label(source, "--labels", "a,b", width=400)``."""
    with ExitStack() as stack:

        def start(source: Path, *options: str, width: int = 1280, height: int = 800) -> Job:
            project = tmp_path / "job.askless"
            address = stack.enter_context(serving(source, "--project", str(project), *options))
            context = browser.new_context(viewport={"width": width, "height": height})
            stack.callback(context.close)
            page = context.new_page()
            # A handler that still talks to the server must end before its page does.
            stack.callback(page.unroute_all, behavior="wait")
            job = Job(project, address, page)
            page.on("pageerror", lambda error: job.problems.append(str(error)))
            page.on("console", lambda message: _heard(job, message.type, message.text))
            page.goto(address)
            return job

        yield start


def _heard(job: Job, kind: str, text: str) -> None:
    """Keep what the page complains of: scripts, and what its Content-Security-Policy stopped."""
    if kind == "error" and "Failed to load resource" not in text:
        job.problems.append(text)


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    """Eighty short texts that all differ."""
    path = tmp_path / "messages.csv"
    rows = (f"{i},message {i} about {'prizes to win' if i % 2 else 'dinner at home'} on day {i * 7}" for i in range(80))
    path.write_text("id,text\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path
