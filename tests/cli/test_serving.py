"""Opening the browser."""

import threading

import pytest

from askless.cli.serving import has_display, open_browser


@pytest.mark.parametrize(
    ("platform", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "lynx"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_is_opened_where_one_can_be_seen(
    platform: str, environment: dict[str, str], shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    done = threading.Event()

    def show(address: str) -> None:
        opened.append(address)
        done.set()

    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("webbrowser.open", show)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert has_display() is shown
    before = threading.active_count()
    open_browser("http://127.0.0.1:1/")
    if shown:
        assert done.wait(10)
    else:
        assert threading.active_count() == before
    assert opened == (["http://127.0.0.1:1/"] if shown else [])
