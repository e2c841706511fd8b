"""The forms of a company: who it is, its papers, its people."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from models import EmployerRole, PaperKind
from webapp.fields import choices, tidy_line
from webapp.forms import Form
from webapp.labels import EMPLOYER_ROLES, PAPERS
from webapp.security.passwords import LONGEST
from webapp.services.credit_codes import is_credit_code

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
PHONE = re.compile(r"1\d{10}|0\d{9,11}")
SHORTEST_PASSWORD = 8


def _at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("At most %(max)d characters, please."))


class PersonForm(Form):
    """Who signs in, and how."""

    display_name = StringField(
        _l("Your name"),
        filters=[tidy_line],
        validators=[DataRequired(_l("Please enter a name.")), _at_most(40)],
        render_kw={"autocomplete": "name"},
    )
    login = StringField(
        _l("Account name"),
        filters=[lambda text: tidy_line(text).lower()],
        validators=[DataRequired(_l("Please choose an account name."))],
        description=_l("3 to 40 small letters or digits; a telephone number will do."),
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            DataRequired(_l("Please choose a password.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST,
                message=_l("At least eight characters, please."),
            ),
        ],
        description=_l("At least eight characters."),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_login(self, field: StringField) -> None:
        """Take what can be typed on any keyboard, and nothing that looks like it."""
        if not LOGIN.fullmatch(field.data):
            raise ValidationError(
                _l("3 to 40 small letters, digits, dots or hyphens, please.")
            )


class RegistrationForm(PersonForm):
    """A company that registers itself, and its first person."""

    name = StringField(
        _l("Registered name of the company"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter the name on the business licence.")),
            Length(
                min=2,
                max=80,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
        description=_l("As on the business licence."),
        render_kw={"autocomplete": "organization"},
    )
    credit_code = StringField(
        _l("Unified social credit code"),
        filters=[lambda text: re.sub(r"[\s-]", "", tidy_line(text)).upper()],
        validators=[DataRequired(_l("Please enter the 18 characters."))],
        description=_l("18 characters, on the business licence."),
        render_kw={"autocapitalize": "characters", "maxlength": 24},
    )
    phone = StringField(
        _l("Telephone"),
        filters=[lambda text: re.sub(r"[-() ]", "", tidy_line(text))],
        validators=[DataRequired(_l("Please enter a telephone number."))],
        description=_l("Where the office reaches you; nobody else sees it."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )

    def validate_credit_code(self, field: StringField) -> None:
        """Find a mistyped character: the last one is reckoned from the others."""
        if not is_credit_code(field.data):
            raise ValidationError(
                _l(
                    "This code does not add up. Please compare it with the licence, "
                    "character by character; there is no I, O, S, V or Z in it."
                )
            )

    def validate_phone(self, field: StringField) -> None:
        """Take a mobile number or one with its area code."""
        if not PHONE.fullmatch(field.data):
            raise ValidationError(
                _l("Please enter 11 digits, or the number with its area code.")
            )


class PaperForm(Form):
    """A picture or a file of a paper."""

    kind = SelectField(_l("What it is"), choices=choices(PAPERS))
    file = FileField(
        _l("Picture or PDF"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l("PDF, JPG or PNG, at most 5 MB. A photograph will do."),
        render_kw={"accept": "application/pdf,image/jpeg,image/png"},
    )

    def paper_kind(self) -> PaperKind:
        """Return what was chosen."""
        return PaperKind(self.kind.data)


class InviteForm(Form):
    """Whom a link is for."""

    name = StringField(
        _l("Whom is it for?"),
        filters=[tidy_line],
        validators=[DataRequired(_l("Please enter a name.")), _at_most(40)],
    )
    role = SelectField(
        _l("May"), choices=choices(EMPLOYER_ROLES), default=EmployerRole.MEMBER.value
    )


class RoleForm(Form):
    """What a person may do."""

    role = SelectField(choices=choices(EMPLOYER_ROLES))
