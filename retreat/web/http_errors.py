"""The HTTP edge of the error tree: JSON for programs, a page with one next step for people, silence about details."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from retreat.errors import (
    Conflict,
    DiskFull,
    Gone,
    InvalidInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    RetreatError,
    TooLarge,
    TooMany,
    Unavailable,
    WrongMediaType,
    is_for_room,
)
from retreat.web.logs import log, where


class WrongMethod(RetreatError):
    """The address exists, but not for this method."""

    code = "wrong_method"
    status = 405
    tell = "That cannot be done at this address."


class BadRequest(InvalidInput):
    """The request could not be read at all."""

    code = "unreadable"
    status = 400
    tell = "What was sent could not be read. Please go back and try again."


_OURS: dict[int, type[RetreatError]] = {
    400: BadRequest,
    401: NotSignedIn,
    403: NotPermitted,
    404: NotFound,
    405: WrongMethod,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    415: WrongMediaType,
    422: InvalidInput,
    429: TooMany,
    503: Unavailable,
}
HEADINGS: dict[int, str] = {
    401: "Please join or sign in again",
    403: "You cannot do this",
    404: "Page not found",
    405: "That does not work here",
    410: "This has ended",
    413: "Too large",
    429: "One moment, please",
    500: "Something went wrong",
    503: "One moment, please",
    507: "The disk is full",
}


def wants_json() -> bool:
    """Whether a program asks, rather than a person."""
    if request.path.startswith("/api/"):
        return True
    accepts = request.accept_mimetypes
    return accepts.best_match(["text/html", "application/json"]) == "application/json"


def install_error_pages(app: Flask) -> None:
    """Translate every error that leaves a view."""
    app.register_error_handler(RetreatError, _refused)
    app.register_error_handler(RecursionError, _too_deep)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _broken)


def error_body(error: RetreatError) -> dict[str, Any]:
    """The stable JSON of an error."""
    body: dict[str, Any] = {"code": error.code, "message": error.tell}
    if error.fields:
        body["fields"] = error.fields
    return {"error": body}


def answer_error(error: RetreatError) -> Response:
    """The response for an error, in the form that was asked for."""
    if wants_json():
        response = jsonify(error_body(error))
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                error=error,
                heading=HEADINGS.get(error.status, "That did not work"),
                request_id=g.get("request_id"),
            )
        )
    response.status_code = error.status
    if error.retryable:
        response.headers["Retry-After"] = "60" if error.status == 429 else "2"
    return response


def _refused(error: RetreatError) -> Response:
    if error.status >= 500:
        log.error("failed", code=error.code, error=type(error).__name__, where=where(error), route=_route())
    else:
        log.info("refused", code=error.code, status=error.status, route=_route())
    return answer_error(error)


def _too_deep(_error: RecursionError) -> Response:
    """JSON nested too deeply: the sender's fault, not ours."""
    return answer_error(InvalidInput("What was sent is nested too deeply to be read."))


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    kind = _OURS.get(code)
    if kind is None:
        ours = RetreatError()
        ours.status = code
        return answer_error(ours)
    response = answer_error(kind())
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _broken(error: InternalServerError) -> Response:
    cause = error.original_exception or error
    if is_for_room(cause):
        return _refused(DiskFull())
    log.error(
        "broken",
        error=type(cause).__name__,
        where=where(cause),
        route=_route(),
        request_id=g.get("request_id"),
    )
    return answer_error(RetreatError())


def _route() -> str | None:
    return request.url_rule.rule if request.url_rule else None
