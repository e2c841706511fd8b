"""What needs no token: searching, reading, signing in and up."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from flask import Response, g, render_template, request
from flask_limiter.util import get_remote_address

from webapp.api import schemas
from webapp.api.blueprint import bp
from webapp.api.openapi import document
from webapp.api.operations import VERSION, operation
from webapp.collaborators import collaborators
from webapp.extensions import db, limiter
from webapp.problems import ProblemError
from webapp.services import accounts, own_account, signing_up, telephone, vacancies
from webapp.services.search import search as run_search
from webapp.services.similar import list_similar

if TYPE_CHECKING:
    from models import Account, Vacancy

SIMILAR = 6
TRIES = limiter.limit(
    "8 per minute; 60 per hour", key_func=lambda: f"api {get_remote_address()}"
)


@bp.get(VERSION + "/openapi.json")
def openapi() -> Response:
    """Hand out the document."""
    return Response(json.dumps(document()), mimetype="application/json")


@bp.get("/docs")
def docs() -> str:
    """Show the document for people, from this server alone."""
    return render_template("api/docs.html", document=document())


def line(vacancy: Vacancy) -> schemas.VacancyLine:
    """Return a vacancy as lists tell of it."""
    return schemas.VacancyLine(**_line(vacancy))


def _line(vacancy: Vacancy) -> dict[str, Any]:
    low, high = vacancy.monthly_min_cents, vacancy.monthly_max_cents
    return {
        "id": vacancy.id,
        "title": vacancy.title,
        "employer": vacancy.employer.name,
        "place": vacancy.place.full_name,
        "place_code": vacancy.place_code,
        "pay": vacancy.pay_text,
        "monthly_min_yuan": low // 100 if low else None,
        "monthly_max_yuan": high // 100 if high else None,
        "shift": vacancy.shift,
        "has_lodging": vacancy.has_lodging,
        "has_board": vacancy.has_board,
        "headcount": vacancy.headcount,
        "valid_until": vacancy.valid_until,
    }


def public_vacancy(vacancy_id: int) -> Vacancy:
    """Return a vacancy that is or was public, or end the request."""
    found = vacancies.find_public(db.session, vacancy_id)
    if found is None:
        raise ProblemError(404, "not_found", "There is no such vacancy.")
    return found


@operation(
    "GET", "/vacancies", "Search: plain words, as in the box of the site",
    tag="Vacancies", query=schemas.SearchQuery, answer=schemas.SearchAnswer,
    is_public=True,
)  # fmt: skip
def search_vacancies(query: schemas.SearchQuery) -> schemas.SearchAnswer:
    """Return a page of what is found."""
    found = run_search(
        db.session,
        collaborators().search_engine,
        query.q,
        now=dt.datetime.now(dt.UTC),
        page=query.page,
        sort=query.sort,
    )
    return schemas.SearchAnswer(
        total=found.total,
        page=found.page,
        pages=found.pages,
        vacancies=[line(hit.vacancy) for hit in found.hits],
        pay_to_be_agreed=[line(hit.vacancy) for hit in found.negotiable],
    )


@operation(
    "GET", "/vacancies/<int:vacancy_id>", "Read a vacancy",
    tag="Vacancies", answer=schemas.VacancyDetail, is_public=True,
)  # fmt: skip
def read_vacancy(vacancy_id: int) -> schemas.VacancyDetail:
    """Return a vacancy that is or was public."""
    found = public_vacancy(vacancy_id)
    return schemas.VacancyDetail(
        **_line(found),
        description=found.description,
        address=found.address,
        has_insurance=found.has_insurance,
        schooling=found.schooling,
        experience_months=found.experience_months,
        certificates=found.certificates,
        status=found.status,
        is_open=vacancies.is_open(found, dt.datetime.now(dt.UTC)),
    )


@operation(
    "GET", "/vacancies/<int:vacancy_id>/similar", "What else there is like it",
    tag="Vacancies", answer=schemas.VacancyLines, is_public=True,
)  # fmt: skip
def similar_vacancies(vacancy_id: int) -> schemas.VacancyLines:
    """Return the open vacancies nearest to one."""
    found = list_similar(
        db.session,
        collaborators().search_engine,
        public_vacancy(vacancy_id),
        now=dt.datetime.now(dt.UTC),
        limit=SIMILAR,
    )
    return schemas.VacancyLines(vacancies=[line(each) for each in found])


@operation(
    "POST", "/session", "Sign in: the token is the bearer of the others",
    tag="Account", body=schemas.SignIn, answer=schemas.Token, status=201,
    is_public=True,
)  # fmt: skip
def sign_in(body: schemas.SignIn) -> schemas.Token:
    """Begin a session."""
    now = dt.datetime.now(dt.UTC)
    try:
        account, token = accounts.sign_in(
            db.session, body.login, body.password, now=now
        )
    except accounts.SignInError as error:
        db.session.commit()  # the failure is recorded
        raise ProblemError(401, "sign_in", "Login or password is wrong.") from error
    db.session.commit()
    return _token(account, token, now)


@operation(
    "POST", "/seekers", "Sign up as a seeker, by telephone number",
    tag="Account", body=schemas.SignUp, answer=schemas.Token, status=201,
    is_public=True, problems=(409,),
)  # fmt: skip
def sign_up(body: schemas.SignUp) -> schemas.Token:
    """Make an account with an empty profile, and begin a session."""
    now = dt.datetime.now(dt.UTC)
    phone = telephone.digits(body.phone)
    if not phone:
        _field("phone", "is no mobile number of China")
    if not body.name:
        _field("name", "is empty")
    if not body.agrees:
        _field("agrees", "must be true, or nothing is kept")
    try:
        account = signing_up.sign_up(
            db.session, name=body.name, phone=phone or "", password=body.password,
            language=None, now=now,
        )  # fmt: skip
    except signing_up.NumberTakenError as error:
        raise ProblemError(
            409, "number_taken", "Another account signs in with this number."
        ) from error
    except own_account.WeakPasswordError:
        _field("password", "is too easy to guess")
    token = accounts.begin_session(db.session, account, now=now)
    db.session.commit()
    return _token(account, token, now)


@operation("DELETE", "/session", "Sign out", tag="Account")
def sign_out() -> None:
    """End the session of the token."""
    accounts.sign_out(db.session, g.token, now=dt.datetime.now(dt.UTC))
    db.session.commit()


def _token(account: Account, token: str, now: dt.datetime) -> schemas.Token:
    return schemas.Token(
        token=token, role=account.role, expires_at=now + accounts.SESSION_LIFE
    )


def _field(name: str, message: str) -> None:
    raise ProblemError(
        422, "invalid", "Some fields cannot be taken.",
        [{"field": name, "message": message}],
    )  # fmt: skip


@bp.before_request
def _few_tries() -> None:
    """Guessing passwords is slow from any one address."""
    if request.endpoint in ("api.sign_in", "api.sign_up"):
        _tried()


@TRIES
def _tried() -> None:
    pass
