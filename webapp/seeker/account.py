"""What only a seeker's account has: a number, the ranking's switch, the own data."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from webapp.extensions import db, limiter
from webapp.security import sessions
from webapp.security.sessions import current_account
from webapp.seeker.blueprint import bp
from webapp.seeker.forms import EraseForm, NumberForm
from webapp.services import own_account, own_data, preferences, seekers
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def _guessed() -> str:
    """Return whose password is tried, from wherever."""
    return f"account {current_account().id}"


@bp.get("/account/phone")
def number() -> str:
    """Ask for the new telephone number."""
    return render_template("seeker/number.html", form=NumberForm())


@bp.post("/account/phone")
@limiter.limit("8 per minute; 30 per hour", key_func=_guessed)
def number_post() -> ResponseReturnValue:
    """Change the number that employers call and that signs in."""
    form = NumberForm()
    if not form.validate():
        return render_template("seeker/number.html", form=form), 422
    account, now = current_account(), dt.datetime.now(dt.UTC)
    try:
        own_account.change_number(
            db.session,
            account,
            seekers.of_account(db.session, account, now=now),
            present=form.present.data,
            phone=form.phone.data,
            now=now,
        )
    except own_account.WrongPasswordError:
        form.present.errors = [_("This is not your present password.")]
    except own_account.NumberInUseError:
        form.phone.errors = [_("Somebody else signs in with this number.")]
    else:
        db.session.commit()
        flash(_("The number is changed. You sign in with it from now on."))
        return redirect(url_for("public.account"))
    db.session.rollback()
    return render_template("seeker/number.html", form=form), 422


@bp.post("/ranking")
def switch_ranking() -> ResponseReturnValue:
    """Order vacancies by the profile, or no longer."""
    is_on = request.form.get("on") == "1"
    preferences.rank_for(
        db.session, current_account(), is_on, now=dt.datetime.now(dt.UTC)
    )
    db.session.commit()
    flash(
        _("Vacancies are ordered by your profile again.")
        if is_on
        else _(
            "Vacancies are no longer ordered by your profile: the newest come first."
        )
    )
    return redirect(url_for("seeker.matches"))


@bp.post("/account/data")
@limiter.limit("20 per hour", key_func=_guessed)
def export() -> Response:
    """Send all that is held of the person, as a file to read and to take along."""
    now = dt.datetime.now(dt.UTC)
    data = own_data.export(db.session, current_account(), now=now)
    db.session.commit()
    response = make_response(json.dumps(data, ensure_ascii=False, indent=2))
    response.mimetype = "application/json"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="zhida-{today(now).isoformat()}.json"'
    )
    return response


@bp.get("/account/delete")
def erase() -> str:
    """Tell what is deleted and what is kept, and ask once more."""
    return render_template("seeker/erase.html", form=EraseForm())


@bp.post("/account/delete")
@limiter.limit("8 per minute; 30 per hour", key_func=_guessed)
def erase_post() -> ResponseReturnValue:
    """Delete the account, sign out, and say that it is done."""
    form = EraseForm()
    if not form.validate():
        return render_template("seeker/erase.html", form=form), 422
    account = current_account()
    if not own_account.is_own_password(account, form.present.data):
        form.present.errors = [_("This is not your present password.")]
        return render_template("seeker/erase.html", form=form), 422
    try:
        own_data.erase(db.session, account, now=dt.datetime.now(dt.UTC))
    except own_data.RideOpenError:
        db.session.rollback()
        flash(_("You have asked for a seat on a coach. Cancel it first."), "warning")
        return redirect(url_for("seeker.erase"))
    db.session.commit()
    flash(_("Your account is deleted. Thank you, and all the best."))
    response = make_response(redirect(url_for("public.home")))
    sessions.clear_cookie(response)
    return response
