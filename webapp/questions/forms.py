"""What a person types where no common answer fits."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    ValidationError,
)

from webapp.fields import PlaceField, TelephoneField, tidy, tidy_line
from webapp.forms import Form
from webapp.services.search_engine import today

if TYPE_CHECKING:
    from models import Seeker

MOST_CERTIFICATES = 10
LONGEST_CERTIFICATE = 40
LATEST_START = dt.timedelta(days=730)
TOO_LONG = _l("At most %(max)d characters, please.")
NO_NUMBER = _l("Please write a number.")
NOTHING = _l("Please write something, or go back and tap an answer.")


class OtherForm(Form):
    """An answer in words; ``values`` are the columns that it fills."""

    def values(self) -> dict[str, Any]:
        """Return what was typed, by column."""
        raise NotImplementedError

    def show(self, seeker: Seeker) -> None:
        """Fill in what is stored; nothing, unless a question says otherwise."""


class WorkForm(OtherForm):
    """A work in one's own words."""

    wanted_title = StringField(
        _l("Another work"),
        filters=[tidy_line],
        validators=[DataRequired(NOTHING), Length(max=120, message=TOO_LONG)],
    )

    def values(self) -> dict[str, Any]:
        """Return the title."""
        return {"wanted_title": self.wanted_title.data}

    def show(self, seeker: Seeker) -> None:
        """Show the title."""
        self.wanted_title.data = seeker.wanted_title


class PayForm(OtherForm):
    """Another pay."""

    pay_yuan = IntegerField(
        _l("Another sum, yuan a month"),
        validators=[
            InputRequired(NO_NUMBER),
            NumberRange(500, 200_000, _l("Between 500 and 200,000 yuan, please.")),
        ],
        invalid_value_message=NO_NUMBER,
        render_kw={"inputmode": "numeric"},
    )

    def values(self) -> dict[str, Any]:
        """Return the pay in fen."""
        return {"wanted_monthly_cents": self.pay_yuan.data * 100}

    def show(self, seeker: Seeker) -> None:
        """Show the pay in yuan."""
        cents = seeker.wanted_monthly_cents
        self.pay_yuan.data = cents // 100 if cents else None


class WorkplaceForm(OtherForm):
    """Another place to work in."""

    place = PlaceField(
        _l("Another place"),
        filters=[tidy_line],
        description=_l("Write city and county, for example 昆山 or 浙江嘉善"),
        validators=[DataRequired(NOTHING), Length(max=100, message=TOO_LONG)],
    )

    def values(self) -> dict[str, Any]:
        """Return the place's code."""
        return {"wanted_place_code": self.place.code}

    def show(self, seeker: Seeker) -> None:
        """Show the place's name."""
        self.place.data = seeker.wanted_place.full_name if seeker.wanted_place else ""


class HomeForm(OtherForm):
    """Another home county."""

    place = PlaceField(
        _l("Another county"),
        filters=[tidy_line],
        description=_l("For example 河南固始, 贵州赫章"),
        validators=[DataRequired(NOTHING), Length(max=100, message=TOO_LONG)],
    )

    def values(self) -> dict[str, Any]:
        """Return the place's code."""
        return {"home_place_code": self.place.code}

    def show(self, seeker: Seeker) -> None:
        """Show the place's name."""
        self.place.data = seeker.home_place.full_name if seeker.home_place else ""


class ExperienceForm(OtherForm):
    """Another number of years."""

    years = IntegerField(
        _l("Another number of years"),
        validators=[
            InputRequired(NO_NUMBER),
            NumberRange(0, 50, _l("Between 0 and 50 years, please.")),
        ],
        invalid_value_message=NO_NUMBER,
        render_kw={"inputmode": "numeric"},
    )

    def values(self) -> dict[str, Any]:
        """Return the months."""
        return {"experience_months": 12 * self.years.data}


class CertificatesForm(OtherForm):
    """Other certificates, beside those that were ticked."""

    certificates = StringField(
        _l("Other certificates"),
        filters=[tidy_line],
        description=_l("Several with a comma between them"),
        validators=[Length(max=300, message=TOO_LONG)],
    )

    def values(self) -> dict[str, Any]:
        """Return their names."""
        return {"certificates": split_names(self.certificates.data or "")}


class FamilyForm(OtherForm):
    """More people."""

    companions = IntegerField(
        _l("How many come along?"),
        validators=[
            InputRequired(NO_NUMBER),
            NumberRange(0, 20, _l("Between 0 and 20 people, please.")),
        ],
        invalid_value_message=NO_NUMBER,
        render_kw={"inputmode": "numeric"},
    )

    def values(self) -> dict[str, Any]:
        """Return how many come along."""
        return {"companions": self.companions.data}

    def show(self, seeker: Seeker) -> None:
        """Show how many come along."""
        self.companions.data = seeker.companions


class StartForm(OtherForm):
    """Another day."""

    available_from = DateField(
        _l("Another day"), validators=[DataRequired(_l("Please choose a day."))]
    )

    def values(self) -> dict[str, Any]:
        """Return the day; one that is past is at once."""
        day, now = self.available_from.data, today(dt.datetime.now(dt.UTC))
        return {"available_from": day if day > now else None}

    def show(self, seeker: Seeker) -> None:
        """Show the day."""
        self.available_from.data = seeker.available_from

    def validate_available_from(self, field: DateField) -> None:
        """Refuse a day that is years away: it was mistyped."""
        if field.data > today(dt.datetime.now(dt.UTC)) + LATEST_START:
            raise ValidationError(_("A day within two years, please."))


class SkillsForm(OtherForm):
    """What one can do, in a few words."""

    skills = TextAreaField(
        _l("What can you do?"),
        filters=[tidy],
        description=_l("What you did before, machines you know"),
        validators=[Length(max=2000, message=TOO_LONG)],
        render_kw={"rows": 5},
    )

    def values(self) -> dict[str, Any]:
        """Return the words."""
        return {"skills": self.skills.data}

    def show(self, seeker: Seeker) -> None:
        """Show the words."""
        self.skills.data = seeker.skills


class ContactForm(OtherForm):
    """How an employer one applied to reaches one."""

    name = StringField(
        _l("Your name"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter your name.")),
            Length(max=80, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "name"},
    )
    phone = TelephoneField(
        _l("Telephone"),
        validators=[DataRequired(_l("Please enter your number, so we can call you."))],
    )

    def values(self) -> dict[str, Any]:
        """Return both."""
        return {"name": self.name.data, "phone": self.phone.data}

    def show(self, seeker: Seeker) -> None:
        """Show both to the person; a clerk's page does not call this."""
        self.name.data = seeker.name
        self.phone.data = seeker.phone


def split_names(written: str) -> list[str]:
    """
    Return the names of a list that was typed, without repetitions.

    >>> split_names("叉车证、电工证, 叉车证")
    ['叉车证', '电工证']
    """
    parts = re.split(r"[、,，;；\s]+", written)
    names = dict.fromkeys(part[:LONGEST_CERTIFICATE] for part in parts if part)
    return list(names)[:MOST_CERTIFICATES]
