"""What the forms of several roles share."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError
from wtforms.fields.choices import SelectChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

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
