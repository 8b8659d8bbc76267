"""People answer what is made up: forms and pictures, labels and numbers, “cannot tell”, undo and corrections."""

import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import askless
from askless.data.store.scan import scan
from askless.data.store.state import State
from askless.server.app import build_app
from askless.server.run import listen, serve
from askless.server.security import Gate
from askless.server.synthesizing import SynthesisSession
from askless.synthesis import Domain
from askless.synthesis.domain.inputs.category import Category
from askless.synthesis.domain.inputs.mixture import Mixture
from askless.synthesis.domain.inputs.ordered import Ordered
from askless.synthesis.domain.inputs.real import Real

from .accessible import faults
from .conftest import command

TOML = """
name = "Stirred tank"

[[inputs]]
name = "temperature"
type = "real"
unit = "K"
low = 280
high = 420

[[inputs]]
name = "stirring"
type = "ordered"
levels = ["off", "slow", "fast"]

[answer]
labels = ["safe", "runaway"]
"""


def reactor() -> Domain:
    """Inputs of all kinds."""
    inputs = [
        Real("temperature", 280.0, 420.0, unit="K"),
        Real("concentration", 0.001, 2.0, unit="mol/l", log=True),
        Category("catalyst", ["platinum", "palladium", "nickel", "none"]),
        Ordered("stirring", ["off", "slow", "medium", "fast"]),
        Mixture("solvent", ["water", "ethanol", "acetone"]),
    ]
    return Domain(inputs)


class Tank:
    """A session in this process, whose learner makes no question while its gate is shut."""

    def __init__(self, folder: Path, domain: Any, budget: int | None, **options: Any) -> None:
        options = {"labels": ["safe", "runaway"], "strategy": "sobol", **options}
        self.project = folder / "tank.askless"
        self.learner = askless.SynthesisLearner(domain, project=self.project, **options)
        self.gate = threading.Event()
        self.gate.set()
        make = self.learner.ask
        self.learner.ask = lambda k=1: (self.gate.wait(30), make(k))[1]  # type: ignore[method-assign]
        self.session = SynthesisSession(self.learner, {"name": "tank", "source": "tank.toml", "budget": budget})
        server = listen(0)
        gate = Gate(server.getsockname()[1])
        ready, self._stop = threading.Event(), threading.Event()
        app, hub = build_app(self.session, gate), self.session.hub
        self._thread = threading.Thread(target=lambda: serve(app, server, hub, ready=ready.set, stop=self._stop))
        self._thread.start()
        assert ready.wait(30)
        self.address = f"http://127.0.0.1:{server.getsockname()[1]}/?token={gate.token}"

    def state(self) -> State:
        """What is on disk."""
        return State.of(scan(self.project / "labels.sqlite"))

    def close(self) -> None:
        self.gate.set()
        self._stop.set()
        self._thread.join()
        self.session.close()


Start = Callable[..., tuple[Tank, Page]]


@pytest.fixture
def tank(browser: Browser, tmp_path: Path) -> Iterator[Start]:
    """Start a session and open its page."""
    with ExitStack() as stack:

        def start(
            domain: Any = None, budget: int | None = None, width: int = 1280, height: int = 800, **options: Any
        ) -> tuple[Tank, Page]:
            made = Tank(tmp_path, reactor() if domain is None else domain, budget, **options)
            stack.callback(made.close)
            context = browser.new_context(viewport={"width": width, "height": height})
            stack.callback(context.close)
            page = context.new_page()
            page.goto(made.address)
            return made, page

        yield start


def ready(page: Page) -> None:
    """Wait until a question is on screen."""
    expect(page.get_by_role("button", name="Cannot tell, key")).to_be_enabled(timeout=30_000)  # the first loads much
    expect(page.get_by_role("article").locator("dt, img").first).to_be_visible()


def saved(page: Page) -> None:
    expect(page.get_by_label("Status")).to_have_attribute("data-unsent", "0")


def act(page: Page, *keys: str) -> str:
    """Press keys, and wait for another question; what was on screen before."""
    ready(page)
    article = page.get_by_role("article")
    before = article.inner_text()
    for key in keys:
        page.keyboard.press(key)
    expect(article).not_to_have_text(before)
    ready(page)
    return before


