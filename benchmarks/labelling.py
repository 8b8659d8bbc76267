"""What labelling costs a person: start-up, memory, label to next item, key to paint, first model.

    python benchmarks/labelling.py --corpus CORPUS.jsonl.gz [--sizes 5000,100000,1000000] [--page]
                                   [--json OUT.json]

The corpus is JSON lines with ``text`` and ``label``; pools of any size are made from it by joining
two random texts (see texts.py). Each line printed is one figure with the limit we set ourselves.
Figures depend on the machine: run it on an idle one. ``--page`` also drives Chromium.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from texts import pairs, write

FIGURES: list[dict[str, Any]] = []
LIMITS = {  # size -> (first item, seconds; label to next while idle and while training, p95 ms; first model, seconds)
    5_000: (3.0, 50.0, 100.0, 3.0),
    100_000: (8.0, 50.0, 100.0, 15.0),
    1_000_000: (25.0, None, 150.0, None),
}


def figure(name: str, value: float, unit: str, limit: float | None = None, **more: Any) -> None:
    """Print one figure beside its limit, and keep it."""
    verdict = "" if limit is None else f"   limit {limit:g} {unit}: {'holds' if value <= limit else 'FALLS SHORT'}"
    extra = "".join(f"  {key} {found:.4g}" for key, found in more.items())
    print(f"{name:<58} {value:9.3f} {unit}{verdict}{extra}", flush=True)
    FIGURES.append({"name": name, "value": value, "unit": unit, "limit": limit, **more})


def percentile(values: list[float], share: float) -> float:
    """A percentile by rank."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def commands() -> None:
    """CPU seconds of the smallest commands."""
    for name, arguments, limit in (
        ("askless --help", ["-m", "askless", "--help"], 0.3),
        ("import askless", ["-c", "import askless"], 0.1),
    ):
        spent = []
        for _ in range(5):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        figure(name, min(spent), "s CPU", limit)


class Client:
    """A page without a browser: the token, the cookie, the calls."""

    def __init__(self, address: str) -> None:
        self.base = address.split("/?")[0]
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            opener.open(address)
            raise RuntimeError("the address with the token did not redirect")
        except urllib.error.HTTPError as reply:
            self.cookie = reply.headers["Set-Cookie"].split(";")[0]

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request; JSON out."""
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("Cookie", self.cookie)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            for key, value in (("Content-Type", "application/json"), ("X-Askless", "1"), ("Origin", self.base)):
                request.add_header(key, value)
        with urllib.request.urlopen(request, data, timeout=120) as reply:
            return json.load(reply)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **options: Any) -> None:
        return None


@contextmanager
def serving(source: Path, project: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """A server on a source; yields the process, the address and when the command began."""
    command = [sys.executable, "-m", "askless", "label", str(source), "--project", str(project), "--no-browser"]
    began = time.perf_counter()
    process = subprocess.Popen([*command, "--port", "0", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                threading.Thread(target=process.stdout.read, daemon=True).start()
                yield process, found[0], began
                return
        raise RuntimeError("the server ended before it gave an address")
    finally:
        process.terminate()
        process.wait(30)


def memory(process: subprocess.Popen[str]) -> float:
    """Resident megabytes of the server alone."""
    return psutil.Process(process.pid).memory_info().rss / 1e6


def peak(process: subprocess.Popen[str]) -> float:
    """The most megabytes that the server has had resident; Linux says."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1000


def label(client: Client, queries: list[Any], answer: Any) -> tuple[list[Any], float, Any]:
    """Answer the first query as the page does; the queries that then wait, milliseconds, the reply."""
    query, rest = queries[0], queries[1:]
    body = {
        "id": query["id"], "answer": answer(query), "seconds": 0.5, "suggestion_seen": False, "tab": "bench",
        "request": str(uuid.uuid4()), "have": [q["id"] for q in rest], "n": 5 - len(rest),
    }  # fmt: skip
    start = time.perf_counter()
    reply = client.call("POST", "/api/answers", body)
    return rest + reply["queries"], 1000 * (time.perf_counter() - start), reply


