"""Errors as programs read them: RFC 9457, ``application/problem+json``."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, request

if TYPE_CHECKING:
    from collections.abc import Sequence

API = "/api/"


class ProblemError(Exception):
    """
    What a program asked for cannot be done.

    Parameters
    ----------
    kind
        A word that stays the same, for programs.
    errors
        Of fields: where, and what is wrong.
    """

    def __init__(
        self, status: int, kind: str, title: str, errors: Sequence[Any] = ()
    ) -> None:
        super().__init__(title)
        self.status, self.kind, self.title = status, kind, title
        self.errors = list(errors)


def is_program() -> bool:
    """Return whether the request is one of a program."""
    return request.path.startswith(API)


def problem(error: ProblemError) -> Response:
    """Return the answer that tells of a problem."""
    told: dict[str, Any] = {
        "type": f"urn:zhida:problem:{error.kind}",
        "title": error.title,
        "status": error.status,
        "kind": error.kind,
    }
    if error.errors:
        told["errors"] = error.errors
    response = Response(
        json.dumps(told), error.status, mimetype="application/problem+json"
    )
    if error.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def usual(status: int) -> Response:
    """Return the answer of an error that has nothing to tell but its code."""
    phrase = HTTPStatus(status).phrase
    return problem(ProblemError(status, phrase.lower().replace(" ", "_"), phrase))
