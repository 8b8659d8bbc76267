"""Make the manual's picture of the labelling page: label made-up messages in a real browser, then look.

``python tools/screenshot.py [FILE] [--dark] [--width 1280]``; needs Chromium.
"""

import argparse
import csv
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "docs" / "images" / "labelling.png"
SPAM = (
    "{call} You have been chosen for a free {prize}. Text {word} to {number} before {day}.",
    "Urgent! Your {prize} is waiting. Ring {number} now, calls cost {pence}p a minute.",
    "Last chance, {name}! Reply {word} for two free {prize}s. To stop, text END to {number}.",
    "Your account has {pence} free minutes left. Ring {number} to keep your {prize}.",
)
HAM = (
    "Are you free on {day}? {name} has two tickets for the {place}.",
    "Sorry, {name}, I am in a meeting. I'll ring you from the {place} before {day}.",
    "{call} Did you text {name} about {day}? My phone was at the {place}.",
    "Reply when you can: did {name} win the {place} prize last {day}?",
)
EITHER = (  # nobody could tell these without knowing the sender
    "{call} Ring {number} about {day}.",
    "{name}, your {prize} is at the {place}. Text me before {day}.",
)
WORDS = {
    "call": ("Hello!", "Hi there.", "Good news!", "Hey,", "Well,", "Listen."),
    "prize": ("holiday", "phone", "camera", "voucher", "weekend", "watch"),
    "word": ("WIN", "YES", "GO", "PRIZE"),
    "number": ("81010", "07700 900461", "69888", "07700 900077"),
    "day": ("Friday", "Sunday", "Tuesday", "tonight", "the 14th", "noon"),
    "pence": ("50", "150", "35", "200"),
    "name": ("Asha", "Tom", "Mina", "Jo", "Piet", "Lena", "Sam"),
    "place": ("library", "station", "school", "cinema", "harbour", "office"),
}


def messages(n: int = 1500) -> dict[str, str]:
    """Made-up messages, each with its answer."""
    draw = random.Random(5)
    made: dict[str, str] = {}
    while len(made) < n:
        answer, forms = ("spam", SPAM) if draw.random() < 0.3 else ("ham", HAM)
        form = draw.choice(EITHER if draw.random() < 0.1 else forms)
        made[form.format(**{key: draw.choice(values) for key, values in WORDS.items()})] = answer
    return made


@contextmanager
def serving(source: Path) -> Iterator[str]:
    """The page for a source; yields its address."""
    command = [
        sys.executable,
        "-m",
        "askless",
        "label",
        str(source),
        "--labels",
        "ham,spam",
        "--no-browser",
        "--port",
        "0",
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield next(word for line in server.stdout for word in line.split() if word.startswith("http://"))
    finally:
        server.terminate()
        server.wait()


def label(page: Page, truth: dict[str, str], n: int) -> None:
    """Answer `n` items by key, the last ones at a person's pace, then go on to an item that the model is torn on."""
    text = page.locator(".text p").first
    while n > 0 or not re.search(r"torn between \w+ 0\.[56]", page.inner_text("body").lower()):
        shown = text.inner_text()
        page.keyboard.press({"ham": "1", "spam": "2"}[truth[shown]])
        expect(text).not_to_have_text(shown)
        page.wait_for_timeout(120 if n > 30 else 1200)
        n -= 1


def main() -> None:
    """Label, and take the picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=TARGET)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--labels", type=int, default=340)
    options = parser.parse_args()
    truth = messages()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        source = Path(folder) / "messages.csv"
        with source.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["text"], *([text] for text in truth)])
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": options.width, "height": 800}, color_scheme="dark" if options.dark else "light"
        )
        with serving(source) as address:
            page.goto(address)
            label(page, truth, options.labels)
            expect(page.locator("body")).to_contain_text("All saved", timeout=60_000)
            page.screenshot(path=options.file)
        browser.close()
    # 128 colours are enough for a page and make a third of the bytes.
    Image.open(options.file).convert("RGB").quantize(128).save(options.file, optimize=True)


if __name__ == "__main__":
    main()
