"""Labels and the strategy, changed while labelling."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from askless.server.schemas import LabelBody, RenameBody, Reply, StrategyBody
from askless.server.session import LabellingSession

__all__ = ["naming_routes"]


def naming_routes(session: LabellingSession) -> APIRouter:
    """Routes that change what can be answered, and how items are chosen."""
    router = APIRouter(prefix="/api", tags=["project"])

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
