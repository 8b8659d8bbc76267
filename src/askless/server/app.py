"""The web application over a labelling session."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, Header, Query, Security
from fastapi.security import APIKeyCookie

from askless import __version__
from askless.server.refusals import RESPONSES, OtherProject, explain
from askless.server.routes.items import item_routes
from askless.server.routes.labelling import labelling_routes
from askless.server.routes.naming import naming_routes
from askless.server.routes.news import news_routes
from askless.server.routes.project import project_routes
from askless.server.schemas import ErrorBody
from askless.server.security import Gate, Guard
from askless.server.session import LabellingSession
from askless.server.static import FOLDER, page_routes

__all__ = ["build_app"]


def build_app(session: LabellingSession, gate: Gate, *, static: Path = FOLDER) -> Guard:
    """The application: the API, the page, and the guard before both.

    Parameters
    ----------
    session : LabellingSession
    gate : Gate
        Who is let in.
    static : Path
        Where the page was built.

    Returns
    -------
    app : ASGI application
        The FastAPI application is its attribute `app`.
    """

    async def same(
        project: Annotated[str | None, Query(max_length=100, description="Id of the project in the page.")] = None,
        x_askless_project: Annotated[str | None, Header(max_length=100, description="The same.")] = None,
    ) -> None:
        """Another project may be served on the port of an open page: its answers are not for us."""
        if {project, x_askless_project} - {None, session.standing.identity}:
            raise OtherProject

    api = FastAPI(
        title="askless",
        version=__version__,
        description="Questions and answers of one labelling job on this machine.",
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        responses=RESPONSES,
        dependencies=[Security(APIKeyCookie(name=gate.cookie, scheme_name="cookie", auto_error=False))],
    )
    bodies: dict[int | str, dict[str, Any]] = {
        400: {"model": ErrorBody, "description": "The body is no text."},
        413: {"model": ErrorBody, "description": "The body is too large."},
    }
    for reading in (item_routes(session), news_routes(session), project_routes(session)):
        api.include_router(reading, dependencies=[Depends(same)])
    for changing in (labelling_routes(session), naming_routes(session)):
        api.include_router(changing, responses=bodies, dependencies=[Depends(same), Depends(_change)])
    api.include_router(page_routes(static))
    explain(api)
    return Guard(api, gate)


async def _change(x_askless: Annotated[Literal["1"], Header(description="No form can send it.")]) -> None:
    """Every change has this header; the guard has seen to it."""
