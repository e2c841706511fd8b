"""
Errors as programs read them: RFC 9457, ``application/problem+json``.

Each has a kind, of which there is one list: it stays the same for programs, and so does
its ``type``. What people read of it, ``title`` and ``detail``, is in their language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Response, request
from flask_babel import lazy_gettext as _l

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

API = "/api/"
MIMETYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A status, what happened, and what to do about it."""

    status: int
    title: Any
    detail: Any


_LOOK_AGAIN = _l("What you saw has changed meanwhile. Look at it again, then decide.")
_NOTHING = _l("Nothing was changed.")

KINDS: Final[Mapping[str, Kind]] = {
    "bad_request": Kind(
        400, _l("This request cannot be read"), _l("Its form is not what is expected.")
    ),
    "not_json": Kind(
        400, _l("This request cannot be read"), _l("The body is not JSON.")
    ),
    "unauthorized": Kind(
        401, _l("Please sign in"), _l("The token is missing or not valid any more.")
    ),
    "sign_in": Kind(
        401,
        _l("You are not signed in"),
        _l("The account name or the password is not right. Try again, or call us."),
    ),
    "forbidden": Kind(
        403,
        _l("You may not do this"),
        _l("Your account has other duties. Ask your administrator if it should."),
    ),
    "scope": Kind(
        403,
        _l("This key may not do that"),
        _l("Make a key with the right scope, or sign in."),
    ),
    "not_examined": Kind(
        403,
        _l("The company is not examined yet"),
        _l("People are shown when the office has examined your papers."),
    ),
    "not_owner": Kind(
        403,
        _l("You may not do this"),
        _l("Only who manages the company's people may do this."),
    ),
    "not_found": Kind(
        404, _l("There is no such thing"), _l("It is gone, or it is not yours.")
    ),
    "method_not_allowed": Kind(
        405, _l("This cannot be done here"), _l("The address takes other methods.")
    ),
    "stale": Kind(409, _l("Somebody was faster"), _LOOK_AGAIN),
    "closed": Kind(
        409, _l("This vacancy takes no more applications."), _l("Look at similar ones.")
    ),
    "decided": Kind(409, _l("The employer has decided already."), _NOTHING),
    "answered": Kind(409, _l("You have answered this already."), _NOTHING),
    "withdrawn": Kind(409, _l("This application was withdrawn."), _NOTHING),
    "number_taken": Kind(
        409,
        _l("This number is taken"),
        _l("There is an account with this number. Sign in, or call us."),
    ),
    "login_taken": Kind(
        409,
        _l("The account name is taken"),
        _l("This account name is taken; please choose another."),
    ),
    "company_known": Kind(
        409,
        _l("The company is known"),
        _l(
            "This company is here already. Ask a colleague for an invitation, or "
            "call us."
        ),
    ),
    "name_taken": Kind(409, _l("You have a wording of this name."), _NOTHING),
    "too_many": Kind(
        409, _l("There are as many as there may be"), _l("Remove one first.")
    ),
    "too_soon": Kind(
        409,
        _l("It is too soon"),
        _l("A code was sent just now. Please wait a minute."),
    ),
    "not_looking": Kind(409, _l("This person cannot be asked any more."), _NOTHING),
    "campaign_over": Kind(
        409,
        _l("This day takes nobody any more. Choose another."),
        _l("Its list is closed, or the coaches leave today."),
    ),
    "ride_open": Kind(
        409,
        _l("You have asked for a seat on a coach. Cancel it first."),
        _l("Then the account can be deleted."),
    ),
    "no_seat": Kind(
        409,
        _l("There is no seat yet"),
        _l("The ticket is there once the coach is planned and you have seats."),
    ),
    "nobody_rides": Kind(
        409, _l("None of your people is on a coach that is public."), _NOTHING
    ),
    "move": Kind(
        409,
        _l("This cannot be done here"),
        _l("The posting stands where there is no such step."),
    ),
    "last_owner": Kind(
        409,
        _l("You may not do this"),
        _l("Somebody must remain who manages the company's people."),
    ),
    "not_theirs": Kind(
        409,
        _l("You may not do this"),
        _l("These people answer for themselves; call the office."),
    ),
    "too_early": Kind(409, _l("The coach has not left yet."), _NOTHING),
    "gone": Kind(
        410,
        _l("It is not kept any more"),
        _l("It was used, put away, or its time is over."),
    ),
    "content_too_large": Kind(
        413,
        _l("This is too large"),
        _l(
            "Nothing was stored. Write less into the form; a file may have 10 MB: "
            "split it, or leave pictures out."
        ),
    ),
    "unsupported_media_type": Kind(
        415, _l("This request cannot be read"), _l("The body is of another kind.")
    ),
    "invalid": Kind(
        422,
        _l("Some answers cannot be taken"),
        _l("Nothing was stored. See beside each field."),
    ),
    "wording": Kind(
        422,
        _l("The law does not allow this wording."),
        _l("Nothing was stored. See beside each field."),
    ),
    "too_many_requests": Kind(
        429,
        _l("Too many attempts"),
        _l("Please wait some minutes, then try again. Nothing was lost."),
    ),
    "internal_server_error": Kind(
        500,
        _l("Something went wrong here"),
        _l("It is our mistake, and it has been noted. Please try again, or call us."),
    ),
}
# Of an error that has nothing to tell but its code.
USUAL: Final[Mapping[int, str]] = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "stale",
    413: "content_too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    500: "internal_server_error",
}


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with a field: where, a word for programs, a sentence for people."""

    field: str
    code: str
    message: Any


class ProblemError(Exception):
    """
    What a program asked for cannot be done.

    Parameters
    ----------
    kind
        One of ``KINDS``.
    errors
        Of fields.
    """

    def __init__(self, kind: str, errors: Sequence[FieldProblem] = ()) -> None:
        super().__init__(kind)
        self.kind, self.errors = kind, tuple(errors)


def wrong_field(field: str, message: Any, code: str = "value") -> ProblemError:
    """Return the problem of one field."""
    return ProblemError("invalid", [FieldProblem(field, code, message)])


def type_of(kind: str) -> str:
    """Return the ``type`` of a kind; it never changes."""
    return f"urn:zhida:problem:{kind}"


def is_program() -> bool:
    """Return whether the request is one of a program."""
    return request.path.startswith(API)


def problem(error: ProblemError) -> Response:
    """Return the answer that tells of a problem."""
    kind = KINDS[error.kind]
    return _answer(
        error.kind, kind.status, str(kind.title), str(kind.detail), error.errors
    )


def usual(status: int) -> Response:
    """Return the answer of an error that has nothing to tell but its code."""
    if status in USUAL:
        return problem(ProblemError(USUAL[status]))
    phrase = HTTPStatus(status).phrase
    return _answer(phrase.lower().replace(" ", "_"), status, phrase, phrase, ())


def _answer(
    kind: str, status: int, title: str, detail: str, errors: Sequence[FieldProblem]
) -> Response:
    told: dict[str, Any] = {
        "type": type_of(kind),
        "title": title,
        "detail": detail,
        "status": status,
        "kind": kind,
    }
    if errors:
        told["errors"] = [
            {"field": each.field, "code": each.code, "message": str(each.message)}
            for each in errors
        ]
    response = Response(json.dumps(told, ensure_ascii=False), status, mimetype=MIMETYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
