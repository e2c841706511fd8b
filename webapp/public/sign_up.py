"""A seeker makes an account with a telephone number."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from webapp import i18n
from webapp.extensions import db, limiter
from webapp.public.access import own_address
from webapp.public.blueprint import bp
from webapp.public.forms import SignUpForm
from webapp.security import sessions
from webapp.services import accounts, signing_up
from webapp.services.own_account import WeakPasswordError

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    """Show the form; who is signed in has an account."""
    if g.account is not None:
        return redirect(url_for("public.home"))
    form = SignUpForm(next=request.args.get("next", ""))
    return render_template("public/sign_up.html", form=form)


@bp.post("/sign-up")
@limiter.limit("10 per hour; 100 per day")
def sign_up_post() -> ResponseReturnValue:
    """Sign up and go on where one wanted to go, else begin with the questions."""
    if g.account is not None:
        return redirect(url_for("public.home"))
    form = SignUpForm()
    if not form.validate():
        return render_template("public/sign_up.html", form=form), 422
    now = dt.datetime.now(dt.UTC)
    try:
        account = signing_up.sign_up(
            db.session,
            name=form.name.data,
            phone=form.phone.data,
            password=form.password.data,
            language=i18n.selected(),
            now=now,
        )
    except WeakPasswordError:
        form.password.errors = [form.EASY]
    except signing_up.NumberTakenError:
        form.phone.errors = [
            _("There is an account with this number. Sign in, or call us.")
        ]
    else:
        token = accounts.begin_session(db.session, account, now=now)
        db.session.commit()
        start = own_address(form.next.data) or url_for("seeker.profile")
        response = make_response(redirect(start))
        sessions.set_cookie(response, token)
        return response
    db.session.rollback()
    return render_template("public/sign_up.html", form=form), 422
