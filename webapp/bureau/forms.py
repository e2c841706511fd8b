"""The office's forms."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from models import OfficeKind
from webapp.fields import SeenAtField, TelephoneField, choices, tidy_line
from webapp.forms import Form
from webapp.labels import KINDS, OFFICES, REPORT_STATUS, ROLES, SUBJECTS
from webapp.services.audit_log import Wanted
from webapp.services.reports import DECISIONS
from webapp.services.reveal import LONGEST_REASON, SHORTEST_REASON

LOGIN = re.compile(r"[a-z][a-z0-9._-]{2,39}")


def _at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("At most %(max)d characters, please."))


class DecisionForm(Form):
    """Yes, to a row as it was shown."""

    seen_at = SeenAtField(validators=[DataRequired()])


class ReasonForm(DecisionForm):
    """No, to a row as it was shown, with the sentence its employer will read."""

    reason = TextAreaField(
        _l("Reason"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say why, in a sentence the employer can act on.")),
            Length(
                min=4,
                max=300,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
    )


class PublishForm(DecisionForm):
    """Yes, to a posting; with a reason where its words may be unlawful."""

    lawful_because = StringField(
        _l("Why these words are lawful here"),
        filters=[tidy_line],
        validators=[Length(max=200, message=_l("At most %(max)d characters, please."))],
    )


class RevealForm(Form):
    """Ask to see one value in full."""

    reason = StringField(
        _l("What do you need it for?"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say what you need it for.")),
            Length(
                min=SHORTEST_REASON,
                max=LONGEST_REASON,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
    )


class AccountForm(Form):
    """A new account."""

    login = StringField(
        _l("Login"),
        filters=[lambda text: tidy_line(text).lower()],
        validators=[DataRequired(_l("Please enter a login."))],
        description=_l("3 to 40 small letters, digits, dots or hyphens."),
    )
    display_name = StringField(
        _l("Name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=40, message=_l("At most %(max)d characters, please.")),
        ],
    )
    role = SelectField(
        _l("Role"),
        choices=choices(ROLES),
    )
    employer_name = StringField(
        _l("Employer"),
        filters=[tidy_line],
        validators=[Length(max=80, message=_l("At most %(max)d characters, please."))],
        description=_l(
            "For an employer's person only: the full registered name. "
            "A new one waits for its examination."
        ),
    )
    office_id = SelectField(
        _l("Office"),
        coerce=int,
        description=_l(
            "For dispatchers and clerks: they see the campaigns of this office only."
        ),
    )

    def validate_login(self, field: StringField) -> None:
        """Take what can be typed on any keyboard, and nothing that looks like it."""
        if not LOGIN.fullmatch(field.data):
            raise ValidationError(
                _l("A login has 3 to 40 small letters, digits, dots or hyphens.")
            )


class NewSeekerForm(Form):
    """A person at the desk."""

    name = StringField(
        _l("Name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=80, message=_l("At most %(max)d characters, please.")),
        ],
    )
    phone = TelephoneField(
        _l("Telephone"), validators=[DataRequired(_l("Please enter a number."))]
    )
    agreed = BooleanField(
        _l("The person agrees that the office keeps this profile."),
        validators=[DataRequired(_l("Ask the person first, and tick this."))],
    )


class OfficeForm(Form):
    """A new office."""

    name = StringField(
        _l("Name of the office"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=80, message=_l("At most %(max)d characters, please.")),
        ],
    )
    kind = SelectField(_l("Whose"), coerce=OfficeKind, choices=choices(OFFICES))
    employer_name = StringField(
        _l("Employer"),
        filters=[tidy_line],
        validators=[Length(max=80, message=_l("At most %(max)d characters, please."))],
        description=_l("For an enterprise's office: its full registered name."),
    )


class UploadForm(Form):
    """A spreadsheet to look at before it is taken in."""

    kind = SelectField(
        _l("What is in the rows"),
        choices=choices(KINDS),
    )
    campaign_id = SelectField(_l("Campaign"), coerce=int, default=0)
    file = FileField(
        _l("Spreadsheet"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l(".xlsx, .xls or .csv, at most 10 MB."),
    )


class ConfirmForm(Form):
    """Take a previewed file in."""


class AuditForm(Form):
    """Which events to read; part of the address, so that a search can be kept."""

    class Meta:
        csrf = False

    action = SelectField(_l("Action"), validate_choice=False)
    login = StringField(
        _l("Who"), filters=[tidy_line], validators=[MayBeEmpty(), _at_most(80)]
    )
    subject_type = SelectField(
        _l("Kind of thing"),
        choices=choices({"": _l("All kinds"), **SUBJECTS}),
        validate_choice=False,
    )
    subject_id = StringField(
        _l("Number"), filters=[tidy_line], validators=[MayBeEmpty(), _at_most(40)]
    )
    first = DateField(_l("Since"), validators=[MayBeEmpty()])
    last = DateField(_l("Until"), validators=[MayBeEmpty()])

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        return Wanted(
            action=(self.action.data or "")[:60],
            login=self.login.data or "",
            subject_type=(self.subject_type.data or "")[:40],
            subject_id=self.subject_id.data or "",
            first=self.first.data,
            last=self.last.data,
        )


class ReportDecisionForm(Form):
    """What follows from a report."""

    status = SelectField(
        _l("Decision"),
        choices=choices({status: REPORT_STATUS[status] for status in DECISIONS}),
    )
    decision = TextAreaField(
        _l("What was found"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say what was found.")),
            Length(
                min=4,
                max=300,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
        description=_l("The employer reads it when warned or taken down."),
    )
