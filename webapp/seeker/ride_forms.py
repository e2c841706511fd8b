"""The last question before a ride: who travels, and on which papers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from webapp.fields import tidy_line
from webapp.forms import Form
from webapp.seeker.consent import CURRENT
from webapp.services.importing.fields import RefusedCellError, id_number
from webapp.services.riding import LARGEST_PARTY, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 80
NOW, AT_THE_DOOR = "now", "door"


class PlainForm(Form):
    """A button; the form is there for its token."""


class PeopleForm(PlainForm):
    """
    Names and ID numbers of a party: as many lines as it has people.

    `wrong` holds a sentence beside each field that cannot be taken, by its name.
    """

    def __init__(self, size: int, values: Mapping[str, str]) -> None:
        super().__init__()
        self.size = min(size, LARGEST_PARTY)
        self.values = values
        self.wrong: dict[str, str] = {}

    def show(self, name: str) -> str:
        """Return what was typed into a field."""
        return tidy_line(self.values.get(name))

    @property
    def gives_ids(self) -> bool:
        """Return whether ID numbers are given now rather than shown at the coach."""
        return self.values.get("give", NOW) != AT_THE_DOOR

    @property
    def consent_version(self) -> str | None:
        """Return the version of the text that was ticked."""
        agreed = self.gives_ids and self.values.get("consent") == CURRENT
        return CURRENT if agreed else None

    def people(self, *, with_contact: bool = True) -> tuple[Person, ...]:
        """Return who travels; `wrong` tells what cannot be taken."""
        people = []
        for number in range(self.size):
            name = self._name(number, with_contact)
            phone = self._phone() if number == 0 and with_contact else ""
            people.append(Person(name, phone, self._id_number(number)))
        if self.gives_ids and not any(person.id_number for person in people):
            self.wrong.setdefault(
                "id_0", _("Please enter the number, or show the card at the coach.")
            )
        if self.gives_ids and self.consent_version is None:
            self.wrong["consent"] = _(
                "Without your consent we may not store ID numbers. Tick it, or choose "
                "to show the cards at the coach."
            )
        return tuple(people)

    def _name(self, number: int, with_contact: bool) -> str:
        name = self.show(f"name_{number}")
        if len(name) > LONGEST_NAME:
            self.wrong[f"name_{number}"] = _(
                "At most %(most)d characters, please.", most=LONGEST_NAME
            )
        elif number == 0 and with_contact and not name:
            self.wrong["name_0"] = _("Please enter your name.")
        return name

    def _phone(self) -> str:
        digits = re.sub(r"[-() ]", "", self.show("phone")).removeprefix("+86")
        if not re.fullmatch(r"1\d{10}|0\d{9,11}", digits, re.ASCII):
            self.wrong["phone"] = _("A telephone number has 11 digits.")
        return digits

    def _id_number(self, number: int) -> str:
        if not self.gives_ids:
            return ""
        try:
            return id_number(self.show(f"id_{number}"))
        except RefusedCellError as error:
            message = error.message
            self.wrong[f"id_{number}"] = str(_(message.template) % dict(message.values))
            return ""

    def validate(self, *args: Any, **values: Any) -> bool:
        """Check the token; the fields are checked when they are read."""
        return bool(super().validate(*args, **values))
