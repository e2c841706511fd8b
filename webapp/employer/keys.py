"""Keys for the company's own programs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from models import Scope
from webapp.employer.blueprint import bp
from webapp.employer.forms import PlainForm
from webapp.extensions import db
from webapp.fields import choices, tidy_line
from webapp.forms import Form
from webapp.labels import SCOPES
from webapp.security.sessions import current_account
from webapp.services import api_keys

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from models import ApiKey


class KeyForm(Form):
    """A new key."""

    name = StringField(
        _l("Name of the program"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please give it a name.")),
            Length(max=60, message=_l("At most %(max)d characters, please.")),
        ],
    )
    scopes = SelectMultipleField(
        _l("What it may do"),
        choices=choices(SCOPES),
        validators=[DataRequired(_l("Please choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


@bp.get("/keys")
def keys() -> str:
    """Show the company's keys, and a form for another."""
    return _show(KeyForm())


@bp.post("/keys")
def add_key() -> ResponseReturnValue:
    """Make a key, and show it this once."""
    form = KeyForm()
    if not form.validate():
        return _show(form), 422
    try:
        _key, text = api_keys.make_key(
            db.session,
            current_account(),
            form.name.data,
            [Scope(each) for each in form.scopes.data],
            now=dt.datetime.now(dt.UTC),
        )
    except api_keys.TooManyError:
        return _too_many(form)
    db.session.commit()
    return _show(KeyForm(formdata=None), text)


@bp.post("/keys/<int:key_id>/rotate")
def rotate_key(key_id: int) -> ResponseReturnValue:
    """Make a successor, and show it this once; the old one ends in a day."""
    found = _own_key(key_id)
    try:
        _key, text = api_keys.rotate(
            db.session, found, current_account(), now=dt.datetime.now(dt.UTC)
        )
    except api_keys.TooManyError:
        return _too_many(KeyForm(formdata=None))
    db.session.commit()
    return _show(KeyForm(formdata=None), text)


@bp.post("/keys/<int:key_id>/end")
def end_key(key_id: int) -> ResponseReturnValue:
    """End a key at once."""
    api_keys.end_key(
        db.session,
        _own_key(key_id),
        account_id=current_account().id,
        now=dt.datetime.now(dt.UTC),
    )
    db.session.commit()
    flash(_("The key is ended."), "success")
    return _show(KeyForm(formdata=None))


def _own_key(key_id: int) -> ApiKey:
    if not PlainForm().validate():
        abort(400)
    now = dt.datetime.now(dt.UTC)
    mine = api_keys.list_valid(db.session, current_account(), now=now)
    found = next((key for key in mine if key.id == key_id), None)
    if found is None:
        abort(404)
    return found


def _too_many(form: KeyForm) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("At most %(number)d keys; end one first.", number=api_keys.MOST), "warning")
    return _show(form), 422


def _show(form: KeyForm, text: str = "") -> str:
    now = dt.datetime.now(dt.UTC)
    return render_template(
        "employer/keys.html",
        form=form,
        text=text,
        keys=api_keys.list_valid(db.session, current_account(), now=now),
    )
