"""The forms of coach companies; people enter yuan, the tables hold fen."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from webapp.fields import TelephoneField, tidy_line
from webapp.forms import Form
from webapp.services.fleets import Price

if TYPE_CHECKING:
    from models import CoachType

MOST_YUAN = 100_000
MOST_SEATS = 80
MOST_COACHES = 1000
TOO_LONG = _l("At most %(max)d characters, please.")
RANGE = _l("Please enter a number from %(min)s to %(max)s.")


class OperatorForm(Form):
    """A coach company."""

    name = StringField(
        _l("Company"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=120, message=TOO_LONG),
        ],
        description=_l("As on its licence: it stands on the charter order."),
    )
    contact_name = StringField(
        _l("Whom to call there"),
        filters=[tidy_line],
        validators=[Length(max=80, message=TOO_LONG)],
    )
    phone = TelephoneField(_l("Telephone"))


def _yuan(label: Any) -> DecimalField:
    return DecimalField(
        label,
        places=2,
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(0, MOST_YUAN, RANGE),
        ],
    )


class PriceForm(Form):
    """What a coach costs, and how many there are."""

    hire = _yuan(_l("Hire, yuan"))
    per_km = _yuan(_l("For a kilometre, yuan"))
    count = IntegerField(
        _l("How many there are"),
        validators=[MayBeEmpty(), NumberRange(0, MOST_COACHES, RANGE)],
        description=_l("Empty: as many as are needed."),
    )
    seen = HiddenField(validators=[Length(max=60)])

    @classmethod
    def of(cls, coach: CoachType) -> PriceForm:
        """Return the form with a coach's price."""
        price = Price.of(coach)
        return cls(
            None,
            prefix=f"coach-{coach.id}",
            hire=Decimal(price.hire_cents) / 100,
            per_km=Decimal(price.cents_per_km) / 100,
            count=price.count,
            seen=str(price),
        )

    def price(self) -> Price:
        """Return the price as entered, in whole fen."""
        return Price(
            round(100 * self.hire.data), round(100 * self.per_km.data), self.count.data
        )


class CoachForm(PriceForm):
    """Coaches of one size that a company offers from now on."""

    name = StringField(
        _l("Coach"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter a name.")),
            Length(max=60, message=TOO_LONG),
        ],
        description=_l("Such as 49座大巴."),
    )
    seats = IntegerField(
        _l("Rated seats"),
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(2, MOST_SEATS, RANGE),
        ],
        description=_l("As in the vehicle licence, with the driver's."),
    )
