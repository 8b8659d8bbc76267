"""Put the labelling page into what is built, building it first where only its sources are there.

The source archive carries the built page, so installing from it needs no Node. Building straight from a checkout
(``pip install git+...``) finds no page; then it is built here, with a Node fetched as a build requirement if the
system has none.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "tools"))
import page


def page_is_there() -> bool:
    return (page.STATIC / "index.html").exists()


class PageHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page if it is missing."""

    def dependencies(self) -> list[str]:
        """Ask for a Node only if the page has to be built without the system's."""
        return [] if page_is_there() or page.system_node() else [page.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page, except for an editable install, where the Makefile does it."""
        if version != "editable" and not page_is_there():
            page.build()
