"""Full disks, lost connections and a server that stops: no label is lost, and the page says what is going on."""

import json
from pathlib import Path

from playwright.sync_api import Route, expect

from .conftest import Start, serving

FULL = {"error": "The label was not saved: the disk is full.", "remedy": "Free some space, then try again."}


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
    page.unroute("**/api/answers")
    page.get_by_role("button", name="Try again now").click()
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


def test_the_page_waits_for_a_stopped_server(label: Start, messages: Path, tmp_path: Path) -> None:
    with serving(messages, "--labels", "spam,ham", "--project", str(tmp_path / "other.askless")) as address:
        job = label(messages, "--labels", "spam,ham")
        job.page.goto(address)
        job.ready()
    job.answer("1")
    expect(job.page.get_by_label("Status")).to_contain_text("askless does not answer")
    job.page.once("dialog", lambda dialog: dialog.accept())
