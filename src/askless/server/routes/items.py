"""Looking at items: the list of all, the latest, one, and pictures."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Query
from fastapi.responses import Response

from askless.errors import UnknownNameError
from askless.server.browse import Sort, Status, View
from askless.server.schemas import Query as QueryBody
from askless.server.schemas import Recent, Rows
from askless.server.session import LabellingSession

__all__ = ["item_routes"]

Text = Annotated[str, Query(max_length=500)]
Id = Annotated[str, Query(alias="id")]
Bound = Annotated[float | None, Query(ge=0, allow_inf_nan=False)]


def item_routes(session: LabellingSession) -> APIRouter:
    """Routes that show items and change nothing."""
    router = APIRouter(prefix="/api", tags=["items"])

    @router.get("/recent", response_model=Recent)
    def recent() -> dict[str, Any]:
        """The last ten answers, newest first."""
        return {"items": session.standing.recent()}

    @router.get("/items", response_model=Rows)
    def items(
        search: Text = "",
        status: Status = "all",
        label: Text = "",
        prediction: Text = "",
        low: Bound = None,
        high: Bound = None,
        sort: Sort = "order",
        offset: Annotated[int, Query(ge=0, le=10**12)] = 0,
        limit: Annotated[int, Query(ge=0, le=200)] = 50,
    ) -> dict[str, Any]:
        """A page of the list of all items."""
        return session.standing.browser.page(View(search, status, label, prediction, low, high, sort), offset, limit)

    # Ids are asked for by a parameter: in a path, “..” or a slash within one would mean something else.
    pictures: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": {}}, "description": "The image."}}

    @router.get("/image", response_class=Response, responses=pictures)
    def image(item_id: Id) -> Response:
        """The picture of an item, as browsers can show it."""
        pool = session.learner.items
        row = pool.ids.row(item_id)
        if pool.kind != "images":
            raise UnknownNameError(f"The item “{item_id}” has no picture.", "Only images have.")
        content, mime = cast("Any", pool).image(row)
        return Response(content, media_type=mime, headers={"Cache-Control": "private, max-age=3600"})

    @router.get("/item", response_model=QueryBody)
    def item(item_id: Id) -> dict[str, Any]:
        """One item, with what is known of it."""
        return session.standing.query(item_id)

    return router
