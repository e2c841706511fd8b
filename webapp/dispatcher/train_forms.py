"""The forms of a campaign's trains, their stations and the coaches that wait there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Regexp
from wtforms.validators import Optional as MayBeEmpty

from matcher.location import distance_m
from webapp.fields import PlaceField, SeenAtField, tidy_line
from webapp.forms import Form
from webapp.services.rules import LOCAL_TIME
from webapp.services.trains import Ride

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models import CoachType, Place, TrainBlock

MOST_SEATS = 5000
MOST_YUAN = 10_000
MOST_COACHES = 1000
SOUTH, NORTH, WEST, EAST = 18, 54, 73, 136
MOST_METRES = 150_000
RANGE = _l("Please enter a number from %(min)s to %(max)s.")
NUMBER = _l("Please enter a number.")
CHOOSE = _l("Please choose one.")
LATER = {0: _l("the same day"), 1: _l("the next day"), 2: _l("the day after that")}


def number_of_train(text: str | None) -> str:
    """Return the number of a train as it stands on tickets, in capitals."""
    return tidy_line(text).replace(" ", "").upper()


def _place(label: Any, help_text: Any = "") -> SelectField:
    return SelectField(
        label,
        description=help_text,
        validators=[DataRequired(CHOOSE)],
        default="",
    )


def offer_places(field: SelectField, stations: Iterable[Place]) -> None:
    """Show these stations to choose from, and nothing first."""
    field.choices = [
        SelectChoice("", _("Choose a station")),
        *(
            SelectChoice(
                place.code,
                f"{place.name} · {place.parent.full_name}"
                if place.parent
                else place.name,
            )
            for place in stations
        ),
    ]


class TrainForm(Form):
    """Seats of one train."""

    name = StringField(
        _l("Number of the train"),
        filters=[number_of_train],
        validators=[
            DataRequired(_l("Please enter the number, such as K282.")),
            Length(max=20, message=_l("At most %(max)d characters, please.")),
            Regexp(
                r"[A-Z]{0,2}[0-9]{1,5}(/[0-9]{1,5})?\Z",
                message=_l("A train has a number such as K282 or G1234."),
            ),
        ],
        description=_l("As on the tickets, such as K282."),
    )
    hub_code = _place(
        _l("Station of departure"), _l("Coaches bring the people of the counties here.")
    )
    station_code = _place(
        _l("Station of arrival"), _l("Coaches that wait here bring them to the gates.")
    )
    day = DateField(
        _l("Day of departure"), validators=[InputRequired(_l("Please enter a date."))]
    )
    departs = TimeField(
        _l("Leaves at"),
        validators=[InputRequired(_l("Please enter a time such as 08:00."))],
    )
    arrives = TimeField(
        _l("Arrives at"),
        validators=[InputRequired(_l("Please enter a time such as 08:00."))],
    )
    later = SelectField(
        _l("Arrives on"),
        coerce=int,
        choices=[SelectChoice(days, words) for days, words in LATER.items()],
        default=0,
        description=_l("A night train arrives on the next day."),
    )
    seats = IntegerField(
        _l("Seats kept for you"),
        validators=[InputRequired(NUMBER), NumberRange(1, MOST_SEATS, RANGE)],
        description=_l("As agreed with the railway."),
    )
    price = DecimalField(
        _l("A ticket, yuan"),
        places=2,
        validators=[InputRequired(NUMBER), NumberRange(0, MOST_YUAN, RANGE)],
    )
    least_riders = IntegerField(
        _l("Fewest people"),
        validators=[MayBeEmpty(), NumberRange(0, MOST_SEATS, RANGE)],
        description=_l(
            "With fewer nobody is planned on it. Empty: one person is enough."
        ),
    )
    seen_at = SeenAtField()

    @classmethod
    def of(cls, block: TrainBlock) -> TrainForm:
        """Return the form with a train as it is."""
        leaves = block.departs_at.astimezone(LOCAL_TIME)
        comes = block.arrives_at.astimezone(LOCAL_TIME)
        return cls(
            None,
            prefix=f"train-{block.id}",
            name=block.name,
            hub_code=block.hub_code,
            station_code=block.station_code,
            day=leaves.date(),
            departs=leaves.time(),
            arrives=comes.time(),
            later=(comes.date() - leaves.date()).days,
            seats=block.seats,
            price=Decimal(block.seat_cents) / 100,
            least_riders=block.least_riders or None,
            seen_at=block.updated_at,
        )

    def offer(self, stations: Iterable[Place]) -> None:
        """Show these stations to choose from."""
        for field in (self.hub_code, self.station_code):
            offer_places(field, stations)

    def validate(self, extra_validators: Any = None) -> bool:
        """Expect two stations, times in their order, and not more people than seats."""
        if not super().validate(extra_validators):
            return False
        if self.hub_code.data == self.station_code.data:
            self.station_code.errors = [
                _("The train cannot go to where it leaves from: choose another.")
            ]
        ride = self.ride()
        if ride.arrives_at <= ride.departs_at:
            self.arrives.errors = [
                _(
                    "It would arrive before it leaves. If it arrives on the next day, "
                    "choose that beside the time."
                )
            ]
        if ride.least_riders > ride.seats:
            self.least_riders.errors = [
                _("There are only %(seats)s seats.", seats=ride.seats)
            ]
        return not self.errors

    def ride(self) -> Ride:
        """Return the train as entered; times are China's."""

        def at(days: int, time: dt.time) -> dt.datetime:
            day = self.day.data + dt.timedelta(days=days)
            return dt.datetime.combine(day, time, LOCAL_TIME).astimezone(dt.UTC)

        return Ride(
            name=self.name.data,
            hub_code=self.hub_code.data,
            station_code=self.station_code.data,
            departs_at=at(0, self.departs.data),
            arrives_at=at(self.later.data, self.arrives.data),
            seats=self.seats.data,
            seat_cents=round(100 * self.price.data),
            least_riders=self.least_riders.data or 0,
        )