def wait_for(client: Client, state: set[str], seconds: float) -> dict[str, Any]:
    """Wait until the model is in one of these states."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        progress = client.call("GET", "/api/project")["progress"]
        if progress["model"]["state"] in state:
            return dict(progress)
        time.sleep(0.05)
    raise TimeoutError(f"the model was not {state} within {seconds} s")


def first_model(client: Client, queries: list[Any], names: list[str]) -> tuple[list[Any], float]:
    """Answer one item of each of two classes; the queries that wait, and the seconds until there is a model."""
    for k in range(2):
        queries, _, _ = label(client, queries, lambda query, k=k: names[k])
    both = time.perf_counter()
    while client.call("GET", "/api/project")["progress"]["model"]["version"] == 0:
        time.sleep(0.02)
    return queries, time.perf_counter() - both


def label_to_next(corpus: Path, n: int, folder: Path, labels: int = 150) -> None:
    """Start-up, memory, first model and the time from label to next item, over HTTP."""
    first_limit, idle_limit, busy_limit, model_limit = LIMITS.get(n, (None, None, None, None))
    source = write(corpus, n, folder / f"texts-{n}.csv")
    project = folder / f"project-{n}"
    shutil.rmtree(project, ignore_errors=True)
    truth: dict[str, str] = {}
    names = sorted({found for _, found in pairs(corpus, 2000)})

    def answer(query: Any) -> str:
        return truth.setdefault(query["id"], names[hash(query["item"]["text"]) % len(names)])

    with serving(source, project, "--labels", ",".join(names)) as (process, address, began):
        client = Client(address)
        queries = client.call("GET", "/api/queue?n=5&tab=bench")["queries"]
        figure(f"first item, {n:,} texts", time.perf_counter() - began, "s", first_limit)
        prepared = wait_for(client, {"waiting", "ready"}, 900)
        figure(f"features ready, {n:,} texts", time.perf_counter() - began, "s")
        figure(f"server idle, {n:,} texts", memory(process), "MB", {5_000: 150.0, 1_000_000: 2000.0}.get(n))
        assert prepared["model"]["version"] == 0
        queries, spent = first_model(client, queries, names)
        figure(f"first model after both classes, {n:,} texts", spent, "s", model_limit)
        idle: list[float] = []
        for _ in range(30):
            wait_for(client, {"ready"}, 300)
            time.sleep(0.05)
            queries, spent, _ = label(client, queries, answer)
            idle.append(spent)
        figure(
            f"label to next, idle, {n:,}: p95", percentile(idle, 0.95), "ms", idle_limit, p50=statistics.median(idle)
        )
        busy, versions = [], set()
        for _ in range(labels):  # ten a second: training goes on all the while
            begin = time.perf_counter()
            queries, spent, reply = label(client, queries, answer)
            busy.append(spent)
            versions.add(reply["progress"]["model"]["version"])
            time.sleep(max(0.0, 0.1 - (time.perf_counter() - begin)))
        figure(
            f"label to next, retraining, {n:,}: p95", percentile(busy, 0.95), "ms", busy_limit,
            p50=statistics.median(busy), max=max(busy), models=len(versions),
        )  # fmt: skip
        figure(f"server after {labels + 32} labels, {n:,} texts", memory(process), "MB", 2000.0)
        figure(f"server, peak since its start, {n:,} texts", peak(process), "MB", 2000.0)
    began_again = time.perf_counter()
    with serving(source, project) as (process, address, began):
        Client(address).call("GET", "/api/queue?n=5&tab=bench")
        figure(f"first item, second start, {n:,} texts", time.perf_counter() - began_again, "s", first_limit)
    shutil.rmtree(project)
    with serving(source, project, "--labels", ",".join(names)) as (process, address, began):
        client = Client(address)
        _, spent = first_model(client, client.call("GET", "/api/queue?n=5&tab=bench")["queries"], names)
        # Nobody answers that fast: the trainer has not even read the texts. The worst case, all the same.
        figure(f"first model, both classes answered at the start, {n:,}", spent, "s", model_limit)


WATCH = """
() => {
  window.__paints = [];
  let pressed = 0;
  addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true });
  const pane = document.querySelector("main");
  let text = pane.textContent;
  new MutationObserver(() => {
    if (!pressed) return;
    const from = pressed; pressed = 0;
    requestAnimationFrame(() => {          // runs before the frame is drawn; the message after it
      const after = new MessageChannel();
      after.port1.onmessage = () => window.__paints.push(performance.now() - from);
      after.port2.postMessage(0);
    });
  }).observe(pane, { childList: true, subtree: true, characterData: true });
}
"""


def key_to_paint(corpus: Path, n: int, folder: Path, keys: int = 100) -> None:
    """From a key to the next item painted, in Chromium; and the first item on screen."""
    from playwright.sync_api import sync_playwright

    source = write(corpus, n, folder / f"texts-{n}.csv")
    project = folder / f"project-page-{n}"
    shutil.rmtree(project, ignore_errors=True)
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=flags.split())
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        with serving(source, project, "--labels", "world,sport,trade,science") as (_, address, began):
            page.goto(address)
            page.locator("main").get_by_text(re.compile(r"\w{3}")).first.wait_for()
            figure(f"first item on screen, {n:,} texts", time.perf_counter() - began, "s", LIMITS[n][0])
            page.evaluate(WATCH)
            for moment in ("before the first model", "retraining"):
                page.evaluate("window.__paints = []")
                for k in range(keys):
                    page.keyboard.press("1234"[(k * 7) % 4])
                    time.sleep(0.1)
                paints = page.evaluate("window.__paints")
                if moment == "before the first model":
                    time.sleep(2)
                figure(
                    f"key to next item painted, {n:,}, {moment}: p50", statistics.median(paints), "ms", 50.0,
                    p95=percentile(paints, 0.95), n=len(paints),
                )  # fmt: skip
                figure(f"key to next item painted, {n:,}, {moment}: p95", percentile(paints, 0.95), "ms", 100.0)
        browser.close()


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="JSON lines with text and label")
    parser.add_argument("--sizes", default="5000,100000,1000000")
    parser.add_argument("--page", action="store_true", help="drive Chromium too")
    parser.add_argument("--folder", type=Path, help="where pools and projects go; a temporary one if not given")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="askless-bench-"))
    commands()
    sizes = [int(size) for size in options.sizes.split(",")]
    for n in sizes:
        label_to_next(options.corpus, n, folder)
    if options.page:
        for n in sizes[:2]:
            key_to_paint(options.corpus, n, folder)
    if options.json:
        options.json.write_text(json.dumps(FIGURES, indent=1))


if __name__ == "__main__":
    main()
