"""Choosing where notices go besides the site, and proving that one reads there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from models import Channel
from webapp.extensions import db, limiter
from webapp.public.blueprint import bp
from webapp.public.forms import CodeForm, ContactForm
from webapp.security.sessions import current_account
from webapp.services import contacts
from webapp.services.notices import find_contact

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/notices/contact")
def contact() -> str:
    """Show where notices go, and the form for another place."""
    return _show(ContactForm(channel=Channel.SMS.value), CodeForm())


@bp.post("/notices/contact")
@limiter.limit("5 per hour; 20 per day", key_func=lambda: str(current_account().id))
def choose_contact() -> ResponseReturnValue:
    """Send a code to a new address."""
    form = ContactForm()
    if form.validate():
        try:
            contacts.choose(
                db.session,
                current_account().id,
                Channel(form.channel.data),
                form.address.data,
                language=str(get_locale()),
                now=dt.datetime.now(dt.UTC),
            )
        except contacts.AddressError:
            form.address.errors = [
                _("This is no telephone number. Only digits, please.")
                if form.channel.data == Channel.SMS
                else _("This is no e-mail address. It looks like name@example.com.")
            ]
        except contacts.TooSoonError:
            form.address.errors = [_("A code was sent just now. Please wait a minute.")]
        else:
            db.session.commit()
            return redirect(url_for("public.contact"))
    db.session.rollback()
    return _show(form, CodeForm(formdata=None)), 422


@bp.post("/notices/contact/code")
def confirm_contact() -> ResponseReturnValue:
    """Take the code that was sent."""
    form = CodeForm()
    if form.validate():
        try:
            contacts.confirm(
                db.session,
                current_account().id,
                form.code.data,
                now=dt.datetime.now(dt.UTC),
            )
        except contacts.CodeError:
            # The try counts.
            db.session.commit()
            form.code.errors = [
                _("The code is not right or too old. Look again, or send a new one.")
            ]
        else:
            db.session.commit()
            flash(_("Done. Notices go there too from now on."))
            return redirect(url_for("public.notices"))
    return _show(ContactForm(formdata=None, channel=Channel.SMS.value), form), 422


@bp.post("/notices/contact/forget")
def forget_contact() -> ResponseReturnValue:
    """Send notices to the site only."""
    contacts.forget(db.session, current_account().id, now=dt.datetime.now(dt.UTC))
    db.session.commit()
    flash(_("Notices stand on this site only from now on."))
    return redirect(url_for("public.notices"))


def _show(form: ContactForm, code: CodeForm) -> str:
    return render_template(
        "public/contact.html",
        form=form,
        code=code,
        found=find_contact(db.session, current_account().id),
    )
