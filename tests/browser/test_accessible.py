"""The look for what keeps people out finds it."""

import pytest
from playwright.sync_api import Browser

from .accessible import faults

FINE = "<button>Go</button> <label>Age <input aria-describedby=hint></label> <p id=hint>In years</p>"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (FINE, []),
        ("<button></button>", ["has no name"]),
        ("<input>", ["has no name"]),
        ("<label for=nothing>Age</label>", ["for points nowhere"]),
        ("<input aria-label=Age aria-describedby=gone>", ["aria-describedby points nowhere"]),
        ("<i id=a>a</i><i id=a>b</i>", ["its id comes twice"] * 2),
        ("<img src='data:,' width=9 height=9>", ["has no alternative"]),
        ("<p style='color: #777'>x</p>", ["has a contrast of 4.48"]),
        ("<p style='color: #777; font-size: 24px'>x</p>", []),
        (
            "<div style='background: #000'><p style='color: rgb(255 255 255 / 40%)'>x</p></div>",
            ["has a contrast of 3.66"],
        ),
        ("<input aria-label=Age autofocus style='outline: none'>", ["does not show its focus"]),
        ("<input aria-label=Age autofocus>", []),
    ],
)
def test_faults_are_found(browser: Browser, body: str, told: list[str]) -> None:
    page = browser.new_page()
    page.set_content(f"<!doctype html><html lang=en><title>Test</title><body style='background: #fff'>{body}")
    if "autofocus" in body:
        page.locator("input").focus()
    assert [fault.partition(":")[0] for fault in faults(page)] == told
    page.close()
