"""Forms about the people who have applied."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.employer.forms import AnswerForm, MoveForm
from webapp.fields import choices, tidy, tidy_line
from webapp.forms import Form
from webapp.labels import APPLICATION
from webapp.services.hiring import ANSWERS
from webapp.services.hiring_notes import LONGEST_NOTE
from webapp.services.messages import LONGEST_MESSAGE
from webapp.services.rules import LOCAL_TIME

if TYPE_CHECKING:
    from models import ApplicationStatus

MOST_AT_ONCE = 200
_TOO_LONG = _l("At most %(max)d characters, please.")


class BulkForm(Form):
    """The same answer to all that are ticked, each as it was shown."""

    status = SelectField(
        _l("State"),
        choices=choices({status: APPLICATION[status] for status in ANSWERS}),
    )

    def answer(self) -> ApplicationStatus:
        """Return what was chosen."""
        return next(status for status in ANSWERS if status == self.status.data)

    def ticked(self) -> dict[int, dt.datetime]:
        """Return the ticked applications, and when each one's card was last changed."""
        found = {}
        for text in request.form.getlist("application")[:MOST_AT_ONCE]:
            seen_at = _read_time(request.form.get(f"seen-{text}", ""))
            if text.isascii() and text.isdigit() and len(text) < 10 and seen_at:
                found[int(text)] = seen_at
        return found


class PersonForm(AnswerForm):
    """How far one application has come."""


class InterviewForm(MoveForm):
    """When and where to meet."""

    day = DateField(_l("Day"), validators=[InputRequired(_l("Please enter a date."))])
    time = TimeField(
        _l("Time"), validators=[InputRequired(_l("Please enter a time, like 09:30."))]
    )
    place = StringField(
        _l("Place"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say where to come.")),
            Length(max=200, message=_TOO_LONG),
        ],
    )
    remark = StringField(
        _l("What else to know"),
        filters=[tidy_line],
        validators=[Length(max=300, message=_TOO_LONG)],
        description=_l("Which gate, whom to ask for, what to bring."),
    )

    def starts_at(self) -> dt.datetime:
        """Return the time, which is told in China's."""
        return dt.datetime.combine(self.day.data, self.time.data, LOCAL_TIME)


class NoteForm(Form):
    """A note for colleagues."""

    body = TextAreaField(
        _l("Note for colleagues"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please write something.")),
            Length(max=LONGEST_NOTE, message=_TOO_LONG),
        ],
        description=_l("Only your company reads it. The person may ask to see it."),
    )


class MessageForm(Form):
    """A message to a person who has applied."""

    body = TextAreaField(
        _l("Message"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please write something.")),
            Length(max=LONGEST_MESSAGE, message=_TOO_LONG),
        ],
    )


class TemplateForm(Form):
    """A wording to keep."""

    name = StringField(
        _l("Name of the wording"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please give it a name.")),
            Length(max=40, message=_TOO_LONG),
        ],
    )
    body = TextAreaField(
        _l("Text"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please write something.")),
            Length(max=LONGEST_MESSAGE, message=_TOO_LONG),
        ],
    )


def _read_time(text: str) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None
