"""Answers, and all that a person does to an item."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from askless.server.refusals import NothingToUndo
from askless.server.schemas import AnswerBody, ErrorBody, FlagBody, NoteBody, Reply, SkipBody, UndoBody
from askless.server.session import LabellingSession

__all__ = ["labelling_routes"]


def labelling_routes(session: LabellingSession) -> APIRouter:
    """Routes of labelling; each act is on disk when it is acknowledged."""
    router = APIRouter(prefix="/api", tags=["labelling"])

    @router.post("/answers", response_model=Reply)
    def answer(body: AnswerBody) -> dict[str, Any]:
        """Answer an item, or correct its answer."""
        fields = body.model_dump()
        return session.answer(fields.pop("id"), fields.pop("answer"), **fields)

    @router.post("/skips", response_model=Reply)
    def skip(body: SkipBody) -> dict[str, Any]:
        """Pass an item over; it comes again at the end."""
        fields = body.model_dump()
        return session.skip(fields.pop("id"), **fields)

    @router.post("/flags", response_model=Reply)
    def flag(body: FlagBody) -> dict[str, Any]:
        """Mark an item, or take the mark away."""
        fields = body.model_dump()
        return session.flag(fields.pop("id"), fields.pop("on"), **fields)

    @router.post("/notes", response_model=Reply)
    def note(body: NoteBody) -> dict[str, Any]:
        """Write a note on an item; an empty one takes it away."""
        fields = body.model_dump()
        return session.note(fields.pop("id"), fields.pop("text"), **fields)

    nothing: dict[int | str, dict[str, Any]] = {
        409: {"model": ErrorBody, "description": "There is nothing to take back."}
    }

    @router.post("/undo", response_model=Reply, responses=nothing)
    def undo(body: UndoBody) -> dict[str, Any]:
        """Take back the latest act; its item comes back."""
        reply = session.undo(**body.model_dump())
        if reply is None:
            raise NothingToUndo
        return reply

    return router
