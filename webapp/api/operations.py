"""
One operation of the API: what it takes and gives, said once.

The schemas check what comes in, and the OpenAPI document is made of them.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, g, request
from flask_babel import gettext as _

from webapp.api.blueprint import bp
from webapp.api.reading import checked, json_body, query_values
from webapp.extensions import limiter
from webapp.problems import KINDS, ProblemError, wrong_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from models import Scope

VERSION = "/v1"
IDEMPOTENCY_KEY = "Idempotency-Key"
LONGEST_KEY = 80
PARAMETER = re.compile(r"<(?:(int|string):)?([a-z_]+)>")
FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """
    An operation as the document tells of it.

    Parameters
    ----------
    scope
        What a key must have; without it, keys are refused unless ``any_key``.
    media
        The type of an answer that is a file.
    upload
        Whether the body is a form with a file beside the fields.
    once
        Whether an ``Idempotency-Key`` makes a repeated request the first one.
    kinds
        Of the problems that are its own, beside those every operation may have.
    """

    name: str
    method: str
    path: str
    summary: str
    about: str
    tag: str
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    media: str = ""
    status: int = HTTPStatus.OK
    upload: bool = False
    once: bool = False
    is_public: bool = False
    scope: Scope | None = None
    any_key: bool = False
    kinds: tuple[str, ...] = ()

    def lets_in(self, scopes: list[str]) -> bool:
        """Return whether a key with these scopes may ask for it."""
        is_scoped = self.scope is not None and self.scope in scopes
        return self.is_public or self.any_key or is_scoped

    def all_kinds(self) -> list[str]:
        """Return the kinds of problems that may be answered."""
        kinds = {"bad_request", "unauthorized", "too_many_requests", *self.kinds}
        if not self.is_public:
            # Also whose own profile or company there is not.
            kinds |= {"forbidden", "scope", "not_found"}
        if PARAMETER.search(self.path):
            kinds.add("not_found")
        if self.query or self.body or self.upload or self.once:
            kinds.add("invalid")
        if self.body and not self.upload:
            kinds.add("not_json")
        if self.body or self.upload:
            kinds |= {"content_too_large", "unsupported_media_type"}
        return [kind for kind in KINDS if kind in kinds]


OPERATIONS: list[Operation] = []


def operation(
    method: str,
    path: str,
    summary: str,
    *,
    limits: str = "",
    limited_by: Callable[[], str] | None = None,
    **values: Any,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Register a view that takes what was checked, and returns an answer or None.

    Parameters
    ----------
    limits
        Of requests, beside those of all operations; ``limited_by`` names who is
        counted, else the address is.
    values
        Of the ``Operation``.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        one = Operation(
            name=view.__name__,
            method=method,
            path=path,
            summary=summary,
            about=(view.__doc__ or "").strip(),
            **values,
        )
        OPERATIONS.append(one)

        @functools.wraps(view)
        def called(**given: Any) -> Response:
            return _answer(one, view(**given, **_read(one)))

        bounded: Callable[..., Response] = called
        if limits:
            bounded = limiter.limit(
                limits, key_func=limited_by, override_defaults=False
            )(called)
        bp.add_url_rule(VERSION + path, one.name, bounded, methods=[method])
        return view

    return decorate


def _read(one: Operation) -> dict[str, Any]:
    """Return what an operation is called with, checked."""
    key = g.get("api_key")
    if key is not None and not one.lets_in(key.scopes):
        raise ProblemError("scope")
    given: dict[str, Any] = {}
    if one.query is not None:
        given["query"] = checked(one.query, query_values(one.query))
    if one.upload:
        given[FILE] = request.files.get(FILE)
        if given[FILE] is None:
            raise wrong_field(FILE, _("Please choose a file."), "missing")
    if one.body is not None:
        sent = request.form.to_dict() if one.upload else json_body()
        given["body"] = checked(one.body, sent)
    if one.once:
        given["key"] = _idempotency_key()
    return given


def _idempotency_key() -> str | None:
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is not None and not (key.isascii() and 0 < len(key) <= LONGEST_KEY):
        message = _("At most %(max)d characters, please.", max=LONGEST_KEY)
        raise wrong_field(IDEMPOTENCY_KEY, message)
    return key


def _answer(one: Operation, made: Any) -> Response:
    if made is None:
        response = Response(status=HTTPStatus.NO_CONTENT)
    elif one.media:
        response = Response(made, one.status, mimetype=one.media)
    else:
        response = Response(
            made.model_dump_json(), one.status, mimetype="application/json"
        )
    return response
