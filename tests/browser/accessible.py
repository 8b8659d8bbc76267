"""What keeps people out who do not see well, or who use no mouse, looked for in the page itself."""

from pathlib import Path

from playwright.sync_api import Page

__all__ = ["faults"]

LOOK = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
SETTLED = """Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
    .map((one) => one.finished.catch(() => null)))"""


def faults(page: Page) -> list[str]:
    """What is wrong on the page as it is: names, references, contrast, and whether focus shows; empty if nothing."""
    page.evaluate(SETTLED)  # colours are those at the end of a transition
    return list(page.evaluate(LOOK))
