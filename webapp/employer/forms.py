"""
The employer's forms.

Experience is entered in years and kept in months; the pay is entered as offices write
it, and the page shows how it was understood.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
)
from wtforms.validators import Optional as MayBeEmpty

from models import ApplicationStatus, Schooling, Shift
from webapp.fields import SeenAtField, choices, tidy, tidy_line
from webapp.forms import Form
from webapp.labels import APPLICATION, SCHOOLING, SHIFTS
from webapp.services.hiring import ANSWERS
from webapp.services.own_riders import DECISIONS
from webapp.services.vacancy_pay import PayUnclearError, read_pay
from webapp.services.vacancy_posting import Posting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models import Vacancy

LONGEST_TITLE = 60
MOST_CERTIFICATES = 8
LONGEST_CERTIFICATE = 30
MOST_PEOPLE = 5000
MOST_YEARS = 40
# Days; the longest posting is 180.
EXTENSIONS = (30, 60, 90)
# An answer too: none of the occupations that were suggested fits.
NO_OCCUPATION = "none"
# What a draft or a template keeps of a form.
TYPED = (
    "title",
    "occupation_code",
    "headcount",
    "description",
    "pay_text",
    "shift",
    "has_lodging",
    "has_board",
    "has_insurance",
    "place_code",
    "address",
    "schooling",
    "experience_years",
    "certificates",
    "valid_until",
)

_COMMAS = re.compile(r"[、，,;；/\n]+")


def _at_most(characters: int) -> Length:
    return Length(max=characters, message=_l("At most %(max)d characters, please."))


class PostingForm(Form):
    """A vacancy in the employer's words; what the law requires is required."""

    title = StringField(
        _l("Work"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say which work it is, such as “缝纫工”.")),
            _at_most(LONGEST_TITLE),
        ],
        description=_l("One kind of work a posting, as people call it."),
    )
    headcount = IntegerField(
        _l("How many people"),
        validators=[
            InputRequired(_l("Please enter how many people you need.")),
            NumberRange(
                1, MOST_PEOPLE, _l("Please enter a number from %(min)s to %(max)s.")
            ),
        ],
    )
    pay_text = StringField(
        _l("Pay"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please say what you pay.")),
            _at_most(40),
        ],
        description=_l("As you would write it: 6-8千, 25元/时, 200元/天, 面议."),
    )
    place_code = SelectField(_l("Town"), validators=[DataRequired()])
    address = StringField(
        _l("Address of the workplace"),
        filters=[tidy_line],
        validators=[
            DataRequired(_l("Please enter street and number.")),
            _at_most(120),
        ],
    )
    shift = SelectField(
        _l("Working hours"),
        choices=choices({"": _l("Not fixed"), **SHIFTS}),
    )
    has_lodging = BooleanField(_l("Lodging"))
    has_board = BooleanField(_l("Meals"))
    has_insurance = BooleanField(_l("Social insurance"))
    schooling = SelectField(_l("Schooling at least"), choices=choices(SCHOOLING))
    experience_years = DecimalField(
        _l("Years of experience at least"),
        default=0,
        places=None,
        validators=[
            MayBeEmpty(),
            NumberRange(
                0, MOST_YEARS, _l("Please enter a number from %(min)s to %(max)s.")
            ),
        ],
        description=_l("0 when beginners are welcome; 0.5 is half a year."),
    )
    certificates = StringField(
        _l("Certificates"),
        filters=[tidy_line],
        validators=[_at_most(200)],
        description=_l("Only those one cannot work without: 叉车证、电工证."),
    )
    description = TextAreaField(
        _l("What the work and its conditions are"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please describe the work and its conditions.")),
            Length(
                min=10,
                max=3000,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
        description=_l(
            "What one does, at what hours, what you provide. Nothing about sex, "
            "ethnicity, religion or registered residence: the law forbids it."
        ),
    )
    valid_until = DateField(
        _l("Last day of the posting"),
        validators=[InputRequired(_l("Please enter a date."))],
        description=_l("At most 180 days from today."),
    )
    occupation_code = StringField(_l("Occupation"), filters=[tidy_line])
    lawful_because = StringField(
        _l("Why these words are lawful here"),
        filters=[tidy_line],
        validators=[_at_most(200)],
        description=_l("Only if they must stay. The office reads this and decides."),
    )
    seen_at = SeenAtField(_l("This page"))
    form_key = HiddenField()

    @classmethod
    def of_typed(
        cls, typed: Mapping[str, str], *, is_program: bool = False
    ) -> PostingForm:
        """Return the form as somebody left it, or a program filled it in."""
        return cls(formdata=MultiDict(typed), meta={"csrf": not is_program})

    def typed(self) -> dict[str, str]:
        """Return what stands in the fields, right or wrong, as a browser sends it."""
        return {name: text for name in TYPED if (text := _typed(self[name]))}

    def validate_pay_text(self, field: StringField) -> None:
        """Take what can be read as pay, so that people who search can find it."""
        try:
            read_pay(field.data)
        except PayUnclearError as error:
            raise ValidationError(
                _l("We cannot read this as pay. Write it like 6-8千, 25元/时 or 面议.")
            ) from error

    def validate_certificates(self, field: StringField) -> None:
        """Bound how many there are and how long each is."""
        named = self._certificates()
        if len(named) > MOST_CERTIFICATES:
            raise ValidationError(_l("At most eight certificates, please."))
        if any(len(name) > LONGEST_CERTIFICATE for name in named):
            raise ValidationError(
                _l("Please part the certificates with commas, each a short name.")
            )

    def show(self, vacancy: Vacancy) -> None:
        """Fill in what a posting says."""
        for name in (
            "title",
            "headcount",
            "pay_text",
            "place_code",
            "address",
            "has_lodging",
            "has_board",
            "has_insurance",
            "description",
            "valid_until",
        ):
            self[name].data = getattr(vacancy, name)
        self.shift.data = vacancy.shift.value if vacancy.shift else ""
        self.schooling.data = vacancy.schooling.value
        years = f"{vacancy.experience_months / 12:.2f}".rstrip("0").rstrip(".")
        self.experience_years.data = Decimal(years)
        self.certificates.data = "、".join(vacancy.certificates)
        self.occupation_code.data = vacancy.occupation_code or ""
        self.seen_at.data = vacancy.updated_at

    def posting(self) -> Posting:
        """Return what was entered."""
        return Posting(
            title=self.title.data,
            description=self.description.data,
            headcount=self.headcount.data,
            place_code=self.place_code.data,
            address=self.address.data,
            pay_text=self.pay_text.data,
            valid_until=self.valid_until.data,
            shift=Shift(self.shift.data) if self.shift.data else None,
            has_lodging=self.has_lodging.data,
            has_board=self.has_board.data,
            has_insurance=self.has_insurance.data,
            schooling=Schooling(self.schooling.data),
            experience_months=round(float(self.experience_years.data or 0) * 12),
            certificates=tuple(self._certificates()),
            occupation_code=self._occupation(),
        )

    def _occupation(self) -> str | None:
        code = self.occupation_code.data
        return code if code and code != NO_OCCUPATION else None

    def _certificates(self) -> list[str]:
        parts = (part.strip() for part in _COMMAS.split(self.certificates.data or ""))
        return list(dict.fromkeys(part for part in parts if part))


def _typed(field: Field) -> str:
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, StringField | SelectField):
        return field.data or ""
    # A number or a day that cannot be read has no value, but it was typed.
    return str(field.raw_data[0] if field.raw_data else field.data or "")


class AdvertForm(Form):
    """A whole advert, pasted."""

    advert = TextAreaField(
        _l("The whole advert"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Please paste the advert.")),
            Length(
                min=4,
                max=4000,
                message=_l("Between %(min)d and %(max)d characters, please."),
            ),
        ],
        description=_l("From a chat, a poster or another site, as it is."),
    )


class MoveForm(Form):
    """One step of a row that was shown at a time."""

    seen_at = SeenAtField(validators=[DataRequired()])


class ExtendForm(MoveForm):
    """By how many days a posting is shown longer."""

    days = IntegerField(validators=[InputRequired(), AnyOf(EXTENSIONS)])


class TemplateForm(Form):
    """The name of a template."""

    name = StringField(
        _l("Name of the template"),
        filters=[tidy_line],
        validators=[DataRequired(_l("Please enter a name.")), _at_most(40)],
    )


class SheetForm(Form):
    """A spreadsheet of the company's own postings."""

    file = FileField(
        _l("Spreadsheet"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l(".xlsx, .xls or .csv, at most 10 MB."),
    )


class PlainForm(Form):
    """A button: nothing is entered, only its token is checked."""


class RosterForm(Form):
    """A roster of the company's own people, to look at before it is taken in."""

    file = FileField(
        _l("Spreadsheet"),
        validators=[FileRequired(_l("Please choose a file."))],
        description=_l(".xlsx, .xls or .csv, at most 10 MB."),
    )


class PartyDecisionForm(Form):
    """Whether a party of the roster comes."""

    status = HiddenField(validators=[AnyOf([status.value for status in DECISIONS])])
    seen_at = SeenAtField(validators=[DataRequired()])


class AnswerForm(MoveForm):
    """How far an application has come."""

    status = SelectField(
        _l("State"),
        choices=choices({status: APPLICATION[status] for status in ANSWERS}),
    )

    def answer(self) -> ApplicationStatus:
        """Return what was chosen."""
        return ApplicationStatus(self.status.data)
