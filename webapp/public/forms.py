"""The public pages' forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from webapp.security.passwords import LONGEST


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Who one is."""

    login = StringField(
        _l("Account name"),
        validators=[
            DataRequired(_l("Please enter your account name.")),
            Length(max=80),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            DataRequired(_l("Please enter your password.")),
            Length(max=LONGEST),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
