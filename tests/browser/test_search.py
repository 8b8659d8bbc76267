"""A search for the items of one label, as a person meets it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from .accessible import faults
from .conftest import Start

FIND = ("--goal", "find", "--labels", "relevant,irrelevant")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_panel_tells_of_the_search_and_of_no_accuracy(label: Start, messages: Path, width: int) -> None:
    job = label(messages, *FIND, width=width)
    page = job.page
    search = page.get_by_test_id("search")
    expect(search).to_contain_text("Found: relevant")
    expect(search).to_contain_text("Give one first: search the list of the page (B) for it and label it there.")
    assert faults(page) == []
    for key in "2211":
        job.answer(key)
    job.saved()
    expect(search).to_contain_text("of 2 to ")
    expect(search).to_contain_text("(95\u00a0% sure)")
    expect(search).to_contain_text("Go on reading. The hypergeometric test, the usual one for reviews, does not say")
    expect(search).to_contain_text("Aim: 95\u00a0%, 95\u00a0% sure; certain now: ")
    search.get_by_text("What each rule says").click()
    rules = search.get_by_role("list", name="Rules").get_by_role("listitem")
    expect(rules).to_have_count(3)
    expect(rules.first).to_contain_text("Recall certificate: ")
    expect(page.get_by_label("Items chosen by").locator("option:checked")).to_have_text("most likely “relevant”")
    expect(page.get_by_test_id("estimate")).to_have_count(0)
    expect(page.get_by_test_id("prospects")).to_have_count(0)
    expect(page.get_by_role("complementary", name="Progress")).not_to_contain_text("ccuracy")
    for dark in ("Use dark colours", "Use light colours"):
        page.get_by_role("button", name=dark).click()
        assert faults(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert job.problems == []
