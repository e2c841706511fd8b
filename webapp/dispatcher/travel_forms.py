"""The forms from the publishing of trips on: papers, the day of travel, speeds."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    DecimalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Regexp,
)
from wtforms.validators import Optional as MayBeEmpty

from models import TripEventKind
from webapp.dispatcher import labels
from webapp.fields import (
    SeenAtField,
    choices,
    tidy_line,
)
from webapp.forms import Form
from webapp.services.boarding.noting import LONGEST_DELAY_MIN

if TYPE_CHECKING:
    from models import Trip


class ManifestForm(Form):
    """Take a trip's manifest; the full form wants a reason."""

    form = RadioField(
        choices=[SelectChoice("pdf", "PDF"), SelectChoice("xlsx", "Excel")]
    )
    full = HiddenField()
    reason = StringField(
        _l("What is the full list for?"),
        filters=[tidy_line],
        validators=[Length(max=200, message=_l("At most %(max)d characters, please."))],
    )


class DocumentForm(Form):
    """Take a document; the button says which, for whom, and as what kind of file."""

    take = StringField(
        validators=[
            Regexp(
                r"(order|arrivals|feeders|tolls|trains|manifests)/[0-9]{0,12}/(pdf|xlsx)\Z"
            )
        ]
    )
    full = RadioField(
        _l("Names and numbers"),
        choices=[
            SelectChoice("0", _l("Masked")),
            SelectChoice("1", _l("In full")),
        ],
        default="0",
    )
    reason = StringField(
        _l("What is the full list for?"),
        filters=[tidy_line],
        validators=[Length(max=200, message=_l("At most %(max)d characters, please."))],
    )


class PublishForm(Form):
    """Publish a plan; the mark is of the difference that was shown."""

    mark = HiddenField(validators=[Length(max=80)])


class MoveTripForm(Form):
    """When a trip leaves, by the clock on the wall."""

    departs_at = DateTimeLocalField(
        _l("Leaves the first stop at"),
        validators=[InputRequired(_l("Please enter day and time."))],
    )
    seen_at = SeenAtField(validators=[DataRequired()])


class CallOffForm(Form):
    """Why a trip is not driven."""

    reason = StringField(
        _l("Why is it called off?"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say why.")),
            Length(
                min=2,
                max=200,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
    )
    seen_at = SeenAtField(validators=[DataRequired()])


class EscortForm(Form):
    """Whom a link is for."""

    holder = StringField(
        _l("Name of the escort"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say whom the link is for.")),
            Length(max=80, message=_l("At most %(max)d characters, please.")),
        ],
    )


class HealthForm(Form):
    """From which temperature on somebody is marked at the coach door."""

    fever = DecimalField(
        _l("Mark from this temperature on (°C)"),
        places=1,
        validators=[
            MayBeEmpty(),
            NumberRange(35, 42, _l("Please enter a number from %(min)s to %(max)s.")),
        ],
        description=_l(
            "37.3 was commonly used where people entered buildings and coaches in "
            "China from 2020 to 2022; set your own. Empty: nobody is marked."
        ),
    )


class TripNoteForm(Form):
    """What an escort says on the telephone; sent twice, it is one note."""

    client_id = HiddenField(
        default=lambda: f"desk-{secrets.token_hex(8)}",
        validators=[Regexp(r"desk-[0-9a-f]{16}\Z")],
    )
    kind = SelectField(
        _l("What happened"), coerce=TripEventKind, choices=choices(labels.EVENTS)
    )
    stop = SelectField(_l("Stop"), coerce=int, validate_choice=False)
    minutes = IntegerField(
        _l("Minutes late"),
        validators=[
            MayBeEmpty(),
            NumberRange(
                0,
                LONGEST_DELAY_MIN,
                _l("Please enter a number from %(min)s to %(max)s."),
            ),
        ],
    )
    note = StringField(
        _l("Note"),
        filters=[tidy_line],
        validators=[Length(max=200, message=_l("At most %(max)d characters, please."))],
    )

    def offer(self, trip: Trip) -> None:
        """Show the stops of a trip to choose from; not every event is at one."""
        self.stop.choices = [
            SelectChoice(
                stop.id,
                f"{stop.site.employer.name} {stop.site.name}"
                if stop.site
                else (stop.place.full_name if stop.place else ""),
            )
            for stop in trip.stops
        ]


class PhonesForm(Form):
    """Whose telephone numbers are shown; seeing them is recorded."""

    who = RadioField(
        choices=[SelectChoice("unseen", "unseen"), SelectChoice("all", "all")]
    )


class AdoptSpeedForm(Form):
    """A corridor whose measured speed is planned with; ``drives`` as they were seen."""

    place_code = HiddenField(validators=[DataRequired()])
    site_id = IntegerField(validators=[InputRequired()])
    drives = IntegerField(validators=[InputRequired()])


class EndSpeedForm(Form):
    """Undo a measured speed."""
