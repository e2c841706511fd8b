"""Signing in, up and out: the token is the bearer of the other requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request
from flask_limiter.util import get_remote_address

from webapp.api.asking import at_once
from webapp.api.operations import operation
from webapp.api.reading import read_form
from webapp.api.schemas import accounts as schemas
from webapp.api.showing import language
from webapp.extensions import db
from webapp.problems import ProblemError, wrong_field
from webapp.public.forms import SignUpForm
from webapp.services import accounts, own_account, signing_up, telephone

if TYPE_CHECKING:
    import datetime as dt

    from models import Account

TAG = "Account"
TRIES = "8 per minute; 60 per hour"


def _guessed() -> str:
    """Return whose password is tried from where: an office shares one address."""
    sent = request.get_json(silent=True)
    login = str(sent.get("login", "")) if isinstance(sent, dict) else ""
    login = telephone.digits(login) or login.strip().lower()[:80]
    return f"api {get_remote_address()} {login}"


@operation(
    "POST", "/session", "Sign in",
    tag=TAG, body=schemas.SignIn, answer=schemas.Token, status=201, is_public=True,
    kinds=("sign_in",), limits=TRIES, limited_by=_guessed,
)  # fmt: skip
def sign_in(body: schemas.SignIn) -> schemas.Token:
    """Begin a session of twelve hours; renew it before it ends."""
    now = at_once()
    try:
        account, token = accounts.sign_in(
            db.session, body.login, body.password, now=now
        )
    except accounts.SignInError as error:
        db.session.commit()  # the failure is recorded
        raise ProblemError("sign_in") from error
    db.session.commit()
    return token_of(account, token, now)


@operation(
    "POST", "/session/renewal", "Go on signed in",
    tag=TAG, answer=schemas.Token, status=201,
)  # fmt: skip
def renew_session() -> schemas.Token:
    """
    Change the token for a new one of twelve hours; the old one ends at once.

    Thirty days after the password was last typed, it is typed again.
    """
    now = at_once()
    token = accounts.renew(db.session, g.token, now=now)
    if token is None:
        raise ProblemError("unauthorized")
    db.session.commit()
    return token_of(g.account, token, now)


@operation("DELETE", "/session", "Sign out", tag=TAG)
def sign_out() -> None:
    """End the session of the token."""
    accounts.sign_out(db.session, g.token, now=at_once())
    db.session.commit()


@operation("DELETE", "/sessions", "Sign out everywhere else", tag=TAG)
def end_other_sessions() -> None:
    """End all sessions of the account but that of the token: a telephone was lost."""
    accounts.end_sessions(db.session, g.account, now=at_once(), but=g.token)
    db.session.commit()


@operation(
    "POST", "/seekers", "Sign up as a seeker, by telephone number",
    tag=TAG, body=schemas.SignUp, answer=schemas.Token, status=201, is_public=True,
    kinds=("number_taken",), limits=TRIES,
)  # fmt: skip
def sign_up(body: schemas.SignUp) -> schemas.Token:
    """Make an account with an empty profile, and begin a session."""
    now = at_once()
    form = read_form(
        SignUpForm,
        {**body.model_dump(exclude={"agrees"}), "agreed": body.agrees},
        {"agreed": "agrees"},
    )
    try:
        account = signing_up.sign_up(
            db.session, name=form.name.data, phone=form.phone.data,
            password=form.password.data, language=language(), now=now,
        )  # fmt: skip
    except signing_up.NumberTakenError as error:
        raise ProblemError("number_taken") from error
    except own_account.WeakPasswordError as error:
        raise wrong_field("password", form.EASY, "weak") from error
    token = accounts.begin_session(db.session, account, now=now)
    db.session.commit()
    return token_of(account, token, now)


def token_of(account: Account, token: str, now: dt.datetime) -> schemas.Token:
    """Return the token of a session that has begun."""
    expires_at = accounts.find_expiry(db.session, token, now=now)
    return schemas.Token(
        token=token,
        role=account.role,
        expires_at=expires_at or now + accounts.SESSION_LIFE,
    )
