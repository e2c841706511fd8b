"""The own account, whatever the role: language, size of type, password."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models import Role
from webapp.extensions import db, limiter
from webapp.public.blueprint import bp
from webapp.public.forms import PasswordForm
from webapp.security import sessions
from webapp.security.sessions import current_account
from webapp.services import own_account, seekers

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import Seeker


def guessed() -> str:
    """Return whose password is tried, from wherever."""
    return f"account {current_account().id}"


@bp.get("/account")
def account() -> str:
    """Show what can be changed."""
    return _page(PasswordForm())


@bp.post("/account/password")
@limiter.limit("8 per minute; 30 per hour", key_func=guessed)
def password_post() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    form = PasswordForm()
    if not form.validate():
        return _page(form), 422
    seeker = _own_seeker()
    try:
        own_account.change_password(
            db.session,
            current_account(),
            present=form.present.data,
            new=form.password.data,
            phone=(seeker.phone or "") if seeker else "",
            token=request.cookies.get(sessions.COOKIE, ""),
            now=dt.datetime.now(dt.UTC),
        )
    except own_account.WrongPasswordError:
        form.present.errors = [_("This is not your present password.")]
    except own_account.WeakPasswordError:
        form.password.errors = [form.EASY]
    else:
        db.session.commit()
        flash(_("The password is changed. Other devices are signed out."))
        return redirect(url_for("public.account"))
    db.session.rollback()
    return _page(form), 422


def _own_seeker() -> Seeker | None:
    own = current_account()
    if own.role is not Role.SEEKER:
        return None
    return seekers.find_of_account(db.session, own.id)


def _page(form: PasswordForm) -> str:
    return render_template("public/account.html", form=form, seeker=_own_seeker())
