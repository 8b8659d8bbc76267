"""Fixtures that the whole suite shares."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings

# Time decides no test: by default one example may take 200 ms, which a busy machine exceeds at random.
settings.register_profile("untimed", deadline=None, print_blob=True)
settings.load_profile("untimed")

# Whoever starts the tests in the background of a script has them ignore Ctrl+C, and the commands under test with them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real data sets that lie beside a development checkout."""
    if not SHARED.is_dir():
        pytest.skip("the real data sets (../shared/data) are not beside this checkout")
    return SHARED


@dataclass
class Served:
    """An `askless` command that serves a page, and a browser that it has let in."""

    process: subprocess.Popen[str]
    address: str
    client: httpx.Client
    printed: list[str]

    def end(self, number: signal.Signals = signal.SIGINT) -> str:
        """Send a signal; what was printed since."""
        self.process.send_signal(number)
        rest = self.process.communicate(timeout=60)[0]
        self.client.close()
        return rest


@pytest.fixture
def start() -> Iterator[Callable[..., Served]]:
    """A function from arguments of `askless` to a server that is ready; what still runs is ended afterwards."""
    running: list[Served] = []

    def begin(*arguments: object, **options: Any) -> Served:
        command = [sys.executable, "-m", "askless", *map(str, arguments), "--no-browser"]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", **options
        )
        assert process.stdout is not None
        printed: list[str] = []
        while not (printed and printed[-1].startswith("http://")):
            line = process.stdout.readline()
            if not line:
                process.wait()
                pytest.fail(f"askless ended with status {process.returncode}: {''.join(printed)}")
            printed.append(line.strip())
        address, _, query = printed[-1].partition("?")
        client = httpx.Client(base_url=address, headers={"X-Askless": "1"}, timeout=60)
        assert client.get(f"/?{query}").status_code == 303
        running.append(Served(process, address, client, printed))
        return running[-1]

    yield begin
    for served in running:
        served.client.close()
        if served.process.poll() is None:
            served.process.kill()
        served.process.communicate()
