"""News: newest first, nobody waits."""

import asyncio

import httpx

from askless.server.events import KEPT, Hub, Mailbox
from askless.server.session import LabellingSession


def test_a_slow_listener_finds_only_the_newest() -> None:
    async def listen() -> list[tuple[str, object]]:
        hub = Hub()
        box = hub.join()
        for version in range(1000):
            hub.publish("model", {"version": version})
            hub.publish("progress")
        await asyncio.sleep(0)
        return await box.take()

    assert asyncio.run(listen()) == [("model", {"version": 999}), ("progress", None)]


def test_faults_add_up_to_a_limit() -> None:
    async def listen() -> list[tuple[str, object]]:
        box = Mailbox(asyncio.get_running_loop())
        for number in range(KEPT + 5):
            box.put("fault", number)
        return await box.take()

    assert [number for _, number in asyncio.run(listen())] == list(range(5, KEPT + 5))


def test_news_come_from_any_thread() -> None:
    async def listen() -> list[tuple[str, object]]:
        hub = Hub()
        box = hub.join()
        await asyncio.to_thread(hub.publish, "model", 7)
        return await asyncio.wait_for(box.take(), 5)

    assert asyncio.run(listen()) == [("model", 7)]


def test_a_listener_that_left_is_not_told() -> None:
    async def listen() -> bool:
        hub = Hub()
        box = hub.join()
        hub.leave(box)
        hub.publish("model", 7)
        await asyncio.sleep(0)
        return box._arrived.is_set()

    assert not asyncio.run(listen())


def test_a_loop_that_has_ended_does_no_harm() -> None:
    hub = Hub()

    async def join() -> None:
        hub.join()

    asyncio.run(join())
    hub.publish("model", 7)
    hub.close()


def test_a_stream_begins_with_the_progress_and_ends_with_the_server(
    session: LabellingSession, client: httpx.Client
) -> None:
    session.hub.close()
    response = client.get("/api/events")
    assert response.headers["content-type"].startswith("text/event-stream")
    event, data = response.text.splitlines()[:2]
    assert event == "event: progress"
    assert '"items": 20' in data
    assert response.text.rstrip().endswith('event: ended\ndata: {"title": "", "text": ""}')


def test_a_tab_has_left_when_its_stream_has_ended(session: LabellingSession, client: httpx.Client) -> None:
    now = [0.0]
    session.leases._clock = lambda: now[0]
    asked = [query["id"] for query in session.queue(2, [], "a")["queries"]]
    session.hub.close()
    client.get("/api/events", params={"tab": "a"})
    now[0] = 25.0
    session.queue(0, [], "b")
    assert [session.leases.holder(item_id) for item_id in asked] == [None, None]


def test_the_last_word_is_heard_once_by_whoever_listens() -> None:
    async def listen() -> list[list[tuple[str, object]]]:
        hub = Hub()
        hub.farewell = lambda: {"title": "Done", "text": "All of it."}
        before = hub.join()
        hub.close()
        hub.close()
        await asyncio.sleep(0)
        return [await box.take() for box in (before, hub.join(), before)]

    last = ("ended", {"title": "Done", "text": "All of it."})
    assert asyncio.run(listen()) == [[last], [last], []]