def value(page: Page, name: str) -> Locator:
    """What an input is set to."""
    return page.get_by_role("article").locator("div", has=page.locator("dt", has_text=name)).locator("dd .value")


def test_a_person_answers_cannot_tell_undoes_and_corrects(tank: Start) -> None:
    made, page = tank()
    ready(page)
    article = page.get_by_role("article")
    expect(page.get_by_test_id("origin")).to_contain_text("Made up")
    expect(value(page, "temperature")).to_have_text(re.compile(r"^[\d.]+ K$"))
    expect(article).to_contain_text("between 280 and 420 K")  # for screen readers
    expect(article).to_contain_text("on a logarithmic scale")
    expect(value(page, "stirring")).to_have_text(re.compile("^(off|slow|medium|fast)$"))
    chosen = value(page, "catalyst").inner_text()
    expect(article.locator("ul li.on")).to_have_text(chosen)
    expect(article.locator("ul li")).to_have_text(["platinum", "palladium", "nickel", "none"])
    shares = [float(value(page, part).inner_text().split()[0]) for part in ("water", "ethanol", "acetone")]
    assert sum(shares) == pytest.approx(100, abs=0.1)

    # The mark lies where the value does.
    heat = float(value(page, "temperature").inner_text().split()[0])
    mark = article.locator(".track i").first.evaluate("mark => parseFloat(mark.style.insetInlineStart)")
    assert mark == pytest.approx((heat - 280) / 1.4, abs=0.1)

    first = act(page, "1")
    second = act(page, "c")
    third = act(page, "2")
    assert len({first, second, third}) == 3
    saved(page)
    state = made.state()
    assert (state.labelled, state.skipped) == (2, 1)
    expect(page.get_by_test_id("labelled")).to_have_text("2 and 2 waiting")
    expect(page.get_by_role("progressbar", name="Share")).to_have_count(0)  # there is no end
    expect(page.get_by_label("Labels done")).to_contain_text("1 cannot tell")
    expect(page.get_by_test_id("asks")).to_contain_text("of the made-up items nobody can answer, between")
    expect(page.get_by_test_id("guard")).to_contain_text("cannot be judged")

    # Undo goes back over all of it, "cannot tell" too.
    page.keyboard.press("Backspace")
    expect(article).to_have_text(third, use_inner_text=True)
    page.keyboard.press("Backspace")
    expect(article).to_have_text(second, use_inner_text=True)
    expect(page.get_by_label("Status")).to_contain_text("Taken back: “cannot tell” on “temperature: ")
    saved(page)
    assert made.state().skipped == 0
    page.keyboard.press("1")
    expect(article).not_to_have_text(second, use_inner_text=True)

    # An answer is corrected where it stands among the last ones.
    saved(page)
    last = page.get_by_label("Last ten answers").get_by_role("button")
    expect(last).to_have_count(2)
    line = last.first.inner_text()[:90]
    last.nth(1).click()
    expect(article).to_have_text(first, use_inner_text=True)
    page.keyboard.press("2")
    saved(page)
    assert made.state().item("1").answer == "runaway"
    page.reload()
    ready(page)
    expect(last).to_have_count(2)
    assert line in [one.inner_text()[:90] for one in last.all()]  # as it read before

    page.keyboard.press("b")
    expect(page.get_by_label("Show").locator("option")).to_contain_text(["All asked", "Cannot tell"])


def test_keys_and_help_say_what_cannot_tell_means(tank: Start) -> None:
    made, page = tank(labels=["safe", "clash"])
    ready(page)
    page.keyboard.press("s")  # skips nothing here
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Cannot tell: it counts as a question, and teaches which items nobody can answer")
    expect(dialog).not_to_contain_text("Skip")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    act(page, "c")
    saved(page)
    assert made.state().skipped == 1
    expect(page.get_by_test_id("announcement")).to_contain_text("Cannot tell. temperature: ")