def _degrees(label: Any, least: int, most: int, help_text: Any) -> DecimalField:
    return DecimalField(
        label,
        places=None,
        validators=[
            InputRequired(NUMBER),
            NumberRange(
                least,
                most,
                _l(
                    "That is not in China: please enter a number from %(min)s to "
                    "%(max)s."
                ),
            ),
        ],
        description=help_text,
        render_kw={"inputmode": "decimal"},
    )


class StationForm(Form):
    """A station that no list has yet."""

    name = StringField(
        _l("Name of the station"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=30, message=_l("At most %(max)d characters, please.")),
        ],
        description=_l("As on the tickets, such as 潢川站."),
    )
    county = PlaceField(
        _l("In which county"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a county or a town.")),
            Length(max=100, message=_l("At most %(max)d characters, please.")),
        ],
        description=_l("County or town, such as 河南固始 or 固始县城关镇."),
    )
    lat = _degrees(_l("Latitude, north"), SOUTH, NORTH, _l("18 to 54, such as 32.14."))
    lon = _degrees(_l("Longitude, east"), WEST, EAST, _l("73 to 136, such as 115.03."))

    def lies_in(self, county: Place | None) -> bool:
        """Expect a point near the county; say beside the field if it is not."""
        if county is None or county.lat is None or county.lon is None:
            self.county.errors = [
                _("Please write the county; a province or a city is too large.")
            ]
            return False
        metres = float(
            distance_m(
                float(self.lat.data), float(self.lon.data), county.lat, county.lon
            )
        )
        if metres > MOST_METRES:
            self.lat.errors = [
                _(
                    "This point is %(km)s km from %(county)s. Look whether the numbers "
                    "are those of the station, and in their order.",
                    km=round(metres / 1000),
                    county=county.full_name,
                )
            ]
            return False
        return True


class ShuttleForm(Form):
    """Coaches that wait at a station."""

    station_code = _place(_l("At which station"))
    coach = SelectField(_l("Which coach"), validators=[DataRequired(CHOOSE)])
    count = IntegerField(
        _l("How many"),
        validators=[InputRequired(NUMBER), NumberRange(1, MOST_COACHES, RANGE)],
        description=_l("Each may drive several times; its hire is paid once a day."),
    )

    def offer(
        self, stations: Iterable[Place], coach_types: Iterable[CoachType]
    ) -> None:
        """Show these stations and coaches to choose from."""
        offer_places(self.station_code, stations)
        self.coach.choices = [
            SelectChoice("", _("Choose a coach")),
            *(
                SelectChoice(str(coach.id), f"{coach.operator.name} · {coach.name}")
                for coach in coach_types
            ),
        ]
