"""What the forms of several roles share."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from webapp.collaborators import collaborators
from webapp.security.passwords import LONGEST
from webapp.services import telephone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.places.place import Place

SHOWN_CHOICES = 5
EASY_PASSWORD = _l(
    "This password is easy to guess. Take 8 or more characters, letters and digits, "
    "not your number."
)

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tidy(text: str | None) -> str:
    """Return text without control characters and outer blanks, its lines kept."""
    return _CONTROLS.sub("", (text or "").replace("\r\n", "\n")).strip()


def tidy_line(text: str | None) -> str:
    """Return text on one line."""
    return " ".join(tidy(text).split())


def choices(labels: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return the options of a select, in their order; labels may be lazy."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class SeenAtField(HiddenField):  # type: ignore[misc]
    """
    When the row that the page shows was last changed; travels with the form.

    Empty on the page of a new row: a form about an old one asks for it.
    """

    data: Any
    _sentence = _l("Please open the page anew and try again.")

    def _value(self) -> str:
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """
        Read the time back.

        Raises
        ------
        ValidationError
            When it is no aware time; it was not us who wrote it.
        """
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        try:
            seen_at = dt.datetime.fromisoformat(valuelist[0])
        except ValueError as error:
            raise ValidationError(self._sentence) from error
        if seen_at.tzinfo is None:
            raise ValidationError(self._sentence)
        self.data = seen_at


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


class TelephoneField(StringField):  # type: ignore[misc]
    """A telephone number; its digits, once validated."""

    data: Any

    def __init__(self, *args: Any, **values: Any) -> None:
        keys = {"inputmode": "tel", "autocomplete": "tel"}
        super().__init__(*args, **{"filters": [tidy_line], "render_kw": keys, **values})

    def pre_validate(self, form: Any) -> None:
        """Accept what can be dialled in China."""
        if not self.data:
            return
        digits = telephone.digits(self.data)
        if digits is None:
            raise ValidationError(_("A telephone number has 11 digits."))
        self.data = digits


def present_password_field() -> PasswordField:
    """Return a field for the present password."""
    return PasswordField(
        _l("Present password"),
        validators=[
            DataRequired(_l("Please enter your present password.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


def new_password_field(label: Any = None) -> PasswordField:
    """Return a field for a new password; of a new account it is called otherwise."""
    return PasswordField(
        label or _l("New password"),
        description=_l("8 or more letters and digits"),
        validators=[
            DataRequired(_l("Please choose a password.")),
            Length(max=LONGEST, message=_l("At most %(max)d characters, please.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
