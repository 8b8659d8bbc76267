"""Where things stand, and what comes next: nothing here changes an answer."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from askless.server.schemas import Project, QueueReply
from askless.server.session import LabellingSession

__all__ = ["project_routes"]


def project_routes(session: LabellingSession) -> APIRouter:
    """Routes with which a page begins and goes on."""
    router = APIRouter(prefix="/api", tags=["project"])

    @router.get("/project", response_model=Project)
    def project() -> dict[str, Any]:
        """What a page needs to begin."""
        return session.standing.project()

    @router.get("/queue", response_model=QueueReply)
    def queue(
        n: Annotated[int, Query(ge=0, le=50)] = 5,
        have: Annotated[list[str], Query(max_length=500)] = [],  # noqa: B006  (FastAPI copies it)
        tab: Annotated[str, Query(max_length=100)] = "",
    ) -> dict[str, Any]:
        """The next items for a tab, which says what it holds: the rest of what it was given goes back."""
        return session.queue(n, have, tab)

    return router
