"""Where things stand: the project, its labels and its strategy."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from askless.server.schemas import LabelBody, Project, RenameBody, Reply, StrategyBody
from askless.server.session import LabellingSession

__all__ = ["project_routes"]


def project_routes(session: LabellingSession) -> APIRouter:
    """Routes on the project as a whole."""
    router = APIRouter(prefix="/api", tags=["project"])

    @router.get("/project", response_model=Project)
    def project() -> dict[str, Any]:
        """What a page needs to begin."""
        return session.project()

    @router.post("/labels", response_model=Reply)
    def add_label(body: LabelBody) -> dict[str, Any]:
        """Add a label."""
        return session.add_label(**body.model_dump())

    @router.patch("/labels", response_model=Reply)
    def rename_label(body: RenameBody) -> dict[str, Any]:
        """Rename a label, in the answers already given too."""
        return session.rename_label(**body.model_dump())

    @router.post("/strategy", response_model=Reply)
    def set_strategy(body: StrategyBody) -> dict[str, Any]:
        """Choose by another strategy from now on."""
        return session.set_strategy(**body.model_dump())

    return router