def test_answers_may_be_numbers(tank: Start) -> None:
    made, page = tank(labels=askless.Real(unit="min", minimum=0.0))
    for number in ("12.5", "3"):
        act(page, *number, "Enter")
    act(page, "c")
    saved(page)
    state = made.state()
    assert sorted(item.answer for item in state.items.values() if item.labelled) == [3.0, 12.5]
    assert state.skipped == 1
    expect(page.get_by_label("Last ten answers")).to_contain_text("12.5 min")
    assert faults(page) == []


def test_a_page_that_waits_says_so_and_gets_the_question_by_itself(tank: Start) -> None:
    made, page = tank()
    act(page, "1")
    saved(page)
    page.wait_for_timeout(300)
    made.gate.clear()
    article = page.get_by_role("article")
    before = article.inner_text()
    page.keyboard.press("2")
    expect(article).not_to_have_text(before, use_inner_text=True)  # the next one was ready
    ready(page)
    page.keyboard.press("1")
    expect(article).to_have_text("The next question is being made. It shows here by itself.")
    expect(page.get_by_role("button", name="Cannot tell, key")).to_be_disabled()
    assert faults(page) == []
    saved(page)
    assert made.state().labelled == 3
    made.gate.set()
    ready(page)


def test_questions_of_a_closed_tab_come_back_and_those_of_a_reloaded_one_stay(tank: Start) -> None:
    made, page = tank(budget=2)
    ready(page)
    article = page.get_by_role("article")
    first = article.inner_text()
    other = page.context.new_page()
    other.goto(page.url)
    waits = other.get_by_role("article")
    expect(waits).to_have_text(re.compile("open in another tab. If that was closed, they come here within half"))
    made.session.leases._grace = 4.0
    page.reload()
    ready(page)
    page.wait_for_timeout(5000)  # the other one asks all the time
    expect(article).to_have_text(first, use_inner_text=True)
    expect(waits).to_contain_text("open in another tab")
    page.close()
    ready(other)
    expect(waits).to_have_text(first, use_inner_text=True)


def test_real_rows_and_refusals_are_told(tank: Start) -> None:
    domain = reactor()
    pool = domain.items(domain.sample(300, np.random.default_rng(0)))
    made, page = tank(domain, pool=pool)
    ready(page)
    expect(page.get_by_test_id("origin")).to_contain_text("A real row")
    expect(page.get_by_test_id("asks")).to_contain_text("the row of your data that is nearest")
    expect(page.get_by_role("heading", name="Real rows are asked")).to_be_visible()
    made.learner.refused.update({("density", "temperature 412 K with stirring off is unlike all."): 7})
    act(page, "1")
    guard = page.get_by_test_id("guard")
    expect(guard).to_contain_text("7 × unlike every real row")
    expect(guard).to_contain_text("temperature 412 K with stirring off is unlike all.")


