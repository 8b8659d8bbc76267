"""News for open pages, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from askless.server.session import LabellingSession

__all__ = ["news_routes"]

BREATH = 0.1
"""Seconds between two looks into a mailbox: ten pictures a second are as many as anybody sees."""


def news_routes(session: LabellingSession) -> APIRouter:
    """The route of the event stream."""
    router = APIRouter(prefix="/api", tags=["news"])
    made: dict[str, Callable[[], Any]] = {"progress": session.standing.progress, "labels": session.standing.labels}

    @router.get("/events", response_class=EventSourceResponse)
    async def events(tab: Annotated[str, Query(max_length=100)] = "") -> AsyncIterator[ServerSentEvent]:
        """Events “progress”, “model”, “labels”, “answered”, “fault”, “ended”; a comment every 15 s keeps it open."""
        box = session.hub.join()
        session.leases.listens(tab)
        try:
            yield ServerSentEvent(event="progress", data=await run_in_threadpool(session.standing.progress))
            while True:
                for word, data in await box.take():
                    fresh = await run_in_threadpool(made[word]) if word in made else data
                    yield ServerSentEvent(event=word, data=fresh)
                if box.closed:
                    return
                await asyncio.sleep(BREATH)
        finally:
            session.leases.leaves(tab)
            session.hub.leave(box)

    return router
