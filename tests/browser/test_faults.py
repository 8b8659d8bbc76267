"""Full disks, lost connections and a server that stops: no label is lost, and the page says what is going on."""

import json
import socket
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from .conftest import Start, serving

FULL = {"error": "The label was not saved: the disk is full.", "remedy": "Free some space, then try again."}

BROKEN = {"error": "Something went wrong in askless.", "remedy": "Try again."}


def refuse(route: Route) -> None:
    """Answer as a server with a full disk does."""
    route.fulfill(status=507, content_type="application/json", body=json.dumps(FULL))


def test_a_full_disk_is_told_and_the_answers_wait(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, status = job.page, job.page.get_by_label("Status")
    job.ready()
    page.route("**/api/answers", refuse)
    job.answer("1")
    job.answer("2")
    expect(status).to_contain_text("The label was not saved: the disk is full. Free some space")
    expect(status).to_contain_text("2 answers wait")
    page.once("dialog", lambda dialog: dialog.accept())  # leaving with unsent answers warns
    page.reload()
    expect(status).to_contain_text("2 answers wait")
    again = page.get_by_role("button", name="Try again now")
    expect(again).to_be_visible()
    button = again.element_handle()
    page.unroute("**/api/answers")
    button.evaluate("button => button.click()")  # it may be gone by now: the page tries again by itself, too
    expect(status).to_contain_text("All saved")
    expect(page.get_by_test_id("labelled")).to_contain_text("2 of 80")


def test_a_lost_acknowledgement_counts_once(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(route.request.post_data_json["request"])
        if len(sent) == 1:
            route.fetch()  # the server hears it, the page does not hear the server
            route.abort()
        else:
            route.continue_()

    page.route("**/api/answers", lose)
    with page.expect_response("**/api/answers") as again:  # what the route fetches itself is no response of the page
        job.answer("1")
    assert again.value.ok
    job.saved()
    assert sent == [sent[0]] * 2
    expect(page.get_by_label("Status")).to_contain_text("All saved")
    expect(page.get_by_test_id("labelled")).to_contain_text("1 of 80")


def test_a_cookie_is_needed_and_said(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    page.context.clear_cookies()
    job.answer("1")
    expect(page.get_by_label("Status")).to_contain_text("printed in the terminal")
    expect(page.get_by_label("Status")).to_contain_text("1 answer waits")
    page.once("dialog", lambda dialog: dialog.accept())


def test_a_mistake_in_the_server_is_told_and_not_asked_for_again_and_again(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, status = job.page, job.page.get_by_label("Status")
    job.ready()
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=500, content_type="application/json", body=json.dumps(BROKEN))

    page.clock.install()
    page.route("**/api/answers", fail)
    with page.expect_response(lambda response: response.status == 500 and len(asked) == 3):
        job.answer("1")
    expect(status).to_contain_text("Something went wrong in askless. Try again. 1 answer waits to be saved.")
    page.clock.run_for(600_000)
    expect(status).to_have_attribute("data-unsent", "1")
    assert len(asked) == 3
    page.unroute("**/api/answers")
    page.get_by_role("button", name="Try again now").click()
    job.saved()
    expect(status).to_contain_text("All saved")


def test_a_page_that_cannot_begin_says_why_and_waits_for_a_word(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page = job.page
    job.ready()
    page.route("**/api/project", lambda route: route.fulfill(status=500, json=BROKEN))
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Something went wrong in askless. Try again.")
    page.get_by_role("button", name="Try again").wait_for()
    page.unroute("**/api/project")
    page.get_by_role("button", name="Try again").click()
    job.ready()


def test_the_page_says_that_the_server_is_silent_and_goes_on_by_itself(label: Start, messages: Path) -> None:
    job = label(messages, "--labels", "spam,ham")
    page, status = job.page, job.page.get_by_label("Status")
    job.ready()
    expect(status).to_contain_text("All saved")
    seen(page, False)  # lets go of its stream of news, which no route could break
    page.route("**/api/**", lambda route: route.abort())
    seen(page, True)
    expect(status).to_contain_text("askless does not answer. Is it still running in the terminal?", timeout=15_000)
    expect(status).to_contain_text("All answers so far are saved.")
    page.unroute("**/api/**")
    expect(status).to_contain_text("All saved", timeout=15_000)


def seen(page: Page, visible: bool) -> None:
    """Let the tab be in front or behind others."""
    state = "visible" if visible else "hidden"
    page.evaluate(
        f"Object.defineProperty(document, 'visibilityState', {{configurable: true, value: '{state}'}});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )


def test_the_page_waits_for_a_stopped_server(label: Start, messages: Path, tmp_path: Path) -> None:
    with serving(messages, "--labels", "spam,ham", "--project", str(tmp_path / "other.askless")) as address:
        job = label(messages, "--labels", "spam,ham")
        job.page.goto(address)
        job.ready()
    status = job.page.get_by_label("Status")
    expect(status).to_contain_text("askless was stopped in the terminal. All answers so far are saved.")
    expect(status).not_to_contain_class("problem")
    job.answer("1")
    expect(status).to_contain_text("askless was stopped in the terminal. 1 answer waits to be saved.")
    expect(status).to_contain_class("problem")
    job.page.once("dialog", lambda dialog: dialog.accept())


def test_a_tab_left_open_writes_into_no_other_project(label: Start, messages: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    first, second = str(tmp_path / "first.askless"), str(tmp_path / "second.askless")
    options = ("--labels", "spam,ham", "--port", port)
    with serving(messages, *options, "--project", first) as address:
        job = label(messages, "--labels", "spam,ham")
        job.page.goto(address)
        job.ready()
    with serving(messages, *options, "--project", second) as address:
        other = job.page.context.new_page()
        other.goto(address)  # the cookie is that of the second one now, for both tabs
        expect(other.get_by_test_id("labelled")).to_contain_text("0 of 80")
        job.press("1")
        expect(job.page.get_by_label("Status")).to_contain_text("Another project is served here")
        expect(job.page.get_by_label("Status")).to_contain_text("1 answer waits")
        other.reload()
        expect(other.get_by_test_id("labelled")).to_contain_text("0 of 80")
        job.page.once("dialog", lambda dialog: dialog.accept())
        other.close()
