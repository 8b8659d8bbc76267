"""What pages say when askless ends."""

import subprocess
from pathlib import Path

from playwright.sync_api import Browser, expect

from .conftest import Start, command, serving
from .test_faults import seen


def test_the_page_of_a_demonstration_ends_with_what_was_reached(browser: Browser) -> None:
    arguments = command("demo", "--oracle", "--data", "cancer", "--labels", "20", "--pace", "0.1", "--port", "0")
    with subprocess.Popen([*arguments, "--no-browser"], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        try:
            address = next(word for line in demo.stdout for word in line.split() if word.startswith("http://"))
            page = browser.new_page()
            page.goto(address)
            page.get_by_role("heading", name="The demonstration is over").wait_for(timeout=120_000)
            rest = demo.stdout.read()
        finally:
            demo.terminate()
    said = page.get_by_role("article").inner_text().split("\n")[-1]
    assert said.startswith("With 20 labels that it chose, the model is right on ")
    assert f"Done. {said}" in rest
    status = page.get_by_label("Status")
    expect(status).to_contain_text("askless has ended in the terminal.")
    expect(status).not_to_contain_class("problem")
    page.keyboard.press("1")
    expect(status).to_have_attribute("data-unsent", "0")
    page.close()


def test_a_tab_in_the_background_hears_it_from_another(label: Start, messages: Path, tmp_path: Path) -> None:
    with serving(messages, "--labels", "spam,ham", "--project", str(tmp_path / "other.askless")) as address:
        job = label(messages, "--labels", "spam,ham")
        job.page.goto(address)
        job.ready()
        other = job.page.context.new_page()
        other.goto(address.split("?")[0])
        expect(other.get_by_test_id("labelled")).to_be_visible()
        seen(job.page, False)
    for page in (other, job.page):
        expect(page.get_by_label("Status")).to_contain_text("askless was stopped in the terminal.")
