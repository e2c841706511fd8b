"""The forms of a plan changed by hand."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.validators import Optional as MayBeEmpty

from webapp.dispatcher.where import MOST_NUMBER, WhereField
from webapp.forms import Form
from webapp.services.plans import TIME_LIMIT_S

# The changes by hand, and the fields that each needs.
CHANGES: dict[str, tuple[str, ...]] = {
    "move": ("party", "trip"),
    "best": ("party", "trip"),
    "add_stop": ("trip", "place"),
    "move_stop": ("trip", "stop", "to"),
    "drop_stop": ("trip", "stop"),
    "set_coach": ("trip", "coach"),
    "set_departure": ("trip", "service_date", "departs"),
    "lock_trip": ("trip", "locked"),
    "lock_train": ("trip", "locked"),
    "lock_party": ("party", "locked"),
}


class ChangeForm(Form):
    """
    One change to a plan by hand; `kind` says which fields count.

    Numbers and ids beyond any that there can be are refused here; whether they exist
    is for the plan to say.
    """

    kind = SelectField(
        choices=[SelectChoice(kind, kind) for kind in CHANGES],
        validators=[DataRequired()],
    )
    party = StringField(validators=[Length(max=12)])
    trip = WhereField()
    out_of = WhereField()
    riders = IntegerField(
        _l("How many of them?"),
        validators=[
            MayBeEmpty(),
            NumberRange(1, MOST_NUMBER, _l("Please enter how many people, from 1.")),
        ],
    )
    stop = IntegerField(validators=[MayBeEmpty(), NumberRange(0, 99)])
    to = IntegerField(validators=[MayBeEmpty(), NumberRange(0, 99)])
    place = StringField(validators=[Length(max=40)])
    coach = StringField(validators=[Length(max=12)])
    service_date = DateField(validators=[MayBeEmpty()])
    departs = TimeField(_l("Time"), validators=[MayBeEmpty()])
    locked = StringField(validators=[Length(max=1)])
    seen = StringField(validators=[Length(max=40)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether every field that the kind needs is there."""
        if not super().validate(extra_validators):
            return False
        missing = [
            name
            for name in CHANGES[self.kind.data]
            if self[name].data is None or self[name].data == ""
        ]
        for name in missing:
            self[name].errors = [_l("Please fill in what is to be changed.")]
        return not missing

    @property
    def typed(self) -> Any:
        """Return the field that a person types into; None where all is tapped."""
        if self.kind.data == "set_departure":
            return self.departs
        is_move = self.kind.data == "move" and (self.party.data or "").isdecimal()
        return self.riders if is_move and self.riders.raw_data else None

    def mistakes(self) -> list[str]:
        """Return a sentence for each mistake, each once."""
        found = [str(error) for errors in self.errors.values() for error in errors]
        return list(dict.fromkeys(found))


class ReplanForm(Form):
    """Plan the rest again."""

    promise_yuan = IntegerField(
        _l("Yuan for each person whose day, stop or time changes"),
        default=50,
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(
                0, 10_000, _l("Please enter a number from %(min)s to %(max)s.")
            ),
        ],
    )
    time_limit_s = IntegerField(
        _l("Time limit in seconds"),
        default=60,
        validators=[
            InputRequired(_l("Please enter a number.")),
            NumberRange(
                *(round(bound) for bound in TIME_LIMIT_S),
                _l("Please enter a number from %(min)s to %(max)s."),
            ),
        ],
    )