def test_the_end_of_a_budget_is_told(tank: Start) -> None:
    made, page = tank(budget=3)
    act(page, "1")
    act(page, "c")
    page.keyboard.press("2")
    expect(page.get_by_role("heading", name="Nothing is left to ask")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("2 of 3 questions are answered, 1 with “cannot tell”.")
    expect(page.get_by_test_id("labelled")).to_have_text("2")
    told = "3 of 3 questions are answered: 2 with a label, 1 with “cannot tell”, which is none."
    expect(page.get_by_test_id("asks")).to_contain_text(told)
    expect(page.get_by_role("progressbar", name="Share answered")).to_have_attribute("value", "1")
    saved(page)
    page.keyboard.press("Backspace")
    ready(page)
    assert made.learner.asked == 3


def test_another_strategy_is_chosen_while_a_question_is_being_made(tank: Start) -> None:
    made, page = tank()
    ready(page)
    expect(page.get_by_test_id("labelled")).to_have_text("0 and 2 waiting")
    made.gate.clear()
    menu = page.get_by_label("Items chosen by")
    expect(menu.locator("option", has_text="text")).to_have_count(0)
    page.keyboard.press("1")  # one is being made from now on
    saved(page)
    menu.select_option("random")
    expect(page.get_by_role("status").filter(has_text="Items are now chosen by random.")).to_be_visible()
    ready(page)
    page.keyboard.press("2")
    saved(page)
    assert made.state().labelled == 2
    made.gate.set()
    ready(page)


def test_everybody_can_read_the_form(tank: Start) -> None:
    _, page = tank()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for dark in ("Use dark colours", "Use light colours"):
            page.get_by_role("button", name=dark).click()
            ready(page)
            assert faults(page) == []
        article = page.get_by_role("article")
        assert article.evaluate("pane => pane.scrollWidth <= pane.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # Marks lie within their tracks, and names do not touch values.
        assert article.evaluate(
            """pane => [...pane.querySelectorAll(".track i")].every((mark) => {
                const [own, all] = [mark, mark.parentElement].map((one) => one.getBoundingClientRect());
                return own.left >= all.left - 9 && own.right <= all.right + 9;
            })"""
        )
        tops = article.locator("dt").evaluate_all("names => names.map(name => name.getBoundingClientRect().top)")
        assert tops == sorted(tops)
    # The keyboard reaches what does not fit.
    page.set_viewport_size({"width": 360, "height": 560})
    page.keyboard.press("PageDown")
    page.wait_for_function("document.querySelector('article').scrollTop > 0")


class Pictures:
    """A domain of small grey pictures, one for each brightness."""

    kind = "images"
    width = 2
    names = ("left", "right")
    answer = None
    name = "pictures"

    def __init__(self) -> None:
        self.continuous = np.ones(2, dtype=np.bool_)

    def items(self, points: Any) -> Any:
        return np.repeat(np.repeat((255 * np.asarray(points)[:, None, :]).astype(np.uint8), 16, 1), 8, 2)

    def points(self, items: Any) -> Any:
        return np.asarray(items)[:, 0, [0, 8]] / 255.0

    def project(self, points: Any) -> Any:
        return np.clip(points, 0.0, 1.0)

    def allowed(self, points: Any) -> Any:
        return ((points >= 0) & (points <= 1)).all(axis=1)

    def sample(self, n: int, rng: np.random.Generator, method: str = "sobol") -> Any:
        return rng.random((n, 2))

    def neighbours(self, point: Any) -> Any:
        return np.empty((0, 2))

    def refusals(self, item: Any) -> list[str]:
        return []

    def fields(self, item: Any) -> list[dict[str, Any]]:
        return []

    def summary(self) -> list[str]:
        return ["small grey pictures"]


def test_pictures_are_shown_as_pictures(tank: Start) -> None:
    made, page = tank(Pictures(), labels=["dark", "bright"], strategy="random")
    ready(page)
    picture = page.get_by_role("article").get_by_role("img")
    expect(page.get_by_test_id("origin")).to_contain_text("Made up")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth; }") == 16
    source = picture.get_attribute("src")
    page.keyboard.press("1")
    expect(picture).not_to_have_attribute("src", source or "")
    ready(page)
    page.keyboard.press("c")
    saved(page)
    assert faults(page) == []
    state = made.state()
    assert (state.labelled, state.skipped) == (1, 1)


def test_the_command_serves_the_page_and_goes_on(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "tank.toml"
    path.write_text(TOML, encoding="utf-8")
    arguments = ["synthesize", str(path), "--no-browser", "--port", "0", "--strategy", "sobol"]
    project = tmp_path / "tank.askless"
    seen = []
    for turn in range(2):
        with subprocess.Popen(command(*arguments), stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            words = (word for line in server.stdout for word in line.split())
            address = next((word for word in words if word.startswith("http://")), "")
            assert address, "askless synthesize printed no address"
            page = browser.new_page()
            page.goto(address)
            ready(page)
            expect(page.get_by_test_id("labelled")).to_contain_text(f"{turn} and")
            seen.append(act(page, "1", *([] if turn else ["c"])))
            saved(page)
            page.close()
            server.send_signal(signal.SIGINT)
            assert server.wait(20) == 0
        state = State.of(scan(project / "labels.sqlite"))
        assert (state.labelled, state.skipped) == (turn + 1, 1)
    assert seen[0] != seen[1]
