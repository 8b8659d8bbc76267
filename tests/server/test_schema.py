"""What the server does is what its OpenAPI schema says: schemathesis sends it whatever the schema allows, and more."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from askless.server.app import build_app
from askless.server.run import listen, serve
from askless.server.security import Gate
from askless.server.session import LabellingSession

schemathesis = pytest.importorskip("schemathesis")
hypothesis = pytest.importorskip("hypothesis")
positive_data_acceptance = pytest.importorskip("schemathesis.specs.openapi.checks").positive_data_acceptance


@pytest.fixture
def served(make_session: Callable[..., LabellingSession]) -> Iterator[tuple[str, dict[str, str]]]:
    """Address and cookie of a real server."""
    session = make_session()
    session.trainer.rank(range(20), labels=[0, 1] * 10, confidence=[0.8] * 20)  # type: ignore[attr-defined]
    server: socket.socket = listen(0)
    gate = Gate(server.getsockname()[1])
    ready, stop = threading.Event(), threading.Event()
    app = build_app(session, gate)
    app.limit = 100_000_000  # schemathesis breaks a limit on a length with megabytes, and means the field, not the body
    thread = threading.Thread(target=lambda: serve(app, server, session.hub, ready=ready.set, stop=stop))
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{server.getsockname()[1]}", {gate.cookie: gate.secret}
    stop.set()
    thread.join()
    server.close()


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_the_schema_is_true(served: tuple[str, dict[str, str]], mode: object) -> None:
    address, cookies = served
    description = httpx.get(f"{address}/openapi.json", cookies=cookies).json()
    for operation in (o for path in description["paths"].values() for o in path.values()):
        # Cookie and header are given below; what happens without them is tested with the guard.
        operation.pop("security", None)
        operation["parameters"] = [p for p in operation.get("parameters", ()) if p["in"] != "header"]
    schema = schemathesis.openapi.from_dict(description)
    checked = []
    for result in schema.get_all_operations():
        operation = result.ok()
        takes = operation.body or operation.query
        if operation.path == "/api/events" or (mode == schemathesis.GenerationMode.NEGATIVE and not takes):
            continue  # a stream that does not end; nothing that could be wrong
        checked.append(operation.label)

        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        @hypothesis.settings(
            max_examples=15, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        def probe(case: Any) -> None:
            # A label that nobody declared is refused, and no schema can know which those are.
            excluded = [positive_data_acceptance]
            headers = {"X-Askless": "1"}
            case.call_and_validate(base_url=address, cookies=cookies, headers=headers, excluded_checks=excluded)

        probe()
    assert "POST /api/answers" in checked
    assert len(checked) >= 9
