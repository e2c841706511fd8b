"""
What all forms of the site are: their mistakes are told in the site's own sentences.

A field that is given no sentence takes one from WTForms, which speaks to programmers
("Not a valid integer value.") and knows no Traditional Chinese. Here each of these is
put into words for whoever fills in the form.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

_NO_CHOICE = _l("This is not one of the choices. Please choose again.")
_NOTHING = _l("Please fill this in.")
_NO_NUMBER = _l("We cannot read this as a number. Write it in digits, like 12.5.")
_TOO_LONG = _l("At most %(max)d characters, please.")
_WRONG = _l("This does not fit here. Please look at it once more.")

# What WTForms would say -> what we say.
SENTENCES = {
    "This field is required.": _NOTHING,
    "Not a valid date value.": _l(
        "We cannot read this as a date. Write it like 2027-02-24."
    ),
    "Not a valid time value.": _l(
        "We cannot read this as a time. Write it like 08:00."
    ),
    "Not a valid datetime value.": _l(
        "We cannot read this as day and time. Write it like 2027-02-24 08:00."
    ),
    "Not a valid integer value.": _l(
        "We cannot read this as a whole number. Write it in digits, like 12."
    ),
    "Not a valid decimal value.": _NO_NUMBER,
    "Not a valid float value.": _NO_NUMBER,
    "Number must be between %(min)s and %(max)s.": _l(
        "Please enter a number from %(min)s to %(max)s."
    ),
    "Field cannot be longer than %(max)d character.": _TOO_LONG,
    "Field cannot be longer than %(max)d characters.": _TOO_LONG,
    "Not a valid choice.": _NO_CHOICE,
    "Invalid Choice: could not coerce.": _NO_CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _NO_CHOICE,
    "'%(value)s' is not a valid choice for this field.": _NO_CHOICE,
    "'%(value)s' are not valid choices for this field.": _NO_CHOICE,
}


class Words:
    """The sentences for WTForms, in the language of the page."""

    def gettext(self, text: str) -> str:
        """Return our sentence; a general one for what no form of ours asks for."""
        return str(SENTENCES.get(text, _WRONG))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Return our sentence for so many."""
        return self.gettext(one if count == 1 else many)


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the site."""

    class Meta:
        """Whose words the mistakes have."""

        def get_translations(self, _form: Any) -> Words:
            """Return our sentences."""
            return Words()

    def validate(self, extra_validators: Any = None) -> bool:
        """
        Tell whether all is well.

        What cannot be read gets that one sentence: that nothing is also out of range
        helps nobody.
        """
        is_valid = bool(super().validate(extra_validators))
        for field in self:
            if field.process_errors:
                field.errors = list(field.errors)[:1]
        return is_valid
