"""Every failure as a response of one shape: what is wrong, and what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from askless.errors import AsklessError, SourceError, StorageError, UnknownNameError
from askless.server.schemas import ErrorBody

LOG = logging.getLogger("askless.server")
"""Where mistakes of ours are told: one line each, or the whole traceback once its level is DEBUG."""

__all__ = ["RESPONSES", "NothingToUndo", "OtherProject", "explain", "refusal"]

RESPONSES: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorBody, "description": "The cookie is missing."},
    403: {
        "model": ErrorBody,
        "description": "Wrong Host or Origin, no X-Askless header, or a page of another project.",
    },
    404: {"model": ErrorBody, "description": "There is no such thing."},
    422: {"model": ErrorBody, "description": "Something in the request cannot be meant."},
    507: {"model": ErrorBody, "description": "It could not be written to disk, so it was not done."},
}
"""Refusals that any endpoint may give."""


class OtherProject(Exception):
    """A page holds the items of another project than the one that is served."""


class NothingToUndo(Exception):
    """There is no act to take back."""


def refusal(status: int, problem: str, remedy: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A response that says what is wrong and what to do."""
    return JSONResponse({"error": problem, "remedy": remedy}, status, headers)


def explain(app: FastAPI) -> None:
    """Teach an app to answer failures in our shape."""
    app.add_exception_handler(StorageError, _unsaved)
    app.add_exception_handler(UnknownNameError, _unknown)
    app.add_exception_handler(SourceError, _unknown)
    app.add_exception_handler(NothingToUndo, _nothing)
    app.add_exception_handler(OtherProject, _elsewhere)
    app.add_exception_handler(AsklessError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _mistake)


async def _unsaved(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StorageError)
    return refusal(507, f"This was not saved: {error.problem}", error.remedy)


async def _unknown(_: Request, error: Exception) -> JSONResponse:
    """No such item, label or strategy; or an image that has gone."""
    assert isinstance(error, AsklessError)
    return refusal(404, error.problem, error.remedy)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AsklessError)
    return refusal(422, error.problem, error.remedy)


async def _nothing(_: Request, __: Exception) -> JSONResponse:
    return refusal(409, "There is nothing to take back.", "Answer an item first.")


async def _elsewhere(_: Request, __: Exception) -> JSONResponse:
    return refusal(
        403,
        "Another project is served here now than the one in this tab.",
        "Open the address that the terminal prints.",
    )


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    """The first thing that pydantic found, and where."""
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if faults[0]["loc"][:2] == ("body", "answer") and len(faults[0]["loc"]) > 2:  # a fault for each form of an answer
        long = any(str(fault["type"]).endswith("too_long") for fault in faults)
        problem = "The answer is too long." if long else "The answer is no label, no list of labels and no number."
        return refusal(422, problem, "Answer with the name of a label, with a list of names, or with a number.")
    first = faults[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "The request"
    return refusal(422, f"“{where}” is not right: {first['msg']}.", "The page may be older than the server: reload it.")


async def _mistake(request: Request, error: Exception) -> JSONResponse:
    """The last line of defence: a mistake of ours, whatever it is."""
    what, where = _line(f"{type(error).__name__}: {error}"), _line(f"{request.method} {request.url.path}")
    if LOG.isEnabledFor(logging.DEBUG):
        LOG.error("askless: %s failed.", where, exc_info=error)
    else:
        LOG.error("askless: %s failed (%s). Start askless with --debug for the traceback.", where, what)
    told = f"Something went wrong in askless that should not have ({what})."
    return refusal(500, told, "Try again; if it comes again, stop askless in the terminal and start it anew.")


def _line(text: str) -> str:
    """Text on one line, without characters that steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase.lower()
    headers = dict(error.headers) if error.headers else None
    return refusal(
        error.status_code, f"The request was refused: {phrase}.", "See /openapi.json for what there is.", headers
    )
