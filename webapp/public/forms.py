"""The public pages' forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from webapp.fields import (
    EASY_PASSWORD,
    TelephoneField,
    choices,
    new_password_field,
    present_password_field,
    tidy,
    tidy_line,
)
from webapp.forms import Form
from webapp.labels import CHANNELS, REPORT_REASONS
from webapp.security.passwords import LONGEST


class LoginForm(Form):
    """Who one is."""

    login = StringField(
        _l("Telephone or account name"),
        validators=[
            DataRequired(_l("Please enter your number or account name.")),
            Length(max=80, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            DataRequired(_l("Please enter your password.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class ContactForm(Form):
    """Where notices shall go besides the site."""

    channel = SelectField(_l("How?"), choices=choices(CHANNELS))
    address = StringField(
        _l("Telephone number or e-mail address"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter the number or the address.")),
            Length(max=200, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocapitalize": "none"},
    )


class CodeForm(Form):
    """The code that was sent to an address."""

    code = StringField(
        _l("Code of six digits"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter the code.")),
            Length(max=20, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class ReportForm(Form):
    """What is wrong with a vacancy."""

    reason = RadioField(
        _l("What is wrong?"),
        choices=choices(REPORT_REASONS),
        validators=[DataRequired(_l("Please choose what is wrong."))],
    )
    text = TextAreaField(
        _l("Tell us more, if you like"),
        filters=[tidy],
        description=_l("What happened, when, who said what."),
        validators=[
            Length(max=1000, message=_l("At most %(max)d characters, please."))
        ],
    )


class SignUpForm(Form):
    """A person's new account: a number, a name, a password."""

    EASY = EASY_PASSWORD

    next = HiddenField()
    phone = TelephoneField(
        _l("Telephone"),
        validators=[DataRequired(_l("Please enter your number, so we can call you."))],
        description=_l("You sign in with it. Only employers you apply to see it."),
    )
    name = StringField(
        _l("Your name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter your name.")),
            Length(max=80, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "name"},
    )
    password = new_password_field(_l("Password"))
    agreed = BooleanField(
        _l("I agree that my profile is kept, as “Your data” tells."),
        validators=[DataRequired(_l("Without this we may not keep your profile."))],
    )


class PasswordForm(Form):
    """A new password for the old one."""

    EASY = EASY_PASSWORD

    present = present_password_field()
    password = new_password_field()
