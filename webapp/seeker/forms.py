"""The seeker's forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from webapp.fields import (
    TelephoneField,
    choices,
    present_password_field,
    tidy,
    tidy_line,
)
from webapp.forms import Form
from webapp.labels import FREQUENCIES
from webapp.services.saved_searches import LONGEST_ADDRESS


class ApplyForm(Form):
    """A few words to the employer, if one likes."""

    message = TextAreaField(
        _l("What do you want to tell the employer?"),
        filters=[tidy],
        description=_l(
            "For example since when you do this work, and when you can come."
        ),
        validators=[Length(max=300, message=_l("At most %(max)d characters, please."))],
    )


class SavedSearchForm(Form):
    """What a search is called, and how often one is told of it."""

    name = StringField(
        _l("Name of the search"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please give the search a name.")),
            Length(max=60, message=_l("At most %(max)d characters, please.")),
        ],
    )
    frequency = SelectField(
        _l("When something new comes up"), choices=choices(FREQUENCIES)
    )


class SaveSearchForm(SavedSearchForm):
    """A search to be kept; its address travels with the form."""

    address = HiddenField(
        validators=[
            Length(
                max=LONGEST_ADDRESS,
                message=_l("This search is too long to be kept. Shorten it, please."),
            )
        ]
    )


class CvForm(Form):
    """A CV to read."""

    file = FileField(
        _l("Your CV"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l("PDF or Word (.docx), at most 5 MB."),
    )


class NumberForm(Form):
    """Another telephone number."""

    phone = TelephoneField(
        _l("New telephone number"),
        validators=[DataRequired(_l("Please enter your number, so we can call you."))],
    )
    present = present_password_field()


class EraseForm(Form):
    """Yes, delete all; with the password, since it cannot be taken back."""

    sure = BooleanField(
        _l("I want to delete my account. This cannot be taken back."),
        validators=[DataRequired(_l("Please tick this if you are sure."))],
    )
    present = present_password_field()
