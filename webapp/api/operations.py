"""
One operation of the API: what it takes and gives, said once.

The schemas check what comes in, and the OpenAPI document is made of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response, g, request
from pydantic import BaseModel, ValidationError

from webapp.api.blueprint import bp
from webapp.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable

    from models import Scope

VERSION = "/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as the document tells of it."""

    name: str
    method: str
    path: str
    summary: str
    tag: str
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: int
    is_public: bool
    scope: Scope | None
    problems: tuple[int, ...]


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    summary: str,
    *,
    tag: str,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    answer: type[BaseModel] | None = None,
    status: int = 200,
    is_public: bool = False,
    scope: Scope | None = None,
    problems: tuple[int, ...] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a view that takes what was checked, and returns an answer or None."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        name = view.__name__
        OPERATIONS.append(
            Operation(
                name, method, path, summary, tag, query, body, answer, status,
                is_public, scope, problems,
            )
        )  # fmt: skip

        @functools.wraps(view)
        def called(**values: Any) -> Response:
            key = g.get("api_key")
            allowed = is_public or (scope is not None and key and scope in key.scopes)
            if key is not None and not allowed:
                raise ProblemError(403, "scope", "This key may not do that.")
            if query is not None:
                values["query"] = _checked(query, request.args.to_dict())
            if body is not None:
                values["body"] = _checked(body, _json())
            made = view(**values)
            if made is None:
                return Response(status=204)
            return Response(made.model_dump_json(), status, mimetype="application/json")

        bp.add_url_rule(VERSION + path, name, called, methods=[method])
        return view

    return decorate


def _json() -> Any:
    try:
        return request.get_json(force=True)
    except (RecursionError, ValueError, UnicodeError) as error:
        raise ProblemError(400, "not_json", "The body is not JSON.") from error


def _checked(model: type[BaseModel], given: Any) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise ProblemError(
            422,
            "invalid",
            "Some fields cannot be taken.",
            [
                {"field": ".".join(map(str, each["loc"]))[:100], "message": each["msg"]}
                for each in error.errors(
                    include_url=False, include_context=False, include_input=False
                )[:20]
            ],
        ) from error
