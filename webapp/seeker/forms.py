"""The seeker's form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, ValidationError
from wtforms.validators import Optional as MayBeEmpty

from models import Schooling, Shift
from webapp.collaborators import collaborators
from webapp.fields import choices, tidy, tidy_line
from webapp.labels import FREQUENCIES, SCHOOLING, SHIFTS
from webapp.services.saved_searches import LONGEST_ADDRESS
from webapp.services.seekers import Profile

if TYPE_CHECKING:
    from matcher.places.place import Place

SHOWN_CHOICES = 5
REACHES_KM = (5, 10, 20, 50, 100)


class PlaceField(StringField):  # type: ignore[misc]
    """A place in a person's own words; ``code`` is what it means, once validated."""

    code: str | None = None

    def pre_validate(self, form: Any) -> None:
        """Resolve the words, or say what they could mean."""
        self.code = None
        if not self.data:
            return
        gazetteer = collaborators().gazetteer
        district = collaborators().settings.home_district
        found = gazetteer.resolve(self.data, prefer=district)
        if found.candidates:
            names: list[Place] = list(found.candidates[:SHOWN_CHOICES])
            meant = "、".join(place.full_name for place in names)
            raise ValidationError(
                _("This could be several places: %(choices)s.", choices=meant)
            )
        if found.place is None:
            raise ValidationError(
                _("We do not know this place. Write city and county, please.")
            )
        self.code = found.place.code


def _tidy(value: str | None) -> str:
    return re.sub(r"\s+", " ", value or "").strip()


def _certificates(written: str) -> list[str]:
    parts = re.split(r"[、,，;；\s]+", written)
    return list(dict.fromkeys(part[:40] for part in parts if part))[:10]


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """Who one is, what one can do, what one wants."""

    name = StringField(
        _l("Your name"),
        filters=[_tidy],
        validators=[DataRequired(_l("Please enter your name.")), Length(max=80)],
        render_kw={"autocomplete": "name"},
    )
    phone = StringField(
        _l("Telephone"),
        filters=[_tidy],
        validators=[DataRequired(_l("Please enter your number, so we can call you."))],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    wanted_title = StringField(
        _l("What work do you want?"),
        filters=[_tidy],
        description=_l("For example 缝纫工, 叉车司机, 普工"),
        validators=[
            DataRequired(_l("Please say what work you are looking for.")),
            Length(max=120),
        ],
    )
    skills = TextAreaField(
        _l("What can you do?"),
        description=_l("What you did before, machines you know"),
        filters=[lambda value: (value or "").strip()],
        validators=[Length(max=2000)],
    )
    home = PlaceField(
        _l("Your home county"),
        filters=[_tidy],
        description=_l("For the coach: 河南固始, 贵州赫章"),
        validators=[Length(max=100)],
    )
    wanted_place = PlaceField(
        _l("Where do you want to work?"),
        filters=[_tidy],
        description=_l("Empty for anywhere in the district"),
        validators=[Length(max=100)],
    )
    pay_yuan = IntegerField(
        _l("At least how much a month (yuan)?"),
        validators=[
            MayBeEmpty(),
            NumberRange(500, 200_000, _l("Between 500 and 200,000 yuan, please.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    shift = SelectField(_l("Working hours"), validators=[MayBeEmpty()])
    refuses_nights = BooleanField(_l("No night shifts, not even in turns"))
    reach_km = SelectField(
        _l("How far from there?"),
        description=_l("Further only where a coach from your home county goes"),
        validators=[MayBeEmpty()],
    )
    available_from = DateField(
        _l("When can you begin?"),
        description=_l("Empty for at once"),
        validators=[MayBeEmpty()],
    )
    schooling = SelectField(_l("Your schooling"))
    experience_years = IntegerField(
        _l("Years in this work"),
        validators=[
            MayBeEmpty(),
            NumberRange(0, 50, _l("From 0 to 50, please.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    certificates = StringField(
        _l("Certificates"),
        filters=[_tidy],
        description=_l("For example 叉车证、电工证"),
        validators=[Length(max=200)],
    )
    lodging = BooleanField(_l("I need a bed"))
    board = BooleanField(_l("I would like meals"))
    is_looking = BooleanField(_l("Employers may find me"), default=True)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.shift.choices = choices({"": _l("any"), **SHIFTS})
        self.reach_km.choices = [
            ("", _("any distance")),
            *((str(km), _("%(km)d km", km=km)) for km in REACHES_KM),
        ]
        self.schooling.choices = choices(SCHOOLING)

    def validate_phone(self, field: StringField) -> None:
        """Accept what can be dialled in China."""
        digits = re.sub(r"[-() ]", "", field.data or "").removeprefix("+86")
        if not re.fullmatch(r"1\d{10}|0\d{9,11}", digits):
            raise ValidationError(_("A telephone number has 11 digits."))
        field.data = digits

    def profile(self) -> Profile:
        """Return what was entered."""
        return Profile(
            name=self.name.data,
            phone=self.phone.data,
            wanted_title=self.wanted_title.data,
            skills=self.skills.data,
            home_place_code=self.home.code,
            wanted_place_code=self.wanted_place.code,
            wanted_monthly_cents=self.pay_yuan.data * 100
            if self.pay_yuan.data
            else None,
            wanted_shift=Shift(self.shift.data) if self.shift.data else None,
            refuses_nights=self.refuses_nights.data,
            reach_m=1000 * int(self.reach_km.data) if self.reach_km.data else None,
            wants_lodging=self.lodging.data,
            wants_board=self.board.data,
            schooling=Schooling(self.schooling.data),
            experience_months=12 * (self.experience_years.data or 0),
            certificates=_certificates(self.certificates.data or ""),
            available_from=self.available_from.data,
            is_looking=self.is_looking.data,
        )


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """A few words to the employer, if one likes."""

    message = TextAreaField(
        _l("What do you want to tell the employer?"),
        filters=[tidy],
        description=_l(
            "For example since when you do this work, and when you can come."
        ),
        validators=[Length(max=300, message=_l("At most %(max)d characters, please."))],
    )


class SavedSearchForm(FlaskForm):  # type: ignore[misc]
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
